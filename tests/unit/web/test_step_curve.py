"""A price over time becomes a curve of steps that starts, rises and ends where the bids did."""

from datetime import UTC, datetime, timedelta

from app.kernel.money import Money
from app.web.step_curve import BOTTOM, LEFT, RIGHT, TOP, step_curve

TEN = datetime(2026, 3, 1, 2, tzinfo=UTC)
ELEVEN = TEN + timedelta(hours=1)


def _bid(seq: int, fen: int, minute: int) -> dict[str, object]:
    at = TEN + timedelta(minutes=minute)
    return {"seq": seq, "paddle": f"P{seq}", "amount": str(fen), "at": at}


def test_every_bid_is_a_point_and_a_row() -> None:
    bids = [_bid(1, 100_00, 0), _bid(2, 120_00, 30), _bid(3, 150_00, 60)]

    curve = step_curve(bids, opens_at=TEN, closes_at=ELEVEN)

    assert [point.x for point in curve.points] == [LEFT, (LEFT + RIGHT) / 2, RIGHT]
    assert [row[2] for row in curve.rows] == ["100.00", "120.00", "150.00"]


def test_a_higher_price_stands_higher() -> None:
    curve = step_curve([_bid(1, 100_00, 1), _bid(2, 100_01, 2)], opens_at=TEN, closes_at=ELEVEN)

    first, second = curve.points
    assert TOP <= second.y < first.y <= BOTTOM


def test_a_lot_without_bids_draws_nothing() -> None:
    curve = step_curve([], opens_at=TEN, closes_at=ELEVEN, levels=[("Start", Money(70_00))])

    assert (curve.points, curve.path, curve.area) == ((), "", "")
    assert len(curve.levels) == 1


def test_the_axis_is_in_round_amounts() -> None:
    bids = [_bid(1, 1_126_000_00, 1), _bid(2, 1_286_000_00, 50)]

    curve = step_curve(bids, opens_at=TEN, closes_at=ELEVEN)

    assert [line.text for line in curve.grid] == ["1,150,000", "1,200,000", "1,250,000"]


def test_a_bid_stamped_just_past_the_end_stays_on_the_paper() -> None:
    curve = step_curve([_bid(1, 100_00, 61)], opens_at=TEN, closes_at=ELEVEN)

    assert curve.points[0].x == RIGHT
