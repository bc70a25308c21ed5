"""What the whole panel tells one night; kept with the run, so that its scores can be redone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from registry.rules.deviation import components
from registry.rules.market import Market, Sale, fit_market
from registry.rules.scoring.bayes import Counts, Prior, rounded
from registry.rules.scoring.model import RATES, SALES, Model, model_of
from registry.rules.scoring.priors import panel_prior
from registry.rules.scoring.sales import SOLD_SHARE, lot_mix
from registry.rules.scoring.tally import (
    Event,
    by_kind,
    count_events,
    hardness_of,
    kept_ratings,
    sales_of,
)
from registry.vocabulary import AgencyKind, EvidenceKind


@dataclass(frozen=True)
class Panel:
    """The priors of one kind of agency."""

    rates: Mapping[str, Prior]
    #: How many members told each prior; 0 where the published default stands.
    members: Mapping[str, int] = field(default_factory=dict)
    hardness: Mapping[str, float] = field(default_factory=dict)
    market: Market = field(default_factory=Market)
    shares: Mapping[str, float] = field(default_factory=dict)
    share: float = SOLD_SHARE
    #: Variance components of what the market leaves over, for the page on how scores are made.
    spread: Mapping[str, float | None] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is kept with the run."""
        return {
            "rates": {
                part: {
                    "mean": prior.mean,
                    "strength": prior.strength,
                    "members": self.members.get(part, 0),
                }
                for part, prior in self.rates.items()
            },
            "hardness": dict(self.hardness),
            "market": self.market.as_dict(),
            "shares": dict(self.shares),
            "share": self.share,
            "spread": dict(self.spread),
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Panel":
        """Read back what ``as_dict`` wrote."""
        return cls(
            rates={
                part: Prior(float(prior["mean"]), float(prior["strength"]))
                for part, prior in plain["rates"].items()
            },
            members={part: prior["members"] for part, prior in plain["rates"].items()},
            hardness=plain["hardness"],
            market=Market(**plain["market"]),
            shares=plain["shares"],
            share=plain["share"],
            spread=plain["spread"],
        )


def default_panel(model: Model) -> Panel:
    """Return what holds before any run: the published means and strengths, no market effects."""
    return Panel(rates=model.priors)


class PanelBuilder:
    """Reads the evidence of one agency of a kind after another and sums the panel up."""

    def __init__(self, kind: AgencyKind, on: date) -> None:
        self.model, self.on = model_of(kind, on), on
        self._half_life = int(self.model.constant("half_life_days"))
        self._per_rater = int(self.model.constant("ratings_per_rater_max"))
        self._window = int(self.model.constant("ratings_window_days"))
        self._counts: dict[str, list[Counts]] = {part: [] for part in self.model.priors}
        self._due: list[Event] = []
        self._sales: dict[str, list[Sale]] = {}

    def add(self, code: str, events: Sequence[Event]) -> None:
        """Take in one agency."""
        sorted_events = by_kind(events)
        for part, members in self._counts.items():
            own = [event for kind in RATES[part] for event in sorted_events.get(kind, ())]
            if own:
                kept = kept_ratings(own, self._per_rater, self._window)
                members.append(count_events(kept, self.on, half_life=self._half_life))
        self._due += sorted_events.get(EvidenceKind.TIMELINESS, ())
        sales = sorted_events.get(EvidenceKind.SALE, ())
        lots = [sale for _, sale in sales_of(sales, self.on, self._half_life)]
        if lots:
            self._sales[code] = lots

    def build(self) -> Panel:
        """Return the priors of everybody taken in."""
        low, high = (self.model.constant(f"strength_{end}") for end in ("min", "max"))
        found = {
            part: panel_prior(members, self.model.priors[part], low=low, high=high)
            for part, members in self._counts.items()
        }
        rates = {part: prior for part, (prior, _) in found.items()}
        lots = [sale for own in self._sales.values() for sale in own]
        is_mixed = SALES in self.model.points
        shares, share = lot_mix(lots if is_mixed else ())
        market = Market() if is_mixed else fit_market(lots)
        return Panel(
            rates=rates,
            members={part: members for part, (_, members) in found.items()},
            hardness=hardness_of(self._due, rates["timeliness"]),
            market=market,
            shares=shares,
            share=share,
            spread=self._spread(market),
        )

    def _spread(self, market: Market) -> dict[str, float | None]:
        left = {
            code: [market.left_over(sale) for sale in own if sale.is_sold]
            for code, own in self._sales.items()
        }
        known = {code: values for code, values in left.items() if values}
        if len(known) < 2 or sum(map(len, known.values())) <= len(known):
            return {}
        found = components(known)
        strength = found.strength
        return {
            "share": rounded(found.share),
            "strength": None if strength is None else rounded(strength),
            "within": rounded(found.within),
            "between": rounded(found.tau2),
        }
