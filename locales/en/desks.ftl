### How each help desk works: desks, categories, the priority matrix, calendars.

## Common

desks-save = Save
desks-cancel = Cancel
desks-show = Show
desks-read-only = You can read this page; changing it is for those who manage the desk or administer the installation.
desks-done-saved = Saved.
desks-done-moved = Moved.
desks-done-archived = Put away. You can take it back from the list of what was put away.
desks-done-restored = Taken back.
desks-conflict-title = Changed meanwhile.
desks-conflict-text = Someone saved another version while you were typing. Nothing was overwritten: compare below, then save again to keep what you typed.
desks-conflict-now = { $label }, now:
desks-conflict-typed = { $label }, as you typed it:
desks-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}

## Index

desks-settings-title = Settings
desks-settings-lead = Everything that can be set, grouped by what you are looking for.
desks-settings-search = Find a setting
desks-settings-none = Nothing matches “{ $asked }”
desks-settings-none-text = Try another word, or empty the search box to see everything.

## Help desks

desks-desks-title = Help desks
desks-desks-lead = Each help desk has its own queue, categories, language and working hours.
desks-desks-empty = No help desk yet
desks-desks-empty-text = Help desks will be listed here. Create the first one to receive tickets.
desks-desk = Help desk
desks-desk-add = Add a help desk
desks-desk-new = New help desk
desks-desk-lead = A new help desk starts with standard teams, categories and working hours, all of which you can change.
desks-desk-edit-lead = Name, language, hours and closure of this help desk.
desks-desk-name = Name
desks-desk-locale = Language
desks-desk-zone = Time zone
desks-desk-zone-hint = An IANA name, such as Europe/Paris.
desks-desk-phone = Telephone
desks-desk-calendar = Working hours
desks-always-open = Always open
desks-desk-confirm = Closure without an answer
desks-desk-confirm-hint = Working days after which a resolved ticket closes by itself.
desks-desk-reopen = Reopening
desks-desk-reopen-hint = Days during which a closed ticket can be reopened; after that, a reply opens a follow-up ticket.
desks-desk-guests = Guests
desks-desk-guests-allow = People without an account may report here
desks-desk-guests-hint = They write at /portal/guest and confirm their address once by mail. This desk needs a mailbox in use, which writes to them.
desks-desk-guests-no-relay = No relay takes mail to people (--smtp): nobody could confirm an address, so the form is not offered.
desks-desk-organisations = Organisations served
desks-desk-organisations-hint = Tick none to serve everyone inside.

## Matrix

desks-matrix-title = Priority matrix
desks-matrix-lead = Impact and urgency together give the priority. New tickets follow the matrix as soon as it is saved; open ones keep their priority until they are qualified again.
desks-matrix-axes = Impact \ urgency
desks-matrix-impact = Impact: { $level }
desks-matrix-urgency = Urgency: { $level }
desks-matrix-cell = Impact { $impact }, urgency { $urgency }
desks-matrix-default = Back to default
desks-matrix-odd = In this matrix, more impact or more urgency sometimes gives a lower priority. That is allowed; check that it is meant.
desks-impact-high = high
desks-urgency-high = high
desks-impact-medium = medium
desks-urgency-medium = medium
desks-impact-low = low
desks-urgency-low = low
desks-level-none = not set
desks-priority-1 = critical
desks-priority-2 = high
desks-priority-3 = medium
desks-priority-4 = low
desks-priority-5 = planned

## Categories

