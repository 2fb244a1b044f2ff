-- Saved views of the queue. Owned by desk/queues.
CREATE TABLE saved_views (
  id {id},
  owner_id {int} REFERENCES users (id),
  team_id {int} REFERENCES teams (id),
  name_fr {text} NOT NULL,
  name_en {text} NOT NULL,
  icon {text} NOT NULL,
  filter {text} NOT NULL,
  sort {text} NOT NULL,
  columns {text} NOT NULL,
  pinned {bool} NOT NULL,
  position {int} NOT NULL,
  version {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE INDEX saved_views_owner ON saved_views (owner_id, position);
CREATE INDEX saved_views_team ON saved_views (team_id, position);
