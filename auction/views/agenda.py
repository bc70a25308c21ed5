"""What a judge has before him in a lot: what is due, what to decide, what may go wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from auction.messages.handover import STEPS
from auction.models import InKindOffer, Lot
from auction.queries import round_before
from auction.queries.agenda import Matters
from auction.rules import articles
from auction.rules.rounds import Days, days_after_failure
from auction.services.plan_basis import fallen_since
from auction.services.ruling import handover_due, ruling_due
from auction.services.suspension import resume_by
from auction.services.venues import next_round, track_of
from auction.views.told import untold_of
from auction.vocabulary import (
    HALTED,
    LOT,
    PREPARED_IN,
    STOPPABLE,
    DefaultState,
    LotAction,
    LotState,
    Round,
    SettlementState,
)

_QUALIFIED = articles.HOME_QUALIFICATION
_FAILED = (LotState.UNSOLD, LotState.IN_KIND_OFFERED)
_PAID = (LotState.PAID, LotState.QUALIFIED)
#: Sales whose price is not whole yet.
_OWED = (LotState.SOLD, LotState.AWAITING_APPROVAL)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing with a last moment, and the article that sets it."""

    what: str
    by: datetime
    citation: Citation
    url: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that waits for the judge."""

    what: str
    citation: Citation
    url: str


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing that may go wrong, as far as the platform can see it."""

    what: str
    url: str
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """One lot as a judge sees it."""

    matters: Matters
    due: Sequence[Due]
    decisions: Sequence[Decision]
    risks: Sequence[Risk]

    @property
    def is_late(self) -> bool:
        """Say whether a day has passed."""
        return any(one.is_late for one in self.due)

    @property
    def next_due(self) -> Due | None:
        """Return what is due first."""
        return self.due[0] if self.due else None


def agenda_of(matters: Matters, now: datetime) -> Agenda:
    """Return what is due in a lot, soonest first, what is to be decided and what may go wrong."""
    due = [*_due_before(matters), *_due_after_sale(matters), *_due_after_failure(matters, now)]
    found = [Due(what, by, citation, url, is_late=now >= by) for what, by, citation, url in due]
    found.sort(key=lambda one: one.by)
    decisions = [
        *_decide_before(matters),
        *_decide_after_sale(matters, now),
        *_decide_after_failure(matters, now),
    ]
    return Agenda(matters, found, decisions, list(_risks(matters, now)))


_Line = tuple[str, datetime, Citation, str]


def _page(endpoint: str, lot: Lot) -> str:
    return url_for(endpoint, no=lot.no)


def _due_before(matters: Matters) -> Iterator[_Line]:
    """From the draft to the end of bidding."""
    lot = matters.lot
    desk = _page("lot_desk.get_lot", lot)
    if lot.state in PREPARED_IN:
        until = end_of_day(lot.reference_valid_until)
        yield _("The reference price runs out"), until, articles.PRICE_VALIDITY, desk
        before = round_before(lot)
        if before is not None and lot.previous_failed_on is not None:
            days = _days_after(lot, before, lot.previous_failed_on)
            assert days.publish_by is not None
            by = end_of_day(days.publish_by)
            yield _("The notice has to be out"), by, _basis_of(lot, days), desk
    hall = _page("lot_judge.get_supervise", lot)
    if lot.state is LotState.ANNOUNCED and lot.opens_at is not None:
        yield _("Bidding opens"), lot.opens_at, articles.BIDDING_CLOCK, hall
    if lot.state is LotState.OPEN and lot.closes_at is not None:
        yield _("Bidding closes"), lot.closes_at, articles.BIDDING_CLOCK, hall
    if lot.state in HALTED and lot.halt_ended_on is not None:
        yield _("The sale goes on"), resume_by(lot.halt_ended_on), articles.SUSPENSION, hall


