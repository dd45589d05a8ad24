"""The editor: an entry written into a template, checked, reopened with its faults marked; a draft is never lost.

The draft is a file in the user's state folder from the beginning, so that it is
there whatever happens to the editor, the terminal or the program. It is removed
once its entry is recorded.
"""

import os
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click

from ledger import chains, events
from ledger.cli import answering, fields, options, prompting, remembering, templates
from ledger.cli.keeping import data_of
from ledger.cli.output import near, print_error, tell
from ledger.errors import CannotWrite, Faulty, LedgerError, Refused, Usage
from ledger.ledger import Ledger
from ledger.ledger.recording import open_chain, standing_words
from ledger.state.cells import Row


class Record(Protocol):
    """Records what was written, or with `dry` only tries it, and returns the document."""

    def __call__(self, held: Row, *, dry: bool) -> Row:
        """Record it."""
        ...


class Draft:
    """A draft in its file; `opened` is what the editor was opened on, `again` the command that goes on with it."""

    def __init__(self, path: Path, opened: str, again: str) -> None:
        self.path = path
        self.opened = opened
        self.again = f"{again} --draft {shlex.quote(str(path))}"

    @classmethod
    def new(cls, name: str, text: str, again: str) -> "Draft":
        """Write a text into a file of its own."""
        return cls(remembering.keep_draft(name, text) or _elsewhere(name, text), text, again)

    @classmethod
    def kept(cls, name: str, again: str) -> "Draft":
        """Return the draft that a file holds; NotFound where there is none."""
        data_of(name)
        return cls(Path(name), "", again)

    def edited(self) -> str:
        """Open the editor on the draft and return what it holds afterwards."""
        try:
            click.edit(filename=str(self.path))
        except click.ClickException as error:
            raise Usage(
                f"the editor did not end well: {error.format_message()}",
                remedy="Name one that does: EDITOR=nano, or VISUAL.",
            ) from None
        try:
            return self.path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise Refused(f"the draft is not UTF-8 at byte {error.start}", remedy=self.again) from None

    def mark(self, text: str, error: Faulty) -> None:
        """Put a text in the draft's place with its faults marked; where that cannot be written it stays as it is."""
        self.opened = templates.marked(text, error.faults)
        remembering.write(self.path, self.opened)

    @contextmanager
    def never_lost(self) -> Iterator[None]:
        """Name the draft's file where it is not recorded in the end; remove it where it is."""
        try:
            yield
        except (LedgerError, click.ClickException, click.Abort, KeyboardInterrupt, OSError):
            tell("The draft is kept. To go on with it:", command=self.again, indent=0, err=True)
            raise
        self.path.unlink(missing_ok=True)


def _elsewhere(name: str, text: str) -> Path:
    """Return a draft's file in the folder for temporary files, where the user has no other."""
    try:
        handle, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".yaml")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CannotWrite(
            f"a draft cannot be kept anywhere: {error.strerror}", remedy="Free space, or use options."
        ) from None
    return Path(path)


def must_be_terminal(instead: str, *, as_json: bool = False) -> None:
    """Refuse an editor where no person can use it."""
    if as_json or not prompting.on_terminal():
        raise Usage("an editor needs a terminal, and prints no JSON", remedy=instead)


def compose(ledger: Ledger, draft: Draft, record: Record, *, dry: bool) -> None:
    """Edit a draft until it can be recorded and is confirmed, and record it; with `dry` it is only shown."""
    error: Faulty | None = None
    with draft.never_lost():
        while True:
            text = draft.edited()
            if text == draft.opened:
                if error is not None:
                    raise error
                click.echo("Nothing was written, and nothing was recorded.")
                return
            try:
                held, notes = _words(ledger, text)
                answering.preview(ledger, record(held, dry=True), notes)
            except Faulty as faulty:
                error = faulty
                try:
                    draft.mark(text, faulty)
                except OSError:
                    print_error(faulty, json=False, writing=True)
                    raise
                continue
            error = None
            if dry or _confirmed(draft):
                break
        if dry:
            click.echo(answering.NOTHING)
            tell("The draft is kept. To go on with it:", command=draft.again, indent=0)
            raise click.exceptions.Exit(0)
        answering.answer(ledger, record(held, dry=False), as_json=False, notes=notes)


