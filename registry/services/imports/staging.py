"""Read received lists bit by bit in the clock process; a restart goes on where it stopped."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import insert

from app.kernel.actors import SYSTEM
from app.kernel.errors import NotFound
from app.store import Work, blobs, db, unit_of_work
from app.store.locks import lock_row
from registry import facts
from registry.models import ListImport, ListImportRow
from registry.queries import imports
from registry.rules.import_states import LIST_IMPORT
from registry.rules.list_encoding import FileRefused
from registry.rules.list_rows import CheckedRow, RowNote, Verdict, check_row, compare
from registry.services.imports.reading import ListRow, ListSheet, open_list
from registry.services.imports.receiving import frame_of
from registry.vocabulary import (
    Coverage,
    FileFault,
    ImportAction,
    ImportState,
    ListColumn,
    RowFault,
    RowOutcome,
)

log = logging.getLogger(__name__)

#: Rows of one transaction.
CHUNK = 250
#: The share of a beat that reading may take: closing lots come first.
BEAT_SECONDS = 0.4

#: Files this process has open, so that each beat goes on without reading from the start.
_OPEN: dict[str, ListSheet] = {}


def stage_due_imports(now: datetime) -> int:
    """Read on in every received list until this beat's share is used; return the rows read."""
    until = time.monotonic() + BEAT_SECONDS
    read = 0
    waiting = imports.list_unread_imports()
    for no in [no for no in _OPEN if no not in waiting]:
        del _OPEN[no]
    for no in waiting:
        while time.monotonic() < until:
            count = stage_chunk(no, now=now)
            read += count
            if count == 0:
                break
    return read


def stage_chunk(no: str, *, now: datetime) -> int:
    """Read the next rows of one list into the staging table; 0 when there is no more to read."""
    try:
        with unit_of_work() as work:
            entry = lock_row(ListImport, no=no)
            if entry.state not in imports.UNREAD:
                return 0
            if entry.state is ImportState.RECEIVED:
                entry.state = LIST_IMPORT.after(entry.state, ImportAction.READ)
            sheet = _sheet_of(entry)
            rows = sheet.take(CHUNK)
            entry.encoding, entry.rows_expected = sheet.encoding, sheet.expected
            entry.unused = list(sheet.header.unused)
            if rows:
                _keep(entry, rows, now)
                entry.rows_read += len(rows)
            if len(rows) < CHUNK:
                _finish(work, entry, now)
            return len(rows)
    except FileRefused as fault:
        _fail(no, fault, now)
    except NotFound:
        log.exception("the file of import %s is gone", no)
        _fail(no, FileRefused(FileFault.NOT_A_SHEET), now)
    except BaseException:
        # What was taken from the file was not kept: the next beat reads it again.
        _OPEN.pop(no, None)
        raise
    return 0


def _sheet_of(entry: ListImport) -> ListSheet:
    """Return the open file at the row where the last chunk ended."""
    sheet = _OPEN.get(entry.no)
    if sheet is None or sheet.taken != entry.rows_read:
        sheet = open_list(blobs.path(entry.sha256))
        sheet.taken = sum(1 for _ in islice(sheet.rows, entry.rows_read))
        _OPEN[entry.no] = sheet
    return sheet


def _keep(entry: ListImport, rows: Sequence[ListRow], now: datetime) -> None:
    frame = frame_of(entry, now)
    checked = [(row, check_row(row.line, row.cells, frame)) for row in rows]
    codes = {found.code for _, found in checked if found.code}
    licences = {found.licence_no for _, found in checked if found.licence_no}
    known = imports.known_agencies(codes)
    holders = imports.holders_of_licences(licences)
    code_lines, licence_lines = imports.earlier_lines(entry.id, codes, licences)
    kept = []
    for row, found in checked:
        others = (
            holder for holder in holders.get(found.licence_no or "", ()) if holder[0] != found.code
        )
        verdict = compare(
            found, known.get(found.code or ""), frame=frame, holder=next(others, None)
        )
        faults = [*verdict.faults, *_doubles(found, code_lines, licence_lines)]
        if row.is_too_long:
            faults.insert(0, RowNote(None, RowFault.TOO_MANY_CELLS))
        kept.append(_as_row(entry, found, verdict, faults))
        if found.code:
            code_lines.setdefault(found.code, found.line)
            if found.licence_no:
                licence_lines.setdefault(found.licence_no, (found.line, found.code))
    db.session.execute(insert(ListImportRow), kept)


def _doubles(
    found: CheckedRow, code_lines: dict[str, int], licence_lines: dict[str, tuple[int, str]]
) -> list[RowNote]:
    """Name the earlier row of the file that says the same code or licence number."""
    if found.code in code_lines:
        figures = {"line": code_lines[found.code]}
        return [RowNote(ListColumn.CODE, RowFault.DUPLICATE_ROW, found.code, figures)]
    line, code = licence_lines.get(found.licence_no or "", (0, found.code))
    if line and code != found.code and found.licence_no:
        fault = RowFault.DUPLICATE_LICENCE
        return [RowNote(ListColumn.LICENCE_NO, fault, found.licence_no, {"line": line})]
    return []


def _as_row(
    entry: ListImport, found: CheckedRow, verdict: Verdict, faults: Sequence[RowNote]
) -> dict[str, object]:
    return {
        "import_id": entry.id,
        "line": found.line,
        "code": found.code,
        "name": found.name,
        "licence_no": found.licence_no,
        "outcome": RowOutcome.FAULTY if faults else verdict.outcome,
        "checked": found.values,
        "faults": [fault.as_dict() for fault in faults],
        "changes": dict(verdict.changes),
    }


def _finish(work: Work, entry: ListImport, now: datetime) -> None:
    if entry.rows_read == 0:
        raise FileRefused(FileFault.NO_ROWS)
    db.session.flush()
    entry.state = LIST_IMPORT.after(entry.state, ImportAction.STAGE)
    entry.rows_expected, entry.staged_at = entry.rows_read, now
    entry.leaving = imports.list_leaving(entry) if entry.coverage is Coverage.WHOLE else []
    entry.counts = {**imports.count_outcomes(entry.id), "left": len(entry.leaving)}
    _OPEN.pop(entry.no, None)
    work.record(
        facts.ListStaged(
            no=entry.no, rows=entry.rows_read, faulty=entry.counts.get(RowOutcome.FAULTY, 0)
        ),
        actor=SYSTEM,
        at=now,
    )


def _fail(no: str, fault: FileRefused, now: datetime) -> None:
    _OPEN.pop(no, None)
    with unit_of_work() as work:
        entry = lock_row(ListImport, no=no)
        if entry.state not in imports.UNREAD:
            return
        entry.state = LIST_IMPORT.after(entry.state, ImportAction.FAIL)
        entry.failure = {"code": str(fault.code), **fault.figures}
        work.record(facts.ListRefused(no=no, reason=str(fault.code)), actor=SYSTEM, at=now)
