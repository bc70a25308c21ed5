"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import finance, payer, statement, wire

BLUEPRINTS = (payer.bp, finance.bp, statement.bp, wire.bp)
