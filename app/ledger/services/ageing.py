"""Raise an alarm once when money that must go out nears its limit, and once when it passes it."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app import lawbook
from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.facts import stamp
from app.ledger import queries
from app.ledger.desk_vocabulary import Age
from app.ledger.facts import RefundNearLimit
from app.ledger.models import BankInstruction, RefundAlarm
from app.store import db, unit_of_work

BATCH = 50


def raise_due_alarms(at: datetime) -> int:
    """Record what is near its limit (M9: 20 of 24 hours) or past it; return how many were new."""
    ahead = timedelta(hours=lawbook.number("refund_alarm_hours", on=local_date(at)))
    raised = 0
    for age, due_before in ((Age.ALARM, at + ahead), (Age.BREACH, at - timedelta.resolution)):
        for row in queries.list_unalarmed(due_before, age.value, BATCH):
            raised += _raise(row, age, at=at)
    return raised


def _raise(row: BankInstruction, age: Age, *, at: datetime) -> bool:
    with unit_of_work() as work:
        made = db.session.scalar(
            insert(RefundAlarm)
            .values(instruction_id=row.id, age=age, raised_at=at)
            .on_conflict_do_nothing()
            .returning(RefundAlarm.id)
        )
        if made is None:
            return False
        assert row.due_at is not None
        fact = RefundNearLimit(
            row.instruction_id, age.value, str(row.amount), stamp(row.due_at), row.case_number
        )
        work.record(fact, actor=SYSTEM, at=at)
        return True
