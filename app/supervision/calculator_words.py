"""What the figures, faults and answers of a calculator are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

#: Names of results.
RESULTS: dict[str, Any] = {
    "fee_fen": _l("Fee"),
    "guide_fee_fen": _l("Guide fee"),
    "allowed_min_fen": _l("Least fee allowed"),
    "allowed_max_fen": _l("Greatest fee allowed"),
    "accepted": _l("Lawful"),
    "error": _l("Fault"),
    "fee_base_fen": _l("Fee base"),
    "total_fee_fen": _l("Whole fee"),
    "balance_due_fen": _l("Balance fee due"),
    "refund_fen": _l("Refund of the basic fee"),
    "reissue_fee_fen": _l("Report issued again"),
    "balance_paid_from": _l("Balance paid from"),
    "first_min_start_fen": _l("Least start price, first auction"),
    "first_ok": _l("First start price lawful"),
    "second_min_start_fen": _l("Least start price, second auction"),
    "second_ok": _l("Second start price lawful"),
    "first_reserve_fen": _l("First reserve"),
    "second_min_reserve_fen": _l("Least reserve, second auction"),
    "third_min_reserve_fen": _l("Least reserve, third auction"),
    "sell_off_price_fen": _l("Sell-off price"),
    "min_fen": _l("Least deposit"),
    "max_fen": _l("Greatest deposit"),
    "min_whole_yuan_fen": _l("Least deposit in whole yuan"),
    "max_whole_yuan_fen": _l("Greatest deposit in whole yuan"),
    "ok": _l("Lawful"),
    "payable_deposit_fen": _l("Deposit to pay in"),
    "final_end": _l("Real end"),
    "extension_count": _l("Extensions"),
    "bid_results": _l("Bids"),
    "winner": _l("Leader at the end"),
    "price_fen": _l("Price"),
    "rejected": _l("Bids refused"),
    "appraisal_balance_fen": _l("Balance fee of the appraisal"),
    "auxiliary_cost_fen": _l("Auxiliary cost"),
    "execution_fee_fen": _l("Execution application fee"),
    "mortgage_paid_fen": _l("Paid to the secured creditor"),
    "ordinary_paid": _l("Paid to ordinary creditors"),
    "return_to_debtor_fen": _l("Back to the debtor"),
}

#: Words that stand as values in results.
VALUES: dict[str, Any] = {
    "SALE_PROCEEDS": _l("Sale proceeds"),
    "ASSIGNEE": _l("Assignee"),
    "APPLICANT": _l("Applicant"),
    "ACCEPTED": _l("Accepted"),
    "REJECTED": _l("Refused"),
    "FLOAT_OUT_OF_RANGE": _l("The schedule does not let the fee float so far."),
    "BIDDING_PERIOD_TOO_SHORT": _l("Bidding must last at least 24 hours."),
    "BELOW_START_PRICE": _l("Below the start price"),
    "BELOW_CURRENT_PRICE": _l("Below the price"),
    "BELOW_MIN_INCREMENT": _l("Less than a step above the price"),
}

_NOTHING = _l("Nothing was computed.")

#: Codes of refusals, those of single fields among them.
REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_supported": (_l("There is no such calculator"), _l("Ask for one of those listed.")),
    "no_rule_in_force": (
        _l("No rule was in force on that day"),
        _l("The lawbook holds no rule “%(key)s” for %(on)s. Nothing was computed."),
    ),
    "required": (_l("This is needed"), _NOTHING),
    "not_whole_fen": (_l("This is not an amount"), _NOTHING),
    "out_of_range": (_l("This is out of range"), _NOTHING),
    "not_a_whole_number": (_l("This is not a whole number"), _NOTHING),
    "not_a_flag": (_l("This must be yes or no"), _NOTHING),
    "not_a_choice": (_l("Choose one of the list"), _NOTHING),
    "not_a_short_text": (_l("This must be a short text"), _NOTHING),
    "not_a_moment": (_l("This is not a moment"), _NOTHING),
    "not_a_time": (_l("This is not a time of day"), _NOTHING),
    "offset_missing": (_l("The offset from UTC is missing"), _NOTHING),
    "not_a_list": (_l("This must be a list"), _NOTHING),
    "not_an_object": (_l("This must be an object"), _NOTHING),
    "too_many": (_l("These are too many"), _NOTHING),
    "unknown_field": (_l("No rule asks for this"), _NOTHING),
    "named_twice": (_l("Two have the same name"), _NOTHING),
    "no_value": (_l("There is no value to split by"), _NOTHING),
    "after_the_end": (_l("This is after the end"), _NOTHING),
    "before_the_fault": (_l("This is before the fault"), _NOTHING),
}
