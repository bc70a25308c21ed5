"""Find the routes tried, negotiations and inquiries."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select

from app.kernel.errors import NotFound
from app.store import db
from appraisal.models import Assignment
from appraisal.models.inquiry import (
    DirectedInquiry,
    InquiryDispatch,
    InquiryFeeShare,
    InquiryMessage,
    InquiryPlatform,
    InquiryService,
    NetworkInquiry,
    PlatformInquiry,
    PriceNegotiation,
    RouteAttempt,
)
from appraisal.queries.assignments import LIST_MAX
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.inquiries import AttemptOutcome, DispatchState, InquiryStage

#: States in which a route can still be chosen; the table of moves says which from where.
CHOOSABLE = frozenset(
    {
        AssignmentState.CHOOSING,
        AssignmentState.NEGOTIATING,
        AssignmentState.DIRECTED_INQUIRY,
        AssignmentState.NETWORK_INQUIRY,
    }
)
_ENDING = frozenset({AttemptOutcome.PRICED, AttemptOutcome.CHOSEN})


def list_attempts(assignment_id: int) -> Sequence[RouteAttempt]:
    """Return every route tried, oldest first."""
    return db.session.scalars(
        select(RouteAttempt)
        .where(RouteAttempt.assignment_id == assignment_id)
        .order_by(RouteAttempt.turn)
    ).all()


def list_attempts_since_price(assignment: Assignment) -> Sequence[RouteAttempt]:
    """Return the routes of the present search: an appraisal that is reopened begins anew.

    Once the search has ended its own end belongs to it.
    """
    attempts = list(list_attempts(assignment.id))
    before = attempts if assignment.state in CHOOSABLE else attempts[:-1]
    ends = [place for place, one in enumerate(before) if one.outcome in _ENDING]
    return attempts[ends[-1] + 1 :] if ends else attempts


def find_running(assignment_id: int) -> RouteAttempt | None:
    """Return the route that runs now."""
    return db.session.scalar(
        select(RouteAttempt).where(
            RouteAttempt.assignment_id == assignment_id,
            RouteAttempt.outcome == AttemptOutcome.RUNNING,
        )
    )


def find_price_negotiation(assignment_id: int) -> PriceNegotiation | None:
    """Return the newest negotiation of a price."""
    return db.session.scalar(
        select(PriceNegotiation)
        .where(PriceNegotiation.assignment_id == assignment_id)
        .order_by(PriceNegotiation.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def get_price_negotiation(assignment: Assignment) -> PriceNegotiation:
    """Return the newest negotiation; raise NotFound."""
    found = find_price_negotiation(assignment.id)
    if found is None:
        raise NotFound("negotiation", assignment.no)
    return found


def find_directed_inquiry(assignment_id: int) -> DirectedInquiry | None:
    """Return the newest directed inquiry."""
    return db.session.scalar(
        select(DirectedInquiry)
        .where(DirectedInquiry.assignment_id == assignment_id)
        .order_by(DirectedInquiry.id.desc())
        .limit(1)
    )


def get_directed_inquiry(assignment: Assignment) -> DirectedInquiry:
    """Return the newest directed inquiry; raise NotFound."""
    found = find_directed_inquiry(assignment.id)
    if found is None:
        raise NotFound("inquiry", assignment.no)
    return found


def find_network_inquiry(assignment_id: int) -> NetworkInquiry | None:
    """Return the newest network inquiry."""
    return db.session.scalar(
        select(NetworkInquiry)
        .where(NetworkInquiry.assignment_id == assignment_id)
        .order_by(NetworkInquiry.id.desc())
        .limit(1)
    )


def get_network_inquiry(assignment: Assignment) -> NetworkInquiry:
    """Return the newest network inquiry; raise NotFound."""
    found = find_network_inquiry(assignment.id)
    if found is None:
        raise NotFound("inquiry", assignment.no)
    return found


def find_result_of(inquiry_no: str, platform_id: int) -> PlatformInquiry | None:
    """Return what a platform was asked in an inquiry."""
    return db.session.scalar(
        select(PlatformInquiry)
        .join(NetworkInquiry, NetworkInquiry.id == PlatformInquiry.inquiry_id)
        .where(NetworkInquiry.no == inquiry_no, PlatformInquiry.platform_id == platform_id)
    )


def get_result(result_id: int) -> PlatformInquiry:
    """Return one platform's result; raise NotFound."""
    found = db.session.get(PlatformInquiry, result_id)
    if found is None:
        raise NotFound("result", result_id)
    return found


def assignment_of_inquiry(inquiry_id: int) -> Assignment:
    """Return the appraisal an inquiry belongs to."""
    found = db.session.scalar(
        select(Assignment)
        .join(NetworkInquiry, NetworkInquiry.assignment_id == Assignment.id)
        .where(NetworkInquiry.id == inquiry_id)
    )
    assert found is not None, "a foreign key says so"
    return found


