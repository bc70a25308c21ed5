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
    PaperKind.NEGOTIATION_NOTICE: _l("Notice of negotiation"),
    PaperKind.INQUIRY_LETTER: _l("Letter of inquiry"),
    PaperKind.NETWORK_COMMISSION: _l("Commission of a network inquiry"),
    PaperKind.PRICE_RECORD: _l("Record of the reference price"),
    PaperKind.FEE_NOTICE: _l("Notice to pay the basic fee"),
    PaperKind.FEE_REMINDER: _l("Reminder of the basic fee"),
    PaperKind.TRANSFER_LIST: _l("List of materials handed over"),
    PaperKind.SURVEY_NOTICE: _l("Notice of the site survey"),
    PaperKind.SURVEY_RECORD: _l("Record of the site survey"),
    PaperKind.CORRECTION_NOTICE: _l("Notice to correct the report"),
    PaperKind.RETURN_NOTICE: _l("Notice to give materials back"),
    PaperKind.SUSPENSION_DECISION: _l("Decision to suspend"),
    PaperKind.RESUMPTION_NOTICE: _l("Notice of resumption"),
    PaperKind.WITHDRAWAL_NOTICE: _l("Notice of withdrawal"),
    PaperKind.SERVICE_CERTIFICATE: _l("Certificate of service"),
    PaperKind.OBJECTION_TRANSFER: _l("Objection handed to the agency"),
    PaperKind.REVIEW_COMMISSION: _l("Commission of a professional review"),
    PaperKind.OBJECTION_RULING: _l("Ruling on an objection"),
    PaperKind.REISSUE_NOTICE: _l("Notice to issue the report again"),
    PaperKind.INTERIM_STATEMENT: _l("Interim statement of the fee"),
}
