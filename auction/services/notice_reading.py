"""Who has to read a corrected notice, who did, and who leaves because of it (P84)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.preparing import CorrectionRead, CorrectionReadByParty, EnrollmentLeft
from auction.models import Enrollment, Lot, Notice, NoticeReading, PriorityRight
from auction.rules import articles
from auction.rules.faults import BidFault
from auction.services.depositing import release_left
from auction.services.identities import BIDDER, find_enrollment, holder_digest
from auction.vocabulary import (
    ENROLLMENT,
    HALTED,
    STOPPABLE,
    EnrollmentAction,
    EnrollmentState,
    LotState,
)
from registry import facade as registry

#: Until bidding is over a correction may still have to be read.
RUNNING = frozenset((*STOPPABLE, *HALTED))
#: Corrected lots one person's desk is asked about at most, the newest.
LOTS_MAX = 200
_TAKES_PART = (EnrollmentState.APPLIED, EnrollmentState.QUALIFIED)


@dataclass(frozen=True)
class Unread:
    """The corrections of a notice that a reader has not confirmed, oldest first."""

    lot: Lot
    corrections: Sequence[Notice]
    #: Enrolled: no bid counts before it is confirmed.
    is_bidder: bool
    #: May go before the start and gets the deposit back (P84).
    may_leave: bool


@dataclass(frozen=True)
class _Role:
    """As what somebody reads, and the version known so far."""

    enrollment: Enrollment | None
    right: PriorityRight | None
    party: Any
    known: int


def fault_of_place(place: Any, lot: Lot) -> BidFault | None:
    """Find whether a sender takes part: enrolled, deposit held, notice read (arts. 17, 18; B7)."""
    if place is None or place.state is EnrollmentState.LEFT:
        return BidFault.NOT_ENROLLED
    if place.state in {EnrollmentState.APPLIED, EnrollmentState.LAPSED}:
        return BidFault.DEPOSIT_NOT_HELD
    if place.accepted_notice_version < lot.notice_version:
        return BidFault.NOTICE_UNREAD
    return None


def unread_of(lot: Lot, actor: Actor, at: datetime) -> Unread | None:
    """Return what the actor has to read of a lot's corrections; None: nothing, or nobody."""
    if lot.notice_version <= 1 or lot.state not in RUNNING or actor.person_id is None:
        return None
    role = _role_of(lot, actor)
    if role is None or role.known >= lot.notice_version:
        return None
    later = [one for one in queries.list_notices(lot.id) if one.version > role.known]
    may_leave = role.enrollment is not None and _may_leave(lot, later, at)
    return Unread(lot, later, role.enrollment is not None, may_leave)


def list_unread(actor: Actor, at: datetime) -> list[Unread]:
    """Return every lot with a correction the actor has to read; only the own request finds them."""
    if actor.person_id is None:
        return []
    lots = list_corrected()
    digests = [holder_digest(lot.no, actor.person_id) for lot in lots]
    mine: set[int] = set()
    for model in (Enrollment, PriorityRight):
        mine |= set(
            db.session.scalars(select(model.lot_id).where(model.holder_digest.in_(digests)))
        )
    cases = {case.number for case in registry.list_cases_of(actor.person_id)}
    near = [lot for lot in lots if lot.id in mine or lot.case_number in cases]
    found = [unread_of(lot, actor, at) for lot in near]
    return [one for one in found if one is not None]


def list_corrected(court_id: int | None = None) -> Sequence[Lot]:
    """Return the lots, of one court or of all, that run under a corrected notice, newest first."""
    query = select(Lot).where(Lot.state.in_(RUNNING), Lot.notice_version > 1)
    if court_id is not None:
        query = query.where(Lot.court_id == court_id)
    return db.session.scalars(query.order_by(Lot.id.desc()).limit(LOTS_MAX)).all()


def _role_of(lot: Lot, actor: Actor) -> _Role | None:
    """As what the actor reads: bidder, priority purchaser or party; None for anybody else.

    Who stands behind a paddle reads as a bidder alone: a party's reading at the same moment would
    tell who that is (18号 art. 18(2)).
    """
    assert actor.person_id is not None
    digest = holder_digest(lot.no, actor.person_id)
    enrollment = find_enrollment(lot, actor)
    if enrollment is not None:
        if enrollment.state not in _TAKES_PART:
            return None
        right = _right_of(lot, digest)
        return _Role(enrollment, right, None, enrollment.accepted_notice_version)
    if right := _right_of(lot, digest):
        return _Role(None, right, None, _last_read(lot, NoticeReading.holder_digest == digest))
    for party in registry.parties_of(lot.case_number):
        if party.person_id == actor.person_id:
            known = _last_read(lot, NoticeReading.party_id == party.id)
            return _Role(None, None, party, known)
    return None


def _right_of(lot: Lot, digest: str) -> PriorityRight | None:
    return db.session.scalar(
        select(PriorityRight).filter_by(lot_id=lot.id, holder_digest=digest).limit(1)
    )


