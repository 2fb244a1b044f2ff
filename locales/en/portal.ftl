### The requesters’ portal.

## Home and form

portal-home-title = What’s wrong?
portal-home-question = Hello { $name }, what’s wrong?
portal-request-title = Ask for something
portal-request-question = Hello { $name }, what do you need?
portal-suggestions = Similar incidents that are already known
portal-home-more = Add details, if you can
portal-request-more = To speed things up
portal-unsaid = I don’t know
portal-since = Since when?
portal-since-now = Just now
portal-since-hour = About an hour
portal-since-today = This morning
portal-since-yesterday = Yesterday
portal-since-longer = Several days
portal-who = Who is affected?
portal-who-me = Only me
portal-who-colleagues = Me and some colleagues
portal-who-team = A whole team or site
portal-who-everybody = Everybody
portal-blocks = Can you work?
portal-blocks-yes = No, I am stuck
portal-blocks-partly = Yes, with difficulty
portal-blocks-no = Yes, as usual
portal-service = Which service is it about?
portal-wish-service = For which service?
portal-said-since-now = Since when: just now
portal-said-since-hour = Since when: about an hour
portal-said-since-today = Since when: this morning
portal-said-since-yesterday = Since when: yesterday
portal-said-since-longer = Since when: several days
portal-said-who-me = Who is affected: only me
portal-said-who-colleagues = Who is affected: me and some colleagues
portal-said-who-team = Who is affected: a whole team or site
portal-said-who-everybody = Who is affected: everybody
portal-said-blocks-yes = Work: at a standstill
portal-said-blocks-partly = Work: possible with difficulty
portal-said-blocks-no = Work: possible as usual
portal-files-label = Screenshots, photos, files
portal-files-hint = Choose, drop or paste up to { $n } files; on a phone you can take a photo.
portal-files-kept = Files already received
portal-files-only = File attached.
portal-home-send = Send the report
portal-request-send = Send the request
portal-send-anyway = None of these: send my report
portal-send-hint = You will get a number at once.

## Known incidents

portal-known-title = An incident is under way: { $title }
portal-known-affected = { $n ->
    [one] { $n } person is affected.
   *[other] { $n } people are affected.
}
portal-known-expected = It should be back to normal { $when }.
portal-known-working = Our teams are working on it.
portal-known-news = Last news given { $when }.
portal-known-me-too = Me too, keep me informed
portal-known-me-too-hint = You will get the same news, with nothing to fill in.
portal-known-open = Follow
portal-known-own = This is your report.
portal-known-joined = You already get its news.
portal-known-ask = Before sending: is it one of these incidents?
portal-known-ask-text = If so, one button is enough. If not, send your report; nothing was lost.
portal-major = Major incident under way

## Beside the form

portal-aside = My requests and services
portal-services = Service status
portal-service-critical = Badly disrupted
portal-service-high = Disrupted
portal-service-normal = Nothing to report
portal-services-all = All services
portal-services-others = All other services
portal-call = Is everything stuck?
portal-reply = Reply
portal-yes = Yes, it is fixed
portal-yes-fulfilled = Yes, thank you
portal-no = No

## My requests

portal-mine-title = My requests
portal-mine-lead = Your reports and requests, and the incidents whose news you get.
portal-mine-all = See all
portal-mine-open = In progress
portal-mine-ended = Finished
portal-mine-followed = followed
portal-mine-empty = Nothing yet
portal-mine-empty-text = What you report or ask for will appear here, with its progress.
portal-mine-first = Report a problem

## Progress

