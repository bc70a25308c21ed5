"""What has a last day in a lot, by whom and on which article: codes only, without a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from app.web.modules import DueStep
from auction.models import InKindOffer, Lot
from auction.queries import round_before
from auction.queries.agenda import Matters, list_unfinished, matters_of
from auction.rules import articles
from auction.rules.rounds import Days, days_after_failure
from auction.services.ruling import handover_due, ruling_due
from auction.services.suspension import resume_by
from auction.services.venues import track_of
from auction.vocabulary import HALTED, PREPARED_IN, LotState, Round, SettlementState

_FAILED = (LotState.UNSOLD, LotState.IN_KIND_OFFERED)
_PAID = (LotState.PAID, LotState.QUALIFIED)
#: Sales whose price is not whole yet.
_OWED = (LotState.SOLD, LotState.AWAITING_APPROVAL)
#: More unfinished lots than one court has; the newest are read.
READ_MAX = 1_000
#: The law sets no days for the court's next step: the board counts these (P33).
COURT_STEP = Citation(articles.PLATFORM_RULES, "P33")

COURT, JUDGE, BUYER, CREDITOR, DEBTOR, BIDDERS = (
    "court",
    "judge",
    "buyer",
    "creditor",
    "debtor",
    "bidders",
)


@dataclass(frozen=True, slots=True)
class DueDay:
    """One thing with a last moment: what, by when, on which article, where, whose move."""

    code: str
    by: datetime
    citation: Citation
    endpoint: str
    duty: str
    #: Times that run for others: when they are over nobody is late.
    is_wait: bool = False


#: Where the court acts, by the endpoint of the page: the clock process has no request to ask.
_PATHS = {
    "lot_desk.get_lot": "",
    "lot_judge.get_supervise": "/supervise",
    "lot_judge.get_settlement": "/settlement",
    "lot_delivery.get_delivery": "/delivery",
    "default_desk.get_default": "/default",
    "lot_after.get_after": "/after",
}


def due_days(matters: Matters, now: datetime) -> list[DueDay]:
    """Return what has a last day in a lot as it stands, in no order."""
    return [*_before(matters), *_after_sale(matters), *_after_failure(matters, now)]


def dues(court_id: int, at: datetime) -> Iterator[DueStep]:
    """Yield every step of a court's sales that has a last day, for the screening of delays."""
    for matters in matters_of(list_unfinished(court_id, READ_MAX)):
        for day in (*due_days(matters, at), *_plan(matters)):
            yield _step(matters.lot, day)


def open_cases(court_id: int) -> Iterable[str]:
    """Return the numbers of a court's cases with a lot that still wants something."""
    return {lot.case_number for lot in list_unfinished(court_id, READ_MAX)}


def _step(lot: Lot, day: DueDay) -> DueStep:
    return DueStep(
        step=day.code,
        about=lot.no,
        case_number=lot.case_number,
        duty=day.duty,
        due_at=day.by,
        basis=str(day.citation),
        url=f"/desk/lots/{lot.no}{_PATHS[day.endpoint]}",
        is_policy=day.citation.instrument == articles.PLATFORM_RULES,
        is_wait=day.is_wait,
        is_bound=day.code == "lot_price_valid",
    )


def _before(matters: Matters) -> Iterator[DueDay]:
    """From the draft to the end of bidding."""
    lot, desk, hall = matters.lot, "lot_desk.get_lot", "lot_judge.get_supervise"
    if lot.state in PREPARED_IN:
        until = end_of_day(lot.reference_valid_until)
        yield DueDay("lot_price_valid", until, articles.PRICE_VALIDITY, desk, COURT)
        before = round_before(lot)
        if before is not None and lot.previous_failed_on is not None:
            days = days_after(lot, before, lot.previous_failed_on)
            assert days.publish_by is not None
            by = end_of_day(days.publish_by)
            yield DueDay("lot_notice", by, basis_of(lot, days), desk, COURT)
    clock = articles.BIDDING_CLOCK
    if lot.state is LotState.ANNOUNCED and lot.opens_at is not None:
        yield DueDay("lot_opens", lot.opens_at, clock, hall, BIDDERS, is_wait=True)
    if lot.state is LotState.OPEN and lot.closes_at is not None:
        yield DueDay("lot_closes", lot.closes_at, clock, hall, BIDDERS, is_wait=True)
    if lot.state in HALTED and lot.halt_ended_on is not None:
        yield DueDay("lot_resume", resume_by(lot.halt_ended_on), articles.SUSPENSION, hall, JUDGE)


