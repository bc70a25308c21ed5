"""The statement of a case: entry by entry with what stood afterwards, now or at any moment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.kernel.money import Money
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.ledger import articles, queries
from app.ledger.vocabulary import MOVING, Purpose, Step

PAGE = 100


class EntryLine(NamedTuple):
    """One entry as the statement of its case shows it."""

    no: int
    at: datetime
    purpose: Purpose
    step: Step
    debit: str
    credit: str
    amount: Money
    #: The calculation that was stored with the entry, if one was.
    stored: dict[str, Any] | None
    #: Number of the entry that this one takes back, why, and of the one that took it back.
    takes_back: int | None
    reason: str | None
    taken_back_by: int | None
    #: What stood in the case after it, in fen; below zero only where a moment cuts an act.
    balance_fen: int

    @property
    def explanation(self) -> Calculation:
        """Return the calculation stored with the entry, or the article its kind rests on."""
        if self.stored:
            return Calculation.from_dict(self.stored)
        return articles.basis_of(
            self.step,
            self.purpose,
            self.debit,
            self.amount,
            reversed_no=self.takes_back,
            reason=self.reason,
        )


@dataclass(frozen=True)
class AccountLine:
    """An account of the case, what came in, what went out, and what stood in it, in fen."""

    code: str
    came: Money
    went: Money

    @property
    def balance_fen(self) -> int:
        """Return what came in less what went out."""
        return self.came.fen - self.went.fen

    @property
    def explanation(self) -> Calculation:
        """Return how the balance comes about."""
        lines = (Line("Came in", self.came.fen), Line("Went out", self.went.fen))
        return Calculation({"balance_fen": self.balance_fen}, (), (), lines)


@dataclass(frozen=True)
class CasePage:
    """A page of the statement and where the accounts stood at its moment."""

    case_number: str
    #: The moment up to which entries count; none: all of them.
    until: datetime | None
    accounts: tuple[AccountLine, ...]
    lines: tuple[EntryLine, ...]
    #: Where the next and the previous page begin: the number of the entry before them.
    next: int | None
    previous: int | None

    @property
    def balance_fen(self) -> int:
        """Return what stood in the case as a whole."""
        return sum(account.balance_fen for account in self.accounts)


def case_page(
    case_number: str, *, after: int = 0, until: datetime | None = None, limit: int = PAGE
) -> CasePage:
    """Return a page of the entries of a case; deposits still held are not in it."""
    found = queries.list_slice(case_number, after=after, until=until, limit=limit)
    accounts = tuple(
        AccountLine(one.account, Money(one.came_fen), Money(one.went_fen))
        for one in queries.list_standings(case_number, until)
    )
    return CasePage(
        case_number,
        until,
        accounts,
        tuple(_lines(case_number, found.entries, found.opening_fen)),
        found.entries[-1].no if found.has_more else None,
        queries.find_place(case_number, after, limit) if after else None,
    )


def case_lines(case_number: str, *, until: datetime | None = None) -> Iterator[EntryLine]:
    """Yield every entry of a case for a file, up to fifty thousand."""
    return _lines(case_number, queries.stream_entries(case_number, until=until), 0)


def _lines(
    case_number: str, entries: Iterable[queries.EntryRow], opening_fen: int
) -> Iterator[EntryLine]:
    inside, balance = f"case:{case_number}:", opening_fen
    for entry in entries:
        _no, _at, _purpose, step, debit, credit, amount, *_rest = entry
        if step in MOVING:
            if credit.startswith(inside):
                balance += amount.fen
            if debit.startswith(inside):
                balance -= amount.fen
        yield EntryLine._make((*entry, balance))
