"""What everybody sees: the home page, the lots, one lot, how it ended."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.web.errors import Problem, describe
from app.web.guards import current_actor, public, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.messages.handover import STEPS
from auction.models import Lot
from auction.rules.doors import doors_of
from auction.schemas.search import ENDS_WITHIN_DAYS, LotSearch
from auction.services.identities import find_enrollment
from auction.services.notice_reading import unread_of
from auction.views import (
    cards_of,
    contacts_of,
    page_of,
    paper_url,
)
from auction.views.corrections import corrections_of
from auction.views.handover import course_of_handover, is_owner
from auction.views.interest import interest_of
from auction.views.search import (
    count_narrowing,
    courts_to_choose,
    filter_of,
    natures_with_counts,
)
from auction.views.venues import elsewhere_of
from auction.vocabulary import PLATFORM_GROUNDS, LotState

bp = Blueprint("lots", __name__)


@bp.get("/")
@public
def home() -> str:
    """Show what is being sold now, what comes next, and what was sold."""
    now = received_at()
    return render_template(
        "auction/home.html",
        live=cards_of(queries.list_live_lots(now), now),
        coming=cards_of(queries.list_coming_lots(now), now),
        ended=cards_of(queries.list_ended_lots(now), now),
        natures=natures_with_counts(),
        phases=messages.PHASES,
    )


@bp.get("/lots")
@public
def list_lots() -> ResponseReturnValue:
    """Show announced lots by state, category, court, region, price, end and words, in an order."""
    now, problem = received_at(), None
    try:
        given = load(LotSearch, request.args)
        page = queries.list_public_lots(filter_of(given), now=now, after=given["after"])
    except Refusal as refusal:
        given, problem = load(LotSearch, {}), describe(refusal)
        page = queries.list_public_lots(filter_of(given), now=now)
    kept = {key: value for key, value in request.args.items() if value and key != "after"}
    body = render_template(
        "auction/lots.html",
        cards=cards_of(page.items, now),
        problem=problem,
        form=request.args,
        courts=courts_to_choose(),
        natures=messages.NATURES,
        phases=messages.PHASES,
        orders=messages.ORDERS,
        days=ENDS_WITHIN_DAYS,
        narrowing=count_narrowing(given),
        is_filtered=bool(kept),
        next_url=f"{url_for('lots.list_lots')}?{urlencode({**kept, 'after': page.next})}"
        if page.next and not problem
        else None,
    )
    return body, problem.status if problem else 200


@bp.get("/lots/<no>")
@public
def get_lot(no: str) -> ResponseReturnValue:
    """Show one lot: everything the law wants published, and the record of its bids."""
    return lot_page(no)


def lot_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Answer the page of a lot, with what was refused of an act made on it."""
    body = show_lot(queries.get_public_lot(no), problem=describe(refusal) if refusal else None)
    return body, refusal.status if refusal else 200


def show_lot(lot: Lot, *, problem: Problem | None = None, preview: bool = False) -> str:
    """Return the page of a lot; its preview is the same page, said to be one."""
    unread = None if preview else unread_of(lot, current_actor(), received_at())
    return render_template(
        "auction/lot.html",
        page=page_of(lot, received_at()),
        lot=lot,
        preview=preview,
        is_fault=_is_fault(lot),
        enrollment=find_enrollment(lot, current_actor()),
        interest=interest_of(lot, current_actor(), received_at()),
        form=request.form,
        problem=problem,
        unread=unread,
        unread_lines=corrections_of(unread.corrections) if unread else (),
        court=contacts_of(lot),
        rounds=messages.ROUNDS,
        venues=messages.VENUES,
        elsewhere=elsewhere_of(lot),
        course=course_of_handover(lot, received_at()),
        step_words=STEPS,
        has_registration=is_owner(lot, current_actor()),
        doors=doors_of(lot.state, on=local_date(received_at())),
        natures=messages.NATURES,
        paper_url=paper_url(queries.find_confirmation(lot.id)),
    )


def _is_fault(lot: Lot) -> bool:
    """Say whether a sale stands still for a fault or an attack (18号 art. 28(2))."""
    acts = queries.list_acts(lot.id, limit=1) if lot.state is LotState.SUSPENDED else ()
    return any(act.ground in PLATFORM_GROUNDS for act in acts)


@bp.get("/lots/<no>/result")
@public
def get_result(no: str) -> str:
    """Show how bidding ended and, of a sale, the confirmation with the buyer's name."""
    lot = queries.get_public_lot(no)
    result = queries.find_result(lot.id)
    if result is None:
        raise NotFound("result", no)
    confirmation = queries.find_confirmation(lot.id)
    return render_template(
        "auction/result.html",
        page=page_of(lot, received_at()),
        lot=lot,
        result=result,
        confirmation=confirmation,
        paper_url=paper_url(confirmation),
        doors=doors_of(lot.state, on=local_date(received_at())),
        court=contacts_of(lot),
        elsewhere=elsewhere_of(lot),
        rounds=messages.ROUNDS,
    )
