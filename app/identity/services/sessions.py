"""Begin and end sign-ins; the row decides, the cookie only points at it."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

import argon2
import pyotp
from sqlalchemy import select, update

from app import runtime
from app.identity import vault
from app.identity.facts import SecondFactorSet, SignedIn, SignedOut, SignInRefused
from app.identity.models import Person, SignInSession, SocketTicket
from app.identity.services.people import NOBODY, hasher
from app.kernel.actors import PUBLIC, Actor
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row

#: A sign-in ends after this long without use, and at last after a working day.
IDLE_MAX = timedelta(hours=2)
SESSION_MAX = timedelta(hours=12)
#: Use is noted so often at most: a page view should not write each time.
SEEN_EVERY = timedelta(minutes=1)
TICKET_LIFE = timedelta(seconds=30)
_NOBODY = NOBODY


def hash_of(token: str) -> str:
    """Return how a token is known to the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def actor_of(person: Person) -> Actor:
    """Return the actor a person signs in as."""
    return Actor(
        person_id=person.id,
        account=person.account,
        name=person.name,
        roles=frozenset(Role(role) for role in person.roles),
        court_id=person.court_id,
        agency_code=person.agency_code,
    )


def _matches(stored: str, password: str) -> bool:
    try:
        return bool(hasher.verify(stored, password))
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False


def begin_session(
    *, account: str, password: str, otp: str | None, at: datetime
) -> tuple[Person, str]:
    """Check password and one-time code; return the person and the token for the cookie.

    Raises Refusal(sign_in_failed) with one answer for every fault, or otp_required.
    """
    person = db.session.scalar(select(Person).where(Person.account == account))
    stored = person.password_hash if person else _NOBODY
    is_right = runtime.offload(_matches, stored, password)
    if person is None or not is_right or not person.is_active:
        _note_refusal(account if person else "unknown", "sign_in_failed", at)
        raise Refusal("sign_in_failed", status=401)
    if person.totp_sealed is not None and not otp:
        raise Refusal("otp_required", status=401)
    if person.totp_sealed is not None and not use_code(person.id, otp or ""):
        _note_refusal(account, "otp_wrong", at)
        raise Refusal("sign_in_failed", status=401)
    token = secrets.token_urlsafe(32)
    with unit_of_work() as work:
        db.session.add(
            SignInSession(
                token_hash=hash_of(token),
                person_id=person.id,
                # Real time: a rehearsal that jumps months may not sign everybody out.
                began_at=clock.real_now(),
                seen_at=clock.real_now(),
            )
        )
        work.record(SignedIn(account=account), actor=actor_of(person), at=at)
    return person, token


def _note_refusal(account: str, code: str, at: datetime) -> None:
    with unit_of_work() as work:
        work.record(SignInRefused(account=account, code=code), actor=PUBLIC, at=at)


def use_code(person_id: int, code: str) -> bool:
    """Accept a one-time code once: its counter must be later than the last one used."""
    with unit_of_work():
        person = lock_row(Person, id=person_id)
        if person.totp_sealed is None:
            return False
        secret = vault.unseal("totp", person.totp_sealed, person.account)
        counter = _matching_counter(secret, code)
        if counter is None or counter <= person.totp_counter:
            return False
        person.totp_counter = counter
        return True


def _matching_counter(secret: str, code: str) -> int | None:
    # The wall clock, not the rehearsal clock: the person's generator knows no rehearsal.
    totp = pyotp.TOTP(secret)
    now = totp.timecode(clock.real_now())
    for counter in (now, now - 1, now + 1):
        if secrets.compare_digest(totp.generate_otp(counter), code.strip()):
            return counter
    return None


def offer_second_factor(*, actor: Actor) -> str:
    """Make a new one-time secret that waits for its first code; return its otpauth URI."""
    with unit_of_work():
        person = lock_row(Person, id=actor.person_id)
        secret = pyotp.random_base32()
        person.totp_offered = vault.seal("totp", secret, person.account)
        generator = pyotp.TOTP(secret, name=person.account, issuer="Mingchui")
        return generator.provisioning_uri()


