"""The figures of a statistic: how each is made of a tally, from which facts, by which rule."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.citation import Citation
from auction.rules import articles
from auction.rules.distribution import COSTS_FIRST
from auction.rules.tallying import STEPS, Tally
from auction.vocabulary import Round
from auction.vocabulary.statistics import Unit

P99 = Citation(articles.PLATFORM_RULES, "P99")
P100 = Citation(articles.PLATFORM_RULES, "P100")
P103 = Citation(articles.PLATFORM_RULES, "P103")

#: Of which facts of the record the counted rows tell.
NOTICES = ("auction.lot.announced",)
ENDS = ("auction.lot.sold", "auction.lot.unsold", "auction.result.recorded")
SALES = ("auction.lot.sold", "auction.result.recorded")
CALLED_OFF = ("auction.lot.withdrawn", "auction.lot.stopped", "auction.lot.stopped_covered")
#: What the screens found, and how a judge closed it.
FOUND, CLOSED = "screening.finding.made", "screening.finding.closed"
#: At which fact each step ends.
STEP_FACTS = {
    "notice": ("auction.panel.decided", "auction.lot.announced"),
    "opening": ("auction.lot.announced", "auction.lot.opened"),
    "bidding": ("auction.lot.opened", *ENDS),
    "payment": (*SALES, "auction.lot.paid"),
    "ruling": ("auction.lot.paid", "auction.lot.ruled"),
    "handover": ("auction.lot.ruled", "auction.lot.handed_over"),
}
STEP_ARTICLES = {
    "notice": (P99,),
    "opening": (articles.NOTICE_PERIOD, P99),
    "bidding": (articles.BIDDING_CLOCK, P99),
    "payment": (articles.BALANCE, P99),
    "ruling": (Citation(articles.AUCTION_AND_SALE, "第20条"), P99),
    "handover": (Citation(articles.AUCTION_AND_SALE, "第27条"), P99),
}
#: What each round rests on; a third is held on site alone.
ROUND_ARTICLES = {
    Round.FIRST: articles.SECOND_ROUND,
    Round.SECOND: articles.SECOND_ROUND,
    Round.THIRD: articles.OFFLINE_THIRD_ROUND,
    Round.SELL_OFF: articles.SELL_OFF_AFTER,
}


@dataclass(frozen=True)
class FigureKind:
    """One figure: its number from a tally, its unit, and what it rests on."""

    code: str
    unit: Unit
    value: Callable[[Tally], int | None]
    facts: tuple[str, ...]
    citations: tuple[Citation, ...] = (P99,)
    #: Stands in a table of many places, not only on the page of one.
    is_main: bool = False


def total(name: str) -> Callable[[Tally], int]:
    """Return what reads one sum of a tally."""
    return lambda tally: tally.counts[name]


def share(part: str, whole: str) -> Callable[[Tally], int | None]:
    """Return what reads one sum as a share of another, in hundredths of a percent, half up."""
    return lambda tally: _rounded(tally.counts[part] * 10_000, tally.counts[whole])


def mean(part: str, whole: str) -> Callable[[Tally], int | None]:
    """Return what reads the mean of a sum, in hundredths, rounded half up."""
    return lambda tally: _rounded(tally.counts[part] * 100, tally.counts[whole])


def middle(name: str, factor: int = 1) -> Callable[[Tally], int | None]:
    """Return what reads the median of a spread, times a factor."""

    def read(tally: Tally) -> int | None:
        value = median(tally.spreads.get(name, Counter()))
        return None if value is None else value * factor

    return read


def _premium(tally: Tally) -> int | None:
    start = tally.counts["start_fen"]
    return _rounded((tally.counts["price_fen"] - start) * 10_000, start)


def _rounded(part: int, whole: int) -> int | None:
    return (part * 2 + whole) // (2 * whole) if whole else None


def median(spread: Counter[int]) -> int | None:
    """Return the middle value of a spread, of two the lower; None of an empty one (P100)."""
    wanted = (spread.total() + 1) // 2
    seen = 0
    for value in sorted(spread):
        seen += spread[value]
        if seen >= wanted > 0:
            return value
    return None


_OF_TWO = (P99, P100)

FIGURES: tuple[FigureKind, ...] = (
    FigureKind("announced", Unit.COUNT, total("announced"), NOTICES, is_main=True),
    FigureKind("ended", Unit.COUNT, total("ended"), ENDS, is_main=True),
    FigureKind("sold", Unit.COUNT, total("sold"), SALES, is_main=True),
    FigureKind("sold_share", Unit.PERCENT, share("sold", "ended"), ENDS, is_main=True),
    *(
        FigureKind(
            f"sold_{round_.value}_share",
            Unit.PERCENT,
            share(f"sold_{round_.value}", "sold"),
            SALES,
            (ROUND_ARTICLES[round_], P99),
        )
        for round_ in Round
    ),
    FigureKind("price_total", Unit.FEN, total("price_fen"), SALES, is_main=True),
    FigureKind("premium", Unit.PERCENT, _premium, SALES, (articles.START_PRICE, P99), is_main=True),
    FigureKind("premium_median", Unit.PERCENT, middle("premium", 100), SALES, _OF_TWO),
    FigureKind(
        "ratio",
        Unit.PERCENT,
        share("price_fen", "reference_fen"),
        SALES,
        (articles.START_PRICE, P99),
        is_main=True,
    ),
    FigureKind("ratio_median", Unit.PERCENT, middle("ratio", 100), SALES, _OF_TWO),
    FigureKind(
        "entrants",
        Unit.MEAN,
        mean("entrants", "held_here"),
        ("auction.enrollment.qualified",),
        (articles.ENROLLMENT, P99),
    ),
    FigureKind(
        "bidders",
        Unit.MEAN,
        mean("bidders", "held_here"),
        ("auction.bid.placed",),
        is_main=True,
    ),
    FigureKind("bids", Unit.MEAN, mean("bids", "held_here"), ("auction.bid.placed",)),
    FigureKind(
        "extensions",
        Unit.MEAN,
        mean("extensions", "held_here"),
        ("auction.lot.extended",),
        (articles.BIDDING_CLOCK, P99),
    ),
    *(
        FigureKind(
            f"{step}_days",
            Unit.DAYS,
            middle(f"{step}_days"),
            STEP_FACTS[step],
            (*STEP_ARTICLES[step], P100),
        )
        for step in STEPS
    ),
    FigureKind("called_off", Unit.COUNT, total("called_off"), CALLED_OFF),
    FigureKind(
        "halted", Unit.COUNT, total("halted"), ("auction.lot.suspended", "auction.lot.stayed")
    ),
    FigureKind(
        "defaulted",
        Unit.COUNT,
        total("defaulted"),
        ("auction.lot.defaulted",),
        (articles.DEFAULTED_BUYER, P99),
    ),
    FigureKind(
        "annulled",
        Unit.COUNT,
        total("annulled"),
        ("auction.lot.annulled",),
        (Citation(articles.NETWORK_AUCTION, "第31条"), P99),
    ),
    FigureKind(
        "on_site_share",
        Unit.PERCENT,
        share("announced_on_site", "announced"),
        NOTICES,
        (articles.ONLINE_FIRST, P99),
    ),
    FigureKind(
        "late_refunds",
        Unit.COUNT,
        total("late_refunds"),
        ("auction.deposit.released",),
        (articles.DEPOSIT_RETURN, P99),
    ),
    FigureKind(
        "overdue_refunds",
        Unit.COUNT,
        total("overdue_refunds"),
        ("auction.deposit.released",),
        (articles.DEPOSIT_RETURN, P103),
    ),
    FigureKind("findings", Unit.COUNT, total("findings"), (FOUND,), (P103,)),
    FigureKind("findings_closed", Unit.COUNT, total("findings_closed"), (FOUND, CLOSED), (P103,)),
    FigureKind("findings_founded", Unit.COUNT, total("findings_founded"), (FOUND, CLOSED), (P103,)),
    FigureKind(
        "appraisal_fees",
        Unit.FEN,
        total("appraisal_fee_fen"),
        ("appraisal.fee.settled",),
        (Citation(articles.REFERENCE_PRICE_RULES, "第32条"), P99),
    ),
    FigureKind(
        "commissions",
        Unit.FEN,
        total("commission_fen"),
        ("auction.result.recorded",),
        (Citation(articles.AUCTION_AND_SALE, "第29条"), P99),
    ),
    FigureKind(
        "execution_fees",
        Unit.FEN,
        total("execution_fee_fen"),
        ("auction.distribution.executed",),
        (Citation("诉讼费用交纳办法", "第14条"), P99),
    ),
    FigureKind(
        "sale_costs",
        Unit.FEN,
        total("sale_cost_fen"),
        ("auction.distribution.executed",),
        (COSTS_FIRST, P99),
    ),
)
FIGURE_OF = {figure.code: figure for figure in FIGURES}
