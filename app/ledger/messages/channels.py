"""Words of the ways money comes and goes: WeChat codes and payment files."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "wechat_names_nobody": (
        _l("This cannot be paid by WeChat"),
        _l("It has to come in the payer's own name, and WeChat does not tell the payer's name."),
    ),
    "payment_order_closed": (
        _l("This order is not open any more"),
        _l("It was paid or canceled. Nothing was changed."),
    ),
    "no_payments_waiting": (
        _l("No payment waits for a file"),
        _l("All refunds and payouts are in a file already, or done."),
    ),
    "bank_takes_no_files": (
        _l("This bank takes no payment files"),
        _l("Refunds and payouts go to the bank by themselves."),
    ),
}

WORDING = {
    "ledger.payment_file.made": _l("Payment file %(no)s was made: %(count)s payments, %(total)s"),
}
