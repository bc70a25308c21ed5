"""When a notice must be out, who must know before it, and how long bidding must last."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from app.lawbook.rules import Rule
from auction.rules import articles
from auction.rules.closing import is_period_long_enough
from auction.rules.prices import RuleFault, Track
from auction.vocabulary import Round

_MOVABLE = "movable"
#: Auctions that have to open within some days after the one before.
AGAIN = frozenset({Round.SECOND, Round.THIRD})
_SELL_OFF_DAYS = {Round.THIRD: "offline_sell_off_publish_within_days"}
#: Faults of a later round that comes after its days: a judge may say why (P62).
TOO_LATE = frozenset({"second_round_too_late", "sell_off_too_late"})


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """The days and moments of a sale as planned."""

    round: Round
    #: movable, immovable or other; every other right counts as an immovable (art. 12(1)).
    kind: str
    published_on: date
    opens_at: datetime
    closes_at: datetime
    #: The last day on which a party or priority holder was told; none if someone was not.
    notified_on: date | None
    #: The last day on which a notice of service by publication appeared, if any did.
    notified_by_publication_on: date | None = None
    #: The day on which the round before failed.
    previous_failed_on: date | None = None
    #: Which round that was.
    previous_round: Round | None = None
    track: Track = Track.ONLINE


def notice_days(round_: Round, kind: str, *, on: date, track: Track = Track.ONLINE) -> Rule:
    """Return how many days before the sale a notice must be out.

    法释〔2016〕18号 art. 12(1), 26(1); 法明传〔2017〕455号 三 for the sell-off; on site
    法释〔2020〕21号 art. 8, of a ship its own.
    """
    thing = "movable" if kind == _MOVABLE else "immovable"
    if track is Track.SHIP:
        which = "first" if round_ is Round.FIRST else "later"
        return lawbook.value(f"ship_notice_days_{which}", on=on)
    if track is Track.ON_SITE:
        return lawbook.value(f"offline_notice_days_{thing}", on=on)
    return lawbook.value(f"notice_days_{round_.value}_{thing}", on=on)


def earliest_start(
    published_on: date, round_: Round, kind: str, *, track: Track = Track.ONLINE
) -> date:
    """Return the first day on which bidding may open.

    P7: the day of publication does not count, so it is that day plus the days of notice.
    """
    rule = notice_days(round_, kind, on=published_on, track=track)
    return published_on + timedelta(days=int(str(rule.value)))


def latest_start_of_second(failed_on: date, *, track: Track = Track.ONLINE) -> date:
    """Return the last day on which a second auction may open.

    法释〔2016〕18号 art. 26(1); on site 法释〔2020〕21号 art. 23.
    """
    key = "second_within_days" if track.is_online else "offline_reauction_within_days"
    days = lawbook.number(key, on=failed_on)
    return failed_on + timedelta(days=days)


def sell_off_days_key(before: Round | None) -> str:
    """Return the rule of the days in which the notice of a sell-off is out, by the round before.

    法明传〔2017〕455号 二 after a second auction, 20〔21〕 art. 25 after a third one on site.
    """
    if before is None:
        return "sell_off_publish_within_days"
    return _SELL_OFF_DAYS.get(before, "sell_off_publish_within_days")


def judge_notice(plan: NoticePlan) -> tuple[RuleFault, ...]:
    """Return every point in which a planned notice breaks the law; none means it may go out."""
    faults = [
        *_judge_start(plan),
        *_judge_period(plan),
        *_judge_notification(plan),
    ]
    return tuple(faults)


def _judge_start(plan: NoticePlan) -> list[RuleFault]:
    """Judge the opening against the days of notice and by when a later round has to follow."""
    rule = notice_days(plan.round, plan.kind, on=plan.published_on, track=plan.track)
    first = earliest_start(plan.published_on, plan.round, plan.kind, track=plan.track)
    opens_on = local_date(plan.opens_at)
    if opens_on < first:
        params = {"earliest": first, "days": rule.value}
        basis = (rule.citation, articles.DAY_COUNTING)
        return [RuleFault("opens_at", "notice_too_short", basis, params)]
    if plan.round in AGAIN and plan.previous_failed_on is not None:
        last = latest_start_of_second(plan.previous_failed_on, track=plan.track)
        if opens_on > last:
            citations = (articles.SECOND_ROUND if plan.track.is_online else articles.OFFLINE_AGAIN,)
            return [RuleFault("opens_at", "second_round_too_late", citations, {"latest": last})]
    if plan.round is Round.SELL_OFF and plan.previous_failed_on is not None:
        key = sell_off_days_key(plan.previous_round)
        within = lawbook.value(key, on=plan.previous_failed_on)
        last = plan.previous_failed_on + timedelta(days=int(str(within.value)))
        if plan.published_on > last:
            params = {"latest": last}
            return [RuleFault("opens_at", "sell_off_too_late", (within.citation,), params)]
    return []


def _judge_period(plan: NoticePlan) -> list[RuleFault]:
    """Judge how long bidding lasts: 24 hours at least, 60 days for a sell-off; on site no rule."""
    if not plan.track.is_online:
        return []
    if plan.round is Round.SELL_OFF:
        rule = lawbook.value("sell_off_period_days", on=plan.published_on)
        days = int(str(rule.value))
        if plan.closes_at - plan.opens_at == timedelta(days=days):
            return []
        return [RuleFault("closes_at", "sell_off_period", (rule.citation,), {"days": days})]
    if is_period_long_enough(plan.opens_at, plan.closes_at, on=plan.published_on):
        return []
    hours = lawbook.number("min_bidding_hours", on=plan.published_on)
    citations = (articles.BIDDING_CLOCK,)
    return [RuleFault("closes_at", "bidding_period_too_short", citations, {"hours": hours})]


def _judge_notification(plan: NoticePlan) -> list[RuleFault]:
    """Judge whether parties and priority holders knew in time; art. 16(1).

    On site it is five days before the sale itself (法释〔2020〕21号 art. 11).
    """
    if not plan.track.is_online:
        return _judge_offline_notification(plan)
    rule = lawbook.value("notify_before_notice_days", on=plan.published_on)
    if plan.notified_on is None:
        return [RuleFault("notified_on", "parties_not_notified", (rule.citation,))]
    last = plan.published_on - timedelta(days=int(str(rule.value)))
    known_on = plan.notified_on
    if plan.notified_by_publication_on is not None:
        days = lawbook.number("notify_by_publication_days", on=plan.published_on)
        known_on = max(known_on, plan.notified_by_publication_on + timedelta(days=days))
    if known_on <= last:
        return []
    params = {"latest": last, "days": rule.value}
    return [RuleFault("notified_on", "notified_too_late", (rule.citation,), params)]


def _judge_offline_notification(plan: NoticePlan) -> list[RuleFault]:
    rule = lawbook.value("offline_notify_days", on=plan.published_on)
    if plan.notified_on is None:
        return [RuleFault("notified_on", "parties_not_notified", (rule.citation,))]
    last = local_date(plan.opens_at) - timedelta(days=int(str(rule.value)))
    if plan.notified_on <= last:
        return []
    params = {"latest": last, "days": rule.value}
    return [RuleFault("notified_on", "notified_too_late", (rule.citation,), params)]
