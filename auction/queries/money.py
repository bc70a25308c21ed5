"""Read the money of a sale: settlements, plans of distribution, buyers in default."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from app.kernel.errors import NotFound
from app.store import db
from auction.models import (
    BuyerDefault,
    DistributionRow,
    InKindOffer,
    Lot,
    PlanObjection,
    PlanService,
    PlanVersion,
    Settlement,
)
from auction.queries.parts import of_asset
from auction.vocabulary import (
    STANDING_SALE,
    DefaultState,
    LotState,
    OfferEnding,
    PlanNotice,
    SettlementState,
)


def find_settlement(lot_id: int) -> Settlement | None:
    """Return the settlement of a sold lot, or None."""
    return db.session.get(Settlement, lot_id)


def list_distribution(lot_id: int) -> Sequence[DistributionRow]:
    """Return the payments out of a lot's proceeds, in order."""
    return db.session.scalars(
        select(DistributionRow)
        .where(DistributionRow.lot_id == lot_id)
        .order_by(DistributionRow.place)
        .limit(500)
    ).all()


def list_plan_versions(lot_id: int, limit: int = 100) -> Sequence[PlanVersion]:
    """Return the versions of a plan, the newest first."""
    query = select(PlanVersion).where(PlanVersion.lot_id == lot_id)
    return db.session.scalars(query.order_by(PlanVersion.version.desc()).limit(limit)).all()


def list_plan_services(lot_id: int, version: int, limit: int = 500) -> Sequence[PlanService]:
    """Return who was told what of one version of a plan, in order."""
    query = select(PlanService).where(PlanService.lot_id == lot_id, PlanService.version == version)
    return db.session.scalars(query.order_by(PlanService.id).limit(limit)).all()


def list_open_notices(
    party_ids: Sequence[int], *, at: datetime, limit: int = 100
) -> Sequence[tuple[Lot, PlanService]]:
    """Return what parties were sent of plans and may still answer, the first to end first."""
    query = (
        select(Lot, PlanService)
        .join(Lot, Lot.id == PlanService.lot_id)
        .join(Settlement, Settlement.lot_id == Lot.id)
        .where(
            PlanService.party_id.in_(party_ids),
            PlanService.version == Settlement.plan_version,
            Settlement.state == SettlementState.SERVED,
            or_(PlanService.until_at.is_(None), PlanService.until_at > at),
        )
        .order_by(PlanService.until_at.nulls_first(), PlanService.id)
        .limit(limit)
    )
    return [(lot, service) for lot, service in db.session.execute(query)]


def find_plan_service(lot_id: int, version: int, party_id: int) -> PlanService | None:
    """Return how a party was told of a version of the plan itself, or None."""
    return db.session.scalar(
        select(PlanService).where(
            PlanService.lot_id == lot_id,
            PlanService.version == version,
            PlanService.party_id == party_id,
            PlanService.purpose == PlanNotice.PLAN,
        )
    )


def list_plan_objections(lot_id: int, limit: int = 200) -> Sequence[PlanObjection]:
    """Return the objections to the plans of a lot, oldest first."""
    query = select(PlanObjection).where(PlanObjection.lot_id == lot_id)
    return db.session.scalars(query.order_by(PlanObjection.id).limit(limit)).all()


def get_plan_objection(no: str) -> PlanObjection:
    """Return an objection to a plan by its number; raise NotFound."""
    found = db.session.scalar(select(PlanObjection).where(PlanObjection.no == no))
    if found is None:
        raise NotFound("plan_objection", no)
    return found


def find_default(lot_id: int) -> BuyerDefault | None:
    """Return the default of a lot's buyer, or None."""
    return db.session.get(BuyerDefault, lot_id)


def list_defaults_of_asset(asset_no: str, limit: int = 50) -> Sequence[BuyerDefault]:
    """Return the defaults of an asset's buyers, oldest first."""
    query = select(BuyerDefault).where(BuyerDefault.asset_no == asset_no)
    return db.session.scalars(query.order_by(BuyerDefault.lot_id).limit(limit)).all()


