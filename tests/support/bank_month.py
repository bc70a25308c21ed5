"""A month of a court's account: a book, the bank's statement of it, and faults that are known.

Rows are written straight into the tables, as the services would have left them: thirty thousand
payments through the services would take the suite an hour, and reconciliation reads rows only.
"""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select, text

from app.identity import vault
from app.kernel.calendar import SHANGHAI
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.ledger import chart, queries
from app.ledger.models import (
    BankInstruction,
    BankReceipt,
    BankStatement,
    OpenItem,
    PaymentOrder,
    StatementLine,
    Transfer,
)
from app.ledger.queries.statements import get_statement
from app.ledger.reconciliation_words import Difference, Direction, Nature
from app.ledger.services.orders import payer_digest
from app.ledger.services.statements import read_statement, receive_statement
from app.ledger.vocabulary import (
    Booking,
    InstructionKind,
    InstructionState,
    OrderState,
    Purpose,
    Step,
)
from app.store import db, unit_of_work
from tests.support.statements import Line, Paper, write

FIRST = date(2026, 10, 1)
DAYS = 31
OPENING = 0
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰"
_CASES = [f"（2026）鲁0102执{number}号" for number in range(1, 400)]


@dataclass
class Entry:
    """One movement, as book and bank both know it before anything goes wrong."""

    number: int
    day: date
    at: datetime
    direction: Direction
    fen: int
    serial: str
    order_no: str
    name: str
    case: str
    #: The receipt a refund gives back.
    original: str = ""
    in_book: bool = True

    @property
    def instruction_id(self) -> str:
        return f"refund-{self.original}"


#: What a fault is told apart by: its name, and the serial of the movement it is about.
Truth = tuple[Difference, str]


@dataclass
class Month:
    """The book's entries, the bank's lines, and what is wrong between them."""

    entries: list[Entry]
    lines: list[Line]
    truth: Counter[Truth] = field(default_factory=Counter)

    def paper(self) -> Paper:
        """Return the statement of the month."""
        lines = sorted(self.lines, key=lambda line: line.day)
        return Paper(OPENING, lines, FIRST, FIRST + timedelta(DAYS - 1))


def make_month(size: int, *, seed: int = 1, share: float = 0.01) -> Month:
    """Return a month of `size` bank lines, of which a share is faulty, in nine kinds by turns."""
    chance = random.Random(seed)
    entries = _entries(size, chance)
    lines = [_line(entry) for entry in entries]
    month = Month(entries, lines)
    wanted = max(len(_FAULTS), round(size * share))
    refunded = {entry.original for entry in entries}
    # A payment that was refunded must stand in the book, or the refund could not.
    free = [place for place, entry in enumerate(entries) if entry.serial not in refunded]
    for number, place in enumerate(chance.sample(free, wanted)):
        kind, spoil = _FAULTS[number % len(_FAULTS)]
        spoil(month, place, number)
        month.truth[kind, _serial_of(kind, entries[place], number)] += 1
    month.lines = [line for line in month.lines if line.fen > 0]
    return month


def _serial_of(kind: Difference, entry: Entry, number: int) -> str:
    """Return the serial under which a fault must be found."""
    own = {
        Difference.UNKNOWN_PAYER: f"X{number:07d}",
        Difference.RETURNED: f"X{number:07d}",
        Difference.BANK_FEE: f"X{number:07d}",
    }
    return own.get(kind, entry.serial)


def _entries(size: int, chance: random.Random) -> list[Entry]:
    found: list[Entry] = []
    receipts: list[Entry] = []
    for number in range(size):
        day = FIRST + timedelta(number * DAYS // size)
        passed = (number * DAYS % size) * 20 * 3600 // size
        moment = datetime.combine(day, time(1), SHANGHAI) + timedelta(seconds=passed)
        is_refund = len(receipts) > 10 and chance.random() < 0.4
        if is_refund:
            origin = receipts.pop(chance.randrange(len(receipts)))
            made = replace(
                origin,
                number=number,
                day=day,
                at=moment.astimezone(UTC),
                direction=Direction.OUT,
                serial=f"R{number:07d}",
                original=origin.serial,
            )
        else:
            name = chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))
            made = Entry(
                number=number,
                day=day,
                at=moment.astimezone(UTC),
                direction=Direction.IN,
                fen=chance.choice((5_000_000, 28_000_000, chance.randrange(100, 10**9))),
                serial=f"S{number:07d}",
                order_no=f"P{number:06d}ABCDEF",
                name=name,
                case=chance.choice(_CASES),
            )
            receipts.append(made)
        found.append(made)
    return found


