-- Mail: mailboxes, every mail received with what became of it, every notice sent. Owned by desk/inbox.
-- kind: 1 IMAP, 2 LMTP. tls: 1 implicit, 2 STARTTLS, 3 none. auth: 1 password, 2 XOAUTH2. secret and refresh_token are sealed
-- by the keys that lie apart from the database: the password, or what tokens are asked for with.
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
  refresh_token {text} NOT NULL,
  token_url {text} NOT NULL,
  client_id {text} NOT NULL,
  scope {text} NOT NULL,
  folder {text} NOT NULL,
  enabled {bool} NOT NULL,
  version {int} NOT NULL,
  created_at {int} NOT NULL,
  archived_at {int}
) {strict};
CREATE UNIQUE INDEX mailboxes_address ON mailboxes (address) WHERE archived_at IS NULL;
CREATE INDEX mailboxes_desk ON mailboxes (desk_id, id);
-- How far a mailbox that is fetched was read, and how it goes; who reads it holds the lease imap:<id>. Below history_below only
-- what nobody had read, or what came since the mailbox was set up, is taken. The access token is sealed.
CREATE TABLE mailbox_states (
  mailbox_id {int} NOT NULL PRIMARY KEY REFERENCES mailboxes (id),
  uid_validity {int} NOT NULL,
  last_uid {int} NOT NULL,
  history_below {int} NOT NULL,
  access_token {text} NOT NULL,
  token_until {int},
  fetched_at {int},
  failing_since {int},
  trouble {text} NOT NULL,
  error {text} NOT NULL,
  alarmed_at {int}
) {strict};
-- Mails on the server that could not be fetched, or that are being fetched: after some attempts the ones behind go first.
CREATE TABLE mailbox_stuck (
  mailbox_id {int} NOT NULL REFERENCES mailboxes (id),
  uid {int} NOT NULL,
  attempts {int} NOT NULL,
  error {text} NOT NULL,
  tried_at {int} NOT NULL,
  PRIMARY KEY (mailbox_id, uid)
) {strict};
-- outcome: 0 waiting, 1 ticket, 2 reply, 3 refused, 4 quarantined. The raw mail is a file that is held. side: as whose it was
-- taken, 1 a verified sender, 2 an unverified one, 0 not asked.
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
  processed_at {int},
  side {int} NOT NULL DEFAULT 0
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
-- Exchanges that used up their budget: what is between this address (empty: every one) and the desk, or only about the ticket,
-- is held back until nothing was for an hour. side: 1 mail of a verified sender, 2 of an unverified one, 3 notices.
CREATE TABLE mail_breakers (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  address {text} NOT NULL,
  side {int} NOT NULL,
  ticket_id {int} REFERENCES tickets (id),
  opened_at {int} NOT NULL,
  last_at {int} NOT NULL,
  held {int} NOT NULL,
  closed_at {int}
) {strict};
CREATE INDEX mail_breakers_pair ON mail_breakers (address, desk_id, id);
-- Addresses from which mail came back for ever, until they are good again.
CREATE TABLE mail_addresses (
  address {text} NOT NULL PRIMARY KEY,
  bounces {int} NOT NULL,
  why {text} NOT NULL,
  first_at {int} NOT NULL,
  last_at {int} NOT NULL
) {strict};
-- A file that is held stays although no attachment refers to it.
ALTER TABLE files ADD COLUMN held {int} NOT NULL DEFAULT 0;
-- Mail to people about a ticket. state: 0 waiting, 1 sent, 2 refused, 3 held, 4 gathered for a digest, 5 told in it. What
-- an attempt may have sent without our knowing is counted apart: only those can have doubles. facts: what the letter says
-- besides its words, as it was at that moment, as JSON. digest_id: the notice that tells it with others.
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
  facts {text} NOT NULL,
  message_id {text} NOT NULL,
  state {int} NOT NULL,
  attempts {int} NOT NULL,
  unknown {int} NOT NULL,
  reply {text} NOT NULL,
  created_at {int} NOT NULL,
  gathered_for {int},
  digest_id {int} REFERENCES notices (id),
  sent_at {int},
  bounced_at {int}
) {strict};
CREATE UNIQUE INDEX notices_once ON notices (notice_key);
CREATE UNIQUE INDEX notices_message ON notices (message_id);
CREATE INDEX notices_ticket ON notices (ticket_id, id);
CREATE INDEX notices_address ON notices (address, ticket_id, created_at);
CREATE INDEX notices_mailbox ON notices (mailbox_id, created_at);
CREATE INDEX notices_recent ON notices (address, created_at);
CREATE INDEX notices_gathered ON notices (user_id, id) WHERE state = 4;
CREATE INDEX notices_digest ON notices (digest_id, id) WHERE digest_id IS NOT NULL;
-- The desk’s own words for a kind of mail; without a row, or with an empty one, those of the product. failing: why they could
-- not be used when a mail was to be sent; empty while they can.
CREATE TABLE notice_texts (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  kind {text} NOT NULL,
  locale {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  failing {text} NOT NULL,
  version {int} NOT NULL,
  changed_at {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX notice_texts_once ON notice_texts (desk_id, kind, locale);
-- What a person wants to be told by mail. Owned by base/people. topic: 1 mine, 2 followed, 3 work, 4 services.
-- delivery: 1 at once, 2 hourly, 3 daily, 4 never.
CREATE TABLE notice_preferences (
  user_id {int} NOT NULL REFERENCES users (id),
  topic {int} NOT NULL,
  delivery {int} NOT NULL,
  PRIMARY KEY (user_id, topic)
) {strict};
-- Whether mail has looked at what somebody was told inside Vigie; what was there before is past.
ALTER TABLE notifications ADD COLUMN mailed {bool} NOT NULL DEFAULT TRUE;
CREATE INDEX notifications_unmailed ON notifications (id) WHERE NOT mailed;
-- Who hears of a service's critical and major incidents. Owned by base/services.
CREATE TABLE service_subscriptions (
  service_id {int} NOT NULL REFERENCES services (id),
  user_id {int} NOT NULL REFERENCES users (id),
  created_at {int} NOT NULL,
  PRIMARY KEY (service_id, user_id)
) {strict};
CREATE INDEX service_subscriptions_user ON service_subscriptions (user_id, service_id);
