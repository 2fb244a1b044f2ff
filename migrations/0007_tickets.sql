-- Tickets of all kinds, and what hangs on them. Owned by desk/tickets.
CREATE TABLE tickets (
  id {id},
  number {int} NOT NULL,
  kind {int} NOT NULL,
  state {int} NOT NULL,
  pending_on {int},
  pending_reason {text} NOT NULL,
  title {text} NOT NULL,
  title_key {text} NOT NULL,
  description {text} NOT NULL,
  desk_id {int} NOT NULL REFERENCES desks (id),
  organisation_id {int} REFERENCES organisations (id),
  requester_id {int} NOT NULL REFERENCES users (id),
  created_by {int},
  assignee_id {int} REFERENCES users (id),
  team_id {int} REFERENCES teams (id),
  provider_id {int} REFERENCES organisations (id),
  category_id {int} REFERENCES categories (id),
  service_id {int} REFERENCES services (id),
  impact {int} NOT NULL,
  urgency {int} NOT NULL,
  qualification {text} NOT NULL,
  priority {int} NOT NULL,
  priority_reason {text} NOT NULL,
  severity {int},
  major {bool} NOT NULL,
  sensitive {bool} NOT NULL,
  channel {text} NOT NULL,
  occurred_at {int},
  detected_at {int},
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  qualified_at {int},
  assigned_at {int},
  acknowledged_at {int},
  work_started_at {int},
  resolved_at {int},
  closed_at {int},
  expected_at {int},
  snoozed_until {int},
  due_key {int} NOT NULL,
  next_metric {int},
  risk_at {int},
  breached {bool} NOT NULL,
  reopen_count {int} NOT NULL,
  reassignment_count {int} NOT NULL,
  affected_count {int} NOT NULL,
  last_public_at {int},
  last_requester_at {int},
  resolution {text} NOT NULL,
  resolution_kind {int},
  cause_code {text} NOT NULL,
  merged_into_id {int},
  parent_id {int},
  score {int},
  score_comment {text} NOT NULL,
  source {text} NOT NULL,
  source_id {text} NOT NULL,
  source_facts {text} NOT NULL,
  version {int} NOT NULL
) {strict};
@postgres CREATE SEQUENCE ticket_numbers; -- tickets.number
CREATE UNIQUE INDEX tickets_number ON tickets (number);
CREATE UNIQUE INDEX tickets_source ON tickets (source, source_id) WHERE source <> '';
CREATE INDEX tickets_open_due ON tickets (due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_team_due ON tickets (team_id, due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_assignee_due ON tickets (assignee_id, due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_priority_due ON tickets (priority, due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_desk_due ON tickets (desk_id, due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_category_due ON tickets (category_id, due_key, id) WHERE state < 5;
CREATE INDEX tickets_open_facts ON tickets (desk_id, state, priority, team_id, assignee_id, due_key, risk_at, created_at, breached, sensitive, snoozed_until, provider_id, requester_id, id) WHERE state < 5;
CREATE INDEX tickets_state ON tickets (state, id);
CREATE INDEX tickets_desk_state ON tickets (desk_id, state, id);
CREATE INDEX tickets_requester ON tickets (requester_id, id);
CREATE INDEX tickets_assignee ON tickets (assignee_id, state, id);
CREATE INDEX tickets_team ON tickets (team_id, state, id);
CREATE INDEX tickets_organisation ON tickets (organisation_id, id);
CREATE INDEX tickets_provider ON tickets (provider_id, id) WHERE provider_id IS NOT NULL;
CREATE INDEX tickets_category ON tickets (category_id, id);
CREATE INDEX tickets_service ON tickets (service_id, id) WHERE service_id IS NOT NULL;
CREATE INDEX tickets_updated ON tickets (updated_at, id);
CREATE INDEX tickets_created ON tickets (created_at, id);
CREATE INDEX tickets_resolved ON tickets (resolved_at, id) WHERE resolved_at IS NOT NULL;
CREATE INDEX tickets_parent ON tickets (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tickets_merged ON tickets (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE TABLE ticket_people (
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  user_id {int} NOT NULL REFERENCES users (id),
  relation {int} NOT NULL,
  added_at {int} NOT NULL,
  PRIMARY KEY (ticket_id, relation, user_id)
) {strict};
CREATE INDEX ticket_people_user ON ticket_people (user_id, relation, ticket_id);
CREATE TABLE comments (
  id {id},
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  entry_no {int} NOT NULL,
  author_id {int} REFERENCES users (id),
  public {bool} NOT NULL,
  body {text} NOT NULL,
  channel {text} NOT NULL,
  created_at {int} NOT NULL
) {strict};
CREATE INDEX comments_ticket ON comments (ticket_id, id);
CREATE TABLE files (
  hash {text} NOT NULL PRIMARY KEY,
  size {int} NOT NULL,
  created_at {int} NOT NULL,
  unused_since {int}
) {strict};
CREATE TABLE attachments (
  id {id},
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  comment_id {int} REFERENCES comments (id),
  public {bool} NOT NULL,
  file_hash {text} NOT NULL REFERENCES files (hash),
  token {text} NOT NULL,
  name {text} NOT NULL,
  media_type {text} NOT NULL,
  size {int} NOT NULL,
  uploaded_by {int} REFERENCES users (id),
  created_at {int} NOT NULL,
  removed_at {int}
) {strict};
CREATE INDEX attachments_ticket ON attachments (ticket_id, id);
CREATE UNIQUE INDEX attachments_token ON attachments (token);
CREATE INDEX attachments_file ON attachments (file_hash);
CREATE TABLE ticket_links (
  id {id},
  from_id {int} NOT NULL REFERENCES tickets (id),
  to_id {int} NOT NULL REFERENCES tickets (id),
  kind {int} NOT NULL,
  created_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX ticket_links_once ON ticket_links (from_id, kind, to_id);
CREATE INDEX ticket_links_to ON ticket_links (to_id);
CREATE TABLE tasks (
  id {id},
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  title {text} NOT NULL,
  assignee_id {int} REFERENCES users (id),
  due_at {int},
  done_at {int},
  done_by {int},
  position {int} NOT NULL,
  version {int} NOT NULL
) {strict};
CREATE INDEX tasks_ticket ON tasks (ticket_id, position);
CREATE INDEX tasks_mine ON tasks (assignee_id, due_at) WHERE done_at IS NULL;
CREATE TABLE work_log (
  id {id},
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  user_id {int} NOT NULL REFERENCES users (id),
  minutes {int} NOT NULL,
  note {text} NOT NULL,
  worked_on {text} NOT NULL,
  created_at {int} NOT NULL
) {strict};
CREATE INDEX work_log_ticket ON work_log (ticket_id, id);
CREATE TABLE ticket_tags (
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  tag {text} NOT NULL,
  PRIMARY KEY (ticket_id, tag)
) {strict};
CREATE INDEX ticket_tags_tag ON ticket_tags (tag, ticket_id);
CREATE TABLE drafts (
  user_id {int} NOT NULL REFERENCES users (id),
  ticket_id {int} NOT NULL,
  public {bool} NOT NULL,
  body {text} NOT NULL,
  updated_at {int} NOT NULL,
  PRIMARY KEY (user_id, ticket_id)
) {strict};
CREATE TABLE presence (
  ticket_id {int} NOT NULL,
  user_id {int} NOT NULL,
  mode {int} NOT NULL,
  expires_at {int} NOT NULL,
  PRIMARY KEY (ticket_id, user_id)
) {strict};
CREATE INDEX presence_expiry ON presence (expires_at);
CREATE TABLE macros (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  team_id {int} REFERENCES teams (id),
  name_fr {text} NOT NULL,
  name_en {text} NOT NULL,
  steps {text} NOT NULL,
  used {int} NOT NULL,
  version {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE INDEX macros_desk ON macros (desk_id, id);
CREATE TABLE bulk_edits (
  id {id},
  user_id {int} NOT NULL REFERENCES users (id),
  summary {text} NOT NULL,
  undo {text} NOT NULL,
  created_at {int} NOT NULL,
  undone_at {int}
) {strict};
CREATE INDEX bulk_edits_user ON bulk_edits (user_id, id);
