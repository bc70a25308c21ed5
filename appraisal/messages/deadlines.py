"""Words of the deadline board: steps, who acts, how urgent it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.deadlines import Duty, ReminderLevel

STEPS = {
    Step.START: _l("Start the way to a reference price"),
    Step.NEGOTIATE: _l("Hand in the negotiated figure"),
    Step.ANSWER_INQUIRY: _l("Answer the directed inquiry"),
    Step.NETWORK_REPORT: _l("Report on the network inquiry"),
    Step.NETWORK_EXTENDED: _l("Report on the network inquiry, extended"),
    Step.NETWORK_REISSUE: _l("Issue the inquiry report again"),
    Step.PREPARE: _l("Take the next step"),
    Step.PAY_FEE: _l("Pay the basic appraisal fee"),
    Step.HAND_OVER: _l("Hand the materials to the agency"),
    Step.ACCEPT: _l("Accept or refuse the commission"),
    Step.REPORT: _l("Deliver the appraisal report"),
    Step.REISSUE: _l("Issue the appraisal report again"),
    Step.CORRECT: _l("Hand in the correction"),
    Step.RETURN_MATERIALS: _l("Give the materials back"),
    Step.SERVE: _l("Review and serve the appraisal report"),
    Step.OBJECT: _l("Time to object"),
    Step.FORWARD_OBJECTION: _l("Pass the objection on to the agency"),
    Step.ANSWER_OBJECTION: _l("Answer the objection"),
    Step.RULE_OBJECTION: _l("Rule on the objection"),
    Step.REVIEW_RULING: _l("Time to ask for a review of the ruling"),
    Step.EXPERT_REVIEW: _l("Deliver the expert review"),
    Step.START_SALE: _l("Start the sale"),
    Step.VALIDITY: _l("Publish the first notice while the price is valid"),
    Step.SELL: _l("Finish the sale"),
    Step.SETTLE_FEE: _l("Settle the appraisal fee"),
}
DUTIES = {
    Duty.COURT: _l("Court"),
    Duty.JUDGE: _l("Judge"),
    Duty.AGENCY: _l("Agency"),
    Duty.PARTY: _l("Party"),
    Duty.AUTHORITY: _l("Authority asked"),
    Duty.PLATFORM: _l("Inquiry platform"),
    Duty.ASSOCIATION: _l("Appraisers' association"),
}
LEVELS = {
    ReminderLevel.AHEAD: _l("Reminded ahead"),
    ReminderLevel.NEAR: _l("Reminded shortly before"),
    ReminderLevel.TODAY: _l("Reminded on the day"),
    ReminderLevel.MISSED: _l("Told to the clerk and the judge"),
    ReminderLevel.ESCALATED: _l("Told to the head of the court"),
}

WORDING: dict[str, Any] = {
    "appraisal.deadline.near": _l(
        "%(step)s: the last day is %(due_on)s (%(article)s), in %(days_left)s days"
    ),
    "appraisal.deadline.missed": _l(
        "%(step)s: the last day %(due_on)s (%(article)s) was missed, %(days_over)s days ago"
    ),
    **{f"kind.due_{step}": words for step, words in STEPS.items()},
}

REFUSALS: dict[str, tuple[Any, Any]] = {}
