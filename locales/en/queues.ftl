### Lists: queue, views, board, my work, search, exports.

## Queue

queues-title = Queue
queues-page-title = { $view }, queue
queues-views = Views
queues-list = List of tickets
queues-results = { $n ->
    [one] Tickets, { $n } result
   *[other] Tickets, { $n } results
}
queues-reader = Preview of the ticket
queues-select = Select { $number }
queues-select-all = Select all
queues-head-priority = Prio.
queues-head-number = No.
queues-head-title = Title
queues-head-state = State
queues-head-assignee = Agent
queues-head-left = Time left
queues-head-changed = Changed
queues-edit-priority = Change the priority of { $number }
queues-edit-state = Change the state ({ $state })
queues-edit-assignee = Assign ({ $name })
queues-major = Major
queues-sensitive = Confidential
queues-affected = { $n ->
    [one] { $n } person affected
   *[other] { $n } people affected
}
queues-snoozed = Put aside until { $until }
queues-no-clock = no commitment running
queues-no-team = No team
queues-no-category = No category
queues-shown = { $n } of { $total }
queues-more = Show more
queues-bounded = Words are searched for in the titles of the 50,000 latest tickets.
queues-empty = Nothing here
queues-empty-text = Tickets of this view will appear here as they come in, without reloading.
queues-no-match = No ticket matches
queues-no-match-text = Remove a filter, or go back to the view as it was saved.
queues-fault-title = This filter cannot be read
queues-fault-text = Correct it above; what you typed is still there.
queues-fault-name = At most 60 characters on one line.

## Filter

queues-filters = Filters
queues-filter-add = Add a filter
queues-filter-apply = Filter
queues-filter-hint = priority:P1 team:network sla:<1h
queues-filter-expected = { $said } Expected: { $expected }.
queues-filter-too-long = The filter is longer than { $max } bytes.
queues-filter-too-many-terms = The filter has more than { $max } terms.
queues-filter-too-many-values = A list has more than { $max } values.
queues-filter-too-deep = Parentheses are nested deeper than { $max }.
queues-filter-nul = The filter contains a forbidden character.
queues-filter-unknown-key = There is no key “{ $key }”.
queues-filter-unknown-key-nearest = There is no key “{ $key }”. Did you mean “{ $nearest }”?
queues-filter-unknown-value = { $column }: nothing is called “{ $value }”.
queues-filter-missing-value = A value is missing.
queues-filter-not-comparable = { $column } cannot be compared.
queues-filter-not-combinable = These values cannot be combined.
queues-filter-reversed-range = The range ends before it begins.
queues-filter-unclosed-quote = A quote is not closed.
queues-filter-unclosed-parenthesis = A parenthesis is not closed.
queues-filter-unopened-parenthesis = A closing parenthesis has no beginning.
queues-filter-dangling-operator = An operator has nothing to apply to.
queues-filter-empty-group = The parentheses are empty.
queues-chip-filter = filter
queues-chip-not = except
queues-chip-pair = { $key } { $value }
queues-column-is = is
queues-column-priority = priority
queues-column-state = state
queues-column-kind = kind
queues-column-team = team
queues-column-assignee = agent
queues-column-requester = requester
queues-column-organisation = organisation
queues-column-desk = desk
queues-column-category = category
queues-column-service = service
queues-column-impact = impact
queues-column-urgency = urgency
queues-column-severity = severity
queues-column-tag = tag
queues-column-channel = channel
queues-column-created = created
queues-column-updated = changed
queues-column-resolved = resolved
queues-column-closed = closed
queues-column-sla = due
queues-column-number = number
queues-column-title = title
queues-column-text = text
queues-column-provider = provider
queues-column-pending-on = waiting for
queues-column-watcher = watcher
queues-flag-open = open
queues-flag-resolved = resolved
queues-flag-closed = closed
queues-flag-unassigned = unassigned
queues-flag-mine = mine
queues-flag-my-team = my team’s
queues-flag-watched = watched
queues-flag-overdue = breached
queues-flag-at-risk = at risk
queues-flag-pending = pending
queues-flag-snoozed = put aside
queues-flag-reopened = reopened
queues-flag-major = major
queues-flag-unread = unread
queues-pending-user = Requester
queues-pending-provider = Provider
queues-pending-change = Change
queues-pending-other = Other
queues-channel-portal = portal
queues-channel-email = e-mail
queues-channel-phone = phone
queues-channel-monitoring = monitoring
queues-channel-api = API
queues-channel-chat = chat
queues-channel-in-person = in person
queues-channel-import = import
queues-value-me = me
queues-value-none = none

