"""What each role may do; a route names one of these or is public."""

from enum import StrEnum


class Role(StrEnum):
    """The people who sign in."""

    BIDDER = "bidder"
    PARTY = "party"
    AGENCY = "agency"
    CLERK = "clerk"
    JUDGE = "judge"
    FINANCE = "finance"
    INSPECTOR = "inspector"
    OBSERVER = "observer"
    OPERATOR = "operator"


_ALL = frozenset(Role)
COURT_ROLES = frozenset({Role.CLERK, Role.JUDGE, Role.FINANCE})
STAFF_ROLES = COURT_ROLES | {Role.INSPECTOR, Role.OBSERVER, Role.OPERATOR}


class Permission(StrEnum):
    """One line for each thing a route may let a person do."""

    SIGNED_IN = "signed_in"
    USE_DESK = "use_desk"
    # registry
    MANAGE_CASES = "manage_cases"
    VIEW_CASES = "view_cases"
    MANAGE_DRAWS = "manage_draws"
    HAND_IN_STRING = "hand_in_string"
    VOID_DRAWS = "void_draws"
    PROPOSE_AGENCIES = "propose_agencies"
    OBJECT_TO_LIST = "object_to_list"
    APPLY_AS_AGENCY = "apply_as_agency"
    RUN_AGENCY = "run_agency"
    MANAGE_AGENCIES = "manage_agencies"
    DECIDE_STANDING = "decide_standing"
    ADOPT_POLICY = "adopt_policy"
    RATE_AGENCIES = "rate_agencies"
    MANAGE_COURTS = "manage_courts"
    # documents
    EDIT_PAPER_TEXTS = "edit_paper_texts"
    # appraisal
    MANAGE_APPRAISALS = "manage_appraisals"
    DECIDE_APPRAISALS = "decide_appraisals"
    WORK_ASSIGNMENTS = "work_assignments"
    # media
    UPLOAD_FILES = "upload_files"
    NEGOTIATE_PRICE = "negotiate_price"
    MANAGE_PLATFORMS = "manage_platforms"
    # auction
    PREPARE_LOTS = "prepare_lots"
    DECIDE_PANEL = "decide_panel"
    SUPERVISE_LOTS = "supervise_lots"
    VIEW_WALL = "view_wall"
    VIEW_COURT_FIGURES = "view_court_figures"
    STOP_FOR_FAULT = "stop_for_fault"
    ASK_FOR_GLASS = "ask_for_glass"
    ANSWER_FOR_GLASS = "answer_for_glass"
    ERASE_PERSONS = "erase_persons"
    ENROLL = "enroll"
    BID = "bid"
    # ledger
    PAY = "pay"
    MANAGE_MONEY = "manage_money"
    VIEW_MONEY = "view_money"
    APPROVE_MONEY = "approve_money"
    GIVE_BANK_ACCOUNT = "give_bank_account"
    # screening
    VIEW_FINDINGS = "view_findings"
    CLOSE_FINDINGS = "close_findings"
    # supervision
    INSPECT = "inspect"
    VIEW_TIMELINE = "view_timeline"
    # feed
    MANAGE_FEED = "manage_feed"
    VIEW_DELAYS = "view_delays"
    VIEW_READS = "view_reads"
    GIVE_MANDATE = "give_mandate"
    OBSERVE = "observe"
    # scheduling
    REHEARSE = "rehearse"


P, R = Permission, Role

ROLES_OF: dict[Permission, frozenset[Role]] = {
    P.SIGNED_IN: _ALL,
    P.USE_DESK: _ALL,
    P.MANAGE_CASES: frozenset({R.CLERK}),
    P.VIEW_CASES: COURT_ROLES | {R.INSPECTOR},
    P.MANAGE_DRAWS: frozenset({R.CLERK}),
    P.HAND_IN_STRING: frozenset({R.PARTY, R.INSPECTOR}),
    P.VOID_DRAWS: frozenset({R.JUDGE, R.INSPECTOR}),
    P.PROPOSE_AGENCIES: frozenset({R.PARTY}),
    P.OBJECT_TO_LIST: frozenset({R.PARTY, R.AGENCY}),
    P.APPLY_AS_AGENCY: _ALL - {R.OBSERVER},
    P.RUN_AGENCY: frozenset({R.AGENCY}),
    P.MANAGE_AGENCIES: frozenset({R.CLERK, R.JUDGE}),
    P.DECIDE_STANDING: frozenset({R.JUDGE}),
    P.ADOPT_POLICY: frozenset({R.JUDGE}),
    P.RATE_AGENCIES: frozenset({R.PARTY, R.JUDGE}),
    P.MANAGE_COURTS: frozenset({R.OPERATOR}),
    P.EDIT_PAPER_TEXTS: frozenset({R.CLERK, R.JUDGE}),
    P.MANAGE_APPRAISALS: frozenset({R.CLERK, R.JUDGE}),
    P.DECIDE_APPRAISALS: frozenset({R.JUDGE}),
    P.WORK_ASSIGNMENTS: frozenset({R.AGENCY}),
    P.UPLOAD_FILES: frozenset({R.AGENCY}),
    P.NEGOTIATE_PRICE: frozenset({R.PARTY}),
    P.MANAGE_PLATFORMS: frozenset({R.OPERATOR}),
    P.PREPARE_LOTS: frozenset({R.CLERK, R.JUDGE}),
    P.DECIDE_PANEL: frozenset({R.JUDGE}),
    P.SUPERVISE_LOTS: frozenset({R.JUDGE}),
    P.VIEW_WALL: frozenset({R.JUDGE, R.INSPECTOR}),
    P.VIEW_COURT_FIGURES: frozenset({R.JUDGE, R.INSPECTOR}),
    P.STOP_FOR_FAULT: frozenset({R.OPERATOR}),
    P.ASK_FOR_GLASS: frozenset({R.OPERATOR}),
    P.ANSWER_FOR_GLASS: frozenset({R.JUDGE, R.INSPECTOR}),
    P.ERASE_PERSONS: frozenset({R.JUDGE, R.INSPECTOR}),
    P.ENROLL: frozenset({R.BIDDER, R.PARTY}),
    P.BID: frozenset({R.BIDDER, R.PARTY}),
    P.PAY: frozenset({R.BIDDER, R.PARTY}),
    P.MANAGE_MONEY: frozenset({R.FINANCE}),
    P.VIEW_MONEY: frozenset({R.FINANCE, R.JUDGE, R.INSPECTOR}),
    P.APPROVE_MONEY: frozenset({R.FINANCE, R.JUDGE}),
    P.GIVE_BANK_ACCOUNT: frozenset({R.PARTY, R.AGENCY}),
    P.VIEW_FINDINGS: frozenset({R.JUDGE, R.INSPECTOR}),
    P.CLOSE_FINDINGS: frozenset({R.JUDGE}),
    P.INSPECT: frozenset({R.INSPECTOR}),
    P.VIEW_TIMELINE: COURT_ROLES | {R.INSPECTOR},
    P.MANAGE_FEED: frozenset({R.JUDGE, R.OPERATOR}),
    P.VIEW_DELAYS: COURT_ROLES | {R.INSPECTOR},
    P.VIEW_READS: COURT_ROLES | {R.INSPECTOR},
    P.GIVE_MANDATE: frozenset({R.JUDGE, R.INSPECTOR}),
    P.OBSERVE: frozenset({R.OBSERVER, R.INSPECTOR}),
    P.REHEARSE: frozenset({R.OPERATOR, R.CLERK, R.JUDGE}),
}
