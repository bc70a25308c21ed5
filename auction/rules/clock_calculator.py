"""The calculator of the bidding clock: ends, extensions, sell-off contests, faults."""

from dataclasses import replace
from datetime import datetime, timedelta

from app import lawbook
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.money import Money
from app.lawbook.calculations import Bench
from app.lawbook.explain import Calculation, Step
from app.lawbook.inputs import Inputs
from auction.rules import articles, closing
from auction.rules.bid_ladder import BidOrder, LotStanding, Ruling, judge_bid
from auction.rules.deadlines import as_text

_ONE_FEN = Money(1)
_EXTENSIONS_MAX = 40_000
_STRESS_OPENS = datetime(2026, 4, 1, 10, tzinfo=SHANGHAI)
#: Spacings of the stress run before the end, in microseconds: from one to the whole window.
_SPACINGS = (1, 1_000, 299_999_999, 150_000_000, 19_000_000)
_INVARIANT = "final_end == last_valid_bid_time + 300 s; one winner; full bid log stored"


def clock(inputs: Inputs, _bench: Bench) -> Calculation:
    """Judge when bidding ends, by what the inputs describe."""
    if inputs.has("extensions"):
        return _stress(inputs)
    if inputs.has("sell_off_start"):
        return _sell_off(inputs)
    if inputs.has("fault_at"):
        return _fault(inputs)
    return _bidding(inputs)


def _bidding(inputs: Inputs) -> Calculation:
    """Judge a list of bid times; 法释〔2016〕18号 art. 20(2)."""
    opens_at, closes_at = inputs.moment("start"), inputs.moment("scheduled_end")
    times = inputs.moments("server_bid_times")
    inputs.done()
    citations = (articles.BIDDING_CLOCK,)
    if not closing.is_period_long_enough(opens_at, closes_at, on=local_date(opens_at)):
        step = Step("Bidding lasts less than 24 hours", None, "", articles.BIDDING_CLOCK)
        result = {"accepted": False, "error": "BIDDING_PERIOD_TOO_SHORT"}
        return Calculation(result, citations, (), (step,))
    standing, rulings = _judge(_standing(opens_at, closes_at), times)
    return Calculation(
        {
            "final_end": as_text(standing.closes_at),
            "extension_count": standing.extensions,
            "bid_results": ["ACCEPTED" if ruling.accepted else "REJECTED" for ruling in rulings],
        },
        citations,
        ("P4",),
        _steps(standing, closes_at),
    )


def _sell_off(inputs: Inputs) -> Calculation:
    """Judge a sell-off: 60 days, or a contest from the first bid on (P12); 455号 三, 六."""
    opens_at = inputs.moment("sell_off_start")
    on = local_date(opens_at)
    days = inputs.integer("period_days", low=1, high=365, default=60)
    times = inputs.moments("bids")
    inputs.done()
    period = lawbook.value("sell_off_period_days", on=on).citation
    contest = lawbook.value("sell_off_contest_hours", on=on).citation
    ends_at = closing.closing_of_sell_off(opens_at, period_days=days)
    standing = _standing(opens_at, ends_at)
    arrivals = sorted(times)
    first = next((at for at in arrivals if opens_at <= at < ends_at), None)
    if first is None:
        result = {"final_end": as_text(ends_at), "outcome": "SELL_OFF_FAILED"}
        return Calculation(result, (period,), ("P4",), _steps(standing, ends_at))
    contest_end = closing.closing_of_contest(first, on=on)
    early = sum(at < first for at in arrivals)
    top = judge_bid(standing, BidOrder("B", _ONE_FEN, first)).standing
    standing, _ = _judge(replace(top, closes_at=contest_end, extensions=0), arrivals[early + 1 :])
    sold: dict[str, object] = {
        "final_end": as_text(standing.closes_at),
        "outcome": "SOLD",
        "extension_count": standing.extensions,
    }
    steps = _steps(standing, contest_end)
    citations = (period, contest, articles.BIDDING_CLOCK)
    return Calculation(sold, citations, ("P4", "P12"), steps)


