"""What the court owes to an agency or a party, and what was paid out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.money import Money, total
from app.lawbook import Calculation, Step
from app.lawbook.explain import merge_citations, merge_policies
from app.ledger import queries
from app.ledger.models import Transfer
from app.ledger.queries import payer as own
from app.ledger.vocabulary import Purpose


@dataclass(frozen=True)
class OwedLine:
    """One movement of an owed account, with what stands in it afterwards."""

    at: datetime
    purpose: Purpose
    case_number: str | None
    reference: str | None
    earned: Money | None
    paid_out: Money | None
    remaining: Money
    explanation: Calculation | None


@dataclass(frozen=True)
class AccountStatement:
    """All movements of one owed account, oldest first."""

    code: str
    lines: tuple[OwedLine, ...]
    balance: Money
    #: How the balance came about, with the articles of what was earned.
    explanation: Calculation


def account_statement(code: str) -> AccountStatement:
    """Return what moved on an owed account; its balance is that of the book."""
    remaining = 0
    lines: list[OwedLine] = []
    #: A payment out rests on what it pays: the last explained entry of the same case.
    behind: dict[str | None, Calculation] = {}
    for row in own.list_movements(code):
        is_in = row.credit == code
        remaining += row.amount.fen if is_in else -row.amount.fen
        why = Calculation.from_dict(row.explanation) if row.explanation else None
        if why is not None:
            behind[row.case_number] = why
        lines.append(_line(row, Money(remaining), why or behind.get(row.case_number), is_in=is_in))
    balance = Money(queries.settled_fen(code))
    return AccountStatement(code, tuple(lines), balance, _why(lines, balance))


def _why(lines: Sequence[OwedLine], balance: Money) -> Calculation:
    earned = total(line.earned for line in lines if line.earned)
    paid_out = total(line.paid_out for line in lines if line.paid_out)
    known = [line.explanation for line in lines if line.explanation]
    return Calculation(
        {"balance_fen": balance.fen},
        merge_citations(*(why.citations for why in known)),
        merge_policies(*(why.policies for why in known)),
        (Step("Became owed in all", earned.fen), Step("Paid out in all", paid_out.fen)),
    )


def accounts_of(owner_digests: Sequence[str]) -> list[AccountStatement]:
    """Return the accounts in which money of a payer's own fees came back to him as a party."""
    references = [order.reference for order in own.list_own_orders(owner_digests)]
    return [account_statement(code) for code in own.party_accounts_of(references)]


def _line(row: Transfer, remaining: Money, why: Calculation | None, *, is_in: bool) -> OwedLine:
    return OwedLine(
        at=row.at,
        purpose=row.purpose,
        case_number=row.case_number,
        reference=row.reference,
        earned=row.amount if is_in else None,
        paid_out=None if is_in else row.amount,
        remaining=remaining,
        explanation=why,
    )
