"""What an agency's score is made of, as it happens."""

from enum import StrEnum


class EvidenceKind(StrEnum):
    """One kind of thing that happened; each feeds one part of the score (fairness 2.3)."""

    #: Good: the offered commission was taken. A refusal with an accepted reason is not recorded.
    ACCEPTANCE = "acceptance"
    #: Good: handed in by the due date. Delay caused by the court is not recorded (art. 19).
    TIMELINESS = "timeliness"
    #: Good: the report stood without an upheld objection or an ordered correction.
    OBJECTION = "objection"
    #: Good: the association's professional review confirmed the report.
    REVIEW = "review"
    #: How the appraised asset sold, or that it stayed unsold; carries a measure, no verdict.
    SALE = "sale"
    JUDGE_RATING = "judge_rating"
    APPLICANT_RATING = "applicant_rating"
    DEBTOR_RATING = "debtor_rating"
    #: Auxiliary agencies and auction houses.
    MATERIALS = "materials"
    VIEWING = "viewing"
    HANDOVER = "handover"
    BIDDER_RATING = "bidder_rating"
    #: Good: the sale stood without an upheld objection against the auction house.
    PROCEDURE = "procedure"


class Tier(StrEnum):
    """Where an agency stands among those that may be commissioned (fairness 2.6)."""

    A = "A"
    B = "B"
    C = "C"
