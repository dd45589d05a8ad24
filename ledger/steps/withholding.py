"""Withheld lines: which they can be said to be, and taking them from an export. Pure.

A line is withheld when a copy of the ledger is made, and in no other way: so an
entry that says which lines are withheld can name only those that are, and a
line without words can only be taken into a ledger in which it has the number
that its seal gives it.
"""

from ledger.entry import Entry, withheld_id
from ledger.errors import Fault
from ledger.events import numbers
from ledger.state.cells import Row
from ledger.steps.view import Draft


def unfounded(held: Row, draft: Draft) -> Fault | None:
    """Return what is wrong with an entry that says which lines are withheld, or None."""
    for span, named in zip(held["numbers"], numbers.numbers(held["numbers"]), strict=True):
        if named[-1] >= draft.next():
            return Fault(
                f"there is no entry {named[-1]} yet",
                field="numbers",
                given=span,
                remedy=f"The last entry is {draft.next() - 1}.",
            )
        for number in named:
            if not draft.is_withheld(number):
                return Fault(
                    f"entry {number} is not withheld: it has its words",
                    field="numbers",
                    given=span,
                    remedy=f"To withhold them in a copy: ledger copy FROM TO --withhold {number} --reason TEXT",
                )
    return None


def closed(number: int, field: str) -> Fault:
    """Return the refusal of a line that names one whose words nobody here can read."""
    return Fault(
        f"entry {number} is withheld in this copy of the ledger: its words are not here",
        field=field,
        given=number,
        remedy="Name another, or record it in the ledger that has its words.",
    )


def there(value: Row, draft: Draft) -> int | None:
    """Return the number of the entry that an exported line without words is already, or None."""
    number = value["entry"]
    digest = bytes.fromhex(value["digest"])
    same = (entry.number == number and entry.salt == digest for entry in draft.chain(number))
    return number if any(same) else None


def taken(value: Row, author: str, draft: Draft) -> Entry | Fault:
    """Return the entry that an exported line without words is, or why it cannot be one here."""
    number = draft.next()
    if value["entry"] != number:
        return Fault(
            f"entry {value['entry']} is withheld, and its words cannot be known again under another number",
            field="entry",
            given=value["entry"],
            remedy="Import the whole export into an empty ledger: ledger --ledger PATH init",
        )
    root = value["root"]
    if root != number and not (0 < root < number and draft.is_withheld(root)):
        return Fault(f"entry {number} is withheld, and entry {root}, which its chain begins with, is not")
    digest = bytes.fromhex(value["digest"])
    return Entry(number, withheld_id(number), "", author, root, value["kind"], value["version"], "", digest)
