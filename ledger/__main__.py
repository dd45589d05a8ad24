"""`python -m ledger`, the same as the command `ledger`."""

from ledger.cli import main

main()
