"""Words of payments: refusals, facts, states and accounts."""

from flask_babel import lazy_gettext as _l

from app.ledger.vocabulary import (
    HoldState,
    OrderState,
    PaymentFault,
    Purpose,
    Step,
)

REFUSALS = {
    "account_overdrawn": (
        _l("There is not enough money in the account"),
        _l("The account %(account)s holds less than that. Nothing was booked."),
    ),
    "account_reserved": (
        _l("This account is moved by payments only"),
        _l("The account %(account)s cannot be posted to. Nothing was booked."),
    ),
    "unknown_account": (
        _l("The chart knows no such account"),
        _l("The account %(account)s does not exist. Nothing was booked."),
    ),
    "purpose_not_payable": (
        _l("Nobody can be asked to pay this"),
        _l("Only fees, deposits and balances are paid by order."),
    ),
    "due_in_the_past": (
        _l("The time to pay is over"),
        _l("A payment cannot be asked for by a moment that has passed."),
    ),
    "payment_order_exists": (
        _l("There is a payment order for this already"),
        _l("Open the existing order. Nothing was changed."),
    ),
    "deposit_not_held": (
        _l("No deposit is held"),
        _l("The deposit has not arrived, so there is nothing to give back or to keep."),
    ),
    "bank_signature_invalid": (
        _l("The signature is not the bank's"),
        _l("The message was not booked; that it came was recorded."),
    ),
    "bank_notice_stale": (
        _l("The message is too old"),
        _l("The message was not booked; that it came was recorded."),
    ),
    "bank_notice_invalid": (
        _l("The message cannot be read"),
        _l("The message was not booked; that it came was recorded."),
    ),
    "bank_serial_mismatch": (
        _l("This bank serial is known with other content"),
        _l("The message was not booked; that it came was recorded."),
    ),
    "bank_not_ready": (
        _l("The bank cannot be reached"),
        _l("Nothing was lost; the message may be sent again."),
    ),
}

WORDING = {
    "ledger.payment.ordered": _l("Payment order %(order_no)s was opened"),
    "ledger.payment.postponed": _l("Payment order %(order_no)s is due by %(due_at)s now"),
    "ledger.payment.canceled": _l("Payment order %(order_no)s was canceled"),
    "ledger.payment.confirmed": _l("The payment of order %(order_no)s arrived: %(amount)s"),
    "ledger.payment.suspended": _l("Bank receipt %(serial)s fits no order"),
    "ledger.refund.paid": _l("The bank paid refund %(instruction_id)s"),
    "ledger.deposit.released": _l("A deposit of %(amount)s was released"),
    "ledger.deposit.captured": _l("A deposit of %(amount)s became part of the price"),
    "ledger.deposit.forfeited": _l("A deposit of %(amount)s was forfeited"),
    "ledger.transfer.posted": _l("%(amount)s was moved in the book of the case"),
    "ledger.notice.refused": _l("A message that claimed to be the bank's was refused (%(code)s)"),
}

PURPOSES = {
    Purpose.BASIC_FEE: _l("Basic appraisal fee"),
    Purpose.DEPOSIT: _l("Bidding deposit"),
    Purpose.BALANCE: _l("Balance of the price"),
    Purpose.BALANCE_FEE: _l("Balance of the appraisal fee"),
    Purpose.SALE_COST: _l("Costs of the sale"),
    Purpose.EXECUTION_FEE: _l("Execution application fee"),
    Purpose.DISTRIBUTION: _l("Distribution"),
    Purpose.SURPLUS: _l("Surplus to the debtor"),
    Purpose.FORFEITURE: _l("Use of a forfeited deposit"),
    Purpose.TOP_UP: _l("Top-up of a buyer in default"),
    Purpose.IN_KIND_TOP_UP: _l("Difference of property taken in kind"),
    Purpose.SUSPENSE: _l("Money that fits no order"),
    Purpose.REFUND: _l("Refund"),
}

STEPS = {
    Step.POSTED: _l("Posted"),
    Step.HELD: _l("Held"),
    Step.CAPTURED: _l("Captured"),
    Step.RELEASED: _l("Released"),
    Step.FORFEITED: _l("Forfeited"),
}

ORDER_STATES = {
    OrderState.OPEN: _l("Waiting for the money"),
    OrderState.CONFIRMED: _l("Money arrived"),
    OrderState.CANCELED: _l("Order canceled"),
}

HOLD_STATES = {
    HoldState.HELD: _l("Held"),
    HoldState.CAPTURED: _l("Captured"),
    HoldState.RELEASED: _l("Released"),
    HoldState.FORFEITED: _l("Forfeited"),
}

FAULTS = {
    PaymentFault.UNKNOWN_ORDER: _l("No payment order has this number"),
    PaymentFault.ORDER_CANCELED: _l("The payment order was canceled"),
    PaymentFault.ALREADY_PAID: _l("The payment order is paid already"),
    PaymentFault.WRONG_AMOUNT: _l("The amount is not exactly the one ordered"),
    PaymentFault.OTHER_PAYER: _l("The payer is not the person the order names"),
    PaymentFault.LATE: _l("The payment came after the time was over"),
    PaymentFault.UNNAMED_PAYER: _l("The payer's name is not known, and this needs it"),
}

ACCOUNTS = {
    "bank": _l("Bank"),
    "suspense": _l("Suspense"),
    "outgoing": _l("On the way out"),
    "deposits": _l("Deposits"),
    "fees": _l("Fees paid in advance"),
    "funds": _l("Case money"),
    "forfeited": _l("Forfeited deposits"),
    "reserved": _l("Shares in dispute, set aside"),
    "agency": _l("Agency %(code)s"),
    "party": _l("Party %(code)s"),
    "payer": _l("Payer of order %(code)s"),
    "execution_fee": _l("Execution fees of court %(code)s"),
}


def account_words(code: str) -> str:
    """Return an account as people call it."""
    kind, *rest = code.split(":")
    if kind == "case":
        return str(ACCOUNTS[rest[1]])
    if kind == "court":
        return str(ACCOUNTS["execution_fee"]) % {"code": rest[0]}
    return str(ACCOUNTS[kind]) % {"code": rest[0] if rest else ""}
