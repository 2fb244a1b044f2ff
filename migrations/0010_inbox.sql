-- Mail: mailboxes, every mail received with what became of it, every notice sent. Owned by desk/inbox.
-- kind: 1 IMAP, 2 LMTP. tls: 1 implicit, 2 STARTTLS, 3 none. auth: 1 password, 2 XOAUTH2. secret is sealed by the keys
-- that lie apart from the database.
CREATE TABLE mailboxes (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  name {text} NOT NULL,
  address {text} NOT NULL,
  kind {int} NOT NULL,
  authserv {text} NOT NULL,
  guests {bool} NOT NULL,
  category_id {int} REFERENCES categories (id),
  host {text} NOT NULL,
  port {int} NOT NULL,
  tls {int} NOT NULL,
  login {text} NOT NULL,
  auth {int} NOT NULL,
  secret {text} NOT NULL,
  token_url {text} NOT NULL,
  client_id {text} NOT NULL,
  folder {text} NOT NULL,
  enabled {bool} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX mailboxes_address ON mailboxes (address) WHERE archived_at IS NULL;
CREATE INDEX mailboxes_desk ON mailboxes (desk_id, id);
-- How far a mailbox was read, by whom, and how it goes.
CREATE TABLE mailbox_states (
  mailbox_id {int} NOT NULL PRIMARY KEY REFERENCES mailboxes (id),
  uid_validity {int} NOT NULL,
  last_uid {int} NOT NULL,
  lease_by {text} NOT NULL,
  lease_until {int} NOT NULL,
  fetched_at {int},
  received_at {int},
  failing_since {int},
  error {text} NOT NULL
) {strict};
-- outcome: 0 waiting, 1 ticket, 2 reply, 3 refused, 4 quarantined. The raw mail is a file that is held.
CREATE TABLE mails (
  id {id},
  mailbox_id {int} NOT NULL REFERENCES mailboxes (id),
  content_key {text} NOT NULL,
  raw_hash {text} NOT NULL REFERENCES files (hash),
  size {int} NOT NULL,
  received_at {int} NOT NULL,
  envelope_from {text} NOT NULL,
  envelope_to {text} NOT NULL,
  message_id {text} NOT NULL,
  from_address {text} NOT NULL,
  from_name {text} NOT NULL,
  subject {text} NOT NULL,
  outcome {int} NOT NULL,
  reason {text} NOT NULL,
  detail {text} NOT NULL,
  steps {text} NOT NULL,
  ticket_id {int} REFERENCES tickets (id),
  comment_id {int} REFERENCES comments (id),
  attempts {int} NOT NULL,
  processed_at {int}
) {strict};
CREATE UNIQUE INDEX mails_once ON mails (mailbox_id, content_key);
CREATE INDEX mails_message ON mails (message_id);
CREATE INDEX mails_mailbox ON mails (mailbox_id, id);
CREATE INDEX mails_outcome ON mails (outcome, id);
CREATE INDEX mails_ticket ON mails (ticket_id, id) WHERE ticket_id IS NOT NULL;
CREATE INDEX mails_sender ON mails (from_address, received_at);
-- Where the answers of a ticket go whose sender could not be told to be a known person.
CREATE TABLE mail_contacts (
  ticket_id {int} NOT NULL PRIMARY KEY REFERENCES tickets (id),
  address {text} NOT NULL,
  name {text} NOT NULL
) {strict};
-- A file that is held stays although no attachment refers to it.
ALTER TABLE files ADD COLUMN held {int} NOT NULL DEFAULT 0;
-- Mail to people about a ticket. state: 0 waiting, 1 sent, 2 refused, 3 held. What an attempt may have sent without our
-- knowing is counted apart: only those can have doubles.
CREATE TABLE notices (
  id {id},
  notice_key {text} NOT NULL,
  ticket_id {int} NOT NULL REFERENCES tickets (id),
  mailbox_id {int} NOT NULL REFERENCES mailboxes (id),
  user_id {int} REFERENCES users (id),
  address {text} NOT NULL,
  name {text} NOT NULL,
  locale {text} NOT NULL,
  kind {text} NOT NULL,
  words {text} NOT NULL,
  message_id {text} NOT NULL,
  state {int} NOT NULL,
  attempts {int} NOT NULL,
  unknown {int} NOT NULL,
  reply {text} NOT NULL,
  created_at {int} NOT NULL,
  sent_at {int},
  bounced_at {int}
) {strict};
CREATE UNIQUE INDEX notices_once ON notices (notice_key);
CREATE UNIQUE INDEX notices_message ON notices (message_id);
CREATE INDEX notices_ticket ON notices (ticket_id, id);
CREATE INDEX notices_address ON notices (address, ticket_id, created_at);
