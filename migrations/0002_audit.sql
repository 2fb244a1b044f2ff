-- The journal: append-only, hash-chained per stream, payloads apart so that they can be erased. Owned by base/audit.
CREATE TABLE journal (
  id {id},
  feed_no {int},
  stream {text} NOT NULL,
  stream_id {int} NOT NULL,
  entry_no {int} NOT NULL,
  at {int} NOT NULL,
  actor_id {int},
  actor {text} NOT NULL,
  channel {text} NOT NULL,
  kind {text} NOT NULL,
  public {bool} NOT NULL,
  digest {bytes} NOT NULL,
  hash {bytes} NOT NULL
) {strict};
CREATE UNIQUE INDEX journal_entry ON journal (stream, stream_id, entry_no);
CREATE UNIQUE INDEX journal_feed ON journal (feed_no) WHERE feed_no IS NOT NULL;
CREATE INDEX journal_unnumbered ON journal (id) WHERE feed_no IS NULL;
CREATE INDEX journal_actor ON journal (actor_id, id);
CREATE INDEX journal_administration ON journal (id) WHERE stream <> 'ticket';
CREATE TABLE journal_payloads (
  entry_id {int} NOT NULL PRIMARY KEY,
  salt {bytes} NOT NULL,
  body {text},
  erased_at {int},
  erased_by {text}
) {strict};
CREATE TABLE journal_heads (
  stream {text} NOT NULL,
  stream_id {int} NOT NULL,
  entry_no {int} NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (stream, stream_id)
) {strict};
CREATE TABLE journal_checkpoints (
  id {id},
  at {int} NOT NULL,
  feed_no {int} NOT NULL,
  entries {int} NOT NULL,
  feed_hash {bytes} NOT NULL,
  mac {bytes} NOT NULL
) {strict};
CREATE TABLE feed_positions (
  consumer {text} NOT NULL PRIMARY KEY,
  feed_no {int} NOT NULL
) {strict};
