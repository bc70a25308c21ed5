"""How much more time a report may get (法释〔2018〕15号 art. 19): each bound from both sides."""

from datetime import UTC, date, datetime

import pytest

from appraisal.rules.respites import judge_respite
from appraisal.vocabulary import RespiteFault, RespiteGround

EXTENSION = next(g for g in RespiteGround if g is not RespiteGround.COURT_DELAY)
#: The last day is 31 March in Beijing; five days before it is 26 March.
DUE_AT = datetime(2026, 3, 31, 16, tzinfo=UTC)
IN_TIME = date(2026, 3, 20)


def judged(
    days: int, *, ground: RespiteGround = EXTENSION, on: date = IN_TIME, earlier: int = 0
) -> RespiteFault | None:
    return judge_respite(ground, days, asked_on=on, due_at=DUE_AT, earlier=earlier)


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (0, RespiteFault.DAYS_OUT_OF_RANGE),
        (1, None),
        (15, None),
        (16, RespiteFault.DAYS_OUT_OF_RANGE),
    ],
)
def test_an_extension_lasts_one_to_fifteen_days(days: int, fault: RespiteFault | None) -> None:
    assert judged(days) is fault


@pytest.mark.parametrize(
    ("earlier", "fault"), [(0, None), (1, None), (2, RespiteFault.ASKED_TOO_OFTEN)]
)
def test_it_is_given_twice_at_most(earlier: int, fault: RespiteFault | None) -> None:
    assert judged(15, earlier=earlier) is fault


@pytest.mark.parametrize(("day", "fault"), [(26, None), (27, RespiteFault.ASKED_TOO_LATE)])
def test_it_is_asked_for_five_days_before_the_end(day: int, fault: RespiteFault | None) -> None:
    assert judged(15, on=date(2026, 3, day)) is fault


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (0, RespiteFault.DAYS_OUT_OF_RANGE),
        (180, None),
        (181, RespiteFault.DAYS_OUT_OF_RANGE),
    ],
)
def test_a_delay_of_the_court_is_no_extension_but_has_its_own_bound(
    days: int, fault: RespiteFault | None
) -> None:
    assert judged(days, ground=RespiteGround.COURT_DELAY, on=date(2026, 3, 31), earlier=9) is fault
