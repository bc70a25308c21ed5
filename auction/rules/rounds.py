"""What follows an offer that failed: which round, at what price, by when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Refusal
from app.kernel.money import Money
from auction.rules import articles, notices, prices
from auction.rules.notices import sell_off_days_key
from auction.rules.prices import Track
from auction.vocabulary import LotState, Round

_MOVABLE = "movable"
_AFTER = {Round.FIRST: Round.SECOND, Round.SECOND: Round.SELL_OFF, Round.THIRD: Round.SELL_OFF}
#: Basis points of the whole.
_WHOLE = 10_000


def round_after(round_: Round, kind: str, *, track: Track = Track.ONLINE) -> Round | None:
    """Return what follows a round without a buyer, or None: it is taken in kind or given back.

    法释〔2016〕18号 art. 26: a second auction, then the sell-off. On site 20〔21〕 arts. 24, 25: a
    movable is offered twice; anything else three times, and then sold off.
    """
    if track is not Track.ON_SITE or round_ is not Round.SECOND:
        return _AFTER.get(round_)
    return None if kind == _MOVABLE else Round.THIRD


def following_round(
    state: LotState, round_: Round, kind: str, *, track: Track = Track.ONLINE
) -> Round:
    """Return the round of the lot that follows one; raise Refusal(no_round_follows).

    After a default (18号 art. 24) or an annulment (31) the same round is held again, and so it is
    when a sale was taken back.
    """
    if state is not LotState.UNSOLD:
        return round_
    after = round_after(round_, kind, track=track)
    if after is None:
        raise Refusal("no_round_follows", status=409, citations=(articles.AFTER_SELL_OFF,))
    return after


def failure_that_counts(
    state: LotState, *, ended_on: date | None, kept: date | None
) -> date | None:
    """Return the failure from which the days of a following lot run; none where no days run.

    18号 art. 26(1): a second auction that was taken back gives the court no thirty new days; a
    judge may say why it is late (P62). After a default (24) or an annulment (31) the round was held
    in time, and the law sets no days for holding it again.

    Args:
        state: where the lot before stands.
        ended_on: the day it ended, if it did.
        kept: the failure its own days ran from.
    """
    if state is LotState.UNSOLD:
        return ended_on
    return kept if state is LotState.WITHDRAWN else None


def proposed_start(
    round_: Round,
    *,
    reference: Money,
    previous_start: Money | None,
    cut_bp: int,
    on: date,
    track: Track = Track.ONLINE,
) -> Money:
    """Return the start price the form of the panel proposes: the cut decided before, or the least.

    18号 art. 10(2), 26(1); 455号 四: a sell-off has the price of the auction before it. On site
    20〔21〕 art. 5: first the appraisal, and each cut at most a fifth.
    """
    if round_ is Round.FIRST or previous_start is None:
        if track is Track.ON_SITE:
            return prices.offline_reserves(reference, on=on)[0]
        return prices.first_minimum(reference, on=on)
    if round_ is Round.SELL_OFF:
        return prices.sell_off_price(previous_start, on=on)
    cut = Money(-(-previous_start.fen * (_WHOLE - cut_bp) // _WHOLE))
    return max(cut, prices.later_minimum(previous_start, on=on, track=track))


@dataclass(frozen=True, slots=True)
class Days:
    """By when what follows a failed round is due."""

    #: The creditors answer until this moment; it is the first one after the last day.
    answers_until: datetime
    #: The next notice is out on this day at the latest; none where no round follows.
    publish_by: date | None
    #: Bidding opens on this day at the latest; none for a sell-off.
    opens_by: date | None


def days_after_failure(
    round_: Round, kind: str, failed_on: date, *, asked_on: date, track: Track = Track.ONLINE
) -> Days:
    """Return the days after a failed auction or sell-off.

    18号 art. 26(1): the second auction opens within 30 days, on site within 60 (20〔21〕 art. 23).
    455号 二: the creditors are asked in the ten days after a second failure, the notice of the
    sell-off is out within fifteen, after a third auction within seven (20〔21〕 art. 25). P60, P61:
    the same ten days for a first failure, and three days at least for whoever was asked late.
    """
    asked = lawbook.number("sell_off_inquiry_days", on=failed_on)
    least = lawbook.number("in_kind_answer_min_days", on=asked_on)
    last = max(failed_on + timedelta(days=asked), asked_on + timedelta(days=least))
    after = round_after(round_, kind, track=track)
    if after is None:
        return Days(end_of_day(last), None, None)
    if after is Round.SELL_OFF:
        days = lawbook.number(sell_off_days_key(round_), on=failed_on)
        return Days(end_of_day(last), failed_on + timedelta(days=days), None)
    opens_by = notices.latest_start_of_second(failed_on, track=track)
    ahead = notices.notice_days(after, kind, on=failed_on, track=track)
    return Days(end_of_day(last), opens_by - timedelta(days=int(str(ahead.value))), opens_by)


def may_change_platform(round_: Round, failed_on: date | None, at: datetime) -> bool:
    """Say whether a later round may go to another platform.

    18号 art. 26(1): a second auction never, and a third is held on site alone; 455号 一: a
    sell-off on written request within ten days of the failure before it.
    """
    if round_ is Round.FIRST or failed_on is None:
        return True
    if round_ in {Round.SECOND, Round.THIRD}:
        return False
    days = lawbook.number("sell_off_platform_days", on=failed_on)
    return local_date(at) <= failed_on + timedelta(days=days)
