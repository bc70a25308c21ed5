"""What a paid sale tells the registry about the agency that appraised the asset."""

from datetime import timedelta

from app.kernel.calendar import local_date
from registry import queries
from registry.models import Evidence
from registry.vocabulary import EvidenceKind
from tests.support.sales import CLOSES, START, STEP, Sale


def sales(sale: Sale) -> list[Evidence]:
    """Return what the sale left about the agency that was drawn first."""
    rows = queries.evidence_of(sale.desk.agency.agency_code or "")
    return [row for row in rows if row.kind is EvidenceKind.SALE]


def test_a_paid_sale_keeps_appraisal_price_and_reserve_once(sale: Sale) -> None:
    sale.paid()
    sale.tick(CLOSES + timedelta(days=3, seconds=9))

    (row,) = sales(sale)
    lot = sale.lot()
    assert row.cause == "sold"
    assert row.is_good is None
    assert row.asset_no == lot.asset_no
    assert row.measure is not None
    assert row.measure["price"] == str(START.fen + STEP.fen)
    assert row.measure["appraised"] == str(lot.reference_price)
    assert row.measure["reserve"] == str(START)
    assert row.measure["failed_rounds"] == 0
    assert row.measure["ended_on"] == local_date(CLOSES).isoformat()


def test_a_sale_that_is_not_paid_yet_says_nothing(sale: Sale) -> None:
    sale.sold()

    assert sales(sale) == []
