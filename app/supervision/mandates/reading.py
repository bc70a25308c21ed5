"""The one door through which somebody reads under a mandate: judged, on the record, then shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.store import Work, unit_of_work
from app.supervision.mandates import queries
from app.supervision.mandates.facts import CaseObserved, ReadRefused, SealedRead
from app.supervision.mandates.giving import POLICY, head_of
from app.supervision.mandates.models import Mandate
from app.supervision.mandates.vocabulary import MandateStanding
from app.supervision.queries import find_case_court

PURPOSE_MAX = 200


def read_case(no: str, *, case_number: str, actor: Actor, at: datetime) -> Mandate:
    """Put on the record that a case is read under a mandate; committed before it is shown.

    Raises Forbidden: mandate_not_yours, mandate_shut, outside_mandate.
    """
    with _refusals_on_record(no, actor, at), unit_of_work() as work:
        mandate = _holding(no, actor, at)
        _require_reach(mandate, case_number=case_number, lot_no=None)
        fact = CaseObserved(**{**head_of(mandate), "case_number": case_number})
        work.record(fact, actor=actor, at=at)
    return mandate


def require_lot(no: str, *, case_number: str, lot_no: str, actor: Actor, at: datetime) -> Mandate:
    """Return the mandate if it opens what is sealed of a lot; the caller opens nothing yet."""
    with _refusals_on_record(no, actor, at), unit_of_work():
        return _sealed_holding(no, case_number=case_number, lot_no=lot_no, actor=actor, at=at)


def record_sealed(
    work: Work,
    no: str,
    *,
    case_number: str,
    lot_no: str,
    opened: str,
    purpose: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Put on the record, in the caller's own transaction, that something sealed is opened (L11).

    The mandate is held until the commit, so a withdrawal comes before the reading or after it.
    Raises Forbidden as above, mandate_keeps_sealed; Refusal(purpose_missing).
    """
    words = purpose.strip()[:PURPOSE_MAX]
    mandate = _sealed_holding(no, case_number=case_number, lot_no=lot_no, actor=actor, at=at)
    if not words:
        raise Refusal("purpose_missing", fields={"purpose": ["purpose_missing"]})
    head = {**head_of(mandate), "case_number": case_number}
    fact = SealedRead(**head, lot=lot_no, opened=opened, purpose=words)
    work.record(fact, actor=actor, at=at)


def _sealed_holding(
    no: str, *, case_number: str, lot_no: str, actor: Actor, at: datetime
) -> Mandate:
    mandate = _holding(no, actor, at)
    _require_reach(mandate, case_number=case_number, lot_no=lot_no)
    if not mandate.opens_sealed:
        raise Forbidden("mandate_keeps_sealed", citations=(POLICY,))
    return mandate


def _holding(no: str, actor: Actor, at: datetime) -> Mandate:
    if not actor.is_signed_in or not actor.may(Permission.OBSERVE):
        raise Forbidden
    mandate = queries.get_mandate(no, for_reading=True)
    if mandate.observer_id != actor.person_id:
        raise Forbidden("mandate_not_yours", citations=(POLICY,))
    if mandate.standing(at) is not MandateStanding.RUNNING:
        raise Forbidden("mandate_shut", citations=(POLICY,))
    return mandate


def _require_reach(mandate: Mandate, *, case_number: str, lot_no: str | None) -> None:
    """Refuse a case of another court and one that the mandate does not name."""
    is_here = find_case_court(case_number) == mandate.court_id
    if not is_here or not mandate.covers(case_number=case_number, lot_no=lot_no):
        raise Forbidden("outside_mandate", citations=(POLICY,))


@contextmanager
def _refusals_on_record(no: str, actor: Actor, at: datetime) -> Iterator[None]:
    """Put a try that the policy forbids on the record of the mandate."""
    try:
        yield
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.citations:
            note_refusal(no, refusal, actor=actor, at=at)
        raise


def note_refusal(no: str, refusal: Refusal, *, actor: Actor, at: datetime) -> None:
    """Record that a reading was refused; nothing was shown."""
    with unit_of_work() as work:
        head = head_of(queries.get_mandate(no))
        work.record(ReadRefused(**head, code=refusal.code), actor=actor, at=at)
