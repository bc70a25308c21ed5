"""Pages of money: the payer, the finance desk, the bank."""

from app.ledger.pages import finance, payer, wire

BLUEPRINTS = (payer.bp, finance.bp, wire.bp)
