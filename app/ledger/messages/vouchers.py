"""Words of what a payer sees: why money did not fit, where it is, what a receipt is."""

from flask_babel import lazy_gettext as _l

from app.ledger.vocabulary import (
    HoldState,
    LineKind,
    PaymentFault,
    Purpose,
    VoucherKind,
    Whereabouts,
)

REFUSALS = {
    "voucher_too_early": (
        _l("There is nothing to certify yet"),
        _l("A receipt is issued when the bank has confirmed that the money came, or went back."),
    ),
    "voucher_not_yours": (
        _l("Somebody else paid this"),
        _l("The receipt of a payment back belongs to the one who paid; it is not issued here."),
    ),
    "voucher_damaged": (
        _l("The stored receipt is damaged"),
        _l("Its digest no longer matches the record, so it is not handed out. Tell the court."),
    ),
    "period_reversed": (
        _l("The period ends before it begins"),
        _l("Choose a first day that is not after the last one."),
    ),
}

WORDING = {
    "ledger.voucher.issued": _l(
        "Receipt %(voucher_no)s of order %(order_no)s was issued (SHA-256 %(sha256)s)"
    ),
}

VOUCHERS = {
    VoucherKind.PAYMENT: _l("Receipt of a payment"),
    VoucherKind.REFUND: _l("Receipt of a payment back"),
}

#: What an order is for, as one says it to the person who pays.
PURPOSE_SENTENCES = {
    Purpose.BASIC_FEE: _l(
        "The basic fee of the appraisal, which the applicant advances; it is settled when the "
        "property is disposed of."
    ),
    Purpose.DEPOSIT: _l("The deposit that lets you bid for this lot."),
    Purpose.BALANCE: _l("What is left of the price of the lot you won, after your deposit."),
    Purpose.BALANCE_FEE: _l("What is left of the appraisal fee after its settlement."),
    Purpose.TOP_UP: _l(
        "What the new sale brought less than your bid, with its costs, as far as your deposit does "
        "not cover it."
    ),
    Purpose.IN_KIND_TOP_UP: _l("What your claim does not cover of the property you take in kind."),
}

#: Why money was not booked, said to the payer of the order; never who paid.
FAULT_SENTENCES = {
    PaymentFault.ORDER_CANCELED: _l("The order had been canceled when the money came."),
    PaymentFault.ALREADY_PAID: _l("The order was paid already: this is a second payment."),
    PaymentFault.WRONG_AMOUNT: _l("The amount is not the one of the order."),
    PaymentFault.OTHER_PAYER: _l(
        "It was paid in another name than the one of the order. Whose name it was is not shown."
    ),
    PaymentFault.LATE: _l("It came after the time of the order was over."),
}

#: What the payer can do now.
FAULT_ADVICE = {
    PaymentFault.ORDER_CANCELED: _l("Do not pay this order again."),
    PaymentFault.ALREADY_PAID: _l("Nothing is missing: your first payment counts."),
    PaymentFault.WRONG_AMOUNT: _l("Pay the exact amount anew before the time is over."),
    PaymentFault.OTHER_PAYER: _l("Pay from an account in your own name."),
    PaymentFault.LATE: _l("The order takes no more money."),
}

WHEREABOUTS = {
    Whereabouts.WITH_FINANCE: _l("Waits for finance"),
    Whereabouts.ON_ITS_WAY: _l("On its way back"),
    Whereabouts.RETURNED: _l("Sent back"),
    Whereabouts.BOOKED_BY_FINANCE: _l("Booked by finance"),
}

DEPOSIT_SENTENCES = {
    HoldState.HELD: _l(
        "Your deposit is held for this lot alone. Nobody at the court sees that you paid it before "
        "the bidding is over."
    ),
    HoldState.RELEASED: _l("You did not win: the deposit goes back to where it came from."),
    HoldState.CAPTURED: _l("You won: the deposit counts towards the price."),
    HoldState.FORFEITED: _l("The price was not paid in time: the deposit is lost."),
}

LINES = {
    LineKind.PAID: _l("Paid in"),
    LineKind.NOT_BOOKED: _l("Paid, not booked"),
    LineKind.RETURNED: _l("Came back"),
    LineKind.CAPTURED: _l("Counted towards the price"),
    LineKind.FORFEITED: _l("Lost by default"),
}
