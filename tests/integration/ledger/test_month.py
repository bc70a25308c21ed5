"""A month with known faults: all are found under their name, and none is invented.

`make bench` does the same with thirty thousand lines, and holds the clock to it.
"""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.ledger.queries.reconciliation import day_balance
from app.ledger.reconciliation_words import StatementState
from tests.support.bank_month import (
    DAYS,
    FIRST,
    Month,
    found_faults,
    make_month,
    reconcile_month,
    write_book,
)


def check(month: Month) -> None:
    assert found_faults() == month.truth
    for number in range(DAYS):
        balance = day_balance(FIRST + timedelta(number))
        assert balance.is_even, balance


@pytest.mark.parametrize("form", ["plain", "debit-credit", "marked", "mt940", "camt"])
def test_every_fault_of_a_month_is_found_and_none_is_invented(
    db_session: Session, form: str
) -> None:
    month = make_month(3_000 if form == "plain" else 600, seed=len(form))
    write_book(month)

    row = reconcile_month(month, form)

    assert row.state is StatementState.READ, (row.failure, row.failure_figures)
    check(month)
