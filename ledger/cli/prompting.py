"""Asking on a terminal for what was not typed: the fields of a kind, one after the other, and a last yes.

`<` goes back, `?` explains, Tab completes, the arrows bring back what was
typed before. What was typed is never lost: however it ends, the command that
goes on from there is shown.
"""

import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, Protocol

import click
from pydantic import BaseModel

from ledger.cli import fields, remembering
from ledger.cli.output import tell
from ledger.errors import Faulty, Refused
from ledger.ledger import Ledger
from ledger.steps import names
from ledger.steps.shape import check

BACK, HELP = "<", "?"
_FIRST = ("negotiation", "sources", "on")
_SHOWN_SLUGS = 12
_SLUGS = {
    "matter": "matter",
    "proposal": "matter",
    "point": "matter",
    "agreement": "matter",
    "matters": "matter",
    "under": "matter",
    "meeting": "meeting",
    "negotiation": "negotiation",
    "sources": "source",
    **dict.fromkeys(("party", "parties", "to", "hosts", "mediators", "absent", "according_to"), "party"),
}
"""Of which slugs a field is one."""


_WAYS_OUT = {"s": "nearest", "u": "unverified"}


class Asked(Protocol):
    """The entry that is asked for: its kind, the values of its options, and the words that they make."""

    kind: str
    model: type[BaseModel]
    values: dict[str, Any]
    program: list[str]

    def words(self, values: dict[str, Any]) -> tuple[dict[str, Any], fields.Typed]:
        """Return the development that values of options make, and how they were read."""
        ...


