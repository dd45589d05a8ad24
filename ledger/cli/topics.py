"""Longer help by topic: what does not fit a command's own help."""

TOPICS = {
    "dates": """
Dates are written as precisely as the source supports and no more (EDTF):

  2025-02-18               a day
  2025-02-18T14:05+03:00   a time, with its zone
  2025-02   2025           a month, a year
  2025-21   2025-33        spring (21-24; in the south 29-32), first quarter
  2025-02-1X               some day of the tenth to the nineteenth
  2025-02-10/2025-02-16    some moment between
  ../2025-02-18            by that day
  2025-02-12~  2025-02?    about, perhaps: kept and shown; the bounds stay

A day is that day in UTC wherever it happened. `until` is the last moment that
something held. On the command line also: today, yesterday, and a weekday (the
last one on or before the source's date; the answer shows how it was read).
""",
    "clocks": """
--as-of D          what had happened by the end of D (default: today)
--published-by P   what dated sources had said by the end of P (default: all)
--known-at T       what this ledger had recorded: an entry number (0 = nothing),
                   a day, or a time with its zone (default: all of it)

Every answer ends with its basis, as 2025-02-18@31: --basis asks the same again
and gives the same bytes for ever, whatever is recorded later.
""",
    "files": """
ledger record --file F takes a file all or nothing and shows all its faults:

  F.jsonl   one JSON object a line: a development, or with an id of your own
            {"id": "D03", "development": {...}}
  F.json    one object, or a list of them
  F.yaml    the same as YAML; every value is read as text of its field's type
  -         JSON lines from standard input

--source SLUG and --negotiation SLUG stand for what a line leaves out. The
fields of each kind: ledger schema KIND.
""",
    "limits": """
A file 2 GiB and 5,000,000 lines; a line 1 MiB; depth 32; 1,000 items in a list;
64 Ki characters in a text; a source's text 16 MiB; an id 64 of
A-Z a-z 0-9 . _ : -; a slug 64 of a-z 0-9 -; numbers 18 digits; years 0001 to
9999; 64 words and 1,000 characters in a search. A copy is told to
withhold at most 1,000,000 entries; a dossier has at most 200,000 files, 1 GiB.
""",
    "search": """
ledger search negotiations riyadh     both words, in any place and order
ledger search '"off the table"'       a phrase: the words side by side
ledger search 'negoti*'               words that begin so
ledger search --first zelensky        who said, published, recorded it first

Searched is every version of every entry, also what was corrected or retracted
(a hit then says that its words no longer stand): quotes and translations,
summaries, terms, texts, names, roles, titles, publishers, tags, and the slugs
of parties, matters and meetings. Case, accents and punctuation do not count.
OR, NOT and the like are words as all others. The clocks and filters cut as in
a timeline; hits stand in its order.

With --first: said first is the earliest by the day on which it happened,
published first by a source's day, both of words that stand; recorded first is
the line with the smallest number, in any version. Descriptions do not count.
""",
    "csv": """
--csv prints UTF-8, one heading line, then a line for each row. Dates are as
they were given, with their first and last second beside them (earliest,
latest); a list is joined by "; "; what is absent is empty. The last column of
each table is the basis. A text that a spreadsheet would take for a formula,
because it begins with = + - @, a tab or a line end, has ' before it, also after
a semicolon; what a terminal would obey or hide is escaped, as \\x1b. --limit
cuts a table only where it is given.

  positions  matter party stance terms voice according_to speaker on earliest
             latest until entry differing uncertain may_have_changed
  points     point order text status implementation agreement on earliest
             latest entry agreed_by confirmed_by contested_by uncertain
  timeline   entry id root kind on earliest latest certainty stands
             negotiation parties to matter stance act terms text summary
             speaker according_to tags publisher published title url quotes
             recorded_at recorded_by corrected_by retracted_by
  log        entry id root kind on earliest latest certainty stands
             negotiation parties to matter stance act terms text summary
             speaker according_to tags publisher published title url quotes
             recorded_at recorded_by corrected_by retracted_by reason
  search     entry id root kind on earliest latest certainty stands
             negotiation parties to matter stance act terms text summary
             speaker according_to tags publisher published title url quotes
             recorded_at recorded_by corrected_by retracted_by found_in
             found_standing first
  history    party matter entry kind on earliest latest stance act effective
             leg terms voice according_to certainty decided
  members    group party since effective act entry
  parties    party name type iso3166 wikidata aliases
  matters    matter type name proposition agreement under
  sources    slug publisher title published url author archive entries quotes
  diff       what matter party because entries before after before_entry
             after_entry
""",
    "exit-codes": """
0 done              5 conflict: someone else's word is newer
1 our fault         6 busy: locked by another process
2 usage             7 damaged, not a ledger, or verify found faults
3 not found         8 cannot write: full, read-only, input/output
4 refused: a value  9 outcome unknown: repeat the same command
                    130 interrupted
""",
}
