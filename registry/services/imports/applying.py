"""Make a staged file the list: one transaction, all of it or nothing."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from registry import facts
from registry.models import Agency, ListImport, ListImportRow
from registry.queries import imports
from registry.rules.import_states import LIST_IMPORT
from registry.rules.list_rows import compare
from registry.services.imports.receiving import checked_row, frame_of
from registry.services.standing import delist_from_national_list
from registry.vocabulary import Consent, Coverage, ImportAction, ImportState, RowOutcome, Standing

#: The list has one writer at a time, whichever clerk pressed first.
_LIST_LOCK = "registry.list"
#: An import that takes more than this share off the list must be agreed to by name (policy).
LEAVING_PERCENT = 10
LEAVING_MIN = 5
#: What a row may leave out, as a new agency then has it.
_EMPTY: dict[str, Any] = {
    "address": "",
    "phone": "",
    "controller_name": "",
    "controller_code": None,
    "shareholders": [],
}


def consents_needed(entry: ListImport) -> list[Consent]:
    """Return what somebody has to agree to by name before this import may be applied."""
    needed = []
    if entry.counts.get(RowOutcome.FAULTY, 0):
        needed.append(Consent.WITHOUT_FAULTY)
    standing = imports.count_on_list(entry.kind, entry.region)
    if len(entry.leaving) > max(LEAVING_MIN, standing * LEAVING_PERCENT // 100):
        needed.append(Consent.MANY_LEAVE)
    newest = imports.newest_list_day(entry.kind, entry.region)
    if newest is not None and newest > entry.listed_on:
        needed.append(Consent.OLDER_LIST)
    return needed


def apply_import(
    *, no: str, consents: Collection[Consent] = (), actor: Actor, at: datetime
) -> ListImport:
    """Write a staged import to the list as it was shown; a second press finds it applied.

    Refused when the list moved since the file was compared with it, whoever moved it.
    """
    try:
        with unit_of_work() as work:
            _take_list()
            entry = lock_row(ListImport, no=no)
            require_court(actor, entry.court_id)
            if entry.state is ImportState.APPLIED:
                return entry
            state = LIST_IMPORT.after(entry.state, ImportAction.APPLY)
            missing = [need for need in consents_needed(entry) if need not in consents]
            if missing:
                raise Refusal("consent_missing", fields={need: [need] for need in missing})
            rows = imports.all_rows(entry.id)
            _check_unmoved(entry, rows, at)
            entry.state, entry.applied_at = state, at
            entry.decided_at, entry.decided_by = at, actor.label
            _write(work, entry, rows, actor, at)
            work.record(_applied(entry, consents), actor=actor, at=at)
            return entry
    except IntegrityError:
        # An application entered the same agency in this very moment.
        raise Conflict("list_moved") from None


def _take_list() -> None:
    key = func.hashtextextended(_LIST_LOCK, 0)
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(key))):
        raise Conflict("import_running")


def _check_unmoved(entry: ListImport, rows: Sequence[ListImportRow], at: datetime) -> None:
    """Judge every good row again: what is applied is what was shown, or nothing."""
    good = [row for row in rows if row.outcome is not RowOutcome.FAULTY]
    frame = frame_of(entry, at)
    known = imports.known_agencies(row.code for row in good if row.code)
    holders = imports.holders_of_licences(row.licence_no for row in good if row.licence_no)
    for row in good:
        others = (
            holder for holder in holders.get(row.licence_no or "", ()) if holder[0] != row.code
        )
        verdict = compare(
            checked_row(row),
            known.get(row.code or ""),
            frame=frame,
            holder=next(others, None),
            is_confirmed=row.confirmed_at is not None,
        )
        if verdict.outcome is not row.outcome or dict(verdict.changes) != row.changes:
            raise Conflict("list_moved")
    if entry.coverage is Coverage.WHOLE and imports.list_leaving(entry) != list(entry.leaving):
        raise Conflict("list_moved")


def _write(
    work: Work, entry: ListImport, rows: Sequence[ListImportRow], actor: Actor, at: datetime
) -> None:
    by_outcome: dict[RowOutcome, list[ListImportRow]] = {}
    for row in rows:
        by_outcome.setdefault(row.outcome, []).append(row)
    _enter_new(work, entry, by_outcome.get(RowOutcome.NEW, []), actor, at)
    _change(work, entry, by_outcome.get(RowOutcome.CHANGED, []), actor, at)
    _change(work, entry, by_outcome.get(RowOutcome.RETURNED, []), actor, at)
    _leave(work, entry, actor, at)
    _remove(by_outcome, actor, at)


def _enter_new(
    work: Work, entry: ListImport, rows: Sequence[ListImportRow], actor: Actor, at: datetime
) -> None:
    if not rows:
        return
    fixed = {
        **_EMPTY,
        "kind": entry.kind,
        "standing": Standing.ELIGIBLE,
        "standing_reason": "",
        "open_commissions": 0,
        "listed_on": entry.listed_on,
    }
    db.session.execute(insert(Agency), [{**fixed, **_columns(row.checked)} for row in rows])
    for row in rows:
        fact = facts.AgencyRegistered(code=row.code or "", agency_name=row.name)
        work.record(fact, actor=actor, at=at)


def _change(
    work: Work, entry: ListImport, rows: Sequence[ListImportRow], actor: Actor, at: datetime
) -> None:
    if not rows:
        return
    codes = [row.code for row in rows]
    found = db.session.execute(select(Agency.code, Agency.id).where(Agency.code.in_(codes)))
    ids = {code: agency_id for code, agency_id in found}  # noqa: C416 - rows are no pairs to mypy
    # In the order of their ids, as whoever locks several agencies does.
    ordered = sorted(rows, key=lambda row: ids[row.code or ""])
    db.session.execute(
        update(Agency),
        [{"id": ids[row.code or ""], "left_on": None, **_columns(row.checked)} for row in ordered],
    )
    for row in rows:
        named = {"code": row.code or "", "agency_name": row.name, "import_no": entry.no}
        if row.outcome is RowOutcome.RETURNED:
            work.record(facts.AgencyReturned(**named), actor=actor, at=at)
        columns = tuple(sorted(set(row.changes) - {"left_on"}))
        if columns:
            work.record(facts.AgencyUpdated(**named, columns=columns), actor=actor, at=at)


def _columns(checked: dict[str, Any]) -> dict[str, Any]:
    """Return the checked values of a row as columns of the agency."""
    values = dict(checked)
    values["licence_expires_on"] = date.fromisoformat(values["licence_expires_on"])
    return values


def _leave(work: Work, entry: ListImport, actor: Actor, at: datetime) -> None:
    if not entry.leaving:
        return
    today = local_date(at)
    db.session.execute(
        update(Agency).where(Agency.code.in_(entry.leaving)).values(left_on=today),
        execution_options={"synchronize_session": False},
    )
    for code, name in imports.names_of(entry.leaving):
        fact = facts.AgencyLeft(code=code, agency_name=name, import_no=entry.no)
        work.record(fact, actor=actor, at=at)


def _remove(by_outcome: dict[RowOutcome, list[ListImportRow]], actor: Actor, at: datetime) -> None:
    """Take off the list whom the Supreme Court removed, now or before the books knew them."""
    removed = {
        row.code: (date.fromisoformat(row.changes["until"][1]), row.checked["basis"])
        for row in by_outcome.get(RowOutcome.REMOVED, [])
        if row.code
    }
    entered = [row.code for row in by_outcome.get(RowOutcome.NEW, []) if row.code]
    earlier = imports.removals_in_force(entered, local_date(at))
    known = imports.known_agencies([*removed, *earlier])
    for code, (until, source) in sorted({**earlier, **removed}.items()):
        if code in known:
            delist_from_national_list(code=code, until=until, source=source, actor=actor, at=at)


def _applied(entry: ListImport, consents: Collection[Consent]) -> facts.ListApplied:
    counts = {outcome: entry.counts.get(outcome, 0) for outcome in RowOutcome}
    return facts.ListApplied(
        no=entry.no,
        kind=str(entry.kind),
        listed_on=entry.listed_on.isoformat(),
        sha256=entry.sha256,
        left=len(entry.leaving),
        consents=tuple(sorted(str(consent) for consent in consents)),
        **{str(outcome): count for outcome, count in counts.items()},
    )
