"""Deadlines beyond the worked cases, each with its article in words."""

from typing import Any

#: The article in words, what is asked, and what must be answered.
DEADLINE_CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "18号 12(1): a movable is announced fifteen days before",
        {"asset": "MOVABLE", "round": 1, "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-16"},
    ),
    (
        "18号 12(1): any other right is announced like an immovable",
        {"asset": "OTHER_RIGHT", "round": 1, "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-31"},
    ),
    (
        "18号 26(1): the second notice of an immovable is out fifteen days",
        {"asset": "IMMOVABLE", "round": 2, "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-16"},
    ),
    (
        "18号 26(1): that of a movable seven",
        {"asset": "MOVABLE", "round": 2, "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-08"},
    ),
    (
        "P7: a least notice that ends on a holiday is not moved",
        {"asset": "MOVABLE", "round": 1, "publish_date": "2026-09-16"},
        {"earliest_start_date": "2026-10-01"},
    ),
    (
        "18号 12(1): a day too early is refused",
        {
            "asset": "MOVABLE",
            "round": 1,
            "publish_date": "2026-03-01",
            "planned_start_date": "2026-03-15",
        },
        {
            "earliest_start_date": "2026-03-16",
            "start_allowed": False,
            "error": "NOTICE_TOO_SHORT",
        },
    ),
    (
        "18号 26(1): a movable opens again within thirty days, its notice seven days before",
        {"asset": "MOVABLE", "round": 2, "failed_at": "2026-03-10"},
        {"latest_start_date": "2026-04-09", "latest_publish_date": "2026-04-02"},
    ),
    (
        "18号 26(1): the thirty-first day is too late",
        {
            "asset": "MOVABLE",
            "round": 2,
            "failed_at": "2026-03-10",
            "planned_start_date": "2026-04-10",
        },
        {
            "latest_start_date": "2026-04-09",
            "latest_publish_date": "2026-04-02",
            "start_allowed": False,
            "error": "NEXT_ROUND_TOO_LATE",
        },
    ),
    (
        "455号 三: a sell-off of an immovable opens fifteen days after its notice",
        {"asset": "IMMOVABLE", "stage": "SELL_OFF", "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-16"},
    ),
    (
        "455号 三: of a movable seven",
        {"asset": "MOVABLE", "stage": "SELL_OFF", "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-08"},
    ),
    (
        "455号 二: creditors are asked for ten days, the notice is out within fifteen",
        {"second_failed_at": "2026-03-02"},
        {"in_kind_inquiry_by": "2026-03-12", "latest_publish_date": "2026-03-17"},
    ),
    (
        "20〔21〕 8: an offline sale of a movable is announced seven days before",
        {"asset": "MOVABLE", "track": "TRADITIONAL", "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-08"},
    ),
    (
        "20〔21〕 8: of an immovable fifteen",
        {"asset": "IMMOVABLE", "track": "TRADITIONAL", "publish_date": "2026-03-01"},
        {"earliest_start_date": "2026-03-16"},
    ),
    (
        "20〔21〕 23: an offline sale is held again within sixty days",
        {"asset": "IMMOVABLE", "round": 2, "track": "TRADITIONAL", "failed_at": "2026-03-10"},
        {"latest_start_date": "2026-05-09", "latest_publish_date": "2026-04-24"},
    ),
    (
        "20〔21〕 11: people are told five days before an offline sale",
        {"planned_sale_date": "2026-03-20", "track": "TRADITIONAL"},
        {"latest_notify_date": "2026-03-15"},
    ),
    (
        "20〔21〕 10: an offline sale pays deposits back within three days",
        {"offline_sale_ended_on": "2026-03-17"},
        {"refund_due_date": "2026-03-20"},
    ),
    (
        "20〔21〕 10: the same from the moment of the end",
        {"track": "TRADITIONAL", "final_end": "2026-03-17T16:30:00+08:00"},
        {"refund_due_date": "2026-03-20"},
    ),
    (
        "18号 23: when nobody bid, every deposit is released within 24 hours",
        {"final_end": "2026-10-01T10:00:00+08:00", "outcome": "FAILED"},
        {"release_due": "2026-10-02T10:00:00.000+08:00"},
    ),
    (
        "18号 16(1): a reason made public counts as notice after five days",
        {"unreachable_publicised_on": "2026-03-02"},
        {"deemed_notified_on": "2026-03-07"},
    ),
    (
        "18号 16(1): told on the third day before, the notice may go out",
        {"planned_publish_date": "2026-03-13", "notified_on": "2026-03-10"},
        {"latest_notify_date": "2026-03-10", "publish_allowed": True},
    ),
    (
        "18号 16(1): told a day later it may not",
        {"planned_publish_date": "2026-03-13", "notified_on": "2026-03-11"},
        {
            "latest_notify_date": "2026-03-10",
            "publish_allowed": False,
            "error": "NOTIFIED_TOO_LATE",
        },
    ),
    (
        "20〔21〕 20: the ruling within ten days of payment",
        {"paid_in_full_on": "2026-04-01"},
        {"ruling_by": "2026-04-11"},
    ),
    (
        "20〔21〕 27: handed over within fifteen days of service",
        {"ruling_served_on": "2026-04-01"},
        {"handover_by": "2026-04-16"},
    ),
    (
        "both at once",
        {"paid_on": "2026-04-01", "ruling_served_on": "2026-04-01"},
        {"ruling_by": "2026-04-11", "handover_by": "2026-04-16"},
    ),
    (
        "18号 25, notice of ten days: the balance moves on over National Day",
        {"sold_on": "2026-09-24", "balance_days": 10},
        {"balance_due_date": "2026-10-08"},
    ),
    (
        "民诉法 236: an objection is decided in fifteen days",
        {"conduct_objection_received_on": "2026-03-02"},
        {"decision_by": "2026-03-17"},
    ),
    (
        "民诉法 236: a review is asked for within ten days",
        {"decision_served_on": "2026-03-02"},
        {"review_request_by": "2026-03-12"},
    ),
    (
        "民诉解释 509: fifteen days against a plan of distribution, moved from Sunday",
        {"distribution_plan_received_on": "2026-03-14"},
        {"plan_objection_due_date": "2026-03-30"},
    ),
    (
        "20〔21〕 6: the applicant has five days to ask to go on",
        {"no_surplus_told_on": "2026-03-02"},
        {"continue_request_by": "2026-03-09"},
    ),
    (
        "15号 19(1): thirty days, those of a suspension not counted",
        {"commission_received": "2026-03-09", "suspended_days": 6},
        {"due_date": "2026-04-14"},
    ),
    (
        "15号 19(1): thirty days alone",
        {"commission_received": "2026-03-09"},
        {"due_date": "2026-04-08"},
    ),
    (
        "15号 19(2): one extension",
        {"commission_received": "2026-03-09", "suspended_days": 0, "extensions_days": [15]},
        {"due_date": "2026-04-23"},
    ),
    (
        "15号 19, 民诉法 85: summed first and moved once, over National Day",
        {"commission_received": "2026-07-27", "suspended_days": 6, "extensions_days": [15, 15]},
        {
            "due_date": "2026-10-08",
            "third_extension_allowed": False,
            "sixteen_day_extension_allowed": False,
        },
    ),
    (
        "15号 19(2): an extension of sixteen days does not count",
        {"commission_received": "2026-03-09", "extensions_days": [16]},
        {"due_date": "2026-04-08", "extension_allowed": False, "error": "EXTENSION_TOO_LONG"},
    ),
    (
        "15号 19(2): nor does a third one",
        {"commission_received": "2026-03-09", "extensions_days": [15, 15, 15]},
        {
            "due_date": "2026-05-08",
            "extension_allowed": False,
            "error": "TOO_MANY_EXTENSIONS",
            "third_extension_allowed": False,
            "sixteen_day_extension_allowed": False,
        },
    ),
    (
        "15号 19(2): asked for on the fifth day before the end",
        {
            "commission_received": "2026-03-09",
            "extensions_days": [15],
            "extension_asked_on": "2026-04-03",
        },
        {
            "due_date": "2026-04-23",
            "latest_request_date": "2026-04-03",
            "extension_allowed": True,
        },
    ),
    (
        "15号 19(2): a day later is too late",
        {
            "commission_received": "2026-03-09",
            "extensions_days": [15],
            "extension_asked_on": "2026-04-04",
        },
        {
            "due_date": "2026-04-08",
            "latest_request_date": "2026-04-03",
            "extension_allowed": False,
            "error": "EXTENSION_ASKED_TOO_LATE",
        },
    ),
    (
        "15号 19(3): materials come back within three days",
        {"report_overdue_on": "2026-03-09"},
        {"materials_back_by": "2026-03-12"},
    ),
    (
        "15号 20: a correction within three days, moved from Saturday",
        {"correction_asked_on": "2026-03-04"},
        {"correction_due_date": "2026-03-09"},
    ),
    (
        "15号 21(1): served within three days",
        {"report_handed_in_on": "2026-03-09"},
        {"serve_by": "2026-03-12"},
    ),
    (
        "15号 22: five days to object",
        {"report_received_on": "2026-03-04"},
        {"objection_due_date": "2026-03-09"},
    ),
    (
        "15号 22, 民诉法 85: the last day in National Day moves on",
        {"report_received_on": "2026-09-26"},
        {"objection_due_date": "2026-10-08"},
    ),
    (
        "15号 22: each person's days run from the own receipt",
        {"report_received_on": {"applicant": "2026-03-02", "debtor": "2026-03-10"}},
        {
            "objection_due_dates": {"applicant": "2026-03-09", "debtor": "2026-03-16"},
            "window_closes_on": "2026-03-16",
        },
    ),
    (
        "15号 22: one person's lateness is nobody else's",
        {
            "report_received_on": {"applicant": "2026-03-02", "debtor": "2026-03-10"},
            "objection_filed_on": {"applicant": "2026-03-10", "debtor": "2026-03-16"},
        },
        {
            "objection_due_dates": {"applicant": "2026-03-09", "debtor": "2026-03-16"},
            "window_closes_on": "2026-03-16",
            "objections_allowed": {"applicant": False, "debtor": True},
        },
    ),
    (
        "15号 22: filed on the last day",
        {"report_received_on": "2026-03-04", "objection_filed_on": "2026-03-09"},
        {"objection_due_date": "2026-03-09", "objection_allowed": True},
    ),
    (
        "15号 22: filed a day later",
        {"received_on": "2026-03-04", "objection_filed_on": "2026-03-10"},
        {
            "objection_due_date": "2026-03-09",
            "objection_allowed": False,
            "error": "OBJECTION_TOO_LATE",
        },
    ),
    (
        "15号 23: to the agency in three days, answered in five",
        {
            "technical_objection_received_on": "2026-03-02",
            "agency_received_objection_on": "2026-03-05",
        },
        {"forward_by": "2026-03-05", "answer_by": "2026-03-10"},
    ),
    (
        "15号 27: a first notice on the last day of validity is in time",
        {"valid_until": "2026-06-30", "first_notice_planned": "2026-06-30"},
        {"publish_allowed": True},
    ),
    (
        "15号 27: after it the sale may follow for six months",
        {
            "valid_until": "2026-06-30",
            "first_notice_planned": "2026-06-30",
            "sale_planned": "2026-12-30",
        },
        {"publish_allowed": True, "sale_allowed": True, "latest_sale_date": "2026-12-30"},
    ),
    (
        "15号 27: and not longer",
        {
            "valid_until": "2026-08-31",
            "first_notice_planned": "2026-08-01",
            "sale_planned": "2027-03-01",
        },
        {
            "publish_allowed": True,
            "sale_allowed": False,
            "latest_sale_date": "2027-02-28",
            "error": "REFERENCE_PRICE_EXPIRED",
        },
    ),
    (
        "15号 11(4): an inquiry platform issues it again in three days",
        {
            "valid_until": "2026-06-30",
            "first_notice_planned": "2026-07-01",
            "price_source": "NETWORK",
        },
        {"publish_allowed": False, "error": "REFERENCE_PRICE_EXPIRED", "reissue_days": 3},
    ),
    (
        "15号 19(4): an agency in fifteen",
        {"reissue_asked_on": "2026-03-02"},
        {"reissue_due_date": "2026-03-17"},
    ),
    (
        "15号 11: platforms report within three days",
        {"inquiry_received_on": "2026-03-02"},
        {"due_date": "2026-03-05"},
    ),
    (
        "15号 11: three more if every one is late and one asks",
        {"inquiry_received_on": "2026-03-02", "answered": 0, "extension_asked": True},
        {"due_date": "2026-03-05", "extension_allowed": True, "extended_due_date": "2026-03-09"},
    ),
    (
        "15号 11: none if some have answered",
        {"inquiry_received_on": "2026-03-02", "answered": 2, "extension_asked": True},
        {"due_date": "2026-03-05", "extension_allowed": False},
    ),
    (
        "15号 11, 14: no report and no request lead to an appraisal",
        {"inquiry_received_on": "2026-03-02", "answered": 0},
        {
            "due_date": "2026-03-05",
            "extension_allowed": False,
            "next_step": "COMMISSIONED_APPRAISAL",
        },
    ),
]
