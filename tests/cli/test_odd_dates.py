"""Odd dates, in an option, a file and a clock: refused by field with a date that works, and nothing stored."""

import pytest

from ledger import dates
from ledger.errors import Refused
from tests.cli.running import OPTIONS, At, jsonl, position
from tests.show.reading import faults

ODD = [
    "",
    " ",
    "2025-02-30",
    "2025-13",
    "2025-20",
    "2025-37",
    "2025-2-3",
    "20250218",
    "250218",
    "03/04/2025",
    "18.02.2025",
    "18 Feb 2025",
    "Feb 2025",
    "2025-W07-2",
    "2025-049",
    "2025-02-18T14:05",
    "2025-02-18T24:00Z",
    "2025-02-18T14:60Z",
    "2025-02-18T14:05:30.5Z",
    "2025-02-18T14:05-00:00",
    "2025-02-18 14:05Z",
    "2025-02-18Z",
    "-0001",
    "0000",
    "10000",
    "1e3",
    "Infinity",
    "2025-02-18/2025-02-01",
    "2025/2024",
    "2025-01-01/",
    "/2025",
    "../..",
    "[2025,2026]",
    "{2025}",
    "2025-02-18/2025-02-19/2025-02-20",
    "XXXX",
    "2025-X9-31",
    "2025-02-3X",
    "2025-02~-18",
    "2025~~",
    "next week",
    "now",
    "tomorrow",
    "sundays",
    "2025\u201002\u201018",
    "\uff12\uff10\uff12\uff15",
    "2025-02-18\n",
    "2025-02-18\x00",
    " 2025-02-18",
    "2025-02-18; DROP TABLE log",
    "9" * 400,
    "2025-" * 5_000,
]
named = pytest.mark.parametrize("text", ODD, ids=lambda text: ascii(text)[:24])


@named
def test_an_odd_date_is_refused_wherever_it_stands(lg: At, text: str) -> None:
    typed = lg("record", "position-taken", *OPTIONS, f"--on={text}", "--json")
    filed = lg("record", "--file", "-", "--json", given=jsonl(position(on=text)))
    assert {(done.code, done.error["field"]) for done in (typed, filed)} == {(4, "on")}
    until = lg("record", "position-taken", *OPTIONS, f"--until={text}", "--json")
    published = lg("record", "position-taken", *OPTIONS, f"--published={text}", "--json")
    assert (until.code, until.error["field"]) == (4, "until")
    assert (published.code, published.error["field"]) == (4, "sources.published")
    assert lg.entries() == []


@pytest.mark.parametrize("text", ODD[1:], ids=lambda text: ascii(text)[:24])
def test_an_odd_date_is_no_clock(lg: At, text: str) -> None:
    for clock in ("as-of", "published-by"):
        done = lg("state", f"--{clock}={text}", "--json")
        assert (done.code, done.error["field"]) == (4, clock.replace("-", "_"))
    assert lg("diff", "--", text, "2026").code == 4
    assert faults(lg("state", f"--as-of={text}").err.rstrip("\n"), 80) == []


def test_an_empty_text_is_no_clock_either(lg: At) -> None:
    assert lg("state", "--as-of=").code == 4


@named
def test_each_date_that_a_refusal_offers_is_a_date(lg: At, text: str) -> None:
    remedy = lg("record", "position-taken", *OPTIONS, f"--on={text}", "--json").error["remedy"]
    offered = [word.strip(".,:;") for word in remedy.split() if word[:1].isdigit()]
    for one in offered:
        # Ranges of months and the like are no dates, and are written with fewer digits.
        if len(one) >= len("2025"):
            assert dates.bounds(one, "expected" if "/.." in one else "on")


def test_the_grammar_itself_refuses_them() -> None:
    for text in ODD:
        with pytest.raises(Refused):
            dates.bounds(text, "on")
