"""Credit codes of made-up organizations.

Their check digits are valid and their organization part says so (MA3X, a series without
entries in the register).
"""

from stdnum.cn import uscc

#: Where most of the made-up organizations are at home.
JINAN = "370102"
QINGDAO, YANTAI, BEIJING = "370202", "370602", "110105"


def credit_code(number: int, region: str = JINAN) -> str:
    """Make a valid unified social credit code of a made-up organization."""
    body = f"91{region}MA3X{number:05d}"
    return body + str(uscc.calc_check_digit(body))
