"""Words of what has a last day in draws and in the keeping of agencies."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDING: dict[str, Any] = {
    "kind.registry_negotiation": _l("The parties agree on agencies"),
    "kind.registry_freeze": _l("Look at the list of the draw and freeze it"),
    "kind.registry_open": _l("Open the strings of the draw"),
    "kind.registry_draw": _l("Hold the draw"),
    "kind.registry_notify": _l("Notify everybody of the draw"),
    "kind.registry_application": _l("Decide on the application of an agency"),
    "kind.registry_score_objection": _l("Decide on an objection to a score"),
    "kind.registry_appeal": _l("Decide on an appeal about standing"),
}