def _after_sale(matters: Matters) -> Iterator[DueDay]:
    """From the price to the handover; what a buyer in default owes."""
    lot, settlement, default = matters.lot, matters.settlement, matters.default
    delivery = "lot_delivery.get_delivery"
    if lot.state in _OWED and settlement is not None:
        yield DueDay("lot_price", settlement.due_at, articles.BALANCE, delivery, BUYER)
    if lot.state in _PAID and settlement is not None:
        by = ruling_due(settlement)
        if by is not None:
            yield DueDay("lot_ruling", by, articles.RULING, delivery, JUDGE)
    if lot.state is LotState.RULED or (lot.state is LotState.IN_KIND and not matters.are_keys_over):
        by = handover_due(lot)
        if by is not None:
            yield DueDay("lot_handover", by, articles.HANDOVER, delivery, COURT)
        for step in matters.open_steps:
            by = end_of_day(step.due_on)
            yield DueDay(f"lot_{step.step.value}", by, articles.HANDOVER, delivery, COURT)
    if default is not None and default.top_up_due_at and not default.top_up_paid_at:
        page = "default_desk.get_default"
        yield DueDay("lot_top_up", default.top_up_due_at, articles.TOP_UP, page, BUYER)


def _after_failure(matters: Matters, now: datetime) -> Iterator[DueDay]:
    """The creditors' days, the next round's days, a debtor's own sale."""
    lot, offer, page = matters.lot, matters.offer, "lot_after.get_after"
    if lot.state is LotState.SELF_DISPOSAL and lot.self_disposal_until is not None:
        until, basis = lot.self_disposal_until, articles.SELF_DISPOSAL
        yield DueDay("lot_self_disposal", until, basis, page, DEBTOR, is_wait=True)
    if lot.state not in _FAILED or lot.ended_at is None or matters.is_followed:
        return
    asked_on = local_date(offer.asked_at if offer else now)
    days = days_after(lot, lot.round, local_date(lot.ended_at), asked_on=asked_on)
    if offer is not None and is_asking(offer):
        until, basis = offer.until_at, articles.SELL_OFF_INQUIRY
        yield DueDay("lot_creditors", until, basis, page, CREDITOR, is_wait=True)
    if offer is not None and offer.top_up_due_at and not offer.is_topped_up:
        until, basis = offer.top_up_due_at, articles.IN_KIND_TOP_UP
        yield DueDay("lot_in_kind_top_up", until, basis, page, CREDITOR)
    if days.publish_by is not None:
        by = end_of_day(days.publish_by)
        yield DueDay("lot_next_notice", by, basis_of(lot, days), page, COURT)


def _plan(matters: Matters) -> Iterator[DueDay]:
    """A plan that waits for its judge: the law sets no days, so ten count (P33)."""
    settlement = matters.settlement
    if settlement is None or settlement.state is not SettlementState.PLANNED:
        return
    if settlement.planned_at is not None:
        planned_on = local_date(settlement.planned_at)
        days = timedelta(days=lawbook.number("court_step_days", on=planned_on))
        by = end_of_day(planned_on + days)
        yield DueDay("lot_plan", by, COURT_STEP, "lot_judge.get_settlement", JUDGE)


def days_after(lot: Lot, failed: Round, failed_on: date, *, asked_on: date | None = None) -> Days:
    """Return by when what follows a failed round is due."""
    asked_on, track = asked_on or failed_on, track_of(lot)
    return days_after_failure(failed, lot.kind.value, failed_on, asked_on=asked_on, track=track)


def basis_of(lot: Lot, days: Days) -> Citation:
    """Return the article by which the next notice is due."""
    if not days.opens_by:
        third = lot.round is Round.THIRD or round_before(lot) is Round.THIRD
        return articles.OFFLINE_THIRD_ROUND if third else articles.SELL_OFF_INQUIRY
    return articles.SECOND_ROUND if track_of(lot).is_online else articles.OFFLINE_AGAIN


def is_asking(offer: InKindOffer) -> bool:
    """Say whether creditors may still say that they take the thing."""
    return offer.ended_at is None and offer.ranked_at is None