def on_terminal() -> bool:
    """Tell whether a person can be asked: both what is read and what is printed are a terminal."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Question(NamedTuple):
    """What is asked for: the option that is filled in, and the field of the kind that it is for."""

    option: str
    field: str
    needed: bool
    several: bool = False


def questions(model: type[BaseModel]) -> list[Question]:
    """Return the questions for the fields that a kind must have, in the order in which they are asked."""
    needed = [name for name, field in model.model_fields.items() if field.is_required() and name != "kind"]
    ordered = [name for name in _FIRST if name in needed] + [name for name in needed if name not in _FIRST]
    return [question(model, name, needed=True) for name in ordered]


def question(model: type[BaseModel], name: str, *, needed: bool = False) -> Question:
    """Return the question for one field."""
    if name == "sources":
        return Question("source", name, needed)
    option = fields.option_of(model, name)
    return Question(option, name, needed, several=fields.is_list(model.model_fields[name]))


class Session:
    """The questions for one entry: `values` are those of its options, filled in as they are answered."""

    def __init__(self, one: Asked, ledger: Ledger) -> None:
        self.ledger = ledger
        self.kind = one.kind
        self.model = one.model
        self.values = one.values
        self.words = one.words
        self.program = one.program
        self.slugs = ledger.slugs()
        self.last: Question | None = None

    # -- asking ------------------------------------------------------------------------------

    def missing(self) -> list[Question]:
        """Return the questions that are not answered by what was typed."""
        held, _ = self.words(self.values)
        if not {"source", "publisher"} & (held.get("sources") or [{}])[0].keys():
            # A quote alone does not say whose it is.
            held.pop("sources", None)
        return [one for one in questions(self.model) if one.field not in held]

    def _last_source(self) -> str | None:
        last = remembering.last_source(self.ledger.store.id)
        return last if last in self.slugs["source"] else None

    def take_last_source(self) -> bool:
        """Take the source that was used last; False where there is none."""
        self.values["source"] = self._last_source()
        return self.values["source"] is not None

    def ask_all(self, asked: Sequence[Question]) -> None:
        """Ask one after the other; `<` goes back to the one before."""
        click.echo(f"{self.kind}: {HELP} explains, {BACK} goes back, Tab completes, Ctrl-C ends.")
        place = 0
        while place < len(asked):
            place = max(0, place + (1 if self.ask(asked[place]) else -1))

    def ask(self, one: Question) -> bool:
        """Ask for a field until what is typed can be one; tell whether to go on, or else back."""
        self.last = one
        default = self._last_source() if one.option == "source" else None
        while True:
            try:
                given = self._typed(one, default)
            except click.Abort:
                self._put_half(one, half_typed())
                raise
            if given == BACK:
                return False
            if given == HELP:
                self._explain(one)
                continue
            if not given and one.needed:
                click.echo(f"  {one.option} is needed; {HELP} explains it.")
                continue
            before = dict(self.values)
            self._set(one, given)
            wrong = self._wrong(one.field) if given else None
            if wrong is None:
                self._tell_date(one)
                remembering.keep_unfinished(self.ledger.store.id, self.command())
                return True
            self.values.clear()
            self.values.update(before)
            tell(wrong)

    def _typed(self, one: Question, default: str | None = None) -> str:
        offered = self._offered(one)
        shown = f" [{default}]" if default else ""
        with completing(offered):
            text: str = click.prompt(f"{one.option}{shown}", default="", show_default=False)
        return text.strip() or (default or "")

    def _set(self, one: Question, given: str) -> None:
        if one.option == "source" and given not in self.slugs["source"]:
            self.values |= {"source": None, "publisher": given}
            self._ask_published()
        elif one.option == "source":
            self.values |= {"source": given, "publisher": None, "published": None}
        else:
            self.values[one.option] = ((given,) if given else ()) if one.several else (given or None)

    def _put_half(self, one: Question, given: str) -> None:
        """Take what was typed when the question was broken off, whatever it is."""
        if given in {"", BACK, HELP}:
            return
        if one.option == "source" and given not in self.slugs["source"]:
            self.values["publisher"] = given
        else:
            self.values[one.option] = (given,) if one.several else given

    def _ask_published(self) -> None:
        """Ask when a source was published that is not archived."""
        while True:
            try:
                given = click.prompt("published (Enter: no date)", default="", show_default=False).strip()
            except click.Abort:
                self.values["published"] = half_typed() or None
                raise
            if given == HELP:
                tell("When it was published (EDTF), as 2025-02-18; weekdays are counted back from it.")
                continue
            self.values["published"] = given or None
            wrong = self._wrong("sources")
            if wrong is None:
                return
            tell(wrong)

    def _wrong(self, field: str) -> str | None:
        """Return what is wrong with a field as it was typed, by itself; None where nothing is."""
        try:
            held, _ = self.words(self.values)
        except Refused as error:
            return f"{error.message}. {error.remedy or ''}".rstrip()
        names.resolve_aliases(held, self.ledger.index.alias)
        faults = names.resolve_sources(held, self.ledger.store.source, "sources") or check(held)[1]
        for fault in faults:
            if (fault.field or "").partition(".")[0] == field and not fault.message.endswith("is missing"):
                return f"{fault.message}. {fault.remedy or ''}".rstrip()
        return None

    def _tell_date(self, one: Question) -> None:
        """Say how a word for a day was read."""
        _, typed = self.words(self.values)
        for note in typed.notes:
            if note.startswith(f'"{self.values.get(one.option)}"'):
                tell(note)

    def _offered(self, one: Question) -> list[str]:
        if one.field in _SLUGS:
            return self.slugs[_SLUGS[one.field]]
        return fields.literals(self.model.model_fields[one.field])

    def _explain(self, one: Question) -> None:
        field = self.model.model_fields[one.field]
        offered = self._offered(one)
        told = [field.description or one.field]
        if one.several:
            told.append("Several: a,b")
        if one.field in fields.DATED:
            told.append("2025-02-18, sunday, yesterday; vague: 2025-02, ../2025-02-18, 2025-02-10/2025-02-16")
        if one.option == "source":
            told.append("The slug of an archived source, or a publisher's name.")
        if offered:
            more = f" and {len(offered) - _SHOWN_SLUGS:,} more (Tab)" if len(offered) > _SHOWN_SLUGS else ""
            known = "One of" if one.field not in _SLUGS else "Known"
            told.append(f"{known}: {', '.join(offered[:_SHOWN_SLUGS])}{more}")
        tell(*told)

    # -- the last yes ------------------------------------------------------------------------

    def confirmed(self) -> bool:
        """Ask whether to record the entry; False where it is declined. A field's name asks for that field anew."""
        of_option = {
            fields.option_of(self.model, name): name for name in self.model.model_fields if name != "kind"
        }
        while True:
            text = "Record it? (y, n, or what to change: on, terms, ...)"
            with completing(["yes", "no", *of_option]):
                given = click.prompt(text, default="", show_default=False).strip().lower()
            if given in {"y", "yes"}:
                return True
            if given in {"n", "no"}:
                return False
            again = self.last if given == BACK else None
            named = given.replace("-", "_")
            by_name = {name: name for name in of_option.values()} | of_option
            if named in by_name | {"quote": "sources"}:
                again = self._question(named, by_name)
            if again is not None:
                self.ask(again)
                raise Changed
            tell(f"y records it, n does not; or one of: {', '.join(sorted({*of_option, 'quote'}))}")

    def _question(self, option: str, of_option: dict[str, str]) -> Question:
        if option == "quote":
            return Question("quote", "sources", needed=False, several=True)
        return question(self.model, of_option[option])

    def mend(self, error: Faulty) -> None:
        """Ask anew for the field of the first fault."""
        name = (error.faults[0].field or "").partition(".")[0]
        if error.faults[0].field == "sources.quotes":
            self._mend_quote()
        elif name in self.model.model_fields:
            self.ask(question(self.model, name, needed=self.model.model_fields[name].is_required()))
        else:
            raise error

    def _mend_quote(self) -> None:
        """Ask for a quote anew, or for one of the ways out that are options on the command line."""
        tell("quote: type it anew, or  s  to take the source's words, u  to keep yours, marked as unverified")
        with completing(()):
            given = click.prompt("quote", default="", show_default=False).strip()
        if given in _WAYS_OUT:
            self.values["quotes"] = _WAYS_OUT[given]
        elif given:
            self.values["quote"] = (given,)
        remembering.keep_unfinished(self.ledger.store.id, self.command())

    # -- going on later ----------------------------------------------------------------------

    def command(self) -> str:
        """Return the command that goes on from what was typed."""
        parts = [*self.program, "record", self.kind]
        for name, value in self.values.items():
            flag = "--" + name.replace("_", "-")
            for one in value if isinstance(value, tuple) else [value]:
                if one is True:
                    parts.append(flag)
                elif isinstance(one, str):
                    parts += [f"--quote-{one}"] if name == "quotes" else [flag, one]
        return shlex.join(parts)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Show the command that goes on from what was typed, if the entry is not recorded in the end.

        It stands in a file meanwhile, so that it is there too where nothing can be shown any more.
        """
        left = remembering.unfinished(self.ledger.store.id)
        if left is not None:
            tell("Left unfinished before:", command=left, indent=0)
        try:
            yield
        except BaseException:
            click.echo(err=True)
            tell("What was typed:", command=self.command(), indent=0, err=True)
            raise
        finally:
            remembering.keep_unfinished(self.ledger.store.id, None)


class Changed(Exception):
    """A field was changed at the last question: the entry is shown anew."""


def half_typed() -> str:
    """Return what stands on the line that was broken off; nothing where the terminal does not tell."""
    try:
        import readline
    except ImportError:
        return ""
    return readline.get_line_buffer().strip()


def is_meant(row: dict[str, Any]) -> bool:
    """Ask whether a known name is meant by a new one that looks like it."""
    text = (
        f"{row['what']} {row['slug']} is new. Is {row['near']} meant? (y: take {row['near']}, n: it is new)"
    )
    while True:
        given = click.prompt(text, default="", show_default=False).strip().lower()
        if given in {"y", "yes", "n", "no"}:
            return given.startswith("y")


@contextmanager
def completing(offered: Sequence[str]) -> Iterator[None]:
    """Let Tab complete these words, and the arrows bring back what was typed before, while a line is read."""
    try:
        import readline
    except ImportError:
        yield
        return

    def complete(text: str, state: int) -> str | None:
        found = [one for one in offered if one.startswith(text)]
        return found[state] if state < len(found) else None

    before = readline.get_completer(), readline.get_completer_delims()
    readline.set_completer(complete)
    readline.set_completer_delims(" ,")
    readline.parse_and_bind("tab: complete")
    try:
        yield
    finally:
        readline.set_completer(before[0])
        readline.set_completer_delims(before[1])


@contextmanager
def history() -> Iterator[None]:
    """Keep the lines typed at prompts from one command to the next."""
    try:
        import readline
    except ImportError:
        yield
        return
    with suppress(OSError, RuntimeError):
        readline.read_history_file(remembering.folder() / "history")
    readline.set_history_length(1000)
    try:
        yield
    finally:
        with suppress(OSError, RuntimeError):
            readline.write_history_file(remembering.folder() / "history")