def _fault(inputs: Inputs) -> Calculation:
    """Judge a fault of the system: suspended, never closed; 法释〔2016〕18号 art. 28 (D8)."""
    closes_at, fault_at = inputs.moment("scheduled_end"), inputs.moment("fault_at")
    resumed_at = inputs.moment("resumed_at") if inputs.has("resumed_at") else None
    if fault_at >= closes_at:
        inputs.fault("fault_at", "after_the_end")
    if resumed_at is not None and resumed_at < fault_at:
        inputs.fault("resumed_at", "before_the_fault")
    inputs.done()
    on = local_date(fault_at)
    result: dict[str, object] = {
        "status": "SUSPENDED",
        "reason_published": True,
        "resume_within_days": lawbook.number("resume_days", on=on),
        "remaining_window_restored_seconds_at_least": lawbook.number("resume_window_s", on=on),
    }
    if resumed_at is not None:
        ends_at = closing.closing_after_resume(closes_at, fault_at, resumed_at, on=on)
        result["resumed_end"] = as_text(ends_at)
    days = lawbook.value("resume_days", on=on).citation
    step = Step("Left when the clock stopped", None, str(closes_at - fault_at), days)
    return Calculation(result, (articles.SUSPENSION, days), (), (step,))


def _stress(inputs: Inputs) -> Calculation:
    """Extend a sale again and again by real rulings and check what must hold at the end."""
    count = inputs.integer("extensions", low=1, high=_EXTENSIONS_MAX)
    inputs.text("spacing", default="any")
    inputs.done()
    standing = _standing(_STRESS_OPENS, _STRESS_OPENS + timedelta(hours=24))
    log: list[Ruling] = []
    at = standing.closes_at
    for index in range(count):
        spacing = _SPACINGS[index % len(_SPACINGS)]
        at = standing.closes_at - timedelta(microseconds=spacing)
        order = BidOrder(f"B{index % 2}", Money(index + 1), at)
        ruling = judge_bid(standing, order)
        log.append(ruling)
        standing = standing.after(ruling)
    holds = (
        standing.closes_at == at + timedelta(seconds=standing.extension_seconds)
        and standing.extensions == standing.seq == len(log) == count
        and all(ruling.accepted for ruling in log)
        and standing.leader == f"B{(count - 1) % 2}"
    )
    if not holds:
        raise ArithmeticError("the clock lost its invariant")
    steps = (
        Step("Bids judged", None, str(len(log)), articles.BIDDING_CLOCK),
        *_steps(standing, _STRESS_OPENS + timedelta(hours=24)),
    )
    return Calculation({"invariant": _INVARIANT}, (articles.BIDDING_CLOCK,), ("P4",), steps)


def _standing(opens_at: datetime, closes_at: datetime) -> LotStanding:
    """Return an empty lot whose ladder never stands in the way of its clock."""
    return LotStanding(
        state="open",
        start_price=_ONE_FEN,
        bid_step=_ONE_FEN,
        price=None,
        leader=None,
        leader_rank=None,
        opens_at=opens_at,
        closes_at=closes_at,
        extension_seconds=lawbook.number("extension_s", on=local_date(opens_at)),
    )


def _judge(standing: LotStanding, times: list[datetime]) -> tuple[LotStanding, list[Ruling]]:
    """Judge one rising bid at each time, in order of time; rulings come in the order given."""
    rulings: dict[int, Ruling] = {}
    for index in sorted(range(len(times)), key=times.__getitem__):
        order = BidOrder("B", Money(standing.seq + 1), times[index])
        rulings[index] = judge_bid(standing, order)
        standing = standing.after(rulings[index])
    return standing, [rulings[index] for index in range(len(times))]


def _steps(standing: LotStanding, scheduled: datetime) -> tuple[Step, ...]:
    """Tell how the end came about."""
    basis = articles.BIDDING_CLOCK
    return (
        Step("Scheduled end", None, as_text(scheduled), basis),
        Step("Extensions", None, str(standing.extensions), basis),
        Step("Real end", None, as_text(standing.closes_at), basis),
    )
