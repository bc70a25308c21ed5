"""Why a sale leaves the platform, and where it stands elsewhere."""

from enum import StrEnum


class TraditionalGround(StrEnum):
    """Why a court may sell otherwise than online (法释〔2016〕18号 art. 2)."""

    #: A law, a regulation or a judicial interpretation names another way, as for ships.
    OTHER_WAY_REQUIRED = "other_way_required"
    #: The thing is not fit for an online auction.
    UNFIT_FOR_ONLINE = "unfit_for_online"


class OutsideStanding(StrEnum):
    """Where a sale stands on another platform, as that platform states it."""

    ANNOUNCED = "announced"
    BIDDING = "bidding"
    #: A late bid moved the end there (18号 art. 20(2)).
    EXTENDED = "extended"
    SUSPENDED = "suspended"
