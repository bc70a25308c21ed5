"""The calculators of the appraisal: its fee and settlement, inquiry on the net, deadlines."""

from app.kernel.money import Money
from app.lawbook.calculations import Bench, Calculator
from app.lawbook.explain import Calculation
from app.lawbook.inputs import Inputs
from app.lawbook.rules import schedule_codes
from appraisal.rules.deadlines import DEADLINES
from appraisal.rules.fees import (
    FeeFacts,
    FeeOutcome,
    LotFacts,
    Regime,
    appraisal_fee,
    needs_expense,
    needs_price,
    settle_fee,
    settle_fee_of_lots,
)
from appraisal.rules.network_inquiry import network_inquiry

_LOTS_MAX = 200


def appraisal_fee_tier(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the fee on a base by a schedule, floated if asked."""
    schedule = inputs.choice("schedule", schedule_codes())
    base = inputs.fen("base_fen")
    float_percent = inputs.integer_or_none("float_percent", low=-100, high=100)
    inputs.done()
    return appraisal_fee(schedule, base, on=bench.on, float_percent=float_percent)


def appraisal_settlement(inputs: Inputs, bench: Bench) -> Calculation:
    """Settle a report's fee, over one property or over several lots."""
    schedule = inputs.choice("schedule", schedule_codes())
    regime = Regime(inputs.choice("regime", list(Regime), default=Regime.SD54_WITH_FS15))
    basic_fee = inputs.fen("basic_fee_prepaid_fen")
    if inputs.has("lots"):
        lots = [_read_lot(row, regime) for row in inputs.tables("lots")]
        if not 1 <= len(lots) <= _LOTS_MAX:
            inputs.fault("lots", "too_many" if lots else "required")
        if len({lot.name for lot in lots}) != len(lots):
            inputs.fault("lots", "named_twice")
        if not any(lot.appraisal for lot in lots):
            inputs.fault("lots", "no_value")
        inputs.done()
        return settle_fee_of_lots(schedule, regime, basic_fee, lots, on=bench.on)
    outcome = FeeOutcome(inputs.choice("outcome", list(FeeOutcome)))
    facts = FeeFacts(
        schedule=schedule,
        regime=regime,
        outcome=outcome,
        appraisal=inputs.fen("appraisal_fen"),
        basic_fee=basic_fee,
        disposal_price=_price(inputs, outcome),
        actual_expense=_expense(inputs, outcome, regime),
        is_reissued=inputs.flag("reissued"),
    )
    inputs.done()
    return settle_fee(facts, on=bench.on)


def _read_lot(row: Inputs, regime: Regime) -> LotFacts:
    outcome = FeeOutcome(row.choice("outcome", list(FeeOutcome)))
    return LotFacts(
        name=row.text("id"),
        appraisal=row.fen("appraisal_fen"),
        outcome=outcome,
        disposal_price=_price(row, outcome),
        actual_expense=_expense(row, outcome, regime),
    )


def _price(inputs: Inputs, outcome: FeeOutcome) -> Money | None:
    """Read the deal price; property taken in kind may call it so (P3)."""
    in_kind = inputs.fen_or_none("in_kind_price_fen")
    if in_kind is not None and outcome is FeeOutcome.IN_KIND:
        return in_kind
    if needs_price(outcome):
        return inputs.fen("disposal_price_fen")
    return inputs.fen_or_none("disposal_price_fen")


def _expense(inputs: Inputs, outcome: FeeOutcome, regime: Regime) -> Money | None:
    """Read the reasonable actual expense where the settlement turns on it."""
    if needs_expense(outcome, regime):
        return inputs.fen("reasonable_actual_expense_fen")
    return inputs.fen_or_none("reasonable_actual_expense_fen")


CALCULATORS: dict[str, Calculator] = {
    "appraisal_fee_tier": appraisal_fee_tier,
    "appraisal_settlement": appraisal_settlement,
    "network_inquiry": network_inquiry,
    "deadline": DEADLINES,
}