def _last_read(lot: Lot, whose: Any) -> int:
    """Return the newest version somebody read; of the first one everybody was told (art. 16)."""
    query = select(func.max(NoticeReading.version)).where(NoticeReading.lot_id == lot.id, whose)
    return db.session.scalar(query) or 1


def confirm_notice(*, lot_no: str, notice_version: int, actor: Actor, at: datetime) -> None:
    """Confirm having read the notice in force; twice is once.

    Raises Refusal: notice_changed, where it was corrected again meanwhile; NotFound for whoever
    is neither bidder nor priority purchaser nor party.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        role = _role_of(lot, actor) if lot.announced_at is not None else None
        if role is None:
            raise NotFound("lot", lot_no)
        if notice_version != lot.notice_version:
            raise Refusal("notice_changed", status=409, citations=(articles.PUBLISHED_CONTENT,))
        if role.known < notice_version:
            _keep_reading(work, lot, role, actor, at)


def _keep_reading(work: Work, lot: Lot, role: _Role, actor: Actor, at: datetime) -> None:
    version = lot.notice_version
    if role.enrollment is not None:
        lock_row(Enrollment, id=role.enrollment.id).accepted_notice_version = version
    row: dict[str, Any] = {"lot_id": lot.id, "version": version, "read_at": at}
    if role.right is not None:
        row["holder_digest"] = role.right.holder_digest
    elif role.party is not None:
        row["party_id"] = role.party.id
    if len(row) > len(("lot_id", "version", "read_at")):
        db.session.execute(insert(NoticeReading).values(row).on_conflict_do_nothing())
    if role.party is None:
        work.record(CorrectionRead(lot=lot.no, notice_version=version), actor=BIDDER, at=at)
        return
    fact = CorrectionReadByParty(
        lot=lot.no, case_number=lot.case_number, party=role.party.name, notice_version=version
    )
    work.record(fact, actor=actor, at=at)


def leave_lot(*, lot_no: str, actor: Actor, at: datetime) -> Enrollment:
    """Leave a lot before the start because its notice was changed; the deposit goes back at once.

    18号 art. 14 lets a bidder rely on what is published; what follows from a change of it the law
    does not say (P84). Raises Conflict: leaving_too_late; Refusal: leaving_without_change;
    IllegalMove for whoever has left or lapsed already; NotFound.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        found = find_enrollment(lot, actor)
        if found is None:
            raise NotFound("enrollment", lot_no)
        enrollment = lock_row(Enrollment, id=found.id)
        state = ENROLLMENT.after(enrollment.state, EnrollmentAction.LEAVE)
        if has_begun(lot, at):
            raise Conflict("leaving_too_late", citations=(articles.DEPOSIT_RETURN,))
        known = enrollment.accepted_notice_version
        later = [one for one in queries.list_notices(lot.id) if one.version > known]
        if not _may_leave(lot, later, at):
            raise Refusal(
                "leaving_without_change", status=409, citations=(articles.PUBLISHED_CONTENT,)
            )
        enrollment.state = state
        work.record(
            EnrollmentLeft(lot=lot.no, enrollment=enrollment.id, notice_version=lot.notice_version),
            actor=BIDDER,
            at=at,
        )
        # The guard of the ledger asks who still takes part.
        db.session.flush()
        release_left(enrollment, at=at)
        return enrollment


def has_begun(lot: Lot, at: datetime) -> bool:
    """Say whether bidding has begun, or will not; a lot that rests since before has not."""
    if lot.state in HALTED:
        return lot.stopped_from is not LotState.ANNOUNCED
    return lot.state is not LotState.ANNOUNCED or lot.opens_at is None or at >= lot.opens_at


def _may_leave(lot: Lot, later: Sequence[Notice], at: datetime) -> bool:
    return not has_begun(lot, at) and any(one.is_restarted for one in later)


@dataclass(frozen=True)
class Readers:
    """Who confirmed the version in force; of bidders how many, once bidding is over."""

    #: When a party read it, by the party's id.
    parties: dict[int, datetime]
    holders_read: int
    holders: int
    #: (who read it, all), and none before the end: even a count of bidders tells (18(2)).
    bidders: tuple[int, int] | None


def readers_of(lot: Lot) -> Readers:
    """Return who read the version in force, as far as the court may know now."""
    rows = db.session.scalars(
        select(NoticeReading).where(
            NoticeReading.lot_id == lot.id, NoticeReading.version == lot.notice_version
        )
    ).all()
    holders = db.session.scalar(
        select(func.count()).select_from(PriorityRight).filter_by(lot_id=lot.id)
    )
    return Readers(
        {row.party_id: row.read_at for row in rows if row.party_id is not None},
        sum(row.holder_digest is not None for row in rows),
        holders or 0,
        _bidders(lot) if lot.ended_at is not None else None,
    )


def _bidders(lot: Lot) -> tuple[int, int]:
    versions = db.session.scalars(
        select(Enrollment.accepted_notice_version).where(
            Enrollment.lot_id == lot.id, Enrollment.paddle.is_not(None)
        )
    ).all()
    return sum(version >= lot.notice_version for version in versions), len(versions)
