"""What the ledger must answer on three treaties, worked out by hand from their records and the rules.

Each `Asked` is one day: the commitments and the members of an agreement, and
the act by which the agreement itself then stood. Numbers are those of the
lines of the example files.
"""

from collections.abc import Callable
from typing import NamedTuple

from tests.cases import Json, iccpr, paris, rome
from tests.rows import agreed, commitment, member, moving


class Asked(NamedTuple):
    """A day, what is known (None: all), and the answers."""

    day: str
    commitments: list[Json]
    members: list[Json]
    leaving: list[Json]
    joining: list[Json]
    agreements: list[Json]
    known_at: int | None = None

    def of_state(self) -> Json:
        """Return the part of the state that is asked for."""
        return {
            "as_of": self.day,
            "commitments": self.commitments,
            "agreements": self.agreements,
            "possible": [],
        }

    def of_members(self) -> Json:
        """Return the document of `members`."""
        return {
            "count": len(self.members),
            "members": self.members,
            "leaving": self.leaving,
            "joining": self.joining,
        }


class Treaty(NamedTuple):
    """An agreement, the lines that tell of it, and the days on which it is asked about."""

    agreement: str
    lines: Callable[[], list[Json]]
    days: list[Asked]


PARIS = "paris-agreement"
ADOPTED_IN_PARIS = [agreed(PARIS, "adopted", "2015-12-12", "Paris Agreement", 4)]
PARIS_IN_FORCE = [agreed(PARIS, "in-force", "2016-11-04", "Paris Agreement", 8)]

CHINA_SIGNED = commitment("china", PARIS, "signed", "2016-04-22", "2016-04-22", 5, bound=False)
CHINA_TO_COME = commitment("china", PARIS, "ratified", "2016-09-03", "2016-11-04", 6, bound=False)
CHINA_BOUND = commitment("china", PARIS, "ratified", "2016-09-03", "2016-11-04", 6, bound=True)
CHINA_MEMBER = member("china", "2016-11-04", "ratified", 6)

FIRST_TIME = member("usa", "2016-11-04", "accepted", 7)
SECOND_TIME = member("usa", "2021-02-19", "accepted", 10)

