"""Many draws at once: chances are what the weights say, and newcomers are not starved."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from registry.rules import cjd1, weights
from registry.rules.cjd1 import NumberStream, Ticket, digest_of, pick_in_order
from registry.rules.scoring.model import model_of
from registry.rules.scoring.panel import default_panel
from registry.rules.scoring.parts import Profile, score_card
from registry.rules.scoring.tally import Event
from registry.seeds.agencies import AGENCIES
from registry.vocabulary import AgencyKind, EvidenceKind
from tests.support.ranking import ON, EventMaker, in_three

#: Chi-square that chance exceeds once in a thousand, 9 degrees of freedom.
LIMIT_UNIFORM = 27.88
#: The same once in a hundred, 5 degrees of freedom.
LIMIT_WEIGHTED = 15.09
DRAWS = 100_000
SIMULATED = 1_000
#: Draws whose commissions still count as load: 180 days at two draws a week.
WINDOW = 52


class ByteStream(NumberStream):
    """The classic bug: one byte of the block, taken modulo n without throwing any away."""

    def below(self, n: int) -> int:
        return self._block() % 256 % n


def seeds(count: int, name: str) -> Iterator[bytes]:
    """Yield the seeds of so many draws."""
    for index in range(count):
        yield digest_of(b"CJD1/seed", name.encode(), index.to_bytes(4, "big"))


def tickets_of(chances: Mapping[str, int]) -> list[Ticket]:
    return cjd1.sorted_tickets([Ticket(code, code, weight) for code, weight in chances.items()])


def first_places(
    tickets: Sequence[Ticket], count: int, stream: type[NumberStream] = NumberStream
) -> Counter[str]:
    return Counter(
        pick_in_order(tickets, 1, stream(seed))[0].id for seed in seeds(count, "first places")
    )


def chi_square(found: Counter[str], chances: Mapping[str, int]) -> float:
    total, drawn = sum(chances.values()), found.total()
    expected = {code: drawn * weight / total for code, weight in chances.items()}
    return sum((found[code] - wanted) ** 2 / wanted for code, wanted in expected.items())


TEN = {f"{index:02d}": 1 for index in range(10)}


def test_a_hundred_thousand_uniform_draws_are_uniform() -> None:
    found = first_places(tickets_of(TEN), DRAWS)

    assert found.total() == DRAWS
    assert chi_square(found, TEN) < LIMIT_UNIFORM


def test_one_byte_modulo_the_number_of_tickets_is_caught() -> None:
    found = first_places(tickets_of(TEN), DRAWS, ByteStream)

    assert chi_square(found, TEN) > LIMIT_UNIFORM


def test_weighted_draws_keep_to_the_weights() -> None:
    scores = {f"{index:02d}": score for index, score in enumerate((0, 20, 40, 60, 80, 100))}
    chances = weights.capped_weights(weights.loaded_weights(scores, {}))

    found = first_places(tickets_of(chances), 30_000)

    assert chances == dict(zip(scores, (500, 700, 900, 1100, 1300, 1500), strict=True))
    assert chi_square(found, chances) < LIMIT_WEIGHTED


def test_places_among_the_three_follow_the_exact_chances() -> None:
    """Fairness 1.7: weights 500 to 1500, 30,000 draws."""
    chances = {f"{index:02d}": 500 + 200 * index for index in range(6)}
    tickets, found = tickets_of(chances), Counter[str]()
    for seed in seeds(30_000, "places among the three"):
        found.update(pick.id for pick in pick_in_order(tickets, 3, NumberStream(seed)))

    for code in chances:
        exact = in_three(chances, code)
        deviation = (exact * (1 - exact) / 30_000) ** 0.5
        assert found[code] / 30_000 == pytest.approx(exact, abs=3.5 * deviation)


def _history(number: int) -> list[Event]:
    """Return the evidence of an incumbent: some good, some middling, one that is often late."""
    make, late = EventMaker(), number % 5
    jobs = 20 + 5 * (number % 4)
    return [
        *make.verdicts(EvidenceKind.TIMELINESS, jobs - 2 * late, jobs),
        *make.verdicts(EvidenceKind.ACCEPTANCE, jobs - late, jobs),
        *make.verdicts(EvidenceKind.OBJECTION, jobs - late, jobs),
        *make.verdicts(EvidenceKind.REVIEW, 5 - late // 2, 5),
        *make.verdicts(EvidenceKind.JUDGE_RATING, 9 - late, 10),
    ]


@pytest.fixture(scope="module")
def scores() -> dict[str, int]:
    """The scores of the demo panel; every third agency is new and has no evidence at all."""
    panel, found = default_panel(model_of(AgencyKind.APPRAISAL, ON)), {}
    for index, seed in enumerate(AGENCIES):
        profile = Profile(AgencyKind.APPRAISAL, seed.grade, seed.staff)
        events = [] if index % 3 == 0 else _history(index)
        found[seed.code] = int(score_card(profile, events, panel, ON).total)
    return found


def simulate(scores: Mapping[str, int], *, is_weighted: bool) -> tuple[Counter[str], Counter[str]]:
    """Draw a thousand times; return first places, which are carried as load, and all places."""
    firsts, places, running = Counter[str](), Counter[str](), deque[str](maxlen=WINDOW)
    for seed in seeds(SIMULATED, "a thousand draws"):
        chances: Any = dict.fromkeys(scores, 1)
        if is_weighted:
            chances = weights.capped_weights(weights.loaded_weights(scores, Counter(running)))
        drawn = [pick.id for pick in pick_in_order(tickets_of(chances), 3, NumberStream(seed))]
        firsts[drawn[0]] += 1
        places.update(drawn)
        running.append(drawn[0])
    return firsts, places


def bounds(found: Counter[str], scores: Mapping[str, int]) -> tuple[float, float]:
    """Return the share of the worst-off newcomer and of the best-off agency, of a uniform one."""
    share = found.total() / len(scores)
    newcomers = [code for index, code in enumerate(scores) if index % 3 == 0]
    return min(found[code] for code in newcomers) / share, max(found.values()) / share


def test_a_thousand_uniform_draws_starve_no_newcomer(scores: dict[str, int]) -> None:
    firsts, places = simulate(scores, is_weighted=False)

    for found in (firsts, places):
        worst_newcomer, best = bounds(found, scores)
        assert worst_newcomer >= 0.7
        assert best <= 1.6


def test_a_thousand_weighted_draws_starve_no_newcomer(scores: dict[str, int]) -> None:
    firsts, places = simulate(scores, is_weighted=True)

    for found in (firsts, places):
        worst_newcomer, best = bounds(found, scores)
        assert worst_newcomer >= 0.7
        assert best <= 1.6


def test_the_load_factor_spreads_commissions_better_than_chance_alone(
    scores: dict[str, int],
) -> None:
    def spread(found: Counter[str]) -> float:
        mean = found.total() / len(scores)
        return float(sum((found[code] - mean) ** 2 for code in scores) ** 0.5 / mean)

    weighted, _ = simulate(scores, is_weighted=True)
    uniform, _ = simulate(scores, is_weighted=False)

    assert spread(weighted) < spread(uniform)
