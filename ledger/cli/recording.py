"""The command `record`: one development from the options of its kind, or a file of them."""

import shlex
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import click
from pydantic import BaseModel

from ledger import events
from ledger.cli import answering, examples, fields, options, prompting, remembering
from ledger.cli.keeping import data_of, lines_of, size_of
from ledger.cli.output import near, print_error, tell
from ledger.errors import Fault, Faulty, Usage
from ledger.exchange import files
from ledger.ledger import Ledger
from ledger.show.text import safe
from ledger.state.cells import Row


class Kinds(click.Group):
    """The kinds as commands, made from the vocabulary."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 click's signature
        """Return the kinds."""
        return list(events.kinds())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 as above
        """Return the command of a kind."""
        model = events.kinds().get(cmd_name)
        return None if model is None else kind_command(cmd_name, model)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the kind that is called; with a near name where there is none."""
        if args and not args[0].startswith("-") and args[0] not in events.kinds():
            raise Usage(
                f"there is no kind {args[0]!r}",
                remedy=near(args[0], list(events.kinds()), "ledger record --help"),
            )
        return super().resolve_command(ctx, args)


class One:
    """One development of a kind, from the values of its options."""

    def __init__(self, ctx: click.Context, kind: str, model: type[BaseModel], values: dict[str, Any]) -> None:
        self.ledger = options.opened(ctx)
        self.program = options.program(ctx)
        self.kind = kind
        self.model = model
        self.values = values
        self.notes: list[str] = []
        self.announced: list[str] = []
        self.terminal = not values["as_json"] and prompting.on_terminal()
        self.meant: set[str] = set()

    def words(self, values: dict[str, Any]) -> tuple[Row, fields.Typed]:
        """Return the development that values of options make, and how they were read."""
        typed = fields.Typed(values, self.ledger.today, answering.published(self.ledger, values))
        held = {"kind": self.kind} | typed.words(self.model)
        if "negotiation" in self.model.model_fields and "negotiation" not in held:
            held |= self.ledger.only_negotiation()
        return held, typed

    def _recorded(self, *, dry: bool) -> Row:
        held, typed = self.words(self.values)
        line: Row = held if self.values["id"] is None else {"id": self.values["id"], "development": held}
        self.notes = [*typed.notes, *self.announced]
        try:
            return self.ledger.record([line], quotes=self.values["quotes"] or "found", dry=dry)
        except Faulty as error:
            raise fields.as_options(error, self.model, typed) from None

    def _answer(self, document: Row, *, dry: bool) -> None:
        answering.answer(self.ledger, document, as_json=self.values["as_json"], notes=self.notes, dry_run=dry)

    def record(self) -> None:
        """Record it and tell what came of it; on a terminal what is missing is asked for."""
        dry = bool(self.values["dry_run"])
        document = self._on_terminal(dry=dry) if self.terminal else self._recorded(dry=dry)
        if document is None:
            return
        questioned = [one for one in document["warnings"] if one["given"] in self.meant]
        document["warnings"] = [one for one in document["warnings"] if one not in questioned]
        self._answer(document, dry=dry)
        if self.values.get("source") and not dry:
            remembering.use_source(self.ledger.store.id, self.values["source"])

    def _on_terminal(self, *, dry: bool) -> Row | None:
        """Record it, with a person to be asked; None where it is declined. What is typed meanwhile is never lost."""
        session = prompting.Session(self, self.ledger)
        missing = session.missing()
        if [one.field for one in missing] == ["sources"] and session.take_last_source():
            self.announced.append(f"source {self.values['source']}, the one used last")
            missing = []
        if not missing:
            self._named()
            return self._recorded(dry=dry)
        with session.kept(), prompting.history():
            if self._asked(session, missing):
                return self._recorded(dry=dry)
            tell("Nothing was recorded. What was typed:", command=session.command(), indent=0)
            return None

    def edit(self) -> None:
        """Write it in the editor, begun with what was typed."""
        from ledger.cli import editing, templates

        instead = f"ledger template {self.kind}"
        editing.must_be_terminal(instead, as_json=self.values["as_json"])
        held, _ = self.words(self.values)
        again = shlex.join([*self.program, "record"])
        draft = editing.Draft.new(self.kind, templates.template(self.model, held), again)
        editing.record_edited(
            self.ledger, draft, quotes=self.values["quotes"], dry=bool(self.values["dry_run"])
        )

    def _named(self) -> Row:
        """Try it, and ask of each new name that looks like a known one which is meant; return the document of that."""
        document = self._recorded(dry=True)
        for row in document["brought"]:
            if row["near"] and row["slug"] not in self.meant:
                if prompting.is_meant(row):
                    self._put(row["slug"], row["near"])
                    return self._named()
                self.meant.add(row["slug"])
        return document

    def _put(self, slug: str, near: str) -> None:
        """Put a known name in the place of another, in all options."""
        for name, value in self.values.items():
            if value == slug:
                self.values[name] = near
            elif isinstance(value, tuple):
                self.values[name] = tuple(
                    ",".join(near if item.strip() == slug else item for item in one.split(","))
                    if slug in (item.strip() for item in one.split(","))
                    else one
                    for one in value
                )

    def _asked(self, session: prompting.Session, missing: Sequence[prompting.Question]) -> bool:
        """Ask for what is missing and for a last yes, the entry before one's eyes; False where it is declined."""
        session.ask_all(missing)
        while True:
            try:
                answering.preview(self.ledger, self._named(), self.notes)
                return session.confirmed()
            except prompting.Changed:
                continue
            except Faulty as error:
                print_error(error, json=False, writing=True)
                session.mend(error)


