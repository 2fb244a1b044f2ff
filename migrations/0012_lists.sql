-- Lists whose order an index of all tickets would give only past tens of thousands of rows that are not theirs: what has
-- ended, newest first, behind what is open; what nobody has taken, which no key column can say to PostgreSQL's planner.
CREATE INDEX tickets_ended_created ON tickets (created_at, id) WHERE state + 0 >= 6;
CREATE INDEX tickets_ended_updated ON tickets (updated_at, id) WHERE state + 0 >= 6;
CREATE INDEX tickets_open_unassigned ON tickets (due_key, id) WHERE state < 5 AND assignee_id IS NULL;
