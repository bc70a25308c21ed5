"""A bank that is told by files and heard by statements: each payment goes out once."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Conflict, NotFound
from app.kernel.money import Money
from app.ledger import chart, checks, facade, queries
from app.ledger.bank.choice import current_bank
from app.ledger.bank.files import FileBank
from app.ledger.bank.port import NoticeInvalid, StatementNotReady
from app.ledger.facade import Purpose
from app.ledger.services import outbox, suspense
from app.ledger.services.payment_files import make_payment_file, read_payment_file
from app.ledger.services.statement_lines import BankLine, take_line
from app.ledger.vocabulary import InstructionState, OrderState, PaymentFault
from app.store import db
from tests.support.money import CASE, DEPOSIT, WANG, open_order


@pytest.fixture
def files(app: Flask, db_session: Session, monkeypatch: pytest.MonkeyPatch) -> FileBank:
    """An installation whose bank has no interface."""
    monkeypatch.setitem(app.config, "BANK", "files")
    bank = current_bank()
    assert isinstance(bank, FileBank)
    return bank


def credit(serial: str = "T1", **changes: object) -> BankLine:
    """A line of money that came in, exact and from the payer of the order."""
    line = BankLine(
        serial=serial,
        is_credit=True,
        amount=DEPOSIT,
        account="main",
        name=WANG.name,
        party="6217001",
        memo="",
        reference="",
        booked_at=clock.real_now(),
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def debit(instruction_id: str, amount: Money, serial: str = "T9") -> BankLine:
    return replace(
        credit(serial), is_credit=False, amount=amount, reference=instruction_id, memo="付款"
    )


def take(line: BankLine) -> str:
    """Take a line; what would wait for finance (P36) is sent back as after its days."""
    outcome = take_line(line, at=clock.now()).outcome
    suspense.return_overdue(clock.now() + timedelta(days=6))
    return outcome


def state_of(instruction_id: str) -> InstructionState:
    db.session.rollback()
    db.session.expire_all()
    found = queries.find_instruction(instruction_id)
    assert found is not None
    return found.state


def test_an_order_shows_account_and_memo_and_no_page_of_a_bank(files: FileBank) -> None:
    order = open_order()

    outbox.send_due(files, at=clock.now())

    view = facade.find_order("enrollment:1")
    assert view is not None
    assert (view.pay_url, view.is_registered) == ("", True)
    assert view.bank_account == order.bank_account


@pytest.mark.parametrize("way", ["account", "memo", "spaced memo"])
def test_a_line_is_booked_to_its_order_once(files: FileBank, way: str) -> None:
    order = open_order()
    words = {
        "account": {"account": order.bank_account},
        "memo": {"memo": f"竞买保证金{order.no}"},
        "spaced memo": {"memo": f"{order.no[:5]} {order.no[5:]}".lower()},
    }
    line = credit(**words[way])

    outcomes = [take(line), take(line)]

    assert outcomes == ["booked", "repeated"]
    assert facade.hold_of("enrollment:1") is not None
    assert facade.balance(chart.BANK) == DEPOSIT


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": "李强"}, PaymentFault.OTHER_PAYER),
        ({"name": ""}, PaymentFault.OTHER_PAYER),
        ({"amount": Money(DEPOSIT.fen - 1)}, PaymentFault.WRONG_AMOUNT),
        ({"amount": Money(DEPOSIT.fen + 1)}, PaymentFault.WRONG_AMOUNT),
        ({"memo": "保证金", "account": ""}, PaymentFault.UNKNOWN_ORDER),
    ],
)
def test_a_line_that_fits_no_order_goes_back(
    files: FileBank, changes: dict[str, object], fault: PaymentFault
) -> None:
    order = open_order()

    taken = take_line(credit(**{"memo": order.no, **changes}), at=clock.now())

    assert (taken.outcome, taken.fault) == ("suspended", fault)
    suspense.return_overdue(clock.now() + timedelta(days=6))
    assert state_of("refund-T1") is InstructionState.QUEUED
    assert facade.hold_of("enrollment:1") is None


def test_the_name_is_compared_in_one_width(files: FileBank) -> None:
    order = open_order()

    assert take(credit(memo=order.no, name=" 王　芳 ")) == "booked"


def test_a_line_with_other_content_under_a_known_serial_is_refused(files: FileBank) -> None:
    order = open_order()
    take(credit(memo=order.no))

    with pytest.raises(Conflict, match="bank_serial_mismatch"):
        take(credit(memo=order.no, amount=Money(1)))


def test_a_deposit_known_after_the_end_of_bidding_goes_back(files: FileBank) -> None:
    order = open_order(due_in=timedelta(minutes=1))
    line = credit(memo=order.no)

    with clock.stopped_at(clock.now() + timedelta(days=1)):
        taken = take_line(line, at=clock.now())

    assert taken.fault is PaymentFault.LATE


def test_refunds_and_payouts_go_into_one_file_once(files: FileBank) -> None:
    take(credit("T1", memo="=cmd|calc", name="=HYPERLINK(1)"))
    take(credit("T2", memo="x"))
    outbox.send_due(files, at=clock.now())

    made = make_payment_file(actor=SYSTEM, at=clock.now())

    rows = list(csv.reader(io.StringIO(read_payment_file(made).decode("gb18030"))))
    assert (made.count, made.total) == (2, Money(2 * DEPOSIT.fen))
    assert [row[-1] for row in rows[1:]] == ["refund-T1", "refund-T2"]
    assert rows[1][2] == "'=HYPERLINK(1)"
    assert rows[2][2:6] == [WANG.name, "6217001", "", "280000.00"]
    assert read_payment_file(made) == read_payment_file(queries.get_payment_file(made.no))
    with pytest.raises(Conflict, match="no_payments_waiting"):
        make_payment_file(actor=SYSTEM, at=clock.now())
    assert state_of("refund-T1") is InstructionState.QUEUED


def test_that_money_left_is_believed_when_a_statement_says_so(files: FileBank) -> None:
    take(credit("T1", memo="x"))
    made = make_payment_file(actor=SYSTEM, at=clock.now())
    outbox.send_due(files, at=clock.now())
    assert queries.count_awaited(made.id) == 1

    outcomes = [take(debit("refund-T1", DEPOSIT)) for _ in range(2)]

    assert outcomes == ["settled", "repeated"]
    assert state_of("refund-T1") is InstructionState.DONE
    assert queries.count_awaited(made.id) == 0
    assert facade.balance(chart.BANK) == Money.ZERO
    assert [breach for name in checks.QUERIES for breach in checks.breaches_of(name)] == []


def test_money_that_left_by_no_instruction_is_a_difference(files: FileBank) -> None:
    with pytest.raises(NotFound):
        take(debit("payout-9", Money(1)))


def test_another_amount_than_ordered_is_a_difference(files: FileBank) -> None:
    take(credit("T1", memo="x"))

    with pytest.raises(Conflict, match="bank_serial_mismatch"):
        take(debit("refund-T1", Money(DEPOSIT.fen - 1)))


def test_a_payout_and_its_return_are_read_from_statements(files: FileBank) -> None:
    order = open_order("balance:1", purpose=Purpose.BALANCE)
    take(credit(memo=order.no))
    facade.post(
        purpose=Purpose.DISTRIBUTION,
        debit=chart.funds(CASE),
        credit=chart.party(7),
        amount=Money(500),
        key="share:7",
        case_number=CASE,
        at=clock.now(),
    )
    outbox.queue_payout(
        instruction_id="payout-1",
        debit=chart.party(7),
        payee_name=WANG.name,
        payee_account="6217002",
        payee_bank="中国银行",
        amount=Money(500),
        memo="案款",
        purpose=Purpose.DISTRIBUTION,
        case_number=CASE,
        reference=None,
        due_at=None,
        at=clock.now(),
    )
    back = replace(credit("T8", amount=Money(500)), reference="payout-1", memo="退汇 账户已销户")

    outcomes = [take(debit("payout-1", Money(500))), take(back), take(back)]

    assert outcomes == ["settled", "returned", "repeated"]
    assert state_of("payout-1") is InstructionState.RETURNED
    assert facade.balance(chart.party(7)) == Money(500)
    assert queries.get_order(order.no).state is OrderState.CONFIRMED


def test_this_bank_says_nothing_by_itself(files: FileBank) -> None:
    with pytest.raises(StatementNotReady):
        files.statement(clock.now().date())
    with pytest.raises(NoticeInvalid):
        files.read_notice(b"{}", headers={}, now=clock.now())
