"""Check the numbers of cases, courts, people and places; pure."""

import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from app.identity.vocabulary import IdType
from app.kernel.errors import Refusal

_CASE_NUMBER = re.compile(
    r"（(\d{4})）([\u4e00-\u9fff]{1,3})(\d{0,4})(执[\u4e00-\u9fff]{0,2})(\d{1,6})号", re.ASCII
)
_REGION = re.compile(r"[1-8][0-9]{5}")


def canonical_case_number(text: str) -> str:
    """Return a case number in its one form, 〔（2026）鲁0102执1234号〕, whatever brackets came in.

    Raises Refusal("bad_case_number").
    """
    compact = "".join(text.split()).translate(str.maketrans("()〔〕[]", "（）（）（）"))
    if not _CASE_NUMBER.fullmatch(compact):
        raise Refusal("bad_case_number", fields={"number": ["bad_case_number"]})
    return compact


def court_code_of(case_number: str) -> str:
    """Return the digits that name the court inside a case number."""
    found = _CASE_NUMBER.fullmatch(case_number)
    return found.group(3) if found else ""


def check_id_number(id_type: IdType, text: str) -> str:
    """Return a valid compact number of a person or organization, or refuse."""
    checker = ric if id_type is IdType.RESIDENT_ID else uscc
    try:
        return str(checker.validate(text.strip().upper()))
    except ValidationError:
        raise Refusal("bad_id_number", fields={"id_number": ["bad_id_number"]}) from None


def check_credit_code(text: str, field: str = "code") -> str:
    """Return a valid unified social credit code, or refuse with the field named."""
    try:
        return str(uscc.validate(text.strip().upper()))
    except ValidationError:
        raise Refusal("bad_credit_code", fields={field: ["bad_credit_code"]}) from None


def check_region_code(text: str) -> str:
    """Return a six-digit region code (GB/T 2260), or refuse."""
    if not _REGION.fullmatch(text):
        raise Refusal("bad_region", fields={"region_code": ["bad_region"]})
    return text


def masked(number: str) -> str:
    """Return a number with its middle hidden, as public papers print it."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"
