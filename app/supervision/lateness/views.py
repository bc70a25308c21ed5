"""The board of delays as people read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.identity.facade import find_head, find_heads
from app.kernel.errors import NotFound
from app.supervision.lateness import queries
from app.supervision.lateness.messages import DUTIES, STANDINGS, TAGS
from app.supervision.lateness.models import CourtScreen
from app.supervision.lateness.queries import IdleCase
from app.supervision.lateness.rules import days_over, standing_of
from app.supervision.lateness.vocabulary import Standing
from app.trail.wording import WORDING
from app.web.modules import DueStep, courts

#: Lines on one page; the spreadsheet holds all of them.
SHOWN_MAX = 200
#: What is late comes first; a time that runs for others comes last.
_ORDER = tuple(Standing)


@dataclass(frozen=True)
class Line:
    """One step of the board."""

    step: DueStep
    standing: Standing
    at: datetime

    @property
    def is_late(self) -> bool:
        """Whether its last day has gone by."""
        return self.standing in (Standing.LATE, Standing.ESCALATED)

    @property
    def is_escalated(self) -> bool:
        """Whether its last day went by so long ago that the head of the court hears of it."""
        return self.standing is Standing.ESCALATED

    @property
    def what(self) -> str:
        """What is to be done."""
        return str(WORDING.get(f"kind.{self.step.step}", self.step.step))

    @property
    def who(self) -> str:
        """Whose move it is: the role and, as the court may know it, the name."""
        role = str(DUTIES.get(self.step.duty, self.step.duty))
        return f"{role} · {self.step.who}" if self.step.who else role

    @property
    def tag(self) -> tuple[str, str]:
        """The status tag: how near the day is, in words."""
        kind = TAGS[self.standing]
        if self.is_late:
            days = days_over(self.step, self.at)
            if not days:
                return kind, _("Late since today")
            return kind, _("Late by %(days)s days", days=days)
        return kind, str(STANDINGS[self.standing])


@dataclass(frozen=True)
class Board:
    """One court's delays."""

    court_id: int
    court: str
    #: Who hears of what stays undone; empty while the court has named nobody.
    head: str
    lines: Sequence[Line]
    idle: Sequence[IdleCase]
    counts: dict[Standing, int]

    def only(self, standing: Standing | None, duty: str) -> list[Line]:
        """Return the lines that fit a filter; what is escalated is late too."""
        late = {Standing.LATE, Standing.ESCALATED}
        fitting = late if standing is Standing.LATE else {standing}
        return [
            line
            for line in self.lines
            if (standing is None or line.standing in fitting)
            and (not duty or line.step.duty == duty)
        ]


def board_of(court_id: int, at: datetime) -> Board:
    """Return a court's board, read from the rows as they stand; raise NotFound."""
    court = courts().get(court_id)
    if court is None:
        raise NotFound("court", court_id)
    steps = queries.list_steps(court_id, at)
    lines = [Line(step, standing_of(step, at), at) for step in steps]
    lines.sort(key=lambda line: (_ORDER.index(line.standing), line.step.due_at))
    head = find_head(court_id)
    return Board(
        court_id,
        court,
        head.name if head else "",
        lines,
        queries.list_idle(court_id, steps, at),
        {standing: sum(line.standing is standing for line in lines) for standing in Standing},
    )


@dataclass(frozen=True)
class CourtLine:
    """One court of the province in numbers, as it was looked at last."""

    id: int
    name: str
    head: str
    screen: CourtScreen | None


def courts_in_numbers() -> list[CourtLine]:
    """Return every court with what was counted of it, whoever is late most first."""
    heads, screens = find_heads(), queries.screens()
    lines = [
        CourtLine(number, name, heads[number].name if number in heads else "", screens.get(number))
        for number, name in courts().items()
    ]
    return sorted(lines, key=_weight)


def _weight(line: CourtLine) -> tuple[int, int, int, int]:
    screen = line.screen
    if screen is None:
        return (0, 0, 0, line.id)
    return (-screen.escalated, -screen.late, -screen.idle, line.id)


def sheet_of(lines: Sequence[Line]) -> list[list[Any]]:
    """Return the board as a table for a spreadsheet, its headings first."""
    headings = [_("Court case"), _("Number"), _("What is due"), _("Whose move"), _("Last day"),
                _("How it stands"), _("Basis")]  # fmt: skip
    return [
        headings,
        *(
            [
                line.step.case_number,
                line.step.about,
                line.what,
                line.who,
                line.step.due_at.isoformat(),
                line.tag[1],
                line.step.basis,
            ]
            for line in lines
        ),
    ]
