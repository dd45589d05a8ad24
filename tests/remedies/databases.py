"""What goes wrong between a command and a ledger in a database.

What only a server can say stands in `also`, and is said by one in tests/postgres/test_messages.py.
"""

from tests.remedies import wrong

DATABASES = [
    wrong(
        "a file, where the tables of a database are asked for",
        "ledger admin sql",
        4,
        "ledger --ledger postgresql://localhost/sola admin sql",
        also=("{} does not hold entry {} as it was followed ({})",),
    ),
    wrong(
        "a URL that cannot be read",
        "ledger --ledger postgresql://ana:secret@[::1/sola state",
        4,
        "ledger --ledger ledger.db state",
        also=(
            "a ledger on PostgreSQL needs its driver, psycopg",
            "{} does not let this user in ({})",
            "a ledger in {} exists already",
            "the database of {} is in {}, and a ledger holds every letter there is",
            "{} is no file that could be copied to {}",
            "a copy that withholds something, or has another origin, is made in a file",
            "PostgreSQL cannot hold it: {}",
            "{} records as {}, who is logged in, and not as {}",
            "recorded as {}, who is logged in to the database, and not as LEDGER_AUTHOR={}",
        ),
    ),
    wrong(
        "a server that cannot be reached",
        "ledger --ledger postgresql://127.0.0.1:1/sola state",
        8,
        "ledger --ledger ledger.db state",
        also=(
            "there is no such database: {} ({})",
            "there is no ledger in {}",
            "{} takes no connection now ({})",
            "the connection to {} was lost ({})",
            "{} is in use by others ({})",
            "{} does not let you: {}",
            "{} can be read and not written to ({})",
            "{} is not as a ledger is: {}",
            "{}: what was written may or may not last ({})",
        ),
    ),
]
