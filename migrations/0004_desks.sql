-- How each help desk works. Owned by base/desks.
CREATE TABLE calendars (
  id {id},
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  spec {text} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX calendars_name ON calendars (sort_key) WHERE archived_at IS NULL;
CREATE TABLE categories (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  parent_id {int},
  code {text} NOT NULL,
  name_fr {text} NOT NULL,
  name_en {text} NOT NULL,
  sort_fr {text} NOT NULL,
  sort_en {text} NOT NULL,
  impact {int},
  urgency {int},
  team_id {int} REFERENCES teams (id),
  business_impact_fr {text} NOT NULL,
  business_impact_en {text} NOT NULL,
  synonyms {text} NOT NULL,
  position {int} NOT NULL,
  version {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX categories_code ON categories (desk_id, code) WHERE archived_at IS NULL;
CREATE INDEX categories_desk ON categories (desk_id, position);
CREATE INDEX categories_parent ON categories (parent_id);
CREATE TABLE priority_matrices (
  desk_id {int} NOT NULL REFERENCES desks (id),
  impact {int} NOT NULL,
  urgency {int} NOT NULL,
  priority {int} NOT NULL,
  PRIMARY KEY (desk_id, impact, urgency)
) {strict};
CREATE TABLE settings (
  name {text} NOT NULL PRIMARY KEY,
  value {text} NOT NULL,
  version {int} NOT NULL
) {strict};
