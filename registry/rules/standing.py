"""Decisions on standing: which ground carries which measure, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app import lawbook
from app.kernel.calendar import local_date, months_after, workdays_after
from app.kernel.citation import Citation
from app.kernel.states import StateMachine
from registry.vocabulary import (
    DecisionAction,
    DecisionState,
    Standing,
    StandingAct,
    StandingGround,
)

S, A, G = DecisionState, DecisionAction, StandingGround

_NO_LONGER = "法释〔2011〕21号"
_LISTED = "法释〔2018〕15号"
_COMMISSIONED = "法释〔2009〕16号"
_OURS = "明槌平台规则"

CITATIONS: Mapping[StandingGround, Citation] = {
    G.FALSE_RESULT: Citation(_NO_LONGER, "第8条第(1)项"),
    G.DISHONEST_SALE: Citation(_NO_LONGER, "第8条第(2)项"),
    G.LATE: Citation(_NO_LONGER, "第8条第(3)项"),
    G.OTHER: Citation(_NO_LONGER, "第8条第(4)项"),
    G.REFUSED_OR_FRAUD: Citation(_LISTED, "第15条"),
    G.UNABLE_IN_TIME: Citation(_COMMISSIONED, "第11条"),
    G.TAIL_TEST: Citation(_OURS, "P15"),
    G.NEGATIVE_REVIEW: Citation(_OURS, "P15"),
    G.NATIONAL_LIST: Citation(_LISTED, "第15条第2款"),
    G.CAUSE_GONE: Citation(_COMMISSIONED, "第6条"),
    G.NOT_PROVEN: Citation(_OURS, "P15"),
}

_FAULTS = (
    G.FALSE_RESULT,
    G.DISHONEST_SALE,
    G.LATE,
    G.OTHER,
    G.REFUSED_OR_FRAUD,
    G.UNABLE_IN_TIME,
    G.NEGATIVE_REVIEW,
)

#: What a judge may rest each measure on. Removal is not among them: it follows from the Supreme
#: Court's list alone. Statistics never carry more than probation (fairness 2.6).
GROUNDS_OF: Mapping[StandingAct, tuple[StandingGround, ...]] = {
    StandingAct.PAUSE: _FAULTS,
    StandingAct.STOP: _FAULTS,
    StandingAct.PROBATION: (*_FAULTS, G.TAIL_TEST),
    StandingAct.RESTORE: (G.CAUSE_GONE, G.NOT_PROVEN),
}

#: Standing that each running measure gives, the strictest last.
STANDING_OF: Mapping[StandingAct, Standing] = {
    StandingAct.PROBATION: Standing.PROBATION,
    StandingAct.PAUSE: Standing.PAUSED,
    StandingAct.STOP: Standing.STOPPED,
    StandingAct.DELIST: Standing.DELISTED,
}
STRICTNESS: Sequence[StandingAct] = tuple(STANDING_OF)

#: Measures against which an appeal lies with the court.
APPEALABLE = frozenset({StandingAct.PROBATION, StandingAct.PAUSE, StandingAct.STOP})

DECISION: StateMachine[DecisionState, DecisionAction] = StateMachine(
    "standing_decision",
    {
        (S.IN_FORCE, A.APPEAL): S.APPEALED,
        (S.IN_FORCE, A.END): S.ENDED,
        (S.APPEALED, A.UPHOLD): S.UPHELD,
        (S.APPEALED, A.OVERTURN): S.OVERTURNED,
        (S.UPHELD, A.END): S.ENDED,
    },
)


@dataclass(frozen=True)
class Hearing:
    """How the agency was heard before the decision."""

    notified_at: datetime
    held_at: datetime
    statement: str


def hearing_fault(hearing: Hearing | None, at: datetime) -> str | None:
    """Name what is wrong with a hearing: none, not yet held, too short a notice, no words.

    Fairness 2.6: a pause or a stop is never automatic. The days of notice are policy (P15).
    """
    if hearing is None:
        return "hearing_missing"
    if hearing.held_at > at:
        return "hearing_not_held"
    days = lawbook.number("hearing_notice_workdays", on=local_date(at))
    if local_date(hearing.held_at) <= workdays_after(local_date(hearing.notified_at), days):
        return "hearing_too_soon"
    if len(hearing.statement.strip()) < 2:
        return "statement_missing"
    return None


def last_day_of(act: StandingAct, months: int | None, on: date) -> date | None:
    """Return the last day of a measure that begins on a day; a stop is open-ended.

    Raises ValueError when the months are not within policy P15.
    """
    if act is StandingAct.PAUSE:
        low = lawbook.number("pause_months_min", on=on)
        high = lawbook.number("pause_months_max", on=on)
        if months is None or not low <= months <= high:
            raise ValueError(f"a pause lasts {low} to {high} months")
        return months_after(on, months)
    if act is StandingAct.PROBATION:
        return months_after(on, lawbook.number("probation_months", on=on))
    return None


def removed_until(on: date) -> date:
    """Return the last of the five years an agency stays removed (法释〔2018〕15号 art. 15)."""
    return months_after(on, 12 * lawbook.number("delisted_years", on=on))


def longest_day_of(act: StandingAct, on: date) -> date | None:
    """Return the last day the rules let a measure run to; a stop is open-ended."""
    if act is StandingAct.DELIST:
        return removed_until(on)
    return last_day_of(act, lawbook.number("pause_months_max", on=on), on)


def appeal_until(act: StandingAct, on: date) -> date | None:
    """Return the last day to appeal, ten working days after the decision (P15)."""
    if act not in APPEALABLE:
        return None
    return workdays_after(on, lawbook.number("standing_appeal_workdays", on=on))


def strictest(acts: Sequence[StandingAct]) -> StandingAct | None:
    """Return the measure that decides the standing; none when nothing runs."""
    running = [act for act in acts if act in STANDING_OF]
    return max(running, key=STRICTNESS.index, default=None)
