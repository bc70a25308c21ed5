"""Lay out a price over time as a curve of steps, so that a page can draw it without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.kernel.calendar import SHANGHAI
from app.kernel.facts import parse_stamp
from app.kernel.money import Money

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 112, 704, 16, 244
_GRID_LINES = 4


@dataclass(frozen=True)
class Point:
    """One bid on the curve."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Line:
    """A horizontal line with its amount."""

    y: float
    text: str


@dataclass(frozen=True)
class Tick:
    """A time below the curve."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Band:
    """A stretch of time that was an extension or a pause."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class StepCurve:
    """Everything the macro draws; the rows are the same bids as a table."""

    points: tuple[Point, ...]
    path: str
    area: str
    grid: tuple[Line, ...]
    levels: tuple[Line, ...]
    times: tuple[Tick, ...]
    bands: tuple[Band, ...]
    rows: tuple[tuple[str, str, str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True)
class _Scale:
    opens_at: datetime
    closes_at: datetime
    lowest: int
    highest: int
    span: timedelta = field(init=False)

    def __post_init__(self) -> None:
        span = max(self.closes_at - self.opens_at, timedelta(seconds=1))
        object.__setattr__(self, "span", span)

    def x(self, moment: datetime) -> float:
        share = (moment - self.opens_at) / self.span
        return round(LEFT + min(max(share, 0), 1) * (RIGHT - LEFT), 1)

    def y(self, fen: int) -> float:
        return round(
            BOTTOM - (fen - self.lowest) * (BOTTOM - TOP) / (self.highest - self.lowest),
            1,
        )


def step_curve(
    bids: Sequence[Mapping[str, Any]],
    *,
    opens_at: datetime,
    closes_at: datetime,
    levels: Sequence[tuple[str, Money]] = (),
    bands: Sequence[tuple[str, datetime, datetime]] = (),
) -> StepCurve:
    """Lay out accepted bids ({seq, paddle, amount, at}) in order of seq.

    ``levels`` are amounts worth a line of their own, such as the start price; ``bands`` are
    (kind, from, until) with kind "extension" or "pause".
    """
    placed = [(_fen(bid["amount"]), _moment(bid["at"]), bid) for bid in bids]
    scale = _scale(placed, levels, opens_at, closes_at)
    points = tuple(
        Point(
            scale.x(at),
            scale.y(fen),
            f"{bid['paddle']} · {Money(fen).yuan} · {_clock(at)}",
        )
        for fen, at, bid in placed
    )
    path = _path(points)
    area = f"{path}V{BOTTOM}H{points[0].x}Z" if points else ""
    step = _round_step((scale.highest - scale.lowest) // _GRID_LINES)
    amounts = range(-(-scale.lowest // step) * step, scale.highest + 1, step)
    return StepCurve(
        points=points,
        path=path,
        area=area,
        grid=tuple(Line(scale.y(fen), _yuan(fen)) for fen in amounts),
        levels=tuple(Line(scale.y(level.fen), words) for words, level in levels),
        times=_times(opens_at, closes_at),
        bands=tuple(
            Band(scale.x(start), round(scale.x(end) - scale.x(start), 1), kind)
            for kind, start, end in bands
        ),
        rows=tuple(
            (
                str(bid["seq"]),
                str(bid["paddle"]),
                Money(fen).yuan,
                _clock(at, precise=True),
            )
            for fen, at, bid in placed
        ),
    )


def _scale(
    placed: Sequence[tuple[int, datetime, Any]],
    levels: Sequence[tuple[str, Money]],
    opens_at: datetime,
    closes_at: datetime,
) -> _Scale:
    amounts = [fen for fen, _, _ in placed] + [level.fen for _, level in levels] or [0]
    room = max((max(amounts) - min(amounts)) // 12, 100)
    return _Scale(opens_at, closes_at, max(min(amounts) - room, 0), max(amounts) + room)


def _round_step(span: int) -> int:
    """Return the next 1, 2 or 5 times a power of ten: an axis that can be read at a glance."""
    power = 10 ** (len(str(max(span, 1))) - 1)
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= span)


def _path(points: Sequence[Point]) -> str:
    if not points:
        return ""
    first, *rest = points
    return f"M{first.x} {first.y}" + "".join(f"H{p.x}V{p.y}" for p in rest) + f"H{RIGHT}"


def _times(opens_at: datetime, closes_at: datetime) -> tuple[Tick, ...]:
    middle = opens_at + (closes_at - opens_at) / 2
    ends = ((LEFT, opens_at, "start"), ((LEFT + RIGHT) / 2, middle, "middle"))
    return tuple(
        Tick(x, _clock(at), anchor) for x, at, anchor in (*ends, (RIGHT, closes_at, "end"))
    )


def _fen(amount: Money | int | str) -> int:
    if isinstance(amount, Money):
        return amount.fen
    return Money.parse(amount).fen if isinstance(amount, str) else amount


def _moment(value: datetime | str) -> datetime:
    return parse_stamp(value) if isinstance(value, str) else value


def _clock(moment: datetime, *, precise: bool = False) -> str:
    local = moment.astimezone(SHANGHAI)
    if precise:
        return local.strftime("%Y-%m-%d %H:%M:%S.") + f"{local.microsecond // 1000:03d}"
    return local.strftime("%m-%d %H:%M:%S")


def _yuan(fen: int) -> str:
    return f"{fen // 100:,}"
