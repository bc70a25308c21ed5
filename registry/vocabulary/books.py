"""What stands in a case: parties and assets."""

from enum import StrEnum


class PartyRole(StrEnum):
    """Where a person stands in an enforcement case."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    OTHER_CREDITOR = "other_creditor"
    INTERESTED = "interested"


class AssetKind(StrEnum):
    """Movable or immovable: notice periods and papers depend on it."""

    MOVABLE = "movable"
    IMMOVABLE = "immovable"
    OTHER = "other"


class AssetNature(StrEnum):
    """What is to be sold; decides which profession may appraise it."""

    HOUSING = "housing"
    COMMERCIAL = "commercial"
    INDUSTRIAL = "industrial"
    LAND_USE = "land_use"
    VEHICLE = "vehicle"
    EQUIPMENT = "equipment"
    EQUITY = "equity"
    MINING_RIGHT = "mining_right"
    JEWELRY = "jewelry"
    OTHER_RIGHT = "other_right"


KIND_OF_NATURE: dict[AssetNature, AssetKind] = {
    AssetNature.HOUSING: AssetKind.IMMOVABLE,
    AssetNature.COMMERCIAL: AssetKind.IMMOVABLE,
    AssetNature.INDUSTRIAL: AssetKind.IMMOVABLE,
    AssetNature.LAND_USE: AssetKind.IMMOVABLE,
    AssetNature.VEHICLE: AssetKind.MOVABLE,
    AssetNature.EQUIPMENT: AssetKind.MOVABLE,
    AssetNature.EQUITY: AssetKind.OTHER,
    AssetNature.MINING_RIGHT: AssetKind.OTHER,
    AssetNature.JEWELRY: AssetKind.MOVABLE,
    AssetNature.OTHER_RIGHT: AssetKind.OTHER,
}

#: The five things a court finds out before any price is asked (法释〔2018〕15号 art. 3).
ASSET_FACTS = ("title", "burdens", "occupation", "unpaid_taxes", "defects")
