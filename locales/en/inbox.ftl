### Mail: what comes in, what becomes of it, and why.

## What Vigie writes on a ticket

inbox-note-auto-reply =
    Automatic reply of { $from }:

    { $text }
inbox-note-unverified =
    Received from { $from }, an unverified sender:

    { $text }
inbox-note-bounce = Mail not delivered to { $address }: { $why }
inbox-files-only = Attached files, without text.
inbox-no-subject = Mail without subject
inbox-unverified-sender = Unverified sender

## Mailboxes

inbox-fault-name = Give a name of 1 to 200 characters.
inbox-fault-address = Give a whole address, for example support@your-company.com.
inbox-fault-address-taken = Another mailbox has this address already.
inbox-fault-authserv = Give the name of your mail server, without blanks, for example mx.your-company.com.
inbox-fault-category = Choose a category of this help desk.

## Mailboxes in the settings

inbox-mailbox-title = Mailboxes
inbox-mailbox-lead = Where mail for your help desks comes in, and how each mailbox is.
inbox-mailbox-add = Set up a mailbox
inbox-mailbox-new = New mailbox
inbox-mailbox-empty = No mailbox yet
inbox-mailbox-empty-text = Set one up: what people write to it opens tickets.
inbox-mailbox-form-lead = People write to this address; the help desk’s own mail comes from it.
inbox-mailbox-kind = How its mail comes
inbox-mailbox-kind-imap = Fetched by IMAP
inbox-mailbox-kind-lmtp = Handed over by your mail server (LMTP)
inbox-mailbox-name = Name
inbox-mailbox-address = Address
inbox-mailbox-address-hint = For example support@your-company.com. It cannot be changed later.
inbox-mailbox-authserv = Name of your receiving mail server
inbox-mailbox-authserv-hint = As it stands in Authentication-Results, for example mx.your-company.com. Without it no sender is verified.
inbox-mailbox-category = Category of what it opens
inbox-mailbox-no-category = None
inbox-mailbox-guests = Unknown senders may open tickets
inbox-mailbox-enabled = Mail is taken
inbox-mailbox-server = Mail server
inbox-mailbox-host = Server
inbox-mailbox-host-hint = The name in its certificate, for example imap.your-company.com.
inbox-mailbox-port = Port
inbox-mailbox-port-hint = Empty for the usual one: 993, or 143 with STARTTLS.
inbox-mailbox-tls = Protection
inbox-mailbox-tls-implicit = TLS
inbox-mailbox-tls-starttls = STARTTLS
inbox-mailbox-tls-none = None (this machine only)
inbox-mailbox-login = User name
inbox-mailbox-login-hint = Empty for the address.
inbox-mailbox-auth = Sign-in
inbox-mailbox-auth-password = Password
inbox-mailbox-auth-xoauth2 = OAuth (XOAUTH2)
inbox-mailbox-secret = Password or secret
inbox-mailbox-secret-hint = Kept sealed and never shown again. With OAuth: the application’s secret, or an access token where none is asked for.
inbox-mailbox-secret-is-set = One is set. Leave empty to keep it; with another server it must be given again.
inbox-mailbox-folder = Folder
inbox-mailbox-folder-hint = Usually INBOX.
inbox-mailbox-tokens = OAuth (Microsoft 365, Google)
inbox-mailbox-tokens-text = For servers that take no password any more. Access tokens are asked for here and renewed before they end.
inbox-mailbox-token-url = Token address
inbox-mailbox-token-url-hint = Starts with https://
inbox-mailbox-client-id = Application (client) ID
inbox-mailbox-scope = Scopes
inbox-mailbox-scope-hint = For example https://outlook.office365.com/.default, or empty.
inbox-mailbox-refresh-token = Refresh token
inbox-mailbox-refresh-hint = Empty when the application has a right of its own.
inbox-mailbox-refresh-is-set = One is set. Leave empty to keep it.
inbox-mailbox-archive-title = Put away
inbox-mailbox-archive-text = It takes no more mail. What it received stays.
inbox-mailbox-archive = Put “{ $name }” away
inbox-mailbox-health = How it is
inbox-mailbox-fetched = Last look
inbox-mailbox-received = Last mail
inbox-mailbox-lag = Waiting to be processed
inbox-mailbox-no-lag = Nothing
inbox-mailbox-token = Access token
inbox-mailbox-token-renews = (renewed by itself)
inbox-mailbox-token-ends = (nothing renews it)
inbox-mailbox-failing-since = Since { $since }.
inbox-mailbox-stuck = { $n ->
    [one] One mail could not be fetched
   *[other] { $n } mails could not be fetched
}
inbox-mailbox-stuck-text = They lie unread on the server; the mails behind them are taken. They are tried again now and then.
inbox-mailbox-stuck-mail = Mail { $uid }, { $n ->
    [one] one attempt
   *[other] { $n } attempts
}, last
inbox-mailbox-try = Try now
inbox-mailbox-try-hint = Signs in and looks at the folders. Nothing is fetched.
inbox-mailbox-trial-well = Signed in. { $messages ->
    [one] One mail in the folder,
   *[other] { $messages } mails in the folder,
} { $new ->
    [0] none of them new.
    [one] one of them new.
   *[other] { $new } of them new.
}
inbox-mailbox-trial-folders = Folders:
inbox-mailbox-condition-well = Well
inbox-mailbox-condition-new = Not looked at yet
inbox-mailbox-condition-off = Switched off
inbox-mailbox-condition-late = Processing is late
inbox-mailbox-condition-stuck = Some mails are stuck
inbox-mailbox-condition-token = Token ends soon
inbox-mailbox-condition-failing = Cannot be read
inbox-mailbox-trouble-unreachable = The mail server cannot be reached.
inbox-mailbox-trouble-unsafe = The connection cannot be made safe: check the server’s name and its certificate.
inbox-mailbox-trouble-password = The server refuses the sign-in: check the user name and the password.
inbox-mailbox-trouble-token = The server refuses the access token: it was revoked, or has expired.
inbox-mailbox-trouble-refused = The server refuses: check the folder’s name and the rights.
inbox-mailbox-trouble-protocol = The server answers with what is no IMAP.
inbox-mailbox-trouble-lost = The connection breaks.
inbox-mailbox-trouble-consent = The consent was withdrawn or has expired: consent again and give the new refresh token.
inbox-mailbox-trouble-application = The sign-in service refuses the application: check its ID, its secret and the scopes.
inbox-mailbox-trouble-token-service = The sign-in service gives no access token.
inbox-mailbox-trouble-sealed = The secret was sealed by other keys: give it again.
inbox-mailbox-trouble-large = A mail is larger than what is taken.
inbox-mailbox-trouble-broken = A mail cannot be read.
inbox-mailbox-trouble-site = Vigie cannot store mail now: check disk and database.
inbox-mailbox-trouble-silent = Nobody has looked at it for a while: check that Vigie’s nodes run.
inbox-mailbox-trouble-token-ends = Its access token ends within a week, and nothing renews it: give a new one.
inbox-mailbox-alarm = Mailbox { $name }: { $why }
inbox-mailbox-recovered = Mailbox { $name } is read again.
inbox-mailbox-fault-kind = A mailbox whose mail is handed over has no server, user or secret.
inbox-mailbox-fault-host = Give the server’s name, for example imap.your-company.com.
inbox-mailbox-fault-port = Give a port from 1 to 65535.
inbox-mailbox-fault-tls = Without protection only this machine itself can be spoken to: choose TLS or STARTTLS.
inbox-mailbox-fault-login = Give the user name.
inbox-mailbox-fault-folder = Give the folder’s name, usually INBOX.
inbox-mailbox-fault-token-url = Give an address that starts with https://.
inbox-mailbox-fault-client-id = Give the application’s ID.
inbox-mailbox-fault-scope = At most 1,000 characters, on one line.
inbox-mailbox-fault-secret = Give the password. With another server, protection or way to sign in it must be given again.
inbox-mailbox-fault-token-secret = Give the application’s secret, a refresh token, or, without a token address, an access token.
inbox-mailbox-fault-secret-form = At most 16,000 characters, on one line.

