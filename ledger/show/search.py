"""What a search has found: entries with the passages that say the words; or who was first."""

from collections.abc import Iterator

from ledger.show.deeds import Numbers, known_numbers
from ledger.show.entries import words
from ledger.show.page import Page
from ledger.show.phrases import Document, basis, heading, numbers, short, total, when

_LABELS = (("SAID", "said"), ("PUBLISHED", "published"), ("RECORDED", "recorded"))
_COLUMN = 11


def search(document: Document, *, width: int, colour: bool) -> str:
    """Return the screen of a `search` answer, with `first` that of three entries."""
    page = Page(width, colour=colour)
    first = "first" in document
    heading(page, f"{'search, first' if first else 'search'}: {document['query']}", document)
    known = known_numbers(document, document["hits"])
    if first:
        _first(page, document, known)
    else:
        page.table(
            [_row(hit, known) for hit in document["hits"]],
            below=[list(_passages(hit, words(hit, known))) for hit in document["hits"]],
        )
        page.paragraph(total(len(document["hits"]), document, "entry", "entries"))
    basis(page, document)
    return page.text()


def _row(hit: Document, known: Numbers) -> tuple[str, str, str]:
    return f"#{hit['entry']}", when(hit["on"]) if hit["on"] else "", _words(hit, known)


def _words(hit: Document, known: Numbers) -> str:
    return "; ".join([words(hit, known), *_gone(hit)])


def _gone(hit: Document) -> Iterator[str]:
    """Yield that the words which were found no longer stand, beside a retraction, which `words` tells."""
    if hit["superseded_by"] is not None:
        yield f"these words no longer stand: see #{hit['superseded_by']}"
    elif hit["stands"] and not hit["found_standing"]:
        yield "found in a source that was taken back"


def _passages(hit: Document, sentence: str) -> Iterator[str]:
    """Yield the passages that the sentence does not show, quotes in quotation marks."""
    line = hit["corrected_by"] or hit["entry"]
    for passage in hit["found"]:
        text = passage["text"]
        where = "" if passage["line"] == line else f" #{passage['line']}"
        if passage["field"] == "quote.exact":
            yield f'"{text}"{where}'
        elif text.strip("… ") not in sentence:
            field = str(passage["field"]).replace(".", " ").replace("_", " ")
            yield f"{field}: {text}{where}"


def _first(page: Page, document: Document, known: Numbers) -> None:
    rows: list[tuple[str, str, str]] = []
    below: list[list[str]] = []
    labels: list[str] = []
    told: set[int] = set()
    for label, key in _LABELS:
        found = document["first"][key]
        labels.append(label)
        if found is None:
            rows.append(("", "no entry that stands" if document["hits"] else "no entry", ""))
            below.append([])
            continue
        hit = found["entry"]
        day = short(found["date"][:10]) if key == "recorded" else when(found["date"])
        again = hit["entry"] in told
        rows.append((f"#{hit['entry']}", day, "the same entry" if again else _words(hit, known)))
        below.append([*([] if again else _passages(hit, words(hit, known))), *_doubt(found)])
        told.add(hit["entry"])
    page.table(rows, indent=_COLUMN, labels=labels, below=below)


def _doubt(found: Document) -> Iterator[str]:
    if found.get("perhaps_earlier"):
        yield f"perhaps earlier: {numbers(found['perhaps_earlier'])}"
