"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import finance, payer, statements, wire

BLUEPRINTS = (payer.bp, statements.bp, finance.bp, wire.bp)
