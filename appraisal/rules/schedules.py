"""Which fee schedules fit an asset at a place on a day, and why."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import lawbook
from registry.vocabulary import FIELD_OF_NATURE, AgencyField, AssetNature

_SUBJECTS = {AgencyField.REAL_ESTATE: "real_estate", AgencyField.LAND: "land"}
#: Everything that is neither land nor a building is charged as an asset.
_OTHER = "assets"


class ScheduleFit(StrEnum):
    """How well a schedule fits: set for the place, a national reference, or of another place."""

    OF_THE_REGION = "of_the_region"
    NATIONAL_REFERENCE = "national_reference"
    OTHER_REGION = "other_region"


@dataclass(frozen=True, slots=True)
class FittingSchedule:
    """A schedule that may be charged by, and how well it fits."""

    code: str
    fit: ScheduleFit
    rule: lawbook.Rule


def schedules_for(
    nature: AssetNature, region_code: str, *, on: date
) -> tuple[FittingSchedule, ...]:
    """Return the schedules about an asset in force on a day, the best fitting first.

    A table of the place itself comes first, the nearest before the wider one. The national
    notices of 1994 and 1995 were repealed and are references only; no table of Shandong was
    found, so there a table of another province is no more than an example.
    """
    subject = _SUBJECTS.get(FIELD_OF_NATURE[nature], _OTHER)
    found = [
        FittingSchedule(rule.key.removeprefix("schedule."), _fit(rule, region_code), rule)
        for rule in lawbook.tables_of(subject, on=on)
    ]
    order = list(ScheduleFit)
    return tuple(sorted(found, key=lambda f: (order.index(f.fit), -len(f.rule.region), f.code)))


def is_known(code: str, *, on: date) -> bool:
    """Say whether an appraisal may be charged by a schedule on a day."""
    return any(
        rule.key == f"schedule.{code}"
        for subject in (*_SUBJECTS.values(), _OTHER)
        for rule in lawbook.tables_of(subject, on=on)
    )


def _fit(rule: lawbook.Rule, region_code: str) -> ScheduleFit:
    if not rule.region:
        return ScheduleFit.NATIONAL_REFERENCE
    if region_code.startswith(rule.region):
        return ScheduleFit.OF_THE_REGION
    return ScheduleFit.OTHER_REGION
