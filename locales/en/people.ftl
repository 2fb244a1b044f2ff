### People, teams, organisations, signing in.

## Signing in

people-login-title = Sign in
people-login-button = Sign in
people-login-help = Forgotten your password? Ask your administrator for a link: it lets you choose a new one.
people-login-refused = Wrong address or password.
people-login-wait = { $n ->
    [one] Too many attempts. Try again in { $n } minute, or ask your administrator for a link to choose a new password.
   *[other] Too many attempts. Try again in { $n } minutes, or ask your administrator for a link to choose a new password.
}
people-login-chosen = Your password is saved. Sign in with it.
people-login-out = You are signed out.
people-link-reset-title = Choose a new password
people-link-invitation-title = Welcome: choose your password
people-link-lead = For the account of { $name } ({ $email }).
people-link-button = Save the password
people-link-dead-title = This link does not work
people-link-unknown = This link is not known. Check that it is complete.
people-link-used = This link was used already, or a newer one has replaced it.
people-link-expired = This link is no longer valid: its time is over.
people-link-ask = Ask your administrator for a new one.

## Fields

people-name = Name
people-email = E-mail address
people-phone = Telephone
people-job-title = Position
people-site = Site
people-organisation = Organisation
people-no-organisation = None (internal)
people-locale = Language
people-zone = Time zone
people-theme = Appearance
people-theme-auto = As the system
people-theme-light = Light
people-theme-dark = Dark
people-vip = VIP
people-vip-label = VIP: their tickets deserve special attention
people-password = Password
people-current-password = Present password
people-new-password = New password
people-password-again = The same again
people-password-hint = At least { $n } characters. A phrase of a few words does very well.
people-person = Person
people-desk = Help desk
people-every-desk = Every help desk
people-description = Description
people-kind = Kind
people-kind-internal = Internal
people-kind-customer = Customer
people-kind-provider = Provider
people-kind-hint = Customers do not see each other; a provider sees only the tickets handed to it.
people-state = Accounts
people-state-enabled = Open
people-state-disabled = Closed
people-state-all = All
people-never = Never
people-save = Save
people-cancel = Cancel
people-copy = Copy
people-archive = Archive

## Roles

people-role = Role
people-roles = Roles
people-roles-none = No role: this person is a requester.
people-role-requester = Requester
people-role-agent = Agent
people-role-lead = Team lead
people-role-incident-manager = Incident manager
people-role-observer = Observer
people-role-administrator = Administrator
people-role-provider = Provider
people-role-grant = Give this role
people-role-revoke = Take away
people-any = All roles
people-any-organisation = All organisations

## People

people-title = People
people-lead = Requesters, agents, administrators: who can sign in, and with which rights.
people-add = Add a person
people-search = Search
people-search-hint = Name, address, telephone…
people-filter = Filter
people-empty = Nobody matches
people-empty-text = Widen the search, or add the person.
people-seen = Last visit
people-disabled = Closed
people-new = New person
people-new-lead = A person without a role is a requester; roles are given afterwards.
people-invite = Make an invitation link with which they choose their password
people-not-yours = This person has rights that you lack: you may read this page, not change it.
people-teams-of = Teams:
people-access = Access
people-access-password = This person signs in with a password.
people-access-none = This person has no password yet.
people-access-disabled = This account is closed: nobody can sign in with it.
people-link-make-reset = Make a reset link
people-link-make-invitation = Make an invitation link
people-link-made-reset = Link to choose a new password (30 minutes)
people-link-made-invitation = Invitation link (7 days)
people-secret-once = Copy it now and pass it on by a safe way: it will not be shown again.
people-disable = Close this account
people-disable-effect = Closing an account ends its sessions, tokens and links at once. Its tickets and its history stay.
people-enable = Open this account again
people-sessions-end-all = End their sessions

## My account

people-profile-title = My account
people-profile-card = Profile
people-password-card = Password
people-password-change = Change password
people-password-effect = Your other sessions will end.
people-password-none = This account has no password.
people-sessions-card = Open sessions
people-sessions-end-others = End the other sessions
people-session-end = End
people-session-this = This session
people-session-since = Started:
people-session-seen = Last used:
people-session-unknown = Unknown browser
people-tokens-card = API tokens
people-tokens-empty = No token
people-tokens-empty-text = A token lets a program act in your name, with your rights at most.
people-token-name = Name
people-token-name-hint = The program that will use it.
people-token-days = Lifetime
people-token-for-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
people-token-forever = Without end
people-token-scopes = Lets it
people-scope-tickets-read = read tickets
people-scope-tickets-write = open and change tickets
people-scope-admin = configure
people-token-create = Create a token
people-token-made = Your new token
people-token-owner = Owner
people-token-used = Last used
people-token-expires = Ends
people-token-revoke = Revoke
people-tokens-title = API tokens
people-tokens-lead = Every token in force. Each person creates their own from their account.
people-tokens-own = My tokens

