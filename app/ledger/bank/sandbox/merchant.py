"""The merchant's doors: orders, refunds, payouts and statements, each request signed by him."""

from datetime import date

from flask import Flask, Response, jsonify
from werkzeug.wrappers import Response as AnyResponse

from app.ledger.bank.sandbox import payouts, statements, subaccounts
from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.deliveries import Messenger
from app.ledger.bank.sandbox.keys import BankKeys
from app.ledger.bank.sandbox.layouts import WRITERS
from app.ledger.bank.sandbox.store import BankRefusal
from app.ledger.bank.sandbox.wire import fen, fields, only_merchant

ORDER_FIELDS = ("no", "payee", "account", "amount", "memo", "due_at", "purpose")
PAYER_FIELDS = ("payer_name", "payer_id_number", "return_url", "is_frozen")
RELEASE_FIELDS = ("instruction_id", "original_serial")
COLLECTION_FIELDS = (*RELEASE_FIELDS, "amount")
REFUND_FIELDS = ("instruction_id", "original_serial", "amount", "reason")
PAYOUT_FIELDS = (
    "instruction_id",
    "payee_name",
    "payee_account",
    "payee_bank",
    "amount",
    "memo",
)


def add_merchant_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    """Add the doors for orders and refunds, and those for payouts and statements."""
    _order_doors(bank, book, messenger, keys)
    _payout_doors(bank, book, messenger, keys)
    _account_doors(bank, book, keys)


def _account_doors(bank: Flask, book: Book, keys: BankKeys) -> None:
    signed = only_merchant(keys)

    @bank.get("/accounts/<no>")
    @signed
    def get_account(no: str) -> AnyResponse:
        return jsonify(subaccounts.account_of(book.store, no))

    @bank.post("/releases")
    @signed
    def post_release() -> AnyResponse:
        return jsonify(subaccounts.release(book.store, fields(RELEASE_FIELDS)))

    @bank.post("/collections")
    @signed
    def post_collection() -> AnyResponse:
        wish = fields(COLLECTION_FIELDS)
        fen(wish["amount"])
        return jsonify(subaccounts.collect(book.store, wish))


def _order_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    signed = only_merchant(keys)

    @bank.post("/orders")
    @signed
    def post_order() -> AnyResponse:
        order = fields(ORDER_FIELDS, PAYER_FIELDS)
        fen(order["amount"])
        return jsonify(book.put_order(order))

    @bank.get("/orders/<no>")
    @signed
    def get_order(no: str) -> AnyResponse:
        order = book.find_order(no)
        if order is None:
            raise BankRefusal("order_unknown", 404)
        return jsonify(order)

    @bank.post("/refunds")
    @signed
    def post_refund() -> AnyResponse:
        instruction = fields(REFUND_FIELDS)
        fen(instruction["amount"])
        answer = book.refund(instruction)
        messenger.bell.set()
        return jsonify(answer)

    @bank.get("/refunds")
    @signed
    def get_refunds() -> AnyResponse:
        return jsonify(items=book.refunds())


def _payout_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    signed = only_merchant(keys)

    @bank.post("/payouts")
    @signed
    def post_payout() -> AnyResponse:
        instruction = fields(PAYOUT_FIELDS)
        fen(instruction["amount"])
        answer = payouts.pay_out(book.store, messenger.manner, instruction)
        messenger.bell.set()
        return jsonify(answer)

    @bank.get("/payouts")
    @signed
    def get_payouts() -> AnyResponse:
        return jsonify(items=payouts.list_payouts(book.store))

    @bank.get("/statements/<day>/<layout>")
    @signed
    def get_statement(day: str, layout: str) -> AnyResponse:
        if layout not in WRITERS:
            raise BankRefusal("layout_unknown", 404)
        try:
            asked = date.fromisoformat(day)
        except ValueError as fault:
            raise BankRefusal("day_invalid", 422) from fault
        ending, write = WRITERS[layout]
        content = write(statements.day_account(book.store, asked))
        answer = Response(content, mimetype="application/octet-stream")
        answer.headers["X-Statement-Name"] = f"statement-{asked:%Y%m%d}-{layout}.{ending}"
        return answer
