"""Words of the appraisal: refusals, facts, and the names of its states and kinds."""

from typing import Any

from appraisal.messages import assignments, deadlines, fees, inquiries, objections, reports
from appraisal.messages.assignments import (
    ASSET_FACTS,
    GROUNDS,
    NATURES,
    PARTY_ROLES,
    RESPITE_GROUNDS,
    ROUTES,
    STATES,
    SUSPENSION_GROUNDS,
    TAGS,
    WITHDRAWAL_GROUNDS,
)
from appraisal.messages.fees import SCHEDULES
from appraisal.messages.reports import (
    CAPACITIES,
    CHECKS,
    METHODS,
    PICTURE_ROLES,
    PRESENCES,
    SERVICE_METHODS,
)

_PARTS = (assignments, inquiries, reports, objections, fees, deadlines)

WORDING: dict[str, Any] = {name: words for part in _PARTS for name, words in part.WORDING.items()}
REFUSALS: dict[str, tuple[Any, Any]] = {
    code: words for part in _PARTS for code, words in part.REFUSALS.items()
}

__all__ = [
    "ASSET_FACTS",
    "CAPACITIES",
    "CHECKS",
    "GROUNDS",
    "METHODS",
    "NATURES",
    "PARTY_ROLES",
    "PICTURE_ROLES",
    "PRESENCES",
    "REFUSALS",
    "RESPITE_GROUNDS",
    "ROUTES",
    "SCHEDULES",
    "SERVICE_METHODS",
    "STATES",
    "SUSPENSION_GROUNDS",
    "TAGS",
    "WITHDRAWAL_GROUNDS",
    "WORDING",
]
