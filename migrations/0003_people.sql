-- Who there is. Owned by base/people.
CREATE TABLE organisations (
  id {id},
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  kind {int} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX organisations_name ON organisations (sort_key);
CREATE TABLE users (
  id {id},
  email {text} NOT NULL,
  email_key {text} NOT NULL,
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  organisation_id {int} REFERENCES organisations (id),
  job_title {text} NOT NULL,
  phone {text} NOT NULL,
  phone_key {text} NOT NULL,
  site {text} NOT NULL,
  locale {text} NOT NULL,
  zone {text} NOT NULL,
  theme {text} NOT NULL,
  vip {bool} NOT NULL,
  password_hash {text},
  password_changed_at {int},
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  last_seen_at {int},
  disabled_at {int},
  erased_at {int}
) {strict};
CREATE UNIQUE INDEX users_email ON users (email_key);
CREATE INDEX users_name ON users (sort_key, id);
CREATE INDEX users_phone ON users (phone_key) WHERE phone_key <> '';
CREATE INDEX users_organisation ON users (organisation_id, sort_key);
-- The words by which people are found; compared byte by byte on both engines.
CREATE TABLE user_words (
@sqlite   word {text} NOT NULL,
@postgres   word {text} COLLATE "C" NOT NULL,
  user_id {int} NOT NULL REFERENCES users (id),
  PRIMARY KEY (word, user_id)
) {strict};
CREATE INDEX user_words_user ON user_words (user_id);
CREATE TABLE desks (
  id {id},
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  locale {text} NOT NULL,
  zone {text} NOT NULL,
  phone {text} NOT NULL,
  calendar_id {int},
  confirm_days {int} NOT NULL,
  reopen_days {int} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX desks_name ON desks (sort_key) WHERE archived_at IS NULL;
CREATE TABLE user_roles (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  role {int} NOT NULL,
  desk_id {int} REFERENCES desks (id)
) {strict};
CREATE UNIQUE INDEX user_roles_once ON user_roles (user_id, role, COALESCE(desk_id, 0));
CREATE INDEX user_roles_desk ON user_roles (desk_id, role);
CREATE TABLE desk_organisations (
  desk_id {int} NOT NULL REFERENCES desks (id),
  organisation_id {int} NOT NULL REFERENCES organisations (id),
  PRIMARY KEY (desk_id, organisation_id)
) {strict};
CREATE TABLE teams (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  name {text} NOT NULL,
  sort_key {text} NOT NULL,
  tier {int} NOT NULL,
  next_tier_id {int},
  email {text} NOT NULL,
  description {text} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX teams_name ON teams (desk_id, sort_key);
CREATE TABLE team_members (
  team_id {int} NOT NULL REFERENCES teams (id),
  user_id {int} NOT NULL REFERENCES users (id),
  lead {bool} NOT NULL,
  PRIMARY KEY (team_id, user_id)
) {strict};
CREATE INDEX team_members_user ON team_members (user_id);
CREATE TABLE sessions (
  id {id},
  token_hash {bytes} NOT NULL,
  user_id {int} NOT NULL REFERENCES users (id),
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  revoked_at {int},
  user_agent {text} NOT NULL,
  address {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_expiry ON sessions (expires_at);
CREATE INDEX sessions_user ON sessions (user_id, last_seen_at);
CREATE TABLE api_tokens (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  name {text} NOT NULL,
  token_hash {bytes} NOT NULL,
  hint {text} NOT NULL,
  scopes {text} NOT NULL,
  created_at {int} NOT NULL,
  last_used_at {int},
  expires_at {int},
  revoked_at {int}
) {strict};
CREATE UNIQUE INDEX api_tokens_token ON api_tokens (token_hash);
CREATE INDEX api_tokens_user ON api_tokens (user_id, id);
CREATE TABLE single_use_links (
  id {id},
  purpose {int} NOT NULL,
  token_hash {bytes} NOT NULL,
  user_id {int} NOT NULL REFERENCES users (id),
  created_by {int},
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  used_at {int}
) {strict};
CREATE INDEX single_use_links_expiry ON single_use_links (expires_at);
CREATE UNIQUE INDEX single_use_links_token ON single_use_links (token_hash);
CREATE INDEX single_use_links_user ON single_use_links (user_id);
CREATE TABLE sign_in_failures (
  subject {text} NOT NULL PRIMARY KEY,
  failures {int} NOT NULL,
  last_at {int} NOT NULL
) {strict};
CREATE TABLE idempotency_keys (
  user_id {int} NOT NULL,
  idempotency_key {text} NOT NULL,
  request_hash {bytes} NOT NULL,
  status {int} NOT NULL,
  body {text} NOT NULL,
  headers {text} NOT NULL,
  created_at {int} NOT NULL,
  PRIMARY KEY (user_id, idempotency_key)
) {strict};
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
CREATE TABLE notifications (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  kind {text} NOT NULL,
  ticket_id {int},
  entry_no {int},
  body {text} NOT NULL,
  created_at {int} NOT NULL,
  read_at {int}
) {strict};
CREATE INDEX notifications_user ON notifications (user_id, id);
CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
