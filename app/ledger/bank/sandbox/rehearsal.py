"""Doors for rehearsals only: pay without a payer, end a day, play a fault."""

from flask import Flask, jsonify
from werkzeug.wrappers import Response as AnyResponse

from app.ledger.bank.sandbox import payouts, statements
from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.deliveries import Messenger
from app.ledger.bank.sandbox.keys import BankKeys
from app.ledger.bank.sandbox.wire import fen, fields, json_body, only_merchant


def add_rehearsal_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    """Add the doors; they too are the merchant's alone."""
    signed = only_merchant(keys)

    @bank.post("/rehearsal/day-ends")
    @signed
    def post_day_end() -> AnyResponse:
        return jsonify(day=statements.close_day(book.store).isoformat())

    @bank.post("/rehearsal/returns")
    @signed
    def post_return() -> AnyResponse:
        wish = fields(("instruction_id", "reason"))
        serial = payouts.return_payout(book.store, wish["instruction_id"], wish["reason"])
        messenger.bell.set()
        return jsonify(serial=serial)

    @bank.post("/rehearsal/payments")
    @signed
    def post_payment() -> AnyResponse:
        paid = fields(("order_no", "amount", "payer_name", "payer_id_number"))
        order = book.find_order(paid["order_no"])
        serial = book.pay(
            order_no=paid["order_no"],
            amount=fen(paid["amount"]),
            payer_name=paid["payer_name"],
            payer_id_number=paid["payer_id_number"],
            account=order["account"] if order else "unknown",
            times=messenger.manner.times,
        )
        messenger.bell.set()
        return jsonify(serial=serial)

    @bank.post("/rehearsal/manner")
    @signed
    def post_manner() -> AnyResponse:
        wish = json_body()
        manner = messenger.manner
        manner.is_paused = wish.get("is_paused") is True
        manner.is_newest_first = wish.get("is_newest_first") is True
        manner.times = 2 if wish.get("times") == 2 else 1
        messenger.bell.set()
        return jsonify(waiting=book.waiting())
