"""Attack MON-07 of the catalogue: an unsold lot is charged the rest of the appraisal fee."""

import pytest

from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from appraisal.rules.fees import Regime
from tests.support.appraisals import BASIC_FEE, Desk
from tests.support.fees import PRICE, bring_price, earned, priced, set_regime, settle

RETRIES = 5


def moved(desk: Desk) -> list[tuple[str, str, int]]:
    """Return every movement of the case as the book has it."""
    statement = ledger.statement(desk.assignment().case_number)
    return [(row.debit, row.credit, row.amount.fen) for row in statement.transfers]


@pytest.mark.parametrize(
    ("regime", "expense", "whole"),
    [(Regime.SD54_PURE, 180_000, BASIC_FEE.fen), (Regime.SD54_WITH_FS15, 180_000, 180_000)],
)
def test_mon_07_an_unsold_lot_is_charged_nothing_further_however_often_it_is_settled(
    desk: Desk, regime: Regime, expense: int, whole: int
) -> None:
    """By the seed the basic fee and no more; with P2 the recorded expense, once."""
    set_regime(desk, regime)
    priced(desk)
    settled = settle(desk, "FAILED", actual_expense=Money(expense))
    first = moved(desk)

    again = [settle(desk, "FAILED", actual_expense=Money(expense)) for _ in range(RETRIES)]

    assert {row.total.fen for row in (settled, *again)} == {whole}
    assert {row.balance_due for row in (settled, *again)} == {Money.ZERO}
    assert moved(desk) == first
    assert earned(desk).fen == whole


def test_mon_07_a_sold_lot_pays_the_rest_from_the_price_once(desk: Desk) -> None:
    priced(desk)
    bring_price(desk)
    settled = settle(desk, "SOLD", disposal_price=PRICE)
    first = moved(desk)

    for _ in range(RETRIES):
        settle(desk, "SOLD", disposal_price=PRICE)

    assert moved(desk) == first
    taken = chart.funds(desk.assignment().case_number)
    paid = [row for row in first if row[0] == taken]
    assert [row[2] for row in paid] == [settled.balance_due.fen]
