"""Enroll in the real name, wait for the deposit, receive a paddle that says nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.identity import facade as identity
from app.identity.facade import RealName
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import IllegalMove, NotFound, Refusal
from app.kernel.ids import new_paddle
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from app.store.locks import limit_waiting, lock_row
from auction import queries
from auction.facts import EnrollmentApplied, EnrollmentLapsed, EnrollmentQualified
from auction.models import Enrollment, Lot, PriorityRight
from auction.rules import articles
from auction.rules.closing import ENROLLABLE, deposit_due, may_enroll
from auction.services.eligibility import own_name, require_eligible
from auction.services.grouping import party_behind
from auction.services.identities import (
    BIDDER,
    Holder,
    find_enrollment,
    holder_digest,
    seal_holder,
)
from auction.services.moving import move
from auction.services.qualifying import require_promises
from auction.services.setting_off import Entry, entry_of, plain_entry
from auction.vocabulary import (
    ENROLLMENT,
    EnrollmentAction,
    EnrollmentState,
    LotAction,
    SpecialPrompt,
    Venue,
)

#: From so many buyers on they buy together: set-off and priority are those of one alone (P79).
TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Party:
    """Who enrolls, in whose name it is paid, and who buys behind the paddle."""

    name: RealName
    buyer: Actor
    buyers: Sequence[tuple[Holder, int]]
    entry: Entry
    #: In which rank the buyer has priority (art. 19).
    rank: int | None

    @property
    def payer(self) -> ledger.Payer:
        """The one in whose own name the deposit is paid (art. 17(2)): never an agent."""
        if len(self.buyers) == 1:
            holder = self.buyers[0][0]
            return ledger.Payer(holder.name, holder.id_number, holder.person_id)
        return ledger.Payer(self.name.name, self.name.id_number, self.buyer.person_id)


def party_of(lot: Lot, actor: Actor, at: datetime) -> Party:
    """Return who would buy, pay and have which rights if the actor enrolled now.

    Whoever is bought for alone pays and has the rights; of several none has them (P79). Raises
    Refusal: real_name_missing, barred, group_waits, group_acts_for_you.
    """
    name = own_name(actor)
    require_eligible(lot, actor)
    buyers = party_behind(lot, actor, at)
    if len(buyers) >= TOGETHER:
        return Party(name, actor, buyers, plain_entry(lot), None)
    buyer = identity.actor_named(buyers[0][0].account) if buyers else actor
    return Party(name, buyer, buyers, entry_of(lot, buyer), rank_of(lot, buyer))


def enroll(
    *,
    lot_no: str,
    accepted: Collection[SpecialPrompt],
    notice_version: int,
    has_capacity: bool,
    promises: bool = False,
    actor: Actor,
    at: datetime,
) -> Enrollment:
    """Enroll the actor on a lot in the real name and ask for the deposit; twice is once.

    18号 art. 14 (seven prompts, each accepted), 17(2) (own name; an applicant whose claim covers
    the deposit pays none and has a paddle at once), 18 (until the end), 34 (who may not).
    ``promises``: whoever enrolls on a home under limits promises to be qualified (2021〔18〕 2).
    Raises Refusal: real_name_missing, barred, prompts_not_accepted, notice_changed,
    purchase_promise_missing.
    """
    with unit_of_work() as work:
        lot = _lot_to_enroll(lot_no, at)
        if earlier := find_enrollment(lot, actor):
            return earlier
        party = party_of(lot, actor, at)
        require_eligible(lot, actor, has_capacity=has_capacity)
        move(lot, LotAction.ENROLL, actor=actor, at=at)
        if notice_version != lot.notice_version:
            raise Refusal("notice_changed", status=409, citations=(articles.SPECIAL_PROMPTS,))
        if missing := set(SpecialPrompt) - set(accepted):
            raise Refusal(
                "prompts_not_accepted",
                citations=(articles.SPECIAL_PROMPTS,),
                fields={prompt.value: "prompts_not_accepted" for prompt in sorted(missing)},
            )
        require_promises(work, lot, actor, party.buyers, at, promises=promises)
        enrollment, is_new = _insert(lot, actor, party, accepted, at)
        if is_new:
            enrollment.deposit_reference = f"enrollment:{enrollment.id}"
            work.record(
                EnrollmentApplied(lot=lot.no, enrollment=enrollment.id), actor=BIDDER, at=at
            )
            if party.entry.payable:
                _ask_for_deposit(lot, enrollment, party, at)
            else:
                _qualify(work, lot, enrollment, at)
        return enrollment


def _lot_to_enroll(lot_no: str, at: datetime) -> Lot:
    """Return the lot, held while we enroll; refuse when bidding is over.

    Held alone: an applicant may have a paddle at once, and a group may just be named.
    """
    limit_waiting()
    lot = db.session.scalar(
        select(Lot)
        .where(Lot.no == lot_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if lot is None or lot.announced_at is None:
        raise NotFound("lot", lot_no)
    if lot.venue is Venue.EXTERNAL:
        raise Refusal("enrollment_elsewhere", status=409, citations=(articles.VENUE,))
    if not may_enroll(lot.state, lot.enrollable_until, at):
        raise IllegalMove("lot", lot.state, "enroll")
    return lot


def _insert(
    lot: Lot,
    actor: Actor,
    party: Party,
    accepted: Collection[SpecialPrompt],
    at: datetime,
) -> tuple[Enrollment, bool]:
    """Insert the enrollment, or return the one a racing request made."""
    assert actor.person_id is not None
    digest = holder_digest(lot.no, actor.person_id)
    made = db.session.scalar(
        insert(Enrollment)
        .values(
            lot_id=lot.id,
            holder_digest=digest,
            identity_sealed=seal_holder(
                lot.no, actor, party.name, set_off=party.entry.set_off, buyers=party.buyers
            ),
            state=EnrollmentState.APPLIED,
            priority_rank=party.rank,
            accepted_notice_version=lot.notice_version,
            accepted_prompts=sorted(prompt.value for prompt in accepted),
            applied_at=at,
        )
        .on_conflict_do_nothing()
        .returning(Enrollment.id)
    )
    enrollment = find_enrollment(lot, actor)
    assert enrollment is not None, "the conflicting row is committed, or ours is here"
    return enrollment, made is not None


def rank_of(lot: Lot, actor: Actor) -> int | None:
    """Return the rank the court gave the actor among the priority purchasers (art. 19)."""
    assert actor.person_id is not None
    digest = holder_digest(lot.no, actor.person_id)
    return db.session.scalar(
        select(PriorityRight.rank).filter_by(lot_id=lot.id, holder_digest=digest)
    )


def _ask_for_deposit(lot: Lot, enrollment: Enrollment, party: Party, at: datetime) -> None:
    """Open the payment order of the deposit: exact, in the bidder's own name (art. 17(2))."""
    assert enrollment.deposit_reference is not None
    ledger.open_payment_order(
        purpose=ledger.Purpose.DEPOSIT,
        reference=enrollment.deposit_reference,
        payer=party.payer,
        amount=party.entry.payable,
        due_at=deposit_due(lot.state, lot.enrollable_until, at),
        case_number=lot.case_number,
        key=f"deposit:{enrollment.id}",
        actor=SYSTEM,
        at=at,
    )


