"""Tiers with hysteresis, and when a rule alone may put an agency on probation (fairness 2.6).

Suspension and removal are never the work of a rule: a court decides them, with ground and hearing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from registry.rules.scoring.bayes import Counts, Prior, rounded, tail, wilson
from registry.rules.scoring.model import Model
from registry.vocabulary import Tier

#: Policy: where everybody begins; the list does not know yet who is better.
FIRST_TIER = Tier.B


@dataclass(frozen=True)
class TierMove:
    """Where an agency stands from now on, and the key of the reason."""

    tier: Tier
    reason: str = ""


@dataclass(frozen=True)
class Record:
    """What a tier is decided by."""

    tier: Tier
    total: float
    #: Due dates kept, each counted whole: an interval of faded counts would be no interval.
    on_time: Counts
    #: How many of them there are once the old ones have faded.
    evidence: float
    #: Days since the last sanction; None if there was none.
    sanction_days_ago: int | None = None
    #: Totals at the ends of the last two quarters, older first; None where there is none.
    quarters: Sequence[float | None] = ()


def next_tier(record: Record, model: Model) -> TierMove:
    """Return the tier that follows; up by evidence, down only after two weak quarters."""
    if record.tier is Tier.A:
        if _is_weak(record, model.constant("tier_a_keep")):
            return TierMove(Tier.B, "two_weak_quarters")
        return TierMove(Tier.A)
    if record.tier is Tier.B:
        if _is_weak(record, model.constant("tier_b_keep")):
            return TierMove(Tier.C, "two_weak_quarters")
        return _to_a(record, model)
    if record.total >= model.constant("tier_b_promote"):
        return TierMove(Tier.B, "total_reached")
    return TierMove(Tier.C)


def _is_weak(record: Record, keep: float) -> bool:
    """Say whether two quarters running ended below, and nothing has mended it since."""
    last = [*list(record.quarters)[-2:], record.total]
    return len(last) == 3 and all(total is not None and total < keep for total in last)


def _to_a(record: Record, model: Model) -> TierMove:
    """Promote by the low end of the interval: six of six is luck, twenty-eight of thirty is not."""
    if record.total < model.constant("tier_a_promote"):
        return TierMove(Tier.B)
    if record.evidence < model.constant("tier_a_evidence"):
        return TierMove(Tier.B, "not_enough_evidence")
    if wilson(record.on_time)[0] < model.constant("tier_a_wilson"):
        return TierMove(Tier.B, "not_sure_enough")
    days = record.sanction_days_ago
    if days is not None and days <= model.constant("tier_a_clean_days"):
        return TierMove(Tier.B, "sanctioned_lately")
    return TierMove(Tier.A, "earned")


@dataclass(frozen=True)
class TailTest:
    """How likely an agency's true share lies below what is bearable."""

    part: str
    below: float
    tail: float
    limit: float
    counts: Counts

    @property
    def is_failed(self) -> bool:
        """Whether it is surer than the limit that the agency is below the bound."""
        return self.tail > self.limit

    def numbers(self) -> dict[str, Any]:
        """Return the figures a decision prints: text, for facts hold no floats."""
        late = self.counts.all - self.counts.good
        if self.part == "review":
            return {"reviews": f"{late:.2f}"}
        return {
            "n": f"{self.counts.all:.2f}",
            "late": f"{late:.2f}",
            "limit": f"{self.below:.2f}",
            "tail": f"{self.tail:.4f}",
            "threshold": f"{self.limit:.2f}",
        }


def tail_tests(
    on_time: Counts, on_time_prior: Prior, review: Counts, review_prior: Prior | None, model: Model
) -> tuple[TailTest, ...]:
    """Test due dates, and reviews where the kind has them, against the bounds of probation."""
    asked = [("timeliness", "probation_on_time", on_time, on_time_prior)]
    if review_prior is not None:
        asked.append(("review", "probation_review", review, review_prior))
    limit = model.constant("probation_tail")
    return tuple(
        TailTest(
            part,
            model.constant(bound),
            rounded(tail(counts, prior, model.constant(bound))),
            limit,
            counts,
        )
        for part, bound, counts, prior in asked
    )
