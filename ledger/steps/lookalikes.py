"""Names that look like names: one letter from a known one, or of the same skeleton. They are questioned, never changed.

One letter is one that is added, left out, changed, or changed about with its
neighbour. Digits are set aside: point-2 is not near point-1. A skeleton is
what is left of a name once case, width and letters that look alike are made
one. Slugs are ASCII, so that of the letters that look alike (Unicode Technical
Standard 39) those are enough that people and keyboards put in place of a-z and 0-9.
"""

import re
import unicodedata
from collections.abc import Iterable

_ALIKE = str.maketrans(
    # Latin and digits; then Cyrillic, Greek, and letters of other makes, by what they look like.
    "01|ıɩаеорсухіјѕһԁԛԝкмтвнгзαοονιρυχκτεγ\u2013\u2014_",
    "olliiaeopcyxijshdqwkmtbhr3aoovipuxktey---",
)
_DIGITS = re.compile(r"-?[0-9]+")


def skeleton(text: str) -> str:
    """Return what is left of a name where case, width, white space and letters that look alike are made one."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    alike = plain.translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return re.sub(r"\s+", "-", alike.strip())


def _letters(slug: str) -> str:
    return _DIGITS.sub("", slug)


def _shorter(text: str) -> set[str]:
    return {text[:place] + text[place + 1 :] for place in range(len(text))}


def _one_letter(one: str, two: str) -> bool:
    """Tell whether two texts that share a form with one letter less differ in no more than one letter's place."""
    if abs(len(one) - len(two)) == 1:
        return True
    places = [n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b]
    if len(places) == 1:
        return True
    return len(places) == 2 and (  # noqa: PLR2004 a letter and its neighbour
        places[1] == places[0] + 1 and one[places[0]] == two[places[1]] and one[places[1]] == two[places[0]]
    )


class Known:
    """The names that are known, found again by what looks like one of them."""

    def __init__(self, slugs: Iterable[str]) -> None:
        self._slugs: set[str] = set()
        self._skeletons: dict[str, str] = {}
        self._forms: dict[str, set[str]] = {}
        for slug in slugs:
            self.add(slug)

    def __contains__(self, slug: str) -> bool:
        return slug in self._slugs

    def add(self, slug: str) -> None:
        """Take a name among those that are known."""
        self._slugs.add(slug)
        self._skeletons.setdefault(skeleton(slug), slug)
        letters = _letters(slug)
        for form in {letters} | _shorter(letters):
            self._forms.setdefault(form, set()).add(slug)

    def near(self, slug: str) -> str | None:
        """Return the known name that a new one may be meant for, or None."""
        if slug in self._slugs:
            return None
        alike = self._skeletons.get(skeleton(slug))
        if alike is not None:
            return alike
        letters = _letters(slug)
        found = {
            known
            for form in {letters} | _shorter(letters)
            for known in self._forms.get(form, ())
            if _letters(known) != letters and _one_letter(letters, _letters(known))
        }
        return min(found, default=None)