def qualify_enrollment(*, reference: str, at: datetime) -> None:
    """Give a paddle for a deposit that is held; too late for the sale, send the money back.

    18号 art. 18; reliability M8. Called by the reader of ledger.payment.confirmed, once or again.
    """
    with unit_of_work() as work:
        found = db.session.scalar(select(Enrollment).filter_by(deposit_reference=reference))
        if found is None:
            raise NotFound("enrollment", reference)
        lot = lock_row(Lot, id=found.lot_id)
        enrollment = lock_row(Enrollment, id=found.id)
        if enrollment.state is not EnrollmentState.APPLIED:
            return
        if lot.state not in ENROLLABLE:
            lapse(work, lot, enrollment, at=at)
            return
        _qualify(work, lot, enrollment, at)


def _qualify(work: Work, lot: Lot, enrollment: Enrollment, at: datetime) -> None:
    """Give a paddle that no one else on the lot has; call it under the lot's row lock."""
    qualified = ENROLLMENT.after(enrollment.state, EnrollmentAction.QUALIFY)
    # The paddle first: looking for a free one flushes, and no row qualifies without one.
    enrollment.paddle = new_paddle(lambda paddle: _is_taken(lot.id, paddle))
    enrollment.state = qualified
    enrollment.qualified_at = at
    work.record(EnrollmentQualified(lot=lot.no, enrollment=enrollment.id), actor=SYSTEM, at=at)


def _is_taken(lot_id: int, paddle: str) -> bool:
    return bool(db.session.scalar(select(Enrollment.id).filter_by(lot_id=lot_id, paddle=paddle)))


def lapse(work: Work, lot: Lot, enrollment: Enrollment, *, at: datetime) -> None:
    """End an enrollment whose deposit did not come before the end."""
    enrollment.state = ENROLLMENT.after(enrollment.state, EnrollmentAction.LAPSE)
    work.record(EnrollmentLapsed(lot=lot.no, enrollment=enrollment.id), actor=SYSTEM, at=at)


def move_deposits(*, lot_no: str, at: datetime) -> None:
    """Move the time to pay of every open deposit to the lot's present end, if it has one."""
    with unit_of_work():
        lot = queries.get_lot(lot_no)
        references = db.session.scalars(
            select(Enrollment.deposit_reference)
            .where(Enrollment.lot_id == lot.id, Enrollment.state == EnrollmentState.APPLIED)
            .order_by(Enrollment.id)
        ).all()
        for reference in references:
            if reference is not None and lot.closes_at is not None:
                due_at = deposit_due(lot.state, lot.enrollable_until, at)
                ledger.move_order(reference, due_at=due_at, at=at)


def own_enrollment(*, lot_no: str, actor: Actor) -> tuple[Lot, Enrollment]:
    """Return a lot and the actor's own enrollment on it; raise NotFound."""
    lot = queries.get_public_lot(lot_no)
    enrollment = find_enrollment(lot, actor)
    if enrollment is None:
        raise NotFound("enrollment", lot_no)
    return lot, enrollment


def own_enrollments(actor: Actor, *, limit: int = 500) -> list[tuple[Lot, Enrollment]]:
    """Return the actor's enrollments, newest lot first.

    Only the bidder's own request can form the digests, lot by lot: there is no list by person.
    """
    if actor.person_id is None:
        return []
    lots = db.session.scalars(
        select(Lot).where(Lot.announced_at.is_not(None)).order_by(Lot.id.desc()).limit(limit)
    ).all()
    by_digest = {holder_digest(lot.no, actor.person_id): lot for lot in lots}
    rows = db.session.scalars(
        select(Enrollment)
        .where(Enrollment.holder_digest.in_(list(by_digest)))
        .order_by(Enrollment.id.desc())
    ).all()
    return [(by_digest[row.holder_digest], row) for row in rows]
