"""What is due on the way to a reference price: by when, by whom, by which article.

Every period of domain 4.1 stands once in ``PERIODS``. A period that rests on rows of another
topic is made by the same two functions, ``period_due`` and ``set_due``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import (
    LegalEnd,
    end_of_day,
    legal_end,
    local_date,
    months_after,
)
from app.kernel.citation import Citation
from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.deadlines import Duty

INSTRUMENT = "法释〔2018〕15号"
PLATFORM_RULES = "明槌平台规则"
#: Since when the judicial interpretation is in force: what began before is counted by it too.
IN_FORCE = date(2018, 9, 1)
_A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """How one step is counted."""

    duty: Duty
    #: Key of the lawbook; none where the court or a paper names the day itself.
    key: str | None
    #: Article under which a day is set; the lawbook names it where there is a key.
    article: str = ""
    #: 民事诉讼法 art. 85(3) moves the last day of a holiday on; not that of the court's own start.
    is_rolled: bool = True
    #: A time in which somebody may act; when it is over nobody is late.
    is_right: bool = False


PERIODS: Mapping[Step, Period] = {
    Step.START: Period(Duty.COURT, "appraisal_start_within_days", is_rolled=False),
    Step.NEGOTIATE: Period(Duty.PARTY, None, "第4条"),
    Step.ANSWER_INQUIRY: Period(Duty.AUTHORITY, None, "第6条"),
    Step.NETWORK_REPORT: Period(Duty.PLATFORM, "network_report_days"),
    Step.NETWORK_EXTENDED: Period(Duty.PLATFORM, "network_extension_days"),
    Step.NETWORK_REISSUE: Period(Duty.PLATFORM, "network_reissue_days"),
    Step.PREPARE: Period(Duty.COURT, "court_step_days"),
    Step.PAY_FEE: Period(Duty.PARTY, None, "第33条"),
    Step.HAND_OVER: Period(Duty.COURT, "court_step_days"),
    Step.ACCEPT: Period(Duty.AGENCY, "acceptance_days"),
    Step.REPORT: Period(Duty.AGENCY, "report_days"),
    Step.REISSUE: Period(Duty.AGENCY, "reissue_days"),
    Step.CORRECT: Period(Duty.AGENCY, "correction_days"),
    Step.RETURN_MATERIALS: Period(Duty.AGENCY, "materials_return_days"),
    Step.SERVE: Period(Duty.COURT, "report_service_days"),
    Step.OBJECT: Period(Duty.PARTY, "objection_days", is_right=True),
    Step.FORWARD_OBJECTION: Period(Duty.COURT, "objection_forward_days"),
    Step.ANSWER_OBJECTION: Period(Duty.AGENCY, "objection_answer_days"),
    Step.RULE_OBJECTION: Period(Duty.JUDGE, "objection_decision_days"),
    Step.REVIEW_RULING: Period(Duty.PARTY, "objection_review_days", is_right=True),
    Step.EXPERT_REVIEW: Period(Duty.ASSOCIATION, None, "第23条"),
    Step.START_SALE: Period(Duty.COURT, "disposal_within_days", is_rolled=False),
    Step.VALIDITY: Period(Duty.COURT, None, "第27条", is_rolled=False),
    Step.SELL: Period(Duty.COURT, None, "第27条", is_rolled=False),
    Step.SETTLE_FEE: Period(Duty.COURT, "court_step_days"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that is due: what, by whom, since when, by when, and where that is written."""

    asset_no: str
    #: Tells two periods of the same step apart, such as those of two parties.
    subject: str
    step: Step
    duty: Duty
    begins_on: date
    #: The day the count comes to and the day it ends on.
    end: LegalEnd
    due_at: datetime
    article: Citation
    #: As the rule counts them; none where the day was set.
    days: int | None = None
    #: Name of the agency, the party or the body that must act, as the court may know it.
    who: str = ""
    #: Days that were granted on top.
    extensions: tuple[int, ...] = ()
    #: Days that do not count because the court had suspended the work or was late itself.
    suspended_days: int = 0
    #: Since when the clock stands still; nothing falls due while it does.
    stands_since: date | None = None

    @property
    def is_policy(self) -> bool:
        """Whether the number is ours because the law sets none."""
        return self.article.instrument == PLATFORM_RULES

    @property
    def is_right(self) -> bool:
        """Whether somebody may act until then, so that nobody is late afterwards."""
        return PERIODS[self.step].is_right

    @property
    def is_standing(self) -> bool:
        """Whether the clock stands still."""
        return self.stands_since is not None

    def is_overdue(self, at: datetime) -> bool:
        """Say whether the day is over and somebody is late."""
        return not self.is_standing and not self.is_right and at >= self.due_at

    def days_left(self, today: date) -> int:
        """Return the days from a day to the last one; negative once it is over."""
        return (self.end.due_on - (self.stands_since or today)).days


