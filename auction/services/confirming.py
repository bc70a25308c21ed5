"""After a sale: name the buyer, take the deposit into the price, ask for the rest."""

from datetime import datetime

from sqlalchemy import func, select

from app.documents import facade as papers
from app.kernel.actors import SYSTEM
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from auction import queries
from auction.documents import confirmation_paper
from auction.facts import BalanceAsked, ConfirmationIssued
from auction.models import Bid, Confirmation, Enrollment, Lot, Result, Settlement
from auction.queries.venues import find_outside_result, standing_plan
from auction.services.identities import Holder, open_holder
from auction.services.opening import BATCH
from auction.services.outside_money import is_price_in, take_deposit
from auction.services.settling import note_price
from auction.vocabulary import EnrollmentState, Outcome, SettlementState, Venue


def confirm_due_sales(at: datetime) -> int:
    """Confirm every sale that has a result and no confirmation yet; return how many."""
    due = db.session.scalars(
        select(Result.lot_id)
        .outerjoin(Confirmation, Confirmation.lot_id == Result.lot_id)
        .where(Result.outcome == Outcome.SOLD, Confirmation.lot_id.is_(None))
        .order_by(Result.lot_id)
        .limit(BATCH)
    ).all()
    return sum(confirm_sale(lot_id, at=at) for lot_id in due)


def confirm_sale(lot_id: int, *, at: datetime) -> bool:
    """Issue the confirmation with the buyer's real name, once; say whether it was us.

    18号 art. 22(1), 14(6): automatic, in the real name, published. Art. 23: the deposit becomes
    part of the price; art. 25: the rest is due as the notice said. The reading of the name is
    committed before the name is unsealed (reliability L11).
    """
    lot = db.session.get(Lot, lot_id)
    result = queries.find_result(lot_id)
    assert lot is not None
    assert result is not None
    assert result.paddle is not None
    enrollment = _winner(lot, result.paddle)
    holder = open_holder(
        lot=lot, enrollment=enrollment, purpose="confirmation", actor=SYSTEM, at=at
    )
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot_id)
        if queries.find_confirmation(lot_id) is not None:
            return False
        enrollment = lock_row(Enrollment, id=enrollment.id)
        settlement = _settlement(lot, result, Money(holder.set_off_fen))
        db.session.add(settlement)
        confirmation = _confirmation(lot, result, settlement, holder, at)
        db.session.add(confirmation)
        db.session.flush()
        take_deposit(work, lot, enrollment, at)
        if settlement.balance:
            _ask_balance(work, lot, settlement, holder, at)
        elif is_price_in(lot, settlement):
            note_price(work, lot, settlement, at)
        work.record(
            ConfirmationIssued(
                lot=lot.no,
                case_number=lot.case_number,
                confirmation=confirmation.no,
                paddle=result.paddle,
                price=str(result.price),
            ),
            actor=SYSTEM,
            at=at,
        )
        return True


def _winner(lot: Lot, paddle: str) -> Enrollment:
    enrollment = db.session.scalar(select(Enrollment).filter_by(lot_id=lot.id, paddle=paddle))
    assert enrollment is not None, "the winning paddle was given to somebody"
    return enrollment


def _settlement(lot: Lot, result: Result, set_off: Money) -> Settlement:
    """Split the price into what is held and what is due; 18号 art. 17(2), 23, 25.

    Of a sale on another platform the deposit is what that platform said it holds (P56).
    """
    assert result.price is not None
    outside = find_outside_result(lot.id) if lot.venue is Venue.EXTERNAL else None
    deposit = outside.deposit if outside else min(lot.entry_payment - set_off, result.price)
    last_day = legal_period_end(local_date(result.ended_at), lot.balance_days)
    return Settlement(
        lot_id=lot.id,
        state=SettlementState.BALANCE_DUE,
        price=result.price,
        deposit=deposit,
        set_off=set_off,
        balance=result.price - deposit,
        due_at=end_of_day(last_day),
    )


