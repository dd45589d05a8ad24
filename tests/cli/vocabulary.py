"""Every kind of the vocabulary as options of the command line, and as what they should be recorded as."""

import json

from ledger import events
from tests.cases import Json
from tests.cli.running import position

SOURCE_OPTIONS = (
    "--publisher=Gazette",
    "--published=2025-02-18",
    "--source-title=A title, with a comma",
    "--url=https://gazette.example/a?b=c&d=e",
    "--author=Anna, of Kyiv",
    "--quote=no, never",
    "--quote-prefix=said:",
    "--quote-suffix=.",
    "--quote-start=7",
)
SOURCE: Json = {
    "publisher": "Gazette",
    "title": "A title, with a comma",
    "published": "2025-02-18",
    "url": "https://gazette.example/a?b=c&d=e",
    "author": "Anna, of Kyiv",
    "quotes": [{"exact": "no, never", "prefix": "said:", "suffix": ".", "start": 7}],
}
COMMON_OPTIONS = (
    "--negotiation=talks",
    "--on=2025-02-17",
    "--summary=One line",
    *SOURCE_OPTIONS,
    "--according-to=usa",
    "--via=readout,Tass",
    "--speaker=S. Peaker",
    "--speaker-role=Minister, acting",
    "--speaker-party=usa",
    "--meeting=talk",
    "--after=D1",
    "--grade=B2",
    "--tag=x",
    "--tag=y",
)
COMMON: Json = {
    "negotiation": "talks",
    "on": "2025-02-17",
    "summary": "One line",
    "sources": [SOURCE],
    "according_to": "usa",
    "via": ["readout", "Tass"],
    "speaker": {"name": "S. Peaker", "role": "Minister, acting", "party": "usa"},
    "meeting": "talk",
    "after": ["D1"],
    "grade": "B2",
    "tags": ["x", "y"],
}
SAID: dict[str, tuple[str, Json]] = {
    "meeting-held": (
        "--mode=in-person --host=a --mediator=b,c --absent=eu --participant=N;R;usa --participant=M;;usa",
        {
            "mode": "in-person",
            "hosts": ["a"],
            "mediators": ["b", "c"],
            "absent": ["eu"],
            "participants": [
                {"name": "N", "role": "R", "party": "usa"},
                {"name": "M", "party": "usa"},
            ],
        },
    ),
    "meeting-announced": (
        "--party=usa --party=russia --expected=2025-03/.. --not-during=2025-02-24/2025-03-02",
        {"parties": ["usa", "russia"], "expected": "2025-03/..", "not_during": "2025-02-24/2025-03-02"},
    ),
    "statement-made": (
        "--party=usa --to=eu,russia --matter=a,b --matter=c",
        {"parties": ["usa"], "to": ["eu", "russia"], "matters": ["a", "b", "c"]},
    ),
    "position-taken": (
        "--party=usa --matter=deal --stance=conditional --terms=if --to=eu",
        {"parties": ["usa"], "matter": "deal", "stance": "conditional", "terms": "if", "to": ["eu"]},
    ),
    "position-withdrawn": (
        "--party=usa --matter=deal --withdraws=1 --leaves=neutral",
        {"parties": ["usa"], "matter": "deal", "withdraws": ["D1"], "leaves": "neutral"},
    ),
    "proposal-made": (
        "--proposal=truce --party=usa --to=eu --terms=peace --point=p-1",
        {"proposal": "truce", "parties": ["usa"], "to": ["eu"], "terms": "peace", "point": "p-1"},
    ),
    "proposal-closed": (
        "--proposal=truce --outcome=withdrawn --party=usa",
        {"proposal": "truce", "outcome": "withdrawn", "parties": ["usa"]},
    ),
    "point-agreed": (
        "--point=p-1 --order=2 --text=words --party=usa,eu --agreement=pact --under=a --under=b",
        {
            "point": "p-1",
            "order": 2,
            "text": "words",
            "parties": ["usa", "eu"],
            "agreement": "pact",
            "under": ["a", "b"],
        },
    ),
    "point-amended": (
        "--point=p-1 --text=words --party=usa",
        {"point": "p-1", "text": "words", "parties": ["usa"]},
    ),
    "point-progressed": (
        "--point=p-1 --status=stalled --implementation=0 --party=usa",
        {"point": "p-1", "status": "stalled", "implementation": 0, "parties": ["usa"]},
    ),
    "agreement-changed": (
        "--agreement=pact --act=in-force --effective=2025-03 --title=Pact",
        {"agreement": "pact", "act": "in-force", "effective": "2025-03", "title": "Pact"},
    ),
    "commitment-changed": (
        "--party=usa --agreement=pact --act=ratified --effective=2025-03 --terms=none",
        {"parties": ["usa"], "agreement": "pact", "act": "ratified", "effective": "2025-03", "terms": "none"},
    ),
    "action-taken": (
        "--party=usa --to=eu --action=sanction",
        {"parties": ["usa"], "to": ["eu"], "action": "sanction"},
    ),
}
"""What each kind of development adds: options, and the fields that they mean."""
REPLACED = position("usa")
KEEPING: dict[str, tuple[tuple[str, ...], Json]] = {
    "source-added": (("--entry=1", *SOURCE_OPTIONS), {"entry": "D1", "sources": [SOURCE]}),
    "party-described": (
        (
            "--party=usa",
            "--name=United States, the",
            "--type=state",
            "--alias=U.S.",
            '--alias="Washington, D.C.",America',
            "--iso3166=US",
            "--wikidata=Q30",
            *SOURCE_OPTIONS,
        ),
        {
            "party": "usa",
            "name": "United States, the",
            "type": "state",
            "aliases": ["U.S.", "Washington, D.C.", "America"],
            "iso3166": "US",
            "wikidata": "Q30",
            "sources": [SOURCE],
        },
    ),
    "matter-described": (
        (
            "--negotiation=talks",
            "--matter=deal",
            "--name=The deal",
            "--type=point",
            "--proposition=A deal is made",
            "--agreement=pact",
            "--under=a,b",
            *SOURCE_OPTIONS,
        ),
        {
            "negotiation": "talks",
            "matter": "deal",
            "name": "The deal",
            "type": "point",
            "proposition": "A deal is made",
            "agreement": "pact",
            "under": ["a", "b"],
            "sources": [SOURCE],
        },
    ),
    "entry-corrected": (
        ("--entry=1", "--over=D1", "--reason=misread", f"--replacement={json.dumps(REPLACED)}"),
        {"entry": "D1", "over": "D1", "reason": "misread", "replacement": REPLACED},
    ),
    "entry-retracted": (
        ("--entry=D1", "--over=1", "--reason=twice"),
        {"entry": "D1", "over": "D1", "reason": "twice"},
    ),
    "entries-withheld": (
        ("--number=57,60-71", "--texts=2", "--reason=court order"),
        {"numbers": ["57", "60-71"], "texts": 2, "reason": "court order"},
    ),
}
LASTING = {kind for kind, model in events.kinds().items() if issubclass(model, events.Lasting)}


def typed(kind: str) -> tuple[list[str], Json]:
    """Return options for the fields of a kind, and what they should be recorded as.

    All fields have one but `cancelled` and `rescinds`, which exclude others.
    """
    if kind in KEEPING:
        given, fields = KEEPING[kind]
        return [*given], {"kind": kind} | fields
    words, fields = SAID[kind]
    options, expected = [*COMMON_OPTIONS, *words.split(" ")], {"kind": kind} | COMMON | fields
    if kind in LASTING:
        options.append("--until=2025-02-20")
        expected["until"] = "2025-02-20"
    if kind == "meeting-held":
        options.append("--place=Hall, Riyadh")
        expected["place"] = "Hall, Riyadh"
    return options, expected
