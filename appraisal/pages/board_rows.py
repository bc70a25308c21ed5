"""One line of the deadline board: what is due, and how its day came about, in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from appraisal.messages import STATES
from appraisal.messages.deadlines import DUTIES, STEPS
from appraisal.queries.deadlines import OpenAsset, list_open_of_agency
from appraisal.rules.dues import Due
from appraisal.rules.reminders import days_over, is_escalated
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.deadlines import COURT_DUTIES, DeadlineStep, Duty

WEEK_DAYS = 7


class When(StrEnum):
    """How near a day is, for the filter and the tag of a line."""

    ESCALATED = "escalated"
    OVERDUE = "overdue"
    WEEK = "week"
    LATER = "later"
    STANDING = "standing"


@dataclass(frozen=True)
class BoardRow:
    """One due of one asset as a person of the court or of the agency reads it."""

    asset: OpenAsset
    due: Due
    at: datetime

    @property
    def when(self) -> When:
        """How near the day is."""
        if self.due.is_standing:
            return When.STANDING
        if self.due.is_overdue(self.at):
            return When.ESCALATED if is_escalated(self.due, self.at) else When.OVERDUE
        return When.WEEK if self.days_left <= WEEK_DAYS else When.LATER

    @property
    def days_left(self) -> int:
        """Whole days to the last day."""
        return self.due.days_left(local_date(self.at))

    @property
    def step(self) -> str:
        """What is to be done; where the law names no step, the state says what waits."""
        words = str(STEPS[self.due.step])
        if self.due.step is DeadlineStep.PREPARE:
            return _("%(step)s: %(state)s", step=words, state=self.state)
        return words

    @property
    def state(self) -> str:
        """Where the asset stands."""
        return str(STATES[self.asset.state]) if self.asset.state else _("No appraisal yet")

    @property
    def who(self) -> str:
        """Whose move it is: the role and, as the court may know it, the name."""
        role = str(DUTIES[self.due.duty])
        return f"{role} · {self.due.who}" if self.due.who else role

    @property
    def url(self) -> str:
        """Where the court acts."""
        if self.asset.appraisal_no is None:
            return url_for("appraisal_clerk.get_route", asset_no=self.asset.asset_no)
        return url_for("appraisal_clerk.get_appraisal", no=self.asset.appraisal_no)

    @property
    def tag(self) -> tuple[str, str]:
        """The status tag: how near the day is, in words."""
        if self.when in {When.OVERDUE, When.ESCALATED}:
            over = days_over(self.due, self.at)
            words = _("%(days)s days overdue", days=over) if over else _("Overdue since today")
            return "danger", words
        if self.when is When.STANDING:
            return "paused", _("The clock stands still")
        if self.days_left == 0:
            return "warning", _("Last day")
        left = _("%(days)s days left", days=self.days_left)
        return ("warning" if self.when is When.WEEK else "neutral"), left

    @property
    def notes(self) -> list[str]:
        """How the last day came about: the count, what moved it, and what is not known yet."""
        return list(filter(None, (self._count(), self._roll(), self._guess(), self._rest())))

    def _count(self) -> str:
        due = self.due
        if due.days is None:
            return ""
        words = _("%(days)s days from %(day)s", days=due.days, day=due.begins_on.isoformat())
        if due.extensions:
            more = " + ".join(str(days) for days in due.extensions)
            words += _(", extended by %(days)s days", days=more)
        if due.suspended_days:
            words += _(", %(days)s days of suspension not counted", days=due.suspended_days)
        return words

    def _roll(self) -> str:
        end = self.due.end
        if not end.is_rolled:
            return ""
        nominal, due = end.nominal_on.isoformat(), end.due_on.isoformat()
        if end.holiday is None:
            return _(
                "The last day counted to, %(nominal)s, is a day of rest and moves on to %(due)s",
                nominal=nominal,
                due=due,
            )
        return _(
            "The last day counted to, %(nominal)s, is a legal holiday (%(holiday)s) "
            "and moves on to %(due)s",
            nominal=nominal,
            holiday=end.holiday,
            due=due,
        )

    def _guess(self) -> str:
        if not self.due.end.is_provisional:
            return ""
        return _(
            "The holidays of %(year)s are not announced yet; only weekends are counted so far",
            year=self.due.end.due_on.year,
        )

    def _rest(self) -> str:
        since = self.due.stands_since
        if since is None:
            return ""
        return _(
            "The clock has stood still since %(day)s with %(days)s days left",
            day=since.isoformat(),
            days=self.days_left,
        )


def rows_of(assets: Iterable[OpenAsset], at: datetime) -> list[BoardRow]:
    """Return the lines of a board, the nearest day first; times to object that are over go."""
    rows = [
        BoardRow(asset, due, at)
        for asset in assets
        for due in asset.dues
        if not (due.is_right and not due.is_standing and due.due_at <= at)
    ]
    return sorted(rows, key=lambda row: (row.due.is_standing, row.due.due_at, row.asset.asset_no))


def own_rows(agency_code: str, at: datetime) -> dict[str, list[BoardRow]]:
    """Return what waits for an agency by the number of the asset, the nearest day first."""
    found: dict[str, list[BoardRow]] = {}
    for row in rows_of(list_open_of_agency(agency_code), at):
        if row.due.duty is Duty.AGENCY:
            found.setdefault(row.asset.asset_no, []).append(row)
    return found


def only(
    rows: Sequence[BoardRow],
    *,
    duty: Duty | None = None,
    step: DeadlineStep | None = None,
    when: When | None = None,
) -> list[BoardRow]:
    """Return the lines that fit a filter; what is escalated is overdue too."""
    fitting = {When.OVERDUE, When.ESCALATED} if when is When.OVERDUE else {when}
    return [
        row
        for row in rows
        if (duty is None or row.due.duty is duty)
        and (step is None or row.due.step is step)
        and (when is None or row.when in fitting)
    ]


@dataclass(frozen=True)
class Wait:
    """An asset and who sits on it since when (notice, item 58)."""

    asset: OpenAsset
    holder: str
    days: int
    is_overdue: bool

    @property
    def state(self) -> str:
        """Where it stands."""
        return str(STATES[self.asset.state]) if self.asset.state else _("No appraisal yet")


@dataclass(frozen=True)
class Holder:
    """One who has things in hand: how many, how many late, and the longest of them."""

    name: str
    count: int
    overdue: int
    longest: Wait


def waits_of(assets: Iterable[OpenAsset], at: datetime) -> list[Wait]:
    """Return who sits on what, the longest waiting first."""
    today = local_date(at)
    waits = [
        Wait(asset, _holder(asset, at), _days_since(asset, today), _is_late(asset, at))
        for asset in assets
        if asset.dues or asset.state is not AssignmentState.WITHDRAWN
    ]
    return sorted(waits, key=lambda wait: (-wait.days, wait.asset.asset_no))


def holders_of(waits: Sequence[Wait]) -> list[Holder]:
    """Return how much each one has in hand; whoever has the longest wait stands first."""
    counts = Counter(wait.holder for wait in waits)
    late = Counter(wait.holder for wait in waits if wait.is_overdue)
    longest: dict[str, Wait] = {}
    for wait in waits:
        longest.setdefault(wait.holder, wait)
    return [Holder(name, counts[name], late[name], wait) for name, wait in longest.items()]


def _holder(asset: OpenAsset, at: datetime) -> str:
    """Name who must move next: whose day is nearest, else whoever may still object, else us."""
    must = [due for due in asset.dues if not due.is_right]
    may = [due for due in asset.dues if due.is_right and due.due_at > at]
    first = next(iter(must), None)
    if first is None:
        duty, who = (Duty.PARTY, "") if may else (Duty.COURT, asset.judge_name)
    else:
        duty, who = first.duty, first.who
    role = DUTIES[Duty.COURT if duty in COURT_DUTIES else duty]
    return f"{role} · {who}" if who else str(role)


def _days_since(asset: OpenAsset, today: date) -> int:
    return max(0, (today - local_date(asset.state_since)).days)


def _is_late(asset: OpenAsset, at: datetime) -> bool:
    return any(due.is_overdue(at) for due in asset.dues)


def sheet_of(rows: Iterable[BoardRow]) -> list[list[Any]]:
    """Return the board as a table for a spreadsheet, its headings first."""
    headings = [
        _("Court case"), _("Asset"), _("Number"), _("State"), _("What is due"), _("Whose move"),
        _("From"), _("Last day as counted"), _("Last day"), _("How it came about"), _("Days left"),
        _("Basis"),
    ]  # fmt: skip
    return [
        headings,
        *(
            [
                row.asset.case_number,
                row.asset.asset_title,
                row.asset.appraisal_no or row.asset.asset_no,
                row.state,
                row.step,
                row.who,
                row.due.begins_on.isoformat(),
                row.due.end.nominal_on.isoformat(),
                row.due.end.due_on.isoformat(),
                "；".join(row.notes),
                row.days_left,
                str(row.due.article),
            ]
            for row in rows
        ),
    ]
