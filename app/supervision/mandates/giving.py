"""Give, approve, withdraw and end mandates."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app import lawbook
from app.identity import facade as identity
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Permission, Role
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from app.supervision.mandates import queries
from app.supervision.mandates.facts import (
    MandateApproved,
    MandateGiven,
    MandateOver,
    MandateWithdrawn,
)
from app.supervision.mandates.models import Mandate
from app.supervision.mandates.vocabulary import Body, MandateStanding, Reach
from app.supervision.queries import find_case_court

POLICY = Citation("明槌平台规则", "P98")


@dataclass(frozen=True)
class Wish:
    """What a mandate is to name."""

    account: str
    body: Body
    reach: Reach
    #: Of a court its row number is in ``court_id``; of a case or a lot, its number.
    court_id: int | None
    case_number: str
    lot_no: str
    opens_sealed: bool
    begins_at: datetime
    ends_at: datetime
    reason: str


def head_of(mandate: Mandate) -> dict[str, Any]:
    """Return what every fact of a mandate begins with."""
    return {
        "mandate": mandate.no,
        "court_id": mandate.court_id,
        "case_number": mandate.case_number,
    }


def give(wish: Wish, *, actor: Actor, at: datetime) -> Mandate:
    """Let somebody read; if it opens what is sealed, it waits for a second person (P98).

    Raises Refusal: not_an_observer, mandate_reason_missing, mandate_key_missing,
    mandate_period_wrong, mandate_too_long; Forbidden for another court.
    """
    _require(actor)
    observer = identity.find_person(wish.account)
    observer_actor = identity.actor_named(wish.account) if observer else None
    if (
        observer is None
        or observer_actor is None
        or not observer_actor.roles & {Role.OBSERVER, Role.INSPECTOR}
        or observer.id == actor.person_id
    ):
        raise Refusal("not_an_observer", fields={"account": ["not_an_observer"]})
    reason = _reason(wish.reason)
    _check_period(wish, at)
    court_id = _court_of(wish)
    require_court(actor, court_id)
    with unit_of_work() as work:
        mandate = Mandate(
            no=next_number("MD", str(court_id), at),
            observer_id=observer.id,
            observer_account=observer.account,
            body=wish.body,
            reach=wish.reach,
            court_id=court_id,
            case_number=None if wish.reach is Reach.COURT else wish.case_number,
            lot_no=wish.lot_no if wish.reach is Reach.LOT else None,
            opens_sealed=wish.opens_sealed,
            reason=reason,
            begins_at=wish.begins_at,
            ends_at=wish.ends_at,
            given_by=actor.person_id,
            given_account=actor.account,
            given_court_id=actor.court_id,
            given_at=at,
        )
        db.session.add(mandate)
        db.session.flush()
        fact = MandateGiven(
            **head_of(mandate),
            observer=mandate.observer_account,
            speaks_for=mandate.body.value,
            reach=mandate.reach.value,
            lot=mandate.lot_no,
            opens_sealed=mandate.opens_sealed,
            begins_at=stamp(mandate.begins_at),
            ends_at=stamp(mandate.ends_at),
            reason=reason,
        )
        work.record(fact, actor=actor, at=at)
        return mandate


def approve(no: str, *, actor: Actor, at: datetime) -> Mandate:
    """Approve as the second person that sealed things are opened.

    Raises Forbidden(mandate_second_person) to whoever gave it or reads under it;
    Conflict(mandate_answered) when nothing waits.
    """
    _require(actor)
    with unit_of_work() as work:
        mandate = lock_row(Mandate, no=no)
        require_court(actor, mandate.court_id)
        if actor.person_id in (mandate.given_by, mandate.observer_id):
            raise Forbidden("mandate_second_person", citations=(POLICY,))
        if mandate.standing(at) is not MandateStanding.WAITING:
            raise Conflict("mandate_answered", citations=(POLICY,))
        mandate.approved_by, mandate.approved_at = actor.person_id, at
        work.record(MandateApproved(**head_of(mandate)), actor=actor, at=at)
        return mandate


def withdraw(no: str, *, reason: str, actor: Actor, at: datetime) -> Mandate:
    """End a mandate at once; who reads under it is signed out if no other holds.

    A court withdraws only what was given in it. Raises Refusal(mandate_reason_missing),
    Forbidden(mandate_of_others), Conflict(mandate_answered).
    """
    _require(actor)
    words = _reason(reason)
    with unit_of_work() as work:
        mandate = lock_row(Mandate, no=no)
        require_court(actor, mandate.court_id)
        if actor.court_id is not None and mandate.given_court_id != actor.court_id:
            raise Forbidden("mandate_of_others", citations=(POLICY,))
        if mandate.standing(at) in (MandateStanding.WITHDRAWN, MandateStanding.OVER):
            raise Conflict("mandate_answered", citations=(POLICY,))
        mandate.withdrawn_at, mandate.withdrawn_reason, mandate.ended_at = at, words, at
        work.record(MandateWithdrawn(**head_of(mandate), reason=words), actor=actor, at=at)
        _sign_out(work, mandate, actor=actor, at=at)
        return mandate


def end_due_mandates(now: datetime) -> int:
    """Record the end of every mandate whose last moment has gone by; return how many."""
    ended = 0
    for found in queries.list_over(now):
        with unit_of_work() as work:
            mandate = lock_row(Mandate, id=found.id)
            if mandate.ended_at is None:
                mandate.ended_at = now
                work.record(MandateOver(**head_of(mandate)), actor=SYSTEM, at=now)
                _sign_out(work, mandate, actor=SYSTEM, at=now)
                ended += 1
    return ended


def _sign_out(work: Work, mandate: Mandate, *, actor: Actor, at: datetime) -> None:
    """End the sign-ins of an observer, and with them the sockets, when nothing is left to read.

    An inspector works for the province and stays.
    """
    db.session.flush()
    observer = identity.actor_named(mandate.observer_account)
    if observer.is_reader and not queries.has_running(mandate.observer_id, at):
        identity.end_sessions_of(
            mandate.observer_id, account=mandate.observer_account, work=work, actor=actor, at=at
        )


def _require(actor: Actor) -> None:
    """Refuse whoever has not the right, and the system itself: a person answers for a mandate."""
    if not actor.is_signed_in or not actor.may(Permission.GIVE_MANDATE):
        raise Forbidden


def _reason(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal("mandate_reason_missing", fields={"reason": ["mandate_reason_missing"]})
    return words[:400]


def _check_period(wish: Wish, at: datetime) -> None:
    if wish.ends_at <= max(wish.begins_at, at):
        raise Refusal("mandate_period_wrong", fields={"ends_on": ["mandate_period_wrong"]})
    most = lawbook.number("mandate_days", on=local_date(at))
    if wish.ends_at - wish.begins_at > timedelta(days=most):
        raise Refusal(
            "mandate_too_long",
            params={"most": most},
            fields={"ends_on": ["mandate_too_long"]},
            citations=(POLICY,),
        )


def _court_of(wish: Wish) -> int:
    if wish.reach is Reach.COURT:
        if wish.court_id is not None:
            return wish.court_id
    elif (court_id := find_case_court(wish.case_number)) is not None and (
        wish.reach is Reach.CASE or wish.lot_no
    ):
        return court_id
    raise Refusal("mandate_key_missing", fields={"case_number": ["mandate_key_missing"]})
