"""Charts are laid out so that what is seen is what was counted."""

from datetime import UTC, datetime, timedelta

import pytest

from app.web import charts

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = [BEGIN + timedelta(days=100 * n) for n in range(4)]


def test_a_score_holds_until_its_next_version() -> None:
    chart = charts.trend_chart(
        [(DAYS[0], 80.0), (DAYS[1], 84.0)], begins_at=DAYS[0], ends_at=DAYS[3]
    )

    assert chart.path.startswith(f"M{charts.LEFT}")
    assert chart.path.endswith(f"H{charts.RIGHT}"), "it still holds today"
    assert chart.spots[1].y < chart.spots[0].y, "more is higher"
    assert chart.band == ""


def test_the_band_of_the_panel_is_closed_and_lies_between_its_quartiles() -> None:
    panel = [charts.Quartiles(day, 70.0, 80.0, 90.0) for day in DAYS]

    chart = charts.trend_chart([(DAYS[0], 80.0)], panel, begins_at=DAYS[0], ends_at=DAYS[3])

    assert chart.band.endswith("Z")
    assert chart.grid[0].at == charts.BOTTOM
    assert chart.grid[-1].at == charts.TOP
    assert chart.middle.count("L") == 3


def test_every_value_is_counted_once_even_beyond_the_edges() -> None:
    values = [0.2, 0.6, 0.65, 0.9, 1.0, 1.0999, 1.7999, 1.8, 9.0]

    chart = charts.histogram(
        values, accepted=(0.9, 1.1), median=1.0, lowest=0.6, highest=1.8, step=0.05
    )

    assert sum(count for _, _, count in chart.rows) == len(values)
    by_column = {start: count for start, _, count in chart.rows}
    assert by_column["0.60"] == 2
    assert by_column["0.65"] == 1
    assert by_column["0.90"] == 1
    assert by_column["1.75"] == 3
    assert chart.accepted.x < (chart.median or 0) < chart.accepted.x + chart.accepted.width


def test_a_value_beyond_a_gauge_stands_at_its_end() -> None:
    inside = charts.gauge(10.0, accepted=(5, 15), lowest=0, highest=30)
    beyond = charts.gauge(99.0, accepted=(5, 15), lowest=0, highest=30)
    unknown = charts.gauge(None, accepted=(5, 15), lowest=0, highest=30)

    assert inside.mark is not None
    assert inside.accepted.x < inside.mark < inside.accepted.x + inside.accepted.width
    assert beyond.mark == charts.BAR_WIDTH - 2
    assert unknown.mark is None


def test_the_words_below_a_cloud_never_meet() -> None:
    sizes = [(float(size), f"{size:,}") for size in range(100_000, 2_000_000, 50_000)]

    chart = charts.cloud(
        [(size, 1.0, "") for size, _ in sizes],
        accepted=(0.9, 1.1),
        lowest=0.6,
        highest=1.8,
        step=0.2,
        size_texts=sizes,
    )

    assert len(chart.ticks) >= 3
    for left, right in zip(chart.ticks, chart.ticks[1:], strict=False):
        assert right.at - left.at > 10 * (len(left.text) + len(right.text)) / 2


@pytest.mark.parametrize("n", [0, 1, 2, 500])
def test_a_chart_of_few_or_many_values_can_be_drawn(n: int) -> None:
    values = [(BEGIN + timedelta(days=i), 50.0 + i % 7) for i in range(n)]

    chart = charts.trend_chart(values, begins_at=BEGIN, ends_at=BEGIN + timedelta(days=500))

    assert len(chart.spots) <= 40
    assert len(chart.grid) >= 2
    assert (
        charts.cloud([], accepted=(0.9, 1.1), lowest=0, highest=2, step=1, size_texts=()).spots
        == ()
    )
