"""Count a period of the law from a day, and tell how its last day was found."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from app.kernel.calendar import LegalEnd, legal_end
from app.kernel.citation import Citation
from app.lawbook.calculations import Bench
from app.lawbook.events import Judge, Part
from app.lawbook.explain import Calculation, Step, merge_citations
from app.lawbook.inputs import Inputs
from app.lawbook.rules import number, value

DAY_COUNTING = Citation("民事诉讼法", "第85条")
#: Day counting where the law leaves it open (domain.md 1.2).
POLICY = "P7"


class LastDay(Enum):
    """What becomes of a last day on a holiday (P7, 民事诉讼法 art. 85)."""

    #: A period to hand something in or to pay: the last day moves on.
    MOVES = auto()
    #: A limit on an act of the court's own: shown as counted, since the earlier day is safe.
    STAYS = auto()
    #: A least notice or a fiction of service: the article does not speak of these.
    PLAIN = auto()


@dataclass(frozen=True, slots=True)
class Counted:
    """The last day of a period with the steps and articles that lead to it."""

    on: date
    steps: tuple[Step, ...]
    citations: tuple[Citation, ...]

    def answer(self, **result: object) -> Calculation:
        """Return a calculation that rests on this period."""
        return Calculation(result, self.citations, (POLICY,), self.steps)


def count(start: date, key: str, *, label: str, last_day: LastDay, more_days: int = 0) -> Counted:
    """Count the days of a rule in force on ``start``; that day itself is left out."""
    rule = value(key, on=start)
    days = number(key, on=start) + more_days
    end = legal_end(start, days)
    counted = start + timedelta(days=days)
    on = end.due_on if last_day is LastDay.MOVES else counted
    # The label is named by the rule that counts, and put into words by the page.
    steps: tuple[Step, ...] = (Step(label, None, f"{start} + {days} → {counted}", rule.citation),)
    citations: tuple[Citation, ...] = (rule.citation, DAY_COUNTING)
    if last_day is not LastDay.PLAIN:
        steps += explain_end(end, last_day)
    return Counted(on, steps, citations)


def explain_end(end: LegalEnd, last_day: LastDay) -> tuple[Step, ...]:
    """Tell what a holiday does to the last day, and whether its plan is known yet."""
    steps: tuple[Step, ...] = ()
    if end.is_rolled:
        holiday = f" {end.holiday}" if end.holiday else ""
        note = f"{end.nominal_on}{holiday} → {end.due_on}"
        steps += (
            (Step("The last day is a day off and moves on", None, note, DAY_COUNTING),)
            if last_day is LastDay.MOVES
            else (Step("The last day is a day off; the act is better done before", None, note),)
        )
    if end.is_provisional:
        years = "、".join(dict.fromkeys(f"{day.year}" for day in (end.nominal_on, end.due_on)))
        steps += (
            Step("Provisional: the holiday plan of that year is not published yet", None, years),
        )
    return steps


@dataclass(frozen=True, slots=True)
class Period:
    """One period as a row of a table: from which event, by which rule, to which answer."""

    event: str
    rule: str
    result: str
    label: str
    last_day: LastDay
    #: Other names under which programs may give the event.
    also: tuple[str, ...] = ()

    @property
    def events(self) -> tuple[str, ...]:
        """Every name of the event."""
        return (self.event, *self.also)

    def part(self, inputs: Inputs, _bench: Bench) -> Judge:
        """Read the day of the event and count from it."""
        start = inputs.day(inputs.either(*self.events))
        return lambda: self.count_from(start)

    def count_from(self, start: date) -> Calculation:
        """Return the answer for an event on a day."""
        counted = count(start, self.rule, label=self.label, last_day=self.last_day)
        return counted.answer(**{self.result: counted.on.isoformat()})


def parts_of(periods: tuple[Period, ...]) -> dict[str, Part]:
    """Return periods as the parts of a calculator, each under its event."""
    return {name: period.part for period in periods for name in period.events}


def with_more(found: Counted, *others: Counted, result: dict[str, object]) -> Calculation:
    """Return one calculation that rests on several periods."""
    every = (found, *others)
    return Calculation(
        result,
        merge_citations(*(one.citations for one in every)),
        (POLICY,),
        tuple(step for one in every for step in one.steps),
    )