def _due_after_sale(matters: Matters) -> Iterator[_Line]:
    """From the price to the handover; what a buyer in default owes."""
    lot, settlement, default = matters.lot, matters.settlement, matters.default
    delivery = _page("lot_delivery.get_delivery", lot)
    if lot.state in _OWED and settlement is not None:
        yield _("The price is paid in full"), settlement.due_at, articles.BALANCE, delivery
    if lot.state in _PAID and settlement is not None:
        by = ruling_due(settlement)
        if by is not None:
            yield _("The ruling is served"), by, articles.RULING, delivery
    if lot.state is LotState.RULED:
        by = handover_due(lot)
        if by is not None:
            yield _("The property changes hands"), by, articles.HANDOVER, delivery
        for step in matters.open_steps:
            what, by = str(STEPS[step.step]), end_of_day(step.due_on)
            yield what, by, articles.HANDOVER, delivery
    if default is not None and default.top_up_due_at and not default.top_up_paid_at:
        page = _page("default_desk.get_default", lot)
        yield _("The buyer in default tops up"), default.top_up_due_at, articles.TOP_UP, page


def _due_after_failure(matters: Matters, now: datetime) -> Iterator[_Line]:
    """The creditors' days, the next round's days, a debtor's own sale."""
    lot, offer = matters.lot, matters.offer
    page = _page("lot_after.get_after", lot)
    if lot.state is LotState.SELF_DISPOSAL and lot.self_disposal_until is not None:
        yield _("The debtor sells"), lot.self_disposal_until, articles.SELF_DISPOSAL, page
    if lot.state not in _FAILED or lot.ended_at is None or matters.is_followed:
        return
    failed_on = local_date(lot.ended_at)
    asked_on = local_date(offer.asked_at if offer else now)
    days = _days_after(lot, lot.round, failed_on, asked_on=asked_on)
    if offer is not None and _is_asking(offer):
        yield _("The creditors answer"), offer.until_at, articles.SELL_OFF_INQUIRY, page
    if offer is not None and offer.top_up_due_at and not offer.is_topped_up:
        yield _("A creditor tops up"), offer.top_up_due_at, articles.IN_KIND_TOP_UP, page
    if days.publish_by is not None:
        by = end_of_day(days.publish_by)
        yield _("The next notice is published"), by, _basis_of(lot, days), page


def _days_after(lot: Lot, failed: Round, failed_on: date, *, asked_on: date | None = None) -> Days:
    asked_on, track = asked_on or failed_on, track_of(lot)
    return days_after_failure(failed, lot.kind.value, failed_on, asked_on=asked_on, track=track)


def _basis_of(lot: Lot, days: Days) -> Citation:
    """Return the article by which the next notice is due."""
    if not days.opens_by:
        third = lot.round is Round.THIRD or round_before(lot) is Round.THIRD
        return articles.OFFLINE_THIRD_ROUND if third else articles.SELL_OFF_INQUIRY
    return articles.SECOND_ROUND if track_of(lot).is_online else articles.OFFLINE_AGAIN


def _is_asking(offer: InKindOffer) -> bool:
    return offer.ended_at is None and offer.ranked_at is None


def _decide_before(matters: Matters) -> Iterator[Decision]:
    lot = matters.lot
    if lot.state in PREPARED_IN and matters.decision is None:
        url = _page("lot_judge.get_panel", lot)
        yield Decision(_("The panel decides its five matters"), articles.PANEL_DECISION, url)
    if matters.unsigned:
        url = url_for("lot_judge.get_panel", no=lot.no, _anchor="signatures")
        names = "、".join(one[1] for one in matters.unsigned)
        words = _("Sign the record of the panel: %(names)s", names=names)
        yield Decision(words, articles.PANEL_MINUTES, url)
    if lot.state in HALTED:
        url = _page("lot_judge.get_supervise", lot)
        yield Decision(_("Let the sale go on, or take it back"), articles.SUSPENSION, url)
    if matters.decision is not None and lot.state in (*PREPARED_IN, *STOPPABLE, *HALTED):
        missing = len(matters.decision.priority) - matters.confirmed
        if missing > 0:
            url = _page("lot_judge.get_panel", lot)
            words = _("Confirm priority purchasers by account: %(count)s", count=missing)
            yield Decision(words, articles.PRIORITY_CODE, url)


