"""Lots, results and bids as public tables: paddles, never names."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.web.open_data import Column, Dataset, Kind, walk
from auction.models import Bid, Lot, Result
from auction.vocabulary import PUBLIC_STATES

K = Kind
_PUBLIC = (Lot.state.in_(PUBLIC_STATES), Lot.announced_at.is_not(None))
Rows = Iterator[Sequence[Any]]

_NUMBER = Column("lot", K.TEXT, _l("Number of the lot"))

_LOTS: tuple[tuple[Column, Any], ...] = (
    (_NUMBER, Lot.no),
    (Column("title", K.TEXT, _l("What is sold")), Lot.title),
    (Column("case_number", K.TEXT, _l("Number of the enforcement case")), Lot.case_number),
    (Column("court_code", K.TEXT, _l("Digits of the court in its case numbers")), Lot.court_code),
    (Column("court", K.TEXT, _l("Court that sells")), Lot.court_name),
    (Column("region", K.TEXT, _l("Place by GB/T 2260")), Lot.region_code),
    (Column("category", K.TEXT, _l("Nature of the asset")), Lot.nature),
    (Column("round", K.TEXT, _l("Round of the sale")), Lot.round),
    (Column("venue", K.TEXT, _l("Where it is sold")), Lot.venue),
    (Column("state", K.TEXT, _l("State of the lot")), Lot.state),
    (Column("reference_price_fen", K.FEN, _l("Reference price in fen")), Lot.reference_price),
    (Column("start_price_fen", K.FEN, _l("Start price in fen")), Lot.start_price),
    (Column("bid_step_fen", K.FEN, _l("Bid step in fen")), Lot.bid_step),
    (Column("deposit_fen", K.FEN, _l("Deposit in fen")), Lot.deposit),
    (Column("price_fen", K.FEN, _l("Highest bid or price in fen")), Lot.price),
    (Column("bids", K.INTEGER, _l("Accepted bids")), Lot.last_seq),
    (Column("extensions", K.INTEGER, _l("Extensions by late bids")), Lot.extensions),
    (Column("announced_at", K.MOMENT, _l("When it was announced")), Lot.announced_at),
    (Column("opens_at", K.MOMENT, _l("When bidding opens")), Lot.opens_at),
    (Column("closes_at", K.MOMENT, _l("When bidding ends, extensions included")), Lot.closes_at),
    (Column("ended_at", K.MOMENT, _l("When it ended")), Lot.ended_at),
)

_RESULTS: tuple[tuple[Column, Any], ...] = (
    (_NUMBER, Lot.no),
    (Column("outcome", K.TEXT, _l("Sold or unsold")), Result.outcome),
    (Column("price_fen", K.FEN, _l("Hammer price in fen")), Result.price),
    (Column("paddle", K.TEXT, _l("Paddle of the buyer")), Result.paddle),
    (Column("bids", K.INTEGER, _l("Accepted bids")), Result.bid_count),
    (Column("extensions", K.INTEGER, _l("Extensions by late bids")), Result.extensions),
    (Column("ended_at", K.MOMENT, _l("Lawful end of bidding")), Result.ended_at),
    (Column("closed_at", K.MOMENT, _l("When the result was written")), Result.closed_at),
    (Column("state", K.TEXT, _l("What became of the lot since")), Lot.state),
)

_BIDS: tuple[tuple[Column, Any], ...] = (
    (_NUMBER, Lot.no),
    (Column("seq", K.INTEGER, _l("Place of the bid in its lot")), Bid.seq),
    (Column("paddle", K.TEXT, _l("Paddle of the bidder in this lot")), Bid.paddle),
    (Column("amount_fen", K.FEN, _l("Amount in fen")), Bid.amount),
    (Column("kind", K.TEXT, _l("Ordinary, or by a right of priority")), Bid.kind),
    (Column("received_at", K.MOMENT, _l("When it entered the platform")), Bid.received_at),
    (Column("closes_at", K.MOMENT, _l("End of bidding after it")), Bid.closes_after),
)


def _query(columns: Sequence[tuple[Column, Any]]) -> Select[Any]:
    return select(*(source for _, source in columns)).where(*_PUBLIC)


def _lots(between: Callable[[], object]) -> Rows:
    return walk(_query(_LOTS), (Lot.id,), between)


def _results(between: Callable[[], object]) -> Rows:
    query = _query(_RESULTS).join(Result, Result.lot_id == Lot.id)
    return walk(query, (Result.lot_id,), between)


def _bids(between: Callable[[], object]) -> Rows:
    return walk(_query(_BIDS).join(Lot, Lot.id == Bid.lot_id), (Bid.lot_id, Bid.seq), between)


DATASETS = (
    Dataset(
        "lots",
        _l("Lots"),
        _l("Every lot that was announced, with its prices, times and state."),
        [column for column, _ in _LOTS],
        _lots,
    ),
    Dataset(
        "results",
        _l("Results"),
        _l("How the bidding on each lot ended."),
        [column for column, _ in _RESULTS],
        _results,
    ),
    Dataset(
        "bids",
        _l("Bids"),
        _l("Every accepted bid by its paddle; a paddle holds for one lot and names nobody."),
        [column for column, _ in _BIDS],
        _bids,
    ),
)
