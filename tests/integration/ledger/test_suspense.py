"""Money that fits no order: what waits, what goes straight back, and who may place it."""

from datetime import timedelta

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart, facade, queries
from app.ledger.desk_vocabulary import ProposalState, ReceiptStanding, SuspenseState
from app.ledger.facade import Purpose
from app.ledger.services import outbox, suspense
from app.ledger.vocabulary import OrderState
from tests.support.money import CASE, FRIEND, WANG, PaperBank, open_order, race
from tests.support.money_desk import (
    PRICE,
    Desk,
    approve,
    match,
    now,
    order_of_court,
    pay,
    seat,
    seat_desk,
    work,
)

CONSENT = "买受人王芳书面同意由李强代付（卷宗第31页）"


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


def standing(serial: str) -> ReceiptStanding:
    return queries.receipt_standing(serial)


def test_a_mistyped_number_waits_and_is_placed_by_two_people(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PNOBODYKNOWS", PRICE.fen, serial="S1")
    assert standing("S1") is ReceiptStanding.WAITING

    row = approve(match(desk, order, "S1"), desk.sun)
    work()

    assert standing("S1") is ReceiptStanding.MATCHED
    assert facade.get_order(order.no).state is OrderState.CONFIRMED
    assert facade.balance(chart.funds(CASE)) == PRICE
    assert facade.balance(chart.SUSPENSE) == Money.ZERO
    assert now(row.no).state is ProposalState.DONE
    assert (now(row.no).maker, now(row.no).approver) == ("chen", "sun")


def test_two_part_payments_make_a_balance_exact_together(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, order.no, 4_000_000, serial="S1")
    pay(bank, order.no, 5_000_000, serial="S2")

    approve(match(desk, order, "S1", "S2"), desk.sun)
    work()

    assert facade.get_order(order.no).state is OrderState.CONFIRMED
    assert facade.balance(chart.funds(CASE)) == PRICE
    receipts = [row.serial for row in queries.list_matched_to(queries.get_order(order.no))]
    assert receipts == ["S1", "S2"]


@pytest.mark.parametrize("second", [4_999_999, 5_000_001])
def test_one_fen_too_little_or_too_much_is_never_placed(
    bank: PaperBank, desk: Desk, second: int
) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, order.no, 4_000_000, serial="S1")
    pay(bank, order.no, second, serial="S2")

    with pytest.raises(Refusal) as refused:
        match(desk, order, "S1", "S2")

    assert refused.value.code == "match_not_exact"
    assert facade.balance(chart.SUSPENSE) == Money(4_000_000 + second)


def test_money_of_another_name_needs_a_written_ground(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, order.no, PRICE.fen, payer=FRIEND, serial="S1")

    with pytest.raises(Refusal) as refused:
        match(desk, order, "S1")
    approve(match(desk, order, "S1", ground=CONSENT), desk.sun)
    work()

    assert refused.value.code == "ground_missing"
    assert facade.get_order(order.no).state is OrderState.CONFIRMED


def test_a_payment_made_in_time_may_be_placed_afterwards_but_no_later_one(
    bank: PaperBank, desk: Desk
) -> None:
    with clock.stopped_at(clock.now()):
        order = order_of_court(desk.clerk, due_in=timedelta(hours=2))
        pay(bank, "PTYPO", PRICE.fen, serial="S1")
        clock.advance(timedelta(hours=3))
        pay(bank, "PTYPOTOO", PRICE.fen, serial="S2")

        with pytest.raises(Refusal) as late:
            match(desk, order, "S2")
        approve(match(desk, order, "S1"), desk.sun)
        work()

    assert late.value.code == "match_late"
    assert facade.get_order(order.no).state is OrderState.CONFIRMED


@pytest.mark.parametrize("fault", ["wrong_amount", "other_payer", "late", "paid_twice", "canceled"])
def test_what_can_never_be_kept_goes_back_by_itself(
    bank: PaperBank, desk: Desk, fault: str
) -> None:
    with clock.stopped_at(clock.now()):
        order = open_order(due_in=timedelta(hours=1))
        payer = FRIEND if fault == "other_payer" else WANG
        fen = order.amount.fen - (1 if fault == "wrong_amount" else 0)
        if fault == "paid_twice":
            bank.pays(order)
        elif fault == "canceled":
            facade.cancel_order(order.reference, at=clock.now())
        elif fault == "late":
            clock.advance(timedelta(hours=2))
        pay(bank, order.no, fen, payer=payer, serial="S9")

        outbox.send_due(bank, at=clock.now())

    assert standing("S9") is ReceiptStanding.RETURNED
    assert queries.find_suspense_item("S9") is None
    assert facade.balance(chart.SUSPENSE) == Money.ZERO


def test_no_money_is_ever_placed_to_a_deposit(bank: PaperBank, desk: Desk) -> None:
    deposit = open_order()
    pay(bank, "PTYPO", deposit.amount.fen, serial="S1")

    with pytest.raises(Refusal) as refused:
        match(desk, deposit, "S1")

    assert refused.value.code == "deposit_not_matched"


