"""What a state rests on: the sources of its rows, and of all its developments in short."""

from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import Filters
from ledger.ledger.narrowing import LISTS, developments
from ledger.state.cells import Row


def cite(document: Row, entries: Entries) -> None:
    """Give each row of a state the `sources` of its entry."""
    for key in LISTS:
        for row in document[key]:
            row["sources"] = entries.of_root(row["entry"])["development"].get("sources", [])


def in_short(reading: IndexReading, entries: Entries, negotiation: str, filters: Filters) -> Row:
    """Return publishers, first and last date, and how many quotes there are and were found in their texts."""
    roots = [one.root for one in developments(reading, negotiation, filters)]
    entries.gather(roots)
    cited = [source for root in roots for source in entries.of_root(root)["development"]["sources"]]
    dates = sorted({source["published"] for source in cited if "published" in source})
    quotes = [quote for source in cited for quote in source.get("quotes", ())]
    return {
        "publishers": sorted({source["publisher"] for source in cited}),
        "first": dates[0] if dates else None,
        "last": dates[-1] if dates else None,
        "quotes": len(quotes),
        "found": sum(quote["verified"] is True for quote in quotes),
        "unchecked": sum(quote["verified"] is None for quote in quotes),
    }
