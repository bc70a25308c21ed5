"""Reports and what belongs to them: files, checks, faults, methods, service."""

from enum import StrEnum


class Slot(StrEnum):
    """What a file is to the report."""

    REPORT = "report"
    PHOTO = "photo"
    VIDEO = "video"


class PictureRole(StrEnum):
    """What sets one picture of an appraisal apart."""

    #: Shown first and as the cover.
    MAIN = "main"
    #: Where the thing lies.
    MAP = "map"


class Verdict(StrEnum):
    """What the clerk's review came to."""

    PASSED = "passed"
    RETURNED = "returned"


class ReviewCheck(StrEnum):
    """The five things a court checks in a report (法释〔2018〕15号 art. 20)."""

    BASIC_FACTS = "basic_facts"
    SCOPE = "scope"
    AGENCY_SEAL = "agency_seal"
    SIGNERS = "signers"
    OTHER = "other"


class ReportFault(StrEnum):
    """Why a report cannot be handed in."""

    SIGNERS_TOO_FEW = "signers_too_few"
    SIGNER_TWICE = "signer_twice"
    NO_VALUE = "no_value"
    NO_METHOD = "no_method"
    SINGLE_METHOD_UNEXPLAINED = "single_method_unexplained"
    VALUATION_IN_FUTURE = "valuation_in_future"
    REPORT_IN_FUTURE = "report_in_future"
    VALIDITY_TOO_LONG = "validity_too_long"
    VALIDITY_OVER = "validity_over"
    NO_REPORT_FILE = "no_report_file"
    NO_PHOTOS = "no_photos"
    NO_REASON = "no_reason"
    SEAL_MISSING = "seal_missing"
    DEFECTS_UNCHECKED = "defects_unchecked"


class ValuationMethod(StrEnum):
    """How a value was found."""

    COMPARISON = "comparison"
    INCOME = "income"
    COST = "cost"
    RESIDUAL = "residual"


class ServiceMethod(StrEnum):
    """How a report reached a party (法释〔2018〕15号 art. 21)."""

    ELECTRONIC = "electronic"
    DIRECT = "direct"
    POST = "post"
    #: Unreachable: published on 中国执行信息公开网, received once fifteen days are over.
    PUBLICATION = "publication"


class Capacity(StrEnum):
    """In what capacity somebody stands on the record of a survey."""

    APPRAISER = "appraiser"
    APPLICANT = "applicant"
    DEBTOR = "debtor"
    OTHER_PARTY = "other_party"
    COURT = "court"
    OCCUPANT = "occupant"
    WITNESS = "witness"


class Presence(StrEnum):
    """Whether somebody was there and signed."""

    SIGNED = "signed"
    REFUSED_TO_SIGN = "refused_to_sign"
    ABSENT = "absent"


class SurveyFault(StrEnum):
    """What the record of a survey lacks."""

    NOBODY_PRESENT = "nobody_present"
    SIGNATURE_MISSING = "signature_missing"
    WITNESS_NEEDED = "witness_needed"
