"""What can go wrong at the bank, on demand: late, twice, out of order, forged, away, unheard."""

from datetime import date, timedelta

import pytest
import requests
from sqlalchemy import func, select

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, checks, facade, queries
from app.ledger.bank.client import LAYOUTS, SandboxBank
from app.ledger.bank.port import BankAway, BankRefused, StatementNotReady
from app.ledger.bank.sandbox.layouts import WRITERS
from app.ledger.facade import Purpose
from app.ledger.models import BankInstruction, BankReceipt
from app.ledger.services import outbox
from app.ledger.vocabulary import InstructionState
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from config import STATEMENTS
from tests.support.bank_process import BankProcess
from tests.support.money import CASE, DEPOSIT, open_order
from tests.support.servers import wait_until

pytestmark = pytest.mark.live

PAYOUT = {
    "instruction_id": "payout-1",
    "payee_name": "王芳",
    "payee_account": "6217000000000001",
    "payee_bank": "中国银行",
    "amount": "10000",
    "memo": "案款",
}


def receipts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(BankReceipt)) or 0


def refused() -> int:
    db.session.rollback()
    query = select(func.count()).where(TrailEntry.name == "ledger.notice.refused")
    return db.session.scalar(query) or 0


def waiting(bank: BankProcess) -> int:
    return int(requests.get(f"{bank.url}/healthz", timeout=5).json()["waiting"])


def send(bank: BankProcess) -> None:
    """Send all that is queued, whatever pause it is in."""
    with unit_of_work():
        for row in db.session.scalars(select(BankInstruction)):
            row.next_at = clock.real_now()
    outbox.send_due(bank.client, at=clock.now())


def state_of(instruction_id: str) -> InstructionState:
    db.session.rollback()
    db.session.expire_all()
    found = queries.find_instruction(instruction_id)
    assert found is not None
    return found.state


def pay_deposit(bank: BankProcess, reference: str = "enrollment:1") -> str:
    """Open, register and pay a deposit; return the serial once it is booked."""
    order, before = open_order(reference), receipts()
    send(bank)
    serial = bank.pay(order.no)
    wait_until(lambda: receipts() == before + 1, what="the receipt")
    return serial


def balance_at_bank(bank: BankProcess, no: str) -> tuple[str, str]:
    told = bank.client._send("GET", f"/accounts/{no}", b"").json()
    return told["balance"], told["frozen"]


def assert_the_book_is_whole(*, except_for: str = "") -> None:
    db.session.rollback()
    asked = set(checks.QUERIES) - {except_for}
    assert [breach for name in asked for breach in checks.breaches_of(name)] == []


def test_late_twice_and_backwards_is_booked_once_each(live_bank: BankProcess) -> None:
    orders = [open_order(f"enrollment:{number}") for number in range(4)]
    send(live_bank)
    live_bank.manner(is_paused=True, times=3)
    for order in orders:
        live_bank.pay(order.no)
    assert receipts() == 0

    live_bank.manner(is_newest_first=True)

    wait_until(lambda: waiting(live_bank) == 0, seconds=60, what="twelve deliveries")
    assert receipts() == 4
    assert facade.balance(chart.BANK) == Money(4 * DEPOSIT.fen)
    assert_the_book_is_whole()


def test_a_forged_notice_is_refused_and_the_true_one_is_booked(live_bank: BankProcess) -> None:
    order = open_order()
    send(live_bank)
    live_bank.manner(forged=2)

    live_bank.pay(order.no)

    wait_until(lambda: receipts() == 1, seconds=60, what="the true notice")
    assert refused() == 2
    assert facade.hold_of("enrollment:1") is not None


def test_a_refund_whose_answer_was_lost_is_paid_once(live_bank: BankProcess) -> None:
    serial = pay_deposit(live_bank)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    live_bank.manner(lost=1, is_paused=True)
    # The release is done and unheard, then the refund; both are asked for again.
    send(live_bank)
    assert state_of(f"refund-{serial}") is InstructionState.QUEUED
    live_bank.manner(lost=0, is_paused=True)
    send(live_bank)
    live_bank.manner()

    wait_until(lambda: waiting(live_bank) == 0, what="the bank's own word")
    assert state_of(f"refund-{serial}") is InstructionState.DONE
    assert facade.balance(chart.BANK) == Money.ZERO
    assert_the_book_is_whole()


def test_a_payout_whose_answer_was_lost_is_paid_once(live_bank: BankProcess) -> None:
    live_bank.manner(lost=1)
    with pytest.raises(BankAway):
        live_bank.client.pay_out(PAYOUT)

    answers = [live_bank.client.pay_out(PAYOUT) for _ in range(2)]

    paid = live_bank.client._send("GET", "/payouts", b"").json()["items"]
    assert [one["serial"] for one in paid] == [answers[0].serial]
    assert answers[0] == answers[1]


