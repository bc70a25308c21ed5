"""The statement of a case: entry by entry with what stood afterwards, now or at any moment."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.kernel.money import Money
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.lawbook.explain import merge_citations
from app.ledger import articles, messages, queries
from app.ledger.services.reversal import passes_the_bank
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
    key: str
    #: What stood in the case before it and after it, in fen; below zero only where a moment
    #: cuts an act.
    before_fen: int
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

    @property
    def balance_explanation(self) -> Calculation:
        """Return how the balance after it comes about, with what the entry rests on."""
        own, moved = self.explanation, self.balance_fen - self.before_fen
        lines = [_signed("Before this entry", self.before_fen)]
        if moved:
            lines.append(Line("Came in" if moved > 0 else "Went out", abs(moved)))
        else:
            lines.append(Line("It moved within the case or was only set apart"))
        result = {"balance_fen": self.balance_fen}
        return Calculation(result, own.citations, own.policies, tuple(lines))

    @property
    def may_be_taken_back(self) -> bool:
        """Say whether an entry can be taken back by a new one, as far as it shows itself."""
        is_free = self.takes_back is None and self.taken_back_by is None
        is_inside = not passes_the_bank(self.debit, self.credit)
        return self.step is Step.POSTED and is_free and is_inside


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
        cited = articles.of_account(self.code)
        return Calculation({"balance_fen": self.balance_fen}, cited, (), lines)


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

    @property
    def explanation(self) -> Calculation:
        """Return how that comes about, account by account, with what each rests on."""
        parts = [account.explanation for account in self.accounts]
        lines = tuple(
            _signed(messages.account_words(account.code), account.balance_fen)
            for account in self.accounts
        )
        cited = merge_citations(*(part.citations for part in parts))
        return Calculation({"balance_fen": self.balance_fen}, cited, (), lines)


def accounts_of(
    case_number: str, *, until: datetime | None = None, also: Collection[str] = ()
) -> tuple[AccountLine, ...]:
    """Return where the accounts of a case stand or stood, however many entries there are."""
    return tuple(
        AccountLine(one.account, Money(one.came_fen), Money(one.went_fen))
        for one in queries.list_standings(case_number, until, also=also)
    )


def _signed(label: str, fen: int) -> Line:
    """Return a line of a calculation; an amount below zero stands in its note."""
    return Line(label, fen) if fen >= 0 else Line(label, None, f"−{Money(-fen).yuan}")


def case_page(
    case_number: str, *, after: int = 0, until: datetime | None = None, limit: int = PAGE
) -> CasePage:
    """Return a page of the entries of a case; deposits still held are not in it."""
    found = queries.list_slice(case_number, after=after, until=until, limit=limit)
    return CasePage(
        case_number,
        until,
        accounts_of(case_number, until=until),
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
        before = balance
        if step in MOVING:
            if credit.startswith(inside):
                balance += amount.fen
            if debit.startswith(inside):
                balance -= amount.fen
        yield EntryLine._make((*entry, before, balance))
