"""Words of statistics: what each figure is called and what exactly it counts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary.statistics import Level

REFUSALS: dict[str, tuple[Any, Any]] = {
    "statistics_period_unknown": (
        _l("This is no period"),
        _l("Write a month as 2026-03, a year as 2026, or all. Nothing was counted."),
    ),
    "statistics_span_too_long": (
        _l("The time asked for is too long"),
        _l("Ask for at most 120 months at once, the first before the last, or for whole years."),
    ),
    "statistics_after_unknown": (
        _l("This page of the list does not exist"),
        _l("Begin the list anew, or take the mark of the next page as it was given."),
    ),
}

#: Code of a figure -> its name and its exact definition.
FIGURES: dict[str, tuple[Any, Any]] = {
    "announced": (
        _l("Lots announced"),
        _l(
            "Offers whose first notice was published in the period; a second auction and a sell-"
            "off are offers of their own."
        ),
    ),
    "ended": (
        _l("Lots ended with a result"),
        _l(
            "Offers whose bidding ended in the period, sold or unsold; what was withdrawn or "
            "stopped is not among them."
        ),
    ),
    "sold": (
        _l("Lots sold"),
        _l(
            "Offers ended in the period with a buyer, also if the buyer defaulted or the sale was"
            " annulled later."
        ),
    ),
    "sold_share": (
        _l("Sold share"),
        _l("Lots sold of all lots ended with a result."),
    ),
    "sold_first_share": (
        _l("Sold in the first auction"),
        _l(
            "Of all lots sold, those sold in the first auction rather than in a later one or in "
            "the sell-off."
        ),
    ),
    "sold_second_share": (
        _l("Sold in the second auction"),
        _l("Of all lots sold, those sold in the second auction."),
    ),
    "sold_third_share": (
        _l("Sold in the third auction"),
        _l("Of all lots sold, those sold in a third auction, which is held on site alone."),
    ),
    "sold_sell_off_share": (
        _l("Sold in the sell-off"),
        _l("Of all lots sold, those sold in the sell-off after the auctions."),
    ),
    "price_total": (
        _l("Sum of prices"),
        _l("Hammer prices of the lots sold, added up."),
    ),
    "premium": (
        _l("Premium over the start price"),
        _l(
            "Sum of prices less the sum of the start prices of the same lots, of those start "
            "prices."
        ),
    ),
    "premium_median": (
        _l("Median premium"),
        _l("The middle one of the premiums of each single lot sold, in whole percent."),
    ),
    "ratio": (
        _l("Price to reference price"),
        _l(
            "Sum of prices of the sum of the reference prices of the same lots; 100 % means sold "
            "at the appraisal."
        ),
    ),
    "ratio_median": (
        _l("Median price to reference price"),
        _l("The middle one of the ratios of each single lot sold, in whole percent."),
    ),
    "entrants": (
        _l("Confirmed bidders a lot"),
        _l(
            "Bidders whose place was confirmed, for each lot ended with a result in this hall, "
            "the unsold ones too."
        ),
    ),
    "bidders": (
        _l("Bidders who bid, a lot"),
        _l(
            "Different paddles with at least one accepted bid, for each lot ended with a result "
            "in this hall."
        ),
    ),
    "bids": (
        _l("Bids a lot"),
        _l("Accepted bids, for each lot ended with a result in this hall."),
    ),
    "extensions": (
        _l("Extensions a lot"),
        _l("How often a late bid moved the end, for each lot ended with a result in this hall."),
    ),
    "notice_days": (
        _l("Days from the panel's decision to the notice"),
        _l("Median of the days from the panel's last decision to the first notice."),
    ),
    "opening_days": (
        _l("Days from the notice to the start"),
        _l("Median of the days from the first notice to the start of bidding."),
    ),
    "bidding_days": (
        _l("Days from the start to the end"),
        _l(
            "Median of the days from the start of bidding to its lawful end, every extension "
            "counted in."
        ),
    ),
    "payment_days": (
        _l("Days from the end to the full price"),
        _l("Median of the days from the end of bidding until the whole price was in."),
    ),
    "ruling_days": (
        _l("Days from the full price to the ruling"),
        _l("Median of the days from the full price to the ruling on the sale."),
    ),
    "handover_days": (
        _l("Days from the ruling to the handover"),
        _l("Median of the days from the ruling until the thing was handed over."),
    ),
    "called_off": (
        _l("Withdrawn or stopped"),
        _l("Announced lots that a court withdrew or stopped in the period, without a result."),
    ),
    "halted": (
        _l("Suspended or stayed"),
        _l("Lots ended or called off in the period that had stood still at least once."),
    ),
    "defaulted": (
        _l("Buyers in default"),
        _l("Of the lots sold in the period, those whose buyer did not pay, as a judge ruled."),
    ),
    "annulled": (
        _l("Sales annulled"),
        _l("Of the lots sold in the period, those whose sale a court annulled."),
    ),
    "on_site_share": (
        _l("Share sold on site"),
        _l("Of the lots announced, those held as a traditional auction on site."),
    ),
    "late_refunds": (
        _l("Late deposit refunds"),
        _l(
            "Deposits of losers of the lots ended in the period whose return was ordered at the "
            "bank after more than 24 hours, on site after three days and the day of the sale."
        ),
    ),
    "overdue_refunds": (
        _l("Overdue deposit refunds"),
        _l(
            "Deposits of losers of the lots ended in the period that are still held although the "
            "same time is over."
        ),
    ),
    "findings": (
        _l("Findings of the screens"),
        _l(
            "What the screens found to look into on the lots that ended in the period; a finding "
            "proves nothing, and those on lots still running are not told."
        ),
    ),
    "findings_closed": (
        _l("Findings closed"),
        _l("Of these findings, those that a named judge looked into and closed with a reason."),
    ),
    "findings_founded": (
        _l("Findings confirmed"),
        _l("Of these findings, those that the judge found to be founded."),
    ),
    "appraisal_fees": (
        _l("Appraisal fees settled"),
        _l(
            "Whole fees of the appraisals that were settled in the period; not told apart by "
            "category, venue or round."
        ),
    ),
    "commissions": (
        _l("Commissions and costs of auction houses"),
        _l(
            "What auction houses received for lots ended in the period: the commission, or their "
            "cost where nothing was sold."
        ),
    ),
    "execution_fees": (
        _l("Execution fees"),
        _l(
            "Execution application fees that were taken from the proceeds of the lots sold in the"
            " period."
        ),
    ),
    "sale_costs": (
        _l("Costs of the sales"),
        _l(
            "Costs of the sale, such as those of the appraisal, that were taken from the proceeds "
            "of the lots sold in the period."
        ),
    ),
}
LEVELS = {
    Level.COURT: _l("Court"),
    Level.CITY: _l("City"),
    Level.PROVINCE: _l("Province"),
    Level.PLATFORM: _l("All courts"),
}
