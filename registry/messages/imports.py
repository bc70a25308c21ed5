"""Words of imports of the list: faults of files and rows, columns, states, facts."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from registry.messages.agencies import FIELDS, GRADES, STANDINGS
from registry.rules.list_columns import HEADINGS
from registry.vocabulary import (
    AgencyField,
    Consent,
    Coverage,
    FileFault,
    ImportState,
    ListColumn,
    RowFault,
    RowOutcome,
    Standing,
)

#: What is wrong with the file as a whole: title and what to do.
FILE_FAULTS: dict[FileFault, tuple[Any, Any]] = {
    FileFault.NOT_A_SHEET: (
        _l("This is not a list that can be read"),
        _l("Give a CSV or an XLSX file. Save an old XLS file as XLSX first."),
    ),
    FileFault.SHEET_TOO_LARGE: (
        _l("This file is too large for a list"),
        _l("A list may have up to %(most)s MB. Nothing was kept."),
    ),
    FileFault.MIXED_ENCODINGS: (
        _l("The file mixes two encodings"),
        _l(
            "Line %(line)s is written in UTF-8, line %(other_line)s is not. "
            "Save the whole file as CSV UTF-8 or as XLSX."
        ),
    ),
    FileFault.UNKNOWN_ENCODING: (
        _l("The encoding of the file is not known"),
        _l("Line %(line)s is neither UTF-8 nor GB 18030. Save the file as CSV UTF-8 or as XLSX."),
    ),
    FileFault.BROKEN_QUOTES: (
        _l("The quotation marks of the file do not match"),
        _l("The fault begins in line %(line)s. Nothing was taken from the file."),
    ),
    FileFault.MISSING_COLUMNS: (
        _l("Columns are missing"),
        _l("The first line must name these columns: %(columns)s."),
    ),
    FileFault.DOUBLE_COLUMNS: (
        _l("A column stands there twice"),
        _l("Each of these columns may stand in the file once: %(columns)s."),
    ),
    FileFault.NO_ROWS: (
        _l("The file has no rows"),
        _l("Below the headings one agency stands in each line."),
    ),
    FileFault.TOO_MANY_ROWS: (
        _l("The file has too many rows"),
        _l("A list may have up to %(most)s agencies. Nothing was taken from the file."),
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    **{str(code): words for code, words in FILE_FAULTS.items()},
    "list_from_future": (
        _l("This day has not come yet"),
        _l("Enter the day the list was made."),
    ),
    "file_missing": (_l("No file was chosen"), _l("Choose the CSV or XLSX file of the list.")),
    "bad_region_start": (
        _l("This is not the beginning of a region code"),
        _l("Enter two, four or six digits, such as 37 for Shandong, or leave it empty."),
    ),
    "consent_missing": (
        _l("This import needs your word first"),
        _l("Tick what is meant below. Nothing was applied."),
    ),
    "without_faulty": (
        _l("Say that the faulty rows stay out"),
        _l("Or correct the file and import it again."),
    ),
    "many_leave": (
        _l("Say that so many agencies leave the list"),
        _l("Look at the names below first."),
    ),
    "older_list": (
        _l("Say that this older list is to be applied"),
        _l("A younger list was applied before."),
    ),
    "list_moved": (
        _l("The list has changed since this file was compared with it"),
        _l("Somebody else changed it meanwhile. Nothing was applied; compare the file again."),
    ),
    "import_running": (
        _l("The list is being written at this moment"),
        _l("An import is being applied. Look at this page again in a moment."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.list.received": _l("List %(no)s was taken in: %(filename)s"),
    "registry.list.staged": _l("List %(no)s was read: %(rows)s rows, %(faulty)s of them faulty"),
    "registry.list.refused": _l("List %(no)s could not be read"),
    "registry.list.name_confirmed": _l(
        "List %(no)s: %(listed_name)s bears the name %(new_name)s now"
    ),
    "registry.list.compared_again": _l("List %(no)s is compared with the books again"),
    "registry.list.discarded": _l("List %(no)s was put aside"),
    "registry.list.applied": _l(
        "List %(no)s was applied: %(new)s new, %(changed)s changed, %(returned)s returned, "
        "%(left)s left, %(removed)s removed"
    ),
    "registry.agency.updated": _l("The list has new particulars of %(agency_name)s"),
    "registry.agency.left": _l("%(agency_name)s left the list"),
    "registry.agency.returned": _l("%(agency_name)s stands on the list again"),
}

COLUMNS: dict[ListColumn, Any] = {
    ListColumn.CODE: _l("Unified social credit code"),
    ListColumn.NAME: _l("Name of the agency"),
    ListColumn.FIELDS: _l("Professions"),
    ListColumn.REGIONS: _l("Region codes"),
    ListColumn.GRADE: _l("Grade of qualification"),
    ListColumn.LICENCE_NO: _l("Number of the licence"),
    ListColumn.LICENCE_EXPIRES_ON: _l("Licence valid until"),
    ListColumn.APPRAISERS: _l("Registered people"),
    ListColumn.LEGAL_REPRESENTATIVE: _l("Legal representative"),
    ListColumn.ADDRESS: _l("Address"),
    ListColumn.PHONE: _l("Telephone"),
    ListColumn.CONTROLLER_NAME: _l("Actual controller"),
    ListColumn.CONTROLLER_CODE: _l("Code of the controller"),
    ListColumn.SHAREHOLDERS: _l("Shareholders"),
    ListColumn.STATUS: _l("Standing on the list"),
    ListColumn.REMOVED_ON: _l("Removed on"),
    ListColumn.BASIS: _l("Source of the removal"),
}

#: How each column is filled, as the template and the upload page explain it.
COLUMN_HINTS: dict[ListColumn, Any] = {
    ListColumn.CODE: _l("18 signs; keep the column as text."),
    ListColumn.NAME: _l("As registered, up to 120 signs."),
    ListColumn.FIELDS: _l("One or more words, parted by 、"),
    ListColumn.REGIONS: _l("Six digits (GB/T 2260), home first, parted by 、"),
    ListColumn.GRADE: _l("一级, 二级 or 三级."),
    ListColumn.LICENCE_NO: _l("Each number stands once in the list."),
    ListColumn.LICENCE_EXPIRES_ON: _l("A day such as 2027-12-31; it must not be over."),
    ListColumn.APPRAISERS: _l("A figure, or one for each profession: 房地产:12、土地:3"),
    ListColumn.LEGAL_REPRESENTATIVE: _l("Name of the person."),
    ListColumn.ADDRESS: _l("Up to 160 signs."),
    ListColumn.PHONE: _l("Without a leading plus."),
    ListColumn.CONTROLLER_NAME: _l("Who controls the agency; one controller, one ticket."),
    ListColumn.CONTROLLER_CODE: _l("18 signs, where it is an organization."),
    ListColumn.SHAREHOLDERS: _l("Names parted by 、 with the code of an organization in brackets."),
    ListColumn.STATUS: _l("Empty or 在册; 除名 where the Supreme Court removed it."),
    ListColumn.REMOVED_ON: _l("Only with 除名: the day of the removal."),
    ListColumn.BASIS: _l("Only with 除名: the document or the notice."),
}

ROW_FAULTS: dict[RowFault, Any] = {
    RowFault.MISSING: _l("This cell must not be empty."),
    RowFault.FORMULA: _l("A formula, or text that begins like one (= + - @): write plain text."),
    RowFault.TOO_LONG: _l("Longer than %(length)s signs."),
    RowFault.BAD_TEXT: _l("The text holds signs that cannot be seen."),
    RowFault.BAD_CODE: _l("This is no unified social credit code: its check digit does not hold."),
    RowFault.CODE_AS_NUMBER: _l(
        "The sheet holds the code as a number and has lost its end: make the column text."
    ),
    RowFault.UNKNOWN_FIELD: _l("This profession is not one of this kind of agency."),
    RowFault.UNKNOWN_REGION: _l("There is no such region code."),
    RowFault.OUTSIDE_REGION: _l("The home lies outside the places of this list (%(region)s)."),
    RowFault.BAD_GRADE: _l("The grade is 一级, 二级 or 三级."),
    RowFault.BAD_DATE: _l("This is no day; write it like 2027-12-31."),
    RowFault.LICENCE_EXPIRED: _l("The licence has expired."),
    RowFault.BAD_COUNT: _l("Write a figure, or one for each profession of the row."),
    RowFault.BAD_HOLDER: _l("Write names, with a code in brackets after an organization."),
    RowFault.BAD_STATUS: _l("Leave it empty, or write 在册 or 除名."),
    RowFault.REMOVED_IN_FUTURE: _l("The day of the removal has not come yet."),
    RowFault.DUPLICATE_ROW: _l("Line %(line)s names the same code already."),
    RowFault.DUPLICATE_LICENCE: _l("Line %(line)s names another agency with this licence."),
    RowFault.NAME_CONFLICT: _l(
        "The list knows this code under the name “%(listed)s”: confirm the new name, or correct it."
    ),
    RowFault.LICENCE_TAKEN: _l(
        "“%(other)s” (%(other_code)s) holds this licence: a duplicate under another name?"
    ),
    RowFault.OTHER_KIND: _l("The books know this code as an agency of another kind."),
    RowFault.TOO_MANY_CELLS: _l("The row has more cells than there are headings."),
}

IMPORT_STATES: dict[ImportState, Any] = {
    ImportState.RECEIVED: _l("waits to be read"),
    ImportState.READING: _l("is being read"),
    ImportState.STAGED: _l("waits for your decision"),
    ImportState.APPLIED: _l("applied"),
    ImportState.DISCARDED: _l("put aside"),
    ImportState.FAILED: _l("could not be read"),
}
IMPORT_TAGS: dict[ImportState, str] = {
    ImportState.RECEIVED: "waiting",
    ImportState.READING: "info",
    ImportState.STAGED: "warning",
    ImportState.APPLIED: "success",
    ImportState.DISCARDED: "neutral",
    ImportState.FAILED: "danger",
}
OUTCOMES: dict[RowOutcome, Any] = {
    RowOutcome.NEW: _l("New on the list"),
    RowOutcome.CHANGED: _l("Changed"),
    RowOutcome.RETURNED: _l("Back on the list"),
    RowOutcome.UNCHANGED: _l("Unchanged"),
    RowOutcome.REMOVED: _l("Removed by the Supreme Court"),
    RowOutcome.FAULTY: _l("Faulty"),
}
COVERAGES: dict[Coverage, Any] = {
    Coverage.WHOLE: _l("The whole list"),
    Coverage.PART: _l("Additions and changes only"),
}
COVERAGE_HINTS: dict[Coverage, Any] = {
    Coverage.WHOLE: _l("Who stands on the list and not in the file has left."),
    Coverage.PART: _l("Nobody leaves the list."),
}
CONSENTS: dict[Consent, Any] = {
    Consent.WITHOUT_FAULTY: _l("Apply the good rows; the faulty ones stay out."),
    Consent.MANY_LEAVE: _l("I have looked at the names of those who leave; they do leave."),
    Consent.OLDER_LIST: _l("A younger list was applied before; this older one is still to be."),
}


#: What an import may change beside the columns of the file.
OTHER_CHANGES: dict[str, Any] = {
    "left_on": _l("Left the list on"),
    "standing": _l("Standing"),
    "until": _l("Until"),
}


def column_name(column: str | None) -> Any:
    """Return the name of a column in the reader's language; the row itself has none."""
    if column in OTHER_CHANGES:
        return OTHER_CHANGES[column]
    return COLUMNS[ListColumn(column)] if column else _l("whole row")


