"""Order a buyer in default to make up what the deposit did not cover, and take it in.

法释〔2020〕21号 art. 22, by 法释〔2016〕18号 art. 37(3) online too.
"""

from datetime import datetime, timedelta

from app import lawbook
from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Refusal
from app.kernel.facts import Audience, stamp
from app.ledger import facade as ledger
from app.store import unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.documents import top_up_paper
from auction.facts.money import TopUpOrdered, TopUpReceived
from auction.models import BuyerDefault, Lot
from auction.rules import articles
from auction.services.defaulting import lock_default, open_buyer
from auction.vocabulary import DefaultState

PREFIX = "top_up:"


def top_up_reference(lot_no: str) -> str:
    """Return how the ledger knows the top-up of a lot."""
    return f"{PREFIX}{lot_no}"


def order_top_up(*, lot_no: str, days: int | None, actor: Actor, at: datetime) -> BuyerDefault:
    """Order the top-up in the buyer's own name, once; without days those of P50.

    Raises Refusal: top_up_nothing, top_up_ordered_already.
    """
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    _require_owed(queries.find_default(lot.id))
    holder = open_buyer(lot, purpose="top_up", actor=actor, at=at)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        default = lock_default(lot)
        _require_owed(default)
        assert default.top_up is not None
        today = local_date(at)
        given = days or lawbook.number("top_up_days", on=today)
        due_at = end_of_day(today + timedelta(days=given))
        order = ledger.open_payment_order(
            purpose=ledger.Purpose.TOP_UP,
            reference=top_up_reference(lot.no),
            payer=ledger.Payer(holder.name, holder.id_number, holder.person_id),
            amount=default.top_up,
            due_at=due_at,
            case_number=lot.case_number,
            key=top_up_reference(lot.no),
            actor=actor,
            at=at,
        )
        default.top_up_due_at, default.top_up_order = due_at, order.no
        papers.issue(
            papers.PaperKind.TOP_UP_ORDER,
            reference=lot.no,
            case_number=lot.case_number,
            court_id=lot.court_id,
            court_code=lot.court_code,
            court_name=lot.court_name,
            data=top_up_paper(lot=lot, default=default, payer=holder.name),
            audience=Audience.COURT,
            people=[] if holder.person_id is None else [holder.person_id],
            actor=actor,
            at=at,
        )
        fact = TopUpOrdered(
            lot=lot.no,
            case_number=lot.case_number,
            amount=str(default.top_up),
            due_at=stamp(due_at),
        )
        work.record(fact, actor=actor, at=at)
        return default


def _require_owed(default: BuyerDefault | None) -> None:
    if default is None or default.state is not DefaultState.USED or not default.top_up:
        raise Refusal("top_up_nothing", status=409, citations=(articles.TOP_UP,))
    if default.top_up_order is not None:
        raise Refusal("top_up_ordered_already", status=409, citations=(articles.TOP_UP,))


def receive_top_up(*, lot_no: str, at: datetime) -> None:
    """Note that the top-up is in the case's money; told twice, done once."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        default = lock_default(lot)
        if default.top_up_paid_at is not None:
            return
        default.top_up_paid_at = at
        fact = TopUpReceived(lot=lot.no, case_number=lot.case_number, amount=str(default.top_up))
        work.record(fact, actor=SYSTEM, at=at)
