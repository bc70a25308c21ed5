"""Lay out lines, counts and clouds of numbers as charts that need no script.

Macros of ``templates/components/charts.html`` draw what is laid out here; the numbers themselves
stand in a table beside each chart.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel.calendar import local_date

WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 548, 14, 206
#: A bar in a row of a table: its own small picture, as wide as the cell.
BAR_WIDTH, BAR_HEIGHT = 200, 16
_GRID_LINES = 5
#: Width of a figure where the type is largest, on a phone.
_LETTER = 10
_TICKS = 4


@dataclass(frozen=True)
class Frame:
    """The place a chart stands in."""

    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True)
class Tick:
    """A value at an edge of the chart."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Spot:
    """One value in the chart."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Box:
    """A column of a histogram, or a stretch that is accepted."""

    x: float
    y: float
    width: float
    height: float
    text: str = ""


@dataclass(frozen=True)
class Scale:
    """Where a value stands between the two ends of an axis."""

    lowest: float
    highest: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value; one beyond the axis stands at its end."""
        share = (value - self.lowest) / ((self.highest - self.lowest) or 1.0)
        return round(self.start + min(max(share, 0.0), 1.0) * (self.end - self.start), 1)


@dataclass(frozen=True)
class Quartiles:
    """The middle half of the panel at a moment."""

    at: datetime
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class TrendChart:
    """A value that holds until its next change, before the band of the panel."""

    path: str
    spots: tuple[Spot, ...]
    band: str
    middle: str
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    frame: Frame = Frame()


@dataclass(frozen=True)
class Histogram:
    """How often a value fell where, with the accepted range behind it."""

    columns: tuple[Box, ...]
    accepted: Box
    median: float | None
    median_text: str
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    #: (from, to, how many) of each column that holds something.
    rows: tuple[tuple[str, str, int], ...]
    frame: Frame = Frame()


@dataclass(frozen=True)
class Cloud:
    """Values against a size that spans powers of ten, with the accepted range behind them."""

    spots: tuple[Spot, ...]
    accepted: Box
    trend: str
    grid: tuple[Tick, ...]
    ticks: tuple[Tick, ...]
    frame: Frame = Frame()


@dataclass(frozen=True)
class Gauge:
    """Where a value stands against an accepted range."""

    accepted: Box
    mark: float | None
    width: int = BAR_WIDTH
    height: int = BAR_HEIGHT


def trend_chart(
    values: Sequence[tuple[datetime, float]],
    panel: Sequence[Quartiles] = (),
    *,
    begins_at: datetime,
    ends_at: datetime,
    places: int = 1,
    is_stepped: bool = True,
) -> TrendChart:
    """Lay out a value over time; with ``is_stepped`` it holds until its next change."""
    numbers = [value for _, value in values]
    numbers += [edge for slice_ in panel for edge in (slice_.low, slice_.high)]
    grid = _round_ticks(min(numbers, default=0.0), max(numbers, default=1.0))
    across = Scale(begins_at.timestamp(), ends_at.timestamp(), LEFT, RIGHT)
    up = Scale(grid[0], grid[-1], BOTTOM, TOP)
    spots = tuple(
        Spot(across.at(at.timestamp()), up.at(value), f"{local_date(at)} · {value:.{places}f}")
        for at, value in values
    )
    return TrendChart(
        path=_steps(spots, RIGHT) if is_stepped else _line(spots),
        spots=_thinned(spots),
        band=_band(panel, across, up),
        middle=_line([Spot(across.at(s.at.timestamp()), up.at(s.middle), "") for s in panel]),
        grid=tuple(Tick(up.at(value), _plain(value, grid[1] - grid[0]), "end") for value in grid),
        ticks=_dates(begins_at, ends_at),
    )


def histogram(
    values: Sequence[float],
    *,
    accepted: tuple[float, float],
    median: float | None,
    lowest: float,
    highest: float,
    step: float,
) -> Histogram:
    """Count values into columns of one width; the outer columns also hold what lies beyond."""
    n = round((highest - lowest) / step)
    counts = [0] * n
    for value in values:
        # The tiny push keeps a value that is exactly an edge out of the column below it.
        counts[min(max(int((value - lowest) / step + 1e-9), 0), n - 1)] += 1
    across = Scale(lowest, highest, LEFT, RIGHT)
    grid = _round_ticks(0.0, float(max(*counts, 4)), whole=True)
    up = Scale(0.0, grid[-1], BOTTOM, TOP)
    edges = [lowest + step * i for i in range(n + 1)]
    rows = tuple((f"{edges[i]:.2f}", f"{edges[i + 1]:.2f}", counts[i]) for i in range(n))
    columns = tuple(
        Box(
            across.at(edges[i]) + 1,
            up.at(count),
            round(across.at(edges[i + 1]) - across.at(edges[i]) - 2, 1),
            round(BOTTOM - up.at(count), 1),
            f"{rows[i][0]}-{rows[i][1]}: {count}",
        )
        for i, count in enumerate(counts)
        if count
    )
    return Histogram(
        columns=columns,
        accepted=_upright(across, accepted),
        median=across.at(median) if median is not None else None,
        median_text=f"{median:.3f}" if median is not None else "",
        grid=tuple(Tick(up.at(value), _plain(value), "end") for value in grid),
        ticks=tuple(
            Tick(across.at(edge), f"{edge:.1f}") for edge in edges if _is_whole(edge / (4 * step))
        ),
        rows=tuple(row for row in rows if row[2]),
    )