## Organisations

people-organisations-title = Organisations
people-organisations-lead = Your entities, your customers, your providers.
people-organisations-empty = No organisation
people-organisations-empty-text = Without organisations everybody is internal. Add some to wall your customers off, or to hand tickets to a provider.
people-organisation-add = Add an organisation
people-organisation-new = New organisation
people-organisation-archive-effect = An archived organisation is no longer offered. Nobody may belong to it any more.

## Teams

people-teams-title = Teams
people-teams-lead = Who works tickets together, and where they are escalated.
people-teams-empty = No team
people-teams-empty-text = A team receives tickets, which one of its members takes.
people-team-add = Add a team
people-team-new = New team
people-tier = Tier
people-tier-n = N{ $n }
people-next-tier = Escalates to
people-next-tier-none = None
people-next-tier-hint = The team of the next tier, at the same help desk.
people-team-email = Shared address
people-members = Members
people-members-none = No member.
people-member-add = Add to the team
people-member-remove = Remove
people-member-remove-name = Remove { $name } from the team
people-team-lead = Team lead
people-team-archive-effect = An archived team receives no more tickets; those it has stay its own.

## Notifications

people-notifications-title = Notifications
people-notifications-read-all = Mark all as read
people-notifications-empty = Nothing to report
people-notifications-empty-text = You will be told here of what concerns you.
people-notification-unread = Unread:
people-notification-open = Open
people-notification-open-name = Open: { $body }

## What was done

people-done-saved = The changes are saved.
people-done-created = It is created.
people-done-disabled = The account is closed.
people-done-enabled = The account is open again.
people-done-granted = The role is given.
people-done-revoked = The role is taken away.
people-done-ended = The sessions are ended.
people-done-archived = It is archived.
people-done-member = The team is up to date.
people-done-password = Your password is changed; your other sessions are ended.
people-done-token = The token is revoked.
people-conflict-title = Changed meanwhile.
people-conflict-text = Somebody has saved another version. What you typed is kept below: compare, then save again.
people-conflict-now = { $label }, now:
people-conflict-typed = { $label }, as you typed it:

## Refusals

people-error-too-long = This text has { $length } characters; { $max } at most.
people-error-email = This address is not complete.
people-error-email-taken = Another person has this address already.
people-error-name-taken = This name is taken.
people-error-zone = There is no such time zone. Example: Europe/Paris.
people-error-organisation = There is no such organisation, or you do not work for it.
people-error-organisation-in-use = People still belong to this organisation.
people-error-desk = There is no such help desk.
people-error-person = There is no such person, or their account is closed.
people-error-tier = Tiers go from 1 to 9.
people-error-next-tier = Choose another team of the same help desk, which does not lead back to this one.
people-error-last-administrator = This is the last administrator: give the role to somebody else first.
people-error-own-account = Nobody closes their own account: ask another administrator.
people-error-provider-organisation = A provider belongs to an organisation: say first to which.
people-error-current-password = This is not your present password.
people-error-differs = The two differ.
people-error-scopes-none = Choose at least one use.
people-error-scopes-lacking = This account has no right to configure.
people-error-expires-past = This date has passed.
people-password-short = At least { $n } characters.
people-password-long = At most { $n } characters.
people-password-common = This password is too common or too regular: choose another.
people-password-personal = This password contains your name, your address or “vigie”: choose another.
people-idempotency-reused = This key was used for another request already.

## What comes by mail

people-notice-card = What comes by mail
people-notice-lead = You are told of everything inside Vigie, at once. Choose here what also comes by mail.
people-notice-essential = Whatever you choose, these come at once: the acknowledgement of your request, our questions and answers, and the question whether it works.
people-notice-topic-mine = My requests
people-notice-topic-followed = What I follow
people-notice-topic-work = My work as an agent
people-notice-topic-services = Services I follow
people-notice-at-once = At once, one mail each
people-notice-hourly = Every hour, in one mail (working days, 8:00 to 18:00)
people-notice-daily = Once a day, in one mail (8:00)
people-notice-never = Not by mail
people-notice-services = Choose the services whose incidents you want to hear of
people-notice-done = Your choice is saved.