def _confirmation(
    lot: Lot, result: Result, settlement: Settlement, holder: Holder, at: datetime
) -> Confirmation:
    bid = db.session.get(Bid, (lot.id, result.bid_seq)) if result.bid_seq else None
    outside = find_outside_result(lot.id)
    assert (bid is None) is not (outside is None), "bids were made here or elsewhere"
    assert lot.start_price is not None
    bidders = (
        outside.details["bidders"]
        if outside
        else db.session.scalar(
            select(func.count())
            .select_from(Enrollment)
            .where(
                Enrollment.lot_id == lot.id,
                Enrollment.state.in_((EnrollmentState.WON, EnrollmentState.LOST)),
            )
        )
    )
    content: dict[str, object] = {
        "lot": lot.no,
        "title": lot.title,
        "case_number": lot.case_number,
        "court": lot.court_name,
        "round": lot.round.value,
        "reference_price": str(lot.reference_price),
        "start_price": str(lot.start_price),
        "price": str(result.price),
        "buyer_name": holder.named,
        "buyer_id_type": holder.id_type,
        "buyer_id_masked": holder.ids_masked,
        "paddle": result.paddle,
        "bid_at": stamp(bid.received_at if bid else result.ended_at),
        "ended_at": stamp(result.ended_at),
        "bids": result.bid_count,
        "bidders": bidders,
        "extensions": result.extensions,
        "deposit": str(settlement.deposit),
        "balance": str(settlement.balance),
        "due_at": stamp(settlement.due_at),
    }
    if outside is not None:
        plan = standing_plan(lot)
        content["venue"], content["conductor"] = lot.venue.value, plan.conductor if plan else ""
    return Confirmation(
        lot_id=lot.id, no=next_number("C", lot.court_code, at), content=content, issued_at=at
    )


def balance_reference(lot_no: str) -> str:
    """Return how the ledger knows the balance of a lot."""
    return f"balance:{lot_no}"


def _ask_balance(
    work: Work, lot: Lot, settlement: Settlement, holder: Holder, at: datetime
) -> None:
    """Open the payment order of the rest of the price in the buyer's own name."""
    reference = balance_reference(lot.no)
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.BALANCE,
        reference=reference,
        payer=ledger.Payer(holder.name, holder.id_number, holder.person_id),
        amount=settlement.balance,
        due_at=settlement.due_at,
        case_number=lot.case_number,
        key=reference,
        actor=SYSTEM,
        at=at,
    )
    settlement.order_no = order.no
    work.record(
        BalanceAsked(
            lot=lot.no,
            case_number=lot.case_number,
            amount=str(settlement.balance),
            due_at=stamp(settlement.due_at),
        ),
        actor=SYSTEM,
        at=at,
    )


def print_due_confirmations(at: datetime) -> int:
    """Print every confirmation that is not on paper yet; a failed print is tried again."""
    due = db.session.scalars(
        select(Confirmation.lot_id)
        .where(Confirmation.paper_no.is_(None))
        .order_by(Confirmation.lot_id)
        .limit(5)
    ).all()
    return sum(print_confirmation(lot_id, at=at) for lot_id in due)


def print_confirmation(lot_id: int, *, at: datetime) -> bool:
    """Issue the PDF of a confirmation, once; the paper is public like its content."""
    with unit_of_work():
        confirmation = lock_row(Confirmation, lot_id=lot_id)
        if confirmation.paper_no is not None:
            return False
        lot = db.session.get(Lot, lot_id)
        assert lot is not None
        paper = papers.issue(
            papers.PaperKind.SALE_CONFIRMATION,
            reference=lot.no,
            case_number=lot.case_number,
            court_id=lot.court_id,
            court_code=lot.court_code,
            court_name=lot.court_name,
            data=confirmation_paper(confirmation.content),
            audience=Audience.PUBLIC,
            actor=SYSTEM,
            at=at,
        )
        confirmation.paper_no, confirmation.paper_sha256 = paper.no, paper.sha256
        confirmation.printed_at = at
        return True
