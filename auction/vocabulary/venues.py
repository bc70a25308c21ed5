"""Why a sale leaves the platform, and how a buyer it never saw is known."""

from enum import StrEnum


class TraditionalGround(StrEnum):
    """Why a court may sell otherwise than online (法释〔2016〕18号 art. 2)."""

    #: A law, a regulation or a judicial interpretation names another way, as for ships.
    OTHER_WAY_REQUIRED = "other_way_required"
    #: The thing is not fit for an online auction.
    UNFIT_FOR_ONLINE = "unfit_for_online"


class BuyerIdType(StrEnum):
    """What a buyer is identified by in the result of another platform."""

    RESIDENT_ID = "resident_id"
    CREDIT_CODE = "credit_code"
