"""Importing a table of history: its progress on a terminal, and what became of its rows."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ledger.cli import answering
from ledger.cli.output import as_json as json_text
from ledger.errors import Refused, Usage
from ledger.exchange import tables
from ledger.ledger import Ledger
from ledger.show.phrases import brought, count
from ledger.show.text import safe
from ledger.state.cells import Row


class Progress:
    """A line on standard error that is written over once a second; nothing where that is no terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()
        self.began = self.last = time.monotonic()

    def __call__(self, counts: tables.Counts) -> None:
        """Tell of the counts of the file that is being read."""
        now = time.monotonic()
        if self.shown and now - self.last >= 1:
            self.last = now
            entries = count(counts.new, "entry", "entries")
            rows = f"{count(counts.rows, 'row')}, {counts.quarantined:,} quarantined, {entries}"
            sys.stderr.write(f"\r\x1b[K{safe(counts.file)}: {rows}, {now - self.began:,.0f} s")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _may_be_said(negotiation: str | None, published: str | None) -> None:
    """Refuse what all rows would be refused for."""
    from ledger import dates

    if published is not None:
        dates.bounds(published, "published")
    if negotiation is not None and tables.slug(negotiation) != negotiation:
        near = tables.slug(negotiation)
        raise Refused(
            f"{negotiation!r} is no slug",
            remedy=f"Write {near}" if near else "Write a-z, 0-9 and -.",
            field="negotiation",
            given=negotiation,
        )


def import_tables(
    ledger: Ledger,
    form: str,
    path: Path,
    *,
    quarantine: Path | None,
    negotiation: str | None,
    published: str | None,
) -> Row:
    """Import a table or a folder of tables and return what became of the rows of all its files.

    Rows that cannot be taken go to `quarantine`, by default a file named after
    the table in the present folder.
    """
    from ledger.exchange import treaties, votes

    _may_be_said(negotiation, published)
    beside = Path(f"{tables.stem(path.absolute())}-quarantine.jsonl") if quarantine is None else quarantine
    take = {"treaties": treaties.import_treaties, "unvotes": votes.import_votes}[form]
    default = {"treaties": treaties.NEGOTIATION, "unvotes": votes.NEGOTIATION}[form]
    progress = Progress()
    try:
        with tables.Quarantine(beside) as aside:
            found = take(
                ledger,
                path,
                aside,
                negotiation=negotiation or default,
                published=published,
                progress=progress,
            )
    finally:
        progress.end()
    return _document(found, str(beside) if aside.rows else None)


def _document(found: Sequence[tables.Counts], quarantine: str | None) -> Row:
    reasons: Counter[str] = Counter()
    for counts in found:
        reasons += counts.reasons
    return {
        "rows": sum(counts.rows for counts in found),
        "imported": sum(counts.imported for counts in found),
        "quarantined": sum(counts.quarantined for counts in found),
        "reasons": dict(sorted(reasons.items())),
        "entries": {"new": sum(one.new for one in found), "known": sum(one.known for one in found)},
        "warnings": sum(counts.warnings for counts in found),
        "quarantine": quarantine,
        "files": [counts.document() for counts in found],
    }


def import_command(
    ledger: Ledger,
    form: str,
    file: str,
    *,
    quarantine: Path | None,
    negotiation: str | None,
    published: str | None,
    dry: bool,
    as_json: bool,
) -> None:
    """Import and print what became of the rows; with `dry` what would."""
    if file == "-":
        raise Usage(f"{form} are read from a file, not from standard input", remedy="Name the file.")
    said = {"negotiation": negotiation, "published": published}
    if dry:
        with ledger.trial() as copied, TemporaryDirectory(prefix="ledger-") as made:
            aside = Path(made) / "quarantine.jsonl"
            document = import_tables(copied, form, Path(file), quarantine=aside, **said)
            document["quarantine"] = None
    else:
        document = import_tables(ledger, form, Path(file), quarantine=quarantine, **said)
    if as_json:
        click.echo(json_text(document))
        return
    for counts in document["files"]:
        click.echo(
            f"{safe(counts['file'])}: {count(counts['rows'], 'row')} = {counts['imported']:,} imported "
            f"+ {counts['quarantined']:,} quarantined"
        )
    entries = document["entries"]
    warned = f"; {count(document['warnings'], 'warning')}" if document["warnings"] else ""
    click.echo(f"{brought(entries['new'], entries['known'], 'recorded', dry=dry)}{warned}.")
    if document["reasons"]:
        click.echo(
            "Would be quarantined, with reasons:"
            if dry
            else f"Quarantined, with reasons, in {safe(str(document['quarantine']))}:"
        )
        for reason, rows in sorted(document["reasons"].items(), key=lambda one: (-one[1], one[0])):
            click.echo(f"  {rows:>9,}  {reason}")
    if dry:
        click.echo(answering.NOTHING)
