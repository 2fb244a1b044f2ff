-- Imports: what was read, how far, with what result; what became of the names of their sources. Owned by desk/imports.
CREATE TABLE import_runs (
  id {id},
  source {text} NOT NULL,
  file_hash {text} NOT NULL,
  position {int} NOT NULL,
  total {int} NOT NULL,
  report {text} NOT NULL,
  started_at {int} NOT NULL,
  finished_at {int}
) {strict};
CREATE UNIQUE INDEX import_runs_file ON import_runs (source, file_hash);
-- desk_id is 0 for people, who belong to no desk.
CREATE TABLE import_names (
  source {text} NOT NULL,
  kind {int} NOT NULL,
  desk_id {int} NOT NULL,
  external_id {text} NOT NULL,
  row_id {int} NOT NULL,
  PRIMARY KEY (source, kind, desk_id, external_id)
) {strict};
