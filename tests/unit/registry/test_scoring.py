"""What holds of every score, whatever the evidence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.scoring import bayes, tiers
from registry.rules.scoring.bayes import Counts, Prior
from registry.rules.scoring.model import RATES, model_of, rules_of, version_of
from registry.rules.scoring.panel import Panel, PanelBuilder, default_panel
from registry.rules.scoring.parts import Profile, score_card
from registry.rules.scoring.priors import moments, panel_prior
from registry.rules.scoring.tally import Event, kept_ratings
from registry.vocabulary import AgencyKind, EvidenceKind, Tier
from tests.support.ranking import ON, EventMaker

DEFAULT = default_panel(model_of(AgencyKind.APPRAISAL, ON))
PROFILE = Profile(AgencyKind.APPRAISAL, 2, 8)
VERDICTS = [kind for kinds in RATES.values() for kind in kinds]

events = st.lists(
    st.builds(
        Event,
        id=st.integers(1, 10**6),
        kind=st.sampled_from(VERDICTS),
        is_good=st.booleans(),
        on=st.dates(ON - timedelta(days=2_000), ON),
        rater=st.sampled_from(["", "a", "b"]),
    ),
    max_size=30,
    unique_by=lambda event: event.id,
)
kinds = st.sampled_from(list(AgencyKind))


def total(own: Sequence[Event], profile: Profile = PROFILE, panel: Panel = DEFAULT) -> float:
    return score_card(profile, own, panel, ON).total


@pytest.mark.parametrize("kind", list(AgencyKind))
def test_the_points_of_every_kind_sum_to_a_hundred(kind: AgencyKind) -> None:
    assert sum(model_of(kind, ON).points.values()) == 100


def test_every_weight_is_marked_as_policy() -> None:
    assert {str(rule.mark) for rule in rules_of(ON)} == {"P"}
    assert version_of(ON) == "2026-1"


def test_deviation_is_never_worth_more_than_ten_points() -> None:
    assert model_of(AgencyKind.APPRAISAL, ON).points["deviation"] <= 10


@given(own=events, kind=kinds)
def test_a_score_lies_between_nothing_and_a_hundred(own: list[Event], kind: AgencyKind) -> None:
    panel = default_panel(model_of(kind, ON))

    card = score_card(Profile(kind, 1, 99), own, panel, ON)

    assert 0 <= card.total <= 100
    assert all(0 <= part["points"] <= part["max"] for part in card.parts)


@given(own=events, order=st.randoms(use_true_random=False))
def test_the_order_of_evidence_changes_no_digit(own: list[Event], order: object) -> None:
    shuffled = own[:]
    order.shuffle(shuffled)  # type: ignore[attr-defined]

    assert score_card(PROFILE, shuffled, DEFAULT, ON) == score_card(PROFILE, own, DEFAULT, ON)


@given(own=events, kind=st.sampled_from(VERDICTS))
def test_a_good_thing_never_lowers_a_score(own: list[Event], kind: EvidenceKind) -> None:
    good = Event(10**7, kind, is_good=True, on=ON)

    assert total([*own, good]) >= total(own) - 1e-6


@given(own=events, kind=st.sampled_from(VERDICTS))
def test_a_bad_thing_never_raises_a_score(own: list[Event], kind: EvidenceKind) -> None:
    bad = Event(10**7, kind, is_good=False, on=ON)

    assert total([*own, bad]) <= total(own) + 1e-6


def test_size_buys_no_more_than_twenty_people() -> None:
    assert total([], replace(PROFILE, staff=20)) == total([], replace(PROFILE, staff=2_000))


def test_after_a_removal_an_agency_begins_at_the_prior() -> None:
    make = EventMaker()
    old = list(make.verdicts(EvidenceKind.TIMELINESS, 0, 40, on=date(2025, 1, 1)))

    assert total(old, replace(PROFILE, restarted_on=date(2025, 6, 1))) == total([])
    assert total(old) < total([])


def test_a_rater_counts_three_times_a_year_and_again_the_next() -> None:
    make = EventMaker()
    kind = EvidenceKind.JUDGE_RATING
    this_year = make.verdicts(kind, 9, 9, rater="judge")
    last_year = make.verdicts(kind, 9, 9, on=ON - timedelta(days=365), rater="judge")

    kept = list(kept_ratings([*this_year, *last_year], 3, 365))

    assert [event.on for event in kept] == [ON] * 3 + [ON - timedelta(days=365)] * 3


def _due(number: int, nature: str, *, is_good: bool) -> Event:
    measure = {"nature": nature, "value": "300000000"}
    return Event(number, EvidenceKind.TIMELINESS, is_good, ON, measure)


def test_whoever_takes_the_hard_work_is_not_held_to_the_easy_ones_rate() -> None:
    """Mines are late half the time and flats never; the one who does mines is no worse."""
    builder = PanelBuilder(AgencyKind.APPRAISAL, ON)
    for member in range(12):
        nature = "mining_right" if member < 6 else "housing"
        own = [_due(member * 100 + n, nature, is_good=member >= 6 or n % 2 == 0) for n in range(30)]
        builder.add(f"{member}", own)
    panel = builder.build()
    miner = [_due(10_000 + n, "mining_right", is_good=n % 2 == 0) for n in range(30)]

    offset = score_card(PROFILE, miner, panel, ON).part("timeliness")
    held = score_card(PROFILE, miner, replace(panel, hardness={}), ON).part("timeliness")

    assert panel.hardness["mining_right|0"] < panel.hardness["housing|0"]
    assert offset["mean"] == pytest.approx(panel.rates["timeliness"].mean, abs=0.06)
    assert held["mean"] < offset["mean"] - 0.05


def test_a_small_panel_keeps_the_published_priors() -> None:
    assert panel_prior([Counts(1, 10)] * 9, Prior(0.85, 20)) == (Prior(0.85, 20), 0)
    assert panel_prior([Counts(1, 4.9)] * 50, Prior(0.85, 20)) == (Prior(0.85, 20), 0)


def test_a_panel_without_a_fault_tells_nothing_of_the_next_member() -> None:
    assert panel_prior([Counts(10, 10)] * 20, Prior(0.85, 20)) == (Prior(0.85, 20), 0)


@given(
    st.lists(
        st.tuples(st.integers(0, 50), st.integers(1, 50)).map(
            lambda pair: Counts(min(pair), max(pair))
        ),
        min_size=10,
        max_size=40,
    )
)
def test_the_strength_of_a_prior_stays_within_its_bounds(panel: list[Counts]) -> None:
    found, _ = panel_prior(panel, Prior(0.5, 20))

    assert 5 <= found.strength <= 50
    assert 0 < found.mean < 1


def test_a_panel_that_differs_by_chance_alone_gets_the_upper_bound() -> None:
    assert moments([Counts(8, 10)] * 12).strength == 50


def test_a_panel_is_read_back_as_it_was_kept() -> None:
    builder = PanelBuilder(AgencyKind.APPRAISAL, ON)
    make = EventMaker()
    for member in range(12):
        verdicts = make.verdicts(EvidenceKind.TIMELINESS, 10 + member % 3, 20)
        sales = [make.sale(10**8, 90_000_000 + 10**6 * n, city="370102") for n in range(4)]
        builder.add(f"{member}", [*verdicts, *sales])

    panel = builder.build()

    assert Panel.from_dict(panel.as_dict()) == panel
    assert panel.market.sold == 48


@pytest.mark.parametrize("x", [0.05, 0.3, 0.75, 0.99])
@pytest.mark.parametrize("shape", [0.4, 1.0, 3.0, 40.0])
def test_the_beta_tail_agrees_with_its_closed_forms(x: float, shape: float) -> None:
    assert bayes.beta_below(x, shape, 1) == pytest.approx(x**shape, abs=1e-12)
    assert bayes.beta_below(x, 1, shape) == pytest.approx(1 - (1 - x) ** shape, abs=1e-12)


def test_the_beta_tail_ends_at_its_ends() -> None:
    assert (bayes.beta_below(0, 2, 3), bayes.beta_below(1, 2, 3)) == (0, 1)


def test_nothing_known_may_be_anything() -> None:
    assert bayes.wilson(Counts(0, 0)) == (0, 1)
    assert Counts(0, 0).rate == 0


def _record(tier: Tier, value: float, **changes: object) -> tiers.Record:
    record = tiers.Record(tier, value, Counts(60, 60), 30)
    return replace(record, **changes)


@pytest.mark.parametrize(
    ("record", "tier", "reason"),
    [
        (_record(Tier.B, 86), Tier.A, "earned"),
        (_record(Tier.B, 84.9), Tier.B, ""),
        (_record(Tier.B, 86, on_time=Counts(22, 28)), Tier.B, "not_sure_enough"),
        (_record(Tier.B, 86, sanction_days_ago=365), Tier.B, "sanctioned_lately"),
        (_record(Tier.B, 86, sanction_days_ago=366), Tier.A, "earned"),
        (_record(Tier.A, 70, quarters=(None, 70)), Tier.A, ""),
        (_record(Tier.A, 80, quarters=(70, 70)), Tier.A, ""),
        (_record(Tier.B, 60, quarters=(67, 66)), Tier.C, "two_weak_quarters"),
        (_record(Tier.C, 74.9), Tier.C, ""),
        (_record(Tier.C, 75), Tier.B, "total_reached"),
    ],
)
def test_a_tier_moves_only_for_its_reason(record: tiers.Record, tier: Tier, reason: str) -> None:
    model = model_of(AgencyKind.APPRAISAL, ON)

    assert tiers.next_tier(record, model) == tiers.TierMove(tier, reason)


def test_whoever_was_let_up_is_not_let_down_the_next_night() -> None:
    model = model_of(AgencyKind.APPRAISAL, ON)
    up = tiers.next_tier(_record(Tier.B, 86, quarters=(70, 70)), model)

    again = tiers.next_tier(_record(up.tier, 86, quarters=(70, 70)), model)

    assert (up.tier, again.tier) == (Tier.A, Tier.A)
