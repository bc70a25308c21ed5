"""Pages and files of money that name people or their bank accounts."""

from enum import StrEnum


class NamedPage(StrEnum):
    """What is opened; each opening is on the record first (L11, P58)."""

    PAYOUTS = "payouts"
    PAYEE = "payee"
    PROPOSAL = "payout_proposal"
    BATCH = "payout_batch"
    PAYMENT_FILE = "payment_file"
    CASE_MONEY = "case_money"
    DEFAULT = "buyer_default"
    SETTLEMENT = "settlement"
    DISTRIBUTION = "distribution_table"
