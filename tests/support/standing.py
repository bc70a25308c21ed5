"""Judges, hearings and decisions on an agency's standing, for tests."""

from datetime import date, datetime, timedelta
from typing import Any

from app.kernel.actors import Actor
from app.kernel.calendar import start_of_day
from app.kernel.permissions import Role
from app.store import db
from registry import queries, seeds
from registry.models import Agency, StandingDecision
from registry.rules.standing import Hearing
from registry.services import standing
from registry.vocabulary import StandingAct, StandingGround
from tests.support.books import NINE, Books

#: An agency of the demo list with nothing against it.
CODE = seeds.AGENCIES[3].code
REASONS = "无正当理由逾期提交评估报告，影响案件执行。"


def second_judge(books: Books) -> Actor:
    """Return another judge of the same court."""
    return Actor(203, "judge2", "赵敏", frozenset({Role.JUDGE}), books.court_id)


def judge_elsewhere(books: Books) -> Actor:
    """Return a judge of another court."""
    return Actor(204, "judge3", "周强", frozenset({Role.JUDGE}), books.court_id + 1)


def agency_actor(code: str = CODE) -> Actor:
    """Return who signs in for an agency."""
    return Actor(301, "agency04", "机构", frozenset({Role.AGENCY}), agency_code=code)


def heard(at: datetime = NINE, *, days: int = 7) -> Hearing:
    """Return a hearing held an hour before a moment, after a notice of so many days."""
    held = at - timedelta(hours=1)
    return Hearing(held - timedelta(days=days), held, "机构到场，承认逾期，请求从轻。")


def decide(books: Books, act: StandingAct = StandingAct.PAUSE, **changes: Any) -> StandingDecision:
    """Decide about an agency as a judge of the court would."""
    at = changes.get("at", NINE)
    given: dict[str, Any] = {
        "code": CODE,
        "act": act,
        "ground": StandingGround.LATE,
        "reasons": REASONS,
        "months": 3 if act is StandingAct.PAUSE else None,
        "hearing": heard(at),
        "actor": books.judge,
        "at": NINE,
    }
    return standing.decide_standing(**{**given, **changes})


def agency(code: str = CODE) -> Agency:
    """Return an agency as the database has it now."""
    found = queries.get_agency(code)
    db.session.refresh(found)
    return found


def day(on: date, *, hour: int = 2) -> datetime:
    """Return a moment of a Shanghai day."""
    return start_of_day(on) + timedelta(hours=hour)
