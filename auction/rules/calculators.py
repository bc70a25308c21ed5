"""The calculators of the sale: prices, deposits, priority, execution fee, distribution."""

from datetime import UTC, datetime, time, timedelta

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.calculations import Bench, Calculator
from app.lawbook.explain import Calculation, Step, merge_citations, merge_policies
from app.lawbook.inputs import Inputs
from auction.rules import articles, clock_calculator, prices
from auction.rules.bid_ladder import BidOrder, LotStanding, Ruling, judge_bid
from auction.rules.commission import commission
from auction.rules.deadlines import DEADLINES
from auction.rules.default_calculator import default
from auction.rules.distribution import (
    EXECUTION_FEE_SCHEDULE,
    Claim,
    ClaimClass,
    Distribution,
    distribute,
    execution_fee,
    in_kind_top_up,
)
from auction.rules.faults import BidFault

_TRACKS = ("ONLINE", "TRADITIONAL")
_RANK_MAX = 99
_BIDS_MAX = 5_000
_CLAIMS_MAX = 1_000
_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def start_price(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the floors of the start price round by round, and judge what was given."""
    track = inputs.choice("track", _TRACKS, default="ONLINE")
    reference = inputs.fen_or_none("reference_fen")
    second = inputs.fen_or_none("second_start_fen")
    if track == "TRADITIONAL":
        appraisal = inputs.fen("reference_fen")
        inputs.done()
        return _offline_reserves(appraisal, bench)
    first = inputs.fen_or_none("first_start_fen")
    if reference is None and first is None and second is not None:
        inputs.done()
        return _sell_off_price(second, bench)
    floor_of = inputs.fen("reference_fen")
    if first is None and second is not None:
        inputs.fault("first_start_fen", "required")
    inputs.done()
    return _online_floors(floor_of, first, second, bench)


def _online_floors(
    reference: Money, first: Money | None, second: Money | None, bench: Bench
) -> Calculation:
    """Judge first and second start price; 法释〔2016〕18号 arts. 10, 26."""
    first_least = prices.first_minimum(reference, on=bench.on)
    result: dict[str, object] = {"first_min_start_fen": first_least.fen}
    note = f"{reference.yuan} × 70 %"
    steps = [Step("Least start price, first auction", first_least.fen, note, articles.START_PRICE)]
    citations: tuple[Citation, ...] = (articles.START_PRICE,)
    if first is not None:
        second_least = prices.second_minimum(first, on=bench.on)
        result["first_ok"] = bool(first) and first >= first_least
        result["second_min_start_fen"] = second_least.fen
        note, basis = f"{first.yuan} × 80 %", articles.SECOND_ROUND
        steps.append(Step("Least start price, second auction", second_least.fen, note, basis))
        citations += (basis,)
        if second is not None:
            result["second_ok"] = bool(second) and second >= second_least
    return Calculation(result, citations, (), tuple(steps))


def _offline_reserves(appraisal: Money, bench: Bench) -> Calculation:
    """Return the reserves of the traditional track; 法释〔2020〕21号 art. 5."""
    first, second, third = prices.offline_reserves(appraisal, on=bench.on)
    basis = articles.OFFLINE_RESERVE
    return Calculation(
        {
            "first_reserve_fen": first.fen,
            "second_min_reserve_fen": second.fen,
            "third_min_reserve_fen": third.fen,
        },
        (basis, articles.OFFLINE_THIRD_ROUND),
        (),
        (
            Step("First reserve: the appraisal", first.fen, "", basis),
            Step("Least reserve, second auction", second.fen, f"{first.yuan} × 80 %", basis),
            Step(
                "Least reserve, third auction (immovables)",
                third.fen,
                f"{second.yuan} × 80 %",
                articles.OFFLINE_THIRD_ROUND,
            ),
        ),
    )


def _sell_off_price(second: Money, bench: Bench) -> Calculation:
    """Return the sell-off price; 法明传〔2017〕455号 四, from memory."""
    price = prices.sell_off_price(second, on=bench.on)
    basis = lawbook.value("sell_off_price_ratio", on=bench.on).citation
    step = Step("Sell-off price: the second start price", price.fen, "", basis)
    return Calculation({"sell_off_price_fen": price.fen}, (basis,), (), (step,))


def deposit(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the bounds of a deposit, judge one, and say what a bidder has to pay in."""
    track = inputs.choice("track", _TRACKS, default="ONLINE")
    given = inputs.fen_or_none("deposit_fen")
    is_applicant = inputs.flag("bidder_is_applicant")
    claim = inputs.fen_or_none("claim_fen")
    if is_applicant:
        claim = inputs.fen("claim_fen")
    asks_payable = is_applicant or claim is not None or inputs.has("bidder_is_applicant")
    base_name = "start_price_fen" if track == "ONLINE" else "reference_fen"
    if asks_payable:
        given = inputs.fen("deposit_fen")
        base = inputs.fen_or_none(base_name)
    else:
        base = inputs.fen(base_name)
    inputs.done()
    parts: list[Calculation] = []
    if base is not None:
        parts.append(_deposit_bounds(base, given, track, bench))
    if asks_payable and given is not None:
        parts.append(_payable(given, claim if is_applicant else None))
    return Calculation(
        {key: value for part in parts for key, value in part.result.items()},
        merge_citations(*(part.citations for part in parts)),
        (),
        tuple(step for part in parts for step in part.steps),
    )


def _deposit_bounds(base: Money, given: Money | None, track: str, bench: Bench) -> Calculation:
    """Judge a deposit; 法释〔2016〕18号 art. 17(1), or 法释〔2020〕21号 art. 10 offline."""
    if track == "ONLINE":
        bounds, basis = prices.deposit_bounds(base, on=bench.on), articles.DEPOSIT_RATIO
    else:
        bounds, basis = prices.offline_deposit_bounds(base, on=bench.on), articles.OFFLINE_DEPOSIT
    least = bounds.minimum
    whole_yuan = {"min_whole_yuan_fen": bounds.minimum_whole_yuan.fen}
    result: dict[str, object] = {"min_fen": least.fen}
    steps = [
        Step("Least deposit", least.fen, f"{base.yuan} × 5 %", basis),
        Step("Least deposit in whole yuan", bounds.minimum_whole_yuan.fen, "", basis),
    ]
    if bounds.maximum is not None and bounds.maximum_whole_yuan is not None:
        most, most_yuan = bounds.maximum, bounds.maximum_whole_yuan
        result["max_fen"] = most.fen
        whole_yuan["max_whole_yuan_fen"] = most_yuan.fen
        steps += [
            Step("Greatest deposit", most.fen, f"{base.yuan} × 20 %", basis),
            Step("Greatest deposit in whole yuan", most_yuan.fen, "", basis),
        ]
    if _in_whole_yuan(bounds, given):
        result |= whole_yuan
    if given is not None:
        result["ok"] = bounds.hold(given)
    return Calculation(result, (basis,), (), tuple(steps))


def _in_whole_yuan(bounds: prices.DepositBounds, given: Money | None) -> bool:
    """Say whether the answer names whole-yuan bounds too: they differ and a lawful one asks.

    A court may enter whole yuan inside bounds that are exact to the fen (decision D6). Bounds that
    are whole yuan already, or a deposit that breaks them, need no second pair of figures; the
    steps name it all the same.
    """
    exact = [bound for bound in (bounds.minimum, bounds.maximum) if bound is not None]
    return any(bound.fen % 100 for bound in exact) and (given is None or bounds.hold(given))


def _payable(given: Money, claim: Money | None) -> Calculation:
    """Return what is to be paid in; 法释〔2016〕18号 art. 17(2)."""
    payable = prices.payable_deposit(given, applicant_claim=claim)
    basis = articles.DEPOSIT_OF_APPLICANT
    note = given.yuan if claim is None else f"max(0, {given.yuan} - {claim.yuan})"
    step = Step("Deposit to pay in", payable.fen, note, basis)
    return Calculation({"payable_deposit_fen": payable.fen}, (basis,), (), (step,))


def priority(inputs: Inputs, _bench: Bench) -> Calculation:
    """Judge a short history of bids with priority purchasers among them."""
    standing = LotStanding(
        state="open",
        start_price=inputs.fen("start_price_fen"),
        bid_step=Money(inputs.integer("increment_fen", low=1, high=10**12)),
        price=None,
        leader=None,
        leader_rank=None,
        opens_at=_DAY,
        closes_at=_DAY + timedelta(days=2),
    )
    rows = inputs.tables("bids")
    if not 1 <= len(rows) <= _BIDS_MAX:
        inputs.fault("bids", "too_many" if rows else "required")
    orders = [_read_order(row) for row in rows]
    inputs.done()
    rulings: list[tuple[BidOrder, Ruling]] = []
    rejected: list[dict[str, str]] = []
    for order in sorted(orders, key=lambda order: order.received_at):
        ruling = judge_bid(standing, order)
        if ruling.fault is not None and not _is_outranked(standing, order):
            rejected.append({"code": order.paddle, "error": _error_of(standing, order, ruling)})
        rulings.append((order, ruling))
        standing = standing.after(ruling)
    price = standing.price
    result: dict[str, object] = {
        "winner": standing.leader,
        "price_fen": None if price is None else price.fen,
    }
    if rejected:
        result["rejected"] = rejected
    citations = merge_citations(
        (articles.PRIORITY_CODE, articles.PRIORITY_MATCH),
        *(ruling.citations for _, ruling in rulings),
    )
    return Calculation(result, citations, (), tuple(_steps_of(rulings)))


def _read_order(row: Inputs) -> BidOrder:
    """Read one bid; a rank counts only if the court confirmed the right (art. 19(1))."""
    rank = row.integer_or_none("priority_rank", low=1, high=_RANK_MAX)
    if row.has("priority_confirmed") and not row.flag("priority_confirmed"):
        rank = None
    clock_text = row.text("t")
    try:
        at = datetime.combine(_DAY, time.fromisoformat(clock_text), UTC)
    except ValueError:
        row.fault("t", "not_a_time")
        at = _DAY
    return BidOrder(row.text("code"), row.fen("amount_fen"), at, rank)


def _is_outranked(standing: LotStanding, order: BidOrder) -> bool:
    """Say whether a lawful match merely loses by rank or time (art. 21(2), (3))."""
    return order.priority_rank is not None and order.amount == standing.price


def _error_of(standing: LotStanding, order: BidOrder, ruling: Ruling) -> str:
    """Name what a bid lacked, as the worked cases do."""
    if ruling.fault is BidFault.BELOW_START:
        return "BELOW_START_PRICE"
    if standing.price is not None and order.amount < standing.price:
        return "BELOW_CURRENT_PRICE"
    if ruling.fault is BidFault.BELOW_LADDER:
        return "BELOW_MIN_INCREMENT"
    return str(ruling.fault).upper()


def _steps_of(rulings: list[tuple[BidOrder, Ruling]]) -> list[Step]:
    """Tell bid by bid what was ruled."""
    return [
        Step(
            "Bid takes the lead" if ruling.accepted else "Bid does not count",
            order.amount.fen,
            f"{order.received_at:%H:%M:%S} {order.paddle}",
            ruling.citations[0],
        )
        for order, ruling in rulings
    ]


def execution_fee_group(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the execution application fee on an amount."""
    inputs.choice("schedule", (EXECUTION_FEE_SCHEDULE,), default=EXECUTION_FEE_SCHEDULE)
    amount = inputs.fen("amount_fen")
    inputs.done()
    return execution_fee(amount, on=bench.on)


def top_up(inputs: Inputs, _bench: Bench) -> Calculation:
    """Return what a creditor adds who takes the property in kind; 法释〔2020〕21号 art. 16(2)."""
    price, claim = inputs.fen("in_kind_price_fen"), inputs.fen("claim_receivable_fen")
    inputs.done()
    added = in_kind_top_up(price, claim)
    basis = articles.IN_KIND_TOP_UP
    note = f"max(0, {price.yuan} - {claim.yuan})"
    step = Step("Top-up of the assignee", added.fen, note, basis)
    return Calculation({"top_up_fen": added.fen}, (basis,), (), (step,))


def distribution(inputs: Inputs, bench: Bench) -> Calculation:
    """Share a price out, or say what an assignee in kind must add."""
    if inputs.has("in_kind_price_fen"):
        return top_up(inputs, bench)
    proceeds = inputs.fen("price_fen")
    settlement_inputs = {
        "schedule": inputs.text("schedule"),
        "regime": inputs.text("regime", default="SD54_WITH_FS15"),
        "outcome": "SOLD",
        "appraisal_fen": inputs.fen("appraisal_fen").fen,
        "basic_fee_prepaid_fen": inputs.fen("basic_fee_prepaid_fen").fen,
        "disposal_price_fen": proceeds.fen,
    }
    auxiliary = inputs.fen_or_none("auxiliary_cost_fen") or Money.ZERO
    mortgage = inputs.fen_or_none("mortgage_fen") or Money.ZERO
    ordinary = inputs.amounts("ordinary")
    enforced = inputs.fen("execution_amount_fen")
    if len(ordinary) > _CLAIMS_MAX:
        inputs.fault("ordinary", "too_many")
    inputs.done()
    settled = bench.calculate("appraisal_settlement", settlement_inputs)
    fee = execution_fee(enforced, on=bench.on)
    shared = distribute(
        proceeds,
        sale_costs=(
            Claim("appraisal_balance", Money(settled.result["balance_due_fen"])),
            Claim("auxiliary_cost", auxiliary),
        ),
        execution_fee_due=Money(fee.result["fee_fen"]),
        secured=(Claim("mortgage", mortgage),),
        ordinary=tuple(Claim(name, amount) for name, amount in ordinary.items()),
    )
    return Calculation(
        _named(shared),
        merge_citations(fee.citations, shared.calculation.citations, settled.citations),
        merge_policies(settled.policies, fee.policies),
        (*settled.steps, *fee.steps, *shared.calculation.steps),
    )


def _named(shared: Distribution) -> dict[str, object]:
    """Name the figures of a distribution as the worked cases do."""
    paid = {share.name: share.paid.fen for share in shared.shares[:4]}
    return {
        "appraisal_balance_fen": paid["appraisal_balance"],
        "auxiliary_cost_fen": paid["auxiliary_cost"],
        "execution_fee_fen": paid["execution_fee"],
        "mortgage_paid_fen": paid["mortgage"],
        "ordinary_paid": {
            share.name: share.paid.fen for share in shared.paid_to(ClaimClass.ORDINARY)
        },
        "return_to_debtor_fen": shared.surplus.fen,
    }


CALCULATORS: dict[str, Calculator] = {
    "start_price": start_price,
    "deposit": deposit,
    "clock": clock_calculator.clock,
    "priority": priority,
    "execution_fee": execution_fee_group,
    "distribution": distribution,
    "top_up": top_up,
    "commission": commission,
    "default": default,
    "deadline": DEADLINES,
}
