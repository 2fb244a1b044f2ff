### Background work and the journal, for administrators.

operations-jobs-title = Background work
operations-jobs-lead = What Vigie does by itself: timers that fire, messages that are sent. What failed too often waits here for a decision.
operations-done = Done. The journal keeps who decided it.
operations-stalled = Background work is not keeping up at this moment. The server’s log says why.
operations-figures = Figures
operations-jobs-ready = Jobs waiting
operations-jobs-running = Jobs running
operations-timers-pending = Timers set
operations-timers-next = Next timer
operations-late-p50 = Lateness, half of the timers at most
operations-late-p99 = Lateness, 99 of 100 at most
operations-late-max = Lateness, the latest
operations-late-hint = Over the last 1,000 timers of this server.
operations-dead = Jobs that failed
operations-dead-none = No failed job
operations-dead-none-text = Jobs that were tried in vain appear here, with their reason.
operations-parked = Timers set aside
operations-parked-none = No timer set aside
operations-parked-none-text = Timers whose work failed five times appear here, with their reason.
operations-kind = Kind
operations-reason = Reason
operations-attempts = Attempts
operations-died = Given up
operations-due = Was due
operations-act = Actions
operations-run = Run again
operations-discard = Discard
operations-repeated = possibly repeated

operations-audit-title = Journal
operations-audit-lead = Every change of accounts, rights and configuration. A ticket’s history stands on its own page.
operations-audit-none = Nothing found
operations-audit-none-text = No entry matches these filters.
operations-when = When
operations-who = Who
operations-what = What
operations-subject = Subject
operations-details = Details
operations-who-email = Done by (e-mail)
operations-from = From
operations-to = To
operations-filter = Filter
operations-erased = Details erased as the law asks
operations-subject-any = All
operations-subject-installation = Installation
operations-subject-user = Person
operations-subject-organisation = Organisation
operations-subject-team = Team
operations-subject-desk = Help desk
operations-subject-calendar = Calendar
operations-subject-policy = Commitment
operations-subject-service = Service
operations-subject-view = Saved view
operations-subject-ticket = Ticket
operations-verify = Verify the journal
operations-verify-never = The journal has not been verified from this page yet.
operations-verify-asked = The journal is being read. Come back to this page in a moment.
operations-verify-sound = Verified { $when }: { $entries } entries, all as they were written.
operations-verify-broken = { $n ->
    [one] Verified { $when }: { $n } thing is not as it was written. Run “vigie audit verify” on the server: it names it.
   *[other] Verified { $when }: { $n } things are not as they were written. Run “vigie audit verify” on the server: it names them.
}
