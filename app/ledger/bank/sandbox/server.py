"""The bank's doors: signed requests of the merchant, and pages for the person who pays."""

import json
import re
import secrets
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from flask import (
    Flask,
    Response,
    abort,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app.kernel.capital import capital
from app.kernel.money import Money
from app.ledger.bank.sandbox.book import BankRefusal, Book
from app.ledger.bank.sandbox.deliveries import Messenger
from app.ledger.bank.sandbox.keys import WINDOW_SECONDS, BankKeys, load_keys

FEN = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
YUAN = re.compile(r"(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,2}))?", re.ASCII)
TEXT_MAX = 200
TIMES_MAX = 5
BODY_MAX = 65_536
ORDER_FIELDS = ("no", "payee", "account", "amount", "memo", "due_at", "purpose")
PAYER_FIELDS = ("payer_name", "payer_id_number", "return_url")
REFUND_FIELDS = ("instruction_id", "original_serial", "amount", "reason")

View = Callable[..., AnyResponse | str]


def create_bank(folder: Path, callback: str) -> tuple[Flask, Messenger]:
    """Open the bank over its folder; the caller starts the messenger."""
    keys = load_keys(folder)
    book = Book(folder)
    messenger = Messenger(book, keys, callback)
    bank = Flask(__name__)
    bank.config["MAX_CONTENT_LENGTH"] = BODY_MAX
    bank.jinja_env.filters.update(
        yuan=lambda fen: Money(fen).yuan, capital=lambda fen: capital(Money(fen))
    )
    bank.register_error_handler(BankRefusal, _refuse)
    bank.after_request(_harden)
    _merchant_doors(bank, book, messenger, keys)
    _payer_pages(bank, book, messenger)
    return bank, messenger


def _refuse(fault: BankRefusal) -> tuple[Response, int]:
    return jsonify(code=fault.code), fault.status


def _harden(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


def _signed(keys: BankKeys) -> Callable[[View], View]:
    """Let only the merchant in: his signature over time, method, path and body."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**path: str) -> AnyResponse | str:
            stamp = request.headers.get("X-Merchant-Timestamp", "")
            signature = request.headers.get("X-Merchant-Signature", "")
            if not re.fullmatch(r"[0-9]{1,12}", stamp, re.ASCII):
                raise BankRefusal("timestamp_invalid", 401)
            if abs(time.time() - int(stamp)) > WINDOW_SECONDS:
                raise BankRefusal("request_stale", 401)
            head = f"{stamp}.{request.method}.{request.path}.".encode()
            if not keys.is_from_merchant(signature, head + request.get_data()):
                raise BankRefusal("signature_invalid", 401)
            return view(**path)

        return guarded

    return guard


def _merchant_doors(bank: Flask, book: Book, messenger: Messenger, keys: BankKeys) -> None:
    signed = _signed(keys)

    @bank.post("/orders")
    @signed
    def post_order() -> AnyResponse:
        order = _fields(ORDER_FIELDS, PAYER_FIELDS)
        _fen(order["amount"])
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
        instruction = _fields(REFUND_FIELDS)
        _fen(instruction["amount"])
        answer = book.refund(instruction)
        messenger.bell.set()
        return jsonify(answer)

    @bank.get("/refunds")
    @signed
    def get_refunds() -> AnyResponse:
        return jsonify(items=book.refunds())

    @bank.post("/rehearsal/payments")
    @signed
    def post_payment() -> AnyResponse:
        paid = _fields(("order_no", "amount", "payer_name", "payer_id_number"))
        order = book.find_order(paid["order_no"])
        serial = book.pay(
            order_no=paid["order_no"],
            amount=_fen(paid["amount"]),
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
        wish = _json()
        manner = messenger.manner
        manner.is_paused = wish.get("is_paused") is True
        manner.is_newest_first = wish.get("is_newest_first") is True
        manner.times = 2 if wish.get("times") == 2 else 1
        messenger.bell.set()
        return jsonify(waiting=book.waiting())


def _payer_pages(bank: Flask, book: Book, messenger: Messenger) -> None:
    @bank.get("/")
    def get_home() -> str:
        return render_template("home.html")

    @bank.get("/healthz")
    def get_health() -> AnyResponse:
        return jsonify(ok=True, waiting=book.waiting())

    @bank.get("/pay/<no>")
    def get_pay_page(no: str) -> tuple[str, int]:
        return _pay_page(book, no, fault=None)

    @bank.post("/pay/<no>")
    def post_pay_page(no: str) -> AnyResponse | tuple[str, int]:
        order = book.find_order(no) or abort(404)
        form = request.form
        is_own = form.get("payer") != "other"
        name = order.get("payer_name", "") if is_own else form.get("name", "").strip()
        id_number = order.get("payer_id_number", "") if is_own else form.get("id_number", "")
        amount = _yuan(form.get("amount", ""))
        token = form.get("form_token", "")[:TEXT_MAX]
        if not name or len(name) > TEXT_MAX or len(id_number) > TEXT_MAX:
            return _pay_page(book, no, fault="请填写付款人的真实姓名或者名称。")
        if amount is None or not token:
            return _pay_page(book, no, fault="金额应为元，至多两位小数，例如 280000.00。")
        serial = book.pay(
            order_no=no,
            amount=amount,
            payer_name=name,
            payer_id_number=id_number.strip().upper(),
            account=order["account"],
            times=2 if form.get("is_repeated") else messenger.manner.times,
            form_token=token,
        )
        messenger.bell.set()
        return redirect(url_for("get_paid_page", no=no, serial=serial), code=303)

    @bank.get("/pay/<no>/<serial>")
    def get_paid_page(no: str, serial: str) -> str:
        order = book.find_order(no) or abort(404)
        paid = next((one for one in order["payments"] if one["serial"] == serial), None)
        return render_template("paid.html", order=order, paid=paid or abort(404))


def _pay_page(book: Book, no: str, *, fault: str | None) -> tuple[str, int]:
    order = book.find_order(no)
    if order is None:
        return render_template("unknown.html", no=no[:TEXT_MAX]), 404
    page = render_template(
        "pay.html",
        order=order,
        amount=int(order["amount"]),
        own=_masked(order.get("payer_name", "")),
        form_token=secrets.token_urlsafe(16),
        fault=fault,
    )
    return page, 422 if fault else 200


def _masked(name: str) -> str:
    """Show of a name only its first sign: whoever opens the link learns no more."""
    return name[:1] + "＊" * (len(name) - 1)


def _json() -> dict[str, Any]:
    try:
        content = json.loads(request.get_data())
    except ValueError as fault:
        raise BankRefusal("body_invalid", 400) from fault
    if not isinstance(content, dict):
        raise BankRefusal("body_invalid", 400)
    return content


def _fields(needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
    content = _json()
    if not set(needed) <= set(content) <= {*needed, *optional}:
        raise BankRefusal("fields_invalid", 422)
    for value in content.values():
        if not isinstance(value, str) or not value or len(value) > TEXT_MAX:
            raise BankRefusal("fields_invalid", 422)
    return content


def _fen(text: str) -> int:
    if not FEN.fullmatch(text):
        raise BankRefusal("amount_invalid", 422)
    return int(text)


def _yuan(text: str) -> int | None:
    match = YUAN.fullmatch(text.strip().replace(",", ""))
    if match is None:
        return None
    fen = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    return fen or None
