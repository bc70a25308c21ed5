"""The ways to a reference price and the grounds of an appraisal."""

from enum import StrEnum


class PriceRoute(StrEnum):
    """How the reference price is found (法释〔2018〕15号 art. 2)."""

    NEGOTIATED = "negotiated"
    DIRECTED_INQUIRY = "directed_inquiry"
    NETWORK_INQUIRY = "network_inquiry"
    COMMISSIONED_APPRAISAL = "commissioned_appraisal"


class AppraisalGround(StrEnum):
    """Why an appraisal is commissioned (法释〔2018〕15号 art. 14)."""

    LAW_REQUIRES = "law_requires"
    BOTH_ASK = "both_ask"
    INQUIRY_FAILED = "inquiry_failed"
