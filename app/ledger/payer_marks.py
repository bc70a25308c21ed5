"""Who paid for what, as marks that are only compared: equal marks are the same payer.

An order's own digest says nothing about another's, on purpose: before bidding has ended nobody may
link bidders. These marks hold across orders; whoever asks for them stands after the end and has put
the reading on the record (18号 art. 18(2), P93).
"""

import json
from collections.abc import Collection

from sqlalchemy import select

from app.identity import vault
from app.ledger.models import BankReceipt, PaymentOrder
from app.ledger.rules import plain_id_number, plain_name
from app.ledger.vocabulary import Channel
from app.store.db import db

#: Receipts of one lot that are read; far more than anybody's deposits on it.
RECEIPTS_MAX = 5_000


def payer_marks(references: Collection[str]) -> dict[str, frozenset[str]]:
    """Return, by reference of an order, the marks of everybody who paid or tried to pay it.

    Money that came in another name is among them though it went straight back: it shows who
    stands behind a bidder. WeChat tells no name that holds across orders, so it leaves no mark.
    """
    if not references:
        return {}
    rows = db.session.execute(
        select(PaymentOrder.reference, BankReceipt)
        .join(BankReceipt, BankReceipt.order_id == PaymentOrder.id)
        .where(PaymentOrder.reference.in_(references), BankReceipt.channel == Channel.MAIN)
        .order_by(BankReceipt.id)
        .limit(RECEIPTS_MAX)
    )
    found: dict[str, set[str]] = {}
    for reference, receipt in rows:
        found.setdefault(reference, set()).update(_marks(receipt))
    return {reference: frozenset(marks) for reference, marks in found.items()}


def _marks(receipt: BankReceipt) -> set[str]:
    """Return marks of the payer's name and number, and of the account, as far as told."""
    words = vault.unseal("ledger.notice", receipt.notice_sealed, receipt.serial)
    try:
        told = json.loads(words)
    except ValueError:  # a bank whose notices are no JSON: the payer stays unmarked
        return set()
    marks = set()
    name = plain_name(str(told.get("payer_name") or ""))
    number = plain_id_number(str(told.get("payer_id_number") or ""))
    account = plain_id_number(str(told.get("payer_account") or ""))
    if name and number:
        marks.add(vault.digest("ledger.payer_mark", f"{name}|{number}"))
    if account:
        marks.add(vault.digest("ledger.account_mark", account))
    return marks
