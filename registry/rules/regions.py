"""Names of places by their GB/T 2260 code; pure."""

import re
from functools import lru_cache

from stdnum import numdb

_YEARS = re.compile(r"^\[\d*-\d*\]")
#: The last four digits of the code of a province.
_WHOLE_PROVINCE = "0000"
#: Names that only say "below the city", as municipalities have them.
_NO_NAMES = ("市辖区", "县", "")

#: Places outside GB/T 2260, under a number it has not given out: real sales from abroad that
#: serve as history for study. No asset lies there, so nobody there is ever drawn by place.
HISTORY_PLACES = {
    "890000": "韩国（演示历史）",
    "890100": "首尔（演示历史）",
    "890200": "釜山（演示历史）",
}


@lru_cache(maxsize=4096)
def _names(code: str) -> tuple[str, str]:
    """Return the names of the province and of the place itself."""
    found: dict[str, str] = {}
    for _, named in numdb.get("cn/loc").info(code):
        found.update(named)
    # A code that was given out twice lists all its names by year; the last one holds now.
    return found.get("province", ""), _YEARS.sub("", found.get("county", "").split(",")[-1])


def region_name(code: str) -> str:
    """Return the name of a place with city and province, or the code where none is known."""
    if code in HISTORY_PLACES:
        return HISTORY_PLACES[code]
    province, place = _names(code)
    if code.endswith(_WHOLE_PROVINCE):
        return province or code
    city = _names(f"{code[:4]}00")[1]
    above = "" if city in (*_NO_NAMES, place) else city
    return f"{province}{above}{place}" or code
