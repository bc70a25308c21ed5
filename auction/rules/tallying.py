"""Count one lot into a statistic, and put counts together: nothing is lost by adding up (P99)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from app.kernel.calendar import local_date
from app.screening.vocabulary import FindingCounts
from auction.vocabulary import CALLED_OFF, ENDED_STATES, LotState, Outcome, Round, Venue
from auction.vocabulary.statistics import AGENCY, WHOLE, month_of

#: The steps of a sale whose days are counted, in the order of the work.
STEPS = ("notice", "opening", "bidding", "payment", "ruling", "handover")


@dataclass(frozen=True)
class LotSheet:
    """What statistics know of one lot; amounts in fen, moments aware."""

    no: str
    court_code: str
    appraisal_no: str
    nature: str
    venue: Venue
    round: Round
    state: LotState
    announced_at: datetime
    opens_at: datetime | None
    ended_at: datetime | None
    start_fen: int
    reference_fen: int
    #: None of whatever was not sold.
    outcome: Outcome | None
    price_fen: int | None
    bids: int
    extensions: int
    #: Paddles that bid, and all that had a confirmed place.
    bidders: int
    entrants: int
    halts: int
    refunds: int
    #: Deposits that went back late, and those that are still out although their time is over.
    late_refunds: int
    overdue_refunds: int
    #: When the panel had decided, the price was in, the ruling was made, the thing handed over.
    decided_on: date | None
    paid_at: datetime | None
    ruled_at: datetime | None
    handed_at: datetime | None
    execution_fee_fen: int
    sale_cost_fen: int
    commission_fen: int

    @property
    def months(self) -> tuple[str, ...]:
        """The months it is counted in: of its notice, and of its end."""
        ended = (month_of(self.ended_at),) if self.ended_at else ()
        return tuple(dict.fromkeys((month_of(self.announced_at), *ended)))

    def facets(self, agency: str | None) -> tuple[str, ...]:
        """Under which headings it is counted, that of the agency which appraised among them."""
        return (
            WHOLE,
            f"nature:{self.nature}",
            f"venue:{self.venue.value}",
            f"round:{self.round.value}",
            *((f"{AGENCY}{agency}",) if agency else ()),
        )


@dataclass(frozen=True)
class Beside:
    """What other parts of the platform know of the lots that are counted."""

    #: The agency that appraised, by the number of the appraisal.
    agencies: Mapping[str, str]
    #: What the screens found, by the number of the lot.
    findings: Mapping[str, FindingCounts]


@dataclass
class Tally:
    """Sums that add up, and of each spread how often every whole value came (P100)."""

    counts: Counter[str] = field(default_factory=Counter)
    spreads: dict[str, Counter[int]] = field(default_factory=dict)

    def note(self, name: str, value: int) -> None:
        """Count one value of a spread."""
        self._spread(name)[value] += 1

    def _spread(self, name: str) -> Counter[int]:
        spread = self.spreads.get(name)
        if spread is None:
            spread = self.spreads[name] = Counter()
        return spread

    def add_stored(
        self, counts: Mapping[str, int], spreads: Mapping[str, Mapping[str, int]]
    ) -> None:
        """Take another tally in as it was stored."""
        own = self.counts
        for name, number in counts.items():
            own[name] += number
        for name, stored in spreads.items():
            spread = self._spread(name)
            for value, count in stored.items():
                spread[int(value)] += count

    def plain_counts(self) -> dict[str, int]:
        """Return the sums for storing, without those that are nothing."""
        return {name: value for name, value in sorted(self.counts.items()) if value}

    def plain_spreads(self) -> dict[str, dict[str, int]]:
        """Return the spreads for storing."""
        return {
            name: {str(value): count for value, count in sorted(spread.items())}
            for name, spread in sorted(self.spreads.items())
        }

    @classmethod
    def of_stored(
        cls, counts: Mapping[str, int], spreads: Mapping[str, Mapping[str, int]]
    ) -> "Tally":
        """Return a tally as it was stored."""
        tally = cls()
        tally.add_stored(counts, spreads)
        return tally


def tally_into(found: dict[str, Tally], sheet: LotSheet, month: str, beside: Beside) -> None:
    """Count one lot into the tallies of a month by facet, the whole among them.

    P99: its notice in the month of the notice, the rest in that of its end; what happens to a
    sale afterwards, such as a default or a handover, is counted where the sale is, so that each
    share is of one and the same set of lots.
    """
    is_noticed = month_of(sheet.announced_at) == month
    has_ended = sheet.ended_at is not None and month_of(sheet.ended_at) == month
    agency = beside.agencies.get(sheet.appraisal_no)
    findings = beside.findings.get(sheet.no)
    for facet in sheet.facets(agency) if is_noticed or has_ended else ():
        tally = found.get(facet)
        if tally is None:
            tally = found[facet] = Tally()
        if is_noticed:
            tally.counts["announced"] += 1
            tally.counts["announced_on_site"] += sheet.venue is Venue.TRADITIONAL
        if has_ended:
            _count_end(sheet, tally)
            if findings is not None:
                _count_findings(findings, tally)


def _count_findings(findings: FindingCounts, tally: Tally) -> None:
    """Count the findings of a lot that ended: while bids come in, not even their number (P103)."""
    tally.counts["findings"] += findings.made
    tally.counts["findings_closed"] += findings.closed
    tally.counts["findings_founded"] += findings.founded


def _count_end(sheet: LotSheet, tally: Tally) -> None:
    counts = tally.counts
    counts["halted"] += sheet.halts > 0
    counts["called_off"] += sheet.state in CALLED_OFF
    counts["refunds"] += sheet.refunds
    counts["late_refunds"] += sheet.late_refunds
    counts["overdue_refunds"] += sheet.overdue_refunds
    if sheet.state not in ENDED_STATES:
        return
    counts["ended"] += 1
    counts["commission_fen"] += sheet.commission_fen
    if sheet.venue is Venue.INTERNAL:
        counts["held_here"] += 1
        counts["bids"] += sheet.bids
        counts["bidders"] += sheet.bidders
        counts["entrants"] += sheet.entrants
        counts["extensions"] += sheet.extensions
        tally.note("bids", sheet.bids)
        tally.note("bidders", sheet.bidders)
    if sheet.outcome is Outcome.SOLD and sheet.price_fen is not None:
        _count_sale(sheet, sheet.price_fen, tally)
    for step, days in days_per_step(sheet):
        counts[f"{step}_days"] += days
        counts[f"{step}_lots"] += 1
        tally.note(f"{step}_days", days)


def _count_sale(sheet: LotSheet, price_fen: int, tally: Tally) -> None:
    counts = tally.counts
    counts["sold"] += 1
    counts[f"sold_{sheet.round.value}"] += 1
    counts["defaulted"] += sheet.state is LotState.DEFAULTED
    counts["annulled"] += sheet.state is LotState.ANNULLED
    counts["price_fen"] += price_fen
    counts["start_fen"] += sheet.start_fen
    counts["reference_fen"] += sheet.reference_fen
    counts["execution_fee_fen"] += sheet.execution_fee_fen
    counts["sale_cost_fen"] += sheet.sale_cost_fen
    tally.note("premium", whole_percent(price_fen - sheet.start_fen, sheet.start_fen))
    tally.note("ratio", whole_percent(price_fen, sheet.reference_fen))


def days_per_step(sheet: LotSheet) -> list[tuple[str, int]]:
    """Return how many days each step took, from the day of one event to that of the next.

    A step is left out unless both of its ends are known.
    """
    days = [
        sheet.decided_on,
        *(
            local_date(moment) if moment else None
            for moment in (
                sheet.announced_at,
                sheet.opens_at,
                sheet.ended_at,
                sheet.paid_at,
                sheet.ruled_at,
                sheet.handed_at,
            )
        ),
    ]
    return [
        (step, max((after - before).days, 0))
        for step, (before, after) in zip(STEPS, pairwise(days), strict=True)
        if before is not None and after is not None
    ]


def whole_percent(part: int, whole: int) -> int:
    """Return a part of a whole in whole percent, rounded half up (P100)."""
    return (part * 200 + whole) // (2 * whole)
