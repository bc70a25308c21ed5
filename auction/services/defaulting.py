"""A buyer does not pay: the ruling, the deposit kept, its use in order, the top-up.

法释〔2016〕18号 art. 24; the top-up by 法释〔2020〕21号 art. 22 through 18号 art. 37(3).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.vocabulary import OrderState
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.documents import forfeiture_paper
from auction.facts.money import (
    DefaultRuled,
    DefaultUseApproved,
    DefaultUseStated,
    LotDefaulted,
)
from auction.facts.ruling import SellOffRestOwed
from auction.models import BuyerDefault, Enrollment, Lot, Result, Settlement
from auction.rules import articles
from auction.rules.default import Use
from auction.services.acts import write_act
from auction.services.confirming import balance_reference
from auction.services.default_use import (
    DebtGiven,
    default_articles,
    lines_of,
    pour,
    statement_kind,
)
from auction.services.identities import Holder, barred_digest, open_holder
from auction.services.moving import move
from auction.services.outside_money import require_deposit_in
from auction.services.returning_price import deposit_reference, owe_to_payer
from auction.vocabulary import (
    DEFAULT,
    SETTLEMENT,
    DefaultAction,
    DefaultState,
    LotAction,
    SettlementAction,
)
from registry import facade as registry

#: Fewer signs give no reason.
REASON_MIN = 5
#: What a deposit gives to the debts of the case is shared as proceeds are.
SHARED_POLICY = "P48"


def open_buyer(lot: Lot, *, purpose: str, actor: Actor, at: datetime) -> Holder:
    """Open who bought; the reading is on the record first (reliability L11)."""
    result = db.session.get(Result, lot.id)
    assert result is not None
    bought = select(Enrollment).filter_by(lot_id=lot.id, paddle=result.paddle)
    enrollment = db.session.scalars(bought).one()
    return open_holder(lot=lot, enrollment=enrollment, purpose=purpose, actor=actor, at=at)


def rule_default(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> BuyerDefault:
    """Rule that the buyer is in default once the time to pay is over; twice is once.

    18号 art. 24(1): the deposit is not returned; 24(2): the buyer is barred from the new sale.
    Raises Refusal: balance_not_overdue, default_reason_missing.
    """
    if len(reason.strip()) < REASON_MIN:
        raise Refusal("default_reason_missing", fields={"reason": "default_reason_missing"})
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    if earlier := queries.find_default(lot.id):
        return earlier
    _require_overdue(lot, at)
    require_deposit_in(lot)
    holder = open_buyer(lot, purpose="default", actor=actor, at=at)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if earlier := queries.find_default(lot.id):
            return earlier
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.DEFAULT)
        left = lot.state
        move(lot, LotAction.DEFAULT, actor=actor, at=at)
        _void_balance(lot, actor, at)
        kept = _kept_of(lot, settlement)
        _forfeit(lot, kept, actor, at)
        default = BuyerDefault(
            lot_id=lot.id,
            asset_no=lot.asset_no,
            buyer_digest=barred_digest(lot.asset_no, holder.person_id or holder.id_number),
            also_barred=[barred_digest(lot.asset_no, person) for person in holder.others],
            state=DefaultState.RULED,
            original_price=settlement.price,
            forfeited=kept,
            reason=reason.strip(),
            ruled_by=actor.label,
            ruled_at=at,
        )
        db.session.add(default)
        named = {"lot": lot.no, "case_number": lot.case_number}
        work.record(LotDefaulted(**named, price=str(settlement.price)), actor=actor, at=at)
        fact = DefaultRuled(**named, forfeited=str(kept), reason=reason.strip())
        work.record(fact, actor=actor, at=at)
        if kept < settlement.deposit:
            rest = settlement.deposit - kept
            owe_to_payer(
                lot,
                deposit_reference(lot),
                rest,
                label="Prepaid price beyond the named deposit, given back",
                citation=articles.DEPOSIT_FORFEITED,
                actor=actor,
                at=at,
            )
            work.record(SellOffRestOwed(**named, amount=str(rest)), actor=actor, at=at)
        write_act(
            lot,
            LotAction.DEFAULT,
            left=left,
            reason=reason.strip(),
            citations=default_articles(lot),
            details={"price": settlement.price, "amount": kept},
            actor=actor,
            at=at,
        )
        return default


def _require_overdue(lot: Lot, at: datetime) -> None:
    settlement = queries.find_settlement(lot.id)
    if settlement is None:
        raise NotFound("settlement", lot.no)
    SETTLEMENT.after(settlement.state, SettlementAction.DEFAULT)
    if not settlement.is_overdue(at):
        raise Refusal(
            "balance_not_overdue",
            status=409,
            citations=(articles.BALANCE,),
            params={"due": stamp(settlement.due_at)},
        )


def _void_balance(lot: Lot, actor: Actor, at: datetime) -> None:
    """Void the order of the balance: what still comes in on it goes back to the payer."""
    reference = balance_reference(lot.no)
    order = ledger.find_order(reference)
    if order is not None and order.state is OrderState.OPEN:
        ledger.cancel_order(reference, actor=actor, at=at)


def _kept_of(lot: Lot, settlement: Settlement) -> Money:
    """Return what of the money paid in is kept: the deposit, of a sell-off the named one alone.

    18号 art. 24(1); 455号 八: the rest of a prepaid price is the buyer's and waits to go back.
    What an applicant was let off (17(2)) is not there to keep: the top-up asks for the loss.
    """
    assert lot.deposit is not None
    return min(lot.deposit - settlement.set_off, settlement.deposit)


def _forfeit(lot: Lot, kept: Money, actor: Actor, at: datetime) -> None:
    """Take the deposit out of the price, of which art. 23 had made it a part, and keep it."""
    if kept:
        ledger.post(
            purpose=ledger.Purpose.FORFEITURE,
            debit=chart.funds(lot.case_number),
            credit=chart.forfeited(lot.case_number),
            amount=kept,
            key=f"forfeit:{lot.no}",
            case_number=lot.case_number,
            at=at,
            reference=lot.no,
            actor=actor,
        )


def state_use(
    *,
    lot_no: str,
    new_price: Money,
    costs: Sequence[DebtGiven],
    case_debt: Money,
    property_debts: Sequence[DebtGiven],
    actor: Actor,
    at: datetime,
) -> BuyerDefault:
    """Write down what the deposit is used for, line by line; nothing moves before approval.

    Stated again it replaces what was stated. Raises Refusal: default_cost_unknown,
    new_price_differs; Conflict: default_use_on_site.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        default = lock_default(lot)
        default.state = DEFAULT.after(default.state, DefaultAction.STATE_USE)
        _require_real_price(lot, new_price)
        names = {party.id: party.name for party in registry.parties_of(lot.case_number)}
        if any(row.party_id not in names or not row.amount for row in (*costs, *property_debts)):
            raise Refusal("default_cost_unknown", citations=(articles.DEPOSIT_FORFEITED,))
        poured = pour(
            lot,
            default,
            new_price=new_price,
            costs=costs,
            case_debt=case_debt,
            property_debts=property_debts,
        )
        default.new_price, default.top_up = new_price, poured.top_up
        default.use = {
            "calculation": poured.calculation.as_dict(),
            "lines": lines_of(lot, poured, costs, property_debts, names),
        }
        default.stated_by, default.stated_at = actor.label, at
        fact = DefaultUseStated(
            lot=lot.no,
            case_number=lot.case_number,
            forfeited=str(default.forfeited),
            new_price=str(new_price),
            top_up=str(poured.top_up),
            residual=str(poured.used(Use.RESIDUAL)),
        )
        work.record(fact, actor=actor, at=at)
        return default


