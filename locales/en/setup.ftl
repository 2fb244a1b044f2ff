### The first run.

setup-step = Step { $n } of { $of }
setup-fault-code = This is not the code that the server printed when it started.
setup-fault-region = Choose a country from the list, or “None”.
setup-fault-zone = This is not a time zone. Write it as in Europe/Paris.
setup-fault-language = Choose one of the languages offered.

setup-administrator-title = Welcome to Vigie
setup-administrator-lead = This installation is new. Create its administrator: the person who configures it and lets others in.
setup-administrator-code = Setup code
setup-administrator-code-hint = The server printed it on its console when it started. It shows that you run this server.
setup-administrator-name = Full name
setup-administrator-email = E-mail address
setup-administrator-password = Password
setup-administrator-password-hint = At least 12 characters. A short sentence is easy to remember.
setup-administrator-button = Create the administrator

setup-organisation-title = Your organisation
setup-organisation-lead = These choices set the language of messages and how working hours are counted. You can change them later in the settings.
setup-organisation-name = Name of the organisation
setup-organisation-language = Language of the help desk
setup-organisation-language-hint = Everyone may still choose their own.
setup-organisation-zone = Time zone
setup-organisation-zone-hint = Working hours follow this clock, daylight saving included.
setup-organisation-region = Public holidays
setup-organisation-region-hint = Clocks stand still on these days.
setup-organisation-button = Continue

setup-desk-title = Your help desk
setup-desk-lead = Here requests arrive. It starts with what most help desks need.
setup-desk-proposed = Service desk
setup-desk-name = Name
setup-desk-phone = Telephone number
setup-desk-phone-hint = Shown to requesters.
setup-desk-what = What will be ready
setup-desk-teams = six teams, from first line to specialists
setup-desk-categories = a tree of categories, each with its usual impact, urgency and team
setup-desk-hours = working hours from Monday to Friday, 09:00 to 18:00, without public holidays
setup-desk-commitments = response and resolution times for each priority
setup-desk-later = All of it is yours to change in the settings.
setup-desk-button = Open the help desk

setup-sample-title = Welcome: this is a sample ticket
setup-sample-text =
    A ticket holds everything about one interruption: who is concerned, what is done, and by when it must be done.

    Try it on this one: take it, answer, write an internal note, then resolve it. Each step appears in the history below, with its reason. Nobody receives anything.

    Next: create your colleagues’ accounts in the settings, then give them the address of the portal.
