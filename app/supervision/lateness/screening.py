"""Look at one court after the other: count its delays, and say of each once what is to be said."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import SYSTEM
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.supervision.lateness import queries
from app.supervision.lateness.facts import CaseIdle, StepLate, StepNear
from app.supervision.lateness.models import CourtScreen, DelayNotice
from app.supervision.lateness.queries import IdleCase
from app.supervision.lateness.rules import days_over, levels_at, standing_of
from app.supervision.lateness.vocabulary import Level, Standing
from app.web.modules import DueStep, courts

log = logging.getLogger(__name__)

#: How often each court is looked at; one court in each beat of the clock process.
EVERY = timedelta(minutes=10)


def screen_due_courts(now: datetime) -> int:
    """Look at the court that was not looked at for the longest; return how much was said.

    A court that cannot be looked at comes again in its turn and holds up no other.
    """
    court_id = queries.longest_unseen(courts(), now - EVERY)
    if court_id is None:
        return 0
    try:
        return look_at(court_id, at=now)
    except Exception:
        log.exception("the delays of court %s could not be looked at", court_id)
        _postpone(court_id, at=now)
        return 0


def look_at(court_id: int, *, at: datetime) -> int:
    """Count a court's delays and say of each what is to be said by now; return how much was said.

    Everything is read anew, so nothing is said of a day that was moved; the unique key of what
    was said decides between two clock processes.
    """
    with unit_of_work() as work:
        steps = queries.list_steps(court_id, at)
        idle = queries.list_idle(court_id, steps, at)
        said = sum(
            _say_of_step(work, court_id, step, level, at)
            for step in steps
            for level in levels_at(step, at)
        )
        said += sum(
            _say_of_case(work, court_id, case, level, at) for case in idle for level in case.levels
        )
        counted = [standing_of(step, at) for step in steps]
        escalated = counted.count(Standing.ESCALATED)
        _keep(
            court_id,
            looked_at=at,
            soon=counted.count(Standing.SOON),
            late=counted.count(Standing.LATE) + escalated,
            escalated=escalated,
            idle=len(idle),
        )
    return said


def _postpone(court_id: int, *, at: datetime) -> None:
    with unit_of_work():
        _keep(court_id, looked_at=at)


def _keep(court_id: int, **values: object) -> None:
    db.session.execute(
        insert(CourtScreen)
        .values(court_id=court_id, **values)
        .on_conflict_do_update(index_elements=["court_id"], set_=values)
    )


def _is_new(court_id: int, key: str, since: datetime, level: Level, at: datetime) -> bool:
    """Write down that something is said; False if it was said already."""
    written = db.session.scalar(
        insert(DelayNotice)
        .values(court_id=court_id, key=key, since=since, level=level, noticed_at=at)
        .on_conflict_do_nothing()
        .returning(DelayNotice.id)
    )
    return written is not None


def _say_of_step(work: Work, court_id: int, step: DueStep, level: Level, at: datetime) -> bool:
    if not _is_new(court_id, step.key, step.due_at, level, at):
        return False
    case_number, named = step.case_number or None, f"{step.step}/{step.about}"
    due_at = stamp(step.due_at)
    if level is Level.NEAR:
        near = StepNear(court_id, case_number, named, step.duty, step.basis, due_at)
        work.record(near, actor=SYSTEM, at=at)
    else:
        late = StepLate(
            court_id,
            case_number,
            named,
            step.duty,
            step.basis,
            due_at,
            level.value,
            days_over(step, at),
        )
        work.record(late, actor=SYSTEM, at=at)
    return True


def _say_of_case(work: Work, court_id: int, case: IdleCase, level: Level, at: datetime) -> bool:
    if not _is_new(court_id, case.case_number, case.last_at, level, at):
        return False
    fact = CaseIdle(court_id, case.case_number, stamp(case.last_at), level.value, case.days)
    work.record(fact, actor=SYSTEM, at=at)
    return True