def test_a_bank_that_is_away_for_a_day_gets_everything_afterwards(live_bank: BankProcess) -> None:
    serial = pay_deposit(live_bank)
    live_bank.manner(down_seconds=86_400)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    late = open_order("enrollment:2", due_in=timedelta(days=3))
    send(live_bank)
    assert state_of(f"refund-{serial}") is InstructionState.QUEUED

    with clock.stopped_at(clock.now() + timedelta(days=1)):
        send(live_bank)
        found = queries.find_instruction(f"refund-{serial}")
        assert found is not None
        assert "503" in (found.last_fault or "")
        assert found.due_at is not None
        assert found.due_at <= clock.now() + timedelta(minutes=1)
        live_bank.manner()
        send(live_bank)
        live_bank.pay(late.no)
        wait_until(lambda: receipts() == 2, seconds=30, what="the late payment")

    assert state_of(f"refund-{serial}") is InstructionState.DONE
    assert facade.balance(chart.BANK) == DEPOSIT
    assert_the_book_is_whole()


def test_so_many_requests_find_nobody(live_bank: BankProcess) -> None:
    live_bank.manner(down=2)

    for _ in range(2):
        with pytest.raises(BankAway, match="503 bank_closed"):
            live_bank.client.pay_out(PAYOUT)

    assert live_bank.client.pay_out(PAYOUT).amount == Money(10_000)


def test_a_payee_is_refused_or_sends_back(live_bank: BankProcess) -> None:
    live_bank.pay(open_order("balance:1", purpose=Purpose.BALANCE).no)
    wait_until(lambda: receipts() == 1, what="the price")
    facade.post(
        purpose=Purpose.DISTRIBUTION,
        debit=chart.funds(CASE),
        credit=chart.party(7),
        amount=Money(20_000),
        key="share:7",
        case_number=CASE,
        at=clock.now(),
    )
    live_bank.manner(
        refused={"6217000000000001": "name_differs"},
        returned={"6217000000000002": "account_closed"},
    )
    for number in (1, 2):
        outbox.queue_payout(
            instruction_id=f"payout-{number}",
            debit=chart.party(7),
            payee_name="王芳",
            payee_account=f"621700000000000{number}",
            payee_bank="中国银行",
            amount=Money(10_000),
            memo="案款",
            purpose=Purpose.DISTRIBUTION,
            case_number=CASE,
            reference=None,
            due_at=None,
            at=clock.now(),
        )

    send(live_bank)

    wait_until(
        lambda: state_of("payout-2") is InstructionState.RETURNED, seconds=30, what="the return"
    )
    assert state_of("payout-1") is InstructionState.REFUSED
    assert facade.balance(chart.party(7)) == Money(20_000)
    assert facade.balance(chart.BANK) == DEPOSIT
    # These payouts were ordered past the desk, so nobody approved them.
    assert_the_book_is_whole(except_for="M10")
    with pytest.raises(BankRefused, match="name_differs"):
        live_bank.client.pay_out(PAYOUT)


def test_a_deposit_is_frozen_at_the_bank_while_it_is_held(live_bank: BankProcess) -> None:
    pay_deposit(live_bank)
    pay_deposit(live_bank, "enrollment:2")
    winner, loser = (facade.find_order(f"enrollment:{number}") for number in (1, 2))
    assert winner is not None
    assert loser is not None
    held = str(DEPOSIT)
    assert balance_at_bank(live_bank, winner.no) == (held, held)

    facade.capture_deposit("enrollment:1", key="capture:1", at=clock.now())
    facade.release_deposit("enrollment:2", key="release:2", at=clock.now())
    assert balance_at_bank(live_bank, loser.no) == (held, held)
    send(live_bank)

    assert balance_at_bank(live_bank, winner.no) == ("0", "0")
    assert balance_at_bank(live_bank, loser.no) == ("0", "0")
    assert facade.balance(chart.BANK) == DEPOSIT


def test_the_statement_of_a_day_comes_when_the_day_is_closed(live_bank: BankProcess) -> None:
    serial = pay_deposit(live_bank)
    day = date.fromisoformat(live_bank.client._post("/rehearsal/day-ends", {})["day"])

    files = {
        layout: SandboxBank(live_bank.url, live_bank.folder, layout=layout).statement(day)
        for layout in LAYOUTS
    }

    assert set(LAYOUTS) == set(WRITERS) == set(STATEMENTS)
    assert all(serial.encode()[-16:] in file.content for file in files.values())
    assert files["camt053"].name == f"statement-{day:%Y%m%d}-camt053.xml"
    with pytest.raises(StatementNotReady):
        live_bank.client.statement(day + timedelta(days=1))


def test_a_trainer_sets_faults_on_the_page(live_bank: BankProcess) -> None:
    page = requests.get(f"{live_bank.url}/rehearsal", timeout=5).text
    token = page.split('name="form_token" value="')[1].split('"')[0]

    strange = requests.post(f"{live_bank.url}/rehearsal", data={"down": "9"}, timeout=5)
    set_now = requests.post(
        f"{live_bank.url}/rehearsal",
        data={"form_token": token, "down": "1", "times": "2", "refused": "62 account_unknown"},
        timeout=5,
    )

    assert strange.status_code == 422
    assert "62 account_unknown" in set_now.text
    with pytest.raises(BankAway, match="bank_closed"):
        live_bank.client.pay_out(PAYOUT)
