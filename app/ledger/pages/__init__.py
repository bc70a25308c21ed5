"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import (
    finance,
    open_items,
    payer,
    payment_files,
    reconciliation,
    statements,
    wechat,
    wire,
)

BLUEPRINTS = (
    payer.bp,
    finance.bp,
    wire.bp,
    wechat.bp,
    payment_files.bp,
    statements.bp,
    reconciliation.bp,
    open_items.bp,
)
