"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import finance, payer, payment_files, statement, wechat, wire

BLUEPRINTS = (
    payer.bp,
    finance.bp,
    statement.bp,
    wire.bp,
    wechat.bp,
    payment_files.bp,
)
