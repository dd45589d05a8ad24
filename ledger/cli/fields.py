"""Options made from the fields of the vocabulary, and what was typed turned back into words of an entry.

A scalar field is an option of its name; a list field is its singular,
repeatable or comma-separated; the speaker and the source have an option for
each of their parts. Nothing here names a kind.
"""

import datetime
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ledger import dates
from ledger.cli import completing
from ledger.cli.options import reference
from ledger.errors import Faulty, Refused
from ledger.exchange.files import fields_of
from ledger.state.cells import Row
from ledger.steps.typed import choices, typed

REFERENCES = frozenset({"after", "withdraws", "rescinds", "entry", "over"})
DATED = frozenset({"on", "until", "effective", "expected", "not_during"})
_KEPT = frozenset({"after", "withdraws", "rescinds", "absent", "to", "under", "via"})
"""List fields whose name is their own singular."""
_SOURCE = {
    "publisher": ("--publisher", "who published it"),
    "title": ("--source-title", "the source's title"),
    "published": ("--published", "when it was published (EDTF)"),
    "url": ("--url", "where it can be read"),
    "author": ("--author", "who wrote it"),
}
_SPEAKER = {
    "name": ("--speaker", "the speaker's name"),
    "role": ("--speaker-role", "the speaker's office, or what unnamed officials are called"),
    "party": ("--speaker-party", "the party spoken for (left out: the entry's only party)"),
}
_QUOTE = {
    "prefix": ("--quote-prefix", "the words right before the quote, where it stands several times"),
    "suffix": ("--quote-suffix", "the words right after the quote"),
    "start": ("--quote-start", "code points before the quote in the archived text"),
}


def singular(field: str) -> str:
    """Return the name of a list field's option."""
    if field in _KEPT:
        return field
    for ending, one in (("ies", "y"), ("ses", "s"), ("s", "")):
        if field.endswith(ending):
            return field.removesuffix(ending) + one
    return field


def _option(name: str, text: str, **attributes: Any) -> click.Option:  # noqa: ANN401 click's own
    return click.Option([name], help=text, **attributes)


def option_of(model: type[BaseModel], name: str) -> str:
    """Return the name of the option that a field of a kind has; of the source and the speaker their first."""
    if name == "sources":
        return "source"
    if name == "participants":
        return "participant"
    return singular(name) if is_list(model.model_fields[name]) else name


def is_list(field: FieldInfo) -> bool:
    """Tell whether a field holds a list."""
    return any(get_origin(one) is tuple for one in choices(field.annotation))


def literals(field: FieldInfo) -> list[str]:
    """Return the words that a field offers to choose from."""
    return [
        value for one in choices(field.annotation) if get_origin(one) is Literal for value in get_args(one)
    ]


def _text(name: str, field: FieldInfo) -> str:
    about = field.description or name
    offered = literals(field)
    text = f"{about}: {', '.join(offered)}" if offered else about
    if name == "negotiation":
        return f"{text} (left out: the only one)"
    return f"{text} [required]" if field.is_required() and name != "sources" else text


def options(model: type[BaseModel]) -> list[click.Option]:
    """Return the options for the fields of a kind."""
    found: list[click.Option] = []
    for name, field in model.model_fields.items():
        if name == "kind":
            continue
        text = _text(name, field)
        flag = f"--{name.replace('_', '-')}"
        if name == "sources":
            found += _source_options(field.is_required())
        elif name == "speaker":
            found += [_option(flag, text) for flag, text in _SPEAKER.values()]
        elif name == "participants":
            found.append(
                _option("--participant", f"{text}, as 'Name; role; party'", multiple=True, metavar="TEXT")
            )
        elif name == "replacement":
            found.append(_option("--replacement", "the whole development, as JSON", metavar="JSON"))
        elif is_list(field):
            found.append(
                _option(f"--{singular(name)}", f"{text} (repeat, or a,b)", multiple=True, metavar="TEXT")
            )
        elif bool in choices(field.annotation):
            found.append(_option(flag, text, is_flag=True, default=None))
        else:
            whole = int in choices(field.annotation) and str not in choices(field.annotation)
            found.append(_option(flag, text, metavar="N" if whole else "D" if name in DATED else "TEXT"))
            if literals(field):
                found[-1].type = completing.Words(name, literals(field))
    completing.dressed(found)
    return found


