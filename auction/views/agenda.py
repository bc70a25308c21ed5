"""What a judge has before him in a lot: what is due, what to decide, what may go wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from auction.messages.due_days import DUE_DAYS
from auction.models import Lot
from auction.queries.agenda import Matters
from auction.rules import articles
from auction.services.plan_basis import fallen_since
from auction.services.venues import next_round
from auction.views.due_days import due_days, is_asking
from auction.views.told import untold_of
from auction.vocabulary import (
    HALTED,
    LOT,
    PREPARED_IN,
    STOPPABLE,
    DefaultState,
    LotAction,
    LotState,
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
    lot = matters.lot
    found = [
        Due(
            str(DUE_DAYS[day.code]),
            day.by,
            day.citation,
            _page(day.endpoint, lot),
            is_late=now >= day.by,
        )
        for day in due_days(matters, now)
    ]
    found.sort(key=lambda one: one.by)
    decisions = [
        *_decide_before(matters),
        *_decide_after_sale(matters, now),
        *_decide_after_failure(matters, now),
    ]
    return Agenda(matters, found, decisions, list(_risks(matters, now)))


def _page(endpoint: str, lot: Lot) -> str:
    return url_for(endpoint, no=lot.no)


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
    if offer is not None and is_asking(offer) and now >= offer.until_at:
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
