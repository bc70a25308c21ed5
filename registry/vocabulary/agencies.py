"""What an agency is, does and may do."""

from enum import StrEnum

from registry.vocabulary.books import AssetNature


class AgencyField(StrEnum):
    """The five professions of the Supreme Court's list of appraisal agencies."""

    ASSETS = "assets"
    LAND = "land"
    REAL_ESTATE = "real_estate"
    MINING = "mining"
    JEWELRY = "jewelry"


class AgencyKind(StrEnum):
    """What an agency is commissioned for."""

    APPRAISAL = "appraisal"
    AUCTION_HOUSE = "auction_house"
    AUXILIARY = "auxiliary"


class Standing(StrEnum):
    """Whether an agency may be commissioned (domain 4.3)."""

    ELIGIBLE = "eligible"
    PAUSED = "paused"
    STOPPED = "stopped"
    DELISTED = "delisted"


FIELD_OF_NATURE: dict[AssetNature, AgencyField] = {
    AssetNature.HOUSING: AgencyField.REAL_ESTATE,
    AssetNature.COMMERCIAL: AgencyField.REAL_ESTATE,
    AssetNature.INDUSTRIAL: AgencyField.REAL_ESTATE,
    AssetNature.LAND_USE: AgencyField.LAND,
    AssetNature.VEHICLE: AgencyField.ASSETS,
    AssetNature.EQUIPMENT: AgencyField.ASSETS,
    AssetNature.EQUITY: AgencyField.ASSETS,
    AssetNature.MINING_RIGHT: AgencyField.MINING,
    AssetNature.JEWELRY: AgencyField.JEWELRY,
    AssetNature.OTHER_RIGHT: AgencyField.ASSETS,
}
