"""The laws of identity: what is the same in other clothes has the same id in every ledger, what is not has not."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from hypothesis import given
from hypothesis import strategies as st

from ledger import events
from ledger.steps.canonical import canonical, derived_id, without_nothing
from tests.asking import empty
from tests.cases import Json
from tests.property.invented import SEEDS, told

SLUG_LISTS = ("parties", "to", "matters", "hosts", "mediators", "absent", "under")
WORDS = SEEDS.map(lambda seed: told([seed])).filter(bool).map(lambda lines: lines[0]["development"])
"""The words of a development by itself."""


def shuffled(draw: st.DrawFn, value: Any, field: str = "") -> Any:  # noqa: ANN401 any JSON value
    """Return a JSON value that says the same: keys in another order, nulls put in, lists of slugs shuffled."""
    if isinstance(value, dict):
        keys = draw(st.permutations(sorted(value)))
        return {key: shuffled(draw, value[key], key) for key in keys}
    if isinstance(value, list):
        items = [shuffled(draw, item) for item in value]
        return draw(st.permutations(items)) if field in SLUG_LISTS else items
    return value


@st.composite
def disguised(draw: st.DrawFn, words: Json) -> Json:
    """Draw the same words in other clothes."""
    fields = sorted(events.kinds()[words["kind"]].model_fields.keys() - words.keys())
    nothing: Json = {field: draw(st.sampled_from([None, []])) for field in fields if draw(st.booleans())}
    clothed = words | nothing
    clothed["sources"] = [source | {"title": None, "quotes": []} for source in words["sources"]]
    found: Json = shuffled(draw, clothed)
    return found


def plain(value: Any, field: str = "") -> Any:  # noqa: ANN401 any JSON value
    """Return a JSON value as the rules call it equal: nothing empty, keys and lists of slugs sorted."""
    if isinstance(value, dict):
        return {key: plain(value[key], key) for key in sorted(value) if value[key] not in (None, [])}
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return sorted(items) if field in SLUG_LISTS else items
    return value


def printed(words: Json) -> str:
    """Return the canonical JSON of words, written apart from the code."""
    return json.dumps(plain(words), ensure_ascii=False, separators=(",", ":"))


@given(st.data())
def test_the_same_words_have_the_same_id_however_they_are_written(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    other = data.draw(disguised(words))
    one, two = without_nothing(words), without_nothing(other)
    assert canonical(one) == canonical(two) == printed(words)
    assert derived_id(one) == derived_id(two) == str(uuid5(NAMESPACE_URL, printed(words)))


@given(st.data())
def test_the_same_words_are_there_already_and_have_the_same_id_in_every_ledger(data: st.DataObject) -> None:
    words = data.draw(WORDS)
    other = data.draw(disguised(words))
    with empty() as one, empty() as two:
        (first,) = one.record([words], author="anna")["recorded"]
        (again,) = one.record([other], author="boris")["recorded"]
        assert (again["entry"], again["id"], again["new"]) == (1, first["id"], False)
        assert two.record([{"development": other}], author="boris")["recorded"] == [first]
        assert first["id"] == str(uuid5(NAMESPACE_URL, printed(words)))


@given(st.data())
def test_other_words_have_another_id(data: st.DataObject) -> None:
    words = without_nothing(data.draw(WORDS))
    field = data.draw(st.sampled_from(sorted(words)))
    less = {key: value for key, value in words.items() if key != field}
    more = words | {"tags": ["one", "two"]}
    # Tags are no slugs: their order says something.
    assert len({derived_id(said) for said in (words, less, more, more | {"tags": ["two", "one"]})}) == 4
