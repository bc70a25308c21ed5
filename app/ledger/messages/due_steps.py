"""Words of what has a last day in the money of a court."""

from typing import Any

from flask_babel import lazy_gettext as _l

WORDING: dict[str, Any] = {
    "kind.money_refund": _l("Give money back"),
    "kind.money_suspense": _l("Place money that fits no order"),
}
