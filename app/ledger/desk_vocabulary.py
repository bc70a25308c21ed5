"""Words of the finance desk: money that waits, proposals of two people, payees."""

from enum import StrEnum

from app.kernel.states import StateMachine


class SuspenseState(StrEnum):
    """What became of money that waits for finance."""

    WAITING = "waiting"
    MATCHED = "matched"
    RETURNED = "returned"


class SuspenseAction(StrEnum):
    """What can happen to money that waits."""

    MATCH = "match"
    RETURN = "return"


SUSPENSE = StateMachine(
    "suspense",
    {
        (SuspenseState.WAITING, SuspenseAction.MATCH): SuspenseState.MATCHED,
        (SuspenseState.WAITING, SuspenseAction.RETURN): SuspenseState.RETURNED,
    },
)


class ReceiptStanding(StrEnum):
    """Where a receipt stands, as its payer may read it."""

    BOOKED = "booked"
    WAITING = "waiting"
    MATCHED = "matched"
    RETURNING = "returning"
    RETURNED = "returned"
    #: The bank could not send it back; finance asks the payer for another account.
    STRANDED = "stranded"


class ProposalKind(StrEnum):
    """What one person proposes and another approves."""

    PAYOUT = "payout"
    SUSPENSE_MATCH = "suspense_match"
    SUSPENSE_RETURN = "suspense_return"
    REVERSAL = "reversal"


class ProposalState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    #: Booked, and on its way at the bank.
    SENT = "sent"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    #: It could not be carried out, or the bank refused it or sent the money back.
    FAILED = "failed"


class ProposalAction(StrEnum):
    """What can happen to a proposal."""

    EDIT = "edit"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    SEND = "send"
    FINISH = "finish"
    FAIL = "fail"


_P, _A = ProposalState, ProposalAction

PROPOSAL = StateMachine(
    "proposal",
    {
        (_P.PROPOSED, _A.EDIT): _P.PROPOSED,
        (_P.APPROVED, _A.EDIT): _P.PROPOSED,
        (_P.PROPOSED, _A.APPROVE): _P.APPROVED,
        (_P.PROPOSED, _A.REJECT): _P.REJECTED,
        (_P.PROPOSED, _A.WITHDRAW): _P.WITHDRAWN,
        (_P.APPROVED, _A.WITHDRAW): _P.WITHDRAWN,
        (_P.APPROVED, _A.SEND): _P.SENT,
        (_P.APPROVED, _A.FINISH): _P.DONE,
        (_P.APPROVED, _A.FAIL): _P.FAILED,
        (_P.SENT, _A.FINISH): _P.DONE,
        (_P.SENT, _A.FAIL): _P.FAILED,
        # A payout may come back days after the bank said that it left.
        (_P.DONE, _A.FAIL): _P.FAILED,
    },
)
#: States in which a proposal still binds its subject: no second one may be made.
OPEN_PROPOSALS = frozenset({_P.PROPOSED, _P.APPROVED, _P.SENT})


class PayeeState(StrEnum):
    """Whether a bank account of a payee may be paid to."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    REPLACED = "replaced"


class PayeeAction(StrEnum):
    """What can happen to a bank account of a payee."""

    CONFIRM = "confirm"
    REJECT = "reject"
    REPLACE = "replace"


PAYEE_ACCOUNT = StateMachine(
    "payee_account",
    {
        (PayeeState.ENTERED, PayeeAction.CONFIRM): PayeeState.CONFIRMED,
        (PayeeState.ENTERED, PayeeAction.REJECT): PayeeState.REJECTED,
        (PayeeState.ENTERED, PayeeAction.REPLACE): PayeeState.REPLACED,
        (PayeeState.CONFIRMED, PayeeAction.REPLACE): PayeeState.REPLACED,
    },
)


class PayeeSource(StrEnum):
    """Where a bank account is known from."""

    #: The payee typed it on the page of his own account.
    PAYEE = "payee"
    #: Finance typed it from a paper of the file.
    DOCUMENT = "document"


class Age(StrEnum):
    """How near money that must go out is to its limit (M9)."""

    CALM = "calm"
    ALARM = "alarm"
    BREACH = "breach"
