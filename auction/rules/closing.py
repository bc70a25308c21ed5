"""When bidding ends: the five-minute rule, faults that stop the clock, the sell-off contest."""

from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from auction.vocabulary import Round


def closing_after_bid(closes_at: datetime, bid_at: datetime, *, extension_seconds: int) -> datetime:
    """Return the end of bidding once a valid bid has come in.

    法释〔2016〕18号 art. 20(2): a bid in the last five minutes moves the end to five minutes
    after that bid, counted from the moment it entered the platform. There is no cap.
    """
    return max(closes_at, bid_at + timedelta(seconds=extension_seconds))


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
