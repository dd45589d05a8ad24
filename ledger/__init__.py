"""The agreement ledger: an event-sourced record of what happens in a negotiation, and what held at any moment.

What to read, in which order:

1. `events`, the vocabulary: what an entry can hold.
2. `dates` and `chains`: what a vague date means, and which words of an entry stand.
3. `steps` and `state`: what each kind does to which cell, and how steps become a state.
4. `store` and `index`: where entries are kept, and the disposable read model.
5. `ledger.ledger`, the front door: class Ledger. `cli` is the command line on top of it.

The public names are imported when they are first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from ledger.ledger.moments import Clocks

__all__ = ["Clocks", "Ledger"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 any public name
    if name in __all__:
        from ledger.ledger import Clocks, Ledger

        return {"Clocks": Clocks, "Ledger": Ledger}[name]
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
