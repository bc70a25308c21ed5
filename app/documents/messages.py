"""What people read about papers."""

from flask_babel import lazy_gettext as _l

from app.documents.markup import TextFault
from app.documents.vocabulary import PaperKind

WORDING = {
    "documents.paper.issued": _l("Paper %(paper_no)s was issued (SHA-256 %(sha256)s)"),
    "documents.text.changed": _l(
        "The text of %(title)s has a new version %(version)s (SHA-256 %(text_sha256)s): %(reason)s"
    ),
}

REFUSALS = {
    "paper_damaged": (
        _l("The stored paper is damaged"),
        _l("Its digest no longer matches the record, so it is not handed out. Tell the court."),
    ),
    "paper_text_faulty": (
        _l("The text cannot be used for this paper"),
        _l("Nothing was saved. What you typed is kept below."),
    ),
    "paper_text_moved": (
        _l("Somebody else changed this text in the meantime"),
        _l(
            "Version %(version)s was taken while you wrote. What you typed is kept below: compare "
            "it with that version, then save again."
        ),
    ),
    "paper_text_unchanged": (
        _l("This is the text that counts already"),
        _l("No new version was made."),
    ),
    "paper_text_reason_missing": (
        _l("Say why the text is changed"),
        _l("The reason is kept with the version, for whoever asks later."),
    ),
}

#: What is wrong with a text; ``%s`` is the word at fault.
TEXT_FAULTS = {
    TextFault.EMPTY: _l("The text has no paragraph."),
    TextFault.TOO_LONG: _l("The text is longer than %s characters or 120 lines."),
    TextFault.SHAPELESS_SIGN: _l("The sign %s cannot be printed; remove it."),
    TextFault.STRAY_BRACE: _l("A brace stands alone in: %s. Braces are for placeholders only."),
    TextFault.STRAY_MARKER: _l("The place of a table needs a line of its own: %s"),
    TextFault.UNKNOWN_PLACEHOLDER: _l("This paper has no placeholder {%s}."),
    TextFault.UNKNOWN_TABLE: _l("This paper has no table [[%s]]."),
    TextFault.TABLE_MISSING: _l("The table [[%s]] must stay in the text."),
    TextFault.TABLE_TWICE: _l("The table [[%s]] stands in the text more than once."),
    TextFault.PLACEHOLDER_MISSING: _l("The placeholder {%s} must stay in the text."),
    TextFault.ARTICLE_MISSING: _l("The legal basis must stay in the text: %s is missing."),
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
    PaperKind.PLAN_OBJECTION_NOTICE: _l("Notice of an objection to the distribution"),
    PaperKind.FORFEITURE_STATEMENT: _l("Statement of a forfeited deposit"),
    PaperKind.LOSS_STATEMENT: _l("Statement of the losses taken from a deposit"),
    PaperKind.TOP_UP_ORDER: _l("Order to make up the difference"),
    PaperKind.IN_KIND_INQUIRY: _l("Inquiry whether creditors take it in kind"),
    PaperKind.IN_KIND_RULING: _l("Ruling in kind"),
    PaperKind.MANAGEMENT_RULING: _l("Ruling to manage"),
    PaperKind.RELEASE_RULING: _l("Ruling to release and give back"),
    PaperKind.SALE_SUSPENSION: _l("Decision to suspend the sale"),
    PaperKind.SALE_STAY: _l("Ruling to stay the sale"),
    PaperKind.SALE_RESUMPTION: _l("Notice that the sale goes on"),
    PaperKind.SALE_WITHDRAWAL: _l("Decision to withdraw the sale"),
    PaperKind.SALE_STOP: _l("Decision to end the sale"),
    PaperKind.SALE_STOP_COVERED: _l("Decision to stop the sale, debts covered"),
    PaperKind.SALE_ANNULMENT: _l("Ruling to annul the sale"),
    PaperKind.SELF_DISPOSAL_PERMIT: _l("Permission to sell by oneself"),
    PaperKind.DEFAULT_RULING: _l("Ruling on the buyer's default"),
    PaperKind.DEFAULT_RULING_ON_SITE: _l("Ruling on the buyer's default on site"),
    PaperKind.SALE_RULING: _l("Ruling on the sale"),
    PaperKind.ASSISTANCE_NOTICE: _l("Notice to assist enforcement"),
    PaperKind.HANDOVER_RECORD: _l("Record of the handover"),
}
