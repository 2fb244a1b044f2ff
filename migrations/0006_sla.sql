-- Commitments: what was promised, and each ticket's clocks. Owned by desk/sla.
CREATE TABLE sla_policies (
  id {id},
  desk_id {int} REFERENCES desks (id),
  agreement {int} NOT NULL,
  name {text} NOT NULL,
  kind {int},
  priority {int},
  category_id {int} REFERENCES categories (id),
  service_id {int} REFERENCES services (id),
  organisation_id {int} REFERENCES organisations (id),
  team_id {int} REFERENCES teams (id),
  provider_id {int} REFERENCES organisations (id),
  calendar_id {int} REFERENCES calendars (id),
  always_open {bool} NOT NULL,
  targets {text} NOT NULL,
  warnings {text} NOT NULL,
  pauses_on {text} NOT NULL,
  reactions {text} NOT NULL,
  position {int} NOT NULL,
  version {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE INDEX sla_policies_desk ON sla_policies (desk_id, position);
CREATE TABLE sla_clocks (
  id {id},
  ticket_id {int} NOT NULL,
  agreement {int} NOT NULL,
  metric {int} NOT NULL,
  round {int} NOT NULL,
  policy_id {int} NOT NULL REFERENCES sla_policies (id),
  calendar_id {int} REFERENCES calendars (id),
  target_seconds {int} NOT NULL,
  state {int} NOT NULL,
  started_at {int} NOT NULL,
  pauses {text} NOT NULL,
  ended_at {int},
  due_at {int},
  told {int} NOT NULL,
  breached_at {int}
) {strict};
CREATE UNIQUE INDEX sla_clocks_ticket ON sla_clocks (ticket_id, agreement, metric, round);
CREATE INDEX sla_clocks_policy ON sla_clocks (policy_id) WHERE state < 2;
CREATE INDEX sla_clocks_calendar ON sla_clocks (calendar_id) WHERE state < 2;