## Order and columns

queues-sort = Order
queues-sort-by = Order: { $sort }
queues-sort-usual = The usual one
queues-sort-due = due time
queues-sort-priority = priority
queues-sort-created = newest first
queues-sort-updated = last changed
queues-sort-number = number
queues-columns = Columns
queues-columns-shown = Columns shown
queues-column-choice-s = State
queues-column-choice-a = Agent
queues-column-choice-l = Time left
queues-column-choice-m = Changed
queues-apply = Apply
queues-save = Save
queues-cancel = Cancel
queues-back = Back to the list

## Views

queues-view-all = All open
queues-view-mine = My tickets
queues-view-unassigned = Unassigned
queues-view-at-risk = At risk
queues-view-breached = Breached
queues-view-pending = Pending
queues-view-new = New view
queues-view-edit = Change the view
queues-view-save = Save as a view
queues-view-share = Copy the address of this list
queues-view-more = More about this view
queues-view-back = Back to the view
queues-view-name-fr = Name in French
queues-view-name-en = Name in English
queues-view-name-hint = One of the two is enough.
queues-view-filter = Filter
queues-view-owner = For whom
queues-view-owner-me = Only me
queues-view-of-team = Team { $team }
queues-view-pinned = Show it as a tab of the queue
queues-view-tab = tab
queues-view-meanwhile = Somebody changed this view meanwhile. Check what you typed, then save again.
queues-view-up = Move “{ $name }” up
queues-view-down = Move “{ $name }” down
queues-view-change = Change “{ $name }”
queues-view-delete = Delete “{ $name }”
queues-views-manage = Arrange the views
queues-views-saved = Saved views
queues-views-standard = Views for everybody
queues-views-none = No saved view yet
queues-views-none-text = Filter the queue, then save what you see under a name.
queues-all-matching = { $n ->
    [one] Act on the { $n } result
   *[other] Act on all { $n } results
}
queues-export = Export as CSV

## Changing tickets

queues-bulk = Actions on the selection
queues-bulk-selected = selected
queues-bulk-unselect = Unselect
queues-bulk-assignee = Assign
queues-bulk-priority = Priority
queues-bulk-state = State
queues-bulk-team = Team
queues-bulk-category = Category
queues-bulk-tags = Tags
queues-bulk-snooze = Put aside
queues-bulk-merge = Merge
queues-bulk-take = Take
queues-preview = { $n ->
    [one] { $n } ticket:
   *[other] { $n } tickets:
}
queues-preview-more = { $n ->
    [one] and { $n } more
   *[other] and { $n } more
}
queues-preview-all = { $n ->
    [one] { $n } ticket found by
   *[other] { $n } tickets found by
}
queues-clash = { $by } changed this on { $at }: { $theirs }.
queues-clash-text = Nothing was overwritten. Apply again to keep your value, or close to keep theirs.
queues-priority-legend = Priority by hand
queues-priority-matrix = From impact and urgency
queues-priority-reason = Reason
queues-priority-reason-hint = Needed for a priority by hand; it is shown with it.
queues-assign-me = Me
queues-assign-other = Somebody else
queues-state-legend = New state
queues-no-transition = No other state can be reached from here.
queues-pending-on = Waiting for
queues-resolution = Resolution
queues-resolution-hint = What was done; the requester reads it.
queues-resolution-kind = Kind of resolution
queues-reason = Reason
queues-snooze-1h = For 1 hour
queues-snooze-4h = For 4 hours
queues-snooze-tomorrow = Until tomorrow 8:00
queues-snooze-monday = Until Monday 8:00
queues-snooze-wake = Not any more
queues-snooze-at = Until
queues-tags-add = Tags to add
queues-tags-remove = Tags to remove
queues-tags-hint = Separated by spaces or commas.
queues-merge-two = Select at least two tickets to merge.
queues-merge-legend = The ticket that goes on
queues-merge-text = The others are closed as duplicates; their people follow the one that goes on. This cannot be undone.
queues-merge-do = Merge
queues-done = { $n ->
    [one] { $n } ticket changed
   *[other] { $n } tickets changed
}
queues-refused = { $n ->
    [one] { $n } ticket was not changed:
   *[other] { $n } tickets were not changed:
}
queues-progress = { $done } of { $total } tickets
queues-progress-next = Go on
queues-report = Result

