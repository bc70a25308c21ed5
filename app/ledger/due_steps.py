"""What has a last day in a court's money, for the screening of delays."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.ledger import queries
from app.ledger.rules import RELEASE_RULE
from app.web.modules import DueStep

#: No limit of money lies further ahead.
AHEAD = timedelta(days=30)
#: Money that fits no order waits for the finance desk.
SUSPENSE_BASIS = "明槌平台规则 P36"


def dues(court_id: int, at: datetime) -> Iterator[DueStep]:
    """Yield the money of a court's cases that has to leave or to be placed by a moment.

    Deposits of bidding that still runs are never among them (法释〔2016〕18号 art. 18); money of an
    unknown order belongs to no court yet and stands before every finance desk as it is.
    """
    for row in queries.list_out(court_id, until=at + AHEAD):
        # What is paid out has no legal limit; deposits have one.
        if row.due_at is None or row.case_number is None:
            continue
        yield DueStep(
            step="money_refund",
            about=row.instruction_id,
            case_number=row.case_number,
            duty="finance",
            due_at=row.due_at,
            basis=str(RELEASE_RULE),
            url="/desk/finance/refunds",
        )
    for item, receipt, order in queries.list_waiting(court_id):
        if order is None or order.case_number is None:
            continue
        yield DueStep(
            step="money_suspense",
            about=receipt.serial,
            case_number=order.case_number,
            duty="finance",
            due_at=item.wait_until,
            basis=SUSPENSE_BASIS,
            is_policy=True,
            url=f"/desk/finance/suspense/{receipt.serial}",
        )