## What becomes of a mail

inbox-outcome-waiting = Waiting
inbox-outcome-ticket = Opened a ticket
inbox-outcome-reply = Went on a ticket
inbox-outcome-refused = Set aside
inbox-outcome-quarantined = In quarantine

## Steps

inbox-step-loop-guard = Loop guard
inbox-step-bounce = Bounces and receipts
inbox-step-list = Mailing lists
inbox-step-sender = Sender
inbox-step-thread = Conversation
inbox-step-budget = Budget
inbox-step-auto-reply = Automatic replies
inbox-step-words = Text
inbox-step-attachments = Attachments
inbox-step-intake = Recording
inbox-step-agent = An agent’s decision
inbox-step-end = End

## Reasons

inbox-reason-own-mail = It is a mail of our own that came back: { $detail }
inbox-reason-too-many = Too many mails of this sender in too short a time: { $detail }
inbox-reason-held = Held since this sender used up a budget: { $detail }
inbox-reason-within-budget = Within the budget
inbox-reason-asked-again = Processed again at the request of { $detail }
inbox-reason-same-mail = The same mail is on { $detail } already
inbox-reason-no-loop = No loop
inbox-reason-machine = Sent by a program: nothing answers it
inbox-reason-bounce = Not delivered: { $detail }
inbox-reason-receipt = A read receipt or a complaint
inbox-reason-no-bounce = No bounce
inbox-reason-list = A list or a mass mailing: { $detail }
inbox-reason-no-list = No list
inbox-reason-no-sender = No readable sender’s address: { $detail }
inbox-reason-unverified = Sender not verified by your server: { $detail }
inbox-reason-closed-account = The sender’s account is closed: { $detail }
inbox-reason-known = Sender verified and known: { $detail }
inbox-reason-guest = Sender verified, not known yet: { $detail }
inbox-reason-not-concerned = Answers { $detail }, which does not concern its sender: a new, linked ticket
inbox-reason-ended = { $detail } is closed: a new, linked ticket
inbox-reason-answers = Answers { $detail }
inbox-reason-new = Answers nothing we know
inbox-reason-auto-reply = Automatic reply without ticket: { $detail }
inbox-reason-auto-reply-noted = Automatic reply noted on { $detail }
inbox-reason-no-auto-reply = No automatic reply
inbox-reason-cut = Text cut at { $detail } characters; the mail has everything
inbox-reason-read = Text read: { $detail } characters
inbox-reason-files-cut = Attachments: { $detail }; the rest is in the raw mail
inbox-reason-files = Attachments: { $detail }
inbox-reason-no-guests = This mailbox takes no unknown senders: { $detail }
inbox-reason-replied = Went on { $detail }
inbox-reason-opened = Opened { $detail }
inbox-reason-failed = Could not be processed in several attempts
inbox-reason-refused-by-rules = Refused by the help desk’s rules
inbox-reason-made-ticket = Ticket made by { $detail }
inbox-reason-set-aside = Set aside by { $detail }
inbox-reason-undecided = No step decided