def test_a_return_is_approved_and_the_bank_sends_it_once(bank: PaperBank, desk: Desk) -> None:
    pay(bank, "PTYPO", 777, serial="S1")
    row = suspense.propose_return("S1", reason="无法查明用途", actor=desk.chen, at=clock.now())
    approve(row, desk.sun)

    work(bank)
    work(bank)

    assert [(refund.instruction_id, refund.amount.fen) for refund in bank.refunds.values()] == [
        ("refund-S1", 777)
    ]
    assert standing("S1") is ReceiptStanding.RETURNED
    assert now(row.no).state is ProposalState.DONE


def test_what_nobody_placed_in_five_days_goes_back_by_itself(bank: PaperBank, desk: Desk) -> None:
    with clock.stopped_at(clock.now()):
        pay(bank, "PTYPO", 777, serial="S1")
        early = suspense.return_overdue(clock.now() + timedelta(days=5) - timedelta(seconds=1))
        clock.advance(timedelta(days=5))
        due = suspense.return_overdue(clock.now())
        again = suspense.return_overdue(clock.now())
        outbox.send_due(bank, at=clock.now())

    assert (early, due, again) == (0, 1, 0)
    assert standing("S1") is ReceiptStanding.RETURNED


def test_a_part_payment_waits_until_the_orders_last_day_is_past(
    bank: PaperBank, desk: Desk
) -> None:
    order = order_of_court(desk.clerk, due_in=timedelta(days=10))
    pay(bank, order.no, 4_000_000, serial="S1")

    item = queries.get_suspense_item("S1")

    assert item.wait_until == order.due_at + timedelta(days=5)


def test_one_receipt_is_used_by_one_proposal_at_a_time(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    other = order_of_court(desk.clerk, "balance:L-2")
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    match(desk, order, "S1")

    for again in (
        lambda: match(desk, order, "S1"),
        lambda: match(desk, other, "S1"),
        lambda: suspense.propose_return(
            "S1", reason="无法查明用途", actor=desk.sun, at=clock.now()
        ),
    ):
        with pytest.raises(Conflict) as refused:
            again()
        assert refused.value.code == "proposal_open"


def test_a_match_that_the_payer_overtook_books_nothing(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    row = approve(match(desk, order, "S1"), desk.sun)
    pay(bank, order.no, PRICE.fen, serial="S2")

    work()

    assert now(row.no).state is ProposalState.FAILED
    assert now(row.no).end_reason == "order_not_open"
    assert facade.balance(chart.funds(CASE)) == PRICE
    assert standing("S1") is ReceiptStanding.WAITING


def test_an_owner_is_named_once_and_can_change(bank: PaperBank, desk: Desk) -> None:
    pay(bank, "PTYPO", 777, serial="S1")

    for actor in (desk.chen, desk.chen, desk.sun):
        suspense.take("S1", actor=actor, at=clock.now())

    assert queries.get_suspense_item("S1").owner == "sun"


def test_a_clerk_or_a_judge_proposes_nothing(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")

    for actor in (desk.clerk, desk.judge):
        with pytest.raises(Forbidden):
            match(desk, order, "S1", maker=actor)


def test_another_courts_finance_cannot_place_it(bank: PaperBank, desk: Desk) -> None:
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    stranger = seat("elsewhere", Role.FINANCE, court_id=2)

    with pytest.raises(Forbidden) as refused:
        match(desk, order, "S1", maker=stranger)

    assert refused.value.code == "other_court"


def test_a_match_and_the_automatic_return_leave_one_effect(
    app: Flask, bank: PaperBank, desk: Desk
) -> None:
    order = order_of_court(desk.clerk, due_in=timedelta(minutes=1))
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    approve(match(desk, order, "S1"), desk.sun)
    later = clock.now() + timedelta(days=6)

    race(app, [lambda: work(at=later), lambda: suspense.return_overdue(later)])

    item = queries.get_suspense_item("S1")
    assert item.state in {SuspenseState.MATCHED, SuspenseState.RETURNED}
    is_matched = item.state is SuspenseState.MATCHED
    assert facade.balance(chart.funds(CASE)) == (PRICE if is_matched else Money.ZERO)
    assert facade.balance(chart.OUTGOING) == (Money.ZERO if is_matched else PRICE)


def test_a_fee_paid_late_by_a_friend_is_placed_with_a_ground(bank: PaperBank, desk: Desk) -> None:
    fee = order_of_court(
        desk.clerk, "assignment:1", purpose=Purpose.BASIC_FEE, amount=Money(300_000)
    )
    pay(bank, fee.no, 300_000, payer=FRIEND, serial="S1")

    approve(match(desk, fee, "S1", ground=CONSENT), desk.sun)
    work()

    assert facade.balance(chart.fees(CASE)) == Money(300_000)


def test_a_top_up_that_was_placed_by_hand_is_part_of_the_price(bank: PaperBank, desk: Desk) -> None:
    top_up = order_of_court(desk.clerk, "top-up:1", purpose=Purpose.TOP_UP)
    pay(bank, top_up.no, PRICE.fen, payer=FRIEND, serial="S1")

    approve(match(desk, top_up, "S1", ground=CONSENT), desk.sun)
    work()

    assert facade.balance(chart.funds(CASE)) == PRICE
    assert facade.balance(chart.fees(CASE)) == Money.ZERO
