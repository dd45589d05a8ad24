"""Every error of the program: a command that shows it, and the commands that follow its remedy.

The README's table of errors is made from these rows by running them; `tests/test_remedies.py` runs their remedies
too, and asks for a row for each message that stands in the code. They are typed at a desk (see `desk`): a folder
with a small ledger on the river Sola and some files, sound and faulty.
"""

from typing import NamedTuple


class Wrong(NamedTuple):
    """One thing that can go wrong.

    `command` is refused with exit code `code`; `given` is what it reads on standard input. `then` are the commands
    by which its remedy is followed: each must end well; of `{}` in one stands a wrong command mended. `also` are
    the templates of further messages of the same kind (see `tests.messages`). `meanwhile` names what happens to
    the machine while the command runs (see `tests.remedies.trouble`).
    """

    what: str
    command: str
    code: int
    then: tuple[str, ...]
    also: tuple[str, ...] = ()
    given: str = ""
    meanwhile: str = ""

    @property
    def shown(self) -> str:
        """The command as it is shown, with what it is given."""
        piped = f"echo '{self.given}' | {self.command}" if self.given else self.command
        return piped.replace("\n", "\\n")


def wrong(  # noqa: PLR0913 a row of a table
    what: str,
    command: str,
    code: int,
    *then: str | tuple[str, str],
    also: tuple[str, ...] = (),
    given: str = "",
    meanwhile: str = "",
) -> Wrong:
    """Return a row; a pair in `then` is the wrong command with one text put in the place of another."""
    mended = (one if isinstance(one, str) else command.replace(*one) for one in then)
    return Wrong(what, command, code, tuple(mended), also, given, meanwhile)
