"""A payment counts when it is exact, in the payer's name, in time, and the first."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.money import Money
from app.ledger.rules import Due, Paid, judge_payment, plain_id_number, plain_name
from app.ledger.vocabulary import OrderState, PaymentFault, Purpose

TEN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DEPOSIT = Money(28_000_000)


def due(**changes: object) -> Due:
    facts: dict[str, object] = {
        "purpose": Purpose.DEPOSIT,
        "state": OrderState.OPEN,
        "amount": DEPOSIT,
        "due_at": TEN,
        "payer_digest": "own",
    }
    return Due(**{**facts, **changes})  # type: ignore[arg-type]


def paid(**changes: object) -> Paid:
    facts: dict[str, object] = {
        "amount": DEPOSIT,
        "payer_digest": "own",
        "paid_at": TEN - SECOND,
        "known_at": TEN - SECOND,
    }
    return Paid(**{**facts, **changes})  # type: ignore[arg-type]


def test_the_exact_amount_from_the_payer_in_time_counts() -> None:
    assert judge_payment(due(), paid()) is None


def test_a_payment_at_the_last_moment_still_counts() -> None:
    assert judge_payment(due(), paid(paid_at=TEN, known_at=TEN)) is None


@pytest.mark.parametrize(
    ("order", "payment", "fault"),
    [
        (None, paid(), PaymentFault.UNKNOWN_ORDER),
        (due(state=OrderState.CANCELED), paid(), PaymentFault.ORDER_CANCELED),
        (due(state=OrderState.CONFIRMED), paid(), PaymentFault.ALREADY_PAID),
        (due(), paid(payer_digest="friend"), PaymentFault.OTHER_PAYER),
        (due(), paid(amount=Money(DEPOSIT.fen - 1)), PaymentFault.WRONG_AMOUNT),
        (due(), paid(amount=Money(DEPOSIT.fen + 1)), PaymentFault.WRONG_AMOUNT),
        (due(), paid(amount=Money(DEPOSIT.fen // 2)), PaymentFault.WRONG_AMOUNT),
        (due(), paid(paid_at=TEN + SECOND), PaymentFault.LATE),
        (due(), paid(known_at=TEN + SECOND), PaymentFault.LATE),
    ],
)
def test_anything_else_goes_back_with_its_reason(
    order: Due | None, payment: Paid, fault: PaymentFault
) -> None:
    assert judge_payment(order, payment) is fault


def test_the_buyer_does_not_answer_for_the_banks_delay_with_the_balance() -> None:
    order = due(purpose=Purpose.BALANCE)

    assert judge_payment(order, paid(known_at=TEN + timedelta(days=1))) is None


def test_names_are_compared_without_width_spaces_and_case() -> None:
    assert plain_name("Ａｎｎａ  Lee") == plain_name("anna lee")
    assert plain_id_number("11010119900307７73x ") == "1101011990030777" + "3X"
