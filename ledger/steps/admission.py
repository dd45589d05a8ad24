"""What may be recorded: each line checked against the ledger it would join, all faults at once. Pure.

`admit` takes lines in their order and gives for each either the entry to be
stored, or "already entry N", or its faults. Nothing is written here; a line
sees the lines before it as if they were. Rules that look at other entries'
order or existence warn unless the design says that they refuse.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from ledger import chains
from ledger.chains import links
from ledger.entry import Entry
from ledger.errors import Fault
from ledger.events import VERSION, kinds
from ledger.events.fields import SLUG
from ledger.state.cells import Row
from ledger.steps import advice, names, quotes, references, refusals, withholding
from ledger.steps.canonical import canonical, compact, derived_id, without_nothing
from ledger.steps.shape import Line, check, unwrap
from ledger.steps.versions import Version, Words
from ledger.steps.view import REFERENCES, Draft, Taken, View, newest, order

_WITHOUT_SOURCES = frozenset({"party-described", chains.RETRACTED, chains.CORRECTED, chains.WITHHELD})
"""The kinds that take neither a source nor a negotiation that is said for all lines."""


class Admitted(NamedTuple):
    """What became of one line: its entry's number and id, and whether it is new."""

    line: int | None
    number: int
    id: str
    new: bool
    retracted_by: int | None = None


