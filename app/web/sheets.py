"""Hand out tables for spreadsheets that no spreadsheet runs: text stays text."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

#: What a spreadsheet takes for the start of a formula, in both widths (CWE-1236).
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def inert(value: object) -> str:
    """Return a value as text that stays text in a spreadsheet: an apostrophe goes before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" \u3000\ufeff").startswith(_STARTS) else text


def csv_answer(filename: str, records: Iterable[Sequence[object]]) -> Response:
    """Answer a CSV file that Excel opens in UTF-8 and takes nothing in it for a formula."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([inert(value) for value in record] for record in records)
    return file_answer(filename, written.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8")


def file_answer(filename: str, content: bytes, media_type: str) -> Response:
    """Answer a file to be saved, never to be opened in the page; the name is ASCII."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
