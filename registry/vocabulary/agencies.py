"""What an agency is, does and may do."""

from enum import StrEnum

from registry.vocabulary.books import AssetNature


class AgencyField(StrEnum):
    """What an agency is on the list for.

    The five professions of the Supreme Court's list of appraisal agencies; the two licences of
    auction houses (拍卖法 arts. 11-13, 文物保护法 on relics); the auxiliary work a court may hand
    out (法释〔2016〕18号 art. 7).
    """

    ASSETS = "assets"
    LAND = "land"
    REAL_ESTATE = "real_estate"
    MINING = "mining"
    JEWELRY = "jewelry"
    AUCTION_GENERAL = "auction_general"
    AUCTION_RELICS = "auction_relics"
    AUX_MATERIALS = "aux_materials"
    AUX_VIEWING = "aux_viewing"
    AUX_CUSTODY = "aux_custody"


class AgencyKind(StrEnum):
    """What an agency is commissioned for."""

    APPRAISAL = "appraisal"
    AUCTION_HOUSE = "auction_house"
    AUXILIARY = "auxiliary"


class Standing(StrEnum):
    """Whether an agency may be commissioned (domain 4.3)."""

    ELIGIBLE = "eligible"
    #: Commissioned with a load cap, the upper value band closed (fairness 2.6).
    PROBATION = "probation"
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

FIELDS_OF_KIND: dict[AgencyKind, tuple[AgencyField, ...]] = {
    AgencyKind.APPRAISAL: (
        AgencyField.REAL_ESTATE,
        AgencyField.LAND,
        AgencyField.ASSETS,
        AgencyField.MINING,
        AgencyField.JEWELRY,
    ),
    AgencyKind.AUCTION_HOUSE: (AgencyField.AUCTION_GENERAL, AgencyField.AUCTION_RELICS),
    AgencyKind.AUXILIARY: (
        AgencyField.AUX_MATERIALS,
        AgencyField.AUX_VIEWING,
        AgencyField.AUX_CUSTODY,
    ),
}
