"""Lists of made-up agencies as files, for tests and benches of the import."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from app.kernel.actors import Actor
from registry import seeds
from registry.models import ListImport
from registry.queries import imports as queries
from registry.rules.list_columns import HEADINGS, REQUIRED
from registry.services import imports
from registry.vocabulary import AgencyKind, Coverage, ListColumn
from tests.support.books import NINE

C = ListColumn
Row = dict[str, str]
LIST_DAY = date(2026, 3, 1)
COLUMNS = (*REQUIRED, C.ADDRESS, C.PHONE, C.SHAREHOLDERS, C.STATUS, C.REMOVED_ON, C.BASIS)


def row(number: int, **changes: str) -> Row:
    """Return the row of one made-up agency; what is not changed is good."""
    given: Mapping[ListColumn, str] = {
        C.CODE: seeds.credit_code(number),
        C.NAME: f"济南名册第{number}房地产评估有限公司",
        C.FIELDS: "房地产、土地",
        C.REGIONS: "370102、370202",
        C.GRADE: "二级",
        C.LICENCE_NO: f"鲁名册评字第{number:05d}号",
        C.LICENCE_EXPIRES_ON: "2028-12-31",
        C.APPRAISERS: "房地产:6、土地:2",
        C.LEGAL_REPRESENTATIVE: "孟令泉",
        C.ADDRESS: "济南市历下区经十路 1 号",
        C.PHONE: "0531-00010000",
        C.SHAREHOLDERS: "孟令泉",
    }
    return {**{str(key): value for key, value in given.items()}, **changes}


def rows(first: int, last: int) -> list[Row]:
    """Return the rows of the made-up agencies from one number to another."""
    return [row(number) for number in range(first, last + 1)]


def removal(number: int, **changes: str) -> Row:
    """Return the row of an agency that the Supreme Court took off the list."""
    agency = row(number)
    given = {
        "code": agency["code"],
        "name": agency["name"],
        "status": "除名",
        "removed_on": "2026-02-01",
        "basis": "法办〔2026〕12号",
    }
    return {**given, **changes}


def as_records(given: Iterable[Row], columns: Sequence[ListColumn] = COLUMNS) -> list[list[str]]:
    """Return the headings and the rows in the order of the columns."""
    head = [HEADINGS[column][0] for column in columns]
    return [head, *([item.get(column, "") for column in columns] for item in given)]


def as_csv(
    given: Iterable[Row], *, encoding: str = "utf-8", columns: Sequence[ListColumn] = COLUMNS
) -> bytes:
    """Return rows as a CSV file."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows(as_records(given, columns))
    return written.getvalue().encode(encoding)


def as_xlsx(given: Iterable[Row]) -> bytes:
    """Return rows as an XLSX file."""
    return workbook(as_records(given))


def workbook(records: Iterable[Sequence[Any]]) -> bytes:
    """Return any cells as an XLSX file."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for record in records:
        page.append(list(record))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def receive(content: bytes, actor: Actor, *, at: datetime = NINE, **changes: Any) -> str:
    """Hand a file in and return the number of its import."""
    given: dict[str, Any] = {
        "filename": "名册.csv",
        "kind": AgencyKind.APPRAISAL,
        "coverage": Coverage.WHOLE,
        "listed_on": LIST_DAY,
    }
    return imports.receive_list(content=content, actor=actor, at=at, **{**given, **changes}).no


def read_to_the_end(at: datetime = NINE) -> int:
    """Let the clock read whatever waits; return how many beats it took."""
    beats = 0
    while queries.list_unread_imports():
        imports.stage_due_imports(at)
        beats += 1
    return beats


def stage(content: bytes, actor: Actor, *, at: datetime = NINE, **changes: Any) -> ListImport:
    """Hand a file in, read it to its end and return the import."""
    no = receive(content, actor, at=at, **changes)
    read_to_the_end(at)
    return queries.get_import(no)


def bring_in(content: bytes, actor: Actor, *, at: datetime = NINE, **changes: Any) -> ListImport:
    """Stage a file and apply it."""
    entry = stage(content, actor, at=at, **changes)
    return imports.apply_import(no=entry.no, actor=actor, at=at)