@lru_cache
def kind_command(kind: str, model: type[BaseModel]) -> click.Command:
    """Return the command that records one development of a kind from its options."""

    @click.pass_context
    def record_one(ctx: click.Context, /, **values: Any) -> None:  # noqa: ANN401 the kind's options
        one = One(ctx, kind, model, values)
        if values.pop("edit"):
            one.edit()
        else:
            one.record()

    made = click.Command(
        kind,
        callback=record_one,
        params=[
            *fields.options(model),
            click.Option(["--id"], metavar="ID", help="an id of your own (left out: made from the words)"),
            click.Option(["--edit"], is_flag=True, help="Write it in your editor, as commented YAML."),
        ],
        help=model.__doc__,
        epilog=examples.of_kind(kind),
    )
    found: click.Command = options.json(options.checkpoint(answering.dry(answering.quoted(made))))
    return found


@click.group(
    "record",
    cls=Kinds,
    invoke_without_command=True,
    subcommand_metavar="KIND [OPTIONS]",
    help="Record one development of a KIND, or with --file a file of them, all or nothing.",
    epilog="Example:  ledger record --file developments.jsonl",
)
@click.option("--file", "file", metavar="F", help="JSONL, .json, .yaml; - reads JSONL from standard input.")
@click.option("--draft", "draft", metavar="F", help="Go on in your editor with a draft that was kept.")
@click.option("--source", metavar="SLUG", help="The source of all lines of the file that name none.")
@click.option("--negotiation", metavar="SLUG", help="The negotiation of all lines that name none.")
@click.option("--keep-going", is_flag=True, help="Record the good lines, and set the bad ones aside.")
@click.option("--rejects", metavar="F", help="Where bad lines go (default: FILE-rejects.jsonl here).")
@answering.quoted
@answering.dry
@options.checkpoint
@options.json
@click.pass_context
def record_command(  # noqa: D103 the help says it
    ctx: click.Context,
    file: str | None,
    draft: str | None,
    source: str | None,
    negotiation: str | None,
    keep_going: bool,
    rejects: str | None,
    quotes: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    if ctx.invoked_subcommand is not None:
        if file is not None:
            raise Usage("a KIND and --file exclude each other", remedy="ledger record --file F")
        if any(fields.given(ctx)):
            raise Usage(
                "the options of an entry stand after its KIND",
                remedy=f"ledger record {ctx.invoked_subcommand} --help",
            )
        return
    if draft is not None:
        from ledger.cli import editing

        if file is not None:
            raise Usage("--draft and --file exclude each other", remedy=f"ledger record --file {file}")
        editing.must_be_terminal(f"ledger record --file {draft}", as_json=as_json)
        kept = editing.Draft.kept(draft, shlex.join([*options.program(ctx), "record"]))
        editing.record_edited(options.opened(ctx), kept, quotes=quotes, dry=dry_run)
        return
    if file is None:
        raise Usage(
            "name a KIND or a file", remedy="ledger record --file F, or ledger record position-taken --help"
        )
    if rejects is not None and not keep_going:
        raise Usage("--rejects goes with --keep-going", remedy="ledger record --file F --keep-going")
    ledger = options.opened(ctx)
    record = {"negotiation": negotiation, "source": source, "quotes": quotes or "found"}
    if keep_going:
        _keep_going(ctx, ledger, file, rejects, record)
        return
    document = _file(ledger, file, record, dry=dry_run)
    answering.answer(ledger, document, as_json=as_json, dry_run=dry_run)


def _file(ledger: Ledger, file: str, record: Row, *, dry: bool) -> Row:
    """Record the lines of a file, all or nothing; a long one is held a part at a time."""
    if not dry and files.is_long(file, size_of(file)):
        return ledger.record(files.jsonl_lines(lines_of(file), comments=True), **record)
    lines, faults = files.read(file, data_of(file))
    if faults:
        every = [*faults, *_faults_too(ledger, lines, record)]
        raise Faulty(sorted(every, key=lambda fault: fault.line or 0))
    return ledger.record(lines, dry=dry, **record)


def _keep_going(ctx: click.Context, ledger: Ledger, file: str, rejects: str | None, record: Row) -> None:
    """Record the good lines of a file; exit 4 where bad ones are left."""
    from ledger.cli import rejecting

    dry, as_json = bool(ctx.params["dry_run"]), bool(ctx.params["as_json"])
    path = rejecting.place(file, rejects)
    document = rejecting.record(ledger, file, data_of(file), path, record, dry=dry)
    answering.answer(ledger, document, as_json=as_json, dry_run=dry)
    if not document["faults"]:
        return
    if not as_json and document["rejects"] is not None:
        bad = len({fault["line"] for fault in document["faults"]})
        many = (
            f"{bad:,} lines were not recorded. They stand"
            if bad > 1
            else "1 line was not recorded. It stands"
        )
        tell(f"{many}, with what is wrong, in {path}.", indent=0)
        click.echo(
            f"Mend them, then:  {safe(shlex.join([*options.program(ctx), 'record', '--file', str(path)]))}"
        )
    ctx.exit(4)


def _faults_too(ledger: Ledger, lines: Sequence[Any], record: Row) -> list[Fault]:
    """Return the faults of the lines that could be read, so that all of a file's come at once."""
    try:
        ledger.record(lines, dry=True, **record)
    except Faulty as error:
        return list(error.faults)
    return []