def _source_options(required: bool) -> list[click.Option]:
    needed = " [required, or --publisher]" if required else ""
    return [
        _option("--source", f"slug of an archived source{needed}", metavar="SLUG"),
        *(_option(flag, text, metavar="TEXT") for flag, text in _SOURCE.values()),
        _option("--quote", "the source's own words (repeat for several)", multiple=True, metavar="TEXT"),
        *(_option(flag, text, metavar="TEXT") for flag, text in _QUOTE.values()),
    ]


class Typed:
    """What was typed for one entry, turned into its words; `notes` say how dates were read.

    `standing` are the words that a correction starts from: of its speaker, and of its only source, what was
    not typed stays.
    """

    def __init__(
        self, values: Row, today: datetime.date, published: str | None = None, standing: Row | None = None
    ) -> None:
        self.values = values
        self.today = today
        self.published = published
        self.standing = standing or {}
        self.notes: list[str] = []

    def _parts(self, flags: dict[str, tuple[str, str]]) -> Row:
        """Return the parts of an object that were typed; an empty one too, which is refused where it is checked."""
        typed = {part: self.values.get(flag[2:].replace("-", "_")) for part, (flag, _) in flags.items()}
        return {part: value for part, value in typed.items() if value is not None}

    def words(self, model: type[BaseModel]) -> Row:
        """Return the fields of a kind that were given."""
        found: Row = {}
        for name, field in model.model_fields.items():
            value = self._field(name, field)
            if value is not None and value != []:
                found[name] = value
        speaker, said = found.get("speaker"), self.standing | found
        if (
            speaker
            and "party" not in speaker
            and "according_to" not in said
            and len(said.get("parties", ())) == 1
        ):
            # A minister's word is the state's; of several parties it must be said whose.
            speaker["party"] = said["parties"][0]
        return found

    def _field(self, name: str, field: FieldInfo) -> Any:  # noqa: ANN401 any JSON value
        if name == "sources":
            source = self.source()
            return [source] if source else None
        if name == "speaker":
            parts = self._parts(_SPEAKER)
            return self.standing.get("speaker", {}) | parts if parts else None
        if name == "participants":
            return [_participant(one) for one in self.values.get("participant") or ()]
        if name == "replacement":
            return _json(self.values.get("replacement"))
        if is_list(field):
            given = [item for one in self.values.get(singular(name)) or () for item in fields_of(one)]
            return [reference(item) for item in given] if name in REFERENCES else given
        value = self.values.get(name)
        if value is None:
            return None
        if name in DATED:
            return self.date(value, self.published)
        return reference(value) if name in REFERENCES else typed(value, field.annotation)

    def date(self, text: str, published: str | None = None) -> str:
        """Return a date, with today, yesterday and weekdays as the day they mean, and a note of how."""
        read = dates.reword(text, self.today, _last_day(published))
        if read != text:
            week_before = self.today - datetime.timedelta(days=7)
            weekday = dates.reword(text, self.today, week_before) != dates.reword(text, self.today, None)
            since = (
                f", the last by the source's date ({dates.spoken(published)})"
                if published and weekday
                else ""
            )
            self.notes.append(f'"{text}" = {dates.spoken(read)}{since}')
        return read

    def of_source(self) -> str | None:
        """Return in words what `today`, `yesterday` or `last week` would be to the source; None where it is no such."""
        day = _last_day(self.published)
        word = " ".join(str(self.values.get("on") or "").casefold().split())
        if word in {"last week", "this week"}:
            monday = (day or self.today) - datetime.timedelta(days=(day or self.today).weekday())
            monday -= datetime.timedelta(days=7 if word == "last week" else 0)
            of = "the source's date" if day else "today"
            return f"Of {of}, Monday to Sunday: --on {monday}/{monday + datetime.timedelta(days=6)}"
        if day is None or word not in {"today", "yesterday"}:
            return None
        meant = dates.reword(word, day, None)
        counted = dates.spoken(dates.reword(word, self.today, None))
        return f'"{word}" is counted from today, {counted}. If the source says it: --on {meant}'

    def source(self) -> Row | None:
        """Return the source that was typed: a slug, or its fields; with its quotes."""
        fields = self._parts(_SOURCE)
        slug = self.values.get("source")
        if slug is not None and fields:
            raise Refused(
                "a source is a slug or its fields, not both",
                field="sources",
                remedy=f"Leave --source {slug} out, or {_SOURCE[next(iter(fields))][0]}.",
            )
        quotes = self._quotes()
        if slug is None and not fields and not quotes:
            return None
        if "published" in fields:
            fields["published"] = self.date(fields["published"])
        source: Row = fields if slug is None else {"source": slug}
        there = self.standing.get("sources", ())
        if len(there) == 1 and slug is None and "publisher" not in fields:
            source = there[0] | fields
        return source | ({"quotes": quotes} if quotes else {})

    def _quotes(self) -> list[Row]:
        quotes: list[Row] = [{"exact": text} for text in self.values.get("quote") or ()]
        places = self._parts(_QUOTE)
        if places and len(quotes) != 1:
            raise Refused(
                "--quote-prefix, --quote-suffix and --quote-start say where one quote stands",
                field="sources.quotes",
                remedy="Give one --quote with them; record further ones with: ledger source add-to",
            )
        if "start" in places:
            places["start"] = reference(places["start"])
        return [quote | places for quote in quotes]


