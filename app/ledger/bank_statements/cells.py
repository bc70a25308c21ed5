"""Read amounts, days and words as banks write them; what is doubtful is refused with its line."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from app.kernel.errors import BadAmount
from app.kernel.money import Money
from app.ledger.bank_statements.values import SERIAL_MAX, TEXT_MAX, StatementRefused

_DECIMAL = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,13})(?:\.(?P<part>[0-9]*))?")
#: What marks cells as text, so that a spreadsheet keeps their figures.
_WRAPPED = re.compile(r'^="(.*)"$', re.DOTALL)
_CURRENCIES = {
    "": "CNY",
    "CNY": "CNY",
    "RMB": "CNY",
    "人民币": "CNY",
    "人民币元": "CNY",
    "156": "CNY",
    "01": "CNY",
}


def text_of(raw: str, most: int = TEXT_MAX) -> str:
    """Return a cell as the text it is: no formula is run, controls and outer spaces go."""
    if raw.isascii() and raw.isprintable() and raw[:1] != "=" and "  " not in raw:
        return raw.strip()[:most]
    wrapped = _WRAPPED.match(raw.strip())
    plain = wrapped.group(1) if wrapped else raw
    plain = "".join(sign if sign.isprintable() else " " for sign in plain)
    return " ".join(unicodedata.normalize("NFC", plain).split())[:most]


def serial_of(raw: str) -> str:
    """Return the bank's number of a movement; words that say there is none give none."""
    plain = "".join(text_of(raw, SERIAL_MAX).split())
    return "" if plain.upper() in {"NONREF", "NOTPROVIDED", "-", "--"} else plain


def amount_of(raw: str, *, place: int) -> tuple[int, bool]:
    """Return fen and whether a minus stood before them; an empty cell is 0.

    Raises StatementRefused for anything that is not an amount of whole fen.
    """
    plain = raw if raw.isascii() else unicodedata.normalize("NFKC", raw)
    plain = text_of(plain).replace(" ", "").removeprefix("¥")
    is_minus = plain.startswith(("-", "−"))
    plain = plain.lstrip("+-−")
    if not plain:
        return 0, False
    match = _DECIMAL.fullmatch(plain)
    part = (match["part"] or "").rstrip("0") if match else ""
    if match is None or len(part) > 2:
        raise StatementRefused("statement_bad_amount", line=place)
    fen = int(match["whole"].replace(",", "")) * 100 + int(part.ljust(2, "0"))
    return fen, is_minus


def money_of(raw: str, *, place: int) -> Money:
    """Return an amount that may not be negative; raises StatementRefused."""
    fen, is_minus = amount_of(raw, place=place)
    if is_minus and fen:
        raise StatementRefused("statement_negative_balance", line=place)
    try:
        return Money(fen)
    except BadAmount:
        raise StatementRefused("statement_bad_amount", line=place) from None


def day_of(raw: str, formats: tuple[str, ...], *, place: int) -> tuple[date, datetime | None]:
    """Return a day, and the moment (Shanghai, naive) where the cell has one.

    Raises StatementRefused.
    """
    found = _read_day(raw, formats)
    if found is None:
        raise StatementRefused("statement_bad_date", line=place)
    return found


@lru_cache(maxsize=4096)
def _read_day(raw: str, formats: tuple[str, ...]) -> tuple[date, datetime | None] | None:
    """Read a day by the first form that fits; a statement repeats its days on every line."""
    plain = unicodedata.normalize("NFKC", text_of(raw))
    for form in formats:
        try:
            found = datetime.strptime(plain, form)  # noqa: DTZ007 - the caller sets the zone
        except ValueError:
            continue
        return found.date(), (found if "%H" in form else None)
    return None


def currency_of(raw: str) -> str:
    """Return the code of a currency as ISO 4217 has it."""
    plain = text_of(raw).upper()
    return _CURRENCIES.get(plain, plain)


def account_of(raw: str) -> str:
    """Return an account number as it is compared: figures and letters, no spaces or dashes."""
    plain = text_of(raw)
    if plain.isalnum() and plain.isascii():
        return plain.upper()
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", plain)).upper()
