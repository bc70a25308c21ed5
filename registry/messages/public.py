"""Words of the public pages on scores and ratios."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {}
WORDING: dict[str, Any] = {}

#: Figures of a ratio study: name, and what it asks in plain words.
STATISTICS: dict[str, tuple[Any, Any]] = {
    "median": (
        _l("Median ratio"),
        _l("Are appraisals too high (above 1) or too low on the whole?"),
    ),
    "cod": (
        _l("Spread (COD)"),
        _l("How far apart are they, in percent of the median? Below 5 is suspiciously even."),
    ),
    "prd": (
        _l("Cheap against dear (PRD)"),
        _l("Above 1: dear things are appraised too low compared with cheap ones."),
    ),
    "prb": (
        _l("Slope by value (PRB)"),
        _l("By what share does the ratio move each time the value doubles?"),
    ),
    "mki": (
        _l("Concentration (MKI)"),
        _l("Below 1: values are less unequal in the appraisals than in the sales."),
    ),
}
VERDICTS = {
    "good": _l("within the range"),
    "poor": _l("outside the range"),
    "suspicious": _l("suspiciously even"),
    "unknown": _l("too few sales to tell"),
}
VERDICT_TAGS = {"good": "success", "poor": "warning", "suspicious": "danger", "unknown": "neutral"}