TEN_DAYS = [
    Asked(
        "2016-04-22",
        [CHINA_SIGNED, commitment("usa", PARIS, "signed", "2016-04-22", "2016-04-22", 5, bound=False)],
        members=[],
        leaving=[],
        joining=[],
        agreements=ADOPTED_IN_PARIS,
    ),
    Asked(
        "2016-09-03",
        [CHINA_TO_COME, commitment("usa", PARIS, "accepted", "2016-09-03", "2016-11-04", 7, bound=False)],
        members=[],
        leaving=[],
        joining=[moving("china", "2016-11-04", 6), moving("usa", "2016-11-04", 7)],
        agreements=ADOPTED_IN_PARIS,
    ),
    Asked(
        "2016-11-04",
        [CHINA_BOUND, commitment("usa", PARIS, "accepted", "2016-09-03", "2016-11-04", 7, bound=True)],
        members=[CHINA_MEMBER, FIRST_TIME],
        leaving=[],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2019-11-04",
        [CHINA_BOUND, commitment("usa", PARIS, "withdrawn", "2019-11-04", "2020-11-04", 9, bound=True)],
        members=[CHINA_MEMBER, FIRST_TIME],
        leaving=[moving("usa", "2020-11-04", 9)],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2020-11-03",
        [CHINA_BOUND, commitment("usa", PARIS, "withdrawn", "2019-11-04", "2020-11-04", 9, bound=True)],
        members=[CHINA_MEMBER, FIRST_TIME],
        leaving=[moving("usa", "2020-11-04", 9)],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2020-11-04",
        [CHINA_BOUND, commitment("usa", PARIS, "withdrawn", "2019-11-04", "2020-11-04", 9, bound=False)],
        members=[CHINA_MEMBER],
        leaving=[],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2021-01-20",
        [CHINA_BOUND, commitment("usa", PARIS, "accepted", "2021-01-20", "2021-02-19", 10, bound=False)],
        members=[CHINA_MEMBER],
        leaving=[],
        joining=[moving("usa", "2021-02-19", 10)],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2021-02-19",
        [CHINA_BOUND, commitment("usa", PARIS, "accepted", "2021-01-20", "2021-02-19", 10, bound=True)],
        members=[CHINA_MEMBER, SECOND_TIME],
        leaving=[],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2025-01-27",
        [CHINA_BOUND, commitment("usa", PARIS, "withdrawn", "2025-01-27", "2026-01-27", 11, bound=True)],
        members=[CHINA_MEMBER, SECOND_TIME],
        leaving=[moving("usa", "2026-01-27", 11)],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
    Asked(
        "2026-01-27",
        [CHINA_BOUND, commitment("usa", PARIS, "withdrawn", "2025-01-27", "2026-01-27", 11, bound=False)],
        members=[CHINA_MEMBER],
        leaving=[],
        joining=[],
        agreements=PARIS_IN_FORCE,
    ),
]

ROME = "rome-statute"
ROME_IN_FORCE = [
    agreed(ROME, "in-force", "2002-07-01", "Rome Statute of the International Criminal Court", 8)
]

GAMBIA_IN = commitment("gambia", ROME, "ratified", "2002-06-28", "2002-09-01", 7, bound=True)
GAMBIA_ON_ITS_WAY_OUT = commitment("gambia", ROME, "withdrawn", "2016-11-10", "2017-11-10", 11, bound=True)
GAMBIA_OUT = commitment("gambia", ROME, "withdrawn", "2016-11-10", "2017-11-10", 11, bound=False)
GAMBIA_STAYS = commitment("gambia", ROME, "rescinded", "2017-02-10", "2017-02-10", 12, bound=True)
BURUNDI_ON_ITS_WAY_OUT = commitment("burundi", ROME, "withdrawn", "2016-10-27", "2017-10-27", 10, bound=True)
BURUNDI_OUT = commitment("burundi", ROME, "withdrawn", "2016-10-27", "2017-10-27", 10, bound=False)
GAMBIA_MEMBER = member("gambia", "2002-09-01", "ratified", 7)
BURUNDI_MEMBER = member("burundi", "2004-12-01", "ratified", 9)
BURUNDI_LEAVES = moving("burundi", "2017-10-27", 10)
GAMBIA_LEAVES = moving("gambia", "2017-11-10", 11)

CALLED_OFF = [
    Asked(
        "2016-11-09",
        [BURUNDI_ON_ITS_WAY_OUT, GAMBIA_IN],
        members=[BURUNDI_MEMBER, GAMBIA_MEMBER],
        leaving=[BURUNDI_LEAVES],
        joining=[],
        agreements=ROME_IN_FORCE,
    ),
    Asked(
        "2016-11-10",
        [BURUNDI_ON_ITS_WAY_OUT, GAMBIA_ON_ITS_WAY_OUT],
        members=[BURUNDI_MEMBER, GAMBIA_MEMBER],
        leaving=[BURUNDI_LEAVES, GAMBIA_LEAVES],
        joining=[],
        agreements=ROME_IN_FORCE,
    ),
    Asked(
        "2017-02-10",
        [BURUNDI_ON_ITS_WAY_OUT, GAMBIA_STAYS],
        members=[BURUNDI_MEMBER, GAMBIA_MEMBER],
        leaving=[BURUNDI_LEAVES],
        joining=[],
        agreements=ROME_IN_FORCE,
    ),
    Asked(
        "2017-10-27",
        [BURUNDI_OUT, GAMBIA_STAYS],
        members=[GAMBIA_MEMBER],
        leaving=[],
        joining=[],
        agreements=ROME_IN_FORCE,
    ),
    Asked(
        "2017-11-10",
        [BURUNDI_OUT, GAMBIA_STAYS],
        members=[GAMBIA_MEMBER],
        leaving=[],
        joining=[],
        agreements=ROME_IN_FORCE,
    ),
    # What a ledger answers that has not yet learned of the rescission.
    Asked(
        "2017-11-10",
        [BURUNDI_OUT, GAMBIA_OUT],
        members=[],
        leaving=[],
        joining=[],
        agreements=ROME_IN_FORCE,
        known_at=11,
    ),
]

ICCPR = "iccpr"
ICCPR_IN_FORCE = [
    agreed(ICCPR, "in-force", "1976-03-23", "International Covenant on Civil and Political Rights", 4)
]
CROATIA_BOUND = commitment("croatia", ICCPR, "succeeded", "1992-10-12", "1991-10-08", 5, bound=True)
CROATIA_MEMBER = member("croatia", "1991-10-08", "succeeded", 5)

SUCCEEDED = [
    Asked("1991-10-07", [], members=[], leaving=[], joining=[], agreements=ICCPR_IN_FORCE),
    # Its effect came before its act: the succession was notified a year later, and reaches back.
    Asked(
        "1991-10-08",
        [CROATIA_BOUND],
        members=[CROATIA_MEMBER],
        leaving=[],
        joining=[],
        agreements=ICCPR_IN_FORCE,
    ),
    Asked(
        "1992-10-12",
        [CROATIA_BOUND],
        members=[CROATIA_MEMBER],
        leaving=[],
        joining=[],
        agreements=ICCPR_IN_FORCE,
    ),
    # What a ledger answers that has not yet learned of the succession.
    Asked("1992-10-12", [], members=[], leaving=[], joining=[], agreements=ICCPR_IN_FORCE, known_at=4),
]

TREATIES = [
    Treaty(PARIS, paris, TEN_DAYS),
    Treaty(ROME, rome, CALLED_OFF),
    Treaty(ICCPR, iccpr, SUCCEEDED),
]
