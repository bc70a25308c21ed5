"""Remind people before a day and tell those above once it is missed: each once, whoever asks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from appraisal.facts.deadlines import DeadlineMissed, DeadlineNear
from appraisal.models.deadline import DeadlineReminder, DeadlineWatch
from appraisal.queries import deadlines as queries
from appraisal.queries.deadlines import OpenAsset
from appraisal.rules.dues import Due
from appraisal.rules.reminders import BEFORE, days_over, levels_at, next_moment
from appraisal.vocabulary.deadlines import ReminderLevel

#: How long an asset rests that could not be looked at, so that it holds up no other.
RETRY = timedelta(hours=1)


def watch(asset_no: str, *, at: datetime) -> None:
    """Have an asset looked at again: something happened to it."""
    statement = insert(DeadlineWatch).values(asset_no=asset_no, look_at=at, overdue=0)
    with unit_of_work():
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["asset_no"], set_={"look_at": statement.excluded.look_at}
            )
        )


def look_at(asset_no: str, *, at: datetime) -> int:
    """Say of an asset's days what is to be said by now; return how much was said.

    What is due is counted anew from the rows, so a day that was moved is never spoken of; the
    unique key of what was said decides between two clock processes.
    """
    with unit_of_work() as work:
        row = queries.claim_watch(asset_no, at)
        if row is None:
            return 0
        asset = queries.find_open(asset_no)
        dues: Sequence[Due] = asset.dues if asset else ()
        said = sum(_say(work, asset, due, at) for due in dues) if asset else 0
        row.court_id = asset.court_id if asset else row.court_id
        row.overdue = sum(due.is_overdue(at) for due in dues)
        row.look_at = min(filter(None, (next_moment(due, at) for due in dues)), default=None)
        row.next_due_at = min(
            (due.due_at for due in dues if _is_ahead(due, at)),
            default=None,
        )
    return said


def postpone(asset_no: str, *, at: datetime) -> None:
    """Let an asset rest that could not be looked at."""
    with unit_of_work():
        db.session.execute(
            update(DeadlineWatch)
            .where(DeadlineWatch.asset_no == asset_no, DeadlineWatch.look_at <= at)
            .values(look_at=at + RETRY)
        )


def _is_ahead(due: Due, at: datetime) -> bool:
    """Say whether a day of the law, not one of ours, is still to come."""
    return due.due_at > at and not due.is_standing and not due.is_policy


def _say(work: Work, asset: OpenAsset, due: Due, at: datetime) -> int:
    return sum(_say_once(work, asset, due, level, at) for level in levels_at(due, at))


def _say_once(work: Work, asset: OpenAsset, due: Due, level: ReminderLevel, at: datetime) -> bool:
    """Write one reminder down and record it; False if it was said already."""
    written = db.session.scalar(
        insert(DeadlineReminder)
        .values(
            asset_no=due.asset_no,
            subject=due.subject,
            step=due.step,
            due_at=due.due_at,
            level=level,
            reminded_at=at,
        )
        .on_conflict_do_nothing()
        .returning(DeadlineReminder.id)
    )
    if written is None:
        return False
    head = {
        "case_number": asset.case_number,
        "appraisal_no": asset.appraisal_no or "",
        "asset_no": due.asset_no,
        "step": f"due_{due.step}/{due.asset_no}",
        "duty": due.duty.value,
        "who": due.who,
        "article": str(due.article),
        "due_on": due.end.due_on.isoformat(),
        "due_at": stamp(due.due_at),
        "level": level.value,
    }
    if level in BEFORE:
        work.record(
            DeadlineNear(**head, days_left=due.days_left(local_date(at))), actor=SYSTEM, at=at
        )
    else:
        work.record(DeadlineMissed(**head, days_over=days_over(due, at)), actor=SYSTEM, at=at)
    return True
