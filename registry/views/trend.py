"""The score of an agency over time, before the middle half of the panel."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.kernel.calendar import local_date
from app.web.charts import Quartiles, TrendChart, trend_chart
from registry import queries
from registry.models import Agency
from registry.queries.panel import PanelSlice, panel_at

#: How far back the chart reaches.
SPAN = timedelta(days=730)
_SHORTEST = timedelta(days=7)
_SLICES = 25
#: A band of fewer agencies would show single ones.
_PANEL_MIN = 4


@dataclass(frozen=True)
class TrendView:
    """The chart of a score with its numbers as a table."""

    chart: TrendChart
    #: (day, version, total, median of the panel), newest first.
    rows: tuple[tuple[str, int, str, str], ...]
    panel: int


def score_trend(agency: Agency, *, at: datetime) -> TrendView | None:
    """Lay out the versions of an agency's score; None before the second."""
    scores = queries.list_scores(agency.code)
    if len(scores) < 2:
        return None
    begins_at = max(min(scores[0].as_of, at - _SHORTEST), at - SPAN)
    step = (at - begins_at) / (_SLICES - 1)
    slices = panel_at(agency.kind, [begins_at + step * i for i in range(_SLICES)])
    kept = [slice_ for slice_ in slices if slice_.n >= _PANEL_MIN]
    # The version that held when the chart begins stands at its left edge.
    earlier = [score for score in scores if score.as_of < begins_at][-1:]
    values = [(begins_at, score.total) for score in earlier]
    values += [(score.as_of, score.total) for score in scores if score.as_of >= begins_at]
    return TrendView(
        chart=trend_chart(
            values,
            [Quartiles(s.at, s.low, s.middle, s.high) for s in kept],
            begins_at=begins_at,
            ends_at=at,
        ),
        rows=tuple(
            (
                local_date(score.as_of).isoformat(),
                score.version,
                f"{score.total:.2f}",
                _middle(kept, score.as_of),
            )
            for score in reversed(scores)
        ),
        panel=kept[-1].n if kept else 0,
    )


def _middle(slices: list[PanelSlice], at: datetime) -> str:
    before = [slice_ for slice_ in slices if slice_.at <= at]
    return f"{before[-1].middle:.2f}" if before else "—"
