"""Words of those who bid together, or through somebody else."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import GroupKind

KINDS: dict[GroupKind, Any] = {
    GroupKind.JOINT: _l("Several buy together"),
    GroupKind.AGENT: _l("One acts for another"),
}

#: What somebody who is named is asked.
GROUP_ASKS: dict[GroupKind, Any] = {
    GroupKind.JOINT: _l("Somebody names you to buy together"),
    GroupKind.AGENT: _l("Somebody asks to bid for you"),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "group_after_start": (
        _l("Bidding has begun or is over"),
        _l(
            "An agent or a group is confirmed before the start. Nothing was changed; enrolling in "
            "your own name is still possible while bidding lasts."
        ),
    ),
    "group_people": (
        _l("These people cannot stand behind one paddle"),
        _l(
            "An agent acts for one principal; at most five buy together. Each is another person "
            "with an account here."
        ),
    ),
    "group_shares": (
        _l("The shares are not whole"),
        _l("Each has a whole percentage of at least one; together they make one hundred."),
    ),
    "in_another_group": (
        _l("One of these people already takes part in this lot"),
        _l(
            "A person stands behind one paddle of a lot: an agent of two principals, a principal "
            "with two agents or a joint bidder who also bids alone is not admitted."
        ),
    ),
    "mandate_missing": (
        _l("The signed paper is missing"),
        _l("A PDF of at most five megabytes: the power of attorney or the agreement of all."),
    ),
    "group_not_agreed": (
        _l("Not everybody has agreed yet"),
        _l("Each person named agrees with the own account first. Nothing was changed."),
    ),
    "group_decided": (_l("The court has decided on this already"), _l("Nothing was changed.")),
    "group_waits": (
        _l("The court has not confirmed it yet"),
        _l(
            "Until the start you enroll once it is confirmed. What is not confirmed by then does "
            "not count: you may enroll then, in your own name."
        ),
    ),
    "group_acts_for_you": (
        _l("Somebody acts for you on this lot"),
        _l("You stand behind the paddle of your agent or of your group. Nothing was changed."),
    ),
}

WORDING: dict[str, Any] = {
    "auction.group.asked": _l("Somebody asked to bid for another or together"),
    "auction.group.agreed": _l("Somebody named in a group answered"),
    "auction.group.read": _l("The court read who asks to bid for others or together"),
    "auction.group.decided": _l("The court decided on an agent or a group: %(reason)s"),
}
