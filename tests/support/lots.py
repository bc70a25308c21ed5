"""Announced lots written straight into their table, for lists that need many or odd ones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.kernel.money import Money
from app.store import db, unit_of_work
from auction.models import Lot, Notice
from auction.vocabulary import LotState, NoticeItem, Round, Venue
from registry.vocabulary import AssetKind, AssetNature

#: A moment at which every lot made here is under bidding.
BASE = datetime(2026, 6, 1, 2, tzinfo=UTC)


def make_lot(
    no: str,
    *,
    price: int = 100_000_000,
    closes_in_hours: int = 10,
    published: bool = True,
    property: str = "标的物以现状为准。",  # noqa: A002 - the item of the notice is called so
    **changes: Any,
) -> Lot:
    """Write one open lot with its notice; for reading only, no fact tells of it."""
    closes_at = BASE + timedelta(hours=closes_in_hours)
    given: dict[str, Any] = {
        "asset_no": f"A-{no}",
        "case_number": f"（2026）鲁0102执{no}号",
        "court_id": 1,
        "court_code": "0102",
        "court_name": "济南市历下区人民法院",
        "region_code": "370102",
        "round": Round.FIRST,
        "venue": Venue.INTERNAL,
        "venue_reason": "申请执行人书面选择",
        "state": LotState.OPEN,
        "title": "历下区房产一套",
        "kind": AssetKind.IMMOVABLE,
        "nature": AssetNature.HOUSING,
        "address": "济南市历下区",
        "announced_at": BASE - timedelta(days=30),
        **changes,
    }
    with unit_of_work():
        lot = Lot(
            no=no,
            state_since=BASE,
            appraisal_no=f"P-{no}",
            reference_price=Money(200_000_000),
            reference_valid_until=date(2027, 1, 1),
            start_price=Money(price),
            bid_step=Money(100),
            deposit=Money(10),
            opens_at=BASE - timedelta(hours=1),
            scheduled_close_at=closes_at,
            closes_at=closes_at,
            created_at=BASE - timedelta(days=40),
            notice_version=1,
            **given,
        )
        db.session.add(lot)
        db.session.flush()
        db.session.add(
            Notice(
                lot_id=lot.id,
                version=1,
                items={NoticeItem.PROPERTY.value: property},
                prompts={},
                media=[],
                digest="0" * 64 if published else None,
                published_at=BASE - timedelta(days=30) if published else None,
                edited_by="test",
                edited_at=BASE - timedelta(days=31),
            )
        )
    return lot
