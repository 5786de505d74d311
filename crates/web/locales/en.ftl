# What the portal says. Each message has one of the same name in zh-CN.ftl.

site-name = Cityhall
site-purpose = Every promise of the government's work report as a public account: who answers for it, how much is done, and on what evidence. Open any figure and check it.
skip-to-main = Skip to main content
navigation = Main navigation
language = Language
nav-report = Report
nav-commitments = Commitments
nav-records = Works
nav-log = Log
nav-about = Rules
nav-desk = Desk
pages = Pages
previous = Previous
next = Next
newer = Newer
older = Older
page-of = Page { $number } of { $count }
as-of = As of { $date }
as-of-dates = Shown as of
shown-as-of = This page shows things as of { $date }.
show-today = Show the latest
how-to-check = How to check
comma = {", "}
list-comma = {", "}
colon = {": "}
list-or = {" or "}
see-all = See all
close = Close
any = All
apply = Filter
filters = Filters
clear-filters = Clear filters
number = No.
date = Date
place = Place
office = Office
amount = Amount
state = State
since = Since
kind = Kind
words = Words
sort = Order
sort-order = As in the report
sort-verdict = Gravest first
sort-below = Below last result first
report = Report
latest-report = Latest report

verdict = Verdict
verdict-kept = Kept
verdict-on-course = On course
verdict-unmeasured = Unmeasured
verdict-behind = Behind
verdict-silent = Silent
verdict-missed = Missed

no-report = No report yet
no-report-advice = The supervision office can take one in with the command cityhall intake; its promises then appear here.
commitments-total = { $count ->
    [one] { $number } commitment
   *[other] { $number } commitments
 }
commitments-found = { $count ->
    [one] { $number } commitment found
   *[other] { $number } commitments found
 }
records-found = { $count ->
    [one] { $number } work found
   *[other] { $number } works found
 }
log-size = { $count ->
    [one] Log of { $number } entry
   *[other] Log of { $number } entries
 }
read-report = Read the report
all-commitments = See all commitments
needs-attention = Needs attention
below-last-count = { $count ->
    [one] { $number } commitment promises less than was already reached
   *[other] { $number } commitments promise less than was already reached
 }
below-last-why = A target below the last result may be met and still be a step back, so these are listed apart.
promised-against-last = Promised { $promised }; last result { $last }
proof-title = Every figure can be checked
proof-text = Every act is written to a public log that cannot be changed unnoticed. Anyone can download it and verify it without trusting our system.
systems = City systems at work

report-how-to-read = Underlined words are commitments; their mark tells the verdict so far. Open one to see who answers for it, how much is done, and the evidence.
contents = Contents
report-as-taken-in = Text as taken in
entry-of-report = Entry of its intake
panel = Commitment
panel-empty = Choose any commitment in the text; its details appear here.
legend = Verdicts
evidence-and-proof = See evidence and proof

commitment = Commitment
targets = Targets
promised = Promised
promised-and-reached = Reached / promised
reached = Reached
expected-by-now = Expected by now
last-result = Result of { $year }
not-measured = Not measured
last-short = ({ $year }: { $value })
below-last-short = below last result
below-last = The target is below what was already reached.
forecast = Likely at year's end:{" "}
forecast-range = { $low } to { $high }
stale = The data are older than they should be.
measured-by = Measured by{" "}
linked-by-machine = linked by the machine, not yet confirmed
no-number = The promise has no number and cannot be measured as worded.
meter-label = { $reached }% of the target reached, { $expected }% expected by now
chart-label = The course of the year
chart-caption = the stepped line is what was accepted, the dashed line the expected course, the level line the target; months along the axis.

reason-reached = { $value } as of { $date };{" "}
reason-expected = { $value } expected by now.
reason-promised = { $value } promised.
reason-silent = The due day has passed with no data and no word from any office.
reason-no-number = The promise has no number to measure; there are only the offices' statements.
reason-no-measure = No measure and no released figure answers this promise so far.
relation-approx = about { $value }
relation-ge = at least { $value }
relation-gt = over { $value }
relation-le = at most { $value }
relation-lt = under { $value }
direction-up = up { $value }
direction-down = down { $value }

who-answers = Who answers for it
lead-office = Lead office
supporting-offices = Supporting offices
nobody-assigned = Nobody yet
due = Due
rule = Evidence agreed
rule-course = Measured by “{ $measure }”; up to { $percent }% below the expected course still counts as on course.
evidence = Evidence
evidence-more = { $count ->
    [one] { $number } more, see
   *[other] { $number } more, see
 }
no-evidence = Nothing that counts has been done yet.
statements = Statements
no-statements = No office has said anything yet.
history = History
proof = Proof
record = Record
entry-number = Entry { $index }
no-commitments = No commitment fits. Try fewer filters.
only-below-last = Only those below the last result

measure = Measure
measure-counted-in = A work counts while it is {"“"}{ $states }{"”"}.
measure-adds = The sum of these measures:
pack-version = Pack version { $version }
by-place = By place

no-records = No work fits. Try fewer filters.
procedure = Procedure
since-date = In this state since { $date }
due-by = to be settled by { $date }
due-unknown = a day unknown, as the calendar lacks { $year }
late = (late)
your-steps = What you can do
step-done = Recorded in the log.
step-refused = Not done; nothing was recorded.
written-down = What was written down
record-opened = Opened
need-evidence = Evidence
need-reason = Reason
need-note = Note

