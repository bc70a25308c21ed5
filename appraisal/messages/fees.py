"""Words of the fee of an appraisal."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.ledger.facade import Purpose
from appraisal.rules.fees import BalanceSource, FeeOutcome, Regime
from appraisal.rules.schedules import ScheduleFit
from appraisal.vocabulary.fees import (
    ExpenseKind,
    FeeBasis,
    FeeSecurity,
    FeeState,
    GuaranteeState,
)

WORDING: dict[str, Any] = {
    # What the name of a party was read for.
    "purpose.basic_fee": _l("to ask for the basic fee"),
    "purpose.balance_fee": _l("to ask for the rest of the fee"),
    "appraisal.fee_setting.adopted": _l(
        "%(court_name)s adopted version %(version)s of its basic fees for %(categories)s"
        " categories: %(reasons)s"
    ),
    "appraisal.fee.asked": _l(
        "The applicant was asked to pay the basic fee of %(amount)s by %(due_at)s"
    ),
    "appraisal.fee.reminded": _l(
        "The applicant was reminded to pay the basic fee of %(amount)s by %(due_at)s"
    ),
    "appraisal.fee.stalled": _l(
        "The basic fee of %(amount)s had not come by %(due_at)s; the appraisal rests"
    ),
    "appraisal.guarantee.handed_in": _l(
        "%(insurer)s guarantees %(amount)s by letter %(number)s; the court has to accept it"
    ),
    "appraisal.guarantee.accepted": _l("The court accepted letter %(number)s of %(insurer)s"),
    "appraisal.guarantee.returned": _l(
        "The court returned letter %(number)s of %(insurer)s: %(reason)s"
    ),
    "appraisal.expense.claimed": _l(
        "%(agency_name)s says that it spent %(claimed)s and handed its receipts in"
    ),
    "appraisal.expense.confirmed": _l(
        "The court finds %(accepted)s of the %(claimed)s of %(agency_name)s reasonable: %(reason)s"
    ),
    "appraisal.fee.interim": _l(
        "A round ended unsold (%(failed_rounds)s so far); the appraisal fee is not settled yet"
    ),
    "appraisal.fee.settled": _l(
        "The appraisal fee was settled: %(total_fee)s in all, %(balance_due)s due, %(refund)s back"
    ),
    "appraisal.fee.received": _l("%(amount)s of the settled appraisal fee came in"),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "no_applicant_account": (
        _l("No applicant can be asked to pay"),
        _l("Connect the applicant of this case with an account first."),
    ),
    "no_fee": (_l("Enter the basic fee"), _l("It must be more than nothing.")),
    "no_appraisal": (_l("There is no appraisal of this asset"), ""),
    "fee_already_settled": (
        _l("The fee is already settled"),
        _l("It was settled with another outcome."),
    ),
    "fee_already_secured": (
        _l("The basic fee is already secured"),
        _l("It was paid, or a letter of guarantee stands for it."),
    ),
    "fee_departs_needs_reason": (
        _l("Say why the sum departs from the court's setting"),
        _l("The setting of this court leads to %(proposed)s. Another sum needs a reason."),
    ),
    "unknown_schedule": (
        _l("No such schedule is in force"),
        _l("Choose a schedule of appraisal fees that holds on this day."),
    ),
    "expense_needed": (
        _l("The reasonable actual expense is needed"),
        _l("Without a sale the fee follows what the agency really spent."),
    ),
    "claim_undecided": (
        _l("The agency's claim is not decided yet"),
        _l("Say first how much of the claimed expense is reasonable."),
    ),
    "claim_decided": (
        _l("The claim is already decided"),
        _l("What the court found stays as it is."),
    ),
    "claim_above": (
        _l("More than was claimed"),
        _l("The court accepts at most what the agency claimed with receipts."),
    ),
    "claim_empty": (_l("Enter what was spent"), _l("At least one kind must be above nothing.")),
    "receipts_needed": (_l("Add the receipts"), _l("Hand all receipts in as one PDF.")),
    "disposal_price_needed": (_l("The price of the disposal is needed"), ""),
    "lots_do_not_add_up": (
        _l("The lots do not make up the report"),
        _l("The appraised values of the lots must add up to the value of the report."),
    ),
    "guarantee_too_small": (
        _l("The letter does not cover the basic fee"),
        _l("It must stand for at least the basic fee that was asked."),
    ),
    "guarantee_too_short": (
        _l("The letter ends too soon"),
        _l("It must hold at least until %(until)s."),
    ),
    "guarantee_waits": (
        _l("A letter is already with the court"),
        _l("It is decided first; a returned one may be replaced."),
    ),
    "guarantee_file_needed": (_l("Add the letter"), _l("Hand the letter in as a PDF.")),
    "guarantee_not_now": (
        _l("No letter can be handed in now"),
        _l("A letter takes the place of the basic fee while that is due."),
    ),
    "fee_setting_moved": (
        _l("The setting changed meanwhile"),
        _l("Somebody adopted another version. Look at it first."),
    ),
    "fee_setting_unchanged": (
        _l("Nothing would change"),
        _l("The version in force says the same."),
    ),
    "fee_setting_reasons": (_l("Give the reasons"), _l("They are published with the version.")),
    "fee_rate_incomplete": (
        _l("A category is incomplete"),
        _l("A fixed sum needs its sum; a share needs its percentage and a ceiling."),
    ),
    "fee_cap_below_minimum": (
        _l("The ceiling lies below the least sum"),
        _l("Raise the ceiling or lower the least sum."),
    ),
}

SCHEDULES = {
    "RE_1995_971": _l("Real estate (计价格〔1995〕971号)"),
    "LAND_1994_2017": _l("Land (计价格〔1994〕2017号)"),
    "ASSET_SC_2012_827": _l("Other assets (川发改价格〔2012〕827号)"),
}
FITS = {
    ScheduleFit.OF_THE_REGION: _l("set for this region"),
    ScheduleFit.NATIONAL_REFERENCE: _l("national, repealed since; a reference only"),
    ScheduleFit.OTHER_REGION: _l("of another province; no table of this one was found"),
}
REGIMES = {
    Regime.SD54_WITH_FS15: _l("鲁高法〔2016〕54号 merged with 法释〔2018〕15号 (policy P2)"),
    Regime.SD54_PURE: _l("鲁高法〔2016〕54号 alone"),
    Regime.FS15_PURE: _l("法释〔2018〕15号 alone"),
}
OUTCOMES = {
    FeeOutcome.SOLD: _l("Sold"),
    FeeOutcome.IN_KIND: _l("Taken in kind"),
    FeeOutcome.FAILED: _l("Finally unsold"),
    FeeOutcome.WITHDRAWN: _l("Withdrawn"),
    FeeOutcome.REAPPOINTED: _l("Agency replaced"),
}
SOURCES = {
    BalanceSource.SALE_PROCEEDS: _l("from the price"),
    BalanceSource.ASSIGNEE: _l("by whoever takes the asset, before the ruling is served"),
    BalanceSource.APPLICANT: _l("by the applicant"),
}
FEE_STATES = {
    FeeState.BASIC_DUE: _l("Basic fee due"),
    FeeState.BASIC_PAID: _l("Basic fee secured"),
    FeeState.BALANCE_DUE: _l("Balance due"),
    FeeState.REFUND_DUE: _l("Refund due"),
    FeeState.SETTLED: _l("Fee settled"),
}
FEE_TAGS = {
    FeeState.BASIC_DUE: "waiting",
    FeeState.BASIC_PAID: "success",
    FeeState.BALANCE_DUE: "waiting",
    FeeState.REFUND_DUE: "waiting",
    FeeState.SETTLED: "done",
}
SECURITIES = {
    FeeSecurity.PAYMENT: _l("Paid in advance"),
    FeeSecurity.GUARANTEE: _l("Insurer's letter of guarantee"),
}
BASES = {
    FeeBasis.FIXED: _l("Fixed sum"),
    FeeBasis.SHARE: _l("Share of the schedule on the estimated value"),
}
GUARANTEES = {
    GuaranteeState.HANDED_IN: _l("With the court"),
    GuaranteeState.ACCEPTED: _l("Accepted"),
    GuaranteeState.RETURNED: _l("Returned"),
}
EXPENSES = {
    ExpenseKind.TRAVEL: _l("Travel"),
    ExpenseKind.SURVEY: _l("Site survey"),
    ExpenseKind.DATA: _l("Data and records"),
    ExpenseKind.PRINTING: _l("Printing"),
}
BOOKINGS = {
    Purpose.BASIC_FEE: _l("Basic fee"),
    Purpose.BALANCE_FEE: _l("Balance"),
    Purpose.REFUND: _l("Refund"),
}
#: Lines of calculations that this part writes and pages translate.
STEPS = (
    _l("Fixed sum of the court's setting"),
    _l("Share of the schedule on the estimated value"),
    _l("Least basic fee of the court's setting"),
    _l("Highest basic fee of the court's setting"),
    _l("No agency worked: nothing is due"),
    _l("Basic fee called under the letter of guarantee"),
    _l("Round ended unsold: nothing is settled yet"),
)
