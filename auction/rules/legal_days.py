"""The days of a sale from the notification to the handover, as the law counts them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import LegalEnd, legal_end, local_date
from app.kernel.citation import Citation
from auction.rules import articles, notices


@dataclass(frozen=True, slots=True)
class LegalDay:
    """One day on the line: what happens, on which article, and what moved it."""

    key: str
    on: date
    citations: tuple[Citation, ...]
    #: The exact moment, where the law or the court sets one.
    at: datetime | None = None
    #: How a counted period ends; none where nothing is counted over holidays.
    end: LegalEnd | None = None
    #: The plan breaks the law here.
    is_broken: bool = False
    #: A bound of the law, no event of the sale.
    is_bound: bool = False


def legal_days(plan: notices.NoticePlan, *, balance_days: int) -> tuple[LegalDay, ...]:
    """Return the line of a sale in the order of its days.

    18号 arts. 16 (three days before), 12 and 26 (notice), 20 (bidding), 23 and 25 (deposits in 24
    hours), 25 (balance as the notice sets it, over holidays by 民诉法 85); 20〔21〕 arts. 20, 27.

    Args:
        plan: days and moments as planned; published today if not yet.
        balance_days: days to pay the balance, as the notice says.
    """
    broken = {fault.field for fault in notices.judge_notice(plan)}
    days = [*_before(plan, broken), *_bidding(plan, broken), *_after(plan, balance_days)]
    return tuple(sorted(days, key=lambda day: day.on))


def _before(plan: notices.NoticePlan, broken: set[str]) -> Iterator[LegalDay]:
    # Online three days before the notice (art. 16), on site five before the sale (20〔21〕 11).
    online = plan.track.is_online
    key, counted_from = (
        ("notify_before_notice_days", plan.published_on)
        if online
        else ("offline_notify_days", local_date(plan.opens_at))
    )
    rule = lawbook.value(key, on=plan.published_on)
    told_by = counted_from - timedelta(days=int(str(rule.value)))
    yield LegalDay("told", told_by, (rule.citation,), is_broken="notified_on" in broken)
    days = notices.notice_days(plan.round, plan.kind, on=plan.published_on, track=plan.track)
    yield LegalDay("notice", plan.published_on, (articles.PUBLISHED_CONTENT,))
    first = notices.earliest_start(plan.published_on, plan.round, plan.kind, track=plan.track)
    yield LegalDay("earliest", first, (days.citation, articles.DAY_COUNTING), is_bound=True)
    if plan.round in notices.AGAIN and plan.previous_failed_on is not None:
        last = notices.latest_start_of_second(plan.previous_failed_on, track=plan.track)
        basis = articles.SECOND_ROUND if online else articles.OFFLINE_AGAIN
        yield LegalDay("latest", last, (basis,), is_bound=True)


def _bidding(plan: notices.NoticePlan, broken: set[str]) -> Iterator[LegalDay]:
    opens_on, closes_on = local_date(plan.opens_at), local_date(plan.closes_at)
    yield LegalDay(
        "opens",
        opens_on,
        (articles.NOTICE_PERIOD,),
        at=plan.opens_at,
        is_broken="opens_at" in broken,
    )
    yield LegalDay(
        "closes",
        closes_on,
        (articles.BIDDING_CLOCK,),
        at=plan.closes_at,
        is_broken="closes_at" in broken,
    )


def _deposits(plan: notices.NoticePlan, closes_on: date) -> Iterator[LegalDay]:
    """Online in 24 hours (18号 arts. 23, 25), on site in three days (20〔21〕 art. 10)."""
    if not plan.track.is_online:
        rule = lawbook.value("offline_deposit_refund_days", on=closes_on)
        back_on = closes_on + timedelta(days=int(str(rule.value)))
        yield LegalDay("deposits_back", back_on, (rule.citation,))
        return
    for key, name in (
        ("deposits_back", "deposit_release_hours"),
        ("winner_deposit", "winner_deposit_transfer_hours"),
    ):
        rule = lawbook.value(name, on=closes_on)
        at = plan.closes_at + timedelta(hours=int(str(rule.value)))
        yield LegalDay(key, local_date(at), (rule.citation,), at=at)


def _after(plan: notices.NoticePlan, balance_days: int) -> Iterator[LegalDay]:
    """Count on from the planned end; a late bid moves all of it."""
    closes_on = local_date(plan.closes_at)
    yield from _deposits(plan, closes_on)
    end = legal_end(closes_on, balance_days)
    yield LegalDay("balance", end.due_on, (articles.BALANCE, articles.DAY_COUNTING), end=end)
    ruled_on = end.due_on
    for key, name in (("ruling", "ruling_days"), ("handover", "handover_days")):
        rule = lawbook.value(name, on=closes_on)
        ruled_on += timedelta(days=int(str(rule.value)))
        yield LegalDay(key, ruled_on, (rule.citation,))
