"""What people read about papers."""

from flask_babel import lazy_gettext as _l

from app.documents.vocabulary import PaperKind

WORDING = {
    "documents.paper.issued": _l("Paper %(paper_no)s was issued (SHA-256 %(sha256)s)"),
}

REFUSALS = {
    "paper_damaged": (
        _l("The stored paper is damaged"),
        _l("Its digest no longer matches the record, so it is not handed out. Tell the court."),
    ),
}

KINDS = {
    PaperKind.SALE_CONFIRMATION: _l("Sale confirmation"),
    PaperKind.APPRAISAL_COMMISSION: _l("Appraisal commission"),
    PaperKind.DRAW_RECORD: _l("Draw record"),
    PaperKind.AGREEMENT_RECORD: _l("Record of the agencies agreed on"),
    PaperKind.FEE_SETTLEMENT: _l("Appraisal fee settlement"),
    PaperKind.DISTRIBUTION_PLAN: _l("Distribution plan"),
    PaperKind.STANDING_DECISION: _l("Decision on an agency's standing"),
    PaperKind.APPEAL_DECISION: _l("Decision on an agency's appeal"),
}
