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
inbox-step-auto-reply = Automatic replies
inbox-step-words = Text
inbox-step-attachments = Attachments
inbox-step-intake = Recording
inbox-step-agent = An agent’s decision
inbox-step-end = End

## Reasons

inbox-reason-own-mail = It is a mail of our own that came back: { $detail }
inbox-reason-too-many = Too many mails of this sender in ten minutes: { $detail }
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
inbox-reason-undecided = No step decided

## Mail to those who asked. What happened, then what comes.

inbox-mail-hello = Hello,
inbox-mail-hello-name = Hello { $name },
inbox-mail-by = Expected by { $at }.
inbox-mail-follow = Follow or complete your request:
inbox-mail-foot = { $desk } – you can answer this mail directly.
inbox-mail-received-what = Your request is recorded as { $number }.
inbox-mail-received-next = It will be read and given to the right team. Meanwhile you can add a detail or a photo by answering this mail.
inbox-mail-taken-what = Somebody is working on your request { $number }.
inbox-mail-taken-next = We will write as soon as there is news.
inbox-mail-answered-what = An answer to your request { $number }:
inbox-mail-answered-next = To answer, simply answer this mail.
inbox-mail-expected-what = The expected time of your request { $number } has changed.
inbox-mail-expected-next = We will write if it changes again.
inbox-mail-pending-what = We need a detail from you to go on with { $number }.
inbox-mail-pending-next = Answer this mail: work goes on at once.
inbox-mail-resolved-what = Your request { $number } is resolved.
inbox-mail-resolved-next = Is it, for you? Confirm it, or tell us what is wrong, on the page of your request.
inbox-mail-closed-what = Your request { $number } is closed.
inbox-mail-closed-next = If the trouble comes back, answer this mail: a new request will be opened and linked to this one.
