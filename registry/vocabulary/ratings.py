"""Who rates an agency after its work, and what is asked."""

from enum import StrEnum

from registry.vocabulary.books import PartyRole
from registry.vocabulary.evidence import EvidenceKind


class RatingSide(StrEnum):
    """From where somebody looks at the work; opposite interests are never pooled."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    JUDGE = "judge"


KIND_OF_SIDE: dict[RatingSide, EvidenceKind] = {
    RatingSide.APPLICANT: EvidenceKind.APPLICANT_RATING,
    RatingSide.DEBTOR: EvidenceKind.DEBTOR_RATING,
    RatingSide.JUDGE: EvidenceKind.JUDGE_RATING,
}

#: Whoever is only interested is not asked: the report was neither made for nor against them.
SIDE_OF_ROLE: dict[PartyRole, RatingSide] = {
    PartyRole.APPLICANT: RatingSide.APPLICANT,
    PartyRole.OTHER_CREDITOR: RatingSide.APPLICANT,
    PartyRole.DEBTOR: RatingSide.DEBTOR,
}

_OF_PARTIES = ("told_of_survey", "all_was_seen", "value_is_explained", "questions_answered")

#: Closed questions only; each is answered with yes or no.
QUESTIONS_OF_SIDE: dict[RatingSide, tuple[str, ...]] = {
    RatingSide.APPLICANT: _OF_PARTIES,
    RatingSide.DEBTOR: _OF_PARTIES,
    RatingSide.JUDGE: (
        "facts_agree",
        "method_is_explained",
        "court_was_answered",
        "formalities_kept",
        "court_may_rely",
    ),
}