## Links in mail that act without signing in

inbox-link-ask = Is it repaired?
inbox-link-ask-fulfilled = Do you have what you asked for?
inbox-link-yes = Yes, it is repaired
inbox-link-yes-fulfilled = Yes, I have it
inbox-link-no-why = No: what does not work yet?
inbox-link-no = No, send this and go on with it
inbox-link-what-was-done = What was done
inbox-link-as = You act as { $name }: what you press here is done in that name. This page gives no other right.
inbox-link-phone = You can also call us: { $phone }
inbox-link-validated = You said on { $at } that all is well. The ticket is closed. Thank you.
inbox-link-refused = You said on { $at } that it is not repaired. We are working on it again, and have your words.
inbox-link-refused-wish = You said on { $at } that you do not have what you asked for. We are working on it again, and have your words.
inbox-link-closed = This ticket is closed already. If the trouble came back, answer our mail.
inbox-link-merged = Ticket { $into } goes on with this one: nothing needs an answer here any more. Our later mails tell you about it.
inbox-link-gone-on = Things have moved on since this mail: nothing can be answered to it any more. Our latest mail says where it stands.
inbox-link-expired-title = This link is too old
inbox-link-expired = A link in a mail works for 30 days. To tell us something, answer the mail.
inbox-link-rate = How were you served?
inbox-link-rate-words = What could we do better?
inbox-link-rate-send = Send my opinion
inbox-link-rated = You gave { $n } out of 5 on { $at }. Thank you for your opinion.
inbox-link-fault-no-reason = Say in a few words what does not work yet.
inbox-link-fault-no-score = Choose one of the five answers.
inbox-link-dead-title = This link does not work
inbox-link-dead = It may have been cut by the mail program, or is no longer good for what it was made for.
inbox-link-dead-next = Open the link from the mail once more, or answer the mail: your words reach us.
inbox-link-portal = Go to the portal
inbox-link-confirm-title = Confirm your address
inbox-link-confirm-lead = This was reported to { $desk } in the name of { $address }:
inbox-link-confirm-ask = If it was you, press the button: only then do we read it and answer you at this address. If not, do nothing; it is deleted by itself.
inbox-link-confirm-files = { $n ->
    [one] with { $n } file
   *[other] with { $n } files
}
inbox-link-confirm-send = Yes, it was me: send it
inbox-link-confirmed = Thank you: your address is confirmed, and your report is recorded under the number { $number }. A mail tells you what happens next; simply answer it to add something.
inbox-link-confirm-late = This report was not confirmed within 7 days and was not kept. Please report it again.
inbox-link-confirm-refused = It could not be recorded: { $why }
inbox-link-mail-subject = Confirm your report to { $desk }
inbox-link-mail-hello = Hello,
inbox-link-mail-what = somebody reported something to { $desk } and gave this address.
inbox-link-mail-ask = If it was you, confirm it on this page within 7 days; only then is it recorded:
inbox-link-mail-button = See and confirm
inbox-link-mail-not-you = If it was not you, do nothing: it is deleted by itself, and you hear no more of it.

