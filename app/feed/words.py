"""How the pages of the feed name things."""

from flask_babel import lazy_gettext as _l

from app.feed.vocabulary import PauseCause, Scope, SubscriptionState

SCOPES = {
    Scope.FEED: _l("Read the facts of this court"),
    Scope.NODES: _l("Exchange nodes of its cases"),
    Scope.FINDINGS: _l("Read the findings of the screens"),
}

STATES = {
    SubscriptionState.ACTIVE: ("live", _l("sending")),
    SubscriptionState.PAUSED: ("paused", _l("resting")),
    SubscriptionState.ENDED: ("done", _l("ended")),
}

CAUSES = {
    PauseCause.ORDERED: _l("Somebody let it rest."),
    PauseCause.FAILED: _l("Its receiver did not take anything for five days."),
    PauseCause.GONE: _l("Its receiver answered that it is gone (410)."),
}
