"""The published policy of the draw; its digest is part of every seed."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from app.kernel.citation import Citation
from app.kernel.money import Money
from registry.vocabulary import AgencyField

LISTED_BY_PLACE = Citation("法释〔2018〕15号", "第15条")
THREE_IN_ORDER = Citation("法释〔2018〕15号", "第16条")
DRAW_RECORDED = Citation("法释〔2018〕15号", "第34条")
FACTS_FIRST = Citation("法释〔2018〕15号", "第3条")
NEXT_IN_ORDER = Citation("法释〔2018〕15号", "第19条")


@dataclass(frozen=True)
class ValueBand:
    """The least grade for assets up to a value; grade 1 is the highest."""

    upto: Money | None
    grade: int
    appraisers_min: int = 2


@dataclass(frozen=True)
class Policy:
    """What the court decided before any case: who may be drawn and with what chance.

    The law says "random" and grants nobody a better chance, so the mode is uniform; the
    grades and bands are local policy and therefore published and bound into the seed.
    """

    name: str = "司法评估机构随机选取规则"
    version: str = "2026-1"
    mode: str = "uniform"
    k: int = 3
    pool_min: int = 3
    appraisers_min: int = 2
    commissions_per_appraiser: int = 2
    bands: dict[AgencyField, tuple[ValueBand, ...]] = field(
        default_factory=lambda: {
            AgencyField.REAL_ESTATE: (
                ValueBand(Money(500_000_000), 3),
                ValueBand(Money(5_000_000_000), 2),
                ValueBand(None, 1, 5),
            )
        }
    )

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


def digest(policy: dict[str, Any]) -> bytes:
    """Hash a policy in its canonical JSON form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(policy, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


CURRENT = Policy()
