"""What waits at a court in its sales."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.permissions import Permission
from app.web.modules import Task
from auction import queries
from auction.models import Lot
from auction.queries.agenda import list_unsigned
from auction.queries.coverage import list_open_coverages
from auction.queries.erasing import list_waiting_erasures
from auction.queries.glass import list_waiting
from auction.queries.interest import count_waiting
from auction.queries.venues import standing_plan
from auction.services.handing_over import ends_in_kind, list_steps
from auction.services.notice_reading import list_corrected
from auction.services.ruling import handover_due, ruling_due
from auction.services.suspension import resume_by
from auction.views import assets_to_draft
from auction.views.after import days_of
from auction.views.told import untold_of
from auction.vocabulary import (
    PREPARED_IN,
    STANDING_SALE,
    STOPPABLE,
    LotState,
    Phase,
    SettlementState,
    Venue,
)

#: Nobody bought, or the sale fell: the court decides what follows.
_WAITING_FOR_NEXT = frozenset(
    {LotState.UNSOLD, LotState.DEFAULTED, LotState.ANNULLED, LotState.IN_KIND_OFFERED}
)
#: Lots the desk looks through.
SHOWN = 100


def tasks_of_court(actor: Actor, at: datetime) -> Iterator[Task]:
    """Return what a clerk or a judge has to do about the lots of the court."""
    if actor.court_id is None:
        return
    if actor.may(Permission.PREPARE_LOTS):
        yield from _of_court(actor, at)
    if actor.may(Permission.SUPERVISE_LOTS):
        yield from _of_coverage(actor.court_id)
    if actor.may(Permission.DECIDE_PANEL):
        yield from _of_panel(actor, actor.court_id)


def _of_court(actor: Actor, at: datetime) -> Iterator[Task]:
    is_judge = actor.may(Permission.SUPERVISE_LOTS)
    if not is_judge:
        yield from _of_clerk(actor, at)
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
        elif lot.state is LotState.IN_KIND:
            yield from _of_money(lot, at, is_judge=is_judge)
            yield from _of_delivery(lot, is_judge=is_judge)
        elif lot.state in _WAITING_FOR_NEXT:
            yield from _of_next_round(lot, at)
            yield from _of_price_back(lot, is_judge=is_judge)
        elif lot.state in STANDING_SALE:
            yield from _of_money(lot, at, is_judge=is_judge)
            yield from _of_delivery(lot, is_judge=is_judge)


def _of_clerk(actor: Actor, at: datetime) -> Iterator[Task]:
    """What a clerk alone does: answer visitors, draft what has a price, tell of corrections."""
    for lot, waiting in count_waiting(actor.court_id or 0, at):
        yield Task(
            _("Answer questions: %(title)s", title=lot.title),
            f"/desk/lots/{lot.no}/visitors",
            lot.closes_at,
            _("%(n)s wait", n=waiting),
        )
    for asset in assets_to_draft(actor):
        yield Task(
            _("Draft the lot: %(title)s", title=asset.title),
            "/desk/lots",
            None,
            _("Within ten days of the reference price"),
        )
    for lot in list_corrected(actor.court_id):
        if missing := untold_of(lot):
            yield Task(
                _("Tell of the correction: %(title)s", title=lot.title),
                f"/desk/lots/{lot.no}#notification",
                lot.opens_at,
                _("Not told yet: %(names)s", names="、".join(missing)),
            )


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


def _of_panel(actor: Actor, court_id: int) -> Iterator[Task]:
    """Which records want the reader's own signature; and, for whoever recorded them, the others.

    A new record is signed anew and a published one no more, so the task goes with either (P69).
    """
    own = identity.staff_names([actor.account]).get(actor.account)
    for lot, decision, names in list_unsigned(court_id, SHOWN):
        url = f"/desk/lots/{lot.no}/panel#signatures"
        missing = _("Missing: %(names)s", names="、".join(names))
        if own in names:
            yield Task(_("Sign this record: %(title)s", title=lot.title), url, None, missing)
        elif decision.recorded_by == actor.label:
            words = _("Let the panel sign: %(title)s", title=lot.title)
            yield Task(words, url, None, missing)


def _of_coverage(court_id: int) -> Iterator[Task]:
    """Which cases have their debts covered, so that a judge stops what is left of them."""
    for row, lot in list_open_coverages(court_id):
        yield Task(
            _("The debts are covered, stop the rest: %(case)s", case=lot.case_number),
            f"/desk/lots/{lot.no}/enough",
            row.told_at,
            _("Unless the debtor agrees to sell everything"),
        )


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


def tasks_of_glass(actor: Actor, at: datetime) -> Iterator[Task]:
    """What an operator asks to read: a judge sees its court's, an inspector every court's (P86)."""
    if not actor.may(Permission.ANSWER_FOR_GLASS):
        return
    for request, lot in list_waiting(at, court_id=actor.court_id):
        if request.asked_by != actor.person_id:
            yield Task(
                _("A sealed name is asked for: %(title)s", title=lot.title),
                f"/desk/lots/{lot.no}/break-glass",
                request.lapses_at,
                _("Two people open it, or nobody"),
            )


def tasks_of_erasure(actor: Actor) -> Iterator[Task]:
    """Who is asked to be erased: an inspector grants it or leaves the data (P59)."""
    if not actor.may(Permission.ERASE_PERSONS) or not actor.may(Permission.INSPECT):
        return
    for row in list_waiting_erasures():
        if row.asked_by != actor.person_id:
            yield Task(
                _("Somebody is asked to be erased, request %(number)s", number=row.id),
                "/desk/erasures",
                None,
                _("Two people erase, or nobody"),
            )


def _of_delivery(lot: Lot, *, is_judge: bool) -> Iterator[Task]:
    """What a paid lot waits for until it is in the buyer's hands."""
    settlement = queries.find_settlement(lot.id)
    url = f"/desk/lots/{lot.no}/delivery"
    if settlement is not None and is_judge and lot.state in (LotState.PAID, LotState.QUALIFIED):
        due = ruling_due(settlement)
        yield Task(_("Make the ruling: %(title)s", title=lot.title), url, due)
    if lot.state is LotState.RULED or (
        lot.state is LotState.IN_KIND and not ends_in_kind(list_steps(lot))
    ):
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
