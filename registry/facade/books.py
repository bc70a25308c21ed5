"""Courts, cases, parties and assets as others see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select

from app.identity.vocabulary import PersonKind
from app.kernel.errors import NotFound
from app.kernel.money import Money
from registry import queries
from registry.models import Asset, Court, CourtCase, Party
from registry.rules.numbers import canonical_case_number
from registry.vocabulary import (
    AssetKind,
    AssetNature,
    EncumbranceKind,
    PartyRole,
)


@dataclass(frozen=True)
class CourtView:
    """A court and how to reach it."""

    id: int
    code: str
    name: str
    region_code: str
    address: str
    phone: str
    supervision_phone: str


@dataclass(frozen=True)
class PartyView:
    """A party as the court knows it; the number stays masked."""

    id: int
    key: str
    role: PartyRole
    name: str
    kind: PersonKind
    id_masked: str
    person_id: int | None
    claim: Money | None
    is_secured: bool


@dataclass(frozen=True)
class CaseView:
    """An enforcement case with its parties."""

    id: int
    number: str
    court_id: int
    court_code: str
    court_name: str
    cause: str
    filed_on: date
    judge_name: str
    contact_phone: str
    parties: tuple[PartyView, ...]


@dataclass(frozen=True)
class AssetView:
    """A seized asset and what the court found out about it."""

    id: int
    no: str
    case_id: int
    case_number: str
    court_id: int
    court_code: str
    court_name: str
    nature: AssetNature
    kind: AssetKind
    title: str
    address: str
    region_code: str
    estimated_value: Money
    seized_on: date
    facts: dict[str, str]
    description: str


@dataclass(frozen=True)
class SeizedAssetView:
    """A seized asset, as far as its days are concerned."""

    no: str
    title: str
    case_number: str
    court_id: int
    court_name: str
    judge_name: str
    seized_on: date
    registered_at: datetime


def _court(court: Court) -> CourtView:
    return CourtView(
        court.id,
        court.code,
        court.name,
        court.region_code,
        court.address,
        court.phone,
        court.supervision_phone,
    )


def _party(party: Party) -> PartyView:
    return PartyView(
        party.id,
        party.key,
        party.role,
        party.name,
        party.kind,
        party.id_masked,
        party.person_id,
        party.claim,
        party.is_secured,
    )


def _case(case: CourtCase) -> CaseView:
    return CaseView(
        case.id,
        case.number,
        case.court_id,
        case.court.code,
        case.court.name,
        case.cause,
        case.filed_on,
        case.judge_name,
        case.contact_phone,
        tuple(_party(party) for party in queries.list_parties(case.id)),
    )


def _asset(asset: Asset) -> AssetView:
    case = asset.case
    return AssetView(
        asset.id,
        asset.no,
        case.id,
        case.number,
        case.court_id,
        case.court.code,
        case.court.name,
        asset.nature,
        asset.kind,
        asset.title,
        asset.address,
        asset.region_code,
        asset.estimated_value,
        asset.seized_on,
        dict(asset.facts),
        asset.description,
    )


def list_courts() -> list[CourtView]:
    """Return the courts of the platform."""
    return [_court(court) for court in queries.list_courts()]


def get_court(court_id: int) -> CourtView:
    """Return a court; raise NotFound."""
    return _court(queries.get_court(court_id))


def get_case(number: str) -> CaseView:
    """Return the case of a number, in whatever brackets it is written; raise NotFound."""
    case = queries.find_case(canonical_case_number(number))
    if case is None:
        raise NotFound("case", number)
    return _case(case)


def find_case(number: str) -> CaseView | None:
    """Return the case of a number, or None."""
    case = queries.find_case(canonical_case_number(number))
    return _case(case) if case else None


def get_case_by_id(case_id: int) -> CaseView:
    """Return a case by its row number; raise NotFound."""
    return _case(queries.get_case(case_id))


def get_asset(no: str) -> AssetView:
    """Return an asset; raise NotFound."""
    return _asset(queries.get_asset(no))


def list_assets_of(case_number: str) -> list[AssetView]:
    """Return the assets of a case, those that were released left out."""
    assets = queries.list_assets(get_case(case_number).id)
    return [_asset(asset) for asset in assets if asset.withdrawn_at is None]


def security_holders(asset_no: str) -> set[str]:
    """Return the names of those who hold a mortgage or a pledge on an asset that stands."""
    asset = queries.get_asset(asset_no)
    kinds = (EncumbranceKind.MORTGAGE, EncumbranceKind.PLEDGE)
    return {
        row.holder
        for row in queries.list_encumbrances([asset.id])
        if row.kind in kinds and row.lifted_at is None
    }


def parties_of(case_number: str) -> list[PartyView]:
    """Return the parties of a case in the order they were written in."""
    return list(get_case(case_number).parties)


def seized_assets(
    apart_from: Select[tuple[str]], *, court_id: int, limit: int
) -> list[SeizedAssetView]:
    """Return the seized assets of a court, the longest first, without those of some numbers."""
    return [
        _seized(asset)
        for asset in queries.list_seized_assets(apart_from, court_id=court_id, limit=limit)
    ]


def find_seized_asset(no: str) -> SeizedAssetView | None:
    """Return an asset of a number while it is seized; None once it was released."""
    asset = queries.find_asset(no)
    return None if asset is None or asset.withdrawn_at is not None else _seized(asset)


def judges_of(case_numbers: Collection[str]) -> dict[str, str]:
    """Return the judge in charge of each of some cases, by the number of the case."""
    return queries.list_judges(case_numbers) if case_numbers else {}


def party_names(party_ids: Collection[int]) -> dict[int, str]:
    """Return the names of some parties, for those who may know them."""
    return queries.list_party_names(party_ids) if party_ids else {}


def _seized(asset: Asset) -> SeizedAssetView:
    case = asset.case
    return SeizedAssetView(
        asset.no,
        asset.title,
        case.number,
        case.court_id,
        case.court.name,
        case.judge_name,
        asset.seized_on,
        asset.registered_at,
    )


def list_cases_of(person_id: int) -> list[CaseView]:
    """Return the cases a person is a party of, newest first."""
    return [_case(case) for case in queries.list_cases_of_person(person_id)]
