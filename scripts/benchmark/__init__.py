"""The benchmark: how fast the ledger is, measured beside what others do with the same entries.

`scripts/bench` runs it. What to read, in which order: `figures` names every
figure and says what it aims at; `measures` runs things turn by turn and makes
ratios of them; `samples` makes the ledgers, and the yardsticks' files, once;
`tasks` holds what is measured inside one process, which `worker` starts.

The yardsticks, each as its own users would write it:

- `plain`: the eventsourcing library alone, an aggregate for each matter; its
  events replayed and folded in Python.
- `bare`: the sqlite3 binary on one table of lives with an ideal index.
- `flat`: sqlite-utils, the same rows in one plain table.
- `duck`: DuckDB, arg_max over a table of what stands, asked with one clock.
- `postgres`: PostgreSQL, a lateral seek in each cell, through psql.
- an fsync, and the sha256 of the same bytes: what no program can do without.
"""
