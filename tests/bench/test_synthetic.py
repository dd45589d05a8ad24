"""The synthetic negotiations are the same on any machine, and as crowded, late and vague as they say."""

import hashlib
import json
from pathlib import Path

from scripts import synthetic
from scripts.benchmark.yardsticks.lives import FOREVER, lives

NUMBER = 5_000


def test_the_same_number_gives_the_same_lines_for_ever() -> None:
    text = "\n".join(json.dumps(line) for line in synthetic.lines(1_000))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "00796a8dd757348b"


def test_shares_and_lengths_are_those_that_are_told() -> None:
    held = [line["development"] for line in synthetic.lines(NUMBER)]
    taken = [said for said in held if said["kind"] == "position-taken"]
    vague = sum("/" in said["on"] for said in taken) / len(taken)
    mended = sum("entry" in said for said in held) / NUMBER
    late = sum(said["on"].rpartition("/")[2] < said["sources"][0]["published"] for said in taken) / len(taken)
    assert abs(vague - 0.1) < 0.02
    assert abs(mended - 0.03) < 0.01
    assert abs(late - 0.2) < 0.02
    assert all(145 <= len(said["terms"]) <= 200 for said in taken)
    assert {said["parties"][0] for said in taken} == set(synthetic.PARTIES)


def test_a_life_ends_where_its_entry_is_corrected_or_retracted_and_goes_on_in_the_correction(
    tmp_path: Path,
) -> None:
    path = tmp_path / "lines.jsonl"
    synthetic.write(path, NUMBER)
    held = [line["development"] for line in synthetic.lines(NUMBER)]
    found = list(lives(path))
    ended = [life for life in found if life.died != FOREVER]
    corrected = [life for life in found if life.born != life.place]
    assert len(ended) == sum("entry" in said for said in held)
    assert len(corrected) == sum("replacement" in said for said in held)
    assert {life.born for life in corrected} <= {life.died for life in ended}
