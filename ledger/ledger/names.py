"""What the ledger knows: its parties, matters, sources and negotiations, as the lines that stand name them."""

from ledger.index.reading import IndexReading
from ledger.state.cells import Row
from ledger.store import Store

_PRECEDENCE = ("point", "agreement", "proposal", "issue")


def matter_type(reading: IndexReading, negotiation: str, matter: str) -> str:
    """Return what a matter is: as its description says, else as it is named by the lines that stand."""
    described = reading.described(negotiation, matter)
    if "type" in described:
        return str(described["type"])
    named = reading.named_as(negotiation, matter)
    return next((what for what in _PRECEDENCE if what in named), "issue")


def parties(reading: IndexReading, negotiation: str | None) -> list[Row]:
    """Return the parties by name, with what describes them."""
    described = reading.described_parties()
    named = {} if negotiation is None else reading.named(negotiation)
    slugs = set(described) | {slug for slug, kinds in named.items() if "party" in kinds}
    return [
        {
            "party": slug,
            **{key: described.get(slug, {}).get(key) for key in ("name", "type", "iso3166", "wikidata")},
            "aliases": described.get(slug, {}).get("aliases", []),
        }
        for slug in sorted(slugs)
    ]


def matters(reading: IndexReading, negotiation: str | None) -> list[Row]:
    """Return the matters of a negotiation by name, with what describes them."""
    if negotiation is None:
        return []
    described = reading.described_matters(negotiation)
    named = reading.named(negotiation)
    slugs = {slug for slug, kinds in named.items() if kinds & set(_PRECEDENCE)} | set(described)
    rows = []
    for slug in sorted(slugs):
        said = described.get(slug, {})
        inferred = next((what for what in _PRECEDENCE if what in named.get(slug, ())), "issue")
        rows.append(
            {
                "matter": slug,
                "type": said.get("type", inferred),
                **{key: said.get(key) for key in ("name", "proposition", "agreement")},
                "under": said.get("under", []),
            }
        )
    return rows


def sources(store: Store, known: int, negotiation: str | None) -> list[Row]:
    """Return the sources that the lines known cite, each once with how many lines cite it, and those archived."""
    fields = ("publisher", "title", "published", "url", "author", "archive")
    found: dict[tuple[str, ...], Row] = {}
    for entry in store.entries(0, known):
        said = entry.words
        if negotiation is not None and said.get("negotiation") not in (None, negotiation):
            continue
        for source in said.get("sources", ()):
            key = tuple(str(source.get(field) or "") for field in fields)
            row = found.setdefault(
                key,
                {"slug": None, **{field: source.get(field) for field in fields}, "entries": 0, "quotes": 0},
            )
            row["entries"] += 1
            row["quotes"] += len(source.get("quotes", ()))
    for slug, source in store.sources():
        key = tuple(str(source.get(field) or "") for field in fields)
        row = found.setdefault(
            key, {"slug": None, **{field: source.get(field) for field in fields}, "entries": 0, "quotes": 0}
        )
        row["slug"] = slug
    return [found[key] for key in sorted(found)]


def negotiations(reading: IndexReading) -> list[Row]:
    """Return the negotiations by name, with how many developments stand and from when to when."""
    return reading.spans()


def slugs(reading: IndexReading, store: Store) -> dict[str, list[str]]:
    """Return the slugs that stand in any negotiation, by what they are slugs of."""
    every = sorted({*reading.negotiations(), *reading.described_negotiations()})
    found: dict[str, set[str]] = {
        "party": set(reading.described_parties()),
        "matter": set(),
        "meeting": set(),
    }
    for negotiation in every:
        found["matter"] |= reading.described_matters(negotiation).keys()
        for slug, kinds in reading.named(negotiation).items():
            for what in kinds:
                found.setdefault("matter" if what in _PRECEDENCE else what, set()).add(slug)
    rest = {"negotiation": every, "source": [slug for slug, _ in store.sources()]}
    return {what: sorted(named) for what, named in found.items()} | rest
