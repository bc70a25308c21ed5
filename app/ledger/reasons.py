"""Why a payer pays, why money did not fit and why it comes back: each with its article."""

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook import Calculation, Step
from app.ledger import articles
from app.ledger.desk_vocabulary import ProposalKind
from app.ledger.rules import DEPOSIT_RULE, RELEASE_RULE
from app.ledger.vocabulary import HoldState, PaymentFault, Purpose
from app.ledger.vocabulary import Step as BookStep

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

#: An assignee makes up what its claim does not cover.
IN_KIND_RULE = Citation("法释〔2020〕21号", "第16条第2款")

#: Money that fits no order: told to the payer of the order, never with the name of who paid.
MISFIT_POLICY = "P51"

BASIS: dict[Purpose, tuple[Citation, ...]] = {
    Purpose.BASIC_FEE: (FEE_RULE,),
    Purpose.DEPOSIT: (DEPOSIT_RULE,),
    Purpose.BALANCE: (BALANCE_RULE,),
    Purpose.BALANCE_FEE: (SETTLEMENT_RULE, FEE_RULE),
    Purpose.TOP_UP: (FORFEIT_RULE,),
    Purpose.IN_KIND_TOP_UP: (IN_KIND_RULE,),
}
HOLD_BASIS: dict[HoldState, tuple[Citation, ...]] = {
    HoldState.HELD: (DEPOSIT_RULE, SECRECY_RULE),
    HoldState.RELEASED: (RELEASE_RULE,),
    HoldState.CAPTURED: (RELEASE_RULE,),
    HoldState.FORFEITED: (FORFEIT_RULE,),
}


#: What else stands behind each kind of proposal, besides that two people decide (P37).
PROPOSAL_POLICIES: dict[ProposalKind, tuple[str, ...]] = {
    ProposalKind.PAYOUT: ("P39",),
    ProposalKind.SUSPENSE_MATCH: ("P36",),
    ProposalKind.SUSPENSE_RETURN: ("P34", "P36"),
    ProposalKind.REVERSAL: (articles.TAKEN_BACK,),
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
        case Purpose.TOP_UP:
            step = Step("What the new sale brought less, with its costs", amount.fen, "", rule)
        case Purpose.IN_KIND_TOP_UP:
            step = Step("Price in kind less what the claim covers", amount.fen, "", rule)
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


def why_moved(purpose: Purpose, amount: Money) -> Calculation:
    """Return what an amount on the desk rests on, by what it is for."""
    return articles.basis_of(BookStep.POSTED, purpose, "", amount)


def why_owed(account: str, amount: Money) -> Calculation:
    """Return why somebody is owed an amount, and under which rule it is paid out (P39)."""
    return Calculation({"amount_fen": amount.fen}, articles.of_account(account), ("P39",))


def why_proposed(kind: ProposalKind, account: str, amount: Money) -> Calculation:
    """Return what an amount that two people decide on rests on.

    Args:
        account: where a payout comes from; empty for anything else.
    """
    result = {"amount_fen": amount.fen}
    return Calculation(result, articles.of_account(account), (*PROPOSAL_POLICIES[kind], "P37"))


def why_total(label_amounts: list[Step], result: Money) -> Calculation:
    """Return how a running total came about."""
    found = (step.citation for step in label_amounts)
    citations = tuple(dict.fromkeys(citation for citation in found if citation is not None))
    return Calculation({"amount_fen": result.fen}, citations, (), tuple(label_amounts))
