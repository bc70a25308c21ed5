"""Read the imports of the list and what they would do."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, String, func, literal, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import PAGE_MAX, Page, keyset
from registry.models import Agency, ListImport, ListImportRow
from registry.rules.list_rows import Known
from registry.vocabulary import AgencyKind, ImportState, ListColumn, RowOutcome

#: Imports that the clock still has to read.
UNREAD = (ImportState.RECEIVED, ImportState.READING)
OPEN = (*UNREAD, ImportState.STAGED)
#: What one import may hold at once; rules.list_columns.ROWS_MAX bounds the file itself.
_ROWS_MAX = 20_000
_OPEN_MAX = 50


def get_import(no: str) -> ListImport:
    """Return an import by its number."""
    entry = db.session.scalar(select(ListImport).where(ListImport.no == no))
    if entry is None:
        raise NotFound("import", no)
    return entry


def list_imports(*, after: int | None = None) -> Page:
    """Return one page of all imports, newest first."""
    return keyset(select(ListImport), column=ListImport.id, after=after)


def list_unread_imports() -> Sequence[str]:
    """Return the numbers of the imports that the clock has to read, oldest first."""
    query = select(ListImport.no).where(ListImport.state.in_(UNREAD))
    return db.session.scalars(query.order_by(ListImport.id).limit(_OPEN_MAX)).all()


def list_staged_imports(court_id: int) -> Sequence[ListImport]:
    """Return the imports of a court that wait for somebody's look."""
    query = select(ListImport).where(
        ListImport.state == ImportState.STAGED, ListImport.court_id == court_id
    )
    return db.session.scalars(query.order_by(ListImport.id).limit(_OPEN_MAX)).all()


def find_open_import(
    *, sha256: str, kind: AgencyKind, court_id: int, listed_on: date, region: str, coverage: str
) -> ListImport | None:
    """Return the undecided import of the very same file under the same terms, if there is one."""
    query = select(ListImport).where(
        ListImport.sha256 == sha256,
        ListImport.kind == kind,
        ListImport.court_id == court_id,
        ListImport.listed_on == listed_on,
        ListImport.region == region,
        ListImport.coverage == coverage,
        ListImport.state.in_(OPEN),
    )
    return db.session.scalar(query.limit(1))


def newest_list_day(kind: AgencyKind, region: str) -> date | None:
    """Return the day of the youngest list applied so far that speaks of the same places."""
    query = select(func.max(ListImport.listed_on)).where(
        ListImport.kind == kind,
        ListImport.state == ImportState.APPLIED,
        func.starts_with(ListImport.region, region)
        | func.starts_with(literal(region, String), ListImport.region),
    )
    return db.session.scalar(query)


def list_rows(
    import_id: int,
    *,
    outcome: RowOutcome | None = None,
    after: int | None = None,
    limit: int = PAGE_MAX,
) -> Page:
    """Return one page of the rows of an import, in the order of the file."""
    query: Select[Any] = select(ListImportRow).where(ListImportRow.import_id == import_id)
    if outcome is not None:
        query = query.where(ListImportRow.outcome == outcome)
    return keyset(query, column=ListImportRow.line, after=after, limit=limit, descending=False)


def all_rows(import_id: int, *, outcome: RowOutcome | None = None) -> Sequence[ListImportRow]:
    """Return every row of an import, or those of one outcome; bounded by the file's own limit."""
    query = select(ListImportRow).where(ListImportRow.import_id == import_id)
    if outcome is not None:
        query = query.where(ListImportRow.outcome == outcome)
    return db.session.scalars(query.order_by(ListImportRow.line).limit(_ROWS_MAX)).all()


def rows_of_lines(import_id: int, lines: Iterable[int]) -> Sequence[ListImportRow]:
    """Return rows by their lines, locked against a second hand."""
    query = select(ListImportRow).where(
        ListImportRow.import_id == import_id, ListImportRow.line.in_(list(lines)[:_ROWS_MAX])
    )
    return db.session.scalars(query.order_by(ListImportRow.line).with_for_update()).all()


def count_outcomes(import_id: int) -> dict[str, int]:
    """Count the rows of an import by what they would do."""
    query = (
        select(ListImportRow.outcome, func.count())
        .where(ListImportRow.import_id == import_id)
        .group_by(ListImportRow.outcome)
    )
    return {str(outcome): count for outcome, count in db.session.execute(query)}


