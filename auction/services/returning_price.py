"""Give a buyer back what the court may not keep: the price of a sale that was annulled (P54)."""

from datetime import datetime

from sqlalchemy import select

from app.kernel.actors import Actor, require_court
from app.kernel.citation import Citation
from app.kernel.errors import NotFound, Refusal
from app.kernel.money import Money, total
from app.lawbook import Calculation, Step
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.vocabulary import OrderState
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.money import PriceReturned
from auction.models import Enrollment, Lot, Result, Settlement
from auction.rules import articles
from auction.services.acts import require_reason
from auction.services.confirming import balance_reference
from auction.services.planning import claims_of, fee_taken_back
from auction.vocabulary import SETTLEMENT, SettlementAction, SettlementState

#: What is given back stands as owed to whoever paid the order; finance pays it out (P37, P39).
RETURN_POLICY = "P54"


def owe_to_payer(
    lot: Lot,
    reference: str,
    amount: Money,
    *,
    label: str,
    citation: Citation,
    actor: Actor,
    at: datetime,
) -> None:
    """Move money of the price to what is owed to the payer of an order, once per order.

    Raises Conflict(account_overdrawn) where the case holds less.
    """
    order = ledger.find_order(reference)
    if order is None:
        raise NotFound("payment_order", reference)
    ledger.post(
        purpose=ledger.Purpose.REFUND,
        debit=chart.funds(lot.case_number),
        credit=chart.payer(order.no),
        amount=amount,
        key=f"return:{order.no}",
        case_number=lot.case_number,
        at=at,
        reference=lot.no,
        explanation=Calculation(
            {"amount_fen": amount.fen},
            (citation,),
            (RETURN_POLICY,),
            (Step(label, amount.fen, "", citation),),
        ),
        actor=actor,
    )


def deposit_reference(lot: Lot) -> str:
    """Return by which name the deposit of the buyer is known; raises NotFound."""
    result = db.session.get(Result, lot.id)
    if result is None:
        raise NotFound("result", lot.no)
    bought = select(Enrollment.deposit_reference).filter_by(lot_id=lot.id, paddle=result.paddle)
    return db.session.scalars(bought).one() or ""


def return_price(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Settlement:
    """Order that the buyer of an annulled sale has his money back; twice is once.

    法释〔2016〕18号 art. 31: an annulled sale leaves nobody a price. The deposit and the balance
    stand as owed to who paid them; what the annulment costs others is claimed in its own suit
    (art. 32). Raises Refusal: reason_missing; price_partly_out where money of the price has left
    the case by another entry, which is taken back first; IllegalMove if the sale stands.
    """
    words = require_reason(reason, (articles.ANNULMENT,))
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if settlement.state is SettlementState.RETURNED:
            return settlement
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.GIVE_BACK)
        _take_fee_back(lot, settlement, actor, at)
        parts = _parts(lot, settlement)
        whole = total(amount for _, amount, _ in parts)
        held = ledger.balance(chart.funds(lot.case_number))
        if held < whole:
            raise Refusal(
                "price_partly_out",
                status=409,
                citations=(articles.ANNULMENT,),
                params={"missing": (whole - held).yuan},
            )
        for reference, amount, label in parts:
            owe_to_payer(
                lot,
                reference,
                amount,
                label=label,
                citation=articles.ANNULMENT,
                actor=actor,
                at=at,
            )
        fact = PriceReturned(
            lot=lot.no, case_number=lot.case_number, amount=str(whole), reason=words
        )
        work.record(fact, actor=actor, at=at)
        return settlement


def _take_fee_back(lot: Lot, settlement: Settlement, actor: Actor, at: datetime) -> None:
    """Put back what the plan of the annulled sale gave the agency; the next plan pays it.

    A later sale that has its plan already has paid the fee in this one's stead. An agency that
    was paid out owes it to the court first: the caller finds the price short.
    """
    posted = [cost for cost in claims_of(settlement).costs if cost.is_posted]
    if not posted or queries.has_later_plan(lot):
        return
    for account in {cost.account for cost in posted}:
        given = total(cost.amount for cost in posted if cost.account == account)
        if ledger.owed_in(account, lot.case_number) < given:
            return
    for place, cost in enumerate(posted):
        # Of a merged lot every part had its fee; the first key tells that all were taken back.
        key = fee_taken_back(lot.no) + (f":{place}" if place else "")
        ledger.post(
            purpose=ledger.Purpose.BALANCE_FEE,
            debit=cost.account,
            credit=chart.funds(lot.case_number),
            amount=cost.amount,
            key=key,
            case_number=lot.case_number,
            at=at,
            reference=lot.no,
            explanation=Calculation(
                {"amount_fen": cost.amount.fen},
                (articles.ANNULMENT,),
                (RETURN_POLICY,),
                (Step("Fee that the annulled sale had paid, until the next one", cost.amount.fen),),
            ),
            actor=actor,
        )


def _parts(lot: Lot, settlement: Settlement) -> list[tuple[str, Money, str]]:
    """Return what was paid of the price: by which order, how much, in whose words."""
    parts: list[tuple[str, Money, str]] = []
    if settlement.deposit:
        label = "Deposit of an annulled sale, given back"
        parts.append((deposit_reference(lot), settlement.deposit, label))
    order = ledger.find_order(balance_reference(lot.no))
    if order is not None and order.state is OrderState.CONFIRMED:
        label = "Balance of an annulled sale, given back"
        parts.append((balance_reference(lot.no), order.amount, label))
    return parts