def list_defaults_to_share(lot: Lot, limit: int = 50) -> Sequence[BuyerDefault]:
    """Return used defaults of the same asset that this lot shares, or that no lot does yet."""
    query = select(BuyerDefault).where(
        BuyerDefault.asset_no == lot.asset_no,
        BuyerDefault.lot_id != lot.id,
        BuyerDefault.state == DefaultState.USED,
        or_(BuyerDefault.shared_lot_id.is_(None), BuyerDefault.shared_lot_id == lot.id),
    )
    return db.session.scalars(query.order_by(BuyerDefault.lot_id).limit(limit)).all()


def list_returned(asset_no: str) -> Sequence[str]:
    """Return the numbers of an asset's lots whose price was given back to the buyer."""
    query = select(Lot.no).join(Settlement, Settlement.lot_id == Lot.id)
    query = query.where(of_asset(asset_no), Settlement.state == SettlementState.RETURNED)
    return db.session.scalars(query.order_by(Lot.id)).all()


def list_plans_of_others(lot: Lot) -> Sequence[tuple[Lot, Settlement]]:
    """Return other lots of the case whose sale and plan stand, in order of their first plan."""
    first = select(PlanVersion.lot_id, PlanVersion.id).where(PlanVersion.version == 1).subquery()
    query = (
        select(Lot, Settlement)
        .join(Settlement, Settlement.lot_id == Lot.id)
        .join(first, first.c.lot_id == Lot.id)
        .where(
            Lot.case_number == lot.case_number,
            Lot.id != lot.id,
            Lot.state.in_((*STANDING_SALE, LotState.IN_KIND)),
            Settlement.plan_version > 0,
        )
        .order_by(first.c.id)
        .limit(500)
    )
    return [(one, settlement) for one, settlement in db.session.execute(query)]


def list_earlier_plans(lot: Lot) -> Sequence[tuple[Lot, Settlement]]:
    """Return the plans of a case that count before a lot's own: made first, or paid out already.

    A plan that is paid out does not change any more, so every other one goes by it.
    """
    own = select(PlanVersion.id).where(PlanVersion.lot_id == lot.id, PlanVersion.version == 1)
    first = db.session.scalar(own)
    query = select(PlanVersion.lot_id).where(PlanVersion.version == 1)
    before = query if first is None else query.where(PlanVersion.id < first)
    made_first = set(db.session.scalars(before.join(Lot).where(Lot.case_number == lot.case_number)))
    return [
        (one, settlement)
        for one, settlement in list_plans_of_others(lot)
        if one.id in made_first or settlement.executed_at is not None
    ]


def list_taken_in_kind(lot: Lot) -> Sequence[InKindOffer]:
    """Return by which offers creditors took other lots of the same case in kind, oldest first."""
    query = select(InKindOffer).join(Lot, InKindOffer.lot_id == Lot.id)
    query = query.where(
        Lot.case_number == lot.case_number,
        Lot.id != lot.id,
        InKindOffer.ending == OfferEnding.TAKEN,
    )
    return db.session.scalars(query.order_by(InKindOffer.id).limit(500)).all()


def has_later_plan(lot: Lot) -> bool:
    """Say whether a later sale of the same asset has a plan of distribution."""
    query = select(Settlement.lot_id).join(Lot, Settlement.lot_id == Lot.id)
    query = query.where(Lot.asset_no == lot.asset_no, Lot.id > lot.id, Settlement.plan_version > 0)
    return db.session.scalars(query.limit(1)).first() is not None


def find_next_sale(lot: Lot) -> Lot | None:
    """Return the next lot of the same asset that was sold, or None."""
    return db.session.scalar(
        select(Lot)
        .where(Lot.asset_no == lot.asset_no, Lot.id > lot.id, Lot.price.is_not(None))
        .where(Lot.state.in_(STANDING_SALE))
        .order_by(Lot.id)
        .limit(1)
    )
