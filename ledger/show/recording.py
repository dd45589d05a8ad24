"""What came of recording: the new entries, warnings, errors; and what `verify` found."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ledger.show import rows as told
from ledger.show.deeds import deed, quotes, references
from ledger.show.diff import state_of
from ledger.show.page import Cell, Page
from ledger.show.phrases import Document, count, names, when
from ledger.show.text import BOLD, GREEN, RED, YELLOW, display_width, safe

_DATES = frozenset({"on", "until", "effective", "expected", "not_during"})
_IN_THE_LINE = frozenset({"kind", "on", "sources"})
_INDENT = 4
_MOST_SHOWN = 6
"""Changed rows that are told one by one."""
_COMMAND = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'])+""")
"""A word of a command line, with the quoted parts whole."""
_APART = re.compile(" {2,}|(?<=:) (?=ledger )")
"""What stands between two remedies, and before a command."""


def recorded(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `record`, `correct`, `retract` or `source add` answer.

    An item of "recorded" may carry, beside the contract's keys, "development" (what the entry
    holds, its quotes with "verified" and "paragraph"), "before" (of a correction: the words that
    stood until now), "numbers" {id: entry number} for the entries it names, "retracted_by" (of an
    entry that was already there) and "notes" [sentence]. "dry" says that nothing was recorded, "whole"
    that the fields are shown too which an entry's sentence leaves out.
    "told", where it is given, is how many items are told one by one.
    "changes" are the rows that all of it changes together, each with "from" and "today".
    """
    page = Page(width, colour=colour)
    items = document.get("recorded") or []
    dry = bool(document.get("dry"))
    did = "would be recorded" if dry else "recorded"
    shown = items[: document["told"]] if "told" in document else items
    for item in shown:
        _item(page, item, did, whole=bool(document.get("whole")))
    if len(shown) < len(items):
        page.paragraph(f"... and {len(items) - len(shown):,} more, up to #{items[-1]['entry']}")
    if len(items) > 1:
        new = sum(1 for item in items if item["new"])
        there = f", {len(items) - new:,} already there" if new < len(items) else ""
        page.paragraph(f"{count(new, 'entry', 'entries')} {did}{there}.")
    if document.get("changes") is not None:
        _changes(page, document["changes"], dry=dry)
    for warning in document.get("warnings") or ():
        _fault(page, "Warning", warning, YELLOW)
    if document.get("faults"):
        _faults(page, document["faults"])
    if not page.lines:
        page.paragraph("There was nothing to record.")
    return page.text()


def _item(page: Page, item: Document, did: str, *, whole: bool) -> None:
    held = item.get("development") or {}
    if not item["new"]:
        gone = item.get("retracted_by")
        by = f", retracted by #{gone}" if gone is not None else ""
        page.paragraph(
            f"already entry #{item['entry']}{by}; nothing changed (id {item['id']})", hanging=_INDENT
        )
        if gone is not None:
            page.parts(["To bring it back:", f"ledger retract {gone} --reason ..."], indent=_INDENT)
    elif held.get("kind") == "entry-corrected" and isinstance(item.get("before"), Mapping):
        _corrected(page, item, held, dry=did != "recorded")
    else:
        on = when(held["on"]) if held.get("on") else ""
        words = deed(held, item.get("numbers") or {}) if held else f"{did}, id {item['id']}"
        number = f"#{item['entry']}" if did == "recorded" else f"would be #{item['entry']}"
        page.paragraph("  ".join(part for part in (number, on, words) if part), hanging=_INDENT)
        if whole:
            page.table(list(_rest(held, words)), indent=_INDENT)
        checked = [place for exact, place in quotes(held) if exact]
        for place in checked:
            page.paragraph(f"quote: {place}", indent=_INDENT, hanging=2)
    for note in item.get("notes") or ():
        page.paragraph(str(note), indent=_INDENT, hanging=2)


def _rest(held: Document, words: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of an entry that its sentence leaves out."""
    for source in held.get("sources") or ():
        if not source.get("quotes"):
            said = [source["publisher"], source.get("title"), when(source.get("published"))]
            yield "source", names(part for part in said if part)
    for key, value in held.items():
        if key not in _IN_THE_LINE and not all(one in words for one in _leaves(value)):
            yield key.replace("_", " "), told.said(value)


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _leaves(one)
    else:
        yield str(value)


