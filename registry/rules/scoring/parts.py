"""The score: every part from its evidence, with the numbers behind it (fairness 2.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import Any

from registry.rules.deviation import censored_mean, shrunk
from registry.rules.scoring.bayes import Counts, posterior_mean, rounded
from registry.rules.scoring.model import (
    DEVIATION,
    PARTIES,
    QUALIFICATION,
    RATES,
    SALES,
    Model,
    model_of,
)
from registry.rules.scoring.panel import Panel
from registry.rules.scoring.sales import expected_sold, observed_over_expected
from registry.rules.scoring.tally import Event, by_kind, count_events, kept_ratings, sales_of
from registry.vocabulary import AgencyKind, EvidenceKind

Part = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """What is no evidence but counts: what the list says, and what was decided."""

    kind: AgencyKind
    grade: int
    staff: int
    #: Evidence up to this day no longer counts: back on the list after a removal.
    restarted_on: date | None = None
    #: The last sanction that was not overturned.
    sanctioned_on: date | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is kept with the score."""
        return {
            "kind": str(self.kind),
            "grade": self.grade,
            "staff": self.staff,
            "restarted_on": self.restarted_on.isoformat() if self.restarted_on else None,
            "sanctioned_on": self.sanctioned_on.isoformat() if self.sanctioned_on else None,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Profile":
        """Read back what ``as_dict`` wrote."""
        days = {
            name: date.fromisoformat(plain[name]) if plain[name] else None
            for name in ("restarted_on", "sanctioned_on")
        }
        return cls(AgencyKind(plain["kind"]), plain["grade"], plain["staff"], **days)


@dataclass(frozen=True)
class Card:
    """A score with its parts, and the counts that decide on tiers."""

    total: float
    parts: tuple[Part, ...]
    on_time: Counts
    #: The same, each counted whole however old.
    on_time_ever: Counts
    review: Counts

    def part(self, key: str) -> Part:
        """Return one part by its key."""
        return next(part for part in self.parts if part["key"] == key)


class _Scorer:
    """One agency, one day."""

    def __init__(
        self, profile: Profile, events: Sequence[Event], panel: Panel, model: Model, on: date
    ) -> None:
        self.profile, self.panel, self.model, self.on = profile, panel, model, on
        self.half_life = int(model.constant("half_life_days"))
        self.per_rater = int(model.constant("ratings_per_rater_max"))
        self.window = int(model.constant("ratings_window_days"))
        self.events = by_kind(events)

    def of(self, *kinds: EvidenceKind) -> list[Event]:
        """Return the evidence of some kinds."""
        return [event for kind in kinds for event in self.events.get(kind, ())]

    def count(self, *kinds: EvidenceKind, part: str) -> Counts:
        """Count the verdicts of some kinds, at most a few a rater, the hard work offset."""
        kept = kept_ratings(self.of(*kinds), self.per_rater, self.window)
        is_offset = part == "timeliness"
        return count_events(
            kept,
            self.on,
            half_life=self.half_life,
            hardness=self.panel.hardness if is_offset else None,
            mean=self.panel.rates[part].mean if is_offset else 0.0,
        )

    def qualification(self) -> Part:
        """Half for the grade, half for people, capped: size buys no more."""
        most, full = self.model.points[QUALIFICATION], self.model.constant("staff_full")
        by_grade = most / 2 * self.model.grade(self.profile.grade)
        by_staff = most / 2 * min(1.0, self.profile.staff / full)
        return {
            "key": QUALIFICATION,
            "points": rounded(by_grade + by_staff),
            "grade": self.profile.grade,
            "staff": self.profile.staff,
            "grade_points": rounded(by_grade),
            "staff_points": rounded(by_staff),
            "full": int(full),
            "sentence": QUALIFICATION,
        }

    def rate(self, key: str, counts: Counts, pieces: int) -> Part:
        """Share done well, drawn toward the panel's mean by few observations."""
        prior = self.panel.rates[key]
        mean = posterior_mean(counts, prior)
        return {
            "key": key,
            "points": rounded(self.model.points[key] * mean),
            "n": rounded(counts.all),
            "s": rounded(counts.good),
            "mean": rounded(mean),
            "mu": prior.mean,
            "m": prior.strength,
            "pieces": pieces,
            "sentence": key if pieces else f"{key}_none",
        }

    def parties(self) -> Part:
        """The two sides want opposite things: each has its own mean, and both weigh the same."""
        prior = self.panel.rates[PARTIES]
        sides = {
            "applicants": self.count(EvidenceKind.APPLICANT_RATING, part=PARTIES),
            "debtors": self.count(EvidenceKind.DEBTOR_RATING, part=PARTIES),
        }
        means = {side: posterior_mean(counts, prior) for side, counts in sides.items()}
        both = Counts(
            fsum(counts.good for counts in sides.values()),
            fsum(counts.all for counts in sides.values()),
        )
        pieces = len(self.of(*RATES[PARTIES]))
        mean = fsum(means.values()) / len(means)
        return {
            **self.rate(PARTIES, both, pieces),
            "points": rounded(self.model.points[PARTIES] * mean),
            "mean": rounded(mean),
            "sides": {
                side: {
                    "n": rounded(counts.all),
                    "s": rounded(counts.good),
                    "mean": rounded(means[side]),
                }
                for side, counts in sides.items()
            },
        }

    def deviation(self) -> Part:
        """What the market leaves over, unsold lots counted below their reserve, shrunk."""
        lots = sales_of(self.of(EvidenceKind.SALE), self.on, self.half_life)
        market = self.panel.market
        sold = [(weight, market.left_over(sale)) for weight, sale in lots if sale.is_sold]
        unsold = [(weight, market.left_over(sale)) for weight, sale in lots if not sale.is_sold]
        n = fsum(weight for weight, _ in lots)
        mean = censored_mean(sold, unsold, market.sigma)
        strength = self.model.constant("deviation_strength")
        bias = shrunk(n, mean, strength)
        zero = self.model.constant("deviation_zero")
        return {
            "key": DEVIATION,
            "points": rounded(self.model.points[DEVIATION] * max(0.0, 1 - abs(bias) / zero)),
            "n": rounded(n),
            "s": rounded(fsum(weight for weight, _ in sold)),
            "mean": rounded(bias),
            "mu": 0.0,
            "m": strength,
            "raw": rounded(mean),
            "pieces": len(lots),
            "unsold": len(unsold),
            "zero": zero,
            "sentence": DEVIATION if lots else f"{DEVIATION}_none",
        }

    def sales(self) -> Part:
        """Lots sold against what the panel would have sold of the same lots."""
        lots = sales_of(self.of(EvidenceKind.SALE), self.on, self.half_life)
        sold = fsum(weight for weight, sale in lots if sale.is_sold)
        expected = expected_sold(lots, self.panel.shares, self.panel.share)
        strength = self.model.constant("sales_strength")
        ratio = observed_over_expected(sold, expected, strength)
        most = self.model.points[SALES]
        return {
            "key": SALES,
            "points": rounded(most * min(1.0, ratio / self.model.constant("sales_full"))),
            "n": rounded(expected),
            "s": rounded(sold),
            "mean": rounded(ratio),
            "mu": 1.0,
            "m": strength,
            "pieces": len(lots),
            "full": self.model.constant("sales_full"),
            "sentence": SALES if lots else f"{SALES}_none",
        }

    def part(self, key: str) -> Part:
        """Return one part by its key."""
        if key == QUALIFICATION:
            return self.qualification()
        if key == PARTIES:
            return self.parties()
        if key == DEVIATION:
            return self.deviation()
        if key == SALES:
            return self.sales()
        pieces = len(self.of(*RATES[key]))
        return self.rate(key, self.count(*RATES[key], part=key), pieces)


def score_card(profile: Profile, events: Sequence[Event], panel: Panel, on: date) -> Card:
    """Score an agency on a day: the same evidence, priors and day give the same digits."""
    model = model_of(profile.kind, on)
    if profile.restarted_on is not None:
        events = [event for event in events if event.on > profile.restarted_on]
    scorer = _Scorer(profile, events, panel, model, on)
    parts = tuple({**scorer.part(key), "max": points} for key, points in model.points.items())
    due = scorer.of(EvidenceKind.TIMELINESS)
    review = (
        scorer.count(EvidenceKind.REVIEW, part="review")
        if "review" in model.points
        else Counts(0.0, 0.0)
    )
    return Card(
        total=rounded(fsum(part["points"] for part in parts)),
        parts=parts,
        on_time=scorer.count(EvidenceKind.TIMELINESS, part="timeliness"),
        on_time_ever=Counts(sum(bool(event.is_good) for event in due), len(due)),
        review=review,
    )
