"""Words of preparing a sale: the panel's signatures, the editor, corrections of a notice."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import NoticeItem, SignatureWay, Tax, TaxBearer

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "panel_unsigned": (
        _l("The record of the panel is not signed by all"),
        _l("Signatures are missing: %(names)s"),
    ),
    "panel_signature_missing": (
        _l("Nothing was drawn"),
        _l("Draw the signature on the line, or let the member sign in the own session."),
    ),
    "panel_record_changed": (
        _l("The record of the panel is another one now"),
        _l("Read it again before you sign. Nothing was signed."),
    ),
    "tax_incomplete": (
        _l("A line of the tax table is not complete"),
        _l("Name the tax, who bears it and on what ground. Nothing was saved."),
    ),
    "picture_missing": (
        _l("No picture was chosen"),
        _l("Choose a photograph first. Nothing was changed."),
    ),
    "unknown_media": (
        _l("This picture is not of this property"),
        _l("Choose among the published pictures of its survey. Nothing was saved."),
    ),
    "taxes_not_listed": (
        _l("The taxes are not listed one by one"),
        _l("Bidders reckon with them: name each tax, who bears it and on what ground."),
    ),
    "correction_not_open": (
        _l("This notice can no longer be corrected"),
        _l("Once bidding has begun a sale is stopped, taken back or annulled by its own act."),
    ),
    "correction_changes_nothing": (
        _l("The notice would stay as it is"),
        _l("The words and times are those already published."),
    ),
    "correction_restarts": (
        _l("The days of notice begin anew"),
        _l("Bidding may open on %(earliest)s at the earliest. Move the times. Nothing changed."),
    ),
    "notice_unread": (
        _l("The notice was corrected after you enrolled"),
        _l(
            "Read on the page of the lot what changed and confirm it; then you may bid. Nothing "
            "was changed."
        ),
    ),
    "leaving_too_late": (
        _l("Bidding has begun or is over"),
        _l(
            "Whoever does not buy gets the deposit back after the end, without asking. Nothing "
            "was changed."
        ),
    ),
    "leaving_without_change": (
        _l("Nothing you have not accepted was changed in what is sold"),
        _l(
            "Leaving gives the deposit back only after a correction that counted the days of "
            "notice anew, as long as you have not confirmed it. Nothing was changed."
        ),
    ),
    "correction_incomplete": (
        _l("The corrected notice is not complete"),
        _l("No item of the law may be taken out. Nothing was published."),
    ),
}

WORDING = {
    "auction.panel.signed": _l("%(member)s signed the record of the panel"),
    "auction.notice.corrected": _l(
        "The notice was corrected, version %(notice_version)s: %(reason)s"
    ),
    "auction.notice.read": _l("Somebody read the corrected notice, version %(notice_version)s"),
    "auction.notice.read_by_party": _l(
        "%(party)s read the corrected notice, version %(notice_version)s"
    ),
    "auction.enrollment.left": _l("A bidder left because the notice was corrected"),
    "auction.notice.correction_refused": _l("A correction was not published: %(code)s"),
}

#: What a correction may change besides items and prompts.
CORRECTED: dict[str, Any] = {
    "title": _l("Title"),
    "disclaimer": _l("Disclaimer"),
    "media": _l("Pictures and videos"),
    "tax_table": _l("Taxes, one by one"),
    "opens_at": _l("Bidding opens"),
    "closes_at": _l("Bidding closes"),
    "balance_days": _l("Days to pay the balance"),
}

SIGNATURES = {
    SignatureWay.SESSION: _l("In the own session"),
    SignatureWay.DRAWN: _l("Drawn on the screen"),
}
TAXES = {
    Tax.VAT: _l("Value-added tax"),
    Tax.SURCHARGES: _l("Surcharges on value-added tax"),
    Tax.LAND_VALUE: _l("Land appreciation tax"),
    Tax.DEED: _l("Deed tax"),
    Tax.STAMP: _l("Stamp duty"),
    Tax.INCOME: _l("Income tax"),
    Tax.LAND_PRICE: _l("Land price to be paid in"),
    Tax.ARREARS: _l("Arrears of charges"),
    Tax.OTHER: _l("Another tax or charge"),
}
BEARERS = {
    TaxBearer.DEBTOR: _l("The debtor, out of the price"),
    TaxBearer.BUYER: _l("The buyer"),
    TaxBearer.EACH_SIDE: _l("Each side its own"),
}
#: The items of arts. 12(2), 13 and 14 as the checklists name them.
LISTS = {
    "notice": _l("The notice itself"),
    "published": _l("Published on the day of the notice"),
    "prompts": _l("Seven special warnings"),
}
POINTS = {
    "property": _l("The property"),
    "price": _l("The price"),
    "deposit": _l("The deposit"),
    "bidder_conditions": _l("Conditions for bidders"),
    "known_defects": _l("Known defects"),
    "rights_and_duties": _l("Rights and duties of bidders"),
    "legal_liability": _l("Legal liability"),
    "time": _l("The times of bidding"),
    "platform": _l("The platform of the sale"),
    "court": _l("The court"),
    "notice": _l("The notice, complete"),
    "enforcement_title": _l("The enforcement title"),
    "report": _l("The appraisal report"),
    "rules": _l("Times, start price and bidding rules"),
    "title_and_occupation": _l("Title, occupation and duties, with pictures or video"),
    "priority_holders": _l("Priority purchasers and the nature of their right"),
    "notification": _l("How parties and priority purchasers were told"),
    "payment": _l("How to pay deposit and price"),
    "taxes": _l("Taxes and who bears them"),
    "contacts": _l("The court and supervision, and how to reach them"),
    "other": _l("Other matters"),
}
#: Parts of the editor, each with the items it holds, in the order of the page.
PARTS = (
    (
        "description",
        _l("Description of the property"),
        (
            NoticeItem.PROPERTY,
            NoticeItem.KNOWN_DEFECTS,
            NoticeItem.TITLE_AND_OCCUPATION,
            NoticeItem.VIEWING,
        ),
    ),
    (
        "instructions",
        _l("Instructions for bidders"),
        (
            NoticeItem.BIDDER_CONDITIONS,
            NoticeItem.BIDDING_RULES,
            NoticeItem.RIGHTS_AND_DUTIES,
            NoticeItem.LEGAL_LIABILITY,
            NoticeItem.PAYMENT,
        ),
    ),
    (
        "disclosure",
        _l("Published with the notice"),
        (
            NoticeItem.ENFORCEMENT_TITLE,
            NoticeItem.PRIORITY_HOLDERS,
            NoticeItem.NOTIFICATION,
            NoticeItem.COURT_CONTACT,
            NoticeItem.SUPERVISION_CONTACT,
            NoticeItem.OTHER,
        ),
    ),
)
DAYS = {
    "told": _l("Everybody is told"),
    "notice": _l("The notice is published"),
    "earliest": _l("First lawful day of bidding"),
    "latest": _l("Last lawful day of this round"),
    "opens": _l("Bidding opens"),
    "closes": _l("Bidding closes"),
    "deposits_back": _l("Deposits of those who did not buy are back"),
    "winner_deposit": _l("The buyer's deposit is with the court"),
    "balance": _l("The balance is paid"),
    "ruling": _l("The ruling is served, if the price came on the last day"),
    "handover": _l("The property is handed over"),
}
