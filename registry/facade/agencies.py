"""Agencies as others see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from registry import queries
from registry.models import Agency
from registry.vocabulary import (
    AgencyField,
    Standing,
)


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


def agency_view(agency: Agency) -> AgencyView:
    """Return an agency as others may know it."""
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


def get_agency(code: str) -> AgencyView:
    """Return an agency; raise NotFound."""
    return agency_view(queries.get_agency(code))


def agency_names(codes: Collection[str]) -> dict[str, str]:
    """Return the names of agencies by their codes; an unknown code is left out."""
    return queries.agency_names(codes)
