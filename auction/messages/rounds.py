"""Words of what follows an offer that brought no buyer."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import OfferEnding, Round

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "no_round_follows": (
        _l("No further round follows"),
        _l("The property is taken in kind, given to a creditor to manage, or given back."),
    ),
    "creditors_not_asked": (
        _l("The creditors were not asked yet"),
        _l("Before a sell-off they are asked whether they take the property in kind."),
    ),
    "asset_in_a_sale": (
        _l("The asset was offered again since"),
        _l("Go on with lot %(lot)s. Nothing was changed."),
    ),
    "asset_was_offered": (
        _l("The asset was offered before"),
        _l("Draft what follows from lot %(lot)s. Nothing was changed."),
    ),
    "other_platform": (
        _l("A later round stays on the platform of the one before"),
        _l("Only a sell-off may move, on written request within ten days. Nothing was saved."),
    ),
    "sell_off_too_late": (
        _l("The notice of the sell-off would be too late"),
        _l("It is out by %(latest)s."),
    ),
    "delay_excused": (_l("Late, with a judge's reason"), _l("%(reason)s")),
}

WORDING = {
    "auction.lot.followed": _l("The asset is offered again as lot %(following)s"),
    "auction.lot.following_refused": _l("The next offer was refused: %(code)s"),
    "auction.lot.delay_excused": _l("A judge said why this round comes late: %(reason)s"),
    "auction.lot.offered_in_kind": _l(
        "The creditors may take it in kind for %(price)s until %(until_at)s"
    ),
    "auction.lot.offer_closed": _l("No creditor took it in kind"),
    "auction.lot.contested": _l("The first bid came in; the contest runs until %(closes_at)s"),
}

OFFER_ENDINGS = {
    OfferEnding.NOBODY: _l("Nobody took it"),
    OfferEnding.FELL_THROUGH: _l("It fell through"),
    OfferEnding.TAKEN: _l("Taken in kind"),
}

ROUNDS = {
    Round.FIRST: _l("First auction"),
    Round.SECOND: _l("Second auction"),
    Round.THIRD: _l("Third auction"),
    Round.SELL_OFF: _l("Sell-off"),
}
