"""What may be due on the way to a reference price, who must act, and how people are reminded."""

from enum import StrEnum


class DeadlineStep(StrEnum):
    """One thing that has to be done by a day, named by what is to be done."""

    START = "start"
    NEGOTIATE = "negotiate"
    ANSWER_INQUIRY = "answer_inquiry"
    NETWORK_REPORT = "network_report"
    NETWORK_EXTENDED = "network_extended"
    NETWORK_REISSUE = "network_reissue"
    PREPARE = "prepare"
    PAY_FEE = "pay_fee"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    REPORT = "report"
    REISSUE = "reissue"
    CORRECT = "correct"
    RETURN_MATERIALS = "return_materials"
    SERVE = "serve"
    OBJECT = "object"
    FORWARD_OBJECTION = "forward_objection"
    ANSWER_OBJECTION = "answer_objection"
    RULE_OBJECTION = "rule_objection"
    REVIEW_RULING = "review_ruling"
    EXPERT_REVIEW = "expert_review"
    START_SALE = "start_sale"
    VALIDITY = "validity"
    SELL = "sell"
    SETTLE_FEE = "settle_fee"


class Duty(StrEnum):
    """Whose move it is."""

    COURT = "court"
    JUDGE = "judge"
    AGENCY = "agency"
    PARTY = "party"
    AUTHORITY = "authority"
    PLATFORM = "platform"
    ASSOCIATION = "association"


#: Those who act inside the court itself.
COURT_DUTIES = frozenset({Duty.COURT, Duty.JUDGE})


class ReminderLevel(StrEnum):
    """How urgent a reminder is, from the first word before the day to the head of the court."""

    AHEAD = "ahead"
    NEAR = "near"
    TODAY = "today"
    MISSED = "missed"
    ESCALATED = "escalated"
