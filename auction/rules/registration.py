"""What it takes to register a thing that was bought: from whom each paper comes, and where to.

The list is ours (P81); an office may ask for more. What the law says of a paper is cited with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.citation import Citation
from auction.rules import articles
from registry.vocabulary import AssetNature

N = AssetNature


class Register(StrEnum):
    """Which office keeps the right; none for what is handed over by hand."""

    REAL_ESTATE = "real_estate"
    VEHICLES = "vehicles"
    COMPANIES = "companies"
    NATURAL_RESOURCES = "natural_resources"
    OF_THE_RIGHT = "of_the_right"
    NONE = "none"


class Source(StrEnum):
    """From whom a paper comes."""

    #: The court makes it out; it is downloaded here.
    COURT = "court"
    #: The court serves it on the office itself.
    SERVED_ON_OFFICE = "served_on_office"
    #: The buyer has it or fetches it.
    BUYER = "buyer"


@dataclass(frozen=True, slots=True)
class RegistrationPaper:
    """One paper of the list; its words are under its key."""

    key: str
    source: Source
    citation: Citation | None = None


REGISTER_OF: Mapping[AssetNature, Register] = {
    N.HOUSING: Register.REAL_ESTATE,
    N.COMMERCIAL: Register.REAL_ESTATE,
    N.INDUSTRIAL: Register.REAL_ESTATE,
    N.LAND_USE: Register.REAL_ESTATE,
    N.VEHICLE: Register.VEHICLES,
    N.EQUITY: Register.COMPANIES,
    N.MINING_RIGHT: Register.NATURAL_RESOURCES,
    N.OTHER_RIGHT: Register.OF_THE_RIGHT,
    N.EQUIPMENT: Register.NONE,
    N.JEWELRY: Register.NONE,
}

_RULING = RegistrationPaper("ruling", Source.COURT, articles.TITLE_PASSES)
_ASSISTANCE = RegistrationPaper("assistance", Source.SERVED_ON_OFFICE, articles.COURT_DUTIES)
_CONFIRMATION = RegistrationPaper("confirmation", Source.COURT, articles.CONFIRMATION)
_RECORD = RegistrationPaper("handover_record", Source.COURT, articles.HANDOVER)
_IDENTITY = RegistrationPaper("identity", Source.BUYER)
_TAXES = RegistrationPaper("taxes", Source.BUYER, articles.TAXES)
_FORM = RegistrationPaper("form", Source.BUYER)
#: Beside what every register asks for.
_MORE: Mapping[Register, tuple[RegistrationPaper, ...]] = {
    Register.REAL_ESTATE: (_FORM, RegistrationPaper("deed_tax", Source.BUYER, articles.TAXES)),
    Register.VEHICLES: (
        _FORM,
        RegistrationPaper("vehicle_inspection", Source.BUYER),
        RegistrationPaper("vehicle_insurance", Source.BUYER),
    ),
    Register.COMPANIES: (_FORM, RegistrationPaper("company_articles", Source.BUYER)),
    Register.NATURAL_RESOURCES: (_FORM, RegistrationPaper("mining_qualification", Source.BUYER)),
    Register.OF_THE_RIGHT: (_FORM,),
}


def registration_papers(
    nature: AssetNature, *, needs_approval: bool, is_limited: bool, is_in_kind: bool
) -> tuple[RegistrationPaper, ...]:
    """Return what a buyer needs, the court's papers first; in kind there is no confirmation."""
    register = REGISTER_OF[nature]
    confirmation = () if is_in_kind else (_CONFIRMATION,)
    if register is Register.NONE:
        return (_RULING, *confirmation, _RECORD, _IDENTITY)
    approval = RegistrationPaper("approval", Source.BUYER, articles.EQUITY_APPROVAL)
    proof = RegistrationPaper("purchase_proof", Source.BUYER, articles.HOME_QUALIFICATION)
    return (
        _RULING,
        _ASSISTANCE,
        *confirmation,
        _RECORD,
        _IDENTITY,
        _TAXES,
        *_MORE[register],
        *((approval,) if needs_approval else ()),
        *((proof,) if is_limited else ()),
    )
