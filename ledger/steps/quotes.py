"""Quotes of a line, found in the archived texts of their sources and given their place there."""

from collections.abc import Callable, Sequence

from ledger import sources
from ledger.errors import Fault
from ledger.sources import Place
from ledger.state.cells import Row

Text = Callable[[str], str | None]


def _not_there(quote: Row, text: str, _: Sequence[Place], field: str) -> Fault:
    close = sources.nearest(text, quote["exact"])
    lines: tuple[tuple[str, str], ...] = ()
    remedy = "Check the source.  To keep yours, marked: --quote-unverified"
    if close is not None:
        lines = (("yours", quote["exact"]), (f"par. {close[0]}", close[1]))
        remedy = "Take the source's words: --quote-nearest.  To keep yours, marked: --quote-unverified"
    return Fault("the quote is not in its source's text", field, quote["exact"], remedy, lines=lines)


def _several(quote: Row, text: str, places: Sequence[Place], field: str) -> Fault:
    shown = ", ".join(
        f"{place.start} (paragraph {sources.paragraph(text, place.start)})" for place in places[:8]
    )
    return Fault(
        f"the quote stands {len(places)} times in its source's text, at {shown}",
        field=field,
        given=quote["exact"],
        remedy=f"Say which: --quote-start {places[0].start}, --quote-prefix or --quote-suffix; in a file start, "
        "prefix or suffix.",
    )


FOUND, UNVERIFIED, NEAREST = "found", "unverified", "nearest"
"""What becomes of a quote that is not in its text: refused, kept as it is, or the nearest words taken."""


def find(
    given: Sequence[Row], text_of: Text, field: str, taken: str = FOUND
) -> tuple[list[Fault], list[Fault]]:
    """Fill in, in place, where each quote stands and the source's own words there.

    Quotes of sources without an archived text are left as they are. Returns
    the faults and the warnings: a quote that is not there, or stands there
    several times, is a fault, or, by `taken`, kept and warned of, or replaced
    by the nearest words and told.
    """
    faults: list[Fault] = []
    told: list[Fault] = []
    for source in given:
        text = text_of(source["archive"]) if "archive" in source and source.get("quotes") else None
        for quote in source["quotes"] if text is not None else ():
            places = _places(text or "", quote)
            close = sources.nearest(text or "", quote["exact"]) if taken == NEAREST and not places else None
            if close is not None:
                told.append(Fault(f"the source's words are taken: {close[1]}", field, quote["exact"]))
                quote["exact"] = close[1]
                places = _places(text or "", quote)
            if len(places) == 1:
                place = places[0]
                quote |= {"exact": place.exact, "start": place.start, "end": place.end}
            else:
                fault = _several if places else _not_there
                faults.append(fault(quote, text or "", places, field))
    return ([], told + faults) if taken == UNVERIFIED else (faults, told)


def _places(text: str, quote: Row) -> list[Place]:
    return sources.find(text, quote["exact"], quote.get("prefix"), quote.get("suffix"), quote.get("start"))
