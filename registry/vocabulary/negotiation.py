"""The parties' negotiation of three agencies and their order (法释〔2018〕15号 art. 16)."""

from enum import StrEnum


class WaiverGround(StrEnum):
    """Why the agencies are drawn without a negotiation on this platform, or before its end."""

    PARTY_MISSING = "party_missing"
    PARTY_DECLINED = "party_declined"
    NO_RESPONSE = "no_response"
    DRAW_REQUESTED = "draw_requested"
    HELD_ON_RECORD = "held_on_record"
    LIST_TOO_SHORT = "list_too_short"


class NegotiationOutcome(StrEnum):
    """How a negotiation stands or ended."""

    OPEN = "open"
    AGREED = "agreed"
    NOT_AGREED = "not_agreed"
    WAIVED = "waived"
