"""Words of evidence: what it is, why it counts, what is recorded of it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.trail.wording import printed
from registry.vocabulary import EvidenceKind

REFUSALS: dict[str, tuple[Any, Any]] = {}

WORDING: dict[str, Any] = {
    "registry.evidence.noted": _l("Counted in the score of %(agency_name)s: %(reference)s"),
    "registry.evidence.annulled": _l(
        "No longer counted in the score of %(agency_name)s: %(reference)s. %(reason)s"
    ),
    "registry.evidence.history_loaded": _l(
        "%(pieces)s pieces of evidence about %(agencies)s agencies were loaded from %(source)s"
    ),
}

EVIDENCE_KINDS = {
    EvidenceKind.ACCEPTANCE: _l("Acceptance of commissions"),
    EvidenceKind.TIMELINESS: _l("Timeliness"),
    EvidenceKind.OBJECTION: _l("Objections and corrections"),
    EvidenceKind.REVIEW: _l("Professional review"),
    EvidenceKind.SALE: _l("Result of the sale"),
    EvidenceKind.JUDGE_RATING: _l("Rating by the judge"),
    EvidenceKind.APPLICANT_RATING: _l("Rating by the applicant's side"),
    EvidenceKind.DEBTOR_RATING: _l("Rating by the debtor's side"),
    EvidenceKind.MATERIALS: _l("Accuracy of materials"),
    EvidenceKind.VIEWING: _l("Viewings and enquiries"),
    EvidenceKind.HANDOVER: _l("Handover"),
    EvidenceKind.BIDDER_RATING: _l("Rating by bidders"),
    EvidenceKind.PROCEDURE: _l("Procedure of sales"),
}

#: Why a piece counts, by its cause; each names what it needs from ``told``.
CAUSES: dict[str, Any] = {
    "accepted": _l("The commission %(appraisal_no)s was accepted."),
    "refused": _l("The commission %(appraisal_no)s was refused: %(reason)s"),
    "in_time": _l("The report of %(appraisal_no)s came in time; it was due on %(due_on)s."),
    "late": _l(
        "The report of %(appraisal_no)s was due on %(due_on)s and had not come; "
        "the work went to the next agency."
    ),
    "handed_in_late": _l("The report of %(appraisal_no)s came late; it was due on %(due_on)s."),
    "corrected_late": _l("The correction of %(appraisal_no)s came late; it was due on %(due_on)s."),
    "correction_ordered": _l("The court ordered a correction of %(appraisal_no)s: %(note)s"),
    "objection_upheld": _l(
        "Objection %(objection_no)s to the report of %(appraisal_no)s was upheld; the work went to "
        "the next agency."
    ),
    "stood": _l("The report of %(appraisal_no)s stood without a correction or an objection."),
    "sold": _l("Appraised at %(appraised_value)s in %(appraisal_no)s, sold at %(sale_price)s."),
    "unsold": _l("Appraised at %(appraised_value)s in %(appraisal_no)s, not sold."),
    "rated": _l("Rated after %(appraisal_no)s: %(good)s of %(asked)s questions answered well."),
    "review_confirmed": _l("A professional review confirmed the report of %(appraisal_no)s."),
    "review_negative": _l("A professional review rejected the report of %(appraisal_no)s."),
    "sold_in_history": _l(
        "Lot %(appraisal_no)s in %(place)s: appraised at %(appraised)s won, sold at %(paid)s won."
    ),
    "task_in_time": _l("The work of %(appraisal_no)s was done in time."),
    "task_late": _l("The work of %(appraisal_no)s was done late."),
    "sale_good": _l("The sale of %(appraisal_no)s stood without an upheld objection."),
    "sale_faulty": _l("An objection to the sale of %(appraisal_no)s was upheld."),
    "materials_good": _l("The description in %(appraisal_no)s stood without an upheld objection."),
    "materials_faulty": _l("An objection to the description in %(appraisal_no)s was upheld."),
    "viewing_good": _l("The viewings of %(appraisal_no)s were held as announced."),
    "viewing_faulty": _l("A viewing of %(appraisal_no)s was not held as announced."),
    "handover_good": _l("%(appraisal_no)s was handed over complete and in time."),
    "handover_faulty": _l("%(appraisal_no)s was handed over late or with parts missing."),
}


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def cause_sentence(cause: str, told: Mapping[str, Any]) -> str:
    """Say why a piece of evidence counts, with its numbers as people read them."""
    words = CAUSES.get(cause)
    if words is None:
        return cause
    return str(words) % _Blank({name: printed(name, value) for name, value in told.items()})