def set_second_factor(*, actor: Actor, code: str, at: datetime) -> None:
    """Bind the offered secret once a code proves it; raises Refusal(otp_wrong)."""
    with unit_of_work() as work:
        person = lock_row(Person, id=actor.person_id)
        if person.totp_offered is None:
            raise Refusal("otp_wrong")
        secret = vault.unseal("totp", person.totp_offered, person.account)
        counter = _matching_counter(secret, code)
        if counter is None:
            raise Refusal("otp_wrong", fields={"code": ["otp_wrong"]})
        person.totp_sealed, person.totp_offered = person.totp_offered, None
        person.totp_counter = counter
        work.record(SecondFactorSet(account=person.account), actor=actor, at=at)


def find_sessions(token_hashes: Collection[str], *, is_use: bool) -> dict[str, Actor]:
    """Return the actors of those sessions that still hold, in one query, for open sockets.

    ``is_use`` says that the people behind them acted just now, so that they stay signed in.
    """
    rows = db.session.execute(
        select(SignInSession, Person)
        .join(Person, Person.id == SignInSession.person_id)
        .where(SignInSession.token_hash.in_(token_hashes))
        .execution_options(populate_existing=True)
    )
    now = clock.real_now()
    holding = [(session, person) for session, person in rows if not _is_over(session, person, now)]
    resting = [
        session.token_hash
        for session, _ in holding
        if is_use and now - session.seen_at > SEEN_EVERY
    ]
    if resting:
        _note_use(resting, now)
    return {session.token_hash: actor_of(person) for session, person in holding}


def _note_use(token_hashes: Collection[str], now: datetime) -> None:
    with unit_of_work():
        db.session.execute(
            update(SignInSession)
            .where(SignInSession.token_hash.in_(token_hashes))
            .values(seen_at=now)
            .execution_options(synchronize_session=False)
        )


def find_session(token_hash: str) -> Actor | None:
    """Return the actor of a session that still holds, or None; notes that it was used."""
    now = clock.real_now()
    row = db.session.execute(
        select(SignInSession, Person)
        .join(Person, Person.id == SignInSession.person_id)
        .where(SignInSession.token_hash == token_hash)
    ).first()
    if row is None:
        return None
    session, person = row
    if _is_over(session, person, now):
        return None
    if now - session.seen_at > SEEN_EVERY:
        _note_use([token_hash], now)
    return actor_of(person)


def _is_over(session: SignInSession, person: Person, now: datetime) -> bool:
    return (
        session.ended_at is not None
        or not person.is_active
        or now - session.seen_at > IDLE_MAX
        or now - session.began_at > SESSION_MAX
    )


def end_session(*, token_hash: str, actor: Actor, at: datetime) -> None:
    """End a sign-in: the cookie and the sockets made with it stop working."""
    with unit_of_work() as work:
        db.session.execute(
            update(SignInSession)
            .where(SignInSession.token_hash == token_hash, SignInSession.ended_at.is_(None))
            .values(ended_at=at)
        )
        work.record(SignedOut(account=actor.account), actor=actor, at=at)


def end_sessions_of(
    person_id: int, *, account: str, work: Work, actor: Actor, at: datetime
) -> None:
    """End every sign-in of a person, inside the order that takes the right away."""
    ended = db.session.scalars(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .returning(SignInSession.token_hash)
        .execution_options(synchronize_session=False)
    ).all()
    if ended:
        work.record(SignedOut(account=account), actor=actor, at=at)


def issue_ticket(*, actor: Actor, token_hash: str) -> str:
    """Return a single-use pass for a socket, good for thirty seconds."""
    ticket = secrets.token_urlsafe(24)
    with unit_of_work():
        db.session.add(
            SocketTicket(
                ticket_hash=hash_of(ticket),
                person_id=actor.person_id,
                session_hash=token_hash,
                expires_at=clock.real_now() + TICKET_LIFE,
            )
        )
    return ticket


def redeem_ticket(ticket: str) -> tuple[Actor, str] | None:
    """Use a ticket up; return the actor and the session it stands on, or None."""
    with unit_of_work():
        row = db.session.get(SocketTicket, hash_of(ticket), with_for_update=True)
        if row is None:
            return None
        session_hash, is_fresh = row.session_hash, row.expires_at >= clock.real_now()
        db.session.delete(row)
    actor = find_session(session_hash) if is_fresh else None
    return (actor, session_hash) if actor else None
