"""Words of reconciliation: statements, their lines, what differs, and where it stands."""

from enum import StrEnum

from app.kernel.states import StateMachine


class Direction(StrEnum):
    """Which way money went, seen from the court's account."""

    IN = "in"
    OUT = "out"

    def signed(self, fen: int) -> int:
        """Return fen with the sign of their way: in is plus."""
        return fen if self is Direction.IN else -fen


class Nature(StrEnum):
    """What the bank itself says a line is; the payer's words never decide it."""

    PAYMENT = "payment"
    FEE = "fee"
    INTEREST = "interest"
    REVERSAL = "reversal"


class StatementSource(StrEnum):
    """How a statement came."""

    UPLOAD = "upload"
    FETCH = "fetch"


class StatementState(StrEnum):
    """Whether a statement was read."""

    RECEIVED = "received"
    READ = "read"
    REFUSED = "refused"


class StatementAction(StrEnum):
    """What can happen to a statement."""

    READ = "read"
    REFUSE = "refuse"
    RETRY = "retry"


STATEMENT = StateMachine(
    "bank_statement",
    {
        (StatementState.RECEIVED, StatementAction.READ): StatementState.READ,
        (StatementState.RECEIVED, StatementAction.REFUSE): StatementState.REFUSED,
        (StatementState.REFUSED, StatementAction.RETRY): StatementState.RECEIVED,
    },
)


class LineRole(StrEnum):
    """Whether a line counts, or repeats one of an overlapping statement."""

    COUNTED = "counted"
    REPEATED = "repeated"


class Difference(StrEnum):
    """Every way in which bank and book may differ; there is no difference without a name."""

    MISSING_IN_BOOK = "missing_in_book"
    MISSING_AT_BANK = "missing_at_bank"
    AMOUNT_DIFFERS = "amount_differs"
    BOOKED_TWICE = "booked_twice"
    SERIAL_REUSED = "serial_reused"
    WRONG_DIRECTION = "wrong_direction"
    WRONG_DAY = "wrong_day"
    UNKNOWN_PAYER = "unknown_payer"
    OTHER_PAYER = "other_payer"
    RETURNED = "returned"
    BANK_FEE = "bank_fee"
    BANK_INTEREST = "bank_interest"
    MISSING_DAYS = "missing_days"
    BALANCE_JUMP = "balance_jump"
    OPENING_DIFFERS = "opening_differs"


#: Differences between two statements rather than between a line and an entry.
OF_BALANCES = frozenset(
    {Difference.MISSING_DAYS, Difference.BALANCE_JUMP, Difference.OPENING_DIFFERS}
)


class ItemState(StrEnum):
    """Where an open item stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    SETTLED = "settled"
    RESOLVED = "resolved"


class ItemAction(StrEnum):
    """What can happen to an open item."""

    ASSIGN = "assign"
    SETTLE = "settle"
    RESOLVE = "resolve"


OPEN_ITEM = StateMachine(
    "open_item",
    {
        (ItemState.OPEN, ItemAction.ASSIGN): ItemState.ASSIGNED,
        (ItemState.ASSIGNED, ItemAction.ASSIGN): ItemState.ASSIGNED,
        (ItemState.OPEN, ItemAction.SETTLE): ItemState.SETTLED,
        (ItemState.ASSIGNED, ItemAction.SETTLE): ItemState.SETTLED,
        (ItemState.OPEN, ItemAction.RESOLVE): ItemState.RESOLVED,
        (ItemState.ASSIGNED, ItemAction.RESOLVE): ItemState.RESOLVED,
    },
)
#: States in which somebody still has to do something.
UNSETTLED = frozenset({ItemState.OPEN, ItemState.ASSIGNED})


class DayState(StrEnum):
    """Whether a day is signed off."""

    OPEN = "open"
    PROPOSED = "proposed"
    SIGNED = "signed"


class DayAction(StrEnum):
    """What can happen to a day."""

    PROPOSE = "propose"
    WITHDRAW = "withdraw"
    SIGN = "sign"
    REOPEN = "reopen"


RECONCILED_DAY = StateMachine(
    "reconciled_day",
    {
        (DayState.OPEN, DayAction.PROPOSE): DayState.PROPOSED,
        (DayState.PROPOSED, DayAction.WITHDRAW): DayState.OPEN,
        (DayState.PROPOSED, DayAction.SIGN): DayState.SIGNED,
        (DayState.SIGNED, DayAction.REOPEN): DayState.OPEN,
    },
)
