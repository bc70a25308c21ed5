"""Erase a person who never bought: plaintext, sealed records and marks go, the record stays whole.

个人信息保护法 art. 47 gives a person the right once the time of keeping is over; 法释〔2016〕18号
art. 29 sets ten years for what an auction leaves behind. The log holds a paddle and never a name,
so nothing of it changes (reliability P7, PRV-02). What the books and the bank's own notices hold
stays sealed: vouchers are kept for thirty years (财政部令第79号 art. 14). Two people act (P59).
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from app import lawbook
from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.calendar import local_date, months_after
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Permission, Role
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.trail.queries import newest_at
from auction.facts.erasing import ErasureAsked, ErasureDenied, ErasureRefused, PersonErased
from auction.models import (
    Enrollment,
    Erasure,
    Favorite,
    Lot,
    PriorityRight,
    Question,
    ScreenSeat,
    ViewingBooking,
)
from auction.queries import erasing as queries
from auction.rules import articles
from auction.services.acts import require_reason
from auction.services.identities import holder_digest
from auction.services.interest import visitor_digest_of
from auction.vocabulary import EnrollmentState
from registry import facade as registry

POLICY = Citation(articles.PLATFORM_RULES, "P59")
KEEPING = Citation(articles.NETWORK_AUCTION, "第29条")
#: Whoever bids and does nothing else here; anybody else belongs to a file.
_MERE = frozenset({Role.BIDDER.value})
_OUT = frozenset({EnrollmentState.LOST, EnrollmentState.LAPSED, EnrollmentState.LEFT})


def ask(*, account: str, reason: str, actor: Actor, at: datetime) -> Erasure:
    """Ask that a person be erased; a second person decides.

    Raises Refusal: reason_missing, erasure_unknown, erasure_waits.
    """
    _require(actor)
    words = require_reason(reason, (POLICY,))
    person = identity.find_person(account.strip())
    if person is None:
        raise Refusal("erasure_unknown", fields={"account": ["erasure_unknown"]})
    row = Erasure(
        person_id=person.id,
        reason=words,
        asked_by=actor.person_id,
        asked_account=actor.account,
        asked_at=at,
    )
    try:
        with unit_of_work() as work:
            db.session.add(row)
            db.session.flush()
            work.record(ErasureAsked(request=row.id, reason=words), actor=actor, at=at)
    except IntegrityError as fault:
        raise Conflict("erasure_waits", citations=(POLICY,)) from fault
    return row


def answer(
    request_id: int, *, is_granted: bool, reason: str, actor: Actor, at: datetime
) -> Erasure:
    """Erase the person, all in one transaction, or leave the data; who asked never answers.

    Raises Refusal: reason_missing, erasure_own_request, erasure_answered, and erasure_kept where
    the law keeps the data; a refusal says no more, so that it tells of no sale.
    """
    _require(actor)
    words = require_reason(reason, (POLICY,))
    try:
        with unit_of_work() as work:
            row = lock_row(Erasure, id=request_id)
            if row.asked_by == actor.person_id:
                raise Forbidden("erasure_own_request", citations=(POLICY,))
            if row.answered_at is not None:
                raise Conflict("erasure_answered")
            if is_granted:
                _erase(row.person_id, at)
            row.answered_by, row.answered_account = actor.person_id, actor.account
            row.answered_at, row.is_granted, row.answer = at, is_granted, words
            fact = PersonErased if is_granted else ErasureDenied
            work.record(fact(request=row.id, reason=words), actor=actor, at=at)
            return row
    except Refusal as refusal:
        if refusal.citations:
            with unit_of_work() as work:
                tried = ErasureRefused(request=request_id, code=refusal.code)
                work.record(tried, actor=actor, at=at)
        raise


def _require(actor: Actor) -> None:
    if not actor.is_signed_in or not actor.may(Permission.ERASE_PERSONS):
        raise Forbidden


def _is_kept(moment: datetime | None, at: datetime) -> bool:
    """Say whether what ended at a moment is to be kept still (18号 art. 29)."""
    if moment is None:
        return True
    years = lawbook.number("retention_years", on=local_date(at))
    return local_date(at) <= months_after(local_date(moment), 12 * years)


def _erase(person_id: int, at: datetime) -> None:
    person = identity.get_person(person_id)
    seats = queries.list_seats_by_deposit(ledger.deposits_of(person_id))
    digests = [holder_digest(lot.no, person_id) for _, lot in seats]
    digests += [holder_digest(no, person_id) for no in queries.list_grouped_lots()]
    must_stay = (
        set(identity.roles_of(person_id)) != _MERE
        or bool(registry.list_cases_of(person_id))
        or _is_kept(newest_at(f"account:{person.account}"), at)
        or any(_is_kept(lot.ended_at, at) for _, lot in seats)
        or any(seat.state not in _OUT for seat, _ in seats)
        or ledger.has_other_orders(person_id)
        or queries.has_papers(digests)
    )
    if must_stay:
        raise Forbidden("erasure_kept", citations=(KEEPING, POLICY))
    _forget_seats(seats, digests)
    _forget_interest(person_id)
    ledger.forget_payer(person_id)
    identity.erase_person(person_id)


def _nobody() -> str:
    """Return what stands in the place of a digest: it is found by nobody."""
    return secrets.token_hex(32)


def _forget_seats(seats: Sequence[tuple[Enrollment, Lot]], digests: Sequence[str]) -> None:
    """Leave the paddle and take the person from behind it."""
    for seat, lot in seats:
        seat.identity_sealed, seat.holder_digest = b"", _nobody()
        db.session.execute(
            delete(ScreenSeat).where(ScreenSeat.lot_id == lot.id, ScreenSeat.paddle == seat.paddle)
        )
    rights = db.session.query(PriorityRight).where(PriorityRight.holder_digest.in_(digests))
    for right in rights:
        right.holder_digest = _nobody()


def _forget_interest(person_id: int) -> None:
    digest = visitor_digest_of(person_id)
    db.session.execute(delete(Favorite).where(Favorite.visitor_digest == digest))
    db.session.execute(
        update(Question).where(Question.visitor_digest == digest).values(visitor_digest=_nobody())
    )
    db.session.execute(
        update(ViewingBooking)
        .where(ViewingBooking.visitor_digest == digest)
        .values(visitor_digest=_nobody(), called="")
    )
