"""Words of several lots of one case, once what was sold covers the debts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import CoverageDecision

REFUSALS: dict[str, tuple[Any, Any]] = {
    "debts_not_covered": (
        _l("What was sold does not cover the debts"),
        _l("%(owed)s yuan are owed, %(proceeds)s yuan were brought. Nothing was stopped."),
    ),
    "nothing_remains": (
        _l("No lot of the case is left to stop"),
        _l("What has reached its end keeps its result. Nothing was changed."),
    ),
    "debts_covered": (
        _l("What was sold of the case covers the debts"),
        _l("Nothing more is offered unless the debtor agrees. Nothing was published."),
    ),
}

WORDING = {
    "auction.case.debts_covered": _l(
        "What was sold brought %(proceeds)s, %(owed)s are owed; %(remaining)s lots remain"
    ),
    "auction.case.rest_stopped": _l("The remaining lots were stopped: %(proceeds)s cover %(owed)s"),
    "auction.case.rest_goes_on": _l("The debtor agrees that everything is sold: %(reason)s"),
    "auction.lot.stopped_covered": _l(
        "The sale was stopped, other lots of the case cover the debts: %(reason)s"
    ),
}

DECISIONS = {
    CoverageDecision.STOPPED: _l("The remaining lots were stopped"),
    CoverageDecision.GOES_ON: _l("The debtor agrees to sell everything"),
}

CHECK = _l("The debts are not covered yet, or the debtor agrees")