## Pages of mail

inbox-page-title = Mail
inbox-page-lead = Every mail received at your help desks: what became of it, and why. None is lost.
inbox-page-all = All mail
inbox-page-outcomes = What became of it
inbox-page-filter = Filter mail
inbox-page-search = Sender’s address or Message-ID
inbox-page-mailbox = Mailbox
inbox-page-mailbox-any = All mailboxes
inbox-page-received = Received
inbox-page-from = From
inbox-page-subject = Subject
inbox-page-outcome = Outcome
inbox-page-ticket = Ticket
inbox-page-no-address = No readable address
inbox-page-verified = Verified
inbox-page-unverified = Not verified
inbox-page-waiting =
    { $n ->
        [one] mail waits for a decision
       *[other] mails wait for a decision
    }
inbox-page-no-mail = No mail yet
inbox-page-no-mail-text = Every mail that comes to a mailbox of your help desks will stand here, with what became of it.
inbox-page-no-quarantine = Nothing waits for you
inbox-page-no-quarantine-text = What no step may decide comes here: unknown senders where a mailbox takes none, too many mails at once, mail that could not be processed. It stays until somebody decides.
inbox-page-no-such = No such mail
inbox-page-no-such-text = No mail had this outcome so far.
inbox-page-no-found = No mail found
inbox-page-no-found-text = The whole address of the sender is looked for, or the whole Message-ID.
inbox-page-done-again = The mail goes through the steps again. Its outcome shows here in a moment.
inbox-page-done-aside = The mail is set aside.
inbox-page-done-meanwhile = Somebody decided this mail meanwhile. This is what stands now.
inbox-page-quarantine-means = This mail waits for you: nothing was done with it. Make a ticket of it, let it go through the steps again once you changed something, or set it aside.
inbox-page-make-ticket = Make a ticket
inbox-page-again = Process again
inbox-page-aside = Set aside
inbox-page-raw = Download as it came
inbox-page-words = Words
inbox-page-no-words = This mail has no words.
inbox-page-words-from-html = These words were made from the mail’s HTML, which says more than its plain text.
inbox-page-quoted = Quoted text
inbox-page-signature = Signature
inbox-page-files = Attachments
inbox-page-as-it-came = As it came
inbox-page-alone = Open in a window of its own
inbox-page-images-blocked =
    { $n ->
        [one] One picture of this mail lies on another server. Showing it tells that server that somebody reads this mail, when, and from which network.
       *[other] { $n } pictures of this mail lie on other servers. Showing them tells those servers that somebody reads this mail, when, and from which network.
    }
