"""Where the fee of an appraisal stands, what secures it, and on what it hangs in the end."""

from enum import StrEnum

from app.kernel.states import StateMachine


class SettledOutcome(StrEnum):
    """How the appraised property left the procedure, as auction tells it."""

    SOLD = "SOLD"
    IN_KIND = "IN_KIND"
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"


class FeeState(StrEnum):
    """Where the money of one appraisal stands (domain 4.3)."""

    BASIC_DUE = "basic_due"
    BASIC_PAID = "basic_paid"
    BALANCE_DUE = "balance_due"
    REFUND_DUE = "refund_due"
    SETTLED = "settled"


class FeeAction(StrEnum):
    """What moves the money of an appraisal."""

    SECURE = "secure"
    LAPSE = "lapse"
    CHARGE = "charge"
    GIVE_BACK = "give_back"
    CLOSE = "close"


S, A = FeeState, FeeAction

FEE_ACCOUNT = StateMachine(
    "fee_account",
    {
        # Paid, or an insurer's letter accepted in its place (art. 33).
        (S.BASIC_DUE, A.SECURE): S.BASIC_PAID,
        # Taken back before anything was paid: nothing is due and nothing goes back.
        (S.BASIC_DUE, A.LAPSE): S.SETTLED,
        (S.BASIC_PAID, A.CHARGE): S.BALANCE_DUE,
        (S.BASIC_PAID, A.GIVE_BACK): S.REFUND_DUE,
        (S.BALANCE_DUE, A.CLOSE): S.SETTLED,
        (S.REFUND_DUE, A.CLOSE): S.SETTLED,
    },
)


class FeeSecurity(StrEnum):
    """What the commission went out on (法释〔2018〕15号 art. 33)."""

    PAYMENT = "payment"
    GUARANTEE = "guarantee"


class FeeBasis(StrEnum):
    """How a court sets the basic fee; no law fixes its size (D2)."""

    FIXED = "fixed"
    SHARE = "share"


class GuaranteeState(StrEnum):
    """What became of an insurer's letter of guarantee."""

    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class GuaranteeAction(StrEnum):
    """What the court does with a letter."""

    ACCEPT = "accept"
    RETURN = "return"


GUARANTEE = StateMachine(
    "fee_guarantee",
    {
        (GuaranteeState.HANDED_IN, GuaranteeAction.ACCEPT): GuaranteeState.ACCEPTED,
        (GuaranteeState.HANDED_IN, GuaranteeAction.RETURN): GuaranteeState.RETURNED,
    },
)


class ExpenseKind(StrEnum):
    """What an agency really spent, by kind (法释〔2018〕15号 art. 32)."""

    TRAVEL = "travel"
    SURVEY = "survey"
    DATA = "data"
    PRINTING = "printing"
