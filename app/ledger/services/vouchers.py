"""Issue a receipt: once for each payment or refund, sealed, the same bytes for ever (P52)."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents import facade as papers
from app.identity import vault
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.ids import PADDLE_SIGNS
from app.kernel.money import Money
from app.ledger import queries, reasons
from app.ledger.facts import VoucherIssued
from app.ledger.models import BankInstruction, BankReceipt, PaymentOrder, Voucher
from app.ledger.payer_views import is_own, sources_of
from app.ledger.queries import payer as own
from app.ledger.rules import RELEASE_RULE
from app.ledger.services.orders import recorded_as
from app.ledger.services.outbox import PAYEE, WORDS
from app.ledger.vocabulary import InstructionState, PaymentFault, Purpose, VoucherKind
from app.store import db, unit_of_work
from app.store.locks import lock_names
from app.web.modules import court_of

NO_SIGNS = 12
#: Signs of an identity number that a receipt shows at each end.
SHOWN_SIGNS = 4

#: Why money went back, as the paper says it.
RETURN_WORDS = {
    PaymentFault.ORDER_CANCELED: "缴款单已撤销后到账，退回原付款账户",
    PaymentFault.ALREADY_PAID: "缴款单已缴清后重复付款，退回原付款账户",
    PaymentFault.WRONG_AMOUNT: "付款金额与缴款单不符，退回原付款账户",
    PaymentFault.LATE: "超过缴款期限到账，退回原付款账户",
}
RELEASE_WORDS = "竞价结束后退还竞买保证金"


@dataclass(frozen=True)
class _Content:
    """What one receipt is about."""

    kind: VoucherKind
    subject: str
    amount: Money
    values: Mapping[str, Any]
    basis: tuple[Citation, ...]
    policies: tuple[str, ...] = ()


def issue_payment_voucher(order: PaymentOrder, *, site: str, actor: Actor, at: datetime) -> Voucher:
    """Return the receipt of the payment of an order; raises Conflict(voucher_too_early)."""
    receipts = own.list_receipts_of([order.id])
    came = sources_of(receipts, own.refunds_of([receipt.id for receipt in receipts]))
    if order.confirmed_at is None or not came:
        raise Conflict("voucher_too_early")
    content = _Content(
        kind=VoucherKind.PAYMENT,
        subject=f"order:{order.no}",
        amount=order.amount,
        values={
            **_payer(order),
            "paid_at": came[-1].paid_at,
            "received_at": order.confirmed_at,
            "serial": "、".join(receipt.serial for receipt in came),
            "account": order.account,
        },
        basis=reasons.BASIS.get(order.purpose, ()),
    )
    return _issue(order, content, site=site, actor=actor, at=at)


def issue_refund_voucher(
    order: PaymentOrder, instruction_id: str, *, site: str, actor: Actor, at: datetime
) -> Voucher:
    """Return the receipt of money that went back; raises Conflict or Refusal(voucher_not_yours).

    Money somebody else paid on the order is his: its receipt is not issued to the order's payer.
    """
    row = queries.find_instruction(instruction_id)
    receipt = _receipt_of(order, row)
    if row is None or receipt is None or row.state is not InstructionState.DONE:
        raise Conflict("voucher_too_early")
    if receipt.fault is not None and not is_own(order, receipt):
        raise Refusal("voucher_not_yours", status=403)
    is_deposit = row.purpose is Purpose.DEPOSIT
    content = _Content(
        kind=VoucherKind.REFUND,
        subject=f"instruction:{instruction_id}",
        amount=row.amount,
        values={
            **_payer(order),
            "reason": RETURN_WORDS[receipt.fault] if receipt.fault else RELEASE_WORDS,
            "original_serial": receipt.serial,
            "serial": row.bank_serial,
            "ordered_at": row.queued_at,
            "due_at": row.due_at,
            "done_at": row.done_at,
        },
        basis=(RELEASE_RULE,) if is_deposit else (),
        policies=() if is_deposit else (reasons.MISFIT_POLICY,),
    )
    return _issue(order, content, site=site, actor=actor, at=at)


def file_of(voucher: Voucher) -> bytes:
    """Return the receipt as it went out; raises Refusal(voucher_damaged) if a byte differs."""
    content = base64.b64decode(vault.unseal("ledger.voucher", voucher.file_sealed, voucher.no))
    if hashlib.sha256(content).hexdigest() != voucher.sha256:
        raise Refusal("voucher_damaged", status=409)
    return content


def _receipt_of(order: PaymentOrder, row: BankInstruction | None) -> BankReceipt | None:
    """Return the receipt a refund gives back, if it belongs to the order."""
    receipts = own.list_receipts_of([order.id])
    return next((item for item in receipts if row and item.id == row.receipt_id), None)


def _payer(order: PaymentOrder) -> dict[str, str]:
    """Return the payer as his own receipt names him; the number is shown at its ends only."""
    payer = json.loads(vault.unseal("ledger.payer", order.payer_sealed, order.no))
    number = str(payer["id_number"])
    hidden = "*" * len(number)
    if len(number) > 2 * SHOWN_SIGNS:
        hidden = number[:SHOWN_SIGNS] + hidden[2 * SHOWN_SIGNS :] + number[-SHOWN_SIGNS:]
    return {"payer_name": str(payer["name"]), "payer_number": hidden}


def _issue(
    order: PaymentOrder, content: _Content, *, site: str, actor: Actor, at: datetime
) -> Voucher:
    """Make, seal and record a receipt, or return the one that was issued before."""
    with unit_of_work() as work:
        lock_names(f"ledger:voucher:{content.subject}")
        if earlier := own.find_voucher(content.subject):
            return earlier
        no = "S" + "".join(secrets.choice(PADDLE_SIGNS) for _ in range(NO_SIGNS))
        made = papers.render(
            f"{content.kind.value}_voucher", _paper_values(order, content, no, site, at), at=at
        )
        voucher = Voucher(
            no=no,
            kind=content.kind,
            subject=content.subject,
            order_id=order.id,
            amount=content.amount,
            file_sealed=vault.seal("ledger.voucher", base64.b64encode(made).decode(), no),
            sha256=hashlib.sha256(made).hexdigest(),
            size=len(made),
            issued_at=at,
        )
        db.session.add(voucher)
        fact = VoucherIssued(
            no, content.kind, order.no, content.subject, str(content.amount), voucher.sha256
        )
        work.record(fact, actor=recorded_as(order.purpose, actor), at=at)
        return voucher


def _paper_values(
    order: PaymentOrder, content: _Content, no: str, site: str, at: datetime
) -> dict[str, Any]:
    address = f"{site}/vouchers/{no}"
    return {
        **content.values,
        "paper_no": no,
        "court_name": court_of(order.case_number) or PAYEE,
        "payee": PAYEE,
        "case_number": order.case_number,
        "order_no": order.no,
        "purpose": WORDS[order.purpose],
        "amount": content.amount,
        "articles": [str(item) for item in content.basis]
        + [f"明槌平台规则 {name}" for name in content.policies],
        "issued_on": local_date(at),
        "issued_at": at,
        "verify_url": address,
        "verify_code": papers.verify_code(address),
    }
