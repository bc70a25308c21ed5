"""Bring a text and the values of a case together, as plain data for the setter of type."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.documents.labels import placeholders
from app.documents.layouts import (
    LAYOUTS,
    Facts,
    Prose,
    Reckoning,
    Register,
    Signatures,
    Table,
)
from app.documents.markup import Block, blocks
from app.documents.vocabulary import PaperKind
from app.kernel.calendar import SHANGHAI
from app.kernel.capital import capital
from app.kernel.money import Money

#: How a form of the court shows that there is nothing to say.
NOTHING = "／"
#: Moments by which something is over; midnight is the end of the day before.
_ENDS = frozenset(
    {"due_at", "was_due_at", "materials_back_by", "report_due", "valid_until", "review_until"}
)


def composed(kind: PaperKind, text: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the title and the blocks of a paper, placeholders filled and tables in place."""
    words = {
        label: in_words(field, values.get(field)) for label, field in placeholders(kind).items()
    }
    made: list[dict[str, Any]] = []
    number = 0
    for block in blocks(text):
        if block.is_optional and not all(words[word] for word in block.placeholders):
            continue
        number = number + 1 if block.form == "item" else 0
        made.append(_set(kind, block, words, values) | {"number": str(number)})
    return {"title": LAYOUTS[kind].title, "blocks": made}


def _set(
    kind: PaperKind, block: Block, words: Mapping[str, str], values: Mapping[str, Any]
) -> dict[str, Any]:
    if block.form == "table":
        return _table(LAYOUTS[kind].tables[block.words], values)
    return {"form": block.form, "text": block.filled({k: v or NOTHING for k, v in words.items()})}


def in_words(field: str, value: Any) -> str:  # noqa: PLR0911 - one line per kind of value
    """Return one value as it stands in a sentence; empty when there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Money):
        return f"人民币{value.yuan}元（大写：{capital(value)}）"
    if isinstance(value, datetime):
        return _moment_in_words(field, value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Mapping):
        return "，".join(filter(None, (in_words(field, item) for item in value.values())))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "、".join(filter(None, (in_words(field, item) for item in value)))
    return " ".join(str(value).split())


def _moment_in_words(field: str, value: datetime) -> str:
    local = value.astimezone(SHANGHAI)
    if field in _ENDS and (local.hour, local.minute, local.second) == (0, 0, 0):
        day = local - timedelta(days=1)
        return f"{day.year}年{day.month}月{day.day}日24时"
    return f"{local.year}年{local.month}月{local.day}日{local.hour}时{local.minute:02d}分"


def _table(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    match table:
        case Facts(rows):
            shown = [(label, in_words(field, values.get(field))) for label, field in rows]
            return {"form": "facts", "rows": [row for row in shown if row[1]]}
        case Register():
            return _register(table, values.get(table.field))
        case Prose(field):
            return {"form": "prose", "lines": _paragraphs(values.get(field)) or [NOTHING]}
        case Reckoning(field):
            return {"form": "reckoning", "steps": list(values.get(field) or ())}
        case Signatures(slots):
            return {"form": "signatures", "slots": list(slots)}


def _register(table: Register, given: Any) -> dict[str, Any]:
    rows = [_cells(table.field, row) for row in _items(given)]
    width = max((len(row) for row in rows), default=len(table.head))
    head = [*table.head, *[""] * width][:width]
    widths = [*table.widths, *[1] * width][:width]
    return {
        "form": "register",
        "head": ["序号", *head],
        "widths": [0, *widths],
        "rows": [
            [str(number), *row, *[""] * (width - len(row))] for number, row in enumerate(rows, 1)
        ],
    }


def _items(given: Any) -> list[Any]:
    if given is None or given == "":
        return []
    if isinstance(given, Mapping):
        return [list(pair) for pair in given.items()]
    if isinstance(given, Sequence) and not isinstance(given, str):
        return list(given)
    return [given]


def _cells(field: str, row: Any) -> list[str]:
    if isinstance(row, Mapping):
        return [in_words(field, cell) for cell in row.values()]
    if isinstance(row, Sequence) and not isinstance(row, str):
        return [in_words(field, cell) for cell in row]
    return [in_words(field, row)]


def _paragraphs(given: Any) -> list[str]:
    return [
        words
        for item in _items(given)
        for line in (item.splitlines() if isinstance(item, str) else [in_words("", item)])
        if (words := " ".join(line.split()))
    ]
