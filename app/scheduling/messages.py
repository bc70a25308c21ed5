"""Words of the clock's refusals and facts."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "rehearsal_off": (
        _l("The rehearsal clock is not available here"),
        _l("This installation runs on real time only."),
    ),
    "rehearsal_backwards": (
        _l("Time may not run backwards"),
        _l("The record already reaches %(latest)s. Choose a later moment."),
    ),
    "rehearsal_too_far": (
        _l("That is too far ahead"),
        _l("The rehearsal clock moves at most %(days)s days at once."),
    ),
    "rehearsal_nothing_ahead": (
        _l("Nothing is due"),
        _l("The record names no later moment to go to."),
    ),
    "bad_moment": (
        _l("This is not a moment"),
        _l("Give the date and time with their zone."),
    ),
}

WORDING = {
    "scheduling.rehearsal.moved": _l("The rehearsal clock was moved from %(was)s to %(now)s"),
}
