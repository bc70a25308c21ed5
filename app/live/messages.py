"""The words of what the socket refuses."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "unknown_event": (
        _l("This event is not offered"),
        _l("The socket knows watch, unwatch, bid and clock. Nothing was changed."),
    ),
    "not_connected": (
        _l("You are not connected"),
        _l("Connect again; nothing was changed."),
    ),
    "time_not_trusted": (
        _l("The platform's clock is being checked"),
        _l("No bid is taken until it agrees with the court's time. Nothing was changed."),
    ),
    "not_watching": (
        _l("You do not watch this"),
        _l("There was nothing to leave."),
    ),
    "too_many_watched": (
        _l("You watch too many lots at once"),
        _l("Close another lot first. Nothing was changed."),
    ),
}
