"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import (
    bank_account,
    days,
    finance,
    payer,
    payouts,
    proposals,
    refunds,
    statement,
    suspense,
    wire,
)

DESK = (suspense.bp, proposals.bp, payouts.bp, refunds.bp, days.bp, bank_account.bp)
BLUEPRINTS = (payer.bp, finance.bp, statement.bp, wire.bp, *DESK)
