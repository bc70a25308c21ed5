"""What another platform may say of a sale while it runs there (18号 arts. 12, 20, 28)."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.citation import Citation
from app.kernel.money import Money
from auction.rules import articles
from auction.rules.prices import RuleFault
from auction.vocabulary import OutsideStanding as S

#: Bidding is on in these.
_RUNNING = (S.BIDDING, S.EXTENDED)


@dataclass(frozen=True, slots=True)
class StateGiven:
    """Where a sale stands on its platform, as it was handed in."""

    standing: S
    stated_at: datetime
    closes_at: datetime | None = None
    price: Money | None = None
    bids: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class StateFrame:
    """What the notice fixed, and what the platform said last."""

    announced_at: datetime
    opens_at: datetime
    scheduled_close_at: datetime
    start_price: Money
    last: StateGiven | None = None


def judge_state(frame: StateFrame, given: StateGiven, *, at: datetime) -> tuple[RuleFault, ...]:
    """Return every point in which a state cannot be that of the sale; none means it stands."""
    return (
        *_judge_moment(frame, given, at),
        *_judge_end(frame, given),
        *_judge_bids(frame, given),
    )


def _fault(code: str, citation: Citation) -> list[RuleFault]:
    return [RuleFault("state", code, (citation,))]


def _judge_moment(frame: StateFrame, given: StateGiven, at: datetime) -> list[RuleFault]:
    """A state is of the past, after the notice, and after the one before it."""
    if given.stated_at > at:
        return _fault("state_in_the_future", articles.BIDDING_CLOCK)
    if given.stated_at < frame.announced_at:
        return _fault("state_before_notice", articles.NOTICE_PERIOD)
    if given.standing in _RUNNING and given.stated_at < frame.opens_at:
        return _fault("state_before_opening", articles.NOTICE_PERIOD)
    if frame.last is not None and given.stated_at <= frame.last.stated_at:
        return _fault("state_older", articles.BIDDING_CLOCK)
    return []


def _judge_end(frame: StateFrame, given: StateGiven) -> list[RuleFault]:
    """The end never comes earlier; an extension names the later one (art. 20(2))."""
    if given.standing is S.EXTENDED and given.closes_at is None:
        return _fault("state_close_missing", articles.BIDDING_CLOCK)
    if given.closes_at is None:
        return []
    before = frame.last.closes_at if frame.last is not None else None
    least = max(frame.scheduled_close_at, before or frame.scheduled_close_at)
    is_later = given.closes_at > frame.scheduled_close_at
    if given.closes_at < least or (given.standing is S.EXTENDED and not is_later):
        return _fault("state_closes_earlier", articles.BIDDING_CLOCK)
    return []


def _judge_bids(frame: StateFrame, given: StateGiven) -> list[RuleFault]:
    """Bids only rise, from the start price on; nobody bids before bidding is on (art. 20(1))."""
    basis = articles.ASCENDING_BIDS
    if (given.price is None) != (given.bids == 0):
        return _fault("state_price_without_bids", basis)
    if given.standing is S.ANNOUNCED and given.bids:
        return _fault("state_bids_before_opening", basis)
    if given.price is not None and given.price < frame.start_price:
        return _fault("state_below_start", basis)
    last = frame.last
    if last is not None and (given.bids < last.bids or _fen(given.price) < _fen(last.price)):
        return _fault("state_bids_fell", basis)
    return []


def _fen(price: Money | None) -> int:
    return price.fen if price is not None else 0
