"""Text for a terminal. Every outside string is escaped here and nowhere else.

A screen is a pure function from an answer document (the plain dict that `--json` prints) to text
without a last line end:

    screen("state")(document, width=80, colour=False)

What all of them hold to: the first line repeats what was asked with all clocks and filters, the
last line of an answer is its basis; no line is wider than `width` by display width (from
`page.NARROWEST` up), nothing is cut; `colour` adds ANSI colours and never a word.

    text.py       escaping, display width, wrapping, colours
    page.py       lines and tables laid out for a width
    phrases.py    dates, accounts, entry numbers, the first and the last line
    deeds.py      what an entry holds, in a sentence
    boxes.py      what a table of parties and matters holds
    grid.py       parties side by side, in blocks where they do not fit
    crowd.py      many parties on few matters, by what they say
    state.py diff.py why.py entries.py search.py accounts.py lists.py recording.py renaming.py doctor.py  the screens

A document may carry more than the contract gives it; every such key may be left out:

    any answer    "negotiation" slug; "filters" {"party": "usa" or a list}; "notes" [sentence], for
                  how a date was read or an open clock was pinned; "numbers" {id: entry number}
                  of entries that are named and not shown
    state         "sources" {"publishers": [name], "first", "last": date, "quotes", "found": count};
                  "parties" [slug], all that the ledger knows
    why           "note" in an item of "overruled": the reason given for a correction or retraction
    any quote     "paragraph", the number of the paragraph that holds it
    long lists    "more", how many rows a limit has left out
    recorded      see `recording.recorded`; errors see `recording.error`

A screen's module is imported when it is first asked for.
"""

from collections.abc import Callable
from importlib import import_module

SCREENS = {
    "state": "state",
    "diff": "diff",
    "why": "why",
    "search": "search",
    "accounts": "accounts",
    **dict.fromkeys(("timeline", "log", "follow", "history", "show"), "entries"),
    **dict.fromkeys(("positions", "points", "meetings", "proposals", "members"), "lists"),
    **dict.fromkeys(("parties", "matters", "sources", "negotiations"), "known"),
    "doctor": "doctor",
    **dict.fromkeys(("recorded", "verified", "error"), "recording"),
    "renaming": "renaming",
}
"""The module of each screen; a screen's function has the screen's name."""


def screen(name: str) -> Callable[..., str]:
    """Return the function of a screen, `(document, *, width: int, colour: bool) -> str`.

    KeyError where there is no such screen.
    """
    found: Callable[..., str] = getattr(import_module(f"{__name__}.{SCREENS[name]}"), name)
    return found
