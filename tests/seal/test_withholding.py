"""A copy that withholds words: what stays, what is gone, what is refused, and what every answer says of it."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger import Clocks, Ledger
from ledger.errors import Faulty, NotFound, Refused
from ledger.exchange.files import jsonl as parsed
from ledger.store import Store
from tests import oracle
from tests.asking import NEGOTIATION, recorded
from tests.cases import Json, differences
from tests.cli.running import At, command, position
from tests.histories import random_history, random_moments
from tests.oracle import lines
from tests.seal import withhold
from tests.seal.tampering import unguarded
from tests.seal.test_in_the_ledger import exported, filled, imported, root
from tests.store.lines import said, same_rows

LAST = 12
WITHDRAWN = "a text that nobody here may read any more"


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Ledger]:
    """Give twelve entries: the last two a correction of 2 and a retraction of 3."""
    with filled(tmp_path / "whole.db", LAST) as ledger:
        yield ledger


def path_of(ledger: Ledger) -> Path:
    assert ledger.store.path is not None
    return ledger.store.path


def copied(ledger: Ledger, *numbers: int, **more: object) -> Ledger:
    target = path_of(ledger).with_name("copy.db")
    ledger.copy(target, withhold=numbers, reason="court order", **more)  # type: ignore[arg-type]
    return Ledger(target)


def withheld(ledger: Ledger) -> list[int]:
    return [entry.number for entry in ledger.entries() if entry.withheld]


# -- the copy --------------------------------------------------------------------------------------


def test_a_plain_copy_is_the_same_ledger(whole: Ledger) -> None:
    with copied(whole) as copy:
        assert list(copy.entries()) == list(whole.entries())
        assert (copy.store.id, copy.store.origin) == (whole.store.id, whole.store.origin)
        assert copy.verify()["ok"]


@pytest.mark.parametrize("named, gone", [([2], [2, 11]), ([11], [2, 11]), ([12], [3, 12]), ([5, 6], [5, 6])])
def test_whichever_line_is_named_the_whole_chain_is_withheld(
    whole: Ledger, named: list[int], gone: list[int]
) -> None:
    with copied(whole, *named) as copy:
        assert withheld(copy) == gone
        assert root(copy, LAST) == root(whole)
        found = copy.verify()
        assert (found["ok"], {"check": "withheld", "checked": len(gone), "faults": 0} in found["checks"]) == (
            True,
            True,
        )
        assert any("withheld" in one for one in found["not_checked"])


def test_the_copy_says_who_withheld_what_and_why(whole: Ledger) -> None:
    with copied(whole, 2, 5, 6, author="clerk") as copy:
        entry = copy.store.entry(LAST + 1)
        assert entry is not None
        assert (entry.kind, entry.recorded_by) == ("entries-withheld", "clerk")
        assert entry.held["numbers"] == ["2", "5-6", "11"]
        assert entry.held["reason"] == "court order"


def test_a_copy_without_some_words_is_another_ledger_of_the_same_origin(whole: Ledger) -> None:
    with copied(whole, 2) as copy:
        assert copy.store.id != whole.store.id
        assert copy.store.origin == whole.store.origin
    with copied_elsewhere(whole) as other:
        assert other.store.origin == "example.org/public"


def copied_elsewhere(ledger: Ledger) -> Ledger:
    target = path_of(ledger).with_name("elsewhere.db")
    ledger.copy(target, withhold=[2], reason="court order", origin="example.org/public")
    return Ledger(target)


def test_more_lines_than_one_entry_can_name_are_named_by_several(
    whole: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.ledger.copying.MOST_SPANS", 2)
    with copied(whole, 1, 4, 6, 8, 10) as copy:
        said = [entry.held["numbers"] for entry in copy.entries() if entry.kind == "entries-withheld"]
        assert said == [["1", "4"], ["6", "8"], ["10"]]
        assert copy.verify()["ok"]


def test_a_copy_of_a_copy_withholds_more(whole: Ledger, tmp_path: Path) -> None:
    with copied(whole, 2) as copy:
        copy.copy(tmp_path / "more.db", withhold=[2, 5], reason="another order")
        with Ledger(tmp_path / "more.db") as more:
            assert withheld(more) == [2, 5, 11]
            assert root(more, LAST + 1) == root(copy)
            assert more.verify()["ok"]
        with pytest.raises(Refused, match="already"):
            copy.copy(tmp_path / "same.db", withhold=[11], reason="again")
        with pytest.raises(Refused, match="says which entries"):
            copy.copy(tmp_path / "same.db", withhold=[LAST + 1], reason="again")
    assert not (tmp_path / "same.db").exists()


def test_a_copy_that_is_refused_leaves_nothing(whole: Ledger, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    with pytest.raises(NotFound):
        whole.copy(tmp_path / "copy.db", withhold=[99], reason="court order")
    with pytest.raises(Faulty):
        whole.copy(tmp_path / "copy.db", withhold=[2], reason=" ")
    with pytest.raises(Refused, match="origin"):
        whole.copy(tmp_path / "copy.db", origin="two words")
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("name", ["copy.db", "copy.db.index"])
def test_nothing_is_written_over(whole: Ledger, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(Refused, match="exists already"):
        whole.copy(tmp_path / "copy.db", withhold=[2], reason="court order")
    assert (tmp_path / name).read_text() == "mine"


# -- what would confirm a guess --------------------------------------------------------------------


def test_nothing_is_left_by_which_the_true_words_could_be_confirmed(tmp_path: Path) -> None:
    assert withhold.tried(tmp_path, 150, 10, seed=3) == []


@pytest.mark.parametrize("mutant", sorted(withhold.MUTANTS))
def test_a_copy_that_was_made_badly_is_noticed(tmp_path: Path, mutant: str) -> None:
    assert withhold.tried(tmp_path, 120, 4, 5, mutant) != []


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Ledger]:
    """Give three entries without an id of their own; the second names the first, the third the second."""
    with Ledger.create(tmp_path / "whole.db") as ledger:
        ledger.record([said("")["development"] | {"summary": WITHDRAWN}])
        for named in (1, 2):
            ledger.record([said("", after=[named], matter=f"m{named}")["development"]])
        yield ledger


def test_an_id_that_is_made_of_the_words_may_stand_nowhere_else(following: Ledger, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="entry 2 names a withheld entry") as refused:
        following.copy(tmp_path / "copy.db", withhold=[1], reason="court order")
    assert "--with-followers" in (refused.value.remedy or "")
    assert not (tmp_path / "copy.db").exists()
    with copied(following, 1, followers=True) as copy:
        assert withheld(copy) == [1, 2, 3]


def test_an_id_that_was_given_stays_where_others_name_it_and_that_is_said(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "whole.db") as ledger:
        ledger.record([said("D1"), said("D2", after=["D1"])])
        assert ledger.copy(tmp_path / "copy.db", withhold=[1], reason="x")["naming"] == [2]
    with Ledger(tmp_path / "copy.db") as copy:
        assert copy.show(2)["development"]["after"] == ["D1"]
        assert copy.store.number("D1") is None
        assert copy.verify()["ok"]
        with imported(tmp_path / "again.db", exported(copy)) as again:
            assert root(again) == root(copy)


def test_the_same_words_can_be_recorded_again_and_are_not_said_to_be_known(following: Ledger) -> None:
    with copied(following, 3) as copy:
        line = said("", after=[2], matter="m2")["development"]
        assert copy.record([line])["recorded"][0]["new"]


def test_a_text_goes_with_the_last_entry_that_cites_it(tmp_path: Path) -> None:
    with Ledger.create(tmp_path / "whole.db") as ledger:
        for slug in ("one", "two"):
            ledger.archive(f"{slug}: {WITHDRAWN}", slug, {"publisher": "The Week", "published": "2025-02-18"})
        for number, cited in enumerate((["one"], ["one", "two"], ["two"])):
            sources = [{"source": slug, "quotes": [{"exact": WITHDRAWN}]} for slug in cited]
            ledger.record([said(f"D{number}", sources=sources, matter=f"m{number}")])
        told = ledger.copy(tmp_path / "copy.db", withhold=[1, 2], reason="x")
    assert (told["texts"], len(told["shared"])) == (1, 1)
    with Ledger(tmp_path / "copy.db") as copy:
        assert [text[:3] for _, text in copy.store.texts()] == ["two"]
        assert [slug for slug, _ in copy.store.sources()] == ["two"]
        assert copy.show(4)["development"]["texts"] == 1
        assert copy.verify()["ok"]


# -- reading -----------------------------------------------------------------------------------------


def test_every_question_copes_with_entries_that_say_nothing(whole: Ledger) -> None:
    clocks = Clocks("2025-02-18")
    before = whole.state(clocks)
    with copied(whole, 2, 4) as copy:
        state = copy.state(clocks)
        assert state["counts"]["withheld"] == 3
        assert "withheld" not in before["counts"]
        assert state["counts"]["definite"] == before["counts"]["definite"] - 2
        assert "withheld" not in copy.state(Clocks("2025-02-18", "1"))["counts"]
        assert copy.state(Clocks("2025-02-18", "3"))["counts"]["withheld"] == 1
        shown = copy.show(11)
        assert (shown["entry"], shown["withheld"], shown["stands"]) == (2, True, False)
        assert shown["development"] == {"kind": "position-taken"}
        assert [line["entry"] for line in shown["chain"]] == [2, 11]
        log = copy.log()["entries"]
        assert [one["entry"] for one in log if one.get("withheld")] == [2, 4, 11]
        assert {2, 4}.isdisjoint(one["entry"] for one in copy.timeline(clocks)["entries"])
        assert {2, 4}.isdisjoint(one["entry"] for one in copy.search("wire")["hits"])
        assert copy.sources()["sources"][0]["entries"] == LAST - 4
        assert same_rows(copy)


def test_a_withheld_chain_takes_no_further_line(whole: Ledger) -> None:
    with copied(whole, 2) as copy:
        with pytest.raises(Refused, match="withheld"):
            copy.correct(2, {"stance": "accepts"}, "x")
        with pytest.raises(Refused, match="withheld"):
            copy.retract(11, "x")
        with pytest.raises(Refused, match="withheld"):
            copy.add_source(2, [{"publisher": "Wire"}])
        with pytest.raises(Faulty, match="withheld"):
            copy.record([said("D", after=[2])])
        for numbers in (["1"], ["99"], ["2-3"], ["5", "2"], ["x"], []):
            with pytest.raises(Faulty):
                copy.record([{"kind": "entries-withheld", "numbers": numbers, "reason": "x"}])
        again = {"kind": "entries-withheld", "numbers": ["2"], "reason": "a second order"}
        assert copy.record([again])["recorded"][0]["new"]


@pytest.mark.parametrize("seed", range(6))
def test_the_oracle_answers_the_same_of_a_copy(seed: int, tmp_path: Path) -> None:
    history = random_history(seed, 30)
    book = lines.read(history)
    roots = [
        number for number in lines.roots(book, len(book)) if book[number - 1].kind != lines.PARTY_DESCRIBED
    ]
    with recorded(history) as ledger:
        ledger.copy(tmp_path / "copy.db", withhold=roots[seed % 3 :: 4], reason="a trial", followers=True)
    with Ledger(tmp_path / "copy.db") as copy:
        gone = set(withheld(copy))
        last = {"id": "last", "development": {"kind": "entries-withheld", "numbers": [], "reason": "a trial"}}
        told: list[Json] = [
            line if number not in gone else {"id": f"withheld/{number}", "development": None}
            for number, line in enumerate(history, start=1)
        ]
        told.append(last)
        assert gone
        for day, known, by in random_moments(seed, history, 40):
            clocks = Clocks(day, str(known), by)
            expected = oracle.answer(told, ["state"], day, known, by, NEGOTIATION)
            assert differences(expected, copy.state(clocks, NEGOTIATION)) == []
        assert same_rows(copy)
        assert copy.verify()["ok"]


# -- out and back ------------------------------------------------------------------------------------


def test_an_export_has_a_digest_for_the_words_and_comes_back_with_the_same_root(
    whole: Ledger, tmp_path: Path
) -> None:
    with copied(whole, 2) as copy:
        found = exported(copy)
        second = json.loads(found[1])
        assert (second["id"], second["salt"], second["development"]) == ("withheld/2", None, None)
        assert (second["kind"], len(second["digest"])) == ("position-taken", 64)
        with imported(tmp_path / "again.db", found) as again:
            assert list(again.entries()) == list(copy.entries())
            assert root(again) == root(copy)
            assert again.verify()["ok"]
            told = again.import_lines(parsed("\n".join(found).encode())[0])
            assert not any(one["new"] for one in told["recorded"])


def test_what_is_withheld_can_only_be_imported_whole(whole: Ledger, tmp_path: Path) -> None:
    with copied(whole, 2) as copy:
        found = exported(copy)
    for some in (found[1:], found[1:2]):
        with pytest.raises(Faulty, match="withheld"):
            imported(tmp_path / f"{len(some)}.db", some)
    with Ledger.create(tmp_path / "other.db") as other:
        other.record([said("X")])
        with pytest.raises(Faulty, match="withheld"):
            other.import_lines(parsed("\n".join(found).encode())[0])
        with pytest.raises(Faulty, match="withheld"):
            other.import_lines(parsed("\n".join(found[1:]).encode())[0])
        assert other.store.last()[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"digest": "00"},
        {"salt": "0" * 32},
        {"development": {"kind": "position-taken"}},
        {"kind": "No Kind"},
        {"id": "D2"},
        {"root": 1},
        {"words": 1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_is_not_withheld_as_a_copy_does_it_is_refused(
    whole: Ledger, tmp_path: Path, change: Json
) -> None:
    with copied(whole, 4) as copy:
        found = exported(copy)
    found[3] = json.dumps(json.loads(found[3]) | change)
    with pytest.raises(Faulty):
        imported(tmp_path / "again.db", found)


# -- withheld and altered ----------------------------------------------------------------------------


def test_words_that_were_only_taken_out_are_not_taken_for_withheld(whole: Ledger) -> None:
    from ledger.ledger.copying import without_words

    path = path_of(whole)
    entry = whole.store.entry(4)
    assert entry is not None
    gone = without_words(entry)
    where = "WHERE (originator_id, originator_version) = (SELECT stream, version FROM log WHERE number = 4)"
    with unguarded(path) as sql:
        sql.execute(f"UPDATE stored_events SET state = x'' {where}")  # noqa: S608 our own words
    first = _faults(path)
    assert any("no digest" in one for one in first)
    with unguarded(path) as sql:
        sql.execute("UPDATE log SET salt = ?, id = ? WHERE number = 4", (gone.salt, gone.id))
    second = _faults(path)
    assert any("no entry says that they are withheld" in one for one in second)
    assert not any("leaf hash" in one for one in second)


def test_half_a_chain_is_not_withheld(whole: Ledger) -> None:
    with copied(whole, 2) as copy:
        path = path_of(copy)
    entry = whole.store.entry(11)
    assert entry is not None
    where = "WHERE (originator_id, originator_version) = (SELECT stream, version FROM log WHERE number = 11)"
    with unguarded(path) as sql:
        sql.execute(f"UPDATE stored_events SET state = ? {where}", (entry.body.encode(),))  # noqa: S608 as above
        sql.execute("UPDATE log SET salt = ?, id = ?, names = 2 WHERE number = 11", (entry.salt, entry.id))
    assert any("first line of its chain does not agree" in one for one in _faults(path))


def _faults(path: Path) -> list[str]:
    with Ledger(path) as ledger:
        return [str(fault["message"]) for fault in ledger.verify()["faults"]]


# -- the command -------------------------------------------------------------------------------------


@pytest.fixture
def at(tmp_path: Path) -> At:
    found = At(tmp_path / "talks.db")
    found.ok("init")
    for number in (1, 2, 3):
        found.record({"id": f"D{number}", "development": position(matter=f"m-{number}")})
    return found


def test_copy_says_what_it_left_out(at: At, tmp_path: Path) -> None:
    target = str(tmp_path / "public.db")
    done = command("copy", str(at.path), target, "--withhold", "2", "--reason", "court order")
    assert (done.code, done.err) == (0, "")
    assert "Withheld with all lines of their chains: 2. #4 of the copy says so" in done.out
    there = At(Path(target))
    assert "position-taken: its words are withheld in this copy" in there.ok("show", "2")
    assert "withholds #2: court order" in there.ok("log")
    assert "1 entry is withheld in this copy of the ledger" in there.ok("state")
    assert "the words of 1 withheld entry (2)" in " ".join(there.ok("verify").split())
    assert at.json("verify")["ok"]


def test_numbers_can_come_from_a_file(at: At, tmp_path: Path) -> None:
    listed = at.file("numbers.txt", "1\n\n2, 3\n")
    target = str(tmp_path / "public.db")
    told = command(
        "copy", str(at.path), target, "--withhold-from", listed, "--reason", "x", "--json"
    ).document
    assert told["withheld"] == ["1-3"]
    with closing(Store(Path(target))) as store:
        assert [entry.withheld for entry in store.entries()] == [True, True, True, False]


@pytest.mark.parametrize(
    "options, code",
    [
        (["--withhold", "2"], 2),
        (["--reason", "x"], 2),
        (["--with-followers"], 2),
        (["--withhold", "two", "--reason", "x"], 4),
        (["--withhold", "3-2", "--reason", "x"], 4),
        (["--withhold", ",", "--reason", "x"], 4),
        (["--withhold", "1-99999999999", "--reason", "x"], 4),
        (["--withhold", "1-1000000,1000001-1000002", "--reason", "x"], 4),
        (["--withhold", "9", "--reason", "x"], 3),
        (["--withhold", "2", "--reason", ""], 4),
        (["--origin", "two words"], 4),
    ],
)
def test_a_copy_is_refused_with_its_code_and_makes_no_file(
    at: At, tmp_path: Path, options: list[str], code: int
) -> None:
    done = command("copy", str(at.path), str(tmp_path / "public.db"), *options)
    assert (done.code, done.out) == (code, "")
    assert not list(tmp_path.glob("*public*"))


def test_a_copy_of_nothing_is_not_found_and_one_over_a_file_refused(at: At, tmp_path: Path) -> None:
    assert command("copy", str(tmp_path / "none.db"), str(tmp_path / "public.db")).code == 3
    At(tmp_path / "public.db").ok("init")
    assert command("copy", str(at.path), str(tmp_path / "public.db")).code == 4
