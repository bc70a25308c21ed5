"""Take bank statements in, keep them sealed as they came, and read them whole or not at all."""

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import SQLAlchemyError

from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.ledger.bank_statements.opening import checked_lines, open_statement
from app.ledger.bank_statements.values import (
    BYTES_MAX,
    ParsedLine,
    ParsedStatement,
    StatementRefused,
)
from app.ledger.facts import reconciliation as facts
from app.ledger.models import BankStatement, StatementLine
from app.ledger.queries import statements as queries
from app.ledger.reconciliation_words import (
    STATEMENT,
    LineRole,
    StatementAction,
    StatementSource,
    StatementState,
)
from app.ledger.services.day_signing import RECONCILING, reopen_from
from app.ledger.services.reconciling import reconcile
from app.ledger.services.statement_words import take_words
from app.store import Work, blobs, db, unit_of_work
from app.store.locks import lock_names, lock_row
from app.store.numbering import next_number
from app.store.settings import setting

log = logging.getLogger(__name__)

#: Lines written at a time: enough to be quick, few enough to hold in memory.
CHUNK = 1_000
_NAME_MAX = 200


def receive_statement(
    *,
    content: bytes,
    filename: str,
    source: StatementSource = StatementSource.UPLOAD,
    actor: Actor = SYSTEM,
    at: datetime,
) -> BankStatement:
    """Take a file in; the same file again is the statement it was the first time.

    Raises Refusal(statement_too_large | statement_empty | statement_account_unset).
    """
    if not setting("BANK_ACCOUNT"):
        raise Refusal("statement_account_unset", status=503)
    if len(content) > BYTES_MAX:
        raise Refusal("statement_too_large", params={"most": BYTES_MAX // 1024**2}, status=413)
    if not content.strip():
        raise Refusal("statement_empty", fields={"file": ["statement_empty"]})
    digest = hashlib.sha256(content).hexdigest()
    earlier = queries.find_statement_of(digest)
    if earlier is not None:
        return earlier
    sealed = blobs.put(vault.seal_bytes("ledger.statement", content, digest))
    with unit_of_work() as work:
        lock_names(f"ledger:statement:{digest}")
        earlier = queries.find_statement_of(digest)
        if earlier is not None:
            return earlier
        row = BankStatement(
            no=next_number("BS", setting("BANK_ACCOUNT")[-4:], at),
            source=source,
            state=StatementState.RECEIVED,
            filename=_tidy(filename),
            sha256=digest,
            size=len(content),
            sealed_sha256=sealed.sha256,
            received_at=at,
            received_by=actor.label,
        )
        db.session.add(row)
        work.record(facts.StatementReceived(row.no, source, digest), actor=actor, at=at)
        return row


def _tidy(filename: str) -> str:
    """Keep the name of a file as words to show, never as a path."""
    name = PurePosixPath(filename.replace("\\", "/")).name
    plain = "".join(sign for sign in name if sign.isprintable()).strip()
    return plain[:_NAME_MAX] or "statement"


def content_of(row: BankStatement) -> bytes:
    """Return a statement's file as it came."""
    sealed = blobs.path(row.sealed_sha256).read_bytes()
    return vault.unseal_bytes("ledger.statement", sealed, row.sha256)


def read_statement(no: str, *, at: datetime) -> StatementState:
    """Read a received statement whole, name what differs, or keep why it is refused."""
    content = content_of(queries.get_statement(no))
    db.session.rollback()
    try:
        with unit_of_work() as work:
            lock_names(RECONCILING)
            row = lock_row(BankStatement, no=no)
            if row.state is not StatementState.RECEIVED:
                return row.state
            _read(work, row, content, at=at)
            return row.state
    except StatementRefused as fault:
        return _refuse(no, fault.code, fault.figures, at=at)
    except (SQLAlchemyError, Refusal):
        # The database or somebody's lock: the next beat tries again.
        raise
    except Exception:
        log.exception("statement %s could not be read", no)
        return _refuse(no, "statement_unreadable", {}, at=at)


def _refuse(
    no: str, code: str, figures: Mapping[str, str | int], *, at: datetime
) -> StatementState:
    with unit_of_work() as work:
        row = lock_row(BankStatement, no=no)
        row.state = STATEMENT.after(row.state, StatementAction.REFUSE)
        row.failure, row.failure_figures = code, dict(figures)
        work.record(facts.StatementRefused(no, code), actor=SYSTEM, at=at)
        return row.state


def retry_statement(no: str, *, actor: Actor, at: datetime) -> BankStatement:
    """Have a refused statement read once more; raises IllegalMove for any other."""
    with unit_of_work() as work:
        row = lock_row(BankStatement, no=no)
        row.state = STATEMENT.after(row.state, StatementAction.RETRY)
        row.failure = row.failure_figures = None
        work.record(facts.StatementRetried(no), actor=actor, at=at)
        return row


def _read(work: Work, row: BankStatement, content: bytes, *, at: datetime) -> None:
    opened = open_statement(content)
    lines = checked_lines(opened, account=setting("BANK_ACCOUNT"), today=local_date(at))
    new_on = _write_lines(row, lines)
    _take_head(row, opened)
    _require_agreement(row)
    uncovered = queries.first_uncovered(row)
    row.state = STATEMENT.after(row.state, StatementAction.READ)
    row.read_at = at
    db.session.flush()
    assert row.opening is not None
    assert row.closing is not None
    fact = facts.StatementRead(
        row.no,
        str(row.form),
        str(row.first_on),
        str(row.last_on),
        str(row.opening),
        str(row.closing),
    )
    work.record(fact, actor=SYSTEM, at=at)
    changed = min((day for day in (new_on, uncovered) if day is not None), default=None)
    if changed is not None:
        reopen_from(work, changed, cause=row.no, at=at)
    take_words(row, at=at)
    reconcile(work, at=at)


def _take_head(row: BankStatement, opened: ParsedStatement) -> None:
    row.form = opened.form[:40]
    row.first_on, row.last_on = opened.first_on, opened.last_on
    row.opening, row.closing = opened.opening, opened.closing
    counts = queries.count_roles(row.id)
    row.line_count = sum(counts.values())
    row.repeated_count = counts.get(LineRole.REPEATED, 0)


def _write_lines(row: BankStatement, lines: Iterator[ParsedLine]) -> date | None:
    """Write all lines and return the first day on which one of them is new."""
    seen: Counter[str] = Counter()
    position, first_new = 0, None
    while chunk := list(islice(lines, CHUNK)):
        prints = [fingerprint(line) for line in chunk]
        known = queries.count_known(set(prints), except_of=row.id)
        values = []
        for line, mark in zip(chunk, prints, strict=True):
            position += 1
            seen[mark] += 1
            is_new = seen[mark] > known.get(mark, 0)
            if is_new:
                first_new = min(first_new or line.day, line.day)
            values.append(_values(row.id, position, line, mark, seen[mark], is_new=is_new))
        db.session.execute(insert(StatementLine), values)
    return first_new


def fingerprint(line: ParsedLine) -> str:
    """Return what makes a movement the same one in two statements.

    The bank's serial says it with day, way and amount; where there is none, the other side and
    its words must say it.
    """
    told = [line.day.isoformat(), line.direction, str(line.amount), line.serial]
    if not line.serial:
        told += [line.name, line.account, line.memo]
    return vault.digest("ledger.statement_line", "\x1f".join(told))


def _values(
    statement_id: int, position: int, line: ParsedLine, mark: str, occurrence: int, *, is_new: bool
) -> dict[str, Any]:
    told = [line.name, line.account, line.memo, line.sub_account]
    party = json.dumps(told, ensure_ascii=False)
    return {
        "statement_id": statement_id,
        "position": position,
        "role": LineRole.COUNTED if is_new else LineRole.REPEATED,
        "fingerprint": mark,
        "occurrence": occurrence,
        "day": line.day,
        "value_on": line.value_on,
        "booked_at": line.booked_at,
        "direction": line.direction,
        "amount": line.amount,
        "nature": line.nature,
        "serial": line.serial,
        "party_sealed": vault.seal("ledger.statement_line", party, f"{statement_id}:{position}"),
    }


def _require_agreement(row: BankStatement) -> None:
    """Refuse a statement that contradicts an earlier one.

    Two statements of one day must tell the same. Only the last day may be shorter, as it is in
    one drawn before the day was over, and then it brings nothing that the longer one lacks.
    """
    for day, others, repeated, new in queries.compare_days(row):
        lacking = others - repeated
        if lacking > 0 and (new or day != row.last_on):
            raise StatementRefused("statement_contradicts", day=day.isoformat(), lacking=lacking)


def read_received(*, at: datetime) -> int:
    """Read every statement that waits; return how many were looked at."""
    waiting: Sequence[str] = queries.list_received()
    db.session.rollback()
    for no in waiting:
        try:
            read_statement(no, at=at)
        except (SQLAlchemyError, Refusal):
            log.exception("statement %s waits; the next beat tries again", no)
    return len(waiting)
