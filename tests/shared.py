"""The folder `shared` that may lie beside the checkout: the texts and data that the ledger was built from.

LEDGER_SHARED names it; else it is looked for beside the checkout and beside each folder above it. Nothing of
it is part of the project, so a test that needs it asks for the fixture `shared` and is skipped without it.
"""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
MISSING = "the folder shared was not found beside the checkout; LEDGER_SHARED=DIR names it"


def folder() -> Path | None:
    """Return the folder, or None where there is none."""
    named = os.environ.get("LEDGER_SHARED")
    if named:
        return Path(named)
    beside = (above / "shared" for above in CHECKOUT.parents)
    return next((found for found in beside if (found / "CONTRACT.md").is_file()), None)
