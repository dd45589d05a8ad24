"""The archive of source texts: kept by their sha256, and named by a slug with the fields of the source."""

import re

from ledger import sources
from ledger.errors import Refused
from ledger.state.cells import Row
from ledger.store import Store

LONGEST = 16 << 20
"""The most bytes of a source's text (UTF-8)."""


def _checked(slug: str, fields: Row) -> Row:
    from pydantic import ValidationError

    from ledger.events.fields import SLUG, Source
    from ledger.steps.shape import explained

    if SLUG.fullmatch(slug) is None:
        near = re.sub(r"[^a-z0-9]+", "-", slug.lower()).strip("-")[:64]
        raise Refused(
            f"{slug!r} is no slug: a-z, 0-9 and -",
            field="as",
            given=slug,
            remedy=f"Write --as {near or 'we-0218'}",
        )
    try:
        return Source.model_validate(fields).model_dump(mode="json", exclude_unset=True)
    except ValidationError as error:
        fault = explained(Source, error)[0]
        raise Refused(fault.message, field=fault.field, given=fault.given, remedy=fault.remedy) from None


def archive(  # noqa: PLR0913 the source, who archives it, and whether it is only tried
    store: Store, text: str, slug: str, fields: Row, author: str, *, dry: bool = False
) -> Row:
    """Keep a text and the source it is of; return slug, sha256, how many characters, and whether it is new."""
    size = len(text.encode(errors="surrogatepass"))
    if size > LONGEST:
        raise Refused(
            f"the text has {size:,} bytes; the most is {LONGEST:,}", remedy="Archive the part you quote."
        )
    if not text.strip():
        raise Refused("the text is blank", remedy="Give the file that holds the source's text.")
    sha256 = sources.digest(text)
    kept = _checked(slug, fields | {"archive": sha256})
    known = store.source(slug)
    if known is not None and known != kept:
        differing = sorted(key for key in known.keys() | kept.keys() if known.get(key) != kept.get(key))
        raise Refused(
            f"{slug} stands for another source (it differs in {', '.join(differing)})",
            field="as",
            given=slug,
            remedy=f"Choose another slug, as {slug}-2. To see what is kept: ledger sources",
        )
    new = known is None
    if new and not dry:
        store.keep(sha256, text, slug, kept, author)
    return {"source": slug, "archive": sha256, "characters": len(text), "new": new, **kept}
