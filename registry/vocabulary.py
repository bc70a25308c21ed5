"""The words of the registry that others may use: states, kinds, fields and reasons."""

from enum import StrEnum


class PartyRole(StrEnum):
    """Where a person stands in an enforcement case."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    OTHER_CREDITOR = "other_creditor"
    INTERESTED = "interested"


class PartyKind(StrEnum):
    """Natural person or legal person; decides which number is checked."""

    NATURAL = "natural"
    LEGAL = "legal"


class IdType(StrEnum):
    """The document behind a party's number."""

    RESIDENT_ID = "resident_id"
    USCC = "uscc"
    OTHER = "other"


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


class DrawState(StrEnum):
    """The life of a draw (fairness 1.3)."""

    DRAFT = "draft"
    FROZEN = "frozen"
    ENTROPY_CLOSED = "entropy_closed"
    DRAWN = "drawn"
    NOTIFIED = "notified"
    VOID = "void"


class DrawAction(StrEnum):
    """What may be done to a draw."""

    FREEZE = "freeze"
    CLOSE_ENTROPY = "close_entropy"
    PERFORM = "perform"
    NOTIFY = "notify"
    VOID = "void"


class Scope(StrEnum):
    """How far the pool reaches; widened before the freeze only (P14)."""

    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class ExclusionCode(StrEnum):
    """Why an agency of the list is not in the pool (fairness 1.5)."""

    FIELD = "E01"
    GRADE = "E02"
    REGION = "E03"
    PAUSED = "E04"
    DELISTED = "E05"
    CONFLICT = "E06"
    ALREADY_FAILED = "E07"
    AT_CAPACITY = "E08"
    NOT_QUALIFIED = "E09"
    SHARED_TICKET = "E10"


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

#: The five things a court finds out before any price is asked (法释〔2018〕15号 art. 3).
ASSET_FACTS = ("title", "burdens", "occupation", "unpaid_taxes", "defects")
