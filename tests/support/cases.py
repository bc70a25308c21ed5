"""The worked cases, the calculators that judge them, and lots to bid on."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.kernel.money import Money
from app.lawbook.calculations import Registry
from app.lawbook.events import join_registries
from appraisal.rules.calculators import CALCULATORS as OF_APPRAISAL
from auction.rules.bid_ladder import BidOrder, LotStanding
from auction.rules.calculators import CALCULATORS as OF_SALE
from registry.rules.calculators import CALCULATORS as OF_REGISTRY

WORKED_CASES = Path(__file__).parents[1] / "data" / "worked_cases.json"
REAL_DATA = Path(__file__).parents[3] / "shared" / "data"
CALCULATORS: Registry = join_registries((OF_REGISTRY, OF_APPRAISAL, OF_SALE))

TODAY = date(2026, 4, 1)
OPENS = datetime(2026, 4, 1, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)


def worked_cases() -> list[dict[str, Any]]:
    """Return every worked case."""
    cases: list[dict[str, Any]] = json.loads(WORKED_CASES.read_text(encoding="utf-8"))["cases"]
    return cases


def make_standing(**changes: Any) -> LotStanding:
    """Return an open lot: start 1,000,000 yuan, step 10,000, no bid yet."""
    standing = {
        "state": "open",
        "start_price": Money(100_000_000),
        "bid_step": Money(1_000_000),
        "price": None,
        "leader": None,
        "leader_rank": None,
        "opens_at": OPENS,
        "closes_at": CLOSES,
    }
    return LotStanding(**{**standing, **changes})


def led_by(paddle: str, fen: int, **changes: Any) -> LotStanding:
    """Return the same lot with a leader."""
    return make_standing(price=Money(fen), leader=paddle, seq=1, **changes)


def make_order(fen: int, **changes: Any) -> BidOrder:
    """Return a bid an hour after the opening by paddle B2."""
    order = {"paddle": "B2", "amount": Money(fen), "received_at": OPENS + timedelta(hours=1)}
    return BidOrder(**{**order, **changes})