inbox-page-images-show = Show pictures of this mail
inbox-page-images-shown = Pictures from other servers are shown for this view only. They are fetched over HTTPS, without saying from which page.
inbox-page-images-hide = Hide them
inbox-page-images-missing =
    { $n ->
        [one] One picture is not shown: the mail does not bring it, or it is too large.
       *[other] { $n } pictures are not shown: the mail does not bring them, or they are too large.
    }
inbox-page-head = Head
inbox-page-to = To
inbox-page-cc = Copy
inbox-page-reply-to = Answers to
inbox-page-sent = Sent
inbox-page-envelope-from = Envelope from
inbox-page-envelope-to = Envelope to
inbox-page-message-id = Message-ID
inbox-page-size = Size
inbox-page-verdict = Sender
inbox-page-trust-dmarc = Verified: your mail server found that the mail is of this domain (DMARC).
inbox-page-trust-dkim = Verified: the mail is signed by the sender’s domain (DKIM).
inbox-page-trust-spf = Verified: the sender’s domain lets this server send (SPF).
inbox-page-trust-unchecked = Not verified: your mail server wrote no result of its own. The address may be anybody’s.
inbox-page-trust-unaligned = Not verified: what was checked is not the domain of this address.
inbox-page-trust-failed = Refused by the domain of this address (DMARC): somebody else probably wrote this mail.
inbox-page-trust-ambiguous = Not verified: the mail names several senders, or none.
inbox-page-steps = Steps
inbox-page-steps-none = No step has looked at this mail yet.
inbox-page-processed = Processed
inbox-page-pgp-signed = An OpenPGP signature comes with this mail. It is not verified here.
inbox-page-pgp-encrypted = This mail is encrypted with OpenPGP. Its words cannot be read here: download it and open it with the key.
inbox-page-smime-signed = An S/MIME signature comes with this mail. It is not verified here.
inbox-page-smime-encrypted = This mail is encrypted with S/MIME. Its words cannot be read here: download it and open it with the key.
inbox-page-kind-file = File
inbox-page-kind-image = Picture
inbox-page-kind-message = Another mail
inbox-page-kind-message-headers = Head of a returned mail
inbox-page-kind-invitation = Calendar invitation; nothing was accepted
inbox-page-kind-cancellation = Cancelled calendar invitation
inbox-page-kind-invitation-answer = Answer to a calendar invitation
inbox-page-kind-calendar = Calendar entry
inbox-page-kind-tnef = Outlook’s own format (winmail.dat)
inbox-page-kind-delivery-status = Delivery report
inbox-page-kind-receipt = Read receipt
inbox-page-kind-complaint = Complaint report
inbox-page-kind-pgp-signature = OpenPGP signature
inbox-page-kind-pgp-encrypted = Content encrypted with OpenPGP
inbox-page-kind-pgp-key = OpenPGP key
inbox-page-kind-smime-signature = S/MIME signature
inbox-page-kind-smime-signed = Content signed with S/MIME
inbox-page-kind-smime-encrypted = Content encrypted with S/MIME
inbox-page-part-alternative = another form of the same words
inbox-page-part-for-machines = for programs, not put on the ticket
inbox-page-part-too-large = too large for the ticket, kept here
inbox-page-part-inline = shown within the mail
inbox-page-dropped-headers = Head fields beyond the limit were not read: { $size }. The raw mail has them.
inbox-page-dropped-parts =
    { $n ->
        [one] One part beyond the limit was not read. The raw mail has it.
       *[other] { $n } parts beyond the limit were not read. The raw mail has them.
    }
inbox-page-dropped-depth = Parts nested too deep were not read: { $size }. The raw mail has them.
inbox-page-dropped-content = Content beyond the limit was not read: { $size }. The raw mail has it.
inbox-page-dropped-text = Words beyond the limit were not read: { $size }. The raw mail has them.

## What letters say

inbox-mail-awaited-provider = a provider
inbox-mail-awaited-change = a planned change
inbox-mail-awaited-other = something outside our team
inbox-mail-meanwhile =
    We know of “{ $title }”, which touches { $n ->
        [one] one person
       *[other] { $n } people
    }: it may be the same.
inbox-mail-meanwhile-due =
    We know of “{ $title }”, which touches { $n ->
        [one] one person
       *[other] { $n } people
    } and should be over by { $due }: it may be the same.
