"""Words of the ledger: what money is for, how it moves, where an order stands."""

from enum import StrEnum

from app.kernel.states import StateMachine


class Purpose(StrEnum):
    """What a payment or a posting is for."""

    BASIC_FEE = "basic_fee"
    DEPOSIT = "deposit"
    BALANCE = "balance"
    BALANCE_FEE = "balance_fee"
    SALE_COST = "sale_cost"
    EXECUTION_FEE = "execution_fee"
    DISTRIBUTION = "distribution"
    SURPLUS = "surplus"
    FORFEITURE = "forfeiture"
    #: What a buyer in default makes up (18号 art. 24).
    TOP_UP = "top_up"
    #: What an assignee's claim does not cover (20〔21〕 art. 16(2)).
    IN_KIND_TOP_UP = "in_kind_top_up"
    SUSPENSE = "suspense"
    REFUND = "refund"


#: What somebody may be asked to pay; the others only move money that is already here.
ORDER_PURPOSES = frozenset(
    {
        Purpose.BASIC_FEE,
        Purpose.DEPOSIT,
        Purpose.BALANCE,
        Purpose.BALANCE_FEE,
        Purpose.TOP_UP,
        Purpose.IN_KIND_TOP_UP,
    }
)
#: What is part of the price of the property, whoever pays it.
PRICE_PURPOSES = frozenset({Purpose.BALANCE, Purpose.TOP_UP, Purpose.IN_KIND_TOP_UP})
#: What still counts after its time, since no rule of law ends it: until the order is canceled.
LATE_COUNTS = frozenset(
    {Purpose.BASIC_FEE, Purpose.BALANCE_FEE, Purpose.TOP_UP, Purpose.IN_KIND_TOP_UP}
)


class Step(StrEnum):
    """What a transfer does: posted at once, or held and ended exactly once."""

    POSTED = "posted"
    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"
    FORFEITED = "forfeited"


#: Steps that move money; a hold and its release only set it apart and give it back.
MOVING = frozenset({Step.POSTED, Step.CAPTURED, Step.FORFEITED})
#: The three ends of a hold; the database allows one of them, once.
ENDS = frozenset({Step.CAPTURED, Step.RELEASED, Step.FORFEITED})


class OrderState(StrEnum):
    """Where a payment order stands; lateness follows from the time and is not stored."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"


class OrderAction(StrEnum):
    """What can happen to a payment order."""

    CONFIRM = "confirm"
    CANCEL = "cancel"


PAYMENT_ORDER = StateMachine(
    "payment_order",
    {
        (OrderState.OPEN, OrderAction.CONFIRM): OrderState.CONFIRMED,
        (OrderState.OPEN, OrderAction.CANCEL): OrderState.CANCELED,
    },
)


class HoldState(StrEnum):
    """Where held money stands (reliability M3)."""

    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"
    FORFEITED = "forfeited"


class HoldAction(StrEnum):
    """The one thing that may still happen to held money."""

    CAPTURE = "capture"
    RELEASE = "release"
    FORFEIT = "forfeit"


HOLD = StateMachine(
    "hold",
    {
        (HoldState.HELD, HoldAction.CAPTURE): HoldState.CAPTURED,
        (HoldState.HELD, HoldAction.RELEASE): HoldState.RELEASED,
        (HoldState.HELD, HoldAction.FORFEIT): HoldState.FORFEITED,
    },
)


class PaymentFault(StrEnum):
    """Why money that arrived cannot be booked to its order and goes back."""

    UNKNOWN_ORDER = "unknown_order"
    ORDER_CANCELED = "order_canceled"
    ALREADY_PAID = "already_paid"
    WRONG_AMOUNT = "wrong_amount"
    OTHER_PAYER = "other_payer"
    LATE = "late"
    #: The channel names no payer, and this payment demands one.
    UNNAMED_PAYER = "unnamed_payer"


class Booking(StrEnum):
    """What became of a receipt."""

    BOOKED = "booked"
    SUSPENDED = "suspended"


class Channel(StrEnum):
    """Through which bank money comes and goes; what came by one goes back by the same."""

    MAIN = "main"
    WECHAT = "wechat"


#: What may be paid through a channel that names no payer (P40). 法释〔2016〕18号 art. 17 demands
#: the bidder's own name for a deposit, and the price must come from the buyer; a fee has no such
#: rule, and what is sent back goes to its source whoever that was.
UNNAMED_PURPOSES = frozenset({Purpose.BASIC_FEE, Purpose.BALANCE_FEE})


class VoucherKind(StrEnum):
    """What a receipt certifies: that money came, or that it went back or out."""

    PAYMENT = "payment"
    REFUND = "refund"


class Whereabouts(StrEnum):
    """Where money is that did not fit its order."""

    WITH_FINANCE = "with_finance"
    ON_ITS_WAY = "on_its_way"
    RETURNED = "returned"
    BOOKED_BY_FINANCE = "booked_by_finance"


class LineKind(StrEnum):
    """What a line of a payer's statement tells."""

    PAID = "paid"
    NOT_BOOKED = "not_booked"
    RETURNED = "returned"
    CAPTURED = "captured"
    FORFEITED = "forfeited"


class InstructionKind(StrEnum):
    """What the bank is asked to do."""

    ORDER = "order"
    REFUND = "refund"
    PAYOUT = "payout"
    #: Move a deposit that was kept from its frozen sub-account to the court's account.
    COLLECT = "collect"


class InstructionState(StrEnum):
    """Whether the bank has done it."""

    QUEUED = "queued"
    DONE = "done"
    #: The bank will never do it and did nothing; the money is back where it was taken from.
    REFUSED = "refused"
    #: It was done, and the money came back afterwards.
    RETURNED = "returned"
