"""Quotes of a line, found in the archived texts of their sources and given their place there."""

from collections.abc import Callable, Sequence

from ledger import sources
from ledger.errors import Fault
from ledger.sources import Place
from ledger.state.cells import Row

Text = Callable[[str], str | None]


def _not_there(quote: Row, text: str, field: str) -> Fault:
    close = sources.nearest(text, quote["exact"])
    if close is None:
        remedy = "Check the source; to keep yours, marked as not found: --quote-unverified"
        return Fault(
            "the quote is not in its source's text", field=field, given=quote["exact"], remedy=remedy
        )
    paragraph, found = close
    return Fault(
        f"the quote is not in its source's text; nearest is, in paragraph {paragraph}: {found}",
        field=field,
        given=quote["exact"],
        remedy="Take the source's words (--quote-nearest), or keep yours, marked: --quote-unverified",
    )


def _several(quote: Row, text: str, places: Sequence[Place], field: str) -> Fault:
    shown = ", ".join(
        f"{place.start} (paragraph {sources.paragraph(text, place.start)})" for place in places[:8]
    )
    return Fault(
        f"the quote stands {len(places)} times in its source's text, at {shown}",
        field=field,
        given=quote["exact"],
        remedy=f"Give prefix or suffix, or its start, as start {places[0].start}.",
    )


def find(
    given: Sequence[Row], text_of: Text, field: str, *, unverified: bool
) -> tuple[list[Fault], list[Fault]]:
    """Fill in, in place, where each quote stands and the source's own words there.

    Quotes of sources without an archived text are left as they are. Returns
    the faults and the warnings: a quote that is not there, or stands there
    several times, is a fault, or with `unverified` only warned of.
    """
    faults: list[Fault] = []
    for source in given:
        text = text_of(source["archive"]) if "archive" in source and source.get("quotes") else None
        if text is None:
            continue
        for quote in source["quotes"]:
            places = sources.find(
                text, quote["exact"], quote.get("prefix"), quote.get("suffix"), quote.get("start")
            )
            if len(places) == 1:
                place = places[0]
                quote |= {"exact": place.exact, "start": place.start, "end": place.end}
            else:
                faults.append(
                    _several(quote, text, places, field) if places else _not_there(quote, text, field)
                )
    return ([], faults) if unverified else (faults, [])


def verified(source: Row, quote: Row, text_of: Text) -> bool | None:
    """Tell whether a stored quote is in its archived text, at its place; None where no text is archived."""
    text = text_of(source["archive"]) if "archive" in source else None
    if text is None:
        return None
    return bool(
        sources.find(text, quote["exact"], quote.get("prefix"), quote.get("suffix"), quote.get("start"))
    )
