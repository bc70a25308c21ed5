"""Read one cell of the list: the value it stands for, or the fault it has; pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from registry.rules.regions import region_name
from registry.vocabulary import FIELDS_OF_KIND, AgencyField, AgencyKind, RowFault

#: What a spreadsheet takes for the start of a formula, in both widths (CWE-1236).
FORMULA_SIGNS = "=+-@\t\r＝＋－＠"
#: Nobody registers more appraisers than this; a bigger figure stands in the wrong column.
COUNT_MAX = 9_999

FIELD_WORDS: Mapping[AgencyField, tuple[str, ...]] = {
    AgencyField.REAL_ESTATE: ("房地产", "房地产评估", "房地产估价"),
    AgencyField.LAND: ("土地", "土地评估", "土地估价"),
    AgencyField.ASSETS: ("资产", "资产评估"),
    AgencyField.MINING: ("矿业权", "矿业权评估"),
    AgencyField.JEWELRY: ("珠宝玉石", "珠宝玉石评估", "珠宝"),
    AgencyField.AUCTION_GENERAL: ("拍卖", "普通拍卖"),
    AgencyField.AUCTION_RELICS: ("文物拍卖",),
    AgencyField.AUX_MATERIALS: ("拍品说明", "拍品资料制作"),
    AgencyField.AUX_VIEWING: ("看样", "看样咨询"),
    AgencyField.AUX_CUSTODY: ("保管", "仓储保管运输"),
}
_FIELDS = {word: known for known, words in FIELD_WORDS.items() for word in (str(known), *words)}
GRADE_WORDS = {"一": 1, "二": 2, "三": 3, "1": 1, "2": 2, "3": 3, "壹": 1, "贰": 2, "叁": 3}

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_REGION = re.compile(r"[1-8][0-9]{5}")
_HOLDER = re.compile(r"([^()（）]+?)\s*(?:[(（]([^()（）]*)[)）])?")
_PARTS = re.compile(r"[、,，;；/|\s]+")
_HOLDERS = re.compile(r"[、;；|\n]+")


@dataclass(frozen=True)
class Cell:
    """What stands in one cell, as text, and what the sheet says it is."""

    text: str
    is_formula: bool = False
    #: A bare number of the sheet, whose digits past the fifteenth are lost.
    is_number: bool = False


class Fault(Exception):
    """What is wrong with a cell; ``figures`` fill the sentence that is shown."""

    def __init__(
        self, code: RowFault, value: str = "", figures: Mapping[str, str | int] | None = None
    ) -> None:
        super().__init__(code)
        self.code, self.value, self.figures = code, value, dict(figures or {})


def shown(text: str) -> str:
    """Return a cell as it may be kept and printed: short, without control signs."""
    clean = "".join("\ufffd" if _is_control(sign) else sign for sign in text[:80])
    return unicodedata.normalize("NFC", clean)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn")


def read_text(cell: Cell, length: int) -> str:
    """Return plain text of one line in NFC, no longer than the column it goes to."""
    bare = cell.text.strip(" \u3000\u00a0\ufeff")
    if cell.is_formula or (bare and bare[0] in FORMULA_SIGNS):
        raise Fault(RowFault.FORMULA, shown(cell.text))
    text = unicodedata.normalize("NFC", bare.strip())
    if any(_is_control(sign) for sign in text):
        raise Fault(RowFault.BAD_TEXT, shown(cell.text))
    if len(text) > length:
        raise Fault(RowFault.TOO_LONG, shown(text), {"length": length})
    return text


def _folded(cell: Cell, length: int = 400) -> str:
    return unicodedata.normalize("NFKC", read_text(cell, length))


def read_code(cell: Cell) -> str:
    """Return a unified social credit code whose check digit holds (GB 32100)."""
    text = _folded(cell, 60).upper()
    if cell.is_number:
        raise Fault(RowFault.CODE_AS_NUMBER, shown(text))
    try:
        return str(uscc.validate(text))
    except ValidationError:
        raise Fault(RowFault.BAD_CODE, shown(text)) from None


def read_fields(cell: Cell, kind: AgencyKind) -> list[str]:
    """Return the professions of the list, each one known and of the kind asked for."""
    found: list[str] = []
    for word in _PARTS.split(_folded(cell)):
        known = _FIELDS.get(word.casefold())
        if known is None or known not in FIELDS_OF_KIND[kind]:
            raise Fault(RowFault.UNKNOWN_FIELD, shown(word))
        if str(known) not in found:
            found.append(str(known))
    return found


def read_regions(cell: Cell, wanted: str) -> list[str]:
    """Return the places, home first, each one in the code of places (GB/T 2260)."""
    found: list[str] = []
    for code in _PARTS.split(_folded(cell)):
        if not is_place(code):
            raise Fault(RowFault.UNKNOWN_REGION, shown(code))
        if code not in found:
            found.append(code)
    if not found[0].startswith(wanted):
        raise Fault(RowFault.OUTSIDE_REGION, found[0], {"region": wanted})
    return found


def is_place(code: str) -> bool:
    """Say whether six digits name a province, a city or a district."""
    if not _REGION.fullmatch(code):
        return False
    above = {f"{code[:2]}0000", f"{code[:4]}00"} - {code}
    # A code nobody was given is named after the place above it.
    return region_name(code) not in {code, *(region_name(whole) for whole in above)}


def read_grade(cell: Cell) -> int:
    """Return the grade: 1 is the highest."""
    text = _folded(cell, 20)
    grade = GRADE_WORDS.get(text.removesuffix("级"))
    if grade is None:
        raise Fault(RowFault.BAD_GRADE, shown(text))
    return grade


def read_date(cell: Cell) -> date:
    """Return a day written in one of the usual forms."""
    text = _folded(cell, 40)
    found = _DATE.fullmatch(text.removesuffix(" 00:00:00"))
    try:
        year, month, day = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        return date(year, month, day)
    except ValueError:
        raise Fault(RowFault.BAD_DATE, shown(text)) from None


def read_counts(cell: Cell, fields: list[str]) -> dict[str, int]:
    """Return how many people are registered in each profession.

    A bare figure counts for every profession of the row; else each one is named: 房地产:5.
    """
    text = _folded(cell)
    if text.isascii() and text.isdigit() and int(text[:6]) <= COUNT_MAX:
        return dict.fromkeys(fields, int(text))
    counts: dict[str, int] = {}
    for part in _PARTS.split(text):
        word, _, figure = part.partition(":")
        known = _FIELDS.get(word.casefold())
        is_figure = figure.isascii() and figure.isdigit() and len(figure) <= 4
        if known is None or str(known) not in fields or not is_figure or str(known) in counts:
            raise Fault(RowFault.BAD_COUNT, shown(part))
        counts[str(known)] = int(figure)
    return counts


def read_holders(cell: Cell) -> list[dict[str, Any]]:
    """Return the shareholders; an organization's code may stand behind its name in brackets."""
    holders: list[dict[str, Any]] = []
    for part in filter(None, (part.strip() for part in _HOLDERS.split(read_text(cell, 2_000)))):
        found = _HOLDER.fullmatch(part)
        if found is None or len(found[1]) > 120:
            raise Fault(RowFault.BAD_HOLDER, shown(part))
        code = read_code(Cell(found[2])) if found[2] else None
        holders.append({"name": found[1].strip(), "code": code})
    return holders
