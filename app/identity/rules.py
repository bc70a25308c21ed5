"""Judge identity numbers and passwords; pure."""

import re

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from app.identity.vocabulary import IdType, PersonKind
from app.kernel.errors import Refusal

PASSWORD_MIN = 10
_ACCOUNT = re.compile(r"[a-z][a-z0-9_.-]{2,39}")


def check_id_number(id_type: IdType, text: str) -> str:
    """Return the compact number of a valid paper, or refuse with code bad_id_number."""
    number = text.strip().upper()
    try:
        if id_type is IdType.CREDIT_CODE:
            return str(uscc.validate(number))
        return _check_resident_id(number)
    except ValidationError:
        raise Refusal("bad_id_number", fields={"id_number": ["bad_id_number"]}) from None


def _check_resident_id(text: str) -> str:
    """Check length, digits, birth date and check digit of a resident number.

    The place is not judged: the package's table lacks new districts, and a card may carry a
    district founded after its holder's birth; nobody may be kept from bidding for that.
    """
    number = ric.compact(text)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number, re.ASCII):
        raise ValidationError
    if number[-1] != ric.calc_check_digit(number):
        raise ValidationError
    ric.get_birth_date(number)
    return number


def id_type_for(kind: PersonKind) -> IdType:
    """Return the paper a kind of person shows."""
    return IdType.RESIDENT_ID if kind is PersonKind.NATURAL else IdType.CREDIT_CODE


def masked(number: str) -> str:
    """Return a number with its middle hidden, as confirmations print it (D13)."""
    if len(number) <= 8:
        return "*" * len(number)
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def check_account(text: str) -> str:
    """Return a lawful account name, or refuse with code bad_account."""
    if not _ACCOUNT.fullmatch(text):
        raise Refusal("bad_account", fields={"account": ["bad_account"]})
    return text


def check_password(text: str, account: str) -> str:
    """Return a password that is long enough and not the account, or refuse."""
    if len(text) < PASSWORD_MIN or len(text) > 200 or account.lower() in text.lower():
        raise Refusal("weak_password", fields={"password": ["weak_password"]})
    return text
