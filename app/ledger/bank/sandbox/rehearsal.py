"""Doors for rehearsals only: pay without a payer, end a day, play a fault.

Programs sign as the merchant does; people use the page, whose form only this process accepts.
"""

import secrets
import socket
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from app.ledger.bank.sandbox import payouts, statements
from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.deliveries import Messenger
from app.ledger.bank.sandbox.faults import Manner
from app.ledger.bank.sandbox.keys import BankKeys
from app.ledger.bank.sandbox.store import BankRefusal
from app.ledger.bank.sandbox.wire import fen, fields, json_body, only_merchant

#: What the merchant asks for in earnest; faults touch nothing else.
EARNEST = ("/orders", "/refunds", "/payouts", "/releases", "/collections", "/statements")
COUNTS = ("times", "forged", "down", "down_seconds", "lost")
FLAGS = ("is_paused", "is_newest_first")


def add_rehearsal_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    """Add the doors; they too are the merchant's alone."""
    signed = only_merchant(keys)

    @bank.post("/rehearsal/payments")
    @signed
    def post_payment() -> AnyResponse:
        paid = fields(("order_no", "amount", "payer_name", "payer_id_number"), ("form_token",))
        order = book.find_order(paid["order_no"])
        serial = book.pay(
            order_no=paid["order_no"],
            amount=fen(paid["amount"]),
            payer_name=paid["payer_name"],
            payer_id_number=paid["payer_id_number"],
            account=order["account"] if order else "unknown",
            times=messenger.manner.times,
            form_token=paid.get("form_token"),
        )
        messenger.bell.set()
        return jsonify(serial=serial)

    @bank.post("/rehearsal/manner")
    @signed
    def post_manner() -> AnyResponse:
        messenger.manner.set(json_body())
        messenger.bell.set()
        return jsonify(waiting=book.waiting())

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


def add_faults(bank: Flask, manner: Manner) -> None:
    """Let the bank be away, or lose its answer, as its manner says."""

    @bank.before_request
    def be_away() -> None:
        if request.path.startswith(EARNEST) and manner.is_down():
            raise BankRefusal("bank_closed", 503)

    @bank.after_request
    def lose_answer(response: Response) -> Response:
        is_done = request.method == "POST" and response.status_code == 200
        if is_done and request.path.startswith(EARNEST) and manner.loses_answer():
            # Everything is written by now; the merchant hears a broken wire.
            wire: socket.socket | None = request.environ.get("werkzeug.socket")
            if wire is not None:
                wire.shutdown(socket.SHUT_RDWR)
        return response


def add_control_page(bank: Flask, book: Book, messenger: Messenger) -> None:
    """Add the page on which a trainer lets things go wrong."""
    form_token = secrets.token_urlsafe(24)

    @bank.get("/rehearsal")
    def get_control() -> str:
        return _page(book, messenger, form_token, fault=None)

    @bank.post("/rehearsal")
    def post_control() -> AnyResponse | tuple[str, int]:
        if not secrets.compare_digest(request.form.get("form_token", ""), form_token):
            return _page(book, messenger, form_token, fault="页面已过期，请重试。"), 422
        if request.form.get("act") == "day_ends":
            statements.close_day(book.store)
        else:
            messenger.manner.set(_wish())
        messenger.bell.set()
        return redirect("/rehearsal", code=303)


def _page(book: Book, messenger: Messenger, form_token: str, *, fault: str | None) -> str:
    return render_template(
        "control.html",
        manner=messenger.manner.told(),
        waiting=book.waiting(),
        form_token=form_token,
        fault=fault,
    )


def _wish() -> dict[str, Any]:
    """Read the form: counts, switches, and accounts one a line as `account code`."""
    form = request.form
    wish: dict[str, Any] = {name: form.get(name) == "1" for name in FLAGS}
    for name in COUNTS:
        text = form.get(name, "")
        wish[name] = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    for name in ("refused", "returned"):
        rows = (line.split() for line in form.get(name, "").splitlines())
        wish[name] = {row[0]: row[1] for row in rows if len(row) == 2}
    return wish
