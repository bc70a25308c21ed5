"""What waits for a person in a sale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.permissions import Permission
from app.web.guards import current_actor
from app.web.modules import Task
from appraisal import facade as appraisal
from auction import queries
from auction.messages import PHASES, PLAN_NOTICES
from auction.models import Lot
from auction.queries.coverage import list_open_coverages
from auction.queries.glass import list_waiting
from auction.queries.interest import count_waiting, list_own_viewings
from auction.queries.venues import standing_plan
from auction.services.enrolling import own_enrollments
from auction.services.interest import marked_lots, visitor_digest
from auction.services.ruling import handover_due, ruling_due
from auction.services.suspension import resume_by
from auction.views import assets_to_draft
from auction.views.after import days_of
from auction.views.calendar import AHEAD
from auction.views.offers import own_offers
from auction.vocabulary import (
    PREPARED_IN,
    STANDING_SALE,
    STOPPABLE,
    EnrollmentState,
    LotState,
    Phase,
    SettlementState,
    Venue,
)
from registry import facade as registry

#: Nobody bought, or the sale fell: the court decides what follows.
_WAITING_FOR_NEXT = frozenset(
    {LotState.UNSOLD, LotState.DEFAULTED, LotState.ANNULLED, LotState.IN_KIND_OFFERED}
)
#: Enrollments the desk looks through.
SHOWN = 100


def tasks(actor: Actor, at: datetime) -> Sequence[Task]:
    """Return what the signed-in person has to do about lots."""
    found: list[Task] = [*_of_watcher(actor, at)] if actor.is_signed_in else []
    if actor.may(Permission.ENROLL):
        found += _of_bidder(actor, at)
        found += _of_plan_party(actor, at)
        found += _of_creditor(actor, at)
    if actor.may(Permission.PREPARE_LOTS) and actor.court_id is not None:
        found += _of_court(actor, at)
    if actor.may(Permission.SUPERVISE_LOTS) and actor.court_id is not None:
        found += _of_coverage(actor.court_id)
    if actor.may(Permission.ANSWER_FOR_GLASS):
        found += _of_glass(actor, at)
    return found


def _of_watcher(actor: Actor, at: datetime) -> Iterator[Task]:
    """Remind of marked lots a day before bidding opens, and again before it ends (P71)."""
    for lot in marked_lots(actor):
        phase = lot.phase(at)
        if phase is Phase.UPCOMING:
            words, due = _("Bidding opens: %(title)s", title=lot.title), lot.opens_at
        elif phase is Phase.BIDDING:
            words, due = _("Bidding ends: %(title)s", title=lot.title), lot.closes_at
        else:
            continue
        if due is not None and due - AHEAD <= at:
            yield Task(words, f"/lots/{lot.no}", due, _("You marked this lot"))
    for lot, viewing, booking in list_own_viewings(visitor_digest(actor), at):
        url = f"/lots/{lot.no}#viewing"
        if booking.canceled_at is None:
            place = f"{viewing.place} · {booking.called}"
            yield Task(_("Viewing: %(title)s", title=lot.title), url, viewing.starts_at, place)
        else:
            words = _("The viewing is called off: %(title)s", title=lot.title)
            yield Task(words, url, viewing.starts_at, viewing.reason or "")


def _of_plan_party(actor: Actor, at: datetime) -> Iterator[Task]:
    """What a party has to read or answer of the plans of its cases, by when."""
    for lot, service in queries.list_open_notices(_own_parties(actor), at=at, limit=SHOWN):
        yield Task(
            _("Read and answer: %(what)s", what=PLAN_NOTICES[service.purpose]),
            f"/my/distributions/{lot.no}",
            service.until_at,
            _("Fifteen days from your receipt"),
        )


def _of_creditor(actor: Actor, at: datetime) -> Iterator[Task]:
    """What a creditor may take in kind, by when it answers; what it has to make up."""
    for row in own_offers(actor, at):
        if row.offer is None:
            continue
        if row.may_answer and row.answer is None:
            yield Task(
                _("Take it in kind? %(title)s", title=row.lot.title),
                "/my/offers",
                row.offer.until_at,
                _("At the price of the round that failed"),
            )
        elif row.is_assignee and not row.offer.is_topped_up:
            yield Task(
                _("Make up the difference: %(title)s", title=row.lot.title),
                "/my/offers",
                row.offer.top_up_due_at,
            )


def _own_parties(actor: Actor) -> list[int]:
    return [
        party.id
        for case in registry.list_cases_of(actor.person_id or 0)
        for party in registry.parties_of(case.number)
        if party.person_id == actor.person_id
    ]


def _of_money(lot: Lot, at: datetime, *, is_judge: bool) -> Iterator[Task]:
    """What the money of a sold lot waits for at the court."""
    settlement = queries.find_settlement(lot.id)
    if settlement is None:
        return
    url = f"/desk/lots/{lot.no}/plan"
    if is_judge and settlement.state is SettlementState.PLANNED:
        yield Task(
            _("Approve the distribution: %(title)s", title=lot.title),
            f"/desk/lots/{lot.no}/settlement",
        )
    if is_judge and settlement.is_overdue(at):
        yield Task(
            _("The balance is overdue: %(title)s", title=lot.title),
            f"/desk/lots/{lot.no}/default",
            settlement.due_at,
        )
    if settlement.state is SettlementState.SERVED:
        services = queries.list_plan_services(lot.id, settlement.plan_version)
        waiting = [row for row in services if row.received_at is None]
        if waiting and not is_judge:
            yield Task(
                _("Record who received the plan: %(title)s", title=lot.title),
                url,
                None,
                _("%(n)s receipts are missing", n=len(waiting)),
            )


def _of_bidder(actor: Actor, at: datetime) -> Iterator[Task]:
    for lot, enrollment in own_enrollments(actor, limit=SHOWN):
        phase = lot.phase(at)
        if enrollment.state is EnrollmentState.APPLIED and phase in (
            Phase.UPCOMING,
            Phase.BIDDING,
            Phase.SUSPENDED,
        ):
            yield Task(
                _("Pay the deposit: %(title)s", title=lot.title),
                f"/lots/{lot.no}/enroll",
                lot.closes_at,
                _("Then you receive your paddle"),
            )
        if enrollment.state is EnrollmentState.QUALIFIED and phase in (
            Phase.UPCOMING,
            Phase.BIDDING,
            Phase.SUSPENDED,
        ):
            due = lot.opens_at if phase is Phase.UPCOMING else lot.closes_at
            yield Task(
                _(
                    "Bid with paddle %(paddle)s: %(title)s",
                    paddle=enrollment.paddle,
                    title=lot.title,
                ),
                f"/lots/{lot.no}/hall",
                due,
            )
        if enrollment.state is EnrollmentState.WON and lot.state is LotState.SOLD:
            settlement = queries.find_settlement(lot.id)
            yield Task(
                _("Pay the balance: %(title)s", title=lot.title),
                "/desk/enrollments",
                settlement.due_at if settlement else None,
                _("Who does not pay in time loses the deposit"),
            )


def _of_court(actor: Actor, at: datetime) -> Iterator[Task]:
    is_judge = actor.may(Permission.SUPERVISE_LOTS)
    for lot, waiting in () if is_judge else count_waiting(actor.court_id or 0, at):
        yield Task(
            _("Answer questions: %(title)s", title=lot.title),
            f"/desk/lots/{lot.no}/visitors",
            lot.closes_at,
            _("%(n)s wait", n=waiting),
        )
    for asset in () if is_judge else assets_to_draft(actor):
        yield Task(
            _("Draft the lot: %(title)s", title=asset.title),
            "/desk/lots",
            None,
            _("Within ten days of the reference price"),
        )
    for lot in queries.list_court_lots(actor.court_id, limit=SHOWN):
        phase = lot.phase(at)
        yield from _of_venue(lot, at, is_judge=is_judge)
        if lot.state is LotState.DRAFT:
            yield Task(
                _("The panel decides: %(title)s", title=lot.title)
                if is_judge
                else _("Prepare the notice: %(title)s", title=lot.title),
                f"/desk/lots/{lot.no}/panel" if is_judge else f"/desk/lots/{lot.no}",
            )
        elif lot.state is LotState.APPROVED:
            yield Task(_("Publish the notice: %(title)s", title=lot.title), f"/desk/lots/{lot.no}")
        elif is_judge and phase is Phase.SUSPENDED:
            yield _of_halt(lot)
        elif is_judge and phase in (Phase.BIDDING, Phase.CLOSING):
            yield Task(
                _("Supervise bidding: %(title)s", title=lot.title),
                f"/desk/lots/{lot.no}/supervise",
                lot.closes_at,
            )
        elif lot.state in _WAITING_FOR_NEXT:
            yield from _of_next_round(lot, at)
            yield from _of_price_back(lot, is_judge=is_judge)
        elif lot.state in STANDING_SALE:
            yield from _of_money(lot, at, is_judge=is_judge)
            yield from _of_delivery(lot, is_judge=is_judge)


def _of_venue(lot: Lot, at: datetime, *, is_judge: bool) -> Iterator[Task]:
    """What a sale elsewhere waits for: an approval before its notice, its result after its end."""
    plan = standing_plan(lot)
    url = f"/desk/lots/{lot.no}/venue"
    if plan is None:
        return
    is_asked = plan.venue is Venue.TRADITIONAL and plan.reason and plan.approved_by is None
    if is_judge and lot.state in PREPARED_IN and is_asked:
        yield Task(_("Decide on the auction on site: %(title)s", title=lot.title), url)
    begun = lot.opens_at if plan.venue is Venue.TRADITIONAL else lot.closes_at
    if not is_judge and lot.state in STOPPABLE and begun is not None and begun <= at:
        yield Task(_("Record the result: %(title)s", title=lot.title), url)


def _of_coverage(court_id: int) -> Iterator[Task]:
    """Which cases have their debts covered, so that a judge stops what is left of them."""
    for row, lot in list_open_coverages(court_id):
        yield Task(
            _("The debts are covered, stop the rest: %(case)s", case=lot.case_number),
            f"/desk/lots/{lot.no}/enough",
            row.told_at,
            _("Unless the debtor agrees to sell everything"),
        )


def _of_glass(actor: Actor, at: datetime) -> Iterator[Task]:
    """What an operator asks to read: a judge sees its court's, an inspector every court's (P86)."""
    for request, lot in list_waiting(at, court_id=actor.court_id):
        if request.asked_by != actor.person_id:
            yield Task(
                _("A sealed name is asked for: %(title)s", title=lot.title),
                f"/desk/lots/{lot.no}/break-glass",
                request.lapses_at,
                _("Two people open it, or nobody"),
            )


def _of_delivery(lot: Lot, *, is_judge: bool) -> Iterator[Task]:
    """What a paid lot waits for until it is in the buyer's hands."""
    settlement = queries.find_settlement(lot.id)
    url = f"/desk/lots/{lot.no}/delivery"
    if settlement is not None and is_judge and lot.state in (LotState.PAID, LotState.QUALIFIED):
        due = ruling_due(settlement)
        yield Task(_("Make the ruling: %(title)s", title=lot.title), url, due)
    if lot.state is LotState.RULED:
        yield Task(_("Hand over: %(title)s", title=lot.title), url, handover_due(lot))