def _changes(page: Page, changes: Sequence[Document], *, dry: bool) -> None:
    """Add how many rows change from which day on, whether today's do, and what stood there before."""
    would = "would change" if dry else "changes"
    if not changes:
        page.paragraph(f"{would} no answer of any day", indent=_INDENT)
        return
    days = sorted({change["from"] for change in changes})
    first = "" if len(days) == 1 else ", the first"
    still = sum(change["today"]["before"] != change["today"]["after"] for change in changes)
    today = {0: "today's answers stay", len(changes): "today's too"}.get(
        still, f"today's in {still} of {len(changes)}"
    )
    page.paragraph(
        f"{would} {count(len(changes), 'cell')}{first} from {when(days[0])} on, {today}; nothing before it",
        indent=_INDENT,
        hanging=2,
    )
    for change in changes[:_MOST_SHOWN]:
        _change(page, change)
    if len(changes) > _MOST_SHOWN:
        page.paragraph(f"and {len(changes) - _MOST_SHOWN} more", indent=_INDENT + 2)


def _change(page: Page, change: Document) -> None:
    """Add what a row said and says, unless it is new and says the same today."""
    now = change["today"]
    told_today = now["before"] != now["after"] and now["after"] == change["after"]
    if change["before"] is None and told_today:
        return
    what = change["what"]
    subject = f"{change['party']} {change['matter']}" if change["party"] else str(change["matter"])
    was, becomes = (state_of(what, change[side]) for side in ("before", "after"))
    line = f"{subject}: {was} -> {becomes}"
    if was == becomes:
        other = [key for key in change["after"] if change["before"].get(key) != change["after"][key]]
        line = f"{subject}: {was}; changed: {names(key.replace('_', ' ') for key in other)}"
    if now["before"] == now["after"]:
        line += f"; today {state_of(what, now['after'])}, as before"
    elif state_of(what, now["after"]) != becomes:
        line += f"; today {state_of(what, now['after'])}"
    page.paragraph(line, indent=_INDENT + 2, hanging=2)


def _corrected(page: Page, item: Document, held: Document, *, dry: bool) -> None:
    """Add a correction field by field, with what is still asked of the ledger as it was."""
    before, after = item["before"], held.get("replacement") or {}
    target = references([held.get("entry")], item.get("numbers") or {})
    number = f"{'would be ' if dry else ''}#{item['entry']}"
    page.paragraph(f"{number} corrects #{target.removeprefix('#')}: {held.get('reason')}", hanging=_INDENT)
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    page.table(
        [
            (key.replace("_", " "), _value(key, before.get(key)), "->", _value(key, after.get(key)))
            for key in changed
        ],
        indent=_INDENT,
    )
    page.paragraph("The rest is unchanged.", indent=_INDENT)
    if isinstance(item["entry"], int) and not dry:
        page.paragraph(
            f"Until now the ledger said otherwise; --known-at {item['entry'] - 1} still shows it.",
            indent=_INDENT,
            hanging=2,
        )


def _value(key: str, value: object) -> str:
    return when(value) if key in _DATES and isinstance(value, str) else told.said(value)


def error(document: Document, *, width: int, colour: bool, nothing_recorded: bool = False) -> str:
    """Return an error, `{"error": {…}}` and, of a file, all its "faults": what, where, and last the remedy.

    `nothing_recorded` says so (of a command that would have written). The error may carry "lines"
    [[label, text]] that show what was given beside what is there.
    """
    page = Page(width, colour=colour)
    found = document.get("error") or {}
    faults = document.get("faults") or []
    if len(faults) > 1:
        ended = " Nothing was recorded." if nothing_recorded else ""
        page.paragraph(f"Error: {count(len(faults), 'fault')}.{ended}")
        _faults(page, faults)
    else:
        _fault(
            page, "Error", {**(faults[0] if faults else {}), **found}, RED, nothing_recorded=nothing_recorded
        )
    return page.text()


def _faults(page: Page, faults: Sequence[Document]) -> None:
    for fault in faults:
        _fault(page, "Error", fault, RED)


