"""A yardstick: PostgreSQL, asked through psql by one lateral seek in each cell, with the three clocks.

The server is one of its own, started as the tests start theirs; it forgets all when it stops.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmark.measures import Command, run
from scripts.benchmark.yardsticks.lives import COLUMNS, FOREVER, lives
from tests.servers import SETTINGS, Server, folder, programs, usable

_TABLES = """
CREATE UNLOGGED TABLE cell (id integer PRIMARY KEY, matter text, party text);
CREATE UNLOGGED TABLE step (cell integer, latest bigint, earliest bigint, place bigint, born bigint, died bigint,
    pub bigint, stance text, terms text, voice text, said_on text);
"""
_INDEX = """
CREATE INDEX step_order ON step (cell, latest DESC, earliest DESC, place DESC, born, died, pub);
VACUUM ANALYZE;
"""
_QUERY = """
SELECT row_to_json(answer) FROM (
    SELECT cell.party, cell.matter, stance, terms, voice, NULL AS according_to, NULL AS speaker, said_on AS "on",
           NULL AS until, place AS entry, '[]' AS differing, NULL AS uncertain, '[]' AS may_have_changed
    FROM cell CROSS JOIN LATERAL (
        SELECT * FROM step WHERE step.cell = cell.id AND latest <= {at} AND born <= {known} AND died > {known}
            AND pub <= {published}
        ORDER BY latest DESC, earliest DESC, place DESC LIMIT 1
    ) AS won
    ORDER BY cell.matter, cell.party
) AS answer
"""


@contextmanager
def serving() -> Iterator[Server | None]:
    """Give a server; None where PostgreSQL is not installed."""
    binaries = programs()
    if binaries is None:
        yield None
        return
    with folder() as place:
        server = Server(place, usable(binaries, place.parent))
        server.make(SETTINGS | {"shared_buffers": "512MB", "jit": "off"})
        server.start()
        try:
            yield server
        finally:
            server.end()


def command(server: Server, *said: str) -> Command:
    """Return the command that has psql run some statements."""
    where = ("-h", server.folder, "-p", str(server.port), "-U", "postgres", "-d", "postgres")
    asked = [word for one in said for word in ("-c", one)]
    return [server.binaries / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *where, *asked]


def build(server: Server, lines: Path, place: Path) -> None:
    """Fill the server's tables from lines; what they are copied from is written into a folder meanwhile."""
    cells: dict[tuple[str, str], int] = {}
    steps = place / "step.tsv"
    with steps.open("w", encoding="utf-8") as file:
        for life in lives(lines):
            values = (cells.setdefault(life[:2], len(cells) + 1), *life[2:])
            file.write("\t".join("\\N" if one is None else str(one) for one in values) + "\n")
    named = place / "cell.tsv"
    named.write_text("".join(f"{of}\t{matter}\t{party}\n" for (matter, party), of in cells.items()), "utf-8")
    columns = ", ".join(("cell", *COLUMNS[2:]))
    copies = (f"\\copy cell from {named}", f"\\copy step ({columns}) from {steps}")
    dropped = "SET client_min_messages = warning; DROP TABLE IF EXISTS cell, step"
    for said in (dropped, _TABLES, *copies, *filter(str.strip, _INDEX.split(";"))):
        run(command(server, said), place)
    steps.unlink()


def question(server: Server, at: int, known: int = FOREVER - 1, published: int = FOREVER) -> Command:
    """Return the command that asks for the state at a moment."""
    return command(server, _QUERY.format(at=at, known=known, published=published))