portal-stage-of = step { $n } of { $of }:
portal-stage-received = Received
portal-stage-taken = Taken in charge
portal-stage-working = In progress
portal-stage-resolved = Fixed
portal-stage-fulfilled = Done
portal-is-expected = { $words }, expected { $when }
portal-is-received = Received
portal-is-received-next = The team will look at it and choose who takes care of it.
portal-is-taken = Taken in charge
portal-is-taken-next = Someone has it and will begin shortly.
portal-is-working = Being worked on
portal-is-working-next = Someone is working on it. You will be told as soon as there is news.
portal-is-again = Taken up again by the team
portal-is-again-next = The trouble was not over: the team is working on it again.
portal-is-waits-you = We are waiting for your answer
portal-is-waits-you-next = Answer below, and work will go on at once.
portal-is-waits-requester = Waiting for some information
portal-is-waits-requester-next = The team has asked a question to the person who reported it.
portal-is-waits-provider = Waiting for a provider
portal-is-waits-provider-next = A partner company is working on it. There is nothing you have to do.
portal-is-waits-change = Work is planned
portal-is-waits-change-next = The repair needs planned work. There is nothing you have to do.
portal-is-waits-other = On hold
portal-is-waits-other-next = The team needs something to go on. There is nothing you have to do.
portal-is-resolved = Fixed
portal-is-resolved-next = The person who reported it will confirm. If you still have the trouble, say so below.
portal-is-resolved-ask = Fixed. Is it so for you?
portal-is-resolved-ask-next = Tell us whether all works. If we do not hear from you, it will be closed in a few days.
portal-is-fulfilled-ask = Done. Is it what you needed?
portal-is-fulfilled-ask-next = Tell us whether all is well. If we do not hear from you, the request will be closed in a few days.
portal-is-closed = Finished
portal-is-closed-next = Thank you. There is nothing left to do.
portal-is-cancelled = Withdrawn
portal-is-cancelled-next = It will not be worked on.
portal-is-merged = Joined with another report
portal-is-merged-next = The same trouble had been reported before: all goes on there, and you get its news.
portal-goes-on = See { $number }

## Moments

portal-when-today = today at { $time }
portal-when-tomorrow = tomorrow at { $time }
portal-when-yesterday = yesterday at { $time }
portal-when-date = on { $date } at { $time }
portal-due-answer = First answer { $when } at the latest
portal-due-expected = Back to normal expected { $when }
portal-due-end = Aim: finished { $when } at the latest
portal-due-late = We are later than we had said; please accept our apologies. The team knows.

## One request

portal-ticket-title = { $number }: { $title }
portal-kind-incident = Report { $number }
portal-kind-request = Request { $number }
portal-sent-title = We have it. Your number is { $number }.
portal-sent-answer = You will have a first answer { $when } at the latest.
portal-sent-next = The team will look at it and answer you here.
portal-sent-end = We aim to have finished { $when } at the latest.
portal-sent-meanwhile = Meanwhile you can add a screenshot or a detail below. If it gets worse, say so here.
portal-sent-phone = If everything is stuck, call { $phone }.
portal-done-joined = Noted: you will get the same news as the others who are affected.
portal-done-answered = Your message is sent.
portal-done-validated = Thank you for confirming. How were you served?
portal-done-refused = Noted: the team is taking it up again.
portal-done-rated = Thank you for your opinion.
portal-done-withdrawn = Noted: your request is withdrawn.
portal-resolution = What was done
portal-with = In the hands of
portal-with-person = { $name }, team { $team }
portal-with-team = The team { $team }
portal-since-sent = Sent
portal-fact-service = Service
portal-fact-requester = Reported by
portal-fact-affected = Affected
portal-affected = { $n ->
    [one] { $n } person
   *[other] { $n } people
}
portal-ask = Is it fixed?
portal-ask-fulfilled = Do you have what you need?
portal-no-why = If not, what is still wrong?
portal-no-send = No, it is not settled
portal-talk = Messages
portal-talk-empty = No message yet.
portal-talk-joined = Here you see the news that the team gives to all who are affected, and your own messages.
portal-you = You
portal-desk = Support
portal-someone = Someone affected
portal-answer = Add a message
portal-answer-send = Send
portal-answer-read-by = Your message will be read by the team and by the person who reported the incident.
portal-rate = How were you served?
portal-rated = Thank you for your opinion
portal-rated-score = Your score: { $n } out of 5. You can change it.
portal-rate-scale = From 1, not satisfied at all, to 5, very satisfied.
portal-score-1 = out of 5, not satisfied at all
portal-score-2 = out of 5, not very satisfied
portal-score-3 = out of 5, rather satisfied
portal-score-4 = out of 5, satisfied
portal-score-5 = out of 5, very satisfied
portal-rate-words = What could we do better?
portal-rate-send = Send my comment
portal-reopen = Has the trouble come back?
portal-reopen-text = You can tell us here until this date: { $when }. The team will take it up where it was.
portal-reopen-why = What is happening?
portal-reopen-send = Take it up again
portal-follow-up = Something to add?
portal-follow-up-text = This one is closed for good. Write here: a new one will be opened, linked to it.
portal-follow-up-why = What is happening?
portal-follow-up-send = Open a follow-up
portal-withdraw = No longer needed?
portal-withdraw-text = You can withdraw your request as long as work has not begun.
portal-withdraw-why = For what reason?
portal-withdraw-send = Withdraw my request

