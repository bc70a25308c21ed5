"""The published weights and constants of the score: dated, versioned, and marked as policy."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import yaml

from app.lawbook.rules import Rule, build_book
from registry.rules.scoring.bayes import Prior
from registry.vocabulary import AgencyKind, EvidenceKind

_PACK = Path(__file__).with_name("score.yaml")

#: The part that comes from the list, not from evidence.
QUALIFICATION = "qualification_capacity"
DEVIATION = "deviation"
SALES = "sales"
PARTIES = "parties"

#: Parts that are a share of things done well, and the evidence each is counted from.
RATES: dict[str, tuple[EvidenceKind, ...]] = {
    "timeliness": (EvidenceKind.TIMELINESS,),
    "acceptance": (EvidenceKind.ACCEPTANCE,),
    "objections": (EvidenceKind.OBJECTION,),
    "review": (EvidenceKind.REVIEW,),
    "judge": (EvidenceKind.JUDGE_RATING,),
    "parties": (EvidenceKind.APPLICANT_RATING, EvidenceKind.DEBTOR_RATING),
    "materials": (EvidenceKind.MATERIALS,),
    "viewings": (EvidenceKind.VIEWING,),
    "handover": (EvidenceKind.HANDOVER,),
    "procedure": (EvidenceKind.PROCEDURE,),
    "bidders": (EvidenceKind.BIDDER_RATING,),
}


@cache
def _book() -> dict[str, tuple[Rule, ...]]:
    return build_book(yaml.safe_load(_PACK.read_text(encoding="utf-8")))


def rule(key: str, on: date) -> Rule:
    """Return the rule of a key in force on a day; the pack has one for every day."""
    return next(found for found in _book()[key] if found.is_in_force(on))


def rules_of(on: date) -> tuple[Rule, ...]:
    """Return the whole model of a day, for the page that publishes it."""
    return tuple(
        found for versions in _book().values() for found in versions if found.is_in_force(on)
    )


@dataclass(frozen=True)
class Model:
    """The score of one kind of agency as it stands on a day."""

    version: str
    kind: AgencyKind
    #: Points by part, in the order they are shown.
    points: dict[str, int]
    priors: dict[str, Prior]
    on: date

    def constant(self, key: str) -> float:
        """Return a constant of the formulas."""
        value = rule(key, self.on).value
        assert isinstance(value, int | Fraction)
        return float(value)

    def grade(self, grade: int) -> float:
        """Return what a grade is worth; 1 is the highest."""
        return self.constant(f"grade.{grade}")


@cache
def _model(kind: AgencyKind, version: str, on: date) -> Model:
    start, end = f"{kind}.", ".points"
    points = {
        key.removeprefix(start).removesuffix(end): int(str(rule(key, on).value))
        for key in _pack_order()
        if key.startswith(start) and key.endswith(end)
    }
    priors = {
        part: Prior(float(Fraction(str(rule(f"{part}.mean", on).value))), _strength(part, on))
        for part in points
        if part in RATES
    }
    assert sum(points.values()) == 100, f"the points of {kind} are {sum(points.values())}"
    return Model(version, kind, points, priors, on)


def _strength(part: str, on: date) -> float:
    return float(int(str(rule(f"{part}.strength", on).value)))


@cache
def _pack_order() -> tuple[str, ...]:
    """The keys as written in the pack: the order in which parts are shown."""
    entries = yaml.safe_load(_PACK.read_text(encoding="utf-8"))
    return tuple(dict.fromkeys(entry["key"] for entry in entries))


def version_of(on: date) -> str:
    """Return the version of the model in force on a day."""
    return str(rule("model", on).value)


def _first_day(on: date) -> date:
    """Return the day from which everything in force on a day holds, so that models are shared."""
    return max(found.since for found in rules_of(on))


def model_of(kind: AgencyKind, on: date) -> Model:
    """Return the model of a kind in force on a day."""
    since = _first_day(on)
    return _model(kind, version_of(since), since)
