"""What the ledger is measured beside: each module makes a file of the same entries and asks it the same."""
