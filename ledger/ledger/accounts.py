"""Accounts: what each party, and each publisher's narration, has said on a matter, side by side.

Whose account an entry is follows the rule of voices: `according_to`, where
given, decides alone; else a party whose speaker voiced it tells of itself, and
of all others the publisher does. So one entry may stand in two accounts, in
each with the parties that it tells of there.
"""

from ledger.index.reading import IndexReading
from ledger.ledger.entries import Entries
from ledger.ledger.filters import named
from ledger.state.cells import Row

_ON = ("matter", "matters", "proposal", "point", "agreement")


def tellers(held: Row) -> dict[str | None, list[str]]:
    """Return by account (None: the publisher's) the parties that the words of an entry tell of."""
    parties = sorted(held.get("parties", ()))
    teller = held.get("according_to")
    if teller is not None or not parties:
        return {teller: parties}
    speaker = held.get("speaker", {}).get("party")
    found: dict[str | None, list[str]] = {}
    for party in parties:
        found.setdefault(party if party == speaker else None, []).append(party)
    return found


def accounts(reading: IndexReading, entries: Entries, negotiation: str, matter: str) -> Row:
    """Return {"accounts": [{"account", "entries": [ENTRY]}]} by account, the publishers' narration last.

    An ENTRY has beside its own keys `tells_of` (parties), the `stance` that it
    would set, and `added_sources`. They stand in the order of the fold.
    """
    naming = reading.naming(negotiation, "matter", [matter])
    on = [one for one in reading.timeline(negotiation) if one.root in naming]
    entries.gather([one.root for one in on])
    found: dict[str | None, list[Row]] = {}
    for one in on:
        chain = entries.chain(one.root)
        entry = entries.of(chain)
        if matter not in named(entry["development"], _ON):
            continue
        added = entries.development({"sources": entries.added_sources(chain)})["sources"]
        for account, parties in tellers(entry["development"]).items():
            told = {"tells_of": parties, "stance": one.stance if parties else None, "added_sources": added}
            found.setdefault(account, []).append(entry | told)
    by_name = sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
    return {"accounts": [{"account": account, "entries": rows} for account, rows in by_name]}