def _line(entry: Entry) -> Line:
    memo = entry.order_no if entry.direction is Direction.IN else entry.instruction_id
    account = f"6217{entry.number:012d}"
    return Line(entry.day, entry.direction, entry.fen, entry.serial, entry.name, account, memo)


def _lose_notice(month: Month, place: int, _number: int) -> None:
    month.entries[place].in_book = False


def _lose_line(month: Month, place: int, _number: int) -> None:
    # A line of nothing is dropped when all faults are in: places must not move meanwhile.
    month.lines[place] = replace(month.lines[place], fen=0)


def _change_amount(month: Month, place: int, number: int) -> None:
    month.lines[place] = replace(month.lines[place], fen=month.lines[place].fen + 1 + number)


def _book_twice(month: Month, place: int, _number: int) -> None:
    month.lines.append(month.lines[place])


def _turn_round(month: Month, place: int, _number: int) -> None:
    line = month.lines[place]
    other = Direction.OUT if line.direction is Direction.IN else Direction.IN
    month.lines[place] = replace(line, direction=other)


def _move_day(month: Month, place: int, _number: int) -> None:
    line = month.lines[place]
    step = 1 if line.day < FIRST + timedelta(DAYS - 1) else -1
    month.lines[place] = replace(line, day=line.day + timedelta(step))


def _add_stranger(month: Month, place: int, number: int) -> None:
    line = month.lines[place]
    month.lines.append(
        Line(line.day, Direction.IN, 100 + number, f"X{number:07d}", "陌生人", "6200", "还款")
    )


def _send_back(month: Month, place: int, number: int) -> None:
    line = month.lines[place]
    way = Direction.OUT if line.direction is Direction.IN else Direction.IN
    month.lines.append(
        Line(line.day, way, line.fen, f"X{number:07d}", line.name, line.account, line.memo)
    )


def _charge_fee(month: Month, place: int, number: int) -> None:
    day = month.lines[place].day
    month.lines.append(
        Line(day, Direction.OUT, 500 + number, f"X{number:07d}", "", "", "", Nature.FEE)
    )


_FAULTS: list[tuple[Difference, Callable[[Month, int, int], None]]] = [
    (Difference.MISSING_IN_BOOK, _lose_notice),
    (Difference.MISSING_AT_BANK, _lose_line),
    (Difference.AMOUNT_DIFFERS, _change_amount),
    (Difference.BOOKED_TWICE, _book_twice),
    (Difference.WRONG_DIRECTION, _turn_round),
    (Difference.WRONG_DAY, _move_day),
    (Difference.UNKNOWN_PAYER, _add_stranger),
    (Difference.RETURNED, _send_back),
    (Difference.BANK_FEE, _charge_fee),
]


def write_book(month: Month) -> None:
    """Write the month's orders, receipts, refunds and transfers."""
    orders, receipts, instructions, transfers = [], [], [], []
    ids = {}
    for entry in month.entries:
        if entry.direction is Direction.IN:
            ids[entry.order_no] = len(ids) + 1
            orders.append(_order(entry, ids[entry.order_no]))
            if entry.in_book:
                receipts.append(_receipt(entry, ids[entry.order_no]))
                transfers.append(_transfer(entry, f"receipt:{entry.serial}"))
        else:
            instructions.append(_instruction(entry))
            if entry.in_book:
                transfers.append(_transfer(entry, f"paid:{entry.instruction_id}"))
    _set_aside(month, transfers)
    transfers.sort(key=lambda row: row["at"])
    for model, rows in (
        (PaymentOrder, orders),
        (BankReceipt, receipts),
        (BankInstruction, instructions),
        (Transfer, transfers),
    ):
        for start in range(0, len(rows), 2_000):
            with unit_of_work():
                # The guards of the book look at each account; here nothing is tried against them.
                db.session.execute(text("SET LOCAL session_replication_role = replica"))
                db.session.execute(insert(model), rows[start : start + 2_000])
                # A table that grows in minutes by what real life brings in years has no statistics.
                db.session.execute(text(f"ANALYZE {model.__tablename__}"))