def cloud(
    values: Sequence[tuple[float, float, str]],
    *,
    accepted: tuple[float, float],
    lowest: float,
    highest: float,
    step: float,
    size_texts: Sequence[tuple[float, str]],
    trend: tuple[float, float] | None = None,
) -> Cloud:
    """Lay out (size, value, words) with the size on a scale of powers.

    ``size_texts`` are the sizes worth a mark below, ``trend`` the values of a straight line at
    the smallest and the largest size.
    """
    sizes = [math.log10(size) for size, _, _ in values] or [0.0]
    room = max((max(sizes) - min(sizes)) * 0.04, 0.05)
    across = Scale(min(sizes) - room, max(sizes) + room, LEFT, RIGHT)
    up = Scale(lowest, highest, BOTTOM, TOP)
    edges = [lowest + step * i for i in range(round((highest - lowest) / step) + 1)]
    top, bottom = up.at(accepted[1]), up.at(accepted[0])
    ends = [Spot(across.at(size), up.at(value), "") for size, value in _ends(sizes, trend)]
    return Cloud(
        spots=tuple(
            Spot(across.at(math.log10(size)), up.at(value), words) for size, value, words in values
        ),
        accepted=Box(LEFT, top, RIGHT - LEFT, round(bottom - top, 1)),
        trend=_line(ends),
        grid=tuple(Tick(up.at(edge), f"{edge:.1f}", "end") for edge in edges),
        ticks=_apart(
            Tick(across.at(math.log10(size)), words)
            for size, words in size_texts
            if across.lowest < math.log10(size) < across.highest
        ),
    )


def gauge(
    value: float | None, *, accepted: tuple[float, float], lowest: float, highest: float
) -> Gauge:
    """Lay out where one value stands against its accepted range."""
    across = Scale(lowest, highest, 2, BAR_WIDTH - 2)
    start, end = across.at(accepted[0]), across.at(accepted[1])
    return Gauge(
        accepted=Box(start, 0, round(end - start, 1), BAR_HEIGHT),
        mark=across.at(value) if value is not None else None,
    )


def _round_ticks(lowest: float, highest: float, *, whole: bool = False) -> list[float]:
    """Return round values that span two others, some five of them."""
    rough = max((highest - lowest) / _GRID_LINES, 1.0 if whole else 0.01)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough - 1e-12)
    first = math.floor(lowest / step + 1e-9)
    last = max(math.ceil(highest / step - 1e-9), first + 1)
    return [round(step * i, 6) for i in range(first, last + 1)]


def _apart(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """Keep the marks whose words, also on a phone, neither meet nor leave the picture."""
    kept: list[Tick] = []
    for tick in ticks:
        half = len(tick.text) * _LETTER / 2
        if tick.at + half > WIDTH or (kept and tick.at - half < _end_of(kept[-1])):
            continue
        kept.append(tick)
    return tuple(kept)


def _end_of(tick: Tick) -> float:
    return tick.at + len(tick.text) * _LETTER / 2 + _LETTER


def _plain(value: float, step: float = 1.0) -> str:
    return f"{value:.{max(0, -math.floor(math.log10(step) + 1e-9))}f}"


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6


def _upright(across: Scale, accepted: tuple[float, float]) -> Box:
    start, end = across.at(accepted[0]), across.at(accepted[1])
    return Box(start, TOP, round(end - start, 1), BOTTOM - TOP)


def _line(spots: Sequence[Spot]) -> str:
    return "".join(f"{'L' if i else 'M'}{spot.x} {spot.y}" for i, spot in enumerate(spots))


def _steps(spots: Sequence[Spot], end: float) -> str:
    if not spots:
        return ""
    first, *rest = spots
    return f"M{first.x} {first.y}" + "".join(f"H{s.x}V{s.y}" for s in rest) + f"H{end}"


def _thinned(spots: Sequence[Spot], most: int = 40) -> tuple[Spot, ...]:
    """Keep the marks apart: of very many only every so-manieth, and the last."""
    every = -(-len(spots) // most) or 1
    return tuple(spot for i, spot in enumerate(reversed(spots)) if i % every == 0)[::-1]


def _band(panel: Sequence[Quartiles], across: Scale, up: Scale) -> str:
    if len(panel) < 2:
        return ""
    above = [Spot(across.at(s.at.timestamp()), up.at(s.high), "") for s in panel]
    below = [Spot(across.at(s.at.timestamp()), up.at(s.low), "") for s in reversed(panel)]
    return f"{_line((*above, *below))}Z"


def _dates(begins_at: datetime, ends_at: datetime) -> tuple[Tick, ...]:
    across = Scale(begins_at.timestamp(), ends_at.timestamp(), LEFT, RIGHT)
    span = (ends_at - begins_at) / (_TICKS - 1)
    anchors = ("start", *("middle",) * (_TICKS - 2), "end")
    moments = [begins_at + span * i for i in range(_TICKS)]
    return tuple(
        Tick(across.at(at.timestamp()), _month(local_date(at), span), anchor)
        for at, anchor in zip(moments, anchors, strict=True)
    )


def _month(day: date, span: timedelta) -> str:
    return f"{day:%Y-%m}" if span > timedelta(days=45) else f"{day:%m-%d}"


def _ends(
    sizes: Sequence[float], trend: tuple[float, float] | None
) -> tuple[tuple[float, float], ...]:
    if trend is None or min(sizes) == max(sizes):
        return ()
    return (min(sizes), trend[0]), (max(sizes), trend[1])