## Reader

queues-reader-empty = No ticket chosen
queues-reader-empty-text = Choose a line, or move with j and k.
queues-reader-open = Open as a page (o)
queues-reader-last = Last exchanges
queues-reader-earlier = { $n ->
    [one] { $n } earlier message
   *[other] { $n } earlier messages
}
queues-no-description = No description.
queues-reply = Reply
queues-note = Internal note
queues-clock-met = Kept in { $used }
queues-clock-missed = Missed, { $used }
queues-clock-left = { $left } left

## My work

queues-work = My work
queues-work-lead = { $n ->
    [one] { $n } open ticket assigned to you.
   *[other] { $n } open tickets assigned to you.
}
queues-work-breached = Breached
queues-work-at-risk = At risk
queues-work-today = Due today
queues-work-later = Later
queues-work-waiting = Waiting for others
queues-work-tasks = My tasks
queues-work-no-tasks = No task for you.
queues-work-notices = Mentions and notifications
queues-work-no-notices = Nothing new.
queues-work-all = All
queues-work-drafts = Drafts
queues-work-changed = What I changed lately
queues-work-empty = Nothing assigned to you
queues-work-empty-text = Take a ticket that nobody has yet.
queues-work-take = See unassigned tickets

## Board

queues-board = Board
queues-board-scope = Desk
queues-board-every-desk = All desks
queues-board-wall = Wall display
queues-board-leave = Leave the wall display
queues-board-fullscreen = Full screen
queues-figs = Figures of the day
queues-fig-open = Open
queues-fig-open-what = Tickets that are not resolved, closed or cancelled.
queues-fig-open-detail = { $n ->
    [one] { $n } recorded today
   *[other] { $n } recorded today
}
queues-fig-unassigned = Unassigned
queues-fig-unassigned-what = Open tickets that no person has.
queues-fig-unassigned-detail = the oldest: { $age }
queues-fig-unassigned-none = every ticket has somebody
queues-fig-breached = Breached
queues-fig-breached-what = Open tickets of which a commitment of service was exceeded.
queues-fig-breached-detail = { $n ->
    [one] { $n } more at risk
   *[other] { $n } more at risk
}
queues-fig-acknowledged = Acknowledgement
queues-fig-acknowledged-what = Median time from recording to acknowledgement, of the tickets recorded in the last 24 hours and acknowledged; wall clock.
queues-fig-acknowledged-detail = { $n ->
    [one] median of { $n } ticket over 24 h
   *[other] median of { $n } tickets over 24 h
}
queues-fig-resolved = Resolved today
queues-fig-resolved-what = Tickets resolved since midnight and not reopened.
queues-fig-resolved-detail = { $n ->
    [one] for { $n } recorded
   *[other] for { $n } recorded
}
queues-tickets = { $n ->
    [one] { $n } ticket
   *[other] { $n } tickets
}
queues-board-priority = Open by priority
queues-board-today = Opened and resolved today
queues-board-today-summary = Tickets opened and resolved by hour today: { $opened } opened, { $resolved } resolved
queues-board-opened = opened
queues-board-resolved = resolved
queues-board-team = Open by team and age
queues-age-1 = < 1 day
queues-age-3 = 1–3 days
queues-age-7 = 3–7 days
queues-age-more = > 7 days
queues-board-risks = Commitments at risk or breached
queues-board-see = See in the queue
queues-board-no-risk = No commitment at risk
queues-board-no-risk-text = Tickets whose time is running out will appear here.

## Search

queues-search = Search
queues-search-for = { $n } for “{ $query }”
queues-search-queue = Refine in the queue
queues-search-empty = What are you looking for?
queues-search-hint = A number such as INC-42, or words of the title.
queues-search-none = No ticket found
queues-search-none-text = Check the spelling, or try fewer words.

## Export

queues-csv-number = Number
queues-csv-kind = Kind
queues-csv-state = State
queues-csv-priority = Priority
queues-csv-title = Title
queues-csv-requester = Requester
queues-csv-organisation = Organisation
queues-csv-assignee = Agent
queues-csv-team = Team
queues-csv-category = Category
queues-csv-service = Service
queues-csv-created = Created
queues-csv-updated = Changed
queues-csv-resolved = Resolved
queues-csv-due = Due
queues-csv-breached = Breached
queues-csv-tags = Tags
queues-csv-yes = yes
queues-csv-no = no
