"""The bank's doors: signed requests of the merchant, and pages for the person who pays."""

import re
import secrets
from pathlib import Path

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
from app.ledger.bank.sandbox.book import Book
from app.ledger.bank.sandbox.deliveries import Messenger
from app.ledger.bank.sandbox.keys import load_keys
from app.ledger.bank.sandbox.merchant import add_merchant_doors
from app.ledger.bank.sandbox.rehearsal import (
    add_control_page,
    add_faults,
    add_rehearsal_doors,
)
from app.ledger.bank.sandbox.store import BankRefusal
from app.ledger.bank.sandbox.wire import TEXT_MAX

YUAN = re.compile(r"(0|[1-9][0-9]{0,12})(?:\.([0-9]{1,2}))?", re.ASCII)
BODY_MAX = 65_536


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
    add_merchant_doors(bank, book, messenger, keys)
    add_rehearsal_doors(bank, book, messenger, keys)
    add_faults(bank, messenger.manner)
    add_control_page(bank, book, messenger)
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


def _yuan(text: str) -> int | None:
    match = YUAN.fullmatch(text.strip().replace(",", ""))
    if match is None:
        return None
    fen = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    return fen or None
