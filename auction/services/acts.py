"""Write down an act on a lot, print its paper after it, and put a refused one on the record."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.documents import ground_words
from auction.facts.acts import ActRefused
from auction.models import Lot, LotAct
from auction.services.acting import REASON_MIN, issue_act_paper
from auction.services.buyers import buyers_of
from auction.vocabulary import LotAction, LotState, StopGround, Venue

#: Action -> its papers; an act without any leaves none.
PAPERS: dict[LotAction, tuple[papers.PaperKind, ...]] = {
    LotAction.SUSPEND: (papers.PaperKind.SALE_SUSPENSION,),
    LotAction.STAY: (papers.PaperKind.SALE_STAY,),
    LotAction.RESUME: (papers.PaperKind.SALE_RESUMPTION,),
    LotAction.WITHDRAW: (papers.PaperKind.SALE_WITHDRAWAL,),
    LotAction.STOP: (papers.PaperKind.SALE_STOP,),
    LotAction.ANNUL: (papers.PaperKind.SALE_ANNULMENT,),
    LotAction.RULE_IN_KIND: (
        papers.PaperKind.IN_KIND_RULING,
        papers.PaperKind.ASSISTANCE_NOTICE,
    ),
    LotAction.MANAGE: (papers.PaperKind.MANAGEMENT_RULING,),
    LotAction.RETURN: (papers.PaperKind.RELEASE_RULING,),
    LotAction.DEFAULT: (papers.PaperKind.DEFAULT_RULING,),
    LotAction.RULE: (papers.PaperKind.SALE_RULING, papers.PaperKind.ASSISTANCE_NOTICE),
    LotAction.HAND_OVER: (papers.PaperKind.HANDOVER_RECORD,),
    LotAction.ALLOW_SELF_DISPOSAL: (papers.PaperKind.SELF_DISPOSAL_PERMIT,),
}
#: On site the deposit only covers the loss, and what is left of it goes back (20〔21〕 art. 22).
_PAPERS_ON_SITE: dict[LotAction, tuple[papers.PaperKind, ...]] = {
    LotAction.DEFAULT: (papers.PaperKind.DEFAULT_RULING_ON_SITE,),
}
#: By another article a stop says something else.
_PAPERS_OF_GROUND: dict[str, tuple[papers.PaperKind, ...]] = {
    StopGround.DEBTS_COVERED: (papers.PaperKind.SALE_STOP_COVERED,),
}
#: What a buyer takes to the register.
_FOR_BUYERS = frozenset({LotAction.RULE, LotAction.HAND_OVER})
#: Papers a tick prints; the rest is due again at the next one.
BATCH = 5


def papers_of(lot: Lot, act: LotAct) -> tuple[papers.PaperKind, ...]:
    """Return the kinds of paper that an act of a lot leaves, none for one without any."""
    if lot.venue is Venue.TRADITIONAL and act.action in _PAPERS_ON_SITE:
        return _PAPERS_ON_SITE[act.action]
    return _PAPERS_OF_GROUND.get(act.ground or "") or PAPERS.get(act.action, ())


def require_reason(text: str, citations: Sequence[Citation]) -> str:
    """Return a reason without the space around it; raise Refusal(reason_missing)."""
    reason = text.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("reason_missing", citations=citations, fields={"reason": "reason_missing"})
    return reason


def write_act(
    lot: Lot,
    action: LotAction,
    *,
    left: LotState,
    reason: str,
    citations: Sequence[Citation],
    ground: str | None = None,
    details: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> LotAct:
    """Write down an act; inside the unit of work that moved the lot."""
    act = LotAct(
        lot_id=lot.id,
        action=action,
        left_state=left,
        ground=ground,
        reason=reason,
        details={name: _plain(value) for name, value in (details or {}).items()},
        citations=[citation.as_dict() for citation in citations],
        acted_by=actor.label,
        acted_at=at,
    )
    db.session.add(act)
    db.session.flush()
    return act


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return str(value) if isinstance(value, Money) else value


def print_due_acts(at: datetime) -> int:
    """Print the paper of every act that has none yet; a failed print is tried again."""
    due = db.session.scalars(
        select(LotAct.id)
        .where(LotAct.paper_no.is_(None), LotAct.action.in_(PAPERS))
        .order_by(LotAct.id)
        .limit(BATCH)
    ).all()
    return sum(print_act(act_id, at=at) for act_id in due)


def print_act(act_id: int, *, at: datetime) -> bool:
    """Print the paper of one act, once; say whether it was us."""
    with unit_of_work():
        act = lock_row(LotAct, id=act_id)
        if act.paper_no is not None:
            return False
        lot = db.session.get(Lot, act.lot_id)
        assert lot is not None
        numbers = [_print_one(kind, lot, act, at) for kind in papers_of(lot, act)]
        act.paper_no = numbers[0]
        return True


def _print_one(kind: papers.PaperKind, lot: Lot, act: LotAct, at: datetime) -> str:
    said = act.details
    # Whoever bought reads what the court made out for the register; parties always do.
    buyers = [one.person_id for one in buyers_of(lot)] if act.action in _FOR_BUYERS else []
    paper = issue_act_paper(
        kind,
        lot,
        reference=act_reference(lot, act),
        person=said.get("person"),
        ground=ground_words(act.action, act.ground),
        reason=act.reason,
        price=Money.parse(said["price"]) if said.get("price") else None,
        amount=Money.parse(said["amount"]) if said.get("amount") else None,
        from_at=parse_stamp(said["from_at"]) if said.get("from_at") else act.acted_at,
        due_at=parse_stamp(said["due_at"]) if said.get("due_at") else None,
        people=tuple(one for one in buyers if one is not None),
        actor=SYSTEM,
        at=at,
    )
    return paper.no


def act_reference(lot: Lot, act: LotAct) -> str:
    """Return what the paper of an act is about."""
    return f"{lot.no}/{act.id}"


@contextmanager
def refusals_on_record(
    lot_no: str, action: LotAction, actor: Actor, at: datetime
) -> Iterator[None]:
    """Put an act that an article forbids on the record; the act itself changed nothing."""
    try:
        yield
    except Refusal as refusal:
        if refusal.citations:
            with unit_of_work() as work:
                lot = queries.get_lot(lot_no)
                fact = ActRefused(
                    lot=lot.no,
                    case_number=lot.case_number,
                    action=action,
                    code=refusal.code,
                    citations=[str(citation) for citation in refusal.citations],
                )
                work.record(fact, actor=actor, at=at)
        raise
