"""The page that a court reads of itself: what is late, out and open, and by whose cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.screening import facade as screening
from app.supervision import facade as supervision
from auction.messages.screening import SCREENS
from auction.queries import court_figures as queries
from auction.queries.court_figures import CaseLots, DepositsOut
from registry import facade as registry

#: Late steps and findings listed on the page; the boards behind it hold all.
SHOWN_MAX = 30
#: How far back the lots that ended are counted for each judge.
ENDED_SINCE = timedelta(days=365)
#: The step by which the ledger tells of a refund that the bank has not paid.
_REFUND = "money_refund"


@dataclass(frozen=True)
class JudgeLine:
    """One judge: the lots of his cases and the steps that are late in them."""

    name: str
    lots: CaseLots
    late: int
    escalated: int


@dataclass(frozen=True)
class FindingLine:
    """One open finding, without anybody's name or paddle."""

    id: int
    screen: str
    lot: str
    title: str
    made_at: datetime


@dataclass(frozen=True)
class CourtFigures:
    """What a court sees of itself beyond the public figures."""

    late: Sequence[supervision.DelayLine]
    escalated: int
    judge_of: dict[str, str]
    judges: Sequence[JudgeLine]
    deposits: Sequence[DepositsOut]
    #: Refunds that the bank was told of and has not paid.
    refunds: Sequence[supervision.DelayLine]
    findings: Sequence[FindingLine]
    open_findings: int

    @property
    def late_shown(self) -> Sequence[supervision.DelayLine]:
        """The late steps that the page lists, the latest first."""
        return self.late[:SHOWN_MAX]

    @property
    def deposits_out(self) -> int:
        """How many deposits are still held."""
        return sum(one.count for one in self.deposits)


def figures_of(court: registry.CourtView, at: datetime) -> CourtFigures:
    """Return what a court sees of itself at a moment, read from the rows as they stand."""
    lines = supervision.delays_of(court.id, at).lines
    late = [line for line in lines if line.is_late]
    lots = queries.lots_by_case(court.id, court.code, at - ENDED_SINCE)
    numbers = {*lots, *(line.step.case_number for line in late)}
    judge_of = registry.judges_of(numbers - {""})
    return CourtFigures(
        late=late,
        escalated=sum(line.is_escalated for line in late),
        judge_of=judge_of,
        judges=_judges(lots, late, judge_of),
        deposits=queries.list_deposits_out(court.id),
        refunds=[line for line in lines if line.step.step == _REFUND],
        findings=[
            FindingLine(
                one.id, f"{one.screen.value} {SCREENS[one.screen.value].title}",
                one.subject, one.title, one.made_at,
            )
            for one in screening.list_open(court.id, limit=SHOWN_MAX)
        ],
        open_findings=screening.count_open(court.id),
    )  # fmt: skip


def _judges(
    lots: dict[str, CaseLots], late: Iterable[supervision.DelayLine], judge_of: dict[str, str]
) -> list[JudgeLine]:
    """Return a line for each judge, whose cases are late most first; the last is of no judge."""
    lots_of: dict[str, list[CaseLots]] = defaultdict(list)
    late_of: dict[str, list[supervision.DelayLine]] = defaultdict(list)
    for number, one in lots.items():
        lots_of[judge_of.get(number, "")].append(one)
    for line in late:
        late_of[judge_of.get(line.step.case_number, "")].append(line)
    found = [
        JudgeLine(
            name or _("Of no case"),
            queries.total_of(lots_of[name]),
            len(late_of[name]),
            sum(line.is_escalated for line in late_of[name]),
        )
        for name in sorted({*lots_of, *late_of}, key=lambda name: (not name, name))
    ]
    return sorted(found, key=lambda one: (-one.escalated, -one.late))