desks-categories-title = Categories
desks-categories-lead = What tickets are about. Each category proposes an impact, an urgency and a team; its synonyms help to recognise it in what people write.
desks-categories-empty = No category yet
desks-categories-empty-text = Categories will be listed here. Add the first one to qualify tickets.
desks-category-add = Add a category
desks-category-add-under = Add a category under { $name }
desks-category-new = New category
desks-category-lead = Category of { $desk }.
desks-category-name = Name
desks-category-name-fr = Name in French
desks-category-name-en = Name in English
desks-category-code = Code
desks-category-code-hint = For programs and imports; leave it empty to have it made from the name. It never changes afterwards.
desks-category-code-is = Code for programs and imports: { $code }
desks-category-impact = Default impact
desks-category-urgency = Default urgency
desks-category-levels = Impact × urgency
desks-category-priority = Priority
desks-category-gives = Priority that the present matrix gives:
desks-category-team = Team
desks-category-no-team = No team
desks-category-business-fr = Business impact in French
desks-category-business-en = Business impact in English
desks-category-synonyms = Synonyms
desks-category-synonyms-hint = Words that people use for it, in any language, one a line.
desks-category-parent = Stands under
desks-category-top = Nothing: top of the tree
desks-category-order = Order
desks-category-up = Move { $name } up
desks-category-down = Move { $name } down
desks-category-move = Move
desks-category-move-do = Move there
desks-category-archive = Put { $name } away
desks-category-archive-title = Put away
desks-category-archive-text = { $n ->
    [0] Old tickets keep this category, new ones can no longer take it. You can take it back.
    [one] Old tickets keep this category, new ones can no longer take it, nor the one under it. You can take them back.
   *[other] Old tickets keep this category, new ones can no longer take it, nor the { $n } under it. You can take them back.
}
desks-category-archived = { $n ->
    [one] { $n } category put away
   *[other] { $n } categories put away
}
desks-category-restore = Take { $name } back

## Calendars

desks-calendars-title = Calendars
desks-calendars-lead = Working hours that commitments are counted by, with public holidays and exceptions.
desks-calendars-empty = No calendar yet
desks-calendars-empty-text = Calendars will be listed here. Add one so that commitments count working hours only.
desks-calendar-add = Add a calendar
desks-calendar-new = New calendar
desks-calendar-lead = Running clocks follow a change at once.
desks-calendar-name = Name
desks-calendar-zone = Time zone
desks-calendar-region = Public holidays
desks-calendar-yearly = Further days off each year
desks-calendar-yearly-hint = Month and day, such as 12-24, 12-31.
desks-calendar-week = Hours of the week
desks-calendar-week-hint = Several ranges are separated by commas: 09:00-12:30, 14:00-18:00. A night is two ranges, one a day: 22:00-24:00, then 00:00-06:00. Leave a closed day empty.
desks-calendar-exceptions = Exceptions
desks-calendar-exceptions-hint = Closings and openings on given dates. Where both speak of the same time, the closing wins. Empty a line to remove it.
desks-calendar-more = More lines
desks-calendar-preview = Preview
desks-closed = closed
desks-day-mon = Monday
desks-day-tue = Tuesday
desks-day-wed = Wednesday
desks-day-thu = Thursday
desks-day-fri = Friday
desks-day-sat = Saturday
desks-day-sun = Sunday
desks-day-short-mon = Mon
desks-day-short-tue = Tue
desks-day-short-wed = Wed
desks-day-short-thu = Thu
desks-day-short-fri = Fri
desks-day-short-sat = Sat
desks-day-short-sun = Sun
desks-exception-line = Exception { $n }
desks-exception-kind = Kind
desks-exception-closed = Closed
desks-exception-open = Open
desks-exception-from = From
desks-exception-to = To
desks-exception-hours = Hours
desks-exception-all-day = all day
desks-exception-label = Why
desks-preview-title = Across the next clock changes
desks-preview-none = In this time zone no clock change is coming.
desks-preview-moment = { $day } at { $time }
desks-preview-forward = On { $day }, clocks go forward by { $span }.
desks-preview-back = On { $day }, clocks go back by { $span }.
desks-preview-due = A target of { $target } that starts on { $start } is due on { $due }.
desks-holidays-title = Public holidays: { $region }

## Regions of public holidays

desks-region-none = None
desks-region-fr = France
desks-region-fr-als = Alsace and Moselle
desks-region-fr-gp = Guadeloupe
desks-region-fr-mq = Martinique
desks-region-fr-gf = French Guiana
desks-region-fr-re = Réunion
desks-region-fr-yt = Mayotte
desks-region-fr-bl = Saint Barthélemy
desks-region-fr-mf = Saint Martin
desks-region-fr-pm = Saint Pierre and Miquelon
desks-region-fr-nc = New Caledonia
desks-region-fr-pf = French Polynesia
desks-region-fr-wf = Wallis and Futuna
desks-region-be = Belgium
desks-region-lu = Luxembourg
desks-region-ch = Switzerland
desks-region-de = Germany
desks-region-gb-eaw = England and Wales

## Public holidays

