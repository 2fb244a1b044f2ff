-- Background work: jobs, timers, leases. Owned by crates/work.
-- due_at is when something was asked for; try_at is the next attempt, later than due_at after a failure.
-- jobs.state: 0 ready, 1 running, 2 finished (done or discarded), 3 dead.
CREATE TABLE jobs (
  id {id},
  kind {text} NOT NULL,
  dedupe_key {text},
  payload {text} NOT NULL,
  state {int} NOT NULL,
  attempts {int} NOT NULL,
  possibly_repeated {bool} NOT NULL,
  due_at {int} NOT NULL,
  try_at {int} NOT NULL,
  claimed_until {int},
  claimed_by {text},
  last_error {text},
  finished_at {int}
) {strict};
CREATE UNIQUE INDEX jobs_dedupe ON jobs (kind, dedupe_key);
CREATE INDEX jobs_ready ON jobs (kind, try_at, id) WHERE state = 0;
CREATE INDEX jobs_claimed ON jobs (claimed_until) WHERE state = 1;
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE state = 2;
CREATE INDEX jobs_dead ON jobs (id) WHERE state = 3;
-- timers.state: 0 pending, 1 fired, 2 cancelled, 3 parked.
CREATE TABLE timers (
  id {id},
  kind {text} NOT NULL,
  subject_id {int} NOT NULL,
  step {int} NOT NULL,
  payload {text} NOT NULL,
  due_at {int} NOT NULL,
  try_at {int} NOT NULL,
  state {int} NOT NULL,
  fired_at {int},
  attempts {int} NOT NULL,
  last_error {text}
) {strict};
CREATE UNIQUE INDEX timers_pending_once ON timers (kind, subject_id, step) WHERE state = 0;
CREATE INDEX timers_due ON timers (kind, try_at, id) WHERE state = 0;
CREATE INDEX timers_past ON timers (subject_id, kind, id) WHERE state <> 0;
CREATE INDEX timers_fired ON timers (fired_at) WHERE state = 1;
CREATE INDEX timers_cancelled ON timers (due_at) WHERE state = 2;
CREATE INDEX timers_parked ON timers (id) WHERE state = 3;
CREATE TABLE leases (
  name {text} NOT NULL PRIMARY KEY,
  holder {text} NOT NULL,
  fence {int} NOT NULL,
  until {int} NOT NULL
) {strict};
