"""The import of the list: hand in, watch it being read, look, decide."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.exports import CSV, XLSX, Cell, csv_answer, file_answer
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages
from registry.messages import imports as words
from registry.models import ListImport
from registry.queries import books
from registry.queries import imports as queries
from registry.rules.import_states import LIST_IMPORT
from registry.rules.list_columns import BYTES_MAX, HEADINGS, REQUIRED, ROWS_MAX
from registry.schemas.imports import ConsentForm, ImportForm, ImportPages, ImportView, NamesForm
from registry.services import imports
from registry.services.imports.applying import consents_needed
from registry.services.imports.receiving import asks_for_name
from registry.services.imports.template import template_csv, template_xlsx
from registry.vocabulary import AgencyKind, Coverage, ImportState, ListColumn, RowOutcome

bp = Blueprint("imports", __name__)

#: As many leaving agencies as are named on the page; the download names all.
_LEAVING_SHOWN = 200

WORDS = {
    "kinds": messages.AGENCY_KINDS,
    "import_states": words.IMPORT_STATES,
    "import_tags": words.IMPORT_TAGS,
    "outcomes": words.OUTCOMES,
    "coverages": words.COVERAGES,
    "coverage_hints": words.COVERAGE_HINTS,
    "consent_words": words.CONSENTS,
    "column_name": words.column_name,
    "fault_sentence": words.fault_sentence,
    "failure_words": words.failure_words,
    "listed_value": words.listed_value,
}


@bp.get("/desk/imports")
@guarded(Permission.MANAGE_AGENCIES)
def list_imports() -> ResponseReturnValue:
    """Show every import with who handed it in, when, and what it did."""
    page = queries.list_imports(after=load(ImportPages, request.args)["after"])
    return render_template("registry/imports.html", page=page, courts=_courts(page.items), **WORDS)


def _courts(entries: Any) -> dict[int, str]:
    return {entry.court_id: books.get_court(entry.court_id).name for entry in entries}


@bp.get("/desk/imports/new")
@guarded(Permission.MANAGE_AGENCIES)
def new_import() -> ResponseReturnValue:
    """Show the form that takes a list in, with the columns it must have."""
    return _form()


def _form(refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "registry/import_form.html",
        columns=list(_column_notes()),
        today=local_date(received_at()),
        limits={"rows": ROWS_MAX, "megabytes": BYTES_MAX // 1024**2},
        wholes=Coverage,
        kinds_known=AgencyKind,
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _column_notes() -> Iterator[tuple[str, bool, str, str]]:
    for column in ListColumn:
        hint = str(words.COLUMN_HINTS[column])
        yield HEADINGS[column][0], column in REQUIRED, str(words.COLUMNS[column]), hint


@bp.post("/desk/imports")
@guarded(Permission.MANAGE_AGENCIES)
def post_import() -> ResponseReturnValue:
    """Take a file in; the clock reads it."""
    try:
        content, filename = _uploaded()
        entry = imports.receive_list(
            content=content,
            filename=filename,
            **load(ImportForm),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _form(refusal)
    return _back(entry.no)


def _uploaded() -> tuple[bytes, str]:
    """Return the file and its name; one sign past the limit is enough to see it is too large."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refusal("file_missing", fields={"file": ["file_missing"]})
    return upload.stream.read(BYTES_MAX + 1), upload.filename


def _back(no: str) -> ResponseReturnValue:
    return redirect(url_for("imports.show_import", no=no), 303)


@bp.get("/desk/imports/template.csv")
@guarded(Permission.MANAGE_AGENCIES)
def get_template_csv() -> Response:
    """Hand out the empty list as CSV."""
    return file_answer("agencies.csv", template_csv(), CSV)


@bp.get("/desk/imports/template.xlsx")
@guarded(Permission.MANAGE_AGENCIES)
def get_template_xlsx() -> Response:
    """Hand out the empty list as a workbook with a page of notes."""
    notes = [(_("Column"), _("Needed"), _("How it is filled"))]
    for heading, is_required, _name, hint in _column_notes():
        notes.append((heading, _("yes") if is_required else "", hint))
    return file_answer("agencies.xlsx", template_xlsx(notes), XLSX)