def _last_day(published: str | None) -> datetime.date | None:
    """Return the last day on which a source may have been published; None where that is no date."""
    try:
        stamp = None if published is None else dates.stamp(dates.bounds(published, "published").latest)
    except Refused:
        return None
    return None if stamp is None else datetime.date.fromisoformat(stamp[:10])


_PERSON = ("name", "role", "party")


def as_options(error: Faulty, model: type[BaseModel], typed: Typed) -> Faulty:
    """Return the faults of an entry as those of its options: which to give for a field that is missing, and each once.

    A day after the source that was typed as `yesterday` has been counted from another day than is meant.
    """
    by_party = typed.values.get("speaker_party") is None
    given = [fault.given for fault in error.faults if fault.field == "parties"]
    faults = []
    for fault in error.faults:
        if by_party and fault.field == "speaker.party" and fault.given in given:
            continue
        if fault.field in model.model_fields and fault.message.endswith("is missing"):
            faults.append(fault._replace(remedy=_to_give(fault.field, model)))
        elif fault.field == "on" and (meant := typed.of_source()) is not None:
            faults.append(fault._replace(remedy=meant))
        else:
            faults.append(fault)
    return Faulty(faults, error.warnings)


def _to_give(name: str, model: type[BaseModel]) -> str:
    if name == "sources":
        return "Give --source SLUG of an archived text, or --publisher TEXT --published D"
    field = model.model_fields[name]
    flag = singular(name) if is_list(field) else name.replace("_", "-")
    return f"Give --{flag}: {_text(name, field)}"


def _participant(text: str) -> Row:
    parts = [part.strip() for part in text.split(";")]
    if len(parts) > len(_PERSON):
        raise Refused(
            f"a participant has three parts, not {len(parts)}",
            field="participants",
            given=text,
            remedy='--participant "Marco Rubio; Secretary of State; usa"',
        )
    return {key: part for key, part in zip(_PERSON, parts, strict=False) if part}


def _json(text: str | None) -> Any:  # noqa: ANN401 any JSON value
    from ledger.exchange.files import parse

    if text is None:
        return None
    try:
        return parse(text)
    except ValueError as error:
        raise Refused(
            f"--replacement is no JSON: {error}",
            field="replacement",
            remedy="Write one JSON object; the fields alone are changed by: ledger correct N --FIELD ...",
        ) from None


def given(context: click.Context) -> Iterator[str]:
    """Yield the names of the parameters that were typed."""
    for name in context.params:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            yield name
