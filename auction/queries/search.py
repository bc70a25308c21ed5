"""Find announced lots: one query for the page, for programs and for the home page's strips."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from app.kernel.errors import Refusal
from app.kernel.money import MAX_FEN, Money
from app.store import db
from app.store.paging import PAGE_MAX, Page
from auction.models import Lot
from auction.vocabulary import (
    ENDED_STATES,
    PUBLIC_STATES,
    STOPPABLE,
    LotOrder,
    LotState,
    Phase,
    states_of,
)
from registry.vocabulary import AssetNature

#: How long an ended lot stays in the strip of recent results on the home page.
RECENT = timedelta(days=30)
#: Words of one search that count; more say nothing more about a lot.
WORDS_MAX = 5
#: Lots a word may name for them to be looked through one by one: 8 microseconds each, measured.
CANDIDATES_MAX = 2000
#: Orders that begin with the greatest.
FALLING = frozenset({LotOrder.NEWEST, LotOrder.PRICE_DOWN})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: The place after which a page goes on: the number of a lot, before it what the list is sorted by.
_PLACE = re.compile(r"(?:(?P<by>[0-9]{1,16})\.)?(?P<id>[0-9]{1,16})")


@dataclass(frozen=True)
class LotFilter:
    """What a visitor looks for, and in which order."""

    phase: Phase | None = None
    nature: AssetNature | None = None
    court: str | None = None
    region: str | None = None
    q: str = ""
    min_price: Money | None = None
    max_price: Money | None = None
    #: Only lots whose bidding ends within so many days.
    ends_within_days: int | None = None
    order: LotOrder = LotOrder.NEWEST


def list_public_lots(
    wanted: LotFilter, *, now: datetime, after: str | None = None, limit: int = 20
) -> Page:
    """Return announced lots that fit, in the order asked for, a page at a time.

    Raises Refusal("invalid_input") for a place that no page of this order can have named.
    """
    limit = max(1, min(limit, PAGE_MAX))
    place, sought = _place(wanted.order, after), _sought(wanted)
    found = [
        sought(_ordered(query, wanted.order, place), is_indexed).limit(limit + 1)
        for query, is_indexed in _listed(wanted, now)
    ]
    ids = db.session.scalars(_merged(found, wanted.order).limit(limit + 1)).all()
    shown, more = ids[:limit], len(ids) > limit
    lots = {lot.id: lot for lot in db.session.scalars(select(Lot).where(Lot.id.in_(shown)))}
    items = [lots[lot_id] for lot_id in shown]
    return Page(items, _name(wanted.order, items[-1]) if more else None)


def _listed(wanted: LotFilter, now: datetime) -> list[tuple[Select[Any], bool]]:
    """Return the numbers of lots that fit but for their words, and what they are sorted by.

    With each goes whether an index stands in that order. One does for prices at rest, but not
    for those under bidding, so that a bid writes none: they are few, and sorted apart (ADR 15).
    """
    if wanted.order is LotOrder.NEWEST:
        return [(select(Lot.id).where(*_conditions(wanted, now)), True)]
    if wanted.order is LotOrder.CLOSING:
        ends: ColumnElement[Any] = Lot.closes_at.label("by")
        return [(select(Lot.id, ends).where(*_conditions(wanted, now)), False)]
    resting: ColumnElement[Any] = Lot.resting_price.expression
    return [
        (select(Lot.id, price.label("by")).where(lots, *_conditions(wanted, now, price)), indexed)
        for price, lots, indexed in (
            (resting, resting.is_not(None), True),
            (_shown_price(), Lot.state == LotState.OPEN, False),
        )
    ]


def _ordered(query: Select[Any], order: LotOrder, after: tuple[Any, ...] | None) -> Select[Any]:
    """Sort lots by what stands beside their number and then by that, behind a place."""
    columns = [*reversed(query.selected_columns)]
    if after is not None:
        place = tuple_(
            *(literal(value, type_=one.type) for value, one in zip(after, columns, strict=True))
        )
        here = tuple_(*columns)
        query = query.where(here < place if order in FALLING else here > place)
    return query.order_by(*(one.desc() if order in FALLING else one.asc() for one in columns))


def _merged(found: Sequence[Select[Any]], order: LotOrder) -> Select[Any]:
    """Return what several searches found, each of one page at most, as one page."""
    if len(found) == 1:
        return found[0]
    lots = union_all(*found).subquery()
    return _ordered(select(lots.c.id, lots.c.by), order, None)


def _shown_price() -> ColumnElement[Any]:
    return func.coalesce(Lot.price, Lot.start_price, type_=Lot.price.type)


def _place(order: LotOrder, after: str | None) -> tuple[Any, ...] | None:
    """Read a place back into the values of its sort columns."""
    if not after:
        return None
    found = _PLACE.fullmatch(after)
    if found is None or (found["by"] is None) is not (order is LotOrder.NEWEST):
        raise Refusal("invalid_input", fields={"after": ["invalid_input"]})
    number = int(found["id"])
    if order is LotOrder.NEWEST:
        return (number,)
    by = int(found["by"])
    if order is LotOrder.CLOSING:
        return (EPOCH + by * _MICROSECOND, number)
    if by > MAX_FEN:
        raise Refusal("invalid_input", fields={"after": ["invalid_input"]})
    return (Money(by), number)


def _name(order: LotOrder, lot: Lot) -> str:
    if order is LotOrder.NEWEST:
        return str(lot.id)
    if order is LotOrder.CLOSING:
        assert lot.closes_at is not None
        return f"{(lot.closes_at - EPOCH) // _MICROSECOND}.{lot.id}"
    shown = lot.price or lot.start_price
    assert shown is not None
    return f"{shown.fen}.{lot.id}"


def _in_phase(phase: Phase, now: datetime) -> ColumnElement[bool]:
    """Return the condition that says the same as ``phase_at``, for the database."""
    times: dict[Phase, ColumnElement[bool]] = {
        Phase.UPCOMING: Lot.opens_at > now,
        Phase.BIDDING: and_(Lot.opens_at <= now, Lot.closes_at > now),
        Phase.CLOSING: Lot.closes_at <= now,
    }
    in_state = Lot.state.in_(states_of(phase))
    return and_(in_state, times[phase]) if phase in times else in_state


def _is_public() -> ColumnElement[bool]:
    return and_(Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None))


def _public() -> Select[Any]:
    return select(Lot).where(_is_public())


def _conditions(
    wanted: LotFilter, now: datetime, price: Any = None
) -> Iterator[ColumnElement[bool]]:
    """Yield what a lot has to fit, but for its words."""
    price = _shown_price() if price is None else price
    yield _is_public()
    if wanted.phase is not None:
        yield _in_phase(wanted.phase, now)
    if wanted.nature is not None:
        yield Lot.nature == wanted.nature
    if wanted.court:
        yield Lot.court_code == wanted.court
    if wanted.region:
        yield Lot.region_code.startswith(wanted.region, autoescape=True)
    if wanted.min_price is not None:
        yield price >= wanted.min_price
    if wanted.max_price is not None:
        yield price <= wanted.max_price
    if wanted.ends_within_days is not None:
        yield _end_is_ahead(now)
        yield Lot.closes_at <= now + timedelta(days=wanted.ends_within_days)
    elif wanted.order is LotOrder.CLOSING and wanted.phase is None:
        # What ends next is asked of what has not ended (P70).
        yield _end_is_ahead(now)


def _end_is_ahead(now: datetime) -> ColumnElement[bool]:
    return and_(Lot.state.in_(STOPPABLE), Lot.closes_at > now)


def _sought(wanted: LotFilter) -> Callable[[Select[Any], bool], Select[Any]]:
    """Return what keeps the lots that say every word, as the database folds words (ADR 15).

    The grams of a rare word name its few lots, and these are looked through. A common word is
    found soonest by reading lots in the order asked for until the page is full; the planner,
    which takes neighboring grams for independent, would guess which of the two it is and err.
    """
    given = wanted.q.split()[:WORDS_MAX]
    words = _folded(given)
    if not words:
        # Punctuation alone is said of no lot, rather than of every one.
        return lambda query, _: query.where(false()) if given else query
    named = func.auction_candidates(_texts(words), CANDIDATES_MAX + 1, type_=BigInteger)
    few = db.session.scalars(select(named.column_valued("named"))).all()
    if len(few) > CANDIDATES_MAX:
        return lambda query, is_indexed: _read_through(
            query, words, None if is_indexed else wanted.order
        )
    return lambda query, _: _picked(query, words, few)


def _picked(query: Select[Any], words: Sequence[str], few: Sequence[int]) -> Select[Any]:
    """Keep of a few lots those that say every word."""
    lot_id = query.selected_columns[0]
    query = query.where(lot_id == func.any(cast(few, ARRAY(BigInteger))))
    # Two signs are their gram; the grams of a longer word may stand apart.
    long = [word for word in words if len(word) > 2]
    return query.where(_says(lot_id, long)) if long else query


def _read_through(
    query: Select[Any], words: Sequence[str], sorted_by: LotOrder | None
) -> Select[Any]:
    """Read lots for those that say every word: as an index has them, or as they are sorted."""
    if sorted_by is None:
        return query.where(_says(query.selected_columns[0], words))
    # OFFSET keeps the sorting inside and the looking outside, so that it ends with the page.
    lots = query.offset(0).subquery()
    found = select(lots.c.id, lots.c.by).where(_says(lots.c.id, words))
    return _ordered(found, sorted_by, None)


def _says(lot_id: Any, words: Sequence[str]) -> ColumnElement[bool]:
    return func.auction_says(lot_id, _texts(words), type_=Boolean)


def _texts(words: Collection[str]) -> ColumnElement[Any]:
    return cast(list(words), ARRAY(Text))


def _folded(words: Sequence[str]) -> list[str]:
    """Return words as the database keeps them, without those that were punctuation alone."""
    if not words:
        return []
    given = _each(words)
    folded = db.session.scalars(select(func.auction_fold(given)))
    return [word for word in dict.fromkeys(folded) if word]


def _each(given: Collection[str]) -> ColumnElement[str]:
    """Return texts as rows the database can work on."""
    return func.unnest(_texts(given), type_=Text).column_valued("given")


def list_live_lots(now: datetime, limit: int = 12) -> Sequence[Lot]:
    """Return lots under bidding, the next to close first."""
    bidding = or_(_in_phase(Phase.BIDDING, now), _in_phase(Phase.SUSPENDED, now))
    query = _public().where(bidding).order_by(Lot.closes_at, Lot.id).limit(limit)
    return list(db.session.scalars(query))


def list_coming_lots(now: datetime, limit: int = 12) -> Sequence[Lot]:
    """Return lots that wait for their opening, the next to open first."""
    query = _public().where(_in_phase(Phase.UPCOMING, now))
    return list(db.session.scalars(query.order_by(Lot.opens_at, Lot.id).limit(limit)))


def list_ended_lots(now: datetime, limit: int = 8) -> Sequence[Lot]:
    """Return lots that ended lately, the last first."""
    query = _public().where(Lot.state.in_(ENDED_STATES), Lot.ended_at > now - RECENT)
    return list(db.session.scalars(query.order_by(Lot.ended_at.desc(), Lot.id).limit(limit)))


def count_by_nature() -> dict[AssetNature, int]:
    """Return how many announced lots there are of each nature."""
    rows = db.session.execute(
        select(Lot.nature, func.count()).where(_is_public()).group_by(Lot.nature)
    )
    return {row[0]: row[1] for row in rows}


def courts_with_lots(codes: Collection[str]) -> frozenset[str]:
    """Return which of these courts have announced lots; one look into an index for each."""
    code = _each(codes)
    has_lots = select(1).where(Lot.court_code == code, _is_public()).exists()
    return frozenset(db.session.scalars(select(code).where(has_lots)))