def fault_sentence(fault: Mapping[str, Any]) -> str:
    """Say in one sentence what is wrong with a cell."""
    return str(ROW_FAULTS[RowFault(fault["code"])] % fault)


def failure_words(failure: Mapping[str, Any]) -> tuple[str, str]:
    """Say why a file was not taken: title and what to do."""
    title, detail = FILE_FAULTS[FileFault(failure["code"])]
    columns = str(failure.get("columns", "")).split(",")
    named = "、".join(HEADINGS[ListColumn(column)][0] for column in columns if column)
    return str(title), str(detail) % {**failure, "columns": named}


def listed_value(column: str, value: Any) -> str:
    """Print what a column of an agency says, as the page of changes shows it."""
    if value in (None, "", [], {}):
        return "—"
    parts: list[Any]
    if column == ListColumn.FIELDS:
        parts = [FIELDS[AgencyField(item)] for item in value]
    elif column == ListColumn.APPRAISERS:
        parts = [f"{FIELDS[AgencyField(key)]} {count}" for key, count in value.items()]
    elif column == ListColumn.SHAREHOLDERS:
        parts = [holder["name"] for holder in value]
    elif column == ListColumn.GRADE:
        parts = [GRADES[value]]
    elif column == "standing":
        parts = [STANDINGS[Standing(value)]]
    else:
        parts = value if isinstance(value, list) else [value]
    return "、".join(str(part) for part in parts)
