"""Words of sales that are held elsewhere: on a listed platform, or on site by exception."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import OutsideStanding, TraditionalGround

_NOTHING = _l("Nothing was changed.")
_STATE = _l("The state was not recorded.")
_NOT_RECORDED = _l("The result was not recorded.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "venue_not_this_kind": (
        _l("This lot is sold at another venue"),
        _l("Choose the venue first, then name what belongs to it. Nothing was changed."),
    ),
    "platform_missing": (
        _l("The platform is not named"),
        _l("Name the listed platform, the company behind it and the page of the lot there."),
    ),
    "bad_credit_code": (
        _l("This is no unified social credit code"),
        _l("It has 18 signs and a check digit. Nothing was changed."),
    ),
    "traditional_reason_missing": (
        _l("A traditional auction needs a ground and a reason"),
        _l("Courts sell online; say which exception applies and why. Nothing was changed."),
    ),
    "traditional_not_approved": (
        _l("The traditional auction is not approved"),
        _l("A judge who did not ask for it approves it; then the notice may go out."),
    ),
    "approver_asked": (
        _l("Whoever asked for the exception does not approve it"),
        _l("Another judge of the court decides. Nothing was changed."),
    ),
    "traditional_place_missing": (
        _l("It is not said where the auction takes place"),
        _NOTHING,
    ),
    "house_not_drawn": (
        _l("No auction house is drawn"),
        _l("The house is drawn from the list, or agreed by the parties, on the page of the case."),
    ),
    "committee_too_small": (
        _l("The committee that sells a ship has three or five members"),
        _l("Name them, one a line. Nothing was changed."),
    ),
    "traditional_sell_off": (
        _l("A sell-off is not held on site here"),
        _l("After the failed auctions choose another way. Nothing was changed."),
    ),
    "decision_not_for_venue": (
        _l("The panel decided for another venue"),
        _l("Start price and deposit follow other rules there: let the panel decide again."),
    ),
    "reserve_is_appraisal": (
        _l("On site the first reserve is the appraised value"),
        _l("It is %(reserve)s yuan; %(given)s yuan was given. Nothing was saved."),
    ),
    "deposit_below_offline_minimum": (
        _l("On site the deposit is at least a twentieth of the appraised value"),
        _l("That is %(minimum)s yuan; %(given)s yuan was given. Nothing was saved."),
    ),
    "secret_reserve_for_ships_only": (
        _l("Only a ship has a secret reserve"),
        _l("Of anything else the reserve is published as the start price. Nothing was changed."),
    ),
    "secret_reserve_missing": (
        _l("The secret reserve is not sealed"),
        _l("A judge seals it before the notice goes out; nobody reads it before the end."),
    ),
    "secret_reserve_too_low": (
        _l("The reserve of the ship is too low"),
        _l("The first is at least four fifths of the appraised value, each cut at most a fifth."),
    ),
    "secret_reserve_below_start": (
        _l("The reserve lies below the published start price"),
        _l("Seal it anew, or let the panel decide another start price."),
    ),
    "reserve_sealed": (
        _l("The reserve is sealed until the end"),
        _l("Nobody reads it before; that you asked is on the record."),
    ),
    "bidding_elsewhere": (
        _l("No bids are taken here for this lot"),
        _l("It is sold at the venue named on its page."),
    ),
    "enrollment_elsewhere": (
        _l("Nobody enrolls here for this lot"),
        _l("Enroll on the platform named on its page."),
    ),
    "not_sold_elsewhere": (
        _l("This lot is sold in the hall of this platform"),
        _l("Its result comes from its bids; nobody hands one in."),
    ),
    "result_file_unreadable": (
        _l("This is no result file"),
        _l("It is JSON by the schema that comes with the notice package. %(fault)s"),
    ),
    "result_of_other_lot": (
        _l("The result is of another lot"),
        _l("The file names %(given)s. The result was not recorded."),
    ),
    "result_of_other_notice": (
        _l("The result is of another notice"),
        _l("The digest it names is not that of the published notice. It was not recorded."),
    ),
    "result_of_other_platform": (
        _l("The result comes from another platform"),
        _l("The lot is sold on %(platform)s. The result was not recorded."),
    ),
    "result_in_the_future": (_l("The end lies in the future"), _NOT_RECORDED),
    "result_before_opening": (
        _l("The sale would have ended before it could begin"),
        _NOT_RECORDED,
    ),
    "result_before_end": (
        _l("The sale would have ended before the published end"),
        _l("Bidding lasts until the published end at least. The result was not recorded."),
    ),
    "result_price_missing": (_l("A sale has a price and a buyer"), _NOT_RECORDED),
    "result_unsold_with_price": (
        _l("Without a sale there is no price and no buyer"),
        _NOT_RECORDED,
    ),
    "result_below_start": (
        _l("The price lies below the start price"),
        _l("%(given)s yuan were bid, %(minimum)s yuan is the least. It was not recorded."),
    ),
    "result_below_reserve": (
        _l("The price lies below the reserve"),
        _l("Then nothing was sold. The result was not recorded."),
    ),
    "result_deposit_differs": (
        _l("The platform cannot hold more than the published deposit"),
        _NOT_RECORDED,
    ),
    "result_paddle_unknown": (
        _l("Nobody holds this paddle"),
        _l("The buyer has paid the deposit and holds a paddle of this lot. It was not recorded."),
    ),
    "result_buyer_barred": (
        _l("This buyer is barred: a default on this very asset"),
        _l("The court decides what becomes of the sale. The result was not recorded."),
    ),
    "commission_over_ceiling": (
        _l("The commission lies over the ceiling"),
        _l("At this price it is %(ceiling)s yuan at most. The result was not recorded."),
    ),
    "minutes_of_sale_missing": (
        _l("The minutes of the auction are missing"),
        _NOT_RECORDED,
    ),
    "evidence_missing": (
        _l("The document that proves it is missing"),
        _l("Hand the signed record in as a PDF. The result was not recorded."),
    ),
    "result_already_recorded": (
        _l("Another result of this lot is on the record"),
        _l("A recorded result does not change; an objection goes to the judge."),
    ),
    "default_use_on_site": (
        _l("What a default on site leaves goes back to the buyer"),
        _l("It covers difference, costs and the first commission alone. Nothing was stated."),
    ),
    "state_file_unreadable": (
        _l("The state file cannot be read"),
        _l("It breaks the schema of the package: %(fault)s. Nothing was recorded."),
    ),
    "state_in_the_future": (_l("This moment has not come yet"), _STATE),
    "state_before_notice": (_l("The sale was not announced then"), _STATE),
    "state_before_opening": (_l("Bidding was not on then"), _STATE),
    "state_older": (_l("A later state is on the record already"), _STATE),
    "state_close_missing": (_l("An extension names the new end"), _STATE),
    "state_closes_earlier": (_l("The end never comes earlier than it was"), _STATE),
    "state_price_without_bids": (_l("A price and a count of bids belong together"), _STATE),
    "state_bids_before_opening": (_l("Nobody bids before bidding is on"), _STATE),
    "state_below_start": (_l("No bid lies below the start price"), _STATE),
    "state_bids_fell": (_l("Bids only rise: a higher state is on the record"), _STATE),
    "state_after_result": (_l("The sale there is over or called off here"), _STATE),
    "deposit_not_arrived": (
        _l("The other platform has not transferred the deposit yet"),
        _l("Rule on the default once it is here. Nothing was changed."),
    ),
}

WORDING = {
    "auction.venue.platform_named": _l("The platform of the sale was named: %(platform)s"),
    "auction.venue.asked": _l("A traditional auction was asked for: %(reason)s"),
    "auction.venue.approved": _l("The traditional auction was approved"),
    "auction.venue.reserve_sealed": _l("The secret reserve was sealed"),
    "auction.venue.reserve_refused": _l("The secret reserve was asked for too early: %(code)s"),
    "auction.venue.reserve_opened": _l("The secret reserve was read after the end"),
    "auction.venue.package_taken": _l("The notice was taken out as a package of files"),
    "auction.lot.held_elsewhere": _l("The sale is held elsewhere, by %(conductor)s: %(reason)s"),
    "auction.result.recorded": _l("The court recorded the result of the sale by %(conductor)s"),
    "auction.venue.state_recorded": _l(
        "%(platform)s stated at %(stated_at)s where the sale stands there: bids %(bids)s, "
        "highest %(outside_price)s"
    ),
    "auction.venue.state_refused": _l("A state of the sale elsewhere was refused: %(code)s"),
    "auction.result.refused": _l("A result of the sale was refused: %(code)s"),
}

GROUNDS_OF_EXCEPTION = {
    TraditionalGround.OTHER_WAY_REQUIRED: _l("The law names another way of selling"),
    TraditionalGround.UNFIT_FOR_ONLINE: _l("It is not fit for an online auction"),
}

#: Standing elsewhere -> (kind of tag, words).
STANDINGS: dict[OutsideStanding, tuple[str, Any]] = {
    OutsideStanding.ANNOUNCED: ("upcoming", _l("Announced there")),
    OutsideStanding.BIDDING: ("live", _l("Bidding there")),
    OutsideStanding.EXTENDED: ("live", _l("Extended there by a late bid")),
    OutsideStanding.SUSPENDED: ("paused", _l("Suspended there")),
}
