"""Settle the appraisal fees of a lot: one of one thing, one for each part of a merged lot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.money import Money
from app.store import db
from appraisal import facade as appraisal
from auction import queries
from auction.models import Lot
from auction.queries.parts import of_asset
from auction.rules.parts import PricedPart, prices_of_parts
from auction.vocabulary import UNSOLD_STATES


@dataclass(frozen=True)
class SettledFee:
    """The fee of one thing of a lot."""

    asset_no: str
    title: str
    fee: appraisal.FeeSettlementView


def priced_parts(lot: Lot) -> list[PricedPart]:
    """Return the parts of a merged lot with their fixed prices; none of one thing."""
    return [
        PricedPart(part.asset_no, part.title, part.reference_price)
        for part in queries.list_parts(lot.id)
    ]


def prices_of(lot: Lot, price: Money | None) -> list[tuple[str, str, Money | None]]:
    """Return asset, title and what it brought of a price, for everything in a lot (P82)."""
    parts = priced_parts(lot)
    if not parts:
        return [(lot.asset_no, lot.title, price)]
    shares: Sequence[Money | None] = (
        [None for _ in parts] if price is None else prices_of_parts(price, parts)
    )
    return [(part.no, part.title, share) for part, share in zip(parts, shares, strict=True)]


def course_of(lot: Lot, asset_no: str, reserve: Money | None) -> appraisal.SaleCourse:
    """Tell the appraisal how the sale went: the last reserve and the rounds without a bid."""
    failed = db.session.scalar(
        select(func.count())
        .select_from(Lot)
        .where(of_asset(asset_no), Lot.state.in_(UNSOLD_STATES))
    )
    return appraisal.SaleCourse(
        ended_on=local_date(lot.ended_at or lot.created_at),
        reserve=reserve,
        failed_rounds=failed or 0,
    )


def settle_fees(
    lot: Lot,
    *,
    outcome: appraisal.SettledOutcome,
    price: Money,
    assignee_party_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> list[SettledFee]:
    """Settle every appraisal fee of a lot, each on what its own part brought (P82); once.

    法释〔2018〕15号 art. 32. Joins the caller's unit of work.
    """
    reserves = {asset_no: reserve for asset_no, _, reserve in prices_of(lot, lot.start_price)}
    return [
        SettledFee(
            asset_no,
            title,
            appraisal.settle_assignment(
                asset_no,
                outcome=outcome,
                disposal_price=share,
                course=course_of(lot, asset_no, reserves[asset_no]),
                assignee_party_id=assignee_party_id,
                actor=actor,
                at=at,
            ),
        )
        for asset_no, title, share in prices_of(lot, price)
    ]


def fee_part(fees: Sequence[SettledFee]) -> dict[str, Any]:
    """Return what a plan keeps of the fees: the one of one thing, all of several things."""
    first = fees[0].fee
    kept: dict[str, Any] = {"fee": first.calculation.as_dict(), "fee_paper": first.paper_no}
    if len(fees) > 1:
        kept["fees"] = [
            {
                "asset": one.asset_no,
                "title": one.title,
                "fee": one.fee.calculation.as_dict(),
                "fee_paper": one.fee.paper_no,
            }
            for one in fees
        ]
    return kept
