"""What a sale held elsewhere must keep: who may be named, and what a result may say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from stdnum.cn import uscc

from app.identity.vocabulary import IdType
from app.kernel.calendar import local_date
from app.kernel.money import Money
from auction.rules import articles
from auction.rules.commission import commission_ceiling
from auction.rules.prices import RuleFault
from auction.vocabulary import Outcome, Round, Venue

#: 海事诉讼特别程序法 art. 34: a ship is sold by a committee of three or five.
COMMITTEE_SIZES = (3, 5)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who bought elsewhere, as the other platform knows it; never shown before the record."""

    paddle: str
    name: str
    id_type: IdType
    id_number: str


@dataclass(frozen=True, slots=True)
class ResultGiven:
    """How a sale elsewhere ended, as it was handed in."""

    outcome: Outcome
    ended_at: datetime
    price: Money | None = None
    #: Of a buyer who paid the deposit here; else the buyer is named.
    paddle: str | None = None
    buyer: Buyer | None = None
    deposit: Money = Money.ZERO
    #: Of a sale the house's commission, without one the cost it really had.
    commission: Money = Money.ZERO
    bids: int = 0
    bidders: int = 0
    extensions: int = 0
    minutes: str = ""


@dataclass(frozen=True, slots=True)
class SaleFrame:
    """What the notice fixed of a sale held elsewhere."""

    venue: Venue
    round: Round
    start_price: Money
    deposit: Money
    opens_at: datetime
    scheduled_close_at: datetime
    #: Unsealed for this comparison alone.
    secret_reserve: Money | None = None


def is_credit_code(text: str) -> bool:
    """Say whether a text is a unified social credit code with its check digit."""
    return bool(uscc.is_valid(text))


def judge_result(frame: SaleFrame, given: ResultGiven, *, at: datetime) -> tuple[RuleFault, ...]:
    """Return every point in which a result cannot be that of the sale; none means it stands."""
    return (*_judge_end(frame, given, at), *_judge_price(frame, given), *_judge_costs(frame, given))


def _judge_end(frame: SaleFrame, given: ResultGiven, at: datetime) -> list[RuleFault]:
    """Judge the moment of the end: past, after the opening, online not before the planned end."""
    if given.ended_at > at:
        return [RuleFault("ended_at", "result_in_the_future", (articles.BIDDING_CLOCK,))]
    if given.ended_at < frame.opens_at:
        return [RuleFault("ended_at", "result_before_opening", (articles.NOTICE_PERIOD,))]
    # The first bid of a sell-off brings the end forward; nothing else does (455号 六).
    is_bound = frame.venue is Venue.EXTERNAL and frame.round is not Round.SELL_OFF
    if is_bound and given.ended_at < frame.scheduled_close_at:
        return [RuleFault("ended_at", "result_before_end", (articles.BIDDING_CLOCK,))]
    return []


def _judge_price(frame: SaleFrame, given: ResultGiven) -> list[RuleFault]:
    """Judge price and buyer: both of a sale, neither without one, never below the reserve."""
    has_buyer = given.buyer is not None or bool(given.paddle)
    citations = (articles.ASCENDING_BIDS,)
    if given.outcome is Outcome.UNSOLD:
        if given.price is None and not has_buyer and not given.deposit:
            return []
        return [RuleFault("price", "result_unsold_with_price", citations)]
    if given.price is None or not has_buyer:
        return [RuleFault("price", "result_price_missing", citations)]
    if given.price < frame.start_price:
        basis = citations if frame.venue is Venue.EXTERNAL else (articles.OFFLINE_RESERVE,)
        params = {"given": given.price, "minimum": frame.start_price}
        return [RuleFault("price", "result_below_start", basis, params)]
    if frame.secret_reserve is not None and given.price < frame.secret_reserve:
        return [RuleFault("price", "result_below_reserve", (articles.SHIP_RESERVE,))]
    return []


def _judge_costs(frame: SaleFrame, given: ResultGiven) -> list[RuleFault]:
    """Judge the deposit held elsewhere and the commission of a house (art. 29)."""
    if given.deposit > frame.deposit or (given.price and given.deposit > given.price):
        return [RuleFault("deposit", "result_deposit_differs", (articles.DEPOSIT_RATIO,))]
    if given.price is None:
        return []
    ceiling = commission_ceiling(given.price, on=local_date(given.ended_at))
    if frame.venue is Venue.TRADITIONAL and given.commission > ceiling:
        params = {"ceiling": ceiling, "given": given.commission}
        citations = (articles.COMMISSION,)
        return [RuleFault("commission", "commission_over_ceiling", citations, params)]
    return []


def committee_of(words: str) -> list[str]:
    """Return the members named one a line, each once."""
    return list(dict.fromkeys(name.strip() for name in words.splitlines() if name.strip()))


def is_committee(members: Sequence[str]) -> bool:
    """Say whether so many members make a committee."""
    return len(members) in COMMITTEE_SIZES
