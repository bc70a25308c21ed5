"""`flask verify`: ask the database whether every invariant holds; change nothing."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from app.scheduling.facade import sync_time
from app.store import db
from app.web.modules import Breach, loaded

#: Invariants whose checks are queries alone, in the words of the reliability page.
STATEMENTS = {
    "B1": "The bids of a lot count 1..n without gap or repeat.",
    "B2": "The time of entry never falls as the number rises.",
    "B3": "Amounts rise strictly; only a priority purchaser may equal the leader.",
    "B4": "Each bid climbs the ladder: start price first, then a step at least, on the grid.",
    "B6": "A request has one outcome for ever, and an accepted one is the bid it names.",
    "B7": "Whoever bid had a confirmed place, with the deposit held, before the bid entered.",
    "B9": "The winner is the highest bid; at an equal price priority, then the earlier.",
    "B11": "A bid, an attempt, a result is never changed.",
    "B14": "Every ended lot has exactly one result, and no other lot has one.",
    "L9": "The bids that the record tells are the bids of the tables.",
    "M6": "No deposit goes back while its lot is open.",
    "M9": "Losers have their deposits back within 24 hours of the end, on site within three days.",
    "M11": "The appraisal fee follows the outcome and reaches the agency once.",
    "M12": "The bank lies above the book by exactly what has a name, on every reconciled day.",
    "M13": (
        "A forfeited deposit was used in the order of art. 24, to the last fen, as the book shows."
    ),
    "M15": "What is shared out is the price, no more and no less.",
    "T1": "A bid was accepted if and only if it entered before the end as it stood then.",
    "T2": "A lot closed at its end, and only after the bids of that time were judged.",
    "T3": "A bid in the last five minutes moved the end to five minutes after it; no other did.",
    "V1": "A sale elsewhere went out with its platform, or its exception approved.",
    "M1": "Every transfer has two equal legs, and the book sums to zero.",
    "M2": "Amounts are positive and below the ceiling, and no account pays itself.",
    "M3": "A deposit ends once: released, captured or forfeited.",
    "M4": "No account of trust stands below zero, counting what is held.",
    "M5": "What went out of a deposit is what came in.",
    "M8": "A deposit is held only for an exact payment that arrived in time.",
    "M14": "An entry is never changed; a mistake is taken back by one new entry that names it.",
    "M16": "Every running balance is the sum of its transfers, settled and held.",
    "M10": "Money moved by hand was proposed by one person and approved by another.",
    "M7": "A bank serial is booked once, and what was done at the bank stands in the book.",
}

Check = Callable[[], Sequence[Breach]]


@dataclass(frozen=True)
class Verdict:
    """What one invariant's check found."""

    invariant: str
    statement: str
    breaches: tuple[Breach, ...]


def checks() -> dict[str, Check]:
    """Return every registered check by the invariant's number, in reading order."""
    found: dict[str, Check] = {}
    for module in loaded():
        for invariant, check in module.checks.items():
            if invariant in found:
                msg = f"invariant {invariant} is checked twice"
                raise ValueError(msg)
            found[invariant] = check
    return dict(sorted(found.items(), key=lambda item: _reading_order(item[0])))


def statement_of(invariant: str, check: Check) -> str:
    """Return what a check promises: its own first sentence, or the one of reliability.md."""
    if isinstance(check, partial):
        return STATEMENTS.get(invariant, invariant)
    return (inspect.getdoc(check) or "").partition("\n")[0].removeprefix(f"{invariant}: ")


def _reading_order(invariant: str) -> tuple[str, int, str]:
    letters = invariant.rstrip("0123456789")
    digits = invariant[len(letters) :]
    return letters, int(digits or 0), invariant


def verify(wanted: Callable[[str], bool] = lambda _invariant: True) -> Iterator[Verdict]:
    """Run the wanted checks on one read-only snapshot, so that a busy platform is not misread."""
    # A check that asks for the time means law time, rehearsed or not.
    sync_time()
    db.session.rollback()
    db.session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    db.session.execute(text("SET LOCAL statement_timeout = 0"))
    try:
        for invariant, check in checks().items():
            if not wanted(invariant):
                continue
            yield Verdict(invariant, statement_of(invariant, check), tuple(check()))
    finally:
        db.session.rollback()


@click.command("verify")
@click.option("--all", "lists_all", is_flag=True, help="Go on after a breach and list everything.")
@with_appcontext
def verify_command(*, lists_all: bool) -> None:
    """Check every invariant the database can be asked; exit 1 on the first breach."""
    broken = 0
    for verdict in verify():
        if lists_all or verdict.breaches:
            mark = "BREACH" if verdict.breaches else "ok"
            click.echo(f"{mark:6} {verdict.invariant:5} {verdict.statement}")
        for breach in verdict.breaches[:20]:
            click.echo(f"       {breach.detail}")
        broken += bool(verdict.breaches)
        if broken and not lists_all:
            break
    if broken:
        raise SystemExit(1)
    click.echo(f"{len(checks())} invariants hold.")