def _confirmed(draft: Draft) -> bool:
    """Ask for the last yes; False to edit further. Declined, the draft is kept."""
    while True:
        given = click.prompt("Record it? (y, n, or e to edit further)", default="", show_default=False)
        answer = given.strip().lower()
        if answer in {"y", "yes"}:
            return True
        if answer in {"e", "edit"}:
            draft.opened = ""
            return False
        if answer in {"n", "no"}:
            tell("Nothing was recorded. To go on with the draft:", command=draft.again, indent=0)
            raise click.exceptions.Exit(0)


def _words(ledger: Ledger, text: str) -> tuple[Row, list[str]]:
    """Return what a draft says, words for days read as dates, and how they were read; Faulty where it is none."""
    held, faults = templates.read(text)
    if faults:
        raise Faulty(faults)
    sources = held.get("sources")
    first = sources[0] if isinstance(sources, list) and isinstance(sources[0], dict) else {}
    archived = ledger.store.source(str(first.get("source", ""))) or {}
    published = first.get("published") or archived.get("published")
    typed = fields.Typed({}, ledger.today)
    for field in sorted(fields.DATED & held.keys()):
        if isinstance(held[field], str):
            held[field] = typed.date(held[field], published if isinstance(published, str) else None)
    return held, typed.notes


# -- the commands --------------------------------------------------------------------------------


def record_edited(ledger: Ledger, draft: Draft, *, quotes: str | None, dry: bool) -> None:
    """Record what is written into a draft."""

    def record(held: Row, *, dry: bool) -> Row:
        negotiation = ledger.only_negotiation().get("negotiation")
        return ledger.record([held], quotes=quotes or "found", negotiation=negotiation, dry=dry)

    compose(ledger, draft, record, dry=dry)


@click.command(
    "template",
    help="Print a KIND as commented YAML to fill in; record it with: ledger record --file F.yaml",
    epilog="Example:  ledger template position-taken",
)
@click.argument("kind")
def template_command(kind: str) -> None:
    """Print a template."""
    kinds = events.kinds()
    if kind not in kinds:
        raise Refused(
            f"there is no kind {kind!r}", remedy=near(kind, list(kinds), "ledger record --help"), field="kind"
        )
    click.echo(templates.for_a_file(templates.template(kinds[kind], {})), nl=False)


@click.command(
    "edit",
    help="Correct entry N in your editor ($VISUAL or $EDITOR): its words as commented YAML, and your reason.",
    epilog="Example:  ledger edit --help",
)
@click.argument("entry", metavar="N")
@click.option("--draft", "kept", metavar="F", help="Go on with a draft that was kept.")
@answering.quoted
@answering.dry
@click.pass_context
def edit_command(ctx: click.Context, entry: str, kept: str | None, quotes: str | None, dry_run: bool) -> None:
    """Correct an entry in the editor."""
    must_be_terminal(f"ledger correct {entry} --help")
    ledger = options.opened(ctx)
    number, chain = open_chain(ledger.store, options.reference(entry))
    words = standing_words(chain)
    model = events.kinds().get(str(words.get("kind")))
    if model is None:
        raise Refused(
            f"entry {entry} is a {words.get('kind')}, which this version does not know",
            remedy="Correct it with a newer ledger.",
        )
    seen = chains.newest(chains.links(chain))
    again = shlex.join([*options.program(ctx), "edit", str(number)])
    own = f"# Why it should say something else [required]\nreason:\n\n# The last word of it seen\nover: {seen}\n\n"
    text = own + templates.template(model, words)
    draft = Draft.kept(kept, again) if kept else Draft.new(f"edit-{number}", text, again)

    def record(held: Row, *, dry: bool) -> Row:
        said = {key: value for key, value in held.items() if key not in {"over", "reason"}}
        over = options.reference(str(held.get("over", seen)))
        line = {
            "kind": chains.CORRECTED,
            "entry": over,
            "over": over,
            "replacement": templates.restored(said, words),
        }
        line |= {"reason": held["reason"]} if "reason" in held else {}
        return ledger.record([line], quotes=quotes or "found", dry=dry)

    compose(ledger, draft, record, dry=dry_run)
