-- What the links in mail did, each once. Owned by desk/inbox. act: 1 validated, 2 refused, 3 rated.
CREATE TABLE link_uses (
  notice_id {int} NOT NULL REFERENCES notices (id),
  act {int} NOT NULL,
  used_at {int} NOT NULL,
  PRIMARY KEY (notice_id, act)
) {strict};
-- Whether whoever has no account may report at this desk.
ALTER TABLE desks ADD COLUMN guests {int} NOT NULL DEFAULT 0;
-- Reports of people who are not signed in, until the address that they named is shown to be theirs. Owned by
-- desk/portal. content: what was said; files: signed for nobody, held until then. confirmed_at and ticket_id stay
-- empty until the link of the mail was pressed; what nobody confirms is removed.
CREATE TABLE guest_reports (
  id {id},
  desk_id {int} NOT NULL REFERENCES desks (id),
  address {text} NOT NULL,
  name {text} NOT NULL,
  locale {text} NOT NULL,
  content {text} NOT NULL,
  form_key {text} NOT NULL,
  created_at {int} NOT NULL,
  mailed_at {int},
  confirmed_at {int},
  ticket_id {int} REFERENCES tickets (id)
) {strict};
CREATE UNIQUE INDEX guest_reports_once ON guest_reports (form_key);
CREATE INDEX guest_reports_waiting ON guest_reports (created_at, id) WHERE confirmed_at IS NULL;
CREATE INDEX guest_reports_confirmed ON guest_reports (confirmed_at) WHERE confirmed_at IS NOT NULL;
