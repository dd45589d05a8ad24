"""The faults for which a line is not admitted, in words: what was wrong, beside what is there, and the way on."""

import json
from collections.abc import Sequence

from ledger import chains, dates
from ledger.chains import links
from ledger.entry import Entry
from ledger.errors import Fault
from ledger.state.cells import Row, Standing
from ledger.steps.canonical import canonical
from ledger.steps.view import day


def at_line(fault: Fault, line: int | None) -> Fault:
    """Return a fault with the line of the file that it is in."""
    return fault._replace(line=line)


def under(fault: Fault, prefix: str) -> Fault:
    """Return a fault of a replacement, its field named from the correction on."""
    if not prefix or fault.field is None or fault.field.startswith(prefix):
        return fault
    return fault._replace(field=f"{prefix}{fault.field}")


def other_content(entry: Entry, form: str) -> Fault:
    """Return the fault of an id that is given again with other words, and where they differ."""
    # Both in the form in which they are compared, else the order of a list would be shown as a difference.
    held: Row = json.loads(canonical(entry.held))
    given: Row = json.loads(form)
    differing = sorted(key for key in held.keys() | given.keys() if held.get(key) != given.get(key))
    shown = "; ".join(
        f"{key}: recorded {json.dumps(held.get(key), ensure_ascii=False):.80}, "
        f"given {json.dumps(given.get(key), ensure_ascii=False):.80}"
        for key in differing
    )
    return Fault(
        f"the id {entry.id} is that of entry {entry.number}, which says something else ({shown})",
        field="id",
        given=entry.id,
        remedy=f"To mend entry {entry.number}: ledger correct {entry.root}. For another entry give another id.",
    )


def newer_word(latest: Entry, held: Row, chain: Sequence[Entry]) -> Fault:
    """Return the conflict with a newer word on a chain, both shown side by side."""
    root = chain[0]
    did = "corrected" if latest.kind == chains.CORRECTED else "retracted"
    again = "correct" if held["kind"] == chains.CORRECTED else "retract"
    before = [entry for entry in chain if entry.number < latest.number]
    stood = chains.words(links(before)) or root.number
    was = next(entry for entry in chain if entry.number == stood).words
    set_by = was if latest.kind == chains.RETRACTED else latest.words
    replacement = held.get("replacement", set_by)
    # A correction typed by hand is based on what stands, one in a file on what its author had seen.
    mine = min(_changed(set_by, replacement), _changed(was, replacement), key=len)
    lines = [
        *_set(f"#{latest.number} set", set_by, _changed(was, set_by)),
        (f"#{latest.number} says", str(latest.held.get("reason", ""))),
        *_set("you set", replacement, mine),
    ]
    options = "".join(f"--{field.replace('_', '-')} ... " for field in mine)
    return Fault(
        f"{latest.recorded_by} {did} #{root.number} (#{latest.number}, {latest.recorded_at[:16]}Z)",
        remedy=f"See it: ledger show {root.number}.  "
        f"To go on from there: ledger {again} {latest.number} {options}--reason ...",
        field="entry",
        code=5,
        lines=tuple(lines),
    )


def _changed(was: Row, now: Row) -> list[str]:
    """Return the fields in which two words differ."""
    return sorted(key for key in was.keys() | now.keys() if was.get(key) != now.get(key))


def _set(label: str, words: Row, fields: Sequence[str]) -> list[tuple[str, str]]:
    """Return what words say in some fields, as lines to be shown."""
    return [(label, f"{field} = {_plain(words.get(field))}") for field in fields]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def not_after(later: Standing, earlier: Standing, field: str) -> Fault:
    """Return the fault of an entry that would not sort after one that it says it followed."""
    return Fault(
        f"#{later.root} ({dates.spoken(later.on)}) is said to follow #{earlier.root} ({dates.spoken(earlier.on)}), "
        f"which may be as late as {dates.spoken(day(earlier.latest))}",
        field=field,
        given=later.on,
        remedy=f"Date #{later.root} after {day(earlier.latest)}, or leave {field.rsplit('.', 1)[-1]} out."
        + _narrower(earlier, later),
    )


def _narrower(earlier: Standing, later: Standing) -> str:
    """Return how the earlier entry would be dated so that the later one sorts after it, where its dates allow that."""
    if (later.latest, later.earliest, later.root) < (later.latest, earlier.earliest, earlier.root):
        return ""
    first, last = dates.stamp(earlier.earliest), day(later.latest)
    narrow = (
        f"{'..' if first is None else first[:10]}/{last}" if first is None or first[:10] != last else last
    )
    return f"  First:  ledger correct {earlier.root} --on {narrow} --reason ..."
