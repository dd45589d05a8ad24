"""The answers of the conformance pack as screens: real shapes, several hundred of them."""

import gzip
import json
from collections.abc import Iterator

import pytest

from ledger.show import screen
from tests.cases import shared
from tests.show.documents import Json
from tests.show.reading import WIDTHS, faults, named, of_a_diff, shown


def answers(*parts: str) -> Iterator[tuple[str, Json]]:
    path = shared("conformance", *parts)
    text = (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()
    for line in text.splitlines():
        for asked in json.loads(line)["asked"]:
            if "answer" in asked:
                yield asked["command"][0], asked["answer"]


@pytest.fixture(scope="module")
def pack() -> list[tuple[str, Json]]:
    return [*answers("named.jsonl"), *answers("random.jsonl.gz")]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_answer_is_wider_than_the_terminal_and_every_entry_is_named(
    pack: list[tuple[str, Json]], width: int
) -> None:
    for name, document in pack:
        text = screen(name)(document, width=width, colour=False)
        assert faults(text, width) == []
        assert (of_a_diff(document) if name == "diff" else set(named(document))) <= shown(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_stance_is_shortened_or_broken(pack: list[tuple[str, Json]], width: int) -> None:
    for name, document in pack:
        if name == "state":
            text = screen(name)(document, width=width, colour=False)
            on_points = {point["point"] for point in document["points"]}
            for row in document["positions"]:
                agreed = row["stance"] == "accepts" and row["matter"] in on_points
                said = "agreed" if agreed else row["stance"]
                said = f"({said})" if row["voice"] == "claimed" else said
                assert f"{said} #{row['entry']}" in text