def _decide_after_sale(matters: Matters, now: datetime) -> Iterator[Decision]:
    lot, settlement, default = matters.lot, matters.settlement, matters.default
    if settlement is not None and lot.state in _OWED and settlement.is_overdue(now):
        url = _page("default_desk.get_default", lot)
        yield Decision(_("Rule the default of the buyer"), articles.DEPOSIT_FORFEITED, url)
    if lot.state in _PAID:
        url = _page("lot_delivery.get_delivery", lot)
        yield Decision(_("Make and serve the ruling"), articles.RULING, url)
        if lot.purchase_limit and lot.state is LotState.PAID:
            url = _page("qualification.get_desk", lot)
            yield Decision(_("Judge the proofs of the qualification to buy"), _QUALIFIED, url)
    is_stale = settlement is not None and bool(fallen_since(lot, settlement))
    if settlement is not None and is_stale:
        url = _page("plan_desk.get_plan", lot)
        words = _("Another sale of the case fell away: compute the plan again")
        yield Decision(words, articles.DISTRIBUTION_PLAN, url)
    elif settlement is not None and settlement.state is SettlementState.PLANNED:
        url = _page("lot_judge.get_settlement", lot)
        yield Decision(_("Approve the plan of distribution"), articles.DISTRIBUTION_PLAN, url)
    if settlement is not None and settlement.state is SettlementState.ANNULLED:
        url = _page("lot_acts.get_acts", lot)
        yield Decision(_("Give the price back"), articles.ANNULMENT, url)
    if default is not None and default.state is DefaultState.STATED:
        url = _page("default_desk.get_default", lot)
        yield Decision(_("Approve the use of the deposit"), articles.DEPOSIT_FORFEITED, url)


def _decide_after_failure(matters: Matters, now: datetime) -> Iterator[Decision]:
    lot, offer = matters.lot, matters.offer
    if lot.state not in _FAILED or matters.is_followed:
        return
    page = _page("lot_after.get_after", lot)
    if offer is None and LotAction.OFFER_IN_KIND in LOT.allowed(lot.state):
        yield Decision(_("Ask the creditors whether they take it"), articles.IN_KIND, page)
    if offer is not None and _is_asking(offer) and now >= offer.until_at:
        yield Decision(_("Rank the creditors who take it"), articles.IN_KIND, page)
    if offer is not None and offer.ended_at is None and offer.assignee_id and offer.is_topped_up:
        yield Decision(_("Rule it to the creditor"), articles.IN_KIND, page)
    if lot.state is LotState.UNSOLD and offer is not None and offer.ended_at is not None:
        is_last = next_round(lot) is None
        words = _("Give it to manage, or give it back") if is_last else _("Draft the next round")
        yield Decision(words, articles.AFTER_SELL_OFF if is_last else articles.SECOND_ROUND, page)


def _risks(matters: Matters, now: datetime) -> Iterator[Risk]:
    """What is missing or hangs, each computed from the lot as it stands."""
    lot = matters.lot
    desk = _page("lot_desk.get_lot", lot)
    visitors = _page("lot_visitors.get_visitors", lot)
    if lot.state in PREPARED_IN and local_date(now) > lot.reference_valid_until:
        yield Risk(
            _("The reference price is no longer valid: no notice can go out"), desk, is_grave=True
        )
    if lot.state in STOPPABLE and not matters.qualified:
        hall = _page("lot_judge.get_supervise", lot)
        yield Risk(_("Nobody has paid a deposit yet"), hall, is_grave=lot.state is LotState.OPEN)
    if untold := untold_of(lot):
        words = _("Not told of the correction: %(names)s", names="、".join(untold))
        yield Risk(words, desk)
    if lot.state in STOPPABLE and matters.questions:
        words = _("Questions without an answer: %(count)s", count=matters.questions)
        yield Risk(words, visitors)
    if lot.state in HALTED and lot.suspended_at is not None and lot.halt_ended_on is None:
        days = (now - lot.suspended_at) // timedelta(days=1)
        words = _(
            "It stands still for %(count)s days, and no end of the cause is noted", count=days
        )
        yield Risk(words, _page("lot_acts.get_acts", lot))
    if lot.state is LotState.PAID and lot.needs_approval:
        words = _("The approval of an authority is not proven yet")
        yield Risk(words, _page("lot_delivery.get_delivery", lot))