def list_platforms(*, listed_only: bool = True) -> Sequence[InquiryPlatform]:
    """Return the platforms of the national list, or with them those that left it."""
    query = select(InquiryPlatform).order_by(InquiryPlatform.code).limit(LIST_MAX)
    if listed_only:
        query = query.where(InquiryPlatform.delisted_at.is_(None))
    return db.session.scalars(query).all()


def count_platforms() -> int:
    """Return how many platforms are listed."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(InquiryPlatform)
            .where(InquiryPlatform.delisted_at.is_(None))
        )
        or 0
    )


def find_platform(code: str) -> InquiryPlatform | None:
    """Return a platform by its code, listed or not."""
    return db.session.scalar(select(InquiryPlatform).where(InquiryPlatform.code == code))


def find_message(platform_id: int, message_id: str) -> InquiryMessage | None:
    """Return a message that a platform sent before."""
    return db.session.scalar(
        select(InquiryMessage).where(
            InquiryMessage.platform_id == platform_id, InquiryMessage.message_id == message_id
        )
    )


def list_messages(result_ids: Sequence[int]) -> Sequence[InquiryMessage]:
    """Return what platforms sent about some results, oldest first."""
    return db.session.scalars(
        select(InquiryMessage)
        .where(InquiryMessage.result_id.in_(result_ids))
        .order_by(InquiryMessage.id)
        .limit(LIST_MAX)
    ).all()


def list_inquiry_services(inquiry_id: int) -> Sequence[InquiryService]:
    """Return to whom the results were served, with the end of each one's window."""
    return db.session.scalars(
        select(InquiryService)
        .where(InquiryService.inquiry_id == inquiry_id)
        .order_by(InquiryService.window_ends_at, InquiryService.id)
    ).all()


def list_fee_shares(inquiry_id: int) -> Sequence[InquiryFeeShare]:
    """Return what platforms got of the fee."""
    return db.session.scalars(
        select(InquiryFeeShare)
        .where(InquiryFeeShare.inquiry_id == inquiry_id)
        .order_by(InquiryFeeShare.id)
    ).all()


def list_due_negotiations(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the appraisals whose negotiation window is over."""
    return db.session.scalars(
        select(Assignment.no)
        .join(PriceNegotiation, PriceNegotiation.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.NEGOTIATING,
            PriceNegotiation.closed_at.is_(None),
            PriceNegotiation.ends_at <= now,
        )
        .order_by(PriceNegotiation.ends_at)
        .limit(limit)
    ).all()


def list_due_letters(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the appraisals whose directed inquiry was not answered in its time."""
    return db.session.scalars(
        select(Assignment.no)
        .join(DirectedInquiry, DirectedInquiry.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.DIRECTED_INQUIRY,
            DirectedInquiry.closed_at.is_(None),
            DirectedInquiry.ends_at <= now,
        )
        .order_by(DirectedInquiry.ends_at)
        .limit(limit)
    ).all()


def list_due_inquiries(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the appraisals whose platforms have no more days."""
    return db.session.scalars(
        select(Assignment.no)
        .join(NetworkInquiry, NetworkInquiry.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.NETWORK_INQUIRY,
            NetworkInquiry.stage.in_((InquiryStage.ASKING, InquiryStage.CORRECTING)),
            NetworkInquiry.decides_at <= now,
        )
        .order_by(NetworkInquiry.decides_at)
        .limit(limit)
    ).all()


def due_dispatches(now: datetime) -> Select[InquiryDispatch]:
    """Select what is to be sent now; an inquiry that rests or was taken back sends nothing."""
    return (
        select(InquiryDispatch)
        .join(PlatformInquiry, PlatformInquiry.id == InquiryDispatch.result_id)
        .join(NetworkInquiry, NetworkInquiry.id == PlatformInquiry.inquiry_id)
        .join(Assignment, Assignment.id == NetworkInquiry.assignment_id)
        .where(
            InquiryDispatch.state == DispatchState.QUEUED,
            InquiryDispatch.next_at <= now,
            Assignment.state == AssignmentState.NETWORK_INQUIRY,
        )
    )


def list_due_dispatch_platforms(now: datetime) -> Sequence[int]:
    """Return the platforms to which something is to be sent now."""
    query = due_dispatches(now).with_only_columns(InquiryDispatch.platform_id)
    return db.session.scalars(query.distinct().limit(LIST_MAX)).all()


def list_open_negotiations_of(person_id: int) -> Sequence[tuple[PriceNegotiation, Assignment]]:
    """Return the open windows in which a person is asked for a figure, the most urgent first."""
    rows = db.session.execute(
        select(PriceNegotiation, Assignment)
        .join(Assignment, Assignment.id == PriceNegotiation.assignment_id)
        .where(
            PriceNegotiation.closed_at.is_(None),
            PriceNegotiation.people.contains([person_id]),
            Assignment.state == AssignmentState.NEGOTIATING,
        )
        .order_by(PriceNegotiation.ends_at)
        .limit(LIST_MAX)
    ).all()
    return [(row[0], row[1]) for row in rows]