about-what = About
entry-text = The entry as the log holds it
entries = Latest entries
inclusion-proof = Inclusion proof
proof-holds = Verified: this entry is in the log of { $size } entries.
proof-fails = Not verified: this entry does not agree with the signed checkpoint. Tell the public and the operator.
leaf-hash = Leaf hash
audit-path = Audit path
root-hash = Root hash
checkpoint = Checkpoint
public-key = Public key
download-proof = Download the proof
download-entry = Download the entry
check-yourself = Check it with any tool that speaks C2SP tlog-tiles, or recompute the whole log with: cityhall journal verify.
log-purpose = A report taken in, an office made responsible, a work accepted, a figure released: each is an entry, added and never changed.
this-address = THIS-SITE

desk-purpose = Offices do their work here. Sign in with the token that the supervision office gave you.
token = Token
wrong-token = That token is not known. Check it and try again, or ask the supervision office for a new one.
sign-in = Sign in
sign-out = Sign out
signed-in-as = { $office } ({ $role })
waiting-for-you = Waiting for you
nothing-waits = Nothing is waiting at the moment.

kind-report-received = Draft received
kind-reading-corrected = Reading corrected
kind-reading-reverted = Correction taken back
kind-report-discarded = Draft given up
kind-report-taken = Report taken in
kind-commitment-made = Commitment made
kind-commitment-assigned = Office made responsible
kind-commitment-bound = Measure agreed
kind-commitment-compared = Last result set beside it
kind-statement-made = Statement
kind-observation-made = Figure released
kind-commitment-corrected = Commitment corrected
kind-record-opened = Work opened
kind-record-stepped = Step of a work
kind-city-defined = City defined
kind-pack-loaded = Pack loaded
role-supervisor = supervision
role-statistician = release of figures
role-program = program

about-lead = Verdicts follow from data by the rules below and from nothing else; nobody can set one by hand.
about-verdicts = The six verdicts
rule-kept = The promised figure was reached, even if the due day is still to come.
rule-on-course = Before the due day: the value is no further below the expected course than agreed. For a rate or an upper bound: the latest value is as promised.
rule-unmeasured = There is no measure and no released figure, so nothing can be said.
rule-behind = Before the due day: the value is further below the expected course than agreed.
rule-silent = The due day has passed with no data and no word from any office.
rule-missed = The due day has passed and the promised figure was not reached.
about-course = The course is agreed as cumulative percentages by the end of each month, in straight lines between; where the due day is before the year's end it is compressed. “About” leaves room for a twentieth of the figure.
about-forecast = The likely value at year's end is today's value divided by the expected share, with an interval that holds nine times in ten; it narrows as acts add up.
about-done = Done is said by someone else: reported by the office responsible, accepted by another office, confirmed by residents are three states, published apart. A work counts only once it is accepted.
about-proof = The page of each entry has an inclusion proof: from the leaf hash along the audit path to the root hash, which is compared with the signed checkpoint. The log's files lie under /log/ as C2SP tlog-tiles lays them out; anyone can mirror them.
about-proof-limit = A proof shows that entries were not changed and not removed. It cannot show that an act that was never entered did not happen.
about-people = No scores of people
about-people-text = This platform records things, works and services. It keeps no files on persons, no ethnicity, religion, political views or biometrics, and gives nobody a score.

refusal-state = “{ $step }” can be taken from “{ $from }” only; this is “{ $state }”.
refusal-role = “{ $step }” is for the role { $needed }; you act as { $given }.
refusal-office = { $responsible } answers for this; { $given } cannot act for it.
refusal-same-office = { $office } took “{ $earlier }” itself, so another office must take “{ $step }”.
refusal-needs = “{ $step }” needs something under { $what }.
refusal-too-long = { $field } may have at most { $limit } characters.
refusal-unknown-step = There is no step “{ $step }”.

failure-not-found = There is no such page
failure-not-found-advice = Check the address, or start from the first page.
failure-refused = Not done
failure-refused-advice = The procedure does not allow this step; nothing was recorded.
failure-forbidden = Not allowed
failure-forbidden-advice = This step is for another role; nothing was recorded.
failure-invalid = This cannot be used
failure-invalid-advice = Correct it as told below and send it again; nothing was recorded.
failure-exists = It is there already
failure-exists-advice = The same thing cannot be taken in twice.
failure-changed = Somebody has just changed this
failure-changed-advice = It was changed after you opened the page. Open it again and decide on what is there now.
failure-correction = The correction was not made
failure-correction-advice = Nothing was recorded. Check what is said below and try again.
failure-conflict = Somebody else was quicker
failure-conflict-advice = Someone has just acted on the same thing; load the page again and retry.
failure-full = The storage is full
failure-full-advice = Nothing was recorded. The operator must make room; then try again.
failure-internal = Something went wrong
failure-internal-advice = Nothing was lost. Try again later, or tell the operator.
failure-signed-out = Please sign in first
failure-signed-out-advice = Your session has ended or the token is not valid; sign in again at the desk.
to-first-page = To the first page
