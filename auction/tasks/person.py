"""What waits for whoever looks at lots, bids, or is a party: each finds only the own."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.modules import Task
from auction import queries
from auction.messages import PLAN_NOTICES
from auction.messages.groups import GROUP_ASKS
from auction.models import BiddingGroup
from auction.queries.interest import list_own_viewings
from auction.services.enrolling import own_enrollments
from auction.services.grouping import list_named, standing_of
from auction.services.identities import find_enrollment
from auction.services.interest import marked_lots, visitor_digest
from auction.services.notice_reading import list_unread
from auction.views.calendar import AHEAD
from auction.views.offers import own_offers
from auction.vocabulary import (
    EnrollmentState,
    GroupStanding,
    LotState,
    Phase,
)
from registry import facade as registry

#: Enrollments the desk looks through.
SHOWN = 100


def tasks_of_person(actor: Actor, at: datetime) -> Iterator[Task]:
    """Return what a signed-in person has to do about lots outside of any court."""
    if actor.is_signed_in:
        yield from _of_watcher(actor, at)
    if actor.may(Permission.ENROLL):
        yield from _of_reader(actor, at)
        yield from _of_bidder(actor, at)
        yield from _of_group(actor)
        yield from _of_plan_party(actor, at)
        yield from _of_creditor(actor, at)


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


def _of_reader(actor: Actor, at: datetime) -> Iterator[Task]:
    """What was corrected in a notice after one enrolled, or was told of the sale (P84)."""
    for one in list_unread(actor, at):
        yield Task(
            _("The notice was corrected: %(title)s", title=one.lot.title),
            f"/lots/{one.lot.no}#unread",
            one.lot.opens_at,
            _("No bid counts before you have read it") if one.is_bidder else _("Read what changed"),
        )


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


def _of_group(actor: Actor) -> Iterator[Task]:
    """Who is named to bid together or through an agent: what to answer, what was decided."""
    for lot, group, member in list_named(actor):
        standing, url = standing_of(group), f"/lots/{lot.no}/group"
        if standing is GroupStanding.ASKED and member.agreed_at is None:
            words = _("Agree or decline: %(title)s", title=lot.title)
            yield Task(words, url, lot.opens_at, GROUP_ASKS[group.kind])
        elif standing is GroupStanding.CONFIRMED and member.holder_digest != group.lead_digest:
            words = _("Somebody bids for you: %(title)s", title=lot.title)
            yield Task(words, url, lot.opens_at, _("The court has confirmed it"))
        elif standing is GroupStanding.CONFIRMED and find_enrollment(lot, actor) is None:
            words = _("Enroll for those you bid for: %(title)s", title=lot.title)
            hint = _("The court has confirmed it")
            yield Task(words, f"/lots/{lot.no}/enroll", lot.opens_at, hint)
        elif standing in (GroupStanding.REFUSED, GroupStanding.DECLINED):
            words = _("You do not bid together: %(title)s", title=lot.title)
            yield Task(words, url, lot.opens_at, _ended(group, standing))


def _ended(group: BiddingGroup, standing: GroupStanding) -> str:
    if standing is GroupStanding.DECLINED:
        return _("Somebody named has declined")
    return _("The court refused it: %(reason)s", reason=group.reason)
