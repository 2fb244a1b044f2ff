-- Imports: what was read, how far, with what result. Owned by desk/imports.
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
