-- Business services. Owned by base/services.
CREATE TABLE services (
  id {id},
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  description {text} NOT NULL,
  criticality {int} NOT NULL,
  owner_id {int} REFERENCES users (id),
  team_id {int} REFERENCES teams (id),
  users_count {int} NOT NULL,
  hourly_cost_cents {int} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX services_name ON services (sort_key) WHERE archived_at IS NULL;
