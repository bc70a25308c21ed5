"""Judge what may wait, what may be matched, who must approve, how near a limit is.

The law says only that a deposit is paid in one's own name, in full, in time (法释〔2016〕18号
art. 17, 18), that losers have theirs back within 24 hours (art. 23), and nothing of money that was
mistyped. What is ours stands in the policies P36 to P39.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.money import Money, total
from app.ledger.desk_vocabulary import Age, ProposalKind
from app.ledger.rules import DEPOSIT_RULE, RELEASE_RULE, Due
from app.ledger.vocabulary import LATE_COUNTS, OrderState, PaymentFault, Purpose

POLICY = "明槌平台规则"
#: Money that may rightly be placed waits for finance, and only so long.
WAIT_POLICY = Citation(POLICY, "P36")
#: Two people answer for money that moves by hand; large sums and reversals need a judge.
APPROVAL_POLICY = Citation(POLICY, "P37")
#: Alarm before the legal limit of money that must go out.
ALARM_POLICY = Citation(POLICY, "P38")
#: A payee's bank account is in his own name and was seen by two people.
PAYEE_POLICY = Citation(POLICY, "P39")

#: What a person may have mistyped or paid in parts; the rest can never be kept.
_MAY_WAIT = frozenset(
    {PaymentFault.UNKNOWN_ORDER, PaymentFault.WRONG_AMOUNT, PaymentFault.OTHER_PAYER}
)
#: Kinds that a judge approves whatever the amount.
_JUDGE_ONLY = frozenset({ProposalKind.REVERSAL})
#: A written ground says who consented and in which paper: fewer signs say neither.
GROUND_MIN = 8


@dataclass(frozen=True)
class Part:
    """One receipt that a match would use."""

    amount: Money
    #: Keyed digest of its payer as the order's own digest is made.
    payer_digest: str
    counted_at: datetime


def may_wait(fault: PaymentFault, purpose: Purpose | None) -> bool:
    """Say whether money that fits no order waits for finance (P36) or goes back at once.

    A deposit never waits: art. 17 wants it exact and in the bidder's own name, and a mistyped one
    leaves time to pay again. A late, canceled or paid order can never take the money.
    """
    return fault in _MAY_WAIT and purpose is not Purpose.DEPOSIT


def wait_until(received_at: datetime, due_at: datetime | None) -> datetime:
    """Return when waiting money goes back by itself (P36).

    Counted from its coming, or from the last day of the order it names if that is later: the
    second part of a payment may still come until then.
    """
    on = local_date(received_at)
    days = lawbook.number("suspense_wait_days", on=on)
    return max(received_at, due_at or received_at) + timedelta(days=days)


def suspense_alarm_at(received_at: datetime) -> datetime:
    """Return from when waiting money is called late on the desk (P36)."""
    hours = lawbook.number("suspense_alarm_hours", on=local_date(received_at))
    return received_at + timedelta(hours=hours)


def judge_match(due: Due, parts: Sequence[Part], *, ground: str) -> None:
    """Refuse a match unless it makes the order exact, in time, and in the payer's name or ground.

    Several receipts may together make it exact: the law asks for the price in full by the day
    (art. 25) and not for one payment; of a deposit it asks for more, so that is never matched.
    """
    faults = (
        (due.purpose is Purpose.DEPOSIT, "deposit_not_matched"),
        (due.state is not OrderState.OPEN, "order_not_open"),
        (not parts, "nothing_to_match"),
        (total(part.amount for part in parts) != due.amount, "match_not_exact"),
        (_is_late(due, parts), "match_late"),
        (_needs_ground(due, parts) and len(ground.strip()) < GROUND_MIN, "ground_missing"),
    )
    code = next((code for holds, code in faults if holds), None)
    if code is None:
        return
    citations = (DEPOSIT_RULE,) if code == "deposit_not_matched" else (WAIT_POLICY,)
    params = {"due": due.amount.yuan, "given": total(part.amount for part in parts).yuan}
    fields = {"ground": code} if code == "ground_missing" else {}
    raise Refusal(code, citations=citations, params=params, fields=fields)


def _is_late(due: Due, parts: Sequence[Part]) -> bool:
    if due.purpose in LATE_COUNTS:
        return False
    return any(part.counted_at > due.due_at for part in parts)


def _needs_ground(due: Due, parts: Sequence[Part]) -> bool:
    return any(part.payer_digest != due.payer_digest for part in parts)


def needs_judge(kind: ProposalKind, amount: Money, *, on: datetime) -> bool:
    """Say whether only a judge may approve (P37): a reversal, or a payout of a large sum."""
    if kind in _JUDGE_ONLY:
        return True
    limit = lawbook.number("judge_approval_from_fen", on=local_date(on))
    return kind is ProposalKind.PAYOUT and amount.fen >= limit


def alarm_at(due_at: datetime) -> datetime:
    """Return when money that must go out by a limit is to be looked at (M9: at 20 of 24 hours)."""
    hours = lawbook.number("refund_alarm_hours", on=local_date(due_at))
    return due_at - timedelta(hours=hours)


def shown_until(day_ends: datetime, now: datetime) -> datetime:
    """Return up to which limit the desk shows what must go out: today's, and all that is near."""
    hours = lawbook.number("refund_alarm_hours", on=local_date(now))
    return max(day_ends, now + timedelta(hours=hours))


def age_of(due_at: datetime | None, now: datetime) -> Age:
    """Say how near the limit is: calm, alarm, or past it (art. 23)."""
    if due_at is None or now < alarm_at(due_at):
        return Age.CALM
    return Age.BREACH if now > due_at else Age.ALARM


__all__ = [
    "ALARM_POLICY",
    "APPROVAL_POLICY",
    "PAYEE_POLICY",
    "RELEASE_RULE",
    "WAIT_POLICY",
    "Part",
    "age_of",
    "alarm_at",
    "judge_match",
    "may_wait",
    "needs_judge",
    "shown_until",
    "suspense_alarm_at",
    "wait_until",
]
