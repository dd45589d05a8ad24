"""Imprecise dates: parse, bounds, print; and what to write in place of a text that is no date.

The notation is a profile of EDTF (ISO 8601-2). One date is

    2025   2025-02   2025-02-18   2025-02-18T14:05Z   2025-02-18T14:05:30+03:00
    2025-21 to 2025-24   spring to winter; 25-28 the same, north; 29-32 south; winter ends in the next year
    2025-33 to 2025-36   quarters
    2025-02-1X  202X     X stands for any digit of a year, month or day

and one of `~ ? %` may end a date without a time. Two dates make an interval, `a/b` or `[a..b]`; one
end may be open, `../b` or `a/..`, where the field allows it (RULES, Dates). A text is kept as it was
given, and only read here.

`grammar` parses and bounds, `words` prints for people and reads "yesterday", `readings` guesses what
a text that is no date may have meant. Pure: no clock is read here, "today" is always handed in.
"""

from ledger.dates.grammar import FIELDS, OPEN_END, OPEN_START, Span, bounds, stamp, suggestion
from ledger.dates.words import reword, spoken

__all__ = ["FIELDS", "OPEN_END", "OPEN_START", "Span", "bounds", "reword", "spoken", "stamp", "suggestion"]