desks-holiday-abolition-of-slavery = Abolition of slavery
desks-holiday-all-saints = All Saints
desks-holiday-armistice-1918 = Armistice of 1918
desks-holiday-arrival-of-the-gospel = Arrival of the Gospel
desks-holiday-ascension = Ascension
desks-holiday-assumption = Assumption
desks-holiday-bastille-day = National Day
desks-holiday-belgian-national-day = Belgian National Day
desks-holiday-boxing-day = Boxing Day
desks-holiday-boxing-day-substitute = Boxing Day, substitute day
desks-holiday-christmas = Christmas
desks-holiday-christmas-substitute = Christmas, substitute day
desks-holiday-coronation = Coronation
desks-holiday-early-may = Early May bank holiday
desks-holiday-easter-monday = Easter Monday
desks-holiday-europe-day = Europe Day
desks-holiday-german-unity-day = German Unity Day
desks-holiday-good-friday = Good Friday
desks-holiday-labour-day = Labour Day
desks-holiday-luxembourg-national-day = Luxembourg National Day
desks-holiday-matarii = Matari’i
desks-holiday-millennium = Millennium
desks-holiday-new-caledonia-citizenship = Citizenship Day
desks-holiday-new-year = New Year
desks-holiday-new-year-substitute = New Year, substitute day
desks-holiday-polynesian-autonomy = Autonomy Day
desks-holiday-royal-funeral = State funeral
desks-holiday-royal-jubilee = Royal jubilee
desks-holiday-royal-wedding = Royal wedding
desks-holiday-saint-peter-chanel = Saint Peter Chanel
desks-holiday-saint-stephen = Second day of Christmas
desks-holiday-saints-peter-and-paul = Saints Peter and Paul
desks-holiday-spring-bank = Spring bank holiday
desks-holiday-summer-bank = Summer bank holiday
desks-holiday-swiss-national-day = Swiss National Day
desks-holiday-victory-1945 = Victory of 1945
desks-holiday-wallis-and-futuna-territory = Territory Day
desks-holiday-whit-monday = Whit Monday

## Faults

desks-error-too-long = This text has { $length } characters; shorten it to { $max } at most.
desks-error-range = Enter a whole number from { $least } to { $most }.
desks-error-letters = Use at least one letter or digit.
desks-error-desk-taken = There is already a help desk called “{ $name }”. Choose another name.
desks-error-calendar-taken = There is already a calendar called “{ $name }”. Choose another name.
desks-error-zone = “{ $zone }” is no known time zone. Enter an IANA name, such as Europe/Paris.
desks-error-calendar-absent = This calendar no longer exists. Choose another one.
desks-error-organisation-absent = One of these organisations no longer exists. Reload the page to see those there are.
desks-error-team-absent = This team does not belong to this help desk. Choose one of its teams.
desks-error-parent-absent = This category no longer exists at this help desk. Choose another place.
desks-error-cycle = { $name } cannot stand under itself. Choose a category that is not under it.
desks-error-too-deep = The tree has { $levels } levels at most. Choose a place closer to the top.
desks-error-category-name = Give the category a name, in French or in English.
desks-error-code = A code is made of small letters and digits, with hyphens between words and slashes between levels: network/vpn.
desks-error-code-taken = The code “{ $code }” is already used at this help desk. Choose another one.
desks-error-synonyms = Keep { $max } synonyms at most.
desks-error-priority = Choose a priority from P1 to P5.
desks-error-at = { $place }: { $remedy }
desks-error-at-range = { $place }, range { $range }: { $remedy }
desks-error-hours = write the hours as 09:00-12:30, 14:00-18:00, or leave the field empty.
desks-error-time = write each time as HH:MM, between 00:00 and 24:00.
desks-error-end = the end must be after the start; for a night, write two ranges, up to 24:00 and from 00:00 the next day.
desks-error-overlap = this range overlaps the one before it; separate them or make one of them.
desks-error-month-day = write a month and a day that exist, as MM-DD, such as 12-24.
desks-error-date = enter the first day, and a last day if there are several.
desks-error-dates = the last day must not be before the first.
desks-error-year = an exception lasts 366 days at most; split it.
desks-error-exceptions = Keep { $max } exceptions at most; remove those that are past.
desks-error-never-open = This calendar never opens. Give at least one day its hours.