def earlier_lines(
    import_id: int, codes: Iterable[str], licences: Iterable[str]
) -> tuple[dict[str, int], dict[str, tuple[int, str]]]:
    """Return where codes and licence numbers stand in the rows already read.

    A code leads to its first line, a licence number to its first line and the code there.
    """
    row = ListImportRow
    own = select(row.line, row.code, row.licence_no).where(row.import_id == import_id)
    by_code = db.session.execute(own.where(row.code.in_(list(codes))).order_by(row.line.desc()))
    lines = {found.code: found.line for found in by_code}
    by_licence = own.where(row.licence_no.in_(list(licences)), row.code.is_not(None))
    holders = {
        found.licence_no: (found.line, found.code)
        for found in db.session.execute(by_licence.order_by(row.line.desc()))
    }
    return lines, holders


def known_agencies(codes: Iterable[str]) -> dict[str, Known]:
    """Return the agencies of the books by code, as a row of the list is compared with them."""
    query = select(Agency).where(Agency.code.in_(list(codes)))
    return {agency.code: known(agency) for agency in db.session.scalars(query)}


def known(agency: Agency) -> Known:
    """Return an agency in the columns of the list."""
    column = ListColumn
    values: dict[str, Any] = {
        column.CODE: agency.code,
        column.NAME: agency.name,
        column.FIELDS: list(agency.fields),
        column.REGIONS: list(agency.regions),
        column.GRADE: agency.grade,
        column.LICENCE_NO: agency.licence_no,
        column.LICENCE_EXPIRES_ON: agency.licence_expires_on.isoformat(),
        column.APPRAISERS: dict(agency.appraisers),
        column.LEGAL_REPRESENTATIVE: agency.legal_representative,
        column.ADDRESS: agency.address,
        column.PHONE: agency.phone,
        column.CONTROLLER_NAME: agency.controller_name,
        column.CONTROLLER_CODE: agency.controller_code,
        column.SHAREHOLDERS: [dict(holder) for holder in agency.shareholders],
    }
    return Known(
        agency.code,
        agency.name,
        agency.kind,
        agency.standing,
        agency.standing_until,
        agency.left_on,
        {str(key): value for key, value in values.items()},
    )


def holders_of_licences(licences: Iterable[str]) -> Mapping[str, list[tuple[str, str]]]:
    """Return who in the books holds each licence number: code and name."""
    query = select(Agency.licence_no, Agency.code, Agency.name)
    found: dict[str, list[tuple[str, str]]] = {}
    for licence_no, code, name in db.session.execute(
        query.where(Agency.licence_no.in_(list(licences))).order_by(Agency.code)
    ):
        found.setdefault(licence_no, []).append((code, name))
    return found


def _standing_on_list(kind: AgencyKind, region: str) -> Select[Any]:
    query = select(Agency.code).where(Agency.kind == kind, Agency.left_on.is_(None))
    return query.where(Agency.regions[1].startswith(region, autoescape=True)) if region else query


def count_on_list(kind: AgencyKind, region: str) -> int:
    """Count the agencies that stand on the list of a kind and place now."""
    query = select(func.count()).select_from(_standing_on_list(kind, region).subquery())
    return db.session.scalar(query) or 0


def list_leaving(entry: ListImport) -> list[str]:
    """Return the codes on the list that the file does not name, neither by code nor by name.

    A row whose code cannot be read still keeps the agency of its name from leaving.
    """
    row = ListImportRow
    ours = select(row.line).where(row.import_id == entry.id)
    by_code = ours.where(row.code == Agency.code)
    by_name = ours.where(row.code.is_(None), row.name == Agency.name)
    query = _standing_on_list(entry.kind, entry.region)
    query = query.where(~by_code.exists(), ~by_name.exists())
    return list(db.session.scalars(query.order_by(Agency.code)))


def names_of(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return codes with the names the books have for them, by name."""
    query = select(Agency.code, Agency.name).where(Agency.code.in_(list(codes)))
    return [(code, name) for code, name in db.session.execute(query.order_by(Agency.name))]


def removals_in_force(codes: Iterable[str], on: date) -> dict[str, tuple[date, str]]:
    """Return the removals that applied lists tell of: last day and source by code.

    They hold for agencies the books did not know when the list came, too.
    """
    row = ListImportRow
    query = (
        select(row.code, row.changes, row.checked)
        .join(ListImport, ListImport.id == row.import_id)
        .where(
            ListImport.state == ImportState.APPLIED,
            row.outcome == RowOutcome.REMOVED,
            row.code.in_(list(codes)),
        )
        .order_by(ListImport.applied_at)
    )
    found: dict[str, tuple[date, str]] = {}
    for code, changes, checked in db.session.execute(query):
        until = date.fromisoformat(changes["until"][1])
        if until >= on:
            found[code] = (until, checked[ListColumn.BASIS])
    return found
