"""What appraisal, auction and the platform may ask of the registry: frozen answers only."""

from dataclasses import dataclass
from datetime import date, datetime

from app.identity.vocabulary import PersonKind
from app.kernel.errors import NotFound
from app.kernel.money import Money
from registry import queries
from registry.models import Agency, Asset, Court, CourtCase, Draw, Party
from registry.rules.numbers import canonical_case_number
from registry.services.agencies import count_commission
from registry.services.draws import mark_fallen
from registry.vocabulary import (
    AgencyField,
    AssetKind,
    AssetNature,
    DrawState,
    PartyRole,
    Standing,
)

__all__ = [
    "AgencyView",
    "AssetView",
    "CaseView",
    "CourtView",
    "DrawView",
    "PartyView",
    "count_commission",
    "draw_result",
    "find_case",
    "find_draw",
    "get_agency",
    "get_asset",
    "get_case",
    "get_case_by_id",
    "get_court",
    "list_assets_of",
    "list_courts",
    "mark_fallen",
    "parties_of",
]


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
class AgencyView:
    """An agency as anybody may know it."""

    code: str
    name: str
    fields: tuple[AgencyField, ...]
    regions: tuple[str, ...]
    grade: int
    standing: Standing
    licence_no: str
    licence_expires_on: date
    legal_representative: str
    address: str
    phone: str


@dataclass(frozen=True)
class DrawView:
    """The draw that holds for an asset; the order is empty until it is drawn."""

    no: str
    asset_no: str
    round: int
    state: DrawState
    order: tuple[AgencyView, ...]
    #: Codes of the drawn agencies that have failed since.
    fallen: tuple[str, ...]
    drawn_at: datetime | None
    transcript_digest: str | None

    @property
    def next_agency(self) -> AgencyView | None:
        """The first drawn agency that has not failed: the one to be commissioned."""
        return next((agency for agency in self.order if agency.code not in self.fallen), None)


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


def _agency(agency: Agency) -> AgencyView:
    return AgencyView(
        agency.code,
        agency.name,
        tuple(AgencyField(field) for field in agency.fields),
        tuple(agency.regions),
        agency.grade,
        agency.standing,
        agency.licence_no,
        agency.licence_expires_on,
        agency.legal_representative,
        agency.address,
        agency.phone,
    )


def _draw(draw: Draw) -> DrawView:
    return DrawView(
        draw.no,
        draw.asset.no,
        draw.round,
        draw.state,
        tuple(_agency(queries.get_agency(drawn.agency_code)) for drawn in draw.drawn),
        tuple(drawn.agency_code for drawn in draw.drawn if drawn.fallen_at),
        draw.drawn_at,
        draw.transcript_digest,
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
    """Return the assets of a case."""
    return [_asset(asset) for asset in queries.list_assets(get_case(case_number).id)]


def parties_of(case_number: str) -> list[PartyView]:
    """Return the parties of a case in the order they were written in."""
    return list(get_case(case_number).parties)


def get_agency(code: str) -> AgencyView:
    """Return an agency; raise NotFound."""
    return _agency(queries.get_agency(code))


def find_draw(asset_no: str) -> DrawView | None:
    """Return the newest draw of an asset that is not void, whatever its state."""
    draws = queries.list_draws_of_asset(queries.get_asset(asset_no).id)
    holding = [draw for draw in draws if draw.state is not DrawState.VOID]
    return _draw(holding[-1]) if holding else None


def draw_result(asset_no: str) -> DrawView:
    """Return the draw with a result that holds for an asset; raise NotFound."""
    draw = find_draw(asset_no)
    if draw is None or draw.state not in (DrawState.DRAWN, DrawState.NOTIFIED):
        raise NotFound("draw", asset_no)
    return draw