@bp.get("/desk/imports/<no>")
@guarded(Permission.MANAGE_AGENCIES)
def show_import(no: str) -> ResponseReturnValue:
    """Show one import: how far it is read, or what it would do, or what it did."""
    return _page(queries.get_import(no))


def _page(entry: ListImport, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor, view = current_actor(), load(ImportView, request.args)
    show = view["show"] or (RowOutcome.FAULTY if entry.counts.get(RowOutcome.FAULTY) else None)
    rows = queries.list_rows(entry.id, outcome=show, after=view["after"]) if show else None
    is_staged = entry.state is ImportState.STAGED
    faulty = RowOutcome.FAULTY
    renamed = queries.all_rows(entry.id, outcome=faulty) if is_staged else ()
    page = render_template(
        "registry/import.html",
        entry=entry,
        court=books.get_court(entry.court_id),
        rows=rows,
        show=show,
        leaving=queries.names_of(entry.leaving[:_LEAVING_SHOWN]),
        renamed=[row for row in renamed if asks_for_name(row)],
        consents=consents_needed(entry) if is_staged else [],
        moves={str(action) for action in LIST_IMPORT.allowed(entry.state)},
        may_decide=actor.court_id == entry.court_id,
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


@bp.get("/desk/imports/<no>/progress")
@guarded(Permission.MANAGE_AGENCIES)
def get_progress(no: str) -> Response:
    """Tell how far the clock has read, for the bar of the page."""
    entry = queries.get_import(no)
    answer = jsonify(
        {
            "state": str(entry.state),
            "is_reading": entry.state in queries.UNREAD,
            "read": entry.rows_read,
            "expected": entry.rows_expected,
            "percent": entry.percent,
        }
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/desk/imports/<no>/faults.csv")
@guarded(Permission.MANAGE_AGENCIES)
def get_faults(no: str) -> Response:
    """Hand out every fault by line and column, to correct the file beside it."""
    entry = queries.get_import(no)
    records: list[tuple[Cell, ...]] = [
        (_("Line"), _("Column"), _("What is wrong"), _("Code"), _("What stands there"), _("Agency"))
    ]
    records.extend(
        (
            row.line,
            words.column_name(fault["column"]),
            words.fault_sentence(fault),
            fault["code"],
            fault["value"],
            row.name,
        )
        for row in queries.all_rows(entry.id, outcome=RowOutcome.FAULTY)
        for fault in row.faults
    )
    return csv_answer(f"{entry.no}-faults.csv", records)


@bp.post("/desk/imports/<no>/names")
@guarded(Permission.MANAGE_AGENCIES)
def post_names(no: str) -> ResponseReturnValue:
    """Confirm that agencies bear new names."""
    try:
        lines = load(NamesForm)["line"]
        imports.confirm_names(no=no, lines=lines, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(queries.get_import(no), refusal)
    return _back(no)


@bp.post("/desk/imports/<no>/apply")
@guarded(Permission.MANAGE_AGENCIES)
def post_apply(no: str) -> ResponseReturnValue:
    """Make the file the list."""
    try:
        consents = frozenset(load(ConsentForm)["consents"])
        imports.apply_import(no=no, consents=consents, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(queries.get_import(no), refusal)
    flash(_("The list is applied."), "success")
    return _back(no)


@bp.post("/desk/imports/<no>/compare")
@guarded(Permission.MANAGE_AGENCIES)
def post_compare(no: str) -> ResponseReturnValue:
    """Compare the file with the list as it stands now."""
    try:
        imports.compare_again(no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(queries.get_import(no), refusal)
    return _back(no)


@bp.post("/desk/imports/<no>/discard")
@guarded(Permission.MANAGE_AGENCIES)
def post_discard(no: str) -> ResponseReturnValue:
    """Put an import aside."""
    try:
        imports.discard_import(no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(queries.get_import(no), refusal)
    flash(_("The import is put aside. The list is as it was."), "success")
    return _back(no)
