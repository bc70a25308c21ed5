"""The ledger's door: other parts order payments, end holds, post and read here."""

from collections.abc import Collection
from datetime import datetime

from app.kernel.actors import SYSTEM, Actor
from app.kernel.money import Money
from app.lawbook import Calculation
from app.ledger import chart, queries, views
from app.ledger.case_statements import AccountLine, accounts_of
from app.ledger.directory import PayeeIdentity, add_payees
from app.ledger.models import BankInstruction
from app.ledger.payer_marks import payer_marks
from app.ledger.reading_vocabulary import NamedPage
from app.ledger.services import deposits, orders, posting
from app.ledger.services.deposit_guards import add_deposit_guard
from app.ledger.services.deposits import (
    capture_deposit,
    forfeit_deposit,
    release_deposit,
)
from app.ledger.services.erasing import deposits_of, forget_payer, has_other_orders
from app.ledger.services.orders import Payer, cancel_order, move_order, postpone_order
from app.ledger.services.posting import Posting, post_many
from app.ledger.services.reading import note_reading
from app.ledger.services.releases import release_deposits
from app.ledger.views import (
    HoldView,
    PaymentOrderView,
    RefundView,
    StatementView,
    TransferView,
)
from app.ledger.vocabulary import HoldState, Purpose

__all__ = [
    "AccountLine",
    "HoldView",
    "NamedPage",
    "PayeeIdentity",
    "Payer",
    "PaymentOrderView",
    "Posting",
    "Purpose",
    "RefundView",
    "StatementView",
    "TransferView",
    "add_deposit_guard",
    "add_payees",
    "balance",
    "balance_at",
    "cancel_order",
    "capture_deposit",
    "deposit_state",
    "deposits_of",
    "due_days_of",
    "find_order",
    "find_refund",
    "forfeit_deposit",
    "forget_payer",
    "get_order",
    "has_other_orders",
    "hold_of",
    "move_order",
    "note_reading",
    "open_payment_order",
    "payer_marks",
    "post",
    "post_many",
    "postpone_order",
    "release_deposit",
    "release_deposits",
    "standings",
    "statement",
    "transfers_of",
]


def open_payment_order(
    *,
    purpose: Purpose,
    reference: str,
    payer: Payer,
    amount: Money,
    due_at: datetime,
    case_number: str,
    key: str,
    actor: Actor,
    at: datetime,
) -> PaymentOrderView:
    """Ask a payer for an exact amount by a moment, once per key; joins an open unit of work."""
    order = orders.open_payment_order(
        purpose=purpose,
        reference=reference,
        payer=payer,
        amount=amount,
        due_at=due_at,
        case_number=case_number,
        key=key,
        actor=actor,
        at=at,
    )
    return views.order_view(order)


def find_order(reference: str) -> PaymentOrderView | None:
    """Return the live payment order of a reference, or nothing."""
    order = queries.find_order_of(reference)
    return views.order_view(order) if order else None


def get_order(no: str) -> PaymentOrderView:
    """Return the payment order of a number; raises NotFound."""
    return views.order_view(queries.get_order(no))


def due_days_of(numbers: Collection[str]) -> dict[str, datetime]:
    """Return by when some payment orders are to be paid, by their numbers."""
    return queries.list_due_days(numbers) if numbers else {}


def hold_of(reference: str) -> HoldView | None:
    """Return the confirmed deposit of a reference while it is held, else nothing."""
    order = queries.find_order_of(reference)
    hold = queries.find_transfer(queries.hold_key(order.no)) if order else None
    if order is None or hold is None:
        return None
    view = views.hold_view(order, hold)
    return view if view.state is HoldState.HELD else None


def deposit_state(reference: str) -> HoldState | None:
    """Return where a deposit stands: held, captured, released, forfeited; nothing if unpaid."""
    order = queries.find_order_of(reference)
    hold = queries.find_transfer(queries.hold_key(order.no)) if order else None
    return deposits.hold_state(hold) if hold else None


def find_refund(reference: str) -> RefundView | None:
    """Return the refund of a released deposit, with its legal limit and when the bank paid."""
    order = queries.find_order_of(reference)
    receipt = queries.find_booked_receipt(order) if order else None
    row: BankInstruction | None = None
    if receipt is not None:
        row = queries.find_instruction(f"refund-{receipt.serial}")
    return views.refund_view(row) if row else None


def post(
    *,
    purpose: Purpose,
    debit: str,
    credit: str,
    amount: Money,
    key: str,
    case_number: str | None,
    at: datetime,
    explanation: Calculation | None = None,
    reference: str | None = None,
    actor: Actor = SYSTEM,
) -> TransferView:
    """Move money between accounts of the chart, once per key; raises account_overdrawn."""
    row = posting.post(
        purpose=purpose,
        debit=debit,
        credit=credit,
        amount=amount,
        key=key,
        case_number=case_number,
        at=at,
        explanation=explanation,
        reference=reference,
        actor=actor,
    )
    return views.transfer_view(row)


def find_transfer(key: str) -> TransferView | None:
    """Return the entry with a key, or None."""
    row = queries.find_transfer(key)
    return views.transfer_view(row) if row else None


def balance(account: str) -> Money:
    """Return what stands in an account and all below it.

    `bank` is an asset: its balance is what came in less what went out.
    """
    fen = queries.settled_fen(account)
    return Money(-fen if account == chart.BANK else fen)


def owed_in(account: str, case_number: str) -> Money:
    """Return what an account owes in one case; zero if nothing, or if it was paid out."""
    return queries.owed_of(account, case_number).amount


def balance_at(account: str, moment: datetime) -> Money:
    """Return what stood in an account and all below it at a moment, as it was stamped then.

    Raises BadAmount where the moment cuts an act whose money came after it went.
    """
    fen = queries.settled_fen_at(account, moment)
    return Money(-fen if account == chart.BANK else fen)


def standings(
    case_number: str, *, until: datetime | None = None, also: Collection[str] = ()
) -> tuple[AccountLine, ...]:
    """Return where the accounts of a case stand, or stood at a moment; sealed deposits left out.

    `also` names accounts outside the case, of which the part counts that the case moved.
    """
    return accounts_of(case_number, until=until, also=also)


def transfers_of(reference: str) -> list[TransferView]:
    """Return what moved for one thing, such as the fee of an appraisal, oldest first."""
    return [views.transfer_view(row) for row in queries.list_transfers_of(reference)]


def statement(case_number: str) -> StatementView:
    """Return all that moved in a case; deposits still held stay out of it."""
    return views.statement_view(case_number)
