"""The deposit of a buyer that another platform holds: asked of it, taken into the price (P56)."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState, OrderState
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts import DepositApplied
from auction.models import Enrollment, Lot, Settlement
from auction.queries.venues import is_deposit_in, standing_plan
from auction.rules import articles
from auction.rules.venues import ResultGiven
from auction.services.settling import note_price
from auction.vocabulary import SettlementState, Venue


def ask_platform(lot: Lot, enrollment: Enrollment, given: ResultGiven, *, at: datetime) -> None:
    """Ask the company behind a platform for the deposit it holds of the buyer.

    18号 art. 25: within 24 hours of the sale; where the result came later, of its import (P56).
    """
    plan = standing_plan(lot)
    assert plan is not None
    assert plan.platform_name is not None
    assert plan.platform_code is not None
    hours = lawbook.number("winner_deposit_transfer_hours", on=local_date(given.ended_at))
    enrollment.deposit_reference = f"enrollment:{enrollment.id}"
    ledger.open_payment_order(
        purpose=ledger.Purpose.DEPOSIT,
        reference=enrollment.deposit_reference,
        payer=ledger.Payer(plan.platform_name, plan.platform_code, None),
        amount=given.deposit,
        due_at=max(given.ended_at, at) + timedelta(hours=hours),
        case_number=lot.case_number,
        key=f"deposit:{enrollment.id}",
        actor=SYSTEM,
        at=at,
    )


def take_deposit(work: Work, lot: Lot, enrollment: Enrollment, at: datetime) -> None:
    """Make the buyer's deposit part of the price, once, as soon as it is here (M3; art. 23).

    Inside a unit of work that holds the lot and the enrollment.
    """
    reference = enrollment.deposit_reference
    if reference is None or enrollment.deposit_ended_at is not None:
        return
    settlement = queries.find_settlement(lot.id)
    assert settlement is not None
    if not settlement.deposit:
        # An applicant whose claim stood for all of it has paid none (18号 art. 17(2)).
        enrollment.deposit_ended_at = at
        return
    is_here = ledger.deposit_state(reference) is HoldState.HELD
    if lot.venue is Venue.EXTERNAL and not is_here:
        return
    ledger.capture_deposit(reference, key=f"capture:{reference}", at=at)
    enrollment.deposit_ended_at = at
    fact = DepositApplied(
        lot=lot.no,
        case_number=lot.case_number,
        reference=reference,
        amount=str(settlement.deposit),
    )
    work.record(fact, actor=SYSTEM, at=at)


def receive_outside_deposit(*, reference: str, at: datetime) -> None:
    """Take in what a platform transferred of its buyer; told twice, done once."""
    with unit_of_work() as work:
        found = db.session.scalar(select(Enrollment).filter_by(deposit_reference=reference))
        lot = lock_row(Lot, id=found.lot_id) if found is not None else None
        if found is None or lot is None or lot.venue is not Venue.EXTERNAL:
            return
        if db.session.get(Settlement, lot.id) is None:
            # The confirmation takes it in; it is being made out.
            return
        enrollment = lock_row(Enrollment, id=found.id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        take_deposit(work, lot, enrollment, at)
        if is_price_in(lot, settlement):
            note_price(work, lot, settlement, at)


def require_deposit_in(lot: Lot) -> None:
    """Refuse to keep a deposit that another platform has not transferred yet."""
    if not is_deposit_in(lot):
        raise Conflict("deposit_not_arrived", citations=(articles.BALANCE,))


def is_price_in(lot: Lot, settlement: Settlement) -> bool:
    """Say whether both parts of the price are here and nobody noted it yet."""
    if settlement.state is not SettlementState.BALANCE_DUE or not is_deposit_in(lot):
        return False
    if not settlement.balance:
        return True
    order = ledger.find_order(f"balance:{lot.no}")
    return order is not None and order.state is OrderState.CONFIRMED
