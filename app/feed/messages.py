"""Words of the feed's refusals and facts."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "bad_cursor": (
        _l("This is no cursor of this feed"),
        _l("Give back “cursor” or “next” of an earlier page as it was, or leave it out."),
    ),
    "cursor_from_future": (
        _l("This cursor lies ahead of the record"),
        _l("It was made by another platform, or the database was put back to an earlier day."
           " Start again from a cursor before that; each event has its own id."),
    ),
    "unknown_event_type": (
        _l("There is no such event"),
        _l("No event is called %(types)s; /api/v1/feed/types lists them all."),
    ),
    "token_unknown": (
        _l("This token is not known"),
        _l("Make a new one on the desk of the court; a token is shown only once."),
    ),
    "token_ended": (
        _l("This token has ended"),
        _l("It was revoked or is older than a year. Make a new one on the desk of the court."),
    ),
    "token_scope": (
        _l("This token does not reach this far"),
        _l("It was made for another use. Make one on the desk of the court that has this scope."),
    ),
    "too_many_tokens": (
        _l("There are too many tokens"),
        _l("A court has at most %(most)s that work. Revoke one that is no longer used."),
    ),
    "receiver_not_allowed": (
        _l("Nothing is sent to this address"),
        _l("A receiver has an https address with a name in the open net, or stands on the list of"
           " the house that the operator keeps. Addresses of this network are refused."),
    ),
    "too_many_subscriptions": (
        _l("There are too many receivers"),
        _l("There may be %(most)s. End one that is no longer used."),
    ),
    "nodes_refused": (
        _l("Nothing was taken"),
        _l("%(count)s lines have a fault, named with each. Correct them and send all again."),
    ),
    "node_unknown": (
        _l("No such node"),
        _l("A case system hands in: filed, notice_served, assets_searched, seized, stayed,"
           " resumed, round_ended, closed."),
    ),
    "node_of_other_case": (
        _l("No such case of this court"),
        _l("The case is not in the books of the court that the token was made for."),
    ),
    "node_from_future": (
        _l("This has not happened yet"),
        _l("The moment lies ahead of the platform's clock."),
    ),
    "node_changed": (
        _l("This reference stands for another node"),
        _l("The record is not changed: send what is new under a reference of its own."),
    ),
    "too_many_nodes": (
        _l("These are too many nodes at once"),
        _l("One request brings at most %(most)s. Nothing was taken; send them in parts."),
    ),
    "bad_table": (
        _l("This table cannot be read"),
        _l("It is CSV in UTF-8 with the columns case_number, node, at, reference."),
    ),
    "subscription_ended": (
        _l("This receiver is sent nothing any more"),
        _l("Its subscription has ended. Make a new one."),
    ),
}  # fmt: skip

WORDING = {
    "feed.node.handed_in": _l("The case system told “%(node)s” of %(happened_at)s"),
    "feed.token.made": _l("A token for “%(label)s” was made; it ends %(ends_at)s"),
    "feed.token.revoked": _l("The token for “%(label)s” was revoked"),
    "feed.subscription.made": _l("“%(label)s” at %(host)s is sent what happens"),
    "feed.subscription.paused": _l("Sending to “%(label)s” rests (%(cause)s)"),
    "feed.subscription.resumed": _l("Sending to “%(label)s” goes on where it stopped"),
    "feed.subscription.replayed": _l("“%(label)s” is sent the record again from %(cursor)s"),
    "feed.subscription.ended": _l("“%(label)s” is sent nothing any more"),
}