def _of_halt(lot: Lot) -> Task:
    """A sale that stands still: once its cause has ended, the five days of art. 28(4) run."""
    due = resume_by(lot.halt_ended_on) if lot.halt_ended_on else None
    return Task(
        _("The sale stands still: %(title)s", title=lot.title),
        f"/desk/lots/{lot.no}/acts",
        due,
        _("It goes on within five days of the end of the cause"),
    )


def _of_next_round(lot: Lot, at: datetime) -> Iterator[Task]:
    """What an offer without a buyer waits for, until something follows it."""
    newest = queries.find_last_lot_of_asset(lot.asset_no)
    if newest is None or newest.id != lot.id:
        return
    days = days_of(lot, at)
    yield Task(
        _("Decide what follows: %(title)s", title=lot.title),
        f"/desk/lots/{lot.no}/after",
        end_of_day(days.publish_by) if days and days.publish_by else None,
        _("The next notice is due") if days and days.publish_by else "",
    )


def _of_price_back(lot: Lot, *, is_judge: bool) -> Iterator[Task]:
    """What the buyer of an annulled sale waits for."""
    settlement = queries.find_settlement(lot.id) if is_judge else None
    if settlement is not None and settlement.state is SettlementState.ANNULLED:
        yield Task(
            _("Give the price of the annulled sale back: %(title)s", title=lot.title),
            f"/desk/lots/{lot.no}/acts#price-back",
        )


@dataclass(frozen=True)
class SaleOfAsset:
    """Where the sale of an asset stands, for the page of its case."""

    lot: Lot | None
    #: The desk's page of the lot, or the public one for whoever has no desk.
    url: str | None
    #: The signed-in person may open the draft now: the reference price is fixed.
    may_draft: bool = False


def sale_of_asset(asset_no: str) -> SaleOfAsset:
    """Return the sale of an asset as far as the signed-in person may see it."""
    lot = queries.find_live_lot_of_asset(asset_no)
    may_prepare = current_actor().may(Permission.PREPARE_LOTS)
    if lot is None:
        is_priced = appraisal.reference_price(asset_no) is not None
        return SaleOfAsset(None, None, may_draft=may_prepare and is_priced)
    if may_prepare:
        return SaleOfAsset(lot, f"/desk/lots/{lot.no}")
    is_public = lot.announced_at is not None
    return SaleOfAsset(lot, f"/lots/{lot.no}" if is_public else None)


def context() -> dict[str, object]:
    """Give the sale to the page of a case, which knows nothing of lots itself."""
    return {"sale_of_asset": sale_of_asset, "phases_of_lot": PHASES}
