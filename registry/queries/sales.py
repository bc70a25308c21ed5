"""Read what appraised things sold for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from app.store import db
from registry.models import Agency, Evidence, EvidenceAnnulment
from registry.rules.market import Sale, read_sale
from registry.vocabulary import AgencyField, AgencyKind, EvidenceKind

#: Sales in one study: many years of one province.
SALES_MAX = 20_000


@dataclass(frozen=True)
class SoldAsset:
    """One appraised thing that was offered, and who appraised it."""

    evidence_id: int
    agency_code: str
    reference: str
    court_id: int | None
    field: AgencyField | None
    #: The currency of both values where it is not the yuan.
    unit: str
    sale: Sale


def list_sales(
    *,
    agency_code: str | None = None,
    field: AgencyField | None = None,
    region: str = "",
    court_id: int | None = None,
) -> Sequence[SoldAsset]:
    """Return the newest sales of what appraisal agencies appraised, oldest first.

    What was set aside by decision is left out, and so is a row without both its values.
    """
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    query = (
        select(
            Evidence.id,
            Evidence.agency_code,
            Evidence.reference,
            Evidence.court_id,
            Evidence.field,
            Evidence.measure,
        )
        .join(Agency, Agency.code == Evidence.agency_code)
        .where(
            Evidence.kind == EvidenceKind.SALE,
            Agency.kind == AgencyKind.APPRAISAL,
            ~exists(annulled),
        )
    )
    if agency_code is not None:
        query = query.where(Evidence.agency_code == agency_code)
    if field is not None:
        query = query.where(Evidence.field == field)
    if region:
        query = query.where(Evidence.region_code.startswith(region, autoescape=True))
    if court_id is not None:
        query = query.where(Evidence.court_id == court_id)
    rows = db.session.execute(query.order_by(Evidence.id.desc()).limit(SALES_MAX)).all()
    found = [_sold_asset(*row) for row in reversed(rows)]
    return [asset for asset in found if asset is not None]


def _sold_asset(
    evidence_id: int,
    agency_code: str,
    reference: str,
    court_id: int | None,
    field: AgencyField | None,
    measure: dict[str, Any],
) -> SoldAsset | None:
    sale = read_sale(measure)
    if sale is None:
        return None
    unit = str(measure.get("unit") or "")
    return SoldAsset(evidence_id, agency_code, reference, court_id, field, unit, sale)
