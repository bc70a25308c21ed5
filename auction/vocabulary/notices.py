"""What a notice says, and how people learn of a sale."""

from enum import StrEnum


class NoticeItem(StrEnum):
    """What must be published: 法释〔2016〕18号 arts. 12(2) and 13, one key an item."""

    # art. 12(2): the notice itself; price, deposit, time, platform and court are columns.
    PROPERTY = "property"
    BIDDER_CONDITIONS = "bidder_conditions"
    KNOWN_DEFECTS = "known_defects"
    RIGHTS_AND_DUTIES = "rights_and_duties"
    LEGAL_LIABILITY = "legal_liability"
    # art. 13: published on the day of the notice.
    ENFORCEMENT_TITLE = "enforcement_title"
    BIDDING_RULES = "bidding_rules"
    TITLE_AND_OCCUPATION = "title_and_occupation"
    PRIORITY_HOLDERS = "priority_holders"
    NOTIFICATION = "notification"
    PAYMENT = "payment"
    TAXES = "taxes"
    COURT_CONTACT = "court_contact"
    SUPERVISION_CONTACT = "supervision_contact"
    VIEWING = "viewing"
    OTHER = "other"


#: May stay empty: what else the court thinks should be published (art. 13 no. 11).
OPTIONAL_ITEMS = frozenset({NoticeItem.OTHER})


class SpecialPrompt(StrEnum):
    """The seven special warnings of 法释〔2016〕18号 art. 14."""

    CAPACITY = "capacity"
    AGENT = "agent"
    DEFECTS = "defects"
    AS_IS = "as_is"
    FULL_ACCEPTANCE = "full_acceptance"
    NAME_PUBLISHED = "name_published"
    DEPOSIT_KEPT = "deposit_kept"


class ServiceWay(StrEnum):
    """How a party or priority purchaser learned of the sale (art. 16)."""

    DELIVERED = "delivered"
    PUBLISHED = "published"
    WAIVED = "waived"


class SignatureWay(StrEnum):
    """How a member of the panel signed its record (P69)."""

    #: In the member's own session.
    SESSION = "session"
    #: Drawn on the screen of the judge who took it.
    DRAWN = "drawn"


class Tax(StrEnum):
    """The taxes and charges that a transfer by a sale of the court brings."""

    VAT = "vat"
    SURCHARGES = "surcharges"
    LAND_VALUE = "land_value"
    DEED = "deed"
    STAMP = "stamp"
    INCOME = "income"
    LAND_PRICE = "land_price"
    ARREARS = "arrears"
    OTHER = "other"


class TaxBearer(StrEnum):
    """Who bears a tax: whoever the law names, or whom the court decided on (art. 30)."""

    DEBTOR = "debtor"
    BUYER = "buyer"
    EACH_SIDE = "each_side"


class PriorityNature(StrEnum):
    """The right behind a priority purchase."""

    CO_OWNER = "co_owner"
    TENANT = "tenant"
    SHAREHOLDER = "shareholder"
    OTHER = "other"