## Faults

portal-fault-empty = Tell us in a few words what is the matter.
portal-fault-empty-answer = Write a message or attach a file.
portal-fault-ended = This one is closed: your message was not sent. Take it up again or open a follow-up below.
portal-fault-no-reason = Tell us in a few words what is happening again.
portal-fault-unknown-service = This service no longer exists. Please choose another.
portal-fault-moved-on = Things have changed meanwhile. Here is how it stands now; what you typed was kept.
portal-fault-too-many = At most { $n } files can be attached; the others were left out.
portal-fault-empty-file = The file { $name } is empty. Please choose it again.
portal-fault-too-large = The file { $name } is too large: at most { $size }.

## In whose name, and where

portal-for-open = It is a colleague’s trouble
portal-for = Address of your colleague
portal-for-hint = Begin to type a name. The ticket is then theirs, and you both follow it.
portal-fault-no-colleague = Nobody of your organisation has this address.
portal-spot = Filled in from the code
portal-spot-place = Place: { $name }
portal-spot-device = Device: { $name }
portal-spot-category = Kind: { $name }
portal-said-place = Place: { $place }
portal-said-device = Device: { $device }

## Photos

portal-photo = Take a photo

## Without an account

portal-guest-title = What’s wrong?
portal-guest-name = Your name
portal-guest-email = Your e-mail address
portal-guest-email-hint = We answer you there. The first time, a mail asks you to confirm it.
portal-guest-desk = Who should help you?
portal-guest-desk-choose = Choose
portal-guest-send = Send
portal-guest-send-hint = No account needed.
portal-guest-sign-in-hint = You have an account?
portal-guest-sign-in = Sign in
portal-guest-way-in = No account?
portal-guest-way-in-link = Report a problem without one
portal-guest-sent-title = One more step
portal-guest-sent = We have sent a mail to the address that you gave. Press the button in it within 7 days: your report is then recorded, and you get its number.
portal-guest-sent-late = Nothing came? Look among unwanted mail, and check that you typed the address right.
portal-guest-more = Report something else
portal-guest-opened-title = Thank you
portal-guest-opened = Your report is recorded under the number { $number }. A mail tells you what happens next.
portal-guest-none-title = Reports need an account here
portal-guest-none = Sign in to say what is wrong. If you have no account, call or write to your help desk.
portal-guest-none-why = People without an account cannot report yet. It takes three things:
portal-guest-relay-there = A relay takes mail to people: it is there.
portal-guest-relay-missing = A relay must take mail to people, since they confirm their address by mail: start the program with --smtp.
portal-guest-desk-needed = A help desk must allow it, in its settings.
portal-guest-mailbox-needed = That help desk must have a mailbox in use, which writes to them.
portal-guest-settings = Settings of help desks
portal-fault-guest-name = Give your name, in 120 characters at most.
portal-fault-guest-email = Give a whole address, for example marie@your-company.com.
portal-fault-guest-desk = Choose who should help you.
portal-fault-guest-closed = this account is closed. Call your help desk.
portal-fault-guest-wait = { $n ->
    [one] Too many mails went to this address. Try again in { $n } minute; what you typed is kept on this page.
   *[other] Too many mails went to this address. Try again in { $n } minutes; what you typed is kept on this page.
}
portal-fault-too-long = Say it in 20,000 characters at most.

## Codes to print

portal-codes-title = QR codes
portal-codes-lead = Whoever scans one finds the report form filled in with where they stand, and can take that away again.
portal-codes-kind = What do the labels name?
portal-codes-place = Places
portal-codes-device = Devices
portal-codes-labels = Labels
portal-codes-labels-hint = One a line, up to 60: “Meeting room 12”, “Printer 2nd floor”. Without any, one code for the service.
portal-codes-category = Kind of trouble
portal-codes-make = Show the codes
portal-codes-print = Then print this page: only the codes are on paper.
portal-codes-count = { $n ->
    [one] { $n } code
   *[other] { $n } codes
}
portal-codes-alt = QR code to report trouble: { $name }
portal-codes-scan = Something wrong? Scan to tell us.
portal-codes-try = Try it