def period_due(
    step: Step,
    *,
    asset_no: str,
    begins_on: date,
    subject: str = "",
    who: str = "",
    due_at: datetime | None = None,
    extensions: tuple[int, ...] = (),
    suspended_days: int = 0,
) -> Due:
    """Return a period that the lawbook counts, from its first day on.

    ``due_at`` is what the row holds. It decides; where the count comes to another day, that day
    is shown without a reason we would have to make up.
    """
    period = PERIODS[step]
    if period.key is None:
        raise ValueError(f"{step}: its day is set, not counted")
    law_on = max(begins_on, IN_FORCE)
    rule = lawbook.value(period.key, on=law_on)
    days = lawbook.number(period.key, on=law_on)
    total = days + sum(extensions) + suspended_days
    end = _counted(begins_on, total, is_rolled=period.is_rolled)
    if due_at is not None and end_of_day(end.due_on) != due_at:
        day = _last_day(due_at)
        end = LegalEnd(day, day, None, end.is_provisional)
    return Due(
        asset_no=asset_no,
        subject=subject or asset_no,
        step=step,
        duty=period.duty,
        begins_on=begins_on,
        end=end,
        due_at=due_at or end_of_day(end.due_on),
        article=rule.citation,
        days=days,
        who=who,
        extensions=extensions,
        suspended_days=suspended_days,
    )


def set_due(
    step: Step,
    *,
    asset_no: str,
    begins_on: date,
    due_at: datetime,
    subject: str = "",
    who: str = "",
) -> Due:
    """Return a step whose day the court or a paper set."""
    period = PERIODS[step]
    return Due(
        asset_no=asset_no,
        subject=subject or asset_no,
        step=step,
        duty=period.duty,
        begins_on=begins_on,
        end=_unmoved(_last_day(due_at)),
        due_at=due_at,
        article=Citation(INSTRUMENT, period.article),
        who=who,
    )


def sale_due(*, asset_no: str, begins_on: date, valid_until: date) -> Due:
    """Return the last day of a sale whose first notice came in time: six months more (art. 27)."""
    rule = lawbook.value("sale_after_expiry_months", on=begins_on)
    months = lawbook.number("sale_after_expiry_months", on=begins_on)
    last = months_after(valid_until, months)
    due = set_due(Step.SELL, asset_no=asset_no, begins_on=begins_on, due_at=end_of_day(last))
    return replace(due, article=rule.citation)


def standing(due: Due, *, since: date) -> Due:
    """Return the same period while the court has suspended the work: it moves no further."""
    return replace(due, stands_since=max(since, due.begins_on))


def _counted(start: date, days: int, *, is_rolled: bool) -> LegalEnd:
    end = legal_end(start, days)
    return end if is_rolled else _unmoved(end.nominal_on)


def _last_day(due_at: datetime) -> date:
    """Return the last day before a moment at which a period is over."""
    return local_date(due_at - _A_SECOND)


def _unmoved(day: date) -> LegalEnd:
    """Return a day that no holiday moves, so that no plan of holidays can change it."""
    return LegalEnd(day, day, None, is_provisional=False)
