"""Break the glass: two people and an entry in the record before an operator reads a name.

Whoever runs the platform reads no sealed name. When it must (a fault traced to one paddle, an order
of an authority), an operator asks for one paddle of one lot with a reason and a period, a second
person of the court or its supervision grants it, and every reading is on the record before it is
shown (reliability A7, L11; P86). Before bidding has ended nobody opens it (18号 art. 18(2)).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Permission
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts import IdentityOpened
from auction.facts.glass import GlassAsked, GlassDenied, GlassGranted, GlassRead, GlassRefused
from auction.models import Enrollment, GlassAnswer, GlassRequest, Lot
from auction.queries.glass import find_answer, find_holder_of, find_request, list_waiting
from auction.rules import articles
from auction.services.acts import require_reason
from auction.services.identities import Holder, open_sealed
from auction.vocabulary import ENDED_STATES

GLASS = Citation(articles.PLATFORM_RULES, "P86")


def longest_minutes(at: datetime) -> int:
    """Return for how many minutes a record is opened at most (P86)."""
    return lawbook.number("glass_open_minutes", on=local_date(at))


def ask(
    *, lot_no: str, paddle: str, reason: str, minutes: int, actor: Actor, at: datetime
) -> GlassRequest:
    """Ask for the name behind one paddle of one lot, to be open for so many minutes.

    Raises Refusal: reason_missing, identity_sealed before the end, glass_paddle_unknown,
    glass_period_long, glass_waits while the same is asked already.
    """
    _require(actor, Permission.ASK_FOR_GLASS)
    words, code = require_reason(reason, (GLASS,)), paddle.strip().upper()
    with _refusals_on_record(lot_no, code, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        _require_ended(lot)
        _holder_of(lot, code)
        if not 0 < minutes <= longest_minutes(at):
            raise Refusal(
                "glass_period_long",
                params={"most": longest_minutes(at)},
                fields={"minutes": "glass_period_long"},
                citations=(GLASS,),
            )
        if any(row.paddle == code for row, _ in list_waiting(at, lot_id=lot.id)):
            raise Conflict("glass_waits", citations=(GLASS,))
        hours = lawbook.number("glass_wait_hours", on=local_date(at))
        request = GlassRequest(
            lot_id=lot.id,
            paddle=code,
            reason=words,
            minutes=minutes,
            asked_by=actor.person_id,
            asked_account=actor.account,
            asked_at=at,
            lapses_at=at + timedelta(hours=hours),
        )
        db.session.add(request)
        db.session.flush()
        fact = GlassAsked(
            **_head(lot), request=request.id, paddle=code, minutes=minutes, reason=words
        )
        work.record(fact, actor=actor, at=at)
        return request


def answer(
    *, lot_no: str, request_id: int, is_granted: bool, reason: str, actor: Actor, at: datetime
) -> GlassAnswer:
    """Grant a request or leave the record shut; who asked never answers.

    Raises Refusal: reason_missing, glass_own_request, glass_answered, glass_lapsed.
    """
    _require(actor, Permission.ANSWER_FOR_GLASS)
    words = require_reason(reason, (GLASS,))
    paddle = _request(lot_no, request_id).paddle
    with _refusals_on_record(lot_no, paddle, actor, at), unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        request = _request(lot_no, request_id)
        if request.asked_by == actor.person_id:
            raise Forbidden("glass_own_request", citations=(GLASS,))
        if find_answer(request.id) is not None:
            raise Conflict("glass_answered", citations=(GLASS,))
        if at >= request.lapses_at:
            raise Conflict("glass_lapsed", citations=(GLASS,))
        ends_at = at + timedelta(minutes=request.minutes) if is_granted else None
        said = GlassAnswer(
            request_id=request.id,
            asked_by=request.asked_by,
            is_granted=is_granted,
            reason=words,
            answered_by=actor.person_id,
            answered_account=actor.account,
            answered_at=at,
            ends_at=ends_at,
        )
        db.session.add(said)
        told: dict[str, Any] = {"request": request.id, "paddle": request.paddle, "reason": words}
        if ends_at is None:
            work.record(GlassDenied(**_head(lot), **told), actor=actor, at=at)
        else:
            fact = GlassGranted(**_head(lot), **told, ends_at=stamp(ends_at))
            work.record(fact, actor=actor, at=at)
        return said


def read_name(*, lot_no: str, request_id: int, actor: Actor, at: datetime) -> Holder:
    """Open the record while a grant holds; committed to the record before it is unsealed (L11).

    Raises Refusal: glass_not_own of another operator's request, glass_shut before a grant, after a
    denial and from the end of the period on.
    """
    _require(actor, Permission.ASK_FOR_GLASS)
    request = _request(lot_no, request_id)
    with _refusals_on_record(lot_no, request.paddle, actor, at), unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        _require_ended(lot)
        if request.asked_by != actor.person_id:
            raise Forbidden("glass_not_own", citations=(GLASS,))
        said = find_answer(request_id)
        if said is None or said.ends_at is None or not said.answered_at <= at < said.ends_at:
            raise Forbidden("glass_shut", citations=(GLASS,))
        enrollment = _holder_of(lot, request.paddle)
        read = GlassRead(**_head(lot), request=request_id, paddle=request.paddle)
        opened = IdentityOpened(lot=lot.no, paddle=request.paddle, purpose=f"glass/{request_id}")
        work.record(read, actor=actor, at=at)
        work.record(opened, actor=actor, at=at)
    return open_sealed(lot_no, enrollment.holder_digest, enrollment.identity_sealed)


def _head(lot: Lot) -> dict[str, Any]:
    return {"lot": lot.no, "case_number": lot.case_number}


def _require(actor: Actor, permission: Permission) -> None:
    """Refuse whoever has not the role, and the system itself: a person has to answer for it."""
    if not actor.is_signed_in or not actor.may(permission):
        raise Forbidden


def _require_ended(lot: Lot) -> None:
    if lot.state not in ENDED_STATES:
        raise Forbidden("identity_sealed", citations=(articles.ENROLLMENT,))


def _request(lot_no: str, request_id: int) -> GlassRequest:
    request = find_request(queries.get_lot(lot_no).id, request_id)
    if request is None:
        raise NotFound("glass_request", request_id)
    return request


def _holder_of(lot: Lot, paddle: str) -> Enrollment:
    enrollment = find_holder_of(lot.id, paddle)
    if enrollment is None:
        raise Refusal("glass_paddle_unknown", fields={"paddle": "glass_paddle_unknown"})
    return enrollment


@contextmanager
def _refusals_on_record(lot_no: str, paddle: str, actor: Actor, at: datetime) -> Iterator[None]:
    """Put a try that a rule forbids on the record; nothing was opened."""
    try:
        yield
    except Refusal as refusal:
        if refusal.citations:
            with unit_of_work() as work:
                fact = GlassRefused(
                    **_head(queries.get_lot(lot_no)),
                    paddle=paddle,
                    code=refusal.code,
                    citations=[str(citation) for citation in refusal.citations],
                )
                work.record(fact, actor=actor, at=at)
        raise