def _set_aside(month: Month, transfers: list[dict[str, Any]]) -> None:
    """Move each refund's money to the way out a second before the bank sends it."""
    for entry in month.entries:
        if entry.direction is not Direction.OUT or not entry.in_book:
            continue
        transfers.append(
            {
                **_transfer(entry, entry.instruction_id),
                "debit": chart.fees(entry.case),
                "credit": chart.outgoing(entry.instruction_id),
                "at": entry.at - timedelta(seconds=1),
            }
        )


def _order(entry: Entry, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "no": entry.order_no,
        "key": f"order:{entry.order_no}",
        "purpose": Purpose.BASIC_FEE,
        "reference": f"assignment:{entry.order_no}",
        "case_number": entry.case,
        "amount": Money(entry.fen),
        "due_at": entry.at + timedelta(days=1),
        "state": OrderState.CONFIRMED if entry.in_book else OrderState.OPEN,
        "account": f"62223701{entry.number:010d}",
        "payer_sealed": b"",
        "payer_digest": payer_digest(entry.order_no, entry.name, ""),
        "opened_at": entry.at - timedelta(days=1),
        "confirmed_at": entry.at if entry.in_book else None,
    }


def _receipt(entry: Entry, order_id: int) -> dict[str, Any]:
    notice = json.dumps(
        {
            "kind": "receipt",
            "serial": entry.serial,
            "order_no": entry.order_no,
            "amount": str(entry.fen),
            "payer_name": entry.name,
            "payer_id_number": "",
            "paid_at": stamp(entry.at),
        },
        ensure_ascii=False,
    )
    return {
        "serial": entry.serial,
        "content_digest": vault.digest("ledger.notice", notice),
        "notice_sealed": vault.seal("ledger.notice", notice, entry.serial),
        "order_no": entry.order_no,
        "order_id": order_id,
        "amount": Money(entry.fen),
        "paid_at": entry.at,
        "received_at": entry.at,
        "booking": Booking.BOOKED,
        "fault": None,
    }


def _instruction(entry: Entry) -> dict[str, Any]:
    return {
        "instruction_id": entry.instruction_id,
        "kind": InstructionKind.REFUND,
        "state": InstructionState.DONE if entry.in_book else InstructionState.QUEUED,
        "purpose": Purpose.REFUND,
        "case_number": entry.case,
        "amount": Money(entry.fen),
        "request_sealed": b"",
        "queued_at": entry.at,
        "next_at": entry.at,
        "tries": 1,
        "bank_serial": entry.serial if entry.in_book else None,
        "done_at": entry.at if entry.in_book else None,
    }


def _transfer(entry: Entry, key: str) -> dict[str, Any]:
    is_in = entry.direction is Direction.IN
    return {
        "key": key,
        "step": Step.POSTED,
        "purpose": Purpose.BASIC_FEE if is_in else Purpose.REFUND,
        "debit": chart.BANK if is_in else chart.outgoing(entry.instruction_id),
        "credit": chart.fees(entry.case) if is_in else chart.BANK,
        "amount": Money(entry.fen),
        "case_number": entry.case,
        "reference": f"assignment:{entry.order_no}",
        "at": entry.at,
    }


def found_faults() -> Counter[Truth]:
    """Return the differences that were named, by the serial of the movement each is about."""
    found: Counter[Truth] = Counter()
    for item in db.session.scalars(select(OpenItem)):
        if item.line_id is not None:
            line = db.session.get(StatementLine, item.line_id)
            assert line is not None
            found[item.kind, line.serial] += 1
            continue
        assert item.transfer_id is not None, item.kind
        transfer = db.session.get(Transfer, item.transfer_id)
        assert transfer is not None
        number = transfer.key.partition(":")[2]
        sent = queries.find_instruction(number)
        found[item.kind, str(sent.bank_serial) if sent else number] += 1
    return found


def reconcile_month(month: Month, form: str) -> BankStatement:
    """Hand the month's statement in and read it."""
    at = datetime(2026, 11, 1, 2, tzinfo=UTC)
    row = receive_statement(content=write(month.paper(), form), filename="month", at=at)
    read_statement(row.no, at=at)
    return get_statement(row.no)
