"""Courts, agencies and cases for demo and training, written by the services alone."""

from datetime import datetime

from registry.models import Court
from registry.seeds.agencies import (
    AGENCIES,
    CONTROLLER,
    CONTROLLER_CODE,
    RELATED_COMPANY,
    RELATED_COMPANY_CODE,
)
from registry.seeds.cases import SeedCase, SeedParty, seed_case, seed_draw
from registry.seeds.codes import credit_code
from registry.seeds.commands import history_command
from registry.seeds.courts import COURTS, seed_courts
from registry.seeds.history import PanelHistory
from registry.seeds.houses import HELPERS, HOUSES
from registry.seeds.panel import seed_agencies

__all__ = [
    "AGENCIES",
    "CONTROLLER",
    "CONTROLLER_CODE",
    "COURTS",
    "HELPERS",
    "HOUSES",
    "RELATED_COMPANY",
    "RELATED_COMPANY_CODE",
    "PanelHistory",
    "SeedCase",
    "SeedParty",
    "credit_code",
    "history_command",
    "seed_agencies",
    "seed_case",
    "seed_courts",
    "seed_draw",
    "seed_registry",
]


def seed_registry(at: datetime) -> list[Court]:
    """Lay courts and agencies; safe to repeat. Returns the courts, 历下区 first."""
    seed_agencies(at)
    return seed_courts()