class Admission(NamedTuple):
    """The entries to be stored, what is known of each, what became of each line, and all faults and warnings."""

    entries: tuple[Entry, ...]
    taken: tuple[Taken, ...]
    admitted: tuple[Admitted, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    last: int


class Options(NamedTuple):
    """How lines are taken: who records, defaults for all of them, and what is let through."""

    author: str
    salt: Callable[[], bytes]
    negotiation: str | None = None
    source: str | None = None
    quotes: str = "found"
    importing: bool = False


class _Refusal(Exception):
    """The faults for which a line is not admitted."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


class _Read(NamedTuple):
    """A line read: what it holds and its class, where in it the words stand, its chain's root, and its aliases."""

    held: Row
    model: BaseModel
    prefix: str
    root: int | None
    told: list[Fault]

    @property
    def said(self) -> Row:
        """The words of the line, or those that a correction puts in their place."""
        found: Row = self.held["replacement"] if self.prefix else self.held
        return found

    def words(self, number: int) -> Words:
        """Return the words as those of the line with a number."""
        return Words(number, self.said, getattr(self.model, "replacement", self.model))


class _Lines:
    """The lines of one recording, admitted one after the other."""

    def __init__(self, view: View, options: Options, begun: int | None) -> None:
        self.options = options
        self.view = view
        self.draft = Draft(view, begun)
        self.admitted: list[Admitted] = []
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def admit(self, given: object, number: int | None) -> None:
        """Admit one line, or keep its faults; one that could not be read is a fault itself."""
        if isinstance(given, Fault):
            self.faults.append(given)
            return
        if self.options.importing and isinstance(given, dict) and "digest" in given:
            self._keep_withheld(given, number)
            return
        line, faults = unwrap(given, number, importing=self.options.importing)
        try:
            if line is not None:
                self._admit(line)
        except _Refusal as refusal:
            faults = list(refusal.faults)
        self.faults += [refusals.at_line(fault, number) for fault in faults]

    def _warn(self, faults: Iterable[Fault], line: Line, prefix: str = "") -> None:
        self.warnings += [refusals.at_line(refusals.under(fault, prefix), line.line) for fault in faults]

    def _admit(self, line: Line) -> None:
        if line.version > VERSION or (self.options.importing and line.held.get("kind") not in kinds()):
            self._keep_unknown(line)
            return
        try:
            read = self._read(line, aliases=not self.options.importing)
        except _Refusal:
            if self._said_before_its_aliases(line):
                return
            raise
        if read.told and self._said_before_its_aliases(line):
            return
        held, root, prefix = read.held, read.root, read.prefix
        self._warn(read.told, line, prefix)
        given_id = line.id or derived_id(held)
        if self._already_said(line, read, given_id):
            return
        self._may(held, root, prefix)
        number = self.draft.next()
        entry = Entry(
            number=number,
            id=given_id,
            recorded_at="",
            recorded_by=self.options.author,
            root=root or number,
            kind=held["kind"],
            version=VERSION,
            body=compact(held),
            salt=self.options.salt(),
            names=self.draft.number(held["entry"]) if "entry" in held else None,
        )
        version = self.draft.with_line(entry, read.words(number))
        self._in_order(entry, version, read)
        self._advise(entry, version, line, read)
        self.draft.take(entry, Taken(held, version))
        self.admitted.append(Admitted(line.line, number, given_id, new=True))

    def _read(self, line: Line, *, aliases: bool) -> _Read:
        """Return what a line holds, checked by itself, its aliases (if they are looked at) and references resolved."""
        held = without_nothing(line.held)
        self._defaults(held)
        prefix = "replacement." if held.get("kind") == chains.CORRECTED else ""
        said = held.get("replacement") if prefix else held
        told: list[Fault] = []
        if isinstance(said, dict):
            if aliases:
                told = names.resolve_aliases(said, self.draft.alias)
            faults = names.resolve_sources(said, self.view.source, f"{prefix}sources")
            if faults:
                raise _Refusal(*faults)
        model, faults = check(held)
        if model is None:
            raise _Refusal(*faults)
        held = model.model_dump(mode="json", exclude_unset=True)
        root, faults = references.resolve(held, prefix, self.draft)
        if faults:
            raise _Refusal(*faults)
        return _Read(held, model, prefix, root, told)

    def _already_said(self, line: Line, read: _Read, entry_id: str) -> bool:
        """Find the quotes of a line; tell whether it is recorded already, and refuse another line under its id."""
        there = self.draft.number(entry_id)
        given = canonical(read.held) if there is not None else ""
        self._warn(self._find_quotes(read.said, read.prefix), line)
        if there is not None:
            self._already(line, entry_id, there, (given, canonical(read.held)))
        return there is not None

    def _said_before_its_aliases(self, line: Line) -> bool:
        """Tell whether a line is recorded already as it is given: what is an alias now was none then."""
        try:
            read = self._read(line, aliases=False)
            entry_id = line.id or derived_id(read.held)
            return self.draft.number(entry_id) is not None and self._already_said(line, read, entry_id)
        except _Refusal:
            return False

    def _keep_unknown(self, line: Line) -> None:
        """Keep an imported line of a kind or version that only a newer program knows, as it is."""
        held = line.held
        kind = held.get("kind")
        if line.id is None or not isinstance(kind, str) or SLUG.fullmatch(kind) is None:
            raise _Refusal(Fault("a line of a newer ledger has an id and a kind", field="kind", given=kind))
        there = self.draft.number(line.id)
        if there is not None:
            self._already(line, line.id, there, (canonical(held),))
            return
        reference = held.get("entry")
        named = self.draft.number(reference) if isinstance(reference, str) else None
        number = self.draft.next()
        root = self.draft.chain(named)[0].number if named is not None else number
        body = compact(held)
        entry = Entry(
            number,
            line.id,
            "",
            self.options.author,
            root,
            kind,
            line.version,
            body,
            self.options.salt(),
            named,
        )
        self.draft.take(entry, Taken(held, self.draft.version(root) if root != number else None))
        self.admitted.append(Admitted(line.line, number, line.id, new=True))

    def _keep_withheld(self, given: Row, line: int | None) -> None:
        """Keep an imported line whose words are withheld."""
        there = withholding.there(given, self.draft)
        if there is not None:
            self.admitted.append(Admitted(line, there, given["id"], new=False))
            return
        found = withholding.taken(given, self.options.author, self.draft)
        if isinstance(found, Fault):
            self.faults.append(refusals.at_line(found, line))
            return
        self.draft.take(found, Taken(found.held, None))
        self.admitted.append(Admitted(line, found.number, found.id, new=True))

    def _defaults(self, held: Row) -> None:
        if self.options.importing:
            return
        kind = held.get("kind")
        if not isinstance(kind, str) or kind in _WITHOUT_SOURCES:
            return
        if self.options.source and "sources" not in held and kind != "matter-described":
            held["sources"] = [{"source": self.options.source}]
        if self.options.negotiation and "negotiation" not in held and kind != chains.SOURCE_ADDED:
            held["negotiation"] = self.options.negotiation

    def _find_quotes(self, said: Row, prefix: str) -> list[Fault]:
        faults, warnings = quotes.find(
            said.get("sources", ()),
            self.view.text,
            f"{prefix}sources.quotes",
            self.options.quotes,
        )
        if faults:
            raise _Refusal(*faults)
        return warnings

    def _already(self, line: Line, entry_id: str, number: int, forms: Sequence[str]) -> None:
        """Answer "already entry N", or refuse an id that is given again with other words."""
        chain = self.draft.chain(number)
        entry = next(one for one in chain if one.number == number)
        if canonical(entry.held) not in forms:
            raise _Refusal(refusals.other_content(entry, forms[0]))
        gone = chains.retracted_by(links(chain)) if entry.number == entry.root else None
        self.admitted.append(Admitted(line.line, number, entry_id, new=False, retracted_by=gone))

    def _may(self, held: Row, root: int | None, prefix: str) -> None:
        """Refuse what the design forbids of a development, a correction, a retraction or an added source."""
        said = held["replacement"] if prefix else held
        late = advice.told_too_early(said)
        if late is not None:
            raise _Refusal(refusals.under(late, prefix))
        if held["kind"] == chains.WITHHELD:
            unfounded = withholding.unfounded(held, self.draft)
            if unfounded is not None:
                raise _Refusal(unfounded)
        if root is None:
            return
        chain = self.draft.chain(root)
        if held["kind"] == chains.SOURCE_ADDED:
            if chain[0].kind in {"party-described", "matter-described"}:
                raise _Refusal(
                    Fault(
                        "a source is added to a development, not to a description",
                        field="entry",
                        given=chain[0].number,
                        remedy="Correct the description instead, with its sources.",
                    )
                )
            return
        if held["kind"] == chains.CORRECTED:
            self._may_replace(chain[0], said)
        self._seen(held, chain)
        self._changes_something(held, chain, said)

    @staticmethod
    def _may_replace(root: Entry, said: Row) -> None:
        described = {"party-described", "matter-described"}
        if root.kind in described and said["kind"] != root.kind:
            raise _Refusal(
                Fault(
                    f"a {root.kind} is corrected into the same kind, not into {said['kind']}",
                    field="replacement.kind",
                    given=said["kind"],
                    remedy="Retract the description and record the other entry.",
                )
            )
        if root.kind not in described and said["kind"] in described:
            raise _Refusal(
                Fault(
                    f"a development is corrected into a development, not into {said['kind']}",
                    field="replacement.kind",
                    given=said["kind"],
                    remedy="Retract the entry and record the description.",
                )
            )

    def _seen(self, held: Row, chain: Sequence[Entry]) -> None:
        """Refuse a word on a chain of which there is a newer one than the last that was seen."""
        seen = self.draft.number(held["over"] if "over" in held else held["entry"])
        if seen not in {entry.number for entry in chain}:
            raise _Refusal(
                Fault(
                    f"over names entry {seen}, which is no line of the chain of entry {chain[0].number}",
                    field="over",
                    given=seen,
                    remedy=f"Give the last word seen of entry {chain[0].number}: {newest(chain).number}",
                )
            )
        latest = newest(chain)
        if latest.number > (seen or 0):
            raise _Refusal(refusals.newer_word(latest, held, chain))

    def _changes_something(self, held: Row, chain: Sequence[Entry], said: Row) -> None:
        if held["kind"] == chains.CORRECTED:
            line = chains.words(links(chain))
            if line is not None:
                stands = next(entry for entry in chain if entry.number == line)
                if canonical(stands.words) == canonical(said):
                    raise _Refusal(
                        Fault(
                            f"entry {chain[0].number} already says exactly this",
                            field="replacement",
                            remedy=f"Nothing needs to be done; see: ledger show {chain[0].number}",
                        )
                    )
            return
        number = self.draft.number(held["entry"])
        if number not in chains.standing(links(chain)):
            raise _Refusal(
                Fault(
                    f"entry {number} does not stand: it is retracted already",
                    field="entry",
                    given=number,
                    remedy=f"Nothing needs to be done; see: ledger show {number}",
                )
            )

    def _in_order(self, entry: Entry, after: Version | None, read: _Read) -> None:
        """Refuse a line after which a standing version would not sort after one that it names."""
        if after is None or not after.standing.on:
            return
        said, prefix = read.said, read.prefix
        if after.standing.words != entry.number:
            said = next(
                one for one in self.draft.chain(entry.root) if one.number == after.standing.words
            ).words
        for field in REFERENCES:
            for reference in said.get(field, ()):
                named = self.draft.version(self.draft.resolve(reference))
                if named is not None and named.standing.on and order(named) >= order(after):
                    raise _Refusal(refusals.not_after(after.standing, named.standing, f"{prefix}{field}"))
        if entry.root == entry.number:
            return
        for follower in sorted(self.draft.followers(entry.root)):
            later = self.draft.version(follower)
            if later is None or not self._names(later.standing.words, follower, entry.root):
                continue
            if order(after) >= order(later):
                raise _Refusal(refusals.not_after(later.standing, after.standing, f"{prefix}on"))

    def _names(self, line: int, follower: int, root: int) -> bool:
        """Tell whether the words of a line name the chain of a root."""
        entry = next(one for one in self.draft.chain(follower) if one.number == line)
        said = entry.words
        return any(self.draft.resolve(one) == root for field in REFERENCES for one in said.get(field, ()))

    def _advise(self, entry: Entry, version: Version | None, line: Line, read: _Read) -> None:
        said = read.said
        found = list(advice.dates_told(said))
        if version is not None and entry.kind not in {chains.RETRACTED, chains.SOURCE_ADDED}:
            found += advice.beside(version, said, self.draft)
            if entry.root == entry.number and not self.options.importing:
                found += advice.twice_coded(version, said, self.draft)
        if entry.kind == chains.CORRECTED:
            stood = chains.words(links(self.draft.chain(entry.root)))
            if stood is not None:
                before = next(one for one in self.draft.chain(entry.root) if one.number == stood)
                found += advice.dropped_sources(before.words, said)
        self._warn(found, line, read.prefix)


def admit(
    view: View, lines: Iterable[tuple[int | None, object]], options: Options, begun: int | None = None
) -> Admission:
    """Return what becomes of lines, each with its number in its file or None, recorded in their order.

    `begun` is the number of the last entry before their file, where the view has some of its lines already.
    """
    found = _Lines(view, options, begun)
    for number, given in lines:
        found.admit(given, number)
    return Admission(
        tuple(found.draft.pending),
        tuple(found.draft.taken),
        tuple(found.admitted),
        tuple(found.faults),
        tuple(found.warnings),
        found.draft.last,
    )
