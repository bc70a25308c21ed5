"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import (
    bank_account,
    finance,
    open_items,
    payer,
    payer_statements,
    payment_files,
    payouts,
    proposals,
    reconciliation,
    refunds,
    statement,
    statements,
    suspense,
    wechat,
    wire,
)

DESK = (suspense.bp, proposals.bp, payouts.bp, refunds.bp, bank_account.bp)
BANKS = (wire.bp, wechat.bp, payment_files.bp)
RECONCILIATION = (statements.bp, reconciliation.bp, open_items.bp)
PAYER = (payer.bp, payer_statements.bp)
BLUEPRINTS = (*PAYER, finance.bp, statement.bp, *BANKS, *DESK, *RECONCILIATION)
