"""When bidding ends: the five-minute rule, faults that stop the clock, the sell-off contest."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from auction.vocabulary import HALTED, LOT, LotAction, LotState, Round

#: A bid stamped before the end may wait for the row lock this long (reliability T2); the lock's
#: own limit lies below it, so after the margin no bid of the time can still be pending.
DRAIN = timedelta(seconds=2)

#: A bidder may qualify until bidding ends (18号 art. 18(1)); a stopped clock keeps that open.
ENROLLABLE = LOT.sources(LotAction.ENROLL)


#: While a sale stands still nobody knows its end; an order of a deposit stays payable for longer
#: than any sale has stood still, and gets its day once the sale goes on.
_PAYABLE_AT_REST = timedelta(days=365)


def drained(at: datetime) -> datetime:
    """Return the latest end after which, at this moment, no bid in time can be pending (T2)."""
    return at - DRAIN


def may_enroll(state: LotState, closes_at: datetime, at: datetime) -> bool:
    """Say whether somebody may still join a sale; 法释〔2016〕18号 art. 18(1)."""
    return state in ENROLLABLE and (state in HALTED or at < closes_at)


def closing_after_bid(closes_at: datetime, bid_at: datetime, *, extension_seconds: int) -> datetime:
    """Return the end of bidding once a valid bid has come in.

    法释〔2016〕18号 art. 20(2): a bid in the last five minutes moves the end to five minutes
    after that bid, counted from the moment it entered the platform. There is no cap.
    """
    return max(closes_at, bid_at + timedelta(seconds=extension_seconds))


def deposit_due(state: LotState, closes_at: datetime, at: datetime) -> datetime:
    """Return until when a deposit may be paid: to the end, which a standstill keeps away.

    法释〔2016〕18号 art. 18(1): qualification is possible until bidding ends.
    """
    return at + _PAYABLE_AT_REST if state in HALTED else closes_at


def is_period_long_enough(opens_at: datetime, closes_at: datetime, *, on: date) -> bool:
    """Say whether bidding lasts the hours it must; 法释〔2016〕18号 art. 20(2)."""
    hours = lawbook.number("min_bidding_hours", on=on)
    return closes_at - opens_at >= timedelta(hours=hours)


def closing_after_resume(
    closes_at: datetime, suspended_at: datetime, resumed_at: datetime, *, on: date
) -> datetime:
    """Return the new end once a suspended sale goes on.

    Bidders get back what was left when the clock stopped, and at least a full five-minute
    window (D8): a pause of 19 seconds has undone a sale (法释〔2016〕18号 art. 28).
    """
    window = timedelta(seconds=lawbook.number("resume_window_s", on=on))
    return resumed_at + max(closes_at - suspended_at, window)


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of one sale; the last one has every extension counted in."""

    opens_at: datetime
    scheduled_close_at: datetime
    closes_at: datetime


def times_after_resume(
    times: Times, *, stopped_from: LotState, suspended_at: datetime, at: datetime
) -> Times:
    """Give back the time that was left: of bidding (D8), or until its opening (P63)."""
    if stopped_from is LotState.OPEN:
        closes_at = closing_after_resume(times.closes_at, suspended_at, at, on=local_date(at))
        return Times(times.opens_at, times.scheduled_close_at, closes_at)
    stood = at - suspended_at
    return Times(times.opens_at + stood, times.scheduled_close_at + stood, times.closes_at + stood)


def closing_of_sell_off(opens_at: datetime, *, period_days: int) -> datetime:
    """Return the end of a sell-off in which nobody bids; 法明传〔2017〕455号 三."""
    return opens_at + timedelta(days=period_days)


def contest_hours(round_: Round, opens_at: datetime) -> int | None:
    """Return how long the contest lasts that the first bid opens; none outside a sell-off."""
    if round_ is not Round.SELL_OFF:
        return None
    return lawbook.number("sell_off_contest_hours", on=local_date(opens_at))


def closing_of_contest(first_bid_at: datetime, *, on: date) -> datetime:
    """Return the end of the contest that the first bid of a sell-off opens (P12).

    法明传〔2017〕455号 六: 24 hours from the first bid, in full even on the last of the 60 days.
    """
    return first_bid_at + timedelta(hours=lawbook.number("sell_off_contest_hours", on=on))