inbox-mail-quoted = “{ $words }”
inbox-mail-digest-ticket = { $number } – { $title }
inbox-mail-alarm-text = The mail text “{ $text }” could not be used: the product’s text was sent. Mend it in the settings.
inbox-mail-news-received = Your request is recorded.
inbox-mail-news-taken = Somebody is working on it.
inbox-mail-news-answered = There is an answer.
inbox-mail-news-expected = The expected time has changed.
inbox-mail-news-pending = It waits.
inbox-mail-news-resumed = Work goes on.
inbox-mail-news-resolved = It is resolved.
inbox-mail-news-reminder = It is resolved: does it work?
inbox-mail-news-closed = It is closed.
inbox-mail-news-expired = It is closed, without an answer.
inbox-mail-news-reopened = It is being worked on again.
inbox-mail-news-cancelled = It is cancelled.
inbox-mail-news-merged = It goes on with another ticket.
inbox-mail-news-followed = There is news.
inbox-mail-news-service = A service you follow does not work as it should.
inbox-mail-news-restored = A service you follow works again.
inbox-mail-news-assigned = It was assigned to you.
inbox-mail-news-mentioned = You were mentioned.
inbox-mail-news-replied = The requester has answered.
inbox-mail-news-alert = It needs your attention.
inbox-mail-news-digest = Several things happened.
inbox-mail-news-escalated = Escalated to your team.
inbox-mail-news-critical = Critical, and nobody has it yet.
inbox-mail-news-sla = A service level is at risk or exceeded.
inbox-mail-news-task = A task was given to you.
inbox-mail-news-bad-score = A bad rating.
inbox-mail-news-mail-bounced = A mail about this ticket came back.
inbox-mail-news-mail-breaker = Too many mails: an exchange was stopped.
inbox-mail-news-mail-text = A mail text could not be used.
inbox-mail-sample-title = The VPN drops every ten minutes
inbox-mail-sample-name = Marie Lambert
inbox-mail-sample-requester = Marie Lambert
inbox-mail-sample-by = Amina Diallo
inbox-mail-sample-words = The certificate of the gateway was renewed. Please *reconnect* once.
inbox-mail-sample-due = 05/06/2026 17:30
inbox-mail-sample-was = 05/06/2026 12:00
inbox-mail-sample-awaited = a provider
inbox-mail-sample-service = VPN
inbox-mail-sample-meanwhile = We know of “Remote access is slow”, which touches 14 people: it may be the same.
inbox-mail-sample-list =
    {"**"}INC-42 – The VPN drops every ten minutes**

    - There is an answer.
    - It is resolved.

    {"**"}INC-40 – Remote access is slow**

    - The expected time has changed.

## The texts of letters

