### Business services in the settings.

## Business services

services-title = Services
services-lead = What the business relies on: who answers for it, which team runs it, what an hour without it costs.
services-empty = No service yet
services-empty-text = Services will be listed here: mail, payroll, the online shop. Add the most important ones first.
services-add = Add a service
services-new = New service
services-form-lead = Users × hourly cost is what an hour of complete outage is said to cost.
services-name = Name
services-description = Description
services-criticality = Criticality
services-criticality-critical = critical
services-criticality-high = high
services-criticality-medium = medium
services-criticality-low = low
services-owner = Owner
services-owner-hint = The e-mail address of a person with an account.
services-team = Team
services-no-team = No team
services-users = Users
services-hourly-cost = Cost of a user’s hour
services-hourly-cost-hint = In your currency, such as 35.00.
services-cost = Cost of an hour down
services-archive = Put { $name } away
services-archive-title = Put away
services-archive-text = Old tickets keep this service, new ones can no longer take it. You can take it back.
services-archived = { $n ->
    [one] { $n } service put away
   *[other] { $n } services put away
}
services-restore = Take { $name } back
services-error-taken = There is already a service called “{ $name }”. Choose another name.
services-error-owner = Nobody with this address has an account. Check it, or create the account first.
services-error-team = This team no longer exists. Choose another one.
services-error-count = Enter a whole number, such as 1200.
services-error-cost = Enter an amount, such as 35.00.

## Following a service

services-follow-title = Services that you follow
services-follow-lead = You are told of the critical and major incidents of these services, and when they work again.
services-follow-start = Follow
services-follow-start-name = Follow { $name }
services-follow-stop = Stop following
services-follow-stop-name = Stop following { $name }
services-follow-on = You follow this service
services-follow-off = You do not follow this service
services-follow-done = Your choice is saved.
services-follow-none = No service to follow
services-follow-none-text = Services will be shown here as soon as there are some for you.
