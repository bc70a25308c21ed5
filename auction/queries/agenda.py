"""Read, for many lots at once, what a judge has to see of each; one query a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from app.store import db
from auction.models import (
    BuyerDefault,
    Enrollment,
    InKindOffer,
    Lot,
    PanelDecision,
    PanelSignature,
    PlannedStep,
    PriorityRight,
    Question,
    Settlement,
)
from auction.vocabulary import PREPARED_IN, EnrollmentState, LotState, SettlementState
from auction.vocabulary.handover import HandoverStep

_OfLot = TypeVar("_OfLot", Settlement, BuyerDefault)
_Repeated = TypeVar("_Repeated", PanelDecision, InKindOffer)

#: Nothing is left to do for the court once a lot stands here.
_DONE = (
    LotState.SETTLED,
    LotState.STOPPED,
    LotState.IN_KIND,
    LotState.MANAGED,
    LotState.RETURNED,
    LotState.SELF_DISPOSED,
)


@dataclass(frozen=True, slots=True)
class Matters:
    """One lot and what belongs to it."""

    lot: Lot
    decision: PanelDecision | None
    settlement: Settlement | None
    default: BuyerDefault | None
    offer: InKindOffer | None
    #: The asset was offered again after this lot.
    is_followed: bool
    #: Bidders whose deposit is held.
    qualified: int
    #: Priority purchasers the court confirmed by account.
    confirmed: int
    #: Questions of visitors without an answer.
    questions: int
    #: What is planned for the handover and not done yet.
    open_steps: Sequence[PlannedStep] = ()
    #: The keys or the thing itself were handed over, as the plan tells it.
    are_keys_over: bool = False
    #: Members of the panel whose signature under the newest record is missing, by place and name.
    unsigned: Sequence[tuple[int, str]] = ()


def list_unfinished(court_id: int, limit: int) -> Sequence[Lot]:
    """Return a court's lots that still want something, the newest first.

    A lot whose asset was offered again wants nothing itself, unless its buyer is in default; one
    taken in kind wants something until it was handed over and its difference is shared out.
    """
    later = aliased(Lot)
    is_open = select(Settlement.lot_id).where(
        Settlement.lot_id == Lot.id, Settlement.state != SettlementState.DISTRIBUTED
    )
    keys_over = select(PlannedStep.lot_id).where(
        PlannedStep.lot_id == Lot.id,
        PlannedStep.step == HandoverStep.KEYS,
        PlannedStep.done_on.is_not(None),
    )
    in_kind = (Lot.state == LotState.IN_KIND) & (is_open.exists() | ~keys_over.exists())
    is_followed = select(later.id).where(later.follows_id == Lot.id).exists()
    query = (
        select(Lot)
        .where(Lot.court_id == court_id, Lot.state.not_in(_DONE) | in_kind)
        .where(~is_followed | (Lot.state == LotState.DEFAULTED))
        .order_by(Lot.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def matters_of(lots: Sequence[Lot]) -> list[Matters]:
    """Return what belongs to each lot, in the order given."""
    ids = [lot.id for lot in lots]
    decisions = _newest(PanelDecision, ids)
    offers = _newest(InKindOffer, ids)
    settlements = _by_lot(Settlement, ids)
    defaults = _by_lot(BuyerDefault, ids)
    qualified = _count(ids, Enrollment, Enrollment.state == EnrollmentState.QUALIFIED)
    confirmed = _count(ids, PriorityRight, PriorityRight.rank > 0)
    questions = _count(ids, Question, Question.answered_at.is_(None))
    steps = _steps(ids)
    signed = _signed([decision.id for decision in decisions.values()])
    followed = set(db.session.scalars(select(Lot.follows_id).where(Lot.follows_id.in_(ids))))
    return [
        Matters(
            lot=lot,
            decision=decisions.get(lot.id),
            settlement=settlements.get(lot.id),
            default=defaults.get(lot.id),
            offer=offers.get(lot.id),
            is_followed=lot.id in followed,
            qualified=qualified.get(lot.id, 0),
            confirmed=confirmed.get(lot.id, 0),
            questions=questions.get(lot.id, 0),
            open_steps=[one for one in steps.get(lot.id, ()) if one.done_on is None],
            are_keys_over=any(one.done_on is not None for one in steps.get(lot.id, ())),
            unsigned=_unsigned(lot, decisions.get(lot.id), signed),
        )
        for lot in lots
    ]


def list_unsigned(court_id: int, limit: int) -> list[tuple[Lot, PanelDecision, list[str]]]:
    """Return the prepared lots whose newest record is not signed by all, with who is missing."""
    lots = db.session.scalars(
        select(Lot)
        .where(Lot.court_id == court_id, Lot.state.in_(PREPARED_IN))
        .order_by(Lot.id.desc())
        .limit(limit)
    ).all()
    decisions = _newest(PanelDecision, [lot.id for lot in lots])
    signed = _signed([decision.id for decision in decisions.values()])
    found = [
        (lot, decision, [name for _, name in _unsigned(lot, decision, signed)])
        for lot in lots
        if (decision := decisions.get(lot.id)) is not None
    ]
    return [row for row in found if row[2]]


def _signed(decision_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return which places of which records are signed."""
    if not decision_ids:
        return set()
    query = select(PanelSignature.decision_id, PanelSignature.place)
    rows = db.session.execute(query.where(PanelSignature.decision_id.in_(decision_ids)))
    return {(decision_id, place) for decision_id, place in rows}


def _unsigned(
    lot: Lot, decision: PanelDecision | None, signed: set[tuple[int, int]]
) -> list[tuple[int, str]]:
    """Return whose signature a record still wants; none once its notice is out."""
    if decision is None or lot.state not in PREPARED_IN:
        return []
    members = enumerate(decision.members)
    return [(place, one["name"]) for place, one in members if (decision.id, place) not in signed]


def _by_lot(model: type[_OfLot], ids: Sequence[int]) -> dict[int, _OfLot]:
    rows = db.session.scalars(select(model).where(model.lot_id.in_(ids)))
    return {row.lot_id: row for row in rows}


def _steps(ids: Sequence[int]) -> dict[int, list[PlannedStep]]:
    """Return the open steps of each lot, and its keys that were handed over."""
    found: dict[int, list[PlannedStep]] = {}
    is_wanted = PlannedStep.done_on.is_(None) | (PlannedStep.step == HandoverStep.KEYS)
    query = select(PlannedStep).where(PlannedStep.lot_id.in_(ids), is_wanted)
    for row in db.session.scalars(query.order_by(PlannedStep.due_on)):
        found.setdefault(row.lot_id, []).append(row)
    return found


def _newest(model: type[_Repeated], ids: Sequence[int]) -> dict[int, _Repeated]:
    rows = db.session.scalars(
        select(model)
        .where(model.lot_id.in_(ids))
        .ext(distinct_on(model.lot_id))
        .order_by(model.lot_id, model.id.desc())
    )
    return {row.lot_id: row for row in rows}


def _count(
    ids: Sequence[int],
    model: type[Enrollment | PriorityRight | Question],
    where: ColumnElement[bool],
) -> dict[int, int]:
    rows = db.session.execute(
        select(model.lot_id, func.count())
        .where(model.lot_id.in_(ids), where)
        .group_by(model.lot_id)
    )
    return dict(rows.all())
