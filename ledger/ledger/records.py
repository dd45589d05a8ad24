"""What a ledger takes: developments, corrections, retractions, sources, and the lines of an export."""

import getpass
import os
from collections.abc import Iterable, Sequence
from typing import Any

from ledger.errors import Fault, Refused
from ledger.ledger.entries import Entries
from ledger.ledger.moments import Clocks, moment
from ledger.ledger.question import Questions
from ledger.state.cells import Row


def login() -> str:
    """Return who records: LEDGER_AUTHOR, else the login name; Refused where it is blank or no UTF-8."""
    named = os.environ.get("LEDGER_AUTHOR")
    if named:
        if not named.strip() or not named.isprintable():
            raise Refused(f"LEDGER_AUTHOR={named!a} is no name", remedy="Set it to yours, or unset it.")
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


class Records(Questions):
    """Every record is all or nothing, and answered for line by line."""

    def record(  # noqa: PLR0913 the defaults for all lines
        self,
        lines: Iterable[Any],
        *,
        author: str | None = None,
        negotiation: str | None = None,
        source: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record lines (envelopes or developments), all or nothing; return the document of `record`.

        A line may be a pair of its number in its file and the line itself, or
        the Fault for which it could not be read. Lines that come from an
        iterator are held a batch at a time, under the store's lock. What
        is not in its archived text is by `quotes` refused ("found"), kept
        ("unverified"), or replaced by the "nearest" words.
        Raises Faulty with all faults, Busy, CannotWrite or OutcomeUnknown.
        """
        from ledger.ledger.bulk import record_all
        from ledger.ledger.recording import record
        from ledger.steps.admission import Options

        options = Options(self.author(author), lambda: os.urandom(16), negotiation, source, quotes)
        numbered = (line if isinstance(line, tuple) else (None, line) for line in lines)
        if dry or isinstance(lines, Sequence):
            document = record(self.store, self.index, list(numbered), options, dry=dry)
        else:
            document = record_all(self.store, self.index, numbered, options)
        return document | {"warnings": [*document["warnings"], *self._passed_over(options.author)]}

    def author(self, given: str | None = None) -> str:
        """Return who records: the user whom the database has let in; in a file who is given, else `login`.

        Refused where the database knows another than the one given.
        """
        known = self.store.author()
        if known is None:
            return given or login()
        if given is not None and given != known:
            raise Refused(
                f"{self.store.address} records as {known}, who is logged in, and not as {given}",
                remedy=f"Log in as {given}: postgresql://{given}@host/database",
            )
        return known

    def _passed_over(self, author: str) -> list[Row]:
        """Return the warning that LEDGER_AUTHOR names another than the database does, if so."""
        named = os.environ.get("LEDGER_AUTHOR")
        if not named or named == author or self.store.author() is None:
            return []
        message = f"recorded as {author}, who is logged in to the database, and not as LEDGER_AUTHOR={named}"
        return [Fault(message, given=named, remedy="Unset LEDGER_AUTHOR.").document()]

    def only_negotiation(self) -> Row:
        """Return {"negotiation": slug} where exactly one is known, else {}; the default of an entry typed by hand."""
        with self.index.reading(0, self.store.last()[0], None) as reading:
            known = reading.negotiations() or reading.described_negotiations()
        return {"negotiation": known[0]} if len(known) == 1 else {}

    def told(self, document: Row, notes: Sequence[str] = ()) -> Row:
        """Return the document of `record` with what its screen shows: each entry's words and quotes, what changes."""
        from ledger.ledger.recording import told

        return told(self.index, document, notes, moment(self.store, Clocks(), self.today))

    def correct(  # noqa: PLR0913 a correction says all of this
        self,
        reference: int | str,
        changes: Row,
        reason: str,
        *,
        clear: Sequence[str] = (),
        over: int | str | None = None,
        author: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record that an entry should have said something else: some fields changed, some cleared.

        `reference` is the newest line of the chain that was seen, or `over` is.
        Raises Faulty with code 5 where there is a newer one.
        """
        from ledger.ledger import recording

        _, chain = recording.open_chain(self.store, reference)
        replacement = recording.corrected(recording.standing_words(chain), changes, clear)
        line = recording.correction(self.store, reference, replacement, reason, over)
        return self.record([line], author=author, quotes=quotes, dry=dry)

    def retract(
        self,
        reference: int | str,
        reason: str,
        *,
        over: int | str | None = None,
        author: str | None = None,
        dry: bool = False,
    ) -> Row:
        """Record that a line should not stand; the answer has `stands`, the ENTRY of what stands afterwards."""
        from ledger.ledger import recording
        from ledger.ledger.entries import chain_of

        number, chain = chain_of(self.store, reference)
        line = recording.retraction(self.store, number, reason, over)
        document = self.record([line], author=author, dry=dry)
        when = moment(self.store, Clocks(), self.today)
        return document | {"stands": Entries(self.store, when).of_root(chain[0].number)}

    def renaming(self, old: str, new: str, reason: str) -> Row:
        """Return what renaming a party changes, and in "lines" the corrections to record; see `renaming.plan`."""
        from ledger.ledger.renaming import plan

        return plan(self.index, old, new, reason)

    def add_source(
        self,
        reference: int | str,
        sources: Sequence[Row],
        *,
        author: str | None = None,
        quotes: str = "found",
        dry: bool = False,
    ) -> Row:
        """Record further sources of an entry."""
        from ledger.ledger.recording import open_chain

        number, _ = open_chain(self.store, reference)
        line = {"kind": "source-added", "entry": number, "sources": list(sources)}
        return self.record([line], author=author, quotes=quotes, dry=dry)

    def archive(
        self, text: str, slug: str, fields: Row, *, author: str | None = None, dry: bool = False
    ) -> Row:
        """Keep the text of a source inside the ledger by its sha256, under a slug that entries can name.

        Refused: a slug that stands for another source, a text over the limit, a
        field that is wrong. The same once more changes nothing, and with `dry` nothing is kept.
        """
        from ledger.ledger.archive import archive

        return archive(self.store, text, slug, fields, self.author(author), dry=dry)

    def import_lines(self, lines: Sequence[tuple[int | None, object]], *, author: str | None = None) -> Row:
        """Import the lines of an export, all or nothing; return the document of `record`."""
        from ledger.ledger.importing import import_lines
        from ledger.steps.admission import Options

        options = Options(self.author(author), lambda: os.urandom(16), importing=True)
        return import_lines(self.store, self.index, lines, options)
