"""End the hold of a deposit: release, capture or forfeit, exactly one of them, once."""

from collections.abc import Callable
from datetime import datetime, timedelta

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Conflict, NotFound
from app.ledger import chart, queries
from app.ledger.facts import DepositCaptured, DepositForfeited, DepositReleased
from app.ledger.models import PaymentOrder, Transfer
from app.ledger.rules import DEPOSIT_RULE
from app.ledger.services import outbox
from app.ledger.services.deposit_guards import require_free
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import HOLD, HoldAction, HoldState, Purpose, Step
from app.store import Work, unit_of_work
from app.store.locks import lock_row

#: 法释〔2016〕18号 art. 23: back within 24 hours of the end.
RELEASE_WITHIN = timedelta(hours=24)

_FACTS: dict[HoldAction, Callable[[str, str, str, str], object]] = {
    HoldAction.RELEASE: DepositReleased,
    HoldAction.CAPTURE: DepositCaptured,
    HoldAction.FORFEIT: DepositForfeited,
}


def hold_state(hold: Transfer) -> HoldState:
    """Return where a hold stands: its end, if it has one."""
    end = queries.find_end(hold)
    return HoldState(end.step.value) if end else HoldState.HELD


def release_deposit(
    reference: str,
    *,
    key: str,
    at: datetime,
    due_at: datetime | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Give a deposit back to the one who paid it: the hold ends and the bank is told, once.

    Raises NotFound or Conflict(deposit_not_held), or IllegalMove if it was captured or forfeited.
    """
    with unit_of_work() as work:
        order, end = _end(work, reference, HoldAction.RELEASE, None, key=key, at=at, actor=actor)
        if end is None:
            return
        receipt = queries.find_booked_receipt(order)
        assert receipt is not None, "a held deposit was paid by a receipt"
        outbox.queue_refund(
            receipt,
            debit=end.debit,
            purpose=Purpose.DEPOSIT,
            order=order,
            case_number=order.case_number,
            due_at=due_at or at + RELEASE_WITHIN,
            at=at,
        )


def capture_deposit(
    reference: str,
    *,
    key: str,
    at: datetime,
    to: str | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """Make a deposit part of the price (art. 23), or of the account given, once.

    Raises NotFound or Conflict(deposit_not_held), or IllegalMove if it ended otherwise.
    """
    with unit_of_work() as work:
        _end(work, reference, HoldAction.CAPTURE, to, key=key, at=at, actor=actor)


def forfeit_deposit(reference: str, *, key: str, at: datetime, actor: Actor = SYSTEM) -> None:
    """Keep the deposit of a buyer in default (art. 24) in the case's account of such money."""
    with unit_of_work() as work:
        _end(work, reference, HoldAction.FORFEIT, None, key=key, at=at, actor=actor)


def _end(
    work: Work,
    reference: str,
    action: HoldAction,
    to: str | None,
    *,
    key: str,
    at: datetime,
    actor: Actor,
) -> tuple[PaymentOrder, Transfer | None]:
    """End the hold and return the step, or nothing when it had ended that way before."""
    found = queries.find_order_of(reference)
    if found is None:
        raise NotFound("payment_order", reference)
    require_free([reference])
    # The order's row orders the ends of its hold; the unique hold_id stands behind it.
    order = lock_row(PaymentOrder, id=found.id)
    hold = queries.find_transfer(queries.hold_key(order.no))
    if hold is None:
        raise Conflict("deposit_not_held", citations=(DEPOSIT_RULE,))
    state = hold_state(hold)
    target = HOLD.after(HoldState.HELD, action)
    if state is target:
        return order, None
    HOLD.after(state, action)
    credit = to or hold.credit
    if action is HoldAction.FORFEIT:
        credit = chart.forfeited(order.case_number)
    entry = Entry(
        key,
        Step(target.value),
        Purpose.DEPOSIT,
        hold.debit,
        credit,
        hold.amount,
        order.case_number,
        reference=reference,
        hold_id=hold.id,
    )
    end, _ = write_transfer(entry, at=at)
    fact = _FACTS[action](order.no, reference, str(order.amount), order.case_number)
    work.record(fact, actor=actor, at=at)  # type: ignore[arg-type]
    if action is not HoldAction.RELEASE:
        receipt = queries.find_booked_receipt(order)
        assert receipt is not None, "a held deposit was paid by a receipt"
        outbox.queue_collection(receipt, order, at=at)
    return order, end
