"""Take a list in, answer its questions, put it aside; nothing here reaches the list itself."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import delete

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Forbidden, Refusal
from app.store import blobs, db, unit_of_work
from app.store.locks import lock_names, lock_row
from app.store.numbering import next_number
from registry import facts
from registry.models import ListImport, ListImportRow
from registry.queries import books, imports
from registry.rules.import_states import LIST_IMPORT
from registry.rules.list_cells import shown
from registry.rules.list_encoding import FileRefused
from registry.rules.list_rows import CheckedRow, Frame, compare
from registry.services.imports.reading import check_file
from registry.vocabulary import (
    AgencyKind,
    Coverage,
    ImportAction,
    ImportState,
    RowFault,
)

_NAME_SIGNS_MAX = 200


def receive_list(
    *,
    content: bytes,
    filename: str,
    kind: AgencyKind,
    coverage: Coverage,
    listed_on: date,
    region: str = "",
    actor: Actor,
    at: datetime,
) -> ListImport:
    """Take a file in; the clock reads it. The same file twice is one import while undecided."""
    if actor.court_id is None:
        raise Forbidden("other_court")
    if listed_on > local_date(at):
        raise Refusal("invalid_input", fields={"listed_on": ["list_from_future"]})
    try:
        check_file(content)
    except FileRefused as fault:
        raise Refusal(fault.code, params=fault.figures, fields={"file": [fault.code]}) from None
    stored = blobs.put(content)
    with unit_of_work() as work:
        # Two presses of the same button stand in line here, and the second finds the first.
        lock_names(f"list:{stored.sha256}")
        court = books.get_court(actor.court_id)
        terms: dict[str, Any] = {
            "kind": kind,
            "listed_on": listed_on,
            "region": region,
            "coverage": coverage,
        }
        earlier = imports.find_open_import(sha256=stored.sha256, court_id=court.id, **terms)
        if earlier is not None:
            return earlier
        entry = ListImport(
            no=next_number("N", court.code, at),
            court_id=court.id,
            **terms,
            state=ImportState.RECEIVED,
            filename=_tidy(filename),
            sha256=stored.sha256,
            size=stored.size,
            received_at=at,
            received_by=actor.label,
            rows_read=0,
            counts={},
            leaving=[],
            unused=[],
        )
        db.session.add(entry)
        work.record(
            facts.ListReceived(
                no=entry.no,
                kind=str(kind),
                coverage=str(coverage),
                region=region,
                listed_on=listed_on.isoformat(),
                filename=entry.filename,
                sha256=stored.sha256,
            ),
            actor=actor,
            at=at,
        )
        return entry


def _tidy(filename: str) -> str:
    """Keep the name of a file as words to show, never as a path."""
    last = PurePosixPath(filename.replace("\\", "/")).name
    return shown(last)[:_NAME_SIGNS_MAX] or "list"


def confirm_names(*, no: str, lines: Sequence[int], actor: Actor, at: datetime) -> ListImport:
    """Say of rows that the agency of the code bears the new name; the others stay refused."""
    with unit_of_work() as work:
        entry = _own(no, actor)
        if entry.state is not ImportState.STAGED:
            LIST_IMPORT.after(entry.state, ImportAction.APPLY)
        rows = [row for row in imports.rows_of_lines(entry.id, lines) if asks_for_name(row)]
        known = imports.known_agencies(row.code for row in rows if row.code)
        for row in rows:
            agency = known.get(row.code or "")
            verdict = compare(
                checked_row(row), agency, frame=frame_of(entry, at), is_confirmed=True
            )
            row.confirmed_by, row.confirmed_at = actor.label, at
            row.outcome, row.changes = verdict.outcome, dict(verdict.changes)
            row.faults = [fault.as_dict() for fault in verdict.faults]
            work.record(
                facts.ListNameConfirmed(
                    no=entry.no,
                    line=row.line,
                    code=row.code or "",
                    listed_name=agency.name if agency else "",
                    new_name=row.name,
                ),
                actor=actor,
                at=at,
            )
        db.session.flush()
        entry.counts = {**imports.count_outcomes(entry.id), "left": len(entry.leaving)}
        return entry


def asks_for_name(row: ListImportRow) -> bool:
    """Say whether a row waits for nothing but the confirmation of its new name."""
    return [fault["code"] for fault in row.faults] == [RowFault.NAME_CONFLICT]


def checked_row(row: ListImportRow) -> CheckedRow:
    """Return a kept row as the rules judge it."""
    return CheckedRow(
        row.line,
        row.code,
        row.name,
        row.licence_no,
        row.checked,
        is_removal="removed_on" in row.checked,
    )


def frame_of(entry: ListImport, at: datetime) -> Frame:
    """Return what the rows of an import are judged against on a day."""
    return Frame(entry.kind, entry.region, local_date(at))


def compare_again(*, no: str, actor: Actor, at: datetime) -> ListImport:
    """Read the file anew against the list as it stands now; confirmations are asked again."""
    with unit_of_work() as work:
        entry = _own(no, actor)
        entry.state = LIST_IMPORT.after(entry.state, ImportAction.COMPARE_AGAIN)
        _forget_rows(entry)
        work.record(facts.ListComparedAgain(no=entry.no), actor=actor, at=at)
        return entry


def discard_import(*, no: str, actor: Actor, at: datetime) -> ListImport:
    """Put an import aside for good; discarding it twice changes nothing."""
    with unit_of_work() as work:
        entry = _own(no, actor)
        if entry.state is ImportState.DISCARDED:
            return entry
        entry.state = LIST_IMPORT.after(entry.state, ImportAction.DISCARD)
        entry.decided_by, entry.decided_at = actor.label, at
        work.record(facts.ListDiscarded(no=entry.no), actor=actor, at=at)
        return entry


def _own(no: str, actor: Actor) -> ListImport:
    entry = lock_row(ListImport, no=no)
    require_court(actor, entry.court_id)
    return entry


def _forget_rows(entry: ListImport) -> None:
    db.session.execute(delete(ListImportRow).where(ListImportRow.import_id == entry.id))
    entry.rows_read, entry.rows_expected, entry.staged_at = 0, None, None
    entry.counts, entry.leaving, entry.unused = {}, [], []
