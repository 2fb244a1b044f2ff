### Commitments: policies, targets, reactions.

sla-title = Commitments
sla-lead = What the desk promises, to whom, and what happens as the due time comes near. Of several policies that hold, the most specific one counts.
sla-form-lead = A policy says for which tickets it holds, which times it promises, when time counts, and what happens by itself.
sla-new = New policy
sla-add = Add a policy
sla-empty = No commitments at this desk
sla-empty-text = Add a policy per priority: tickets opened from then on will have due times.
sla-preview = Preview
sla-preview-title = For a ticket opened now
sla-preview-none = No target is set.
sla-foreseen = For an incident opened now
sla-due-acknowledge = Acknowledged by
sla-due-resolve = Resolved by
sla-moment = { $day } at { $time }
sla-never = never
sla-any = Any
sla-always = 24×7
sla-desk-calendar = The desk’s calendar
sla-every-desk = Every desk
sla-scope-all = All tickets
sla-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}

sla-agreement-sla = Service level (SLA)
sla-agreement-sla-hint = Promised to requesters.
sla-agreement-ola = Operational level (OLA)
sla-agreement-ola-hint = Binds a team, at each hand-over.
sla-agreement-underpinning = Underpinning contract
sla-agreement-underpinning-hint = Binds the provider that the ticket was handed to.

sla-metric-acknowledge = Acknowledgement
sla-metric-update = Update to the requester
sla-metric-resolve = Resolution

sla-kind-incident = Incidents
sla-kind-request = Requests

sla-field-name = Name
sla-field-agreement = Kind of commitment
sla-field-position = Rank
sla-field-position-hint = Of two policies equally specific, the smaller rank counts.
sla-field-scope = For which tickets
sla-field-policy = Policy
sla-field-priority = Priority
sla-field-kind = Kind of ticket
sla-field-category = Category
sla-field-service = Service
sla-field-organisation = Organisation
sla-field-team = Team
sla-field-provider = Provider
sla-field-calendar = Hours that count
sla-field-warnings = Warnings, in % of the target
sla-field-warnings-hint = Up to ten percentages from 1 to 99, separated by commas.

sla-scope = For which tickets
sla-scope-hint = What is left open does not matter. The most specific policy counts, in this order: provider, team, service, organisation, category, priority.
sla-targets = Promised times
sla-targets-hint = In time that counts in the chosen calendar; a day is that calendar’s mean working day. A time left empty does not count.
sla-unit-of = Unit – { $target }
sla-unit-minutes = minutes
sla-unit-hours = hours
sla-unit-days = working days
sla-pauses = Time stands still while waiting for
sla-pauses-hint = The requester’s time is not yours; a provider’s is, unless decided otherwise.
sla-pending-user = the requester
sla-pending-provider = a provider
sla-pending-change = a change
sla-pending-other = something else
sla-reactions = What happens by itself
sla-at-warning = At { $percent }% of the target
sla-at-breach = At the breach
sla-do-notify-assignee = Tell the assignee, or the team when nobody has the ticket
sla-do-notify-leads = Tell the team’s leads
sla-do-raise-priority = Raise the priority by one
sla-do-escalate = Hand over to the next tier
sla-do-unassign = Put the ticket back into the team’s queue
sla-archive = Withdraw this policy
sla-archive-hint = Open tickets will be looked at again: another policy will hold, or none. History stays.

sla-fault-name = Give a name of at most 120 characters.
sla-fault-no-target = Set at least one time.
sla-fault-zero-target = A time cannot be zero.
sla-fault-amount = Give a whole number, or leave it empty.
sla-fault-position = Give a whole number.
sla-fault-warnings = Give at most ten percentages from 1 to 99, for example 50, 75, 90.
sla-fault-reaction-without-warning = A reaction belongs to a warning that does not exist: add the percentage, or take the reaction away.
sla-fault-ola-binds-a-team = An operational level agreement binds a team, not a provider.
sla-fault-unknown-desk = There is no such desk.
sla-fault-unknown-category = There is no such category at this desk.
sla-fault-unknown-team = There is no such team at this desk.
sla-fault-unknown-service = There is no such service.
sla-fault-unknown-organisation = There is no such organisation.
sla-fault-unknown-provider = There is no such provider.
sla-fault-unknown-calendar = There is no such calendar.
