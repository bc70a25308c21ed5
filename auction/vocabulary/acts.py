"""Why a court stops, takes back, ends or annuls a sale: five different acts, each by its list."""

from enum import StrEnum


class HaltGround(StrEnum):
    """Why a sale stands still for a time (法释〔2016〕18号 arts. 28, 36)."""

    #: 28(2): whoever runs the platform stops first and reports at once.
    PLATFORM_FAULT = "platform_fault"
    SECURITY_RISK = "security_risk"
    #: 36: an objection is pending.
    OBJECTION = "objection"
    #: 36: a third party claims the property; then the sale must stand still.
    THIRD_PARTY = "third_party"
    #: The enforcement itself is put off or stayed.
    ENFORCEMENT_HELD = "enforcement_held"
    COURT_DECIDES = "court_decides"


#: What whoever runs the platform may stop a sale for (28(2)).
PLATFORM_GROUNDS = frozenset({HaltGround.PLATFORM_FAULT, HaltGround.SECURITY_RISK})
#: What takes a ruling, not a decision: 中止.
RULING_GROUNDS = frozenset(
    {HaltGround.THIRD_PARTY, HaltGround.ENFORCEMENT_HELD, HaltGround.OBJECTION}
)


class WithdrawalGround(StrEnum):
    """Why a sale is taken back before it begins (法释〔2020〕21号 art. 17)."""

    TITLE_REVOKED = "title_revoked"
    APPLICATION_WITHDRAWN = "application_withdrawn"
    DEBT_PAID = "debt_paid"
    SETTLEMENT = "settlement"
    THIRD_PARTY = "third_party"
    COLLUSION = "collusion"
    OTHER = "other"


class StopGround(StrEnum):
    """Why a sale is ended without a result (法释〔2020〕21号 art. 14); art. 19 needs no list."""

    #: 14: what other lots of the case brought covers the debts and the debtor's costs.
    DEBTS_COVERED = "debts_covered"


class CoverageDecision(StrEnum):
    """What a judge decided once the lots sold cover the debts (art. 14)."""

    STOPPED = "stopped"
    #: The debtor agrees that everything is sold.
    GOES_ON = "goes_on"


class AnnulmentGround(StrEnum):
    """Why a sale is annulled: the six of 法释〔2016〕18号 art. 31."""

    FALSE_DESCRIPTION = "false_description"
    SYSTEM_FAULT = "system_fault"
    COLLUSION = "collusion"
    UNQUALIFIED_BUYER = "unqualified_buyer"
    UNLAWFUL_RESTRICTION = "unlawful_restriction"
    OTHER_BREACH = "other_breach"
