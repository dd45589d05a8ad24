"""The types of the fields: text, slugs, references, dates, and the parts that developments share.

A check that fails says in its message what was wrong and, beside it, what to do.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic_core import PydanticCustomError

from ledger import dates
from ledger.errors import Refused
from ledger.events import numbers

MOST_ITEMS = 1_000
"""The most items in a list."""
LONGEST_TEXT = 65_536
"""The longest text, in code points."""

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def refused(message: str, remedy: str | None = None) -> PydanticCustomError:
    """Return the error a validator raises: its message and the remedy for it."""
    # pydantic fills {braces} in a template from its context, so the words travel in the context.
    return PydanticCustomError("refused", "{message}", {"message": message, "remedy": remedy})


def _text(value: str) -> str:
    if not value.strip():
        raise refused("the text is blank", "Leave the field out, or write what it says.")
    if len(value) > LONGEST_TEXT:
        raise refused(
            f"the text has {len(value):,} characters; the most is {LONGEST_TEXT:,}",
            "Quote a part of it; archive the whole with: ledger source add",
        )
    return value


def _slug(value: str) -> str:
    if SLUG.fullmatch(value) is None:
        near = re.sub(r"[^a-z0-9]+", "-", value.lower()).strip("-")[:64]
        raise refused(
            f"{value!r} is no slug: a-z, 0-9 and -, starting with a letter or digit, at most 64",
            f"Write {near}" if near and near.isascii() else None,
        )
    return value


def admiralty_grade(value: str) -> str:
    """Check an Admiralty grade: reliability A to F, credibility 1 to 6 (NATO AJP-2.1)."""
    if re.fullmatch(r"[A-F][1-6]", value) is None:
        raise refused(f"{value!r} is no grade", "Write a letter A to F and a digit 1 to 6, as B2.")
    return value


def country_code(value: str) -> str:
    """Check an ISO 3166-1 code."""
    if re.fullmatch(r"[A-Z]{2,3}", value) is None:
        raise refused(f"{value!r} is no ISO 3166 code", "Write alpha-2 or alpha-3 in capitals, as UA or UKR.")
    return value


def wikidata_item(value: str) -> str:
    """Check the number of a Wikidata item."""
    if re.fullmatch(r"Q[1-9][0-9]{0,19}", value) is None:
        raise refused(f"{value!r} is no Wikidata item", "Write Q and its number, as Q212.")
    return value


def _reference(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise refused("a reference is an entry's number or its id", "Write 17, or the id of the entry.")
    if isinstance(value, int):
        return value
    if ID.fullmatch(value) is None or value.isdigit():
        raise refused(f"{value!r} is no id", "Write the entry's number without quotation marks, or its id.")
    return value


def _span(value: str) -> str:
    if numbers.bounds(value) is None:
        raise refused(f"{value!r} is no number of an entry and no stretch of them", "Write 57, or 60-71.")
    return value


def _ascending(values: tuple[str, ...]) -> tuple[str, ...]:
    last = 0
    for value, one in zip(values, numbers.numbers(values), strict=True):
        if one[0] <= last:
            raise refused(f"{value} does not come after the number before it", "Name each once, in order.")
        last = one[-1]
    return values


def whole_number(value: object) -> object:
    """Check that a value is a whole number of JSON: no text, and true is not 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise refused("a whole number is asked for", "Write 1, without quotation marks or a point.")
    return value


def _once(values: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: set[Any] = set()
    for value in values:
        if value in seen:
            raise refused(f"{value!r} stands twice in the list", "Name each once.")
        seen.add(value)
    return values


def _dated(field: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        try:
            dates.bounds(value, field)
        except Refused as error:
            raise refused(error.message, error.remedy) from None
        return value

    return check


Text = Annotated[str, AfterValidator(_text)]
Slug = Annotated[str, AfterValidator(_slug)]
Reference = Annotated[int | str, BeforeValidator(_reference)]
Slugs = Annotated[tuple[Slug, ...], Field(max_length=MOST_ITEMS), AfterValidator(_once)]
References = Annotated[tuple[Reference, ...], Field(max_length=MOST_ITEMS), AfterValidator(_once)]
Spans = Annotated[
    tuple[Annotated[str, AfterValidator(_span)], ...],
    Field(min_length=1, max_length=MOST_ITEMS),
    AfterValidator(_ascending),
]
Texts = Annotated[tuple[Text, ...], Field(max_length=MOST_ITEMS)]
On = Annotated[str, AfterValidator(_dated("on"))]
Until = Annotated[str, AfterValidator(_dated("until"))]
Effective = Annotated[str, AfterValidator(_dated("effective"))]
Published = Annotated[str, AfterValidator(_dated("published"))]
Expected = Annotated[str, AfterValidator(_dated("expected"))]
Window = Annotated[str, AfterValidator(_dated("not_during"))]

Stance = Literal[
    "proposes",
    "demands",
    "supports",
    "accepts",
    "conditional",
    "neutral",
    "undetermined",
    "opposes",
    "rejects",
]


class Part(BaseModel):
    """A frozen value that refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(Part):
    """The source's own words (W3C TextQuoteSelector: exact, prefix, suffix; offsets in code points)."""

    exact: Text = Field(description="the source's own words")
    prefix: Text | None = Field(
        None, description="the words right before, where the quote stands more than once"
    )
    suffix: Text | None = Field(None, description="the words right after")
    start: Annotated[int, BeforeValidator(whole_number), Field(ge=0)] | None = Field(
        None, description="code points before the quote in the archived text"
    )
    end: Annotated[int, BeforeValidator(whole_number), Field(ge=0)] | None = Field(
        None, description="code points up to the end of the quote"
    )
    lang: Text | None = Field(None, description="language of the quote (BCP 47)")
    translation: Text | None = Field(None, description="the quote in the reader's language")


class Source(Part):
    """Where it is reported."""

    publisher: Text = Field(description="who published it")
    title: Text | None = Field(None, description="its title")
    published: Published | None = Field(None, description="when it was published (EDTF)")
    url: Text | None = Field(None, description="where it can be read")
    author: Text | None = Field(None, description="who wrote it")
    archive: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        None, description="sha256 of the archived text"
    )
    quotes: Annotated[tuple[Quote, ...], Field(max_length=MOST_ITEMS)] = Field(
        (), description="the source's own words"
    )


class Speaker(Part):
    """Who voiced it: a name, a role, a party, at least one of them."""

    name: Text | None = Field(None, description="the speaker's name")
    role: Text | None = Field(None, description="the office, or what unnamed officials are called")
    party: Slug | None = Field(None, description="the party spoken for")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.name is None and self.role is None and self.party is None:
            raise refused(
                "a speaker has a name, a role or a party", "Give one of them, or leave the speaker out."
            )
        return self


class Participant(Part):
    """Who took part in a meeting."""

    name: Text = Field(description="the participant's name")
    role: Text | None = Field(None, description="the office")
    party: Slug | None = Field(None, description="the party represented")
