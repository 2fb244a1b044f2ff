### Texts shared by all pages.

## Errors

web-error-home = Back to the first page
web-error-unauthenticated-title = Please sign in
web-error-unauthenticated-detail = Please sign in, then try again.
web-error-forbidden-title = Not allowed
web-error-forbidden-detail = You may not do this, or this page has been open for too long. Reload it and try again; nothing was changed.
web-error-not-found-title = Page not found
web-error-not-found-detail = This address leads nowhere, or what it names is not available to you. Check it, or use the search.
web-error-invalid-title = Something needs correcting
web-error-invalid-detail = The request could not be accepted as it is. Go back: what you typed is still there.
web-error-malformed-title = Unreadable request
web-error-malformed-detail = The request does not have the expected form. Nothing was changed; correct it, then try again.
web-error-conflict-title = Changed meanwhile
web-error-conflict-detail = Someone made a change while you were looking at this page. Reload it, then try again; nothing was overwritten.
web-error-too-many-title = Too many requests at once
web-error-too-many-detail = Please wait a moment before you try again.
web-error-unavailable-title = Not available for the moment
web-error-unavailable-detail = The server is very busy. Please try again in a moment; nothing was changed.
web-error-too-large-title = Too large to send
web-error-too-large-detail = Make the file or the text smaller, then try again.
web-error-internal-title = Something went wrong
web-error-internal-detail = This did not work. It has been recorded; please try again in a moment.
web-error-internal-id = This did not work. It has been recorded under the reference { $id }: please quote it to support if it happens again.
web-error-media-title = Type of content not accepted
web-error-media-detail = This address does not read this type of content. Check the Content-Type header.
web-error-method-title = Not possible at this address
web-error-method-detail = This address exists, but does not take this action.
web-error-timeout-title = Time ran out
web-error-timeout-detail = The request took too long. Please try again in a moment.

## Fields

web-errors-title = Please correct the following
web-field-optional = optional
web-field-required = This field must be filled in.
web-field-unknown = There is no such field here.
web-field-repeated = This field takes one value only.
web-field-nul = This field contains a forbidden character (U+0000).
web-field-value = This value does not fit ({ $expected }).
web-field-body = The content of the request could not be read.
web-field-json = This is not valid JSON.
web-field-cursor = This page mark is not valid: start from the first page.
web-field-range = This value is outside the permitted limits.
web-field-header = This header does not have the expected form.
web-value-none = not given

## Time

web-time-now = just now
web-time-ago = { $span } ago
web-time-in = in { $span }
web-duration-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
web-duration-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
web-duration-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
web-duration-seconds = { $n ->
    [one] { $n } second
   *[other] { $n } seconds
}
web-duration-pair = { $a } and { $b }

## Frame of the pages

web-skip = Skip to content
web-nav-main = Main navigation
web-nav-phone = Phone navigation
web-nav-more = More
web-search-label = Search
web-search-hint = Ticket, person, item, article…
web-oncall-now = On call:
web-bell-label = { $n ->
    [0] Notifications
    [one] Notifications, { $n } unread
   *[other] Notifications, { $n } unread
}
web-account-label = { $initials }, account of { $name }
web-account-menu = Your account
web-loading = Loading
web-keys-then = then

## Components

web-sla-paused = Paused
web-sla-met = Met
web-sla-missed = Breached
web-person-you = { $name }, you
web-person-provider = { $name }, provider
web-person-writing = { $name } is writing
web-person-machine = Automation
web-person-nobody = Unassigned
web-chip-key = { $key }:
web-chip-remove = Remove the filter { $name }
web-crumbs-label = Breadcrumbs
web-steps-label = Lifecycle
web-steps-done = (done)
web-steps-place = step { $n } of { $of }
web-pager-label = Pages of the list
web-pager-first = Back to the start
web-pager-next = Next page
web-toast-undo = Undo
web-voice-public = Public reply
web-voice-internal = Internal note
web-count-changes = { $n ->
    [one] { $n } change
   *[other] { $n } changes
}

## Texts of the scripts (see ui/src/text.ts)

ui-agent-remaining = remaining
ui-agent-at-risk = remaining, at risk
ui-agent-overdue = overdue
ui-agent-paused = clock paused
ui-agent-met = met
ui-live-on = Live
ui-live-wait = Connecting…
ui-live-lost = Connection lost, refreshed every 30 s
ui-live-new = Show {"{n}"} new
ui-error-network = The server could not be reached. What you typed is kept.
ui-error-session = Your session has ended. Sign in again in another tab, then retry.
ui-error-refused = This is no longer available to you.
ui-error-busy = Too many requests at once. Wait a moment, then retry.
ui-error-server = That did not work, and nothing was changed. Retry in a moment.
ui-draft-saving = Saving draft…
ui-draft-saved = Draft kept at {"{time}"}
ui-draft-local = Draft kept on this device only
ui-file-uploading = Sending {"{name}"}
ui-file-failed = {"{name}"} could not be sent
ui-file-large = {"{name}"} is too large
ui-file-remove = Remove {"{name}"}
ui-file-retry = Retry
ui-copy-done = Copied
ui-dialog-close = Close
ui-guard-leave = Your changes are not saved.
ui-palette-title = Commands
ui-palette-hint = Ticket, person, page, action…
ui-palette-none = Nothing found
ui-palette-page = On this page
ui-palette-results = Results
ui-palette-count = {"{n}"} results
ui-keys-title = Keys
ui-keys-on = Single-key shortcuts
ui-keys-change = Change
ui-keys-press = Press a key, Escape to cancel
ui-keys-taken = {"{key}"} is already used
ui-keys-reset = Restore all keys
ui-keys-general = Everywhere
ui-keys-list = In lists
ui-keys-page = On this page
ui-keys-palette = Command palette
ui-keys-help = All keys
ui-keys-next = Next line
ui-keys-previous = Previous line
ui-keys-select = Select the line
ui-keys-open = Open the line
ui-keys-undo = Undo
ui-keys-send = Send
ui-queue-selected = {"{n}"} selected
ui-split-width = Width of the reader
ui-week-grid = Opening hours of the week
ui-week-closed = Closed
ui-week-day = Open or close {"{day}"} entirely
ui-suggest-none = No suggestion