def _require_real_price(lot: Lot, new_price: Money) -> None:
    """Refuse another price than that of the new sale, once there is one (18号 art. 24(1))."""
    again = queries.find_next_sale(lot)
    if again is not None and again.price != new_price:
        raise Refusal(
            "new_price_differs",
            citations=(articles.DEPOSIT_FORFEITED,),
            params={"price": again.price},
            fields={"new_price": "new_price_differs"},
        )


def lock_default(lot: Lot) -> BuyerDefault:
    """Lock the default of a lot inside a unit of work; raise NotFound."""
    return lock_row(BuyerDefault, lot_id=lot.id)


def approve_use(*, lot_no: str, actor: Actor, at: datetime) -> BuyerDefault:
    """Approve the use and post it, each line once, in the order of the law (reliability M13).

    Whoever stated it does not approve it (M10). Online what is left over stays where it is and
    waits for a judge (P8); on site it is owed to the buyer (20〔21〕 art. 22(2)).
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        default = lock_default(lot)
        if default.state is DefaultState.USED:
            return default
        default.state = DEFAULT.after(default.state, DefaultAction.APPROVE_USE)
        if default.stated_by == actor.label:
            raise Forbidden("maker_approves")
        assert default.use is not None
        default.approved_by, default.approved_at = actor.label, at
        calculation = Calculation.from_dict(default.use["calculation"])
        kept = chart.forfeited(lot.case_number)
        for place, line in enumerate(default.use["lines"], start=1):
            amount = Money.parse(line["amount"])
            if amount and line["account"] != kept:
                is_refund = line["use"] == Use.REFUND
                ledger.post(
                    purpose=ledger.Purpose.REFUND if is_refund else ledger.Purpose.FORFEITURE,
                    debit=kept,
                    credit=line["account"],
                    amount=amount,
                    key=f"forfeited:{lot.no}:{place}",
                    case_number=lot.case_number,
                    at=at,
                    explanation=calculation,
                    reference=lot.no,
                    actor=actor,
                )
        _print_statement(lot, default, actor, at)
        fact = DefaultUseApproved(
            lot=lot.no,
            case_number=lot.case_number,
            forfeited=str(default.forfeited),
            residual=str(default.used(Use.RESIDUAL)),
        )
        work.record(fact, actor=actor, at=at)
        return default


def _print_statement(lot: Lot, default: BuyerDefault, actor: Actor, at: datetime) -> None:
    """Issue the statement of the deposit, an article on each line, for court and parties."""
    people = registry.parties_of(lot.case_number)
    papers.issue(
        statement_kind(lot),
        reference=lot.no,
        case_number=lot.case_number,
        court_id=lot.court_id,
        court_code=lot.court_code,
        court_name=lot.court_name,
        data=forfeiture_paper(lot=lot, default=default),
        audience=Audience.PARTIES,
        people=[party.person_id for party in people if party.person_id is not None],
        actor=actor,
        at=at,
    )
