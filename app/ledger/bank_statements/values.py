"""What a statement says, whatever form it came in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from app.kernel.money import Money
from app.ledger.reconciliation_words import Direction, Nature

#: A statement of a court's month has some ten thousand lines; beyond these it is cut up.
BYTES_MAX = 40 * 1024**2
LINES_MAX = 100_000
TEXT_MAX = 400
SERIAL_MAX = 64
#: The only currency of a court's case account.
CURRENCY = "CNY"


class StatementRefused(Exception):
    """The file cannot be taken for a statement; ``figures`` fill the sentence that is shown."""

    def __init__(self, code: str, **figures: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """One line of a statement."""

    #: Where it stands in the file, from 1.
    place: int
    #: Day on which the bank booked it.
    day: date
    #: Day from which it bears interest.
    value_on: date
    direction: Direction
    amount: Money
    #: The bank's number of the movement; empty where the form has none.
    serial: str = ""
    #: Who is on the other side, and what they wrote: sealed wherever it is kept.
    name: str = ""
    account: str = ""
    memo: str = ""
    nature: Nature = Nature.PAYMENT
    booked_at: datetime | None = None
    #: Sub-account of ours it stands on, where the bank names it.
    sub_account: str = ""
    #: Balance after the line, where the form tells it.
    balance: Money | None = None

    @property
    def signed(self) -> int:
        """Fen with the sign of their way."""
        return self.direction.signed(self.amount.fen)


@dataclass
class ParsedStatement:
    """An open statement: what its head says, and its lines, which are read only once.

    The closing balance and the last day may be known only after the last line was read.
    """

    form: str
    account: str
    currency: str
    opening: Money | None
    lines: Iterator[ParsedLine]
    closing: Money | None = None
    first_on: date | None = None
    last_on: date | None = None
    #: Lines the bank announced but did not book; they are no part of the balance.
    pending: int = field(default=0)
