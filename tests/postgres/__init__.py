"""What only a ledger on PostgreSQL can do, refuse, or fail at."""