def _fault(page: Page, what: str, fault: Document, style: str, *, nothing_recorded: bool = False) -> None:
    """Add one fault: where and what, what was given unless the message repeats it, the remedy."""
    message = str(fault.get("message"))
    where = names(part for part in _where(fault) if part)
    ended = "" if message.endswith((".", "?", "!")) else "."
    stored = " Nothing was recorded." if nothing_recorded else ""
    lead = f"{what}: {where}: " if where else f"{what}: "
    page.painted(f"{lead}{message}{ended}{stored}", style, hanging=2)
    given = fault.get("given")
    pairs = [(str(label), str(text)) for label, text in fault.get("lines") or ()]
    if given is not None and not pairs and str(given) not in message:
        pairs = [("given", told.said(given))]
    page.table(pairs, indent=2)
    _remedy(page, fault.get("remedy"))


def _where(fault: Document) -> Iterator[str]:
    if fault.get("line") is not None:
        yield f"line {fault['line']}"
    field = str(fault.get("field") or "")
    if fault.get("line") is None:
        # Of what was typed as options a correction is not seen as a line that holds a replacement.
        field = field.removeprefix("replacement").removeprefix(".").replace("_", "-")
    named = field.rpartition(".")[2].removesuffix("s") in str(fault.get("message"))
    if fault.get("line") is not None or not named:
        yield field


def _remedy(page: Page, remedy: object) -> None:
    """Add what to do; a command too long for a line goes on after a backslash, so that it can be copied."""
    if not remedy:
        return
    text = str(remedy)
    parts = [part for part in _APART.split(text) if part]
    if not any(part.startswith("ledger ") and display_width(safe(part)) > page.width - 2 for part in parts):
        page.parts(parts, indent=2)
        return
    for part in parts:
        if part.startswith("ledger "):
            command(page, part)
        else:
            page.paragraph(part, indent=2, hanging=2)


def command(page: Page, text: str) -> None:
    """Add a command; one too long for a line goes on after a backslash, so that it can be copied."""
    line, indent = "", 2
    for word in _COMMAND.findall(safe(text)):
        if line and display_width(line) + 1 + display_width(word) > page.width - 2 - indent:
            page.put([(indent, Cell(f"{line} \\"))])
            line, indent = "", 4
        if not line and display_width(word) > page.width - 2 - indent:
            # A shell joins what stands before a backslash with what the next line begins with.
            *begun, word = _parts(word, page.width - 2)  # noqa: PLW2901
            page.lines += [f"{part}\\" for part in begun]
            indent = 0
        line = f"{line} {word}" if line else word
    page.put([(indent, Cell(line))])


def _parts(word: str, room: int) -> list[str]:
    """Return a word of a command in parts that a shell puts together again; whole, where it has several quotes."""
    quote = word[0] if word[0] in "'\"" else ""
    bare = word.strip(quote) if quote else word
    if "'" in bare or '"' in bare:
        return [word]
    size = room - 2 * len(quote)
    found, part = [], ""
    for letter in bare:
        if display_width(part + letter) > size:
            found.append(part)
            part = ""
        part += letter
    return [f"{quote}{one}{quote}" for one in (*found, part)]


def verified(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `verify` answer: what was checked, the faults, what was not checked."""
    page = Page(width, colour=colour)
    faults = document.get("faults") or []
    good = bool(document.get("ok"))
    outcome = "all is well" if good else count(len(faults), "fault")
    page.spread([f"verify: {outcome}", count(document.get("entries") or 0, "entry", "entries")], style=BOLD)
    page.table(
        [
            (str(check["check"]), f"{check['checked']:,} checked", count(check["faults"], "fault"))
            for check in document.get("checks") or ()
        ],
        indent=2,
    )
    for fault in faults:
        where = f" #{fault['entry']}" if fault.get("entry") is not None else ""
        page.painted(f"FAULT {fault['check']}{where}: {fault['message']}", RED, hanging=2)
    missing = document.get("not_checked") or []
    page.labelled("Not checked", missing, column=13)
    if document.get("checkpoint") is not None:
        page.labelled("Checkpoint", [told.said(document["checkpoint"])], column=13)
    page.painted(
        "Every check passed." if good else "The ledger is damaged; see the faults above.",
        GREEN if good else RED,
    )
    return page.text()
