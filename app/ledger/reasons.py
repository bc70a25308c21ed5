"""Why a payer pays, why money did not fit and why it comes back: each with its article."""

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook import Calculation, Step
from app.ledger.rules import DEPOSIT_RULE, RELEASE_RULE
from app.ledger.vocabulary import HoldState, PaymentFault, Purpose

#: The balance of the price is paid within the time of the announcement.
BALANCE_RULE = Citation("法释〔2016〕18号", "第25条")
#: Who takes part in a sale is secret until its end.
SECRECY_RULE = Citation("法释〔2016〕18号", "第18条")
#: A deposit is lost by default.
FORFEIT_RULE = Citation("法释〔2016〕18号", "第24条")
#: The fee of an appraisal is advanced by the applicant and settled after the disposal.
FEE_RULE = Citation("法释〔2018〕15号", "第33条")
#: How much the fee of an appraisal is in the end.
SETTLEMENT_RULE = Citation("法释〔2018〕15号", "第32条")

#: Money that fits no order: told to the payer of the order, never with the name of who paid.
MISFIT_POLICY = "P51"

BASIS: dict[Purpose, tuple[Citation, ...]] = {
    Purpose.BASIC_FEE: (FEE_RULE,),
    Purpose.DEPOSIT: (DEPOSIT_RULE,),
    Purpose.BALANCE: (BALANCE_RULE,),
    Purpose.BALANCE_FEE: (SETTLEMENT_RULE, FEE_RULE),
}
HOLD_BASIS: dict[HoldState, tuple[Citation, ...]] = {
    HoldState.HELD: (DEPOSIT_RULE, SECRECY_RULE),
    HoldState.RELEASED: (RELEASE_RULE,),
    HoldState.CAPTURED: (RELEASE_RULE,),
    HoldState.FORFEITED: (FORFEIT_RULE,),
}


def why_ordered(purpose: Purpose, amount: Money) -> Calculation:
    """Return why an order asks for its amount."""
    basis = BASIS.get(purpose, ())
    rule = basis[0] if basis else None
    match purpose:
        case Purpose.DEPOSIT:
            step = Step("Deposit, as announced for this sale", amount.fen, "", rule)
        case Purpose.BALANCE:
            step = Step("Price less the deposit that counts towards it", amount.fen, "", rule)
        case Purpose.BASIC_FEE:
            step = Step("Basic fee, advanced by the applicant", amount.fen, "", rule)
        case _:
            step = Step("What the settlement of the fee leaves to be paid", amount.fen, "", rule)
    return Calculation({"amount_fen": amount.fen}, basis, (), (step,))


def why_misfit(
    purpose: Purpose, paid: Money, ordered: Money, fault: PaymentFault | None
) -> Calculation:
    """Return why money that came for an order is not booked to it."""
    basis = BASIS.get(purpose, ())
    steps = [Step("Paid in", paid.fen)]
    if fault is PaymentFault.WRONG_AMOUNT:
        steps = [Step("Ordered", ordered.fen, "", basis[0] if basis else None), *steps]
        if paid > ordered:
            steps.append(Step("Paid too much", (paid - ordered).fen))
        else:
            steps.append(Step("Paid too little", (ordered - paid).fen))
    result = {"paid_fen": paid.fen, "ordered_fen": ordered.fen}
    return Calculation(result, basis, (MISFIT_POLICY,), tuple(steps))


def why_returned(purpose: Purpose, amount: Money) -> Calculation:
    """Return why money goes back: a deposit by the law, anything else because it fits no order."""
    if purpose is Purpose.DEPOSIT:
        step = Step("Deposit that bought nothing, given back", amount.fen, "", RELEASE_RULE)
        return Calculation({"amount_fen": amount.fen}, (RELEASE_RULE,), (), (step,))
    step = Step("Money that fitted no order, sent back to where it came from", amount.fen)
    return Calculation({"amount_fen": amount.fen}, (), (MISFIT_POLICY,), (step,))


def why_held(state: HoldState, amount: Money) -> Calculation:
    """Return by which article a deposit stands where it stands."""
    basis = HOLD_BASIS[state]
    match state:
        case HoldState.HELD:
            step = Step("Deposit held until the bidding ends", amount.fen, "", basis[0])
        case HoldState.CAPTURED:
            step = Step("Deposit counted towards the price", amount.fen, "", basis[0])
        case HoldState.FORFEITED:
            step = Step("Deposit lost by default", amount.fen, "", basis[0])
        case _:
            step = Step("Deposit that bought nothing, given back", amount.fen, "", basis[0])
    return Calculation({"amount_fen": amount.fen}, basis, (), (step,))


def why_total(label_amounts: list[Step], result: Money) -> Calculation:
    """Return how a running total came about."""
    found = (step.citation for step in label_amounts)
    citations = tuple(dict.fromkeys(citation for citation in found if citation is not None))
    return Calculation({"amount_fen": result.fen}, citations, (), tuple(label_amounts))
