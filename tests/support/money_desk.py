"""The finance desk of court 1 for tests: its people, an order of its case, money that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from app.identity.services.people import hash_password
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart, facade, queries
from app.ledger.directory import PayeeIdentity, add_payees
from app.ledger.facade import Payer, PaymentOrderView, Purpose
from app.ledger.models import MoneyProposal
from app.ledger.readers import READERS
from app.ledger.services import approving, outbox, payees, suspense
from app.ledger.services.payees import BankAccount
from app.store import db
from app.trail.reader import run_readers
from tests.support.money import CASE, WANG, PaperBank
from tests.support.people import PASSWORD, make_person

PRICE = Money(9_000_000)
#: Whoever is paid in these tests, by the account of the book.
PAYEES = {
    chart.party(1): PayeeIdentity("济南泉城商业银行股份有限公司"),
    chart.party(2): PayeeIdentity("刘建国"),
    chart.agency("A01"): PayeeIdentity("济南舜华房地产评估有限公司"),
}
add_payees(PAYEES.get)


@dataclass(frozen=True)
class Desk:
    """The people of a finance desk."""

    chen: Actor
    sun: Actor
    judge: Actor
    clerk: Actor


@lru_cache(maxsize=1)
def _hash_once() -> str:
    return hash_password(PASSWORD)


def seat(account: str, role: Role, court_id: int = 1) -> Actor:
    """Register one person of a court; all of them share one hash."""
    return make_person(account, role, court_id=court_id, hashed=_hash_once())


def seat_desk() -> Desk:
    """Register two people of finance, a judge and a clerk of court 1."""
    return Desk(
        chen=seat("chen", Role.FINANCE),
        sun=seat("sun", Role.FINANCE),
        judge=seat("judge", Role.JUDGE),
        clerk=seat("clerk", Role.CLERK),
    )


def order_of_court(
    clerk: Actor,
    reference: str = "balance:L-1",
    *,
    purpose: Purpose = Purpose.BALANCE,
    payer: Payer = WANG,
    amount: Money = PRICE,
    due_in: timedelta = timedelta(days=10),
) -> PaymentOrderView:
    """Open an order by a clerk, so that the trail knows whose case it is."""
    at = clock.now()
    return facade.open_payment_order(
        purpose=purpose,
        reference=reference,
        payer=payer,
        amount=amount,
        due_at=at + due_in,
        case_number=CASE,
        key=f"order:{reference}",
        actor=clerk,
        at=at,
    )


def pay(bank: PaperBank, no: str, fen: int, *, payer: Payer = WANG, serial: str) -> None:
    """Pay something to a number, at the moment that is now on the court's clock."""
    answer = bank.tell(bank.receipt(no, payer=payer, amount=Money(fen), serial=serial))
    assert answer.status_code == 200, answer.text


def match(
    desk: Desk, order: PaymentOrderView, *serials: str, ground: str = "", maker: Actor | None = None
) -> MoneyProposal:
    """Propose a match as 陈."""
    return suspense.propose_match(
        order.no,
        list(serials),
        reason="付款人写错了附言",
        ground=ground,
        actor=maker or desk.chen,
        at=clock.now(),
    )


def approve(row: MoneyProposal, actor: Actor, *, version: int | None = None) -> MoneyProposal:
    """Approve what a proposal says now."""
    return approving.approve(row.no, version=version or row.version, actor=actor, at=clock.now())


def work(bank: PaperBank | None = None, *, at: datetime | None = None) -> None:
    """Let the clock carry out what was approved, the bank do it, and the record tell."""
    moment = at or clock.now()
    approving.carry_out_due(moment)
    if bank is not None:
        outbox.send_due(bank, at=moment)
    run_readers(READERS)


def now(no: str) -> MoneyProposal:
    """Return a proposal as it stands in the database."""
    db.session.rollback()
    db.session.expire_all()
    return queries.get_proposal(no, court_id=None)


def owe(bank: PaperBank, clerk: Actor, account: str, fen: int, *, serial: str = "S-IN") -> None:
    """Let an account of the book be owed money of the case."""
    order = order_of_court(clerk, f"balance:{serial}", amount=Money(fen))
    pay(bank, order.no, fen, serial=serial)
    facade.post(
        purpose=Purpose.DISTRIBUTION,
        debit=chart.funds(CASE),
        credit=account,
        amount=Money(fen),
        key=f"share:{serial}",
        case_number=CASE,
        at=clock.now(),
        actor=clerk,
    )


def give_account(
    desk: Desk, account: str, *, number: str = "6222020200112233445", confirmed: bool = True
) -> int:
    """Enter the bank account of a payee as 陈 and confirm it as 孙."""
    given = BankAccount(PAYEES[account].name, number, "中国工商银行济南支行")
    row = payees.enter_from_document(
        account, given, document="卷宗第12页 收款账户确认书", actor=desk.chen, at=clock.now()
    )
    if confirmed:
        payees.confirm(row.id, actor=desk.sun, at=clock.now())
    return row.id
