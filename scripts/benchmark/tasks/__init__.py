"""What is measured inside one process, of the ledger and its yardstick in turn: the functions `worker` runs."""