inbox-text-title = Mail texts
inbox-text-lead = What this help desk writes to people by mail. Each text can be yours; what you leave is the product’s.
inbox-text-letter = Mail
inbox-text-changed = Changed
inbox-text-standard = Product’s text
inbox-text-failing = Cannot be used
inbox-text-group-mine = To requesters
inbox-text-group-followed = To those who follow
inbox-text-group-services = To those who follow a service
inbox-text-group-work = To agents
inbox-text-edit-lead = { $desk }, { $language }
inbox-text-subject = Subject
inbox-text-body = Text
inbox-text-body-hint = Empty lines part paragraphs. A line of [label]({"{{"} link {"}}"}) is a button. What stands after a line “--” is the small print.
inbox-text-variables = Variables
inbox-text-variables-lead = A variable stands in double braces. A passage between {"{%"} if due {"%}"} and {"{%"} endif {"%}"} is written only when the variable says something; {"{%"} else {"%}"} is understood too.
inbox-text-variable = Variable
inbox-text-meaning = What it says
inbox-text-preview = Preview
inbox-text-preview-ticket = With ticket
inbox-text-preview-hint = A number, for example INC-42; empty for an invented ticket.
inbox-text-preview-light = Preview, light
inbox-text-preview-dark = Preview, dark
inbox-text-preview-plain = Preview, plain text
inbox-text-preview-frame = The mail as it will be read
inbox-text-preview-subject = Subject: { $subject }
inbox-text-no-ticket = There is no such ticket at this help desk.
inbox-text-back = All mail texts
inbox-text-restore = Restore the product’s text
inbox-text-restore-title = Product’s text
inbox-text-restore-text = Your text is kept in the journal.
inbox-text-failing-text = This text could not be used when a mail was to be sent: the product’s text was sent instead. Problem: { $problem }
inbox-text-fault = Line { $line }: { $problem }
inbox-text-problem-empty = there is nothing to write.
inbox-text-problem-long = the text is too long (10,000 characters at most).
inbox-text-problem-unknown = there is no variable “{ $about }”.
inbox-text-problem-expression = “{ $about }” is not understood here: only the name of a variable is.
inbox-text-problem-statement = “{ $about }” is not understood: only if, elif, else and endif are.
inbox-text-problem-open = a brace is opened and not closed.
inbox-text-problem-syntax = the text cannot be read: { $about }
inbox-text-problem-endless = the text takes too long to write.
inbox-text-subject-line = Give a subject of one line, of at most 500 characters.
inbox-text-kind-received = Request recorded
inbox-text-kind-taken = Taken in charge
inbox-text-kind-answered = Answer
inbox-text-kind-expected = Expected time changed
inbox-text-kind-pending = Waiting
inbox-text-kind-resumed = Work goes on
inbox-text-kind-resolved = Resolved, with the question
inbox-text-kind-reminder = Reminder before closure
inbox-text-kind-closed = Closed
inbox-text-kind-expired = Closed without an answer
inbox-text-kind-reopened = Worked on again
inbox-text-kind-cancelled = Cancelled
inbox-text-kind-merged = Merged
inbox-text-kind-followed = News of a followed ticket
inbox-text-kind-service = Incident of a service
inbox-text-kind-restored = Service restored
inbox-text-kind-assigned = Assigned
inbox-text-kind-mentioned = Mentioned
inbox-text-kind-replied = The requester answered
inbox-text-kind-alert = Attention needed
inbox-text-kind-digest = Digest
inbox-text-var-number = The ticket’s number
inbox-text-var-title = Its title
inbox-text-var-name = The reader’s name
inbox-text-var-requester = Who reported it
inbox-text-var-desk = The help desk’s name
inbox-text-var-by = Who did it, or has the ticket
inbox-text-var-words = What was said in public, or what was done; a paragraph of its own
inbox-text-var-due = By when it is expected
inbox-text-var-was = By when it was expected before
inbox-text-var-awaited = Whom it waits for, when it is not the reader
inbox-text-var-into = The ticket that goes on with it
inbox-text-var-service = The affected service
inbox-text-var-meanwhile = An ongoing incident that may be the same
inbox-text-var-news = What happened, in a sentence
inbox-text-var-list = What a digest tells; a paragraph of its own
inbox-text-var-count = How much a digest tells
inbox-text-var-link = The ticket’s page
inbox-text-var-confirm = “It works”, without signing in
inbox-text-var-refuse = “It does not work”, without signing in
inbox-text-var-rate = Rating, without signing in

## What the people of a desk are told, once

inbox-alarm-sender = Too many mails from { $address }: what comes from there waits in quarantine until it is quiet for an hour.
inbox-alarm-ticket = Too many mails from { $address } on { $ticket }: they wait in quarantine until it is quiet for an hour.
inbox-alarm-told = Too many automatic mails to { $address }, perhaps a loop: they are held until it is quiet for an hour.
inbox-alarm-everybody = Very many acknowledgements in ten minutes: they are held until it is quiet for an hour.
inbox-alarm-bounced = Mail about { $ticket } does not reach { $address }: the address refuses it.
inbox-alarm-stopped = Mail to { $address } came back several times: nothing automatic goes there until it is good again.

## An address that mail does not reach, on its owner’s card

inbox-unreached-title = Mail
inbox-unreached = Mail does not reach { $address }
inbox-unreached-since = { $n ->
    [one] One mail came back, on { $since }.
   *[other] { $n } mails came back since { $since }.
}
inbox-unreached-last = The last one: “{ $letter }”
inbox-unreached-stopped = Nothing automatic goes there any more.
inbox-unreached-good = The address is right again

## Without a relay

inbox-no-relay = No relay takes mail to people.
inbox-no-relay-text = Mail comes in, and nobody is told anything by mail: start the program with --smtp.
