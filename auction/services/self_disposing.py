"""Let the debtor sell an unsold asset itself, above the price that failed (法〔2024〕238号).

Other steps rest while it tries; if nothing comes of it, the court goes on where it stood.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, local_date, months_after
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.facts.ruling import SelfDisposalAllowed, SelfDisposalEnded, SelfDisposalLapsed
from auction.models import Lot
from auction.rules import articles
from auction.services.acts import refusals_on_record, require_reason, write_act
from auction.services.following import require_newest
from auction.services.moving import move
from auction.services.opening import BATCH
from auction.vocabulary import LotAction, LotState
from registry.vocabulary import AssetNature


def allow_self_disposal(
    *, lot_no: str, price: Money, days: int | None, reason: str, actor: Actor, at: datetime
) -> Lot:
    """Allow the debtor to sell above the failed price within days the court sets (P68).

    Equity: three months at most (法释〔2021〕20号 art. 10). Raises Refusal: reason_missing,
    self_disposal_price_too_low, self_disposal_too_long.
    """
    citations = (articles.SELF_DISPOSAL,)
    words = require_reason(reason, citations)
    action = LotAction.ALLOW_SELF_DISPOSAL
    with refusals_on_record(lot_no, action, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        require_newest(lot)
        left = lot.state
        move(lot, action, actor=actor, at=at)
        assert lot.start_price is not None
        if price <= lot.start_price:
            raise Refusal(
                "self_disposal_price_too_low",
                citations=citations,
                params={"failed": lot.start_price},
                fields={"price": "self_disposal_price_too_low"},
            )
        today = local_date(at)
        last = today + timedelta(days=days or lawbook.number("self_disposal_days", on=today))
        if lot.nature is AssetNature.EQUITY:
            months = lawbook.number("equity_self_sale_months_max", on=today)
            if last > months_after(today, months):
                rule = lawbook.value("equity_self_sale_months_max", on=today)
                fields = {"days": "self_disposal_too_long"}
                raise Refusal("self_disposal_too_long", citations=(rule.citation,), fields=fields)
        lot.self_disposal_price, lot.self_disposal_until = price, end_of_day(last)
        write_act(
            lot,
            action,
            left=left,
            reason=words,
            citations=citations,
            details={"price": price, "due_at": lot.self_disposal_until},
            actor=actor,
            at=at,
        )
        fact = SelfDisposalAllowed(
            lot=lot.no,
            case_number=lot.case_number,
            price=str(price),
            until_at=stamp(lot.self_disposal_until),
        )
        work.record(fact, actor=actor, at=at)
        return lot


def lapse_due_self_disposals(at: datetime) -> int:
    """Let every debtor's own sale lapse whose days are over; return how many."""
    due = db.session.scalars(
        select(Lot.no)
        .where(Lot.state == LotState.SELF_DISPOSAL, Lot.self_disposal_until <= at)
        .order_by(Lot.self_disposal_until)
        .limit(BATCH)
    ).all()
    return sum(lapse_self_disposal(lot_no=no, actor=SYSTEM, at=at) for no in due)


def lapse_self_disposal(*, lot_no: str, actor: Actor, at: datetime) -> bool:
    """Lead a lot back to where the court goes on; say whether it was us."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if lot.state is not LotState.SELF_DISPOSAL:
            return False
        move(lot, LotAction.LAPSE_SELF_DISPOSAL, actor=actor, at=at)
        work.record(SelfDisposalLapsed(lot=lot.no, case_number=lot.case_number), actor=actor, at=at)
        return True


def end_self_disposal(*, lot_no: str, price: Money, proof: str, actor: Actor, at: datetime) -> Lot:
    """Note that the debtor sold it for no less than allowed and the price is with the court.

    Raises Refusal: reason_missing without a proof, self_disposal_price_too_low.
    """
    citations = (articles.SELF_DISPOSAL,)
    words = require_reason(proof, citations)
    action = LotAction.END_SELF_DISPOSAL
    with refusals_on_record(lot_no, action, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        left = lot.state
        move(lot, action, actor=actor, at=at)
        assert lot.self_disposal_price is not None
        if price < lot.self_disposal_price:
            raise Refusal(
                "self_disposal_price_too_low",
                citations=citations,
                params={"failed": lot.self_disposal_price},
                fields={"price": "self_disposal_price_too_low"},
            )
        write_act(
            lot,
            action,
            left=left,
            reason=words,
            citations=citations,
            details={"price": price},
            actor=actor,
            at=at,
        )
        fact = SelfDisposalEnded(lot=lot.no, case_number=lot.case_number, price=str(price))
        work.record(fact, actor=actor, at=at)
        return lot
