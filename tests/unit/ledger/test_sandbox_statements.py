"""What the sandbox bank writes in each of its layouts is what we read."""

from datetime import date

import pytest

from app.ledger.bank.sandbox.layouts import WRITERS
from app.ledger.bank.sandbox.statements import DayAccount
from app.ledger.bank.sandbox.statements import Line as Told
from app.ledger.bank.sandbox.store import MAIN_ACCOUNT
from app.ledger.bank_statements.opening import checked_lines, open_statement
from app.ledger.reconciliation_words import Direction

DAY = date(2026, 11, 27)
ORDER = "PABCDEFGHJKMN"
#: Taken in after the bank's hour of the day before: it stands on this day's statement.
LATE = "2026-11-26T15:30:00.000000Z"
LINES = (
    Told(LATE, "SB20261126-00000000012", "C", 28_000_000, "6222370112345678", "王芳", "6217000011",
         ORDER, ORDER, 28_000_100),
    Told("2026-11-27T02:00:00.000000Z", "SB20261127-00000000013", "D", 28_000_000,
         "6222370112345678", "王芳", "6217000011", "退款", "refund-SB20261126-00000000012", 100),
)  # fmt: skip


@pytest.mark.parametrize("layout", sorted(WRITERS))
@pytest.mark.parametrize("lines", [LINES, ()])
def test_a_day_of_the_sandbox_bank_is_read(layout: str, lines: tuple[Told, ...]) -> None:
    account = DayAccount(MAIN_ACCOUNT, DAY, 331, 100, 100, lines)

    opened = open_statement(WRITERS[layout][1](account))
    found = list(checked_lines(opened, account=MAIN_ACCOUNT, today=DAY))

    assert opened.opening is not None
    assert (opened.opening.fen, opened.first_on, opened.last_on) == (100, DAY, DAY)
    assert [(line.serial, line.day, line.name, line.account) for line in found] == [
        (told.serial, DAY, "王芳", "6217000011") for told in lines
    ]
    assert [line.direction for line in found] == [Direction.IN, Direction.OUT][: len(lines)]
    for line, told in zip(found, lines, strict=True):
        assert told.reference in line.memo.split()
        assert line.sub_account == told.account
