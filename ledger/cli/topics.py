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
A line 1 MiB; depth 32; 1,000 items in a list; 64 Ki characters in a text; a
source's text 16 MiB; an id 64 of A-Z a-z 0-9 . _ : -; a slug 64 of a-z 0-9 -;
numbers 18 digits; years 0001 to 9999.
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
