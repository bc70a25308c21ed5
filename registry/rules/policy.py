"""The published policy of the draw; its digest is part of every seed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.kernel.citation import Citation
from app.kernel.money import Money
from registry.rules.weights import HIGHEST, LOWEST
from registry.vocabulary import AgencyField

LISTED_BY_PLACE = Citation("法释〔2018〕15号", "第15条")
THREE_IN_ORDER = Citation("法释〔2018〕15号", "第16条")
DRAW_RECORDED = Citation("法释〔2018〕15号", "第34条")
FACTS_FIRST = Citation("法释〔2018〕15号", "第3条")
NEXT_IN_ORDER = Citation("法释〔2018〕15号", "第19条")

#: Policy of the draw (fairness 1.3): so many working days the frozen list may be objected to.
OBJECTION_WORKDAYS = 2


@dataclass(frozen=True)
class ValueBand:
    """The least grade for assets up to a value; grade 1 is the highest."""

    upto: Money | None
    grade: int
    appraisers_min: int = 2


#: Bands by field: grade three has the smallest works, grade one the greatest (fairness 1.5).
_BANDS = {
    AgencyField.REAL_ESTATE: (
        ValueBand(Money(500_000_000), 3),
        ValueBand(Money(5_000_000_000), 2),
        ValueBand(None, 1, 5),
    ),
    AgencyField.AUCTION_GENERAL: (
        ValueBand(Money(1_000_000_000), 3, 1),
        ValueBand(Money(10_000_000_000), 2, 1),
        ValueBand(None, 1, 3),
    ),
}

#: Qualified people an agency needs: 资产评估法 arts. 15 and 24 ask for two, 拍卖法 art. 12 for
#: auctioneers; auxiliary work needs somebody who does it.
_PEOPLE = {
    AgencyField.AUCTION_GENERAL: 1,
    AgencyField.AUCTION_RELICS: 1,
    AgencyField.AUX_MATERIALS: 1,
    AgencyField.AUX_VIEWING: 1,
    AgencyField.AUX_CUSTODY: 1,
}


@dataclass(frozen=True)
class Policy:
    """What the court decided before any case: who may be drawn and with what chance.

    The law says "random" and grants nobody a better chance, so the mode is uniform; the
    grades and bands are local policy and therefore published and bound into the seed.
    """

    name: str = "司法评估机构随机选取规则"
    version: str = "2026-2"
    mode: str = "uniform"
    #: The published document the weighted mode rests on: name and SHA-256.
    document: tuple[str, str] = ("", "")
    k: int = 3
    pool_min: int = 3
    appraisers_min: int = 2
    commissions_per_appraiser: int = 2
    #: Limits on probation and for newcomers (fairness 2.6, 2.7).
    probation_commissions: int = 2
    probation_value: Money = field(default_factory=lambda: Money(5_000_000_000))
    newcomer_days: int = 365
    newcomer_record: int = 3
    #: Refusals without reason that keep an agency out, and the days they are counted over (E11).
    refusals_max: int = 2
    refusal_days: int = 90
    #: How long an earlier appraisal of the same subject counts as a tie (E06).
    relation_months: int = 24
    #: From what share on a common owner is common control (E10).
    control_percent: int = 30
    #: Chance at a score of 0 and of 100 in the weighted mode (fairness 1.6).
    weight_min: int = LOWEST
    weight_max: int = HIGHEST
    bands: Mapping[AgencyField, tuple[ValueBand, ...]] = field(default_factory=lambda: _BANDS)
    people: Mapping[AgencyField, int] = field(default_factory=lambda: _PEOPLE)

    @property
    def is_weighted(self) -> bool:
        """Whether chances differ; only with a published document."""
        return self.mode == "weighted"

    def people_for(self, agency_field: AgencyField) -> int:
        """Return how many qualified people a field asks for."""
        return self.people.get(agency_field, self.appraisers_min)

    def probation_value_max(self, agency_field: AgencyField) -> Money:
        """Return the end of the last band but one: on probation the upper band is closed."""
        ends = [band.upto for band in self.bands.get(agency_field, ()) if band.upto is not None]
        return max(ends, default=self.probation_value)

    def as_dict(self) -> dict[str, Any]:
        """Give the policy as the plain JSON that is hashed and printed in the transcript."""
        return {
            "name": self.name,
            "version": self.version,
            "mode": self.mode,
            "k": self.k,
            "pool_min": self.pool_min,
            "widening": ["city", "province", "nation"],
            "appraisers_min": self.appraisers_min,
            "commissions_per_appraiser": self.commissions_per_appraiser,
            "people_min": {str(name): count for name, count in self.people.items()},
            "probation": {
                "commissions": self.probation_commissions,
                "value_fen": str(self.probation_value),
            },
            "newcomer": {"days": self.newcomer_days, "record": self.newcomer_record},
            "refusals": {"count": self.refusals_max, "days": self.refusal_days},
            "relation_months": self.relation_months,
            "control_percent": self.control_percent,
            **self._weighting(),
            "value_bands": {
                str(agency_field): [
                    {
                        "upto_fen": str(band.upto) if band.upto else None,
                        "grade": band.grade,
                        "appraisers_min": band.appraisers_min,
                    }
                    for band in bands
                ]
                for agency_field, bands in self.bands.items()
            },
            "basis": [str(citation) for citation in (LISTED_BY_PLACE, THREE_IN_ORDER)],
        }

    def _weighting(self) -> dict[str, Any]:
        """Say how chances differ and on what document that rests; nothing when they do not."""
        if not self.is_weighted:
            return {}
        name, sha256 = self.document
        return {
            "weights": {"at_score_0": self.weight_min, "at_score_100": self.weight_max},
            "document": {"name": name, "sha256": sha256},
        }


def digest(policy: dict[str, Any]) -> bytes:
    """Hash a policy in its canonical JSON form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(policy, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


CURRENT = Policy()
