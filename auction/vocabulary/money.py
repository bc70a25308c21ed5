"""The money of a sale: its settlement, objections to a plan, buyers in default."""

from enum import StrEnum

from app.kernel.states import StateMachine


class SettlementState(StrEnum):
    """Where the money of a sold lot stands."""

    BALANCE_DUE = "balance_due"
    PAID = "paid"
    PLANNED = "planned"
    #: Approved and with the creditors and the debtor: each may object (民诉解释 509).
    SERVED = "served"
    DISTRIBUTED = "distributed"
    DEFAULTED = "defaulted"
    #: The sale was annulled: what was paid in waits to go back to the buyer.
    ANNULLED = "annulled"
    #: What was paid in is owed to the buyer.
    RETURNED = "returned"


class SettlementAction(StrEnum):
    """What can happen to a settlement."""

    RECEIVE = "receive"
    PLAN = "plan"
    CORRECT = "correct"
    APPROVE = "approve"
    REOPEN = "reopen"
    EXECUTE = "execute"
    DEFAULT = "default"
    ANNUL = "annul"
    GIVE_BACK = "give_back"


SETTLEMENT = StateMachine(
    "settlement",
    {
        (SettlementState.BALANCE_DUE, SettlementAction.RECEIVE): SettlementState.PAID,
        (SettlementState.BALANCE_DUE, SettlementAction.DEFAULT): SettlementState.DEFAULTED,
        (SettlementState.PAID, SettlementAction.PLAN): SettlementState.PLANNED,
        (SettlementState.PLANNED, SettlementAction.CORRECT): SettlementState.PLANNED,
        (SettlementState.PLANNED, SettlementAction.APPROVE): SettlementState.SERVED,
        (SettlementState.SERVED, SettlementAction.REOPEN): SettlementState.PLANNED,
        (SettlementState.SERVED, SettlementAction.EXECUTE): SettlementState.DISTRIBUTED,
        (SettlementState.BALANCE_DUE, SettlementAction.ANNUL): SettlementState.ANNULLED,
        (SettlementState.PAID, SettlementAction.ANNUL): SettlementState.ANNULLED,
        (SettlementState.PLANNED, SettlementAction.ANNUL): SettlementState.ANNULLED,
        (SettlementState.SERVED, SettlementAction.ANNUL): SettlementState.ANNULLED,
        (SettlementState.ANNULLED, SettlementAction.GIVE_BACK): SettlementState.RETURNED,
    },
)


class PlanNotice(StrEnum):
    """What a creditor or the debtor is told of a plan of distribution, with days to answer."""

    #: The plan itself: fifteen days to object (民诉解释 509).
    PLAN = "plan"
    #: Somebody's objection: fifteen days to oppose it (510(1)).
    OBJECTION = "objection"
    #: Somebody opposes one's own objection: fifteen days to sue (510(3)).
    OPPOSITION = "opposition"


class PlanObjectionState(StrEnum):
    """Where an objection to a plan of distribution stands (民诉解释 510)."""

    FILED = "filed"
    #: Nobody opposed it: the plan is corrected as it asks.
    UNOPPOSED = "unopposed"
    #: Somebody opposes it: the objector may sue.
    OPPOSED = "opposed"
    #: The objector sued: what is disputed is set aside, the rest is paid.
    SUED = "sued"
    #: The objector did not sue in time: the plan stands.
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    #: The plan was corrected, or the judgment is in and what was set aside is paid.
    CLOSED = "closed"


class PlanObjectionAction(StrEnum):
    """What can happen to an objection to a plan."""

    OPPOSE = "oppose"
    LEAVE_UNOPPOSED = "leave_unopposed"
    SUE = "sue"
    LET_LAPSE = "let_lapse"
    WITHDRAW = "withdraw"
    CLOSE = "close"


_O, _OA = PlanObjectionState, PlanObjectionAction
PLAN_OBJECTION = StateMachine(
    "plan_objection",
    {
        (_O.FILED, _OA.OPPOSE): _O.OPPOSED,
        (_O.FILED, _OA.LEAVE_UNOPPOSED): _O.UNOPPOSED,
        (_O.FILED, _OA.WITHDRAW): _O.WITHDRAWN,
        (_O.UNOPPOSED, _OA.CLOSE): _O.CLOSED,
        (_O.OPPOSED, _OA.SUE): _O.SUED,
        (_O.OPPOSED, _OA.LET_LAPSE): _O.LAPSED,
        (_O.OPPOSED, _OA.WITHDRAW): _O.WITHDRAWN,
        (_O.SUED, _OA.CLOSE): _O.CLOSED,
    },
)


class DefaultState(StrEnum):
    """Where the money of a buyer in default stands."""

    #: Ruled: the deposit is kept and waits for the price of the new sale.
    RULED = "ruled"
    #: Its use was written down and waits for another person's approval.
    STATED = "stated"
    USED = "used"


class DefaultAction(StrEnum):
    """What can happen to a default."""

    STATE_USE = "state_use"
    APPROVE_USE = "approve_use"


DEFAULT = StateMachine(
    "default",
    {
        (DefaultState.RULED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.STATE_USE): DefaultState.STATED,
        (DefaultState.STATED, DefaultAction.APPROVE_USE): DefaultState.USED,
    },
)
