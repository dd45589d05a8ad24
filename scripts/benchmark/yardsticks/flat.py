"""A yardstick: sqlite-utils, which puts the same rows into one plain table."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from scripts.benchmark.yardsticks.lives import parsed

TABLE = "entry"


def flat(number: int, entry: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of a line: what is a list or an object there is a text here."""
    words = said.get("replacement", said)
    source = words.get("sources", [{}])[0]
    return {
        "id": entry,
        "number": number,
        "kind": said["kind"],
        "negotiation": words.get("negotiation"),
        "on": words.get("on"),
        "publisher": source.get("publisher"),
        "published": source.get("published"),
        "according_to": words.get("according_to"),
        "parties": ",".join(words.get("parties", ())),
        "matter": words.get("matter") or words.get("point"),
        "stance": words.get("stance"),
        "terms": words.get("terms") or words.get("text"),
        "summary": words.get("summary"),
        "entry": said.get("entry"),
        "reason": said.get("reason"),
    }


def rows(lines: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of lines."""
    return (flat(*line) for line in parsed(Path(lines)))


def build(lines: str, path: str) -> None:
    """Insert every line of a file with insert_all."""
    database = Database(path)
    database.table(TABLE).insert_all(rows(lines), pk="id")
    database.close()
