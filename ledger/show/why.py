"""Why a party stands where it does: the entry that decides, those it overrules, and those put aside."""

from collections.abc import Iterable, Iterator, Sequence

from ledger.show import rows as told
from ledger.show.deeds import Numbers, known_numbers, quotes, references, stance_of
from ledger.show.page import Cell, Page
from ledger.show.phrases import (
    Document,
    account,
    asked,
    basis,
    bracketed,
    clocks,
    names,
    numbers,
    person,
    remarks,
    style,
    when,
)
from ledger.show.text import BOLD

_LABEL = 9
_MOST = 24
"""Columns that a date or a stance is given, at most, to line up."""
_WRONG = frozenset({"retracted", "corrected"})
_ASIDE = _WRONG | {"unpublished", "possible"}
"""Reasons for which an entry was never weighed; the others were weighed and did not decide."""


def why(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `why` answer, for a position or a commitment."""
    page = Page(width, colour=colour)
    answer = document.get("answer")
    subject = f"{document['party']} {document['matter']}: {_said(answer)}"
    page.spread([subject, ", ".join(asked(document))], style=BOLD)
    remarks(page, document)
    because = document.get("because") or []
    overruled = document.get("overruled") or []
    entries = [*because, *(one["entry"] for one in overruled)]
    shown = _Shown(page, known_numbers(document, entries), entries)
    if answer is not None:
        shown.deciding(answer, because)
        _run(page, document)
    over = [one for one in overruled if one["reason"] not in _ASIDE]
    aside = [one for one in overruled if one["reason"] in _ASIDE]
    for label, found in (("OVER", over), ("ASIDE", aside)):
        for n, one in enumerate(found):
            shown.overruled(label if n == 0 else "", one, _reason(document, one))
    if answer is None and not overruled:
        page.paragraph("Nothing is on record that was said of it by this moment.")
    basis(page, document)
    return page.text()


def _said(answer: Document | None) -> str:
    if answer is None:
        return "nothing on record"
    if "act" in answer:
        return f"{answer['act']}, {'bound' if answer['bound'] else 'not bound'}"
    return bracketed(str(answer["stance"]), answer)


def _run(page: Page, document: Document) -> None:
    run = document.get("run") or []
    if len(run) > 1 and document.get("since") is not None:
        text = f"{when(document['since'])}: the same without a break in {numbers(run)}"
        page.labelled("SINCE", [text], column=_LABEL)


def _reason(document: Document, one: Document) -> list[str]:
    """Return in words why an entry does not decide, and the reason that was recorded for it."""
    by = one.get("by")
    named = f" by #{by}" if by is not None else ""
    later = f" in #{by}" if by is not None else ""
    as_of, _, published = clocks(document)
    reasons = {
        "retracted": f"retracted{named}: the ledger should not hold it",
        "corrected": f"corrected{named}: the ledger was wrong",
        "withdrawn": f"withdrawn{named}, which names it",
        "earlier": f"earlier: something else was said later{later}",
        "lapsed": "lapsed: what it said held for a time that is over",
        "other-account": f"another account than that of #{by}, which decides",
        "possible": f"possible: it may have happened after {when(as_of)}",
        "unpublished": f"unpublished by {when(published)}",
    }
    words = reasons.get(str(one["reason"]), f"{one['reason']}{named}")
    if one.get("note") and one["reason"] in {"retracted", "corrected"}:
        return [f"{one['reason']}{named}: {one['note']}"]
    return [words, str(one["note"])] if one.get("note") else [words]


class _Shown:
    """The entries of one answer, their numbers, dates and stances in columns of one width."""

    def __init__(self, page: Page, known: Numbers, entries: Sequence[Document]) -> None:
        self.page = page
        self.known = known
        self.number = _widest(f"#{entry['entry']}" for entry in entries)
        self.date = _widest(when(entry["on"]) for entry in entries)
        self.stance = _widest(stance_of(entry.get("development") or entry) for entry in entries)

    def deciding(self, answer: Document, because: Sequence[Document]) -> None:
        """Add the entry that decides, with all that makes the answer less than sure."""
        for n, entry in enumerate(because):
            held = entry.get("development") or {}
            said = str(answer.get("stance") or answer.get("act"))
            self._head("DECIDES" if n == 0 else "", entry, bracketed(said, answer), answer)
            placed = list(quotes(held))
            for exact, place in placed[:-1]:
                self._lines(exact, place)
            exact, place = placed[-1] if placed else ("", "")
            found_and_recorded = [part for part in (place, _recorded(entry)) if part]
            self._lines(exact, ".  ".join(found_and_recorded), *_doubts(answer))

    def overruled(self, label: str, one: Document, reasons: Sequence[str]) -> None:
        """Add an entry that does not decide, and why; no quotes where the ledger was wrong to hold it."""
        entry = one["entry"]
        held = entry.get("development") or {}
        self._head(label, entry, stance_of(held or entry), None)
        if one["reason"] not in _WRONG:
            for exact, place in quotes(held):
                self._lines(exact, place)
        self._lines(*reasons, _in_words_of(entry))

    def _head(self, label: str, entry: Document, stance: str, answer: Document | None) -> None:
        held = entry.get("development") or {}
        columns = (
            f"#{entry['entry']}".ljust(self.number),
            when(entry["on"]).ljust(self.date),
            stance.ljust(self.stance),
            names(_about(held, answer, self.known)),
        )
        text = "  ".join(columns).rstrip()
        self.page.labelled(label, [Cell(text, style(stance.strip("()")))], column=_LABEL)

    def _lines(self, *lines: str) -> None:
        for line in lines:
            if line:
                self.page.paragraph(line, indent=_LABEL, hanging=2)


def _widest(texts: Iterable[str]) -> int:
    return min(max(map(len, texts), default=0), _MOST)


def _about(held: Document, answer: Document | None, known: Numbers) -> Iterator[str]:
    """Yield who voiced it, on whose account, on what terms and what it takes back."""
    speaker = held.get("speaker") or {}
    voiced = person(speaker, party=not speaker.get("name") and not speaker.get("role"))
    if voiced or (answer or {}).get("speaker"):
        yield voiced or str((answer or {})["speaker"])
    if answer is not None and answer.get("voice"):
        yield account(answer)
    elif held.get("according_to"):
        yield f"{held['according_to']}'s account"
    for key in ("withdraws", "rescinds"):
        if held.get(key):
            yield f"{key} {references(held[key], known)}"
    for key in ("effective", "until"):
        if held.get(key):
            yield f"{key} {when(held[key])}"
    if held.get("terms"):
        yield f"terms: {held['terms']}"


def _doubts(answer: Document) -> Iterator[str]:
    if answer.get("uncertain"):
        yield f"? which {answer['uncertain']} came last is uncertain"
    if answer.get("differing"):
        yield f"! other accounts: {names(told.differing(answer))}"
    if answer.get("may_have_changed"):
        yield f"~ may have been changed by {numbers(answer['may_have_changed'])}"
    if answer.get("until"):
        yield f"holds until {when(answer['until'])}"


def _recorded(entry: Document) -> str:
    parts = []
    if entry.get("recorded_at"):
        by = f" by {entry['recorded_by']}" if entry.get("recorded_by") else ""
        parts.append(f"Recorded {when(str(entry['recorded_at'])[:10])}{by}")
    return names(part for part in (*parts, _in_words_of(entry)) if part)


def _in_words_of(entry: Document) -> str:
    return f"in the words of #{entry['corrected_by']}" if entry.get("corrected_by") is not None else ""
