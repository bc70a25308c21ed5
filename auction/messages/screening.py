"""Words of the screens: what each looks for, what else explains it, and each signal in a sentence.

Kept beside docs/screens.md; a judge reads these, so they say what was counted and nothing more.
"""

from flask_babel import lazy_gettext as _l

from app.screening.facade import ScreenWords

WORDING = {
    "auction.identity.screened": _l(
        "Once bidding had ended, the screens turned the names behind %(paddles)s into marks"
    ),
}

SCREENS = {
    "S1": ScreenWords(
        _l("One payer behind two bidders"),
        _l("Deposits of two bidders came, or tried to come, from the same person or account."),
        _l("A broker or a relative may pay for several buyers who do not know each other."),
    ),
    "S2": ScreenWords(
        _l("Registered together beyond chance"),
        _l("Two bidders meet on more lots than two who choose by themselves would."),
        _l("Both may look for the same kind of thing in the same town."),
    ),
    "S3": ScreenWords(
        _l("Registered and silent"),
        _l("A bidder paid the deposit and never bid, above all while the other one won."),
        _l("The price may have passed the limit before the first own bid."),
    ),
    "S4": ScreenWords(
        _l("Winning in turns"),
        _l("Two bidders who meet win one lot each."),
        _l("Two busy buyers of one market each win now and then."),
    ),
    "S5": ScreenWords(
        _l("A staged fight"),
        _l("Only two answer each other by the least step, or nobody else bids once they began."),
        _l("At the end of a lot two people who both want it are often left alone."),
    ),
    "S6": ScreenWords(
        _l("A price far below its peers"),
        _l("The lot brought far less of its appraised value than such lots brought here."),
        _l("A hidden defect, an occupant or a bad week make a price low."),
    ),
    "S7": ScreenWords(
        _l("Waiting for the cut together"),
        _l("Two bidders stay away from the first auction and both join the second, repeatedly."),
        _l("To wait for a lower start price is lawful and common."),
    ),
    "S8": ScreenWords(
        _l("Drives prices and never wins"),
        _l("A bidder bids through every lot of one case and never wins any."),
        _l("A careful buyer with a firm limit loses many lots."),
    ),
    "S9": ScreenWords(
        _l("Default and what follows it"),
        _l("A buyer defaulted again, or whoever paid for a defaulted buyer pays on the new sale."),
        _l("A loan may have fallen through; a family may share an account."),
    ),
    "S10": ScreenWords(
        _l("Machine speed"),
        _l("A paddle answers faster than a person does, at even intervals."),
        _l("A person with a quick hand on a prepared page comes near it."),
    ),
    "S11": ScreenWords(
        _l("The name of somebody who may not bid"),
        _l("A bidder has the name of somebody of a court, an agency or the platform (art. 34)."),
        _l("Many people share a name; compare before anything else."),
    ),
    "S12": ScreenWords(
        _l("Enrollments given up in the last minutes"),
        _l("Several enrolled in the last minutes and no deposit came."),
        _l("The bank may have been slow for all of them."),
    ),
    "S13": ScreenWords(
        _l("Appraisals far from prices, or an agency in the same company"),
        _l(
            "What an agency appraised brings far more or less than the panel's, or all too even; "
            "or it meets one buyer or one judge more often than chance lets it."
        ),
        _l(
            "Few sales tell little, and the market moves. Few agencies are qualified for some "
            "things; a dealer buys what he knows, and a judge may have all cases of a kind."
        ),
    ),
}

SIGNALS = {
    "shared_payer": _l("The same person or account paid for both (%(value)s)"),
    "shared_network": _l("Both came from one network (%(value)s)"),
    "registered_together": _l(
        "They met so often that chance does it once in ten to the power of %(value)s"
    ),
    "third_companion": _l("Third bidders who come along with both: %(value)s"),
    "silent": _l("Shared lots on which one of them was silent, counted to three: %(value)s"),
    "silent_for_winner": _l(
        "Shared lots on which one was silent and the other won, counted to three: %(value)s"
    ),
    "take_turns": _l("Each won a lot that both had joined (%(value)s)"),
    "fight_of_two": _l("Answers in a row between the two beyond the first, to four: %(value)s"),
    "closed_circle": _l(
        "Shared lots on which nobody else bid once one of them had begun and one of them won, "
        "counted to three: %(value)s"
    ),
    "price_z": _l("Standard deviations below its peers: %(value)s"),
    "price_percent": _l("Price in percent of the appraised value: %(value)s"),
    "waited_together": _l("Later rounds both joined without the round before: %(value)s"),
    "lost_lots_of_one": _l("Lots of this case bid on and lost, none won anywhere: %(value)s"),
    "least_share": _l("Smallest share of the bids of a lot, in tenths: %(value)s"),
    "least_span": _l("Smallest part of a lot between first and last own bid, in tenths: %(value)s"),
    "defaults": _l("Defaults of the same buyer so far: %(value)s"),
    "paid_by_defaulter": _l(
        "The deposit came from whoever paid for the buyer who defaulted on this asset (%(value)s)"
    ),
    "fight_run": _l("Bids in a row by the two alone: %(value)s"),
    "fight_at_step": _l("Of a hundred of them, by the least step: %(value)s"),
    "fight_gap_ms": _l("Milliseconds between them at the median: %(value)s"),
    "answers": _l("Answers given to others: %(value)s"),
    "answer_gap_ms": _l("Milliseconds to an answer at the median: %(value)s"),
    "answer_spread_ms": _l("Milliseconds the answers stray from the median: %(value)s"),
    "namesake": _l("Staff or appraisers of this name are known here (%(value)s)"),
    "late_lapsed": _l("Enrollments of the last ten minutes whose deposit never came: %(value)s"),
    "appraisal_deviation": _l(
        "Percent by which prices stray from its appraisals, drawn to the panel: %(value)s"
    ),
    "buyer_meetings": _l(
        "Things of this kind that the agency appraised and the buyer bought: %(value)s"
    ),
    "buyer_rare": _l("Chance does that once in ten to the power of %(value)s"),
    "buyer_purchases": _l("All things of this kind that the buyer bought here: %(value)s"),
    "judge_meetings": _l("Sales of this kind with this agency in cases of this judge: %(value)s"),
    "judge_rare": _l("A drawn agency comes to that once in ten to the power of %(value)s"),
    "judge_cases": _l("All sales of this kind in cases of this judge: %(value)s"),
    "agency_things": _l("All things of this kind that the agency appraised: %(value)s"),
    "agency_named": _l("Agency: %(value)s"),
    "judge_named": _l("Judge of the cases: %(value)s"),
    "appraisal_evenness": _l("Spread of price over appraisal in percent (COD): %(value)s"),
}
