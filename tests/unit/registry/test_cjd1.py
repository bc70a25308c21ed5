"""CJD-1 gives exactly the published vectors and treats everybody alike."""

import dataclasses
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from registry.rules import cjd1, weights
from tests.support import rfc3797

DATA = Path(__file__).parents[2] / "data"
VECTORS: dict[str, Any] = json.loads((DATA / "draw_vectors.json").read_text("utf-8"))
RFC_CASES = json.loads((DATA / "rfc3797_vectors.json").read_text("utf-8"))["cases"]


def inputs_of(raw: dict[str, Any]) -> cjd1.Inputs:
    return cjd1.Inputs(
        case_id=raw["case_id"],
        round=raw["round"],
        k=raw["k"],
        policy_digest=bytes.fromhex(raw["policy_digest"]),
        nonce=bytes.fromhex(raw["court_nonce"]),
        external=[(name, value) for name, value in raw["external"]],
        party=raw["party"],
        tickets=[cjd1.Ticket(c["id"], c["name"], c["w"]) for c in raw["candidates"]],
    )


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_the_draw_is_the_published_one(vector: dict[str, Any]) -> None:
    result = cjd1.draw(inputs_of(vector["input"]))

    expected = vector["expected"]
    assert result.commit.hex() == expected["commit"]
    assert result.list_digest.hex() == expected["list_digest"]
    assert result.seed.hex() == expected["seed"]
    assert [dataclasses.asdict(pick) for pick in result.picks] == expected["picks"]
    assert list(result.order) == expected["order"]


def test_a_block_above_the_last_whole_multiple_is_thrown_away() -> None:
    case = VECTORS["rejection"]
    stream = cjd1.NumberStream(bytes.fromhex(case["key"]))

    value = stream.below(int(case["n"]))

    assert value == int(case["value"])
    assert stream.counter == case["blocks_used"]


@pytest.mark.parametrize("case", VECTORS["caps"], ids=lambda case: case["name"])
def test_no_agency_holds_more_than_a_quarter_of_the_weight(case: dict[str, Any]) -> None:
    raw = weights.score_weights(case["scores"], case["params"]["lo"], case["params"]["hi"])

    capped = weights.capped_weights(raw, case["params"]["lo"])

    assert capped == case["weights"]
    assert round(max(capped.values()) / sum(capped.values()), 4) == case["max_share"]


@pytest.mark.parametrize("case", RFC_CASES, ids=lambda case: case["name"])
def test_the_oracle_walk_is_that_of_rfc_3797(case: dict[str, Any]) -> None:
    assert rfc3797.key_of(case["sources"]) == case["key"]
    assert rfc3797.walk(case["key"], case["pool"], case["k"]) == [
        (pick["md5"], pick["div"], pick["selected"]) for pick in case["published"]
    ]


@pytest.mark.parametrize("case", RFC_CASES, ids=lambda case: case["name"])
def test_our_walk_takes_the_same_people_as_rfc_3797_from_the_same_numbers(
    case: dict[str, Any],
) -> None:
    class Recorded(cjd1.NumberStream):
        def __init__(self) -> None:
            self.counter = 0

        def below(self, n: int) -> int:
            published = case["published"][self.counter]
            self.counter += 1
            assert n == published["div"]
            return int(published["md5"], 16) % n

    tickets = [cjd1.Ticket(f"{number:04d}", "") for number in range(1, case["pool"] + 1)]
    picks = cjd1.pick_in_order(tickets, case["k"], Recorded())

    assert [int(pick.id) for pick in picks] == [p["selected"] for p in case["published"]]


def chi_square(counts: Counter[str], expected: dict[str, float]) -> float:
    return sum((counts[name] - mean) ** 2 / mean for name, mean in expected.items())


def first_places(tickets: list[cjd1.Ticket], draws: int, label: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for number in range(draws):
        stream = cjd1.NumberStream(f"{label} {number}".encode())
        counts[cjd1.pick_in_order(tickets, 1, stream)[0].id] += 1
    return counts


def test_drw_03_a_hundred_thousand_seeds_favor_nobody() -> None:
    tickets = [cjd1.Ticket(f"{number:02d}", "") for number in range(10)]

    counts = first_places(tickets, 100_000, "DRW-03")

    assert chi_square(counts, {ticket.id: 10_000.0 for ticket in tickets}) < 27.88


def test_uniform_draws_of_three_reach_every_place_alike() -> None:
    tickets = [cjd1.Ticket(f"{number}", "") for number in range(6)]
    counts: Counter[str] = Counter()
    for number in range(20_000):
        for pick in cjd1.pick_in_order(tickets, 3, cjd1.NumberStream(f"u{number}".encode())):
            counts[f"{pick.position}:{pick.id}"] += 1

    for position in (1, 2, 3):
        expected = {f"{position}:{ticket.id}": 20_000 / 6 for ticket in tickets}
        assert chi_square(counts, expected) < 15.086


def test_weighted_draws_follow_the_weights() -> None:
    published = VECTORS["statistics"]
    tickets = [cjd1.Ticket(str(n), "", w) for n, w in enumerate(published["weights"])]

    counts = first_places(tickets, 20_000, "weighted")

    total = sum(published["weights"])
    expected = {ticket.id: 20_000 * ticket.weight / total for ticket in tickets}
    assert chi_square(counts, expected) < published["critical_99"]


def test_of_thirty_thousand_draws_each_weight_is_among_the_three_as_often_as_it_must() -> None:
    published = VECTORS["statistics"]
    tickets = [cjd1.Ticket(str(n), "", w) for n, w in enumerate(published["weights"])]
    counts: Counter[str] = Counter()
    for number in range(published["trials"]):
        stream = cjd1.NumberStream(f"among {number}".encode())
        counts.update(pick.id for pick in cjd1.pick_in_order(tickets, published["k"], stream))

    for ticket, exact in zip(tickets, published["exact_inclusion"], strict=True):
        # Four standard deviations of 30,000 trials.
        assert counts[ticket.id] / published["trials"] == pytest.approx(exact, abs=0.0116)


def test_a_change_in_any_input_changes_the_seed() -> None:
    base = inputs_of(VECTORS["vectors"][0]["input"])
    flip = random.Random(7)
    changed = [
        dataclasses.replace(base, case_id=base.case_id + "x"),
        dataclasses.replace(base, round=2),
        dataclasses.replace(base, policy_digest=flip.randbytes(32)),
        dataclasses.replace(base, nonce=flip.randbytes(32)),
        dataclasses.replace(base, external=[*base.external[:1]]),
        dataclasses.replace(base, party={**base.party, "监督人": "0"}),
        dataclasses.replace(base, tickets=base.tickets[1:]),
        dataclasses.replace(
            base, tickets=[dataclasses.replace(base.tickets[0], weight=2), *base.tickets[1:]]
        ),
    ]

    seeds = {cjd1.seed_of(inputs) for inputs in [base, *changed]}

    assert len(seeds) == len(changed) + 1


def test_length_prefixes_keep_neighboring_strings_apart() -> None:
    base = inputs_of(VECTORS["vectors"][0]["input"])
    one = dataclasses.replace(base, party={"a": "bc"})
    other = dataclasses.replace(base, party={"ab": "c"})

    assert cjd1.seed_of(one) != cjd1.seed_of(other)


def test_a_ticket_listed_twice_is_refused() -> None:
    twice = [cjd1.Ticket("A", "one"), cjd1.Ticket(" A ", "two")]

    with pytest.raises(ValueError, match="twice"):
        cjd1.list_digest(twice)


@pytest.mark.parametrize("weight", [0, cjd1.WEIGHT_MAX + 1])
def test_a_weight_outside_its_range_is_refused(weight: int) -> None:
    with pytest.raises(ValueError, match="weight"):
        cjd1.list_digest([cjd1.Ticket("A", "one", weight)])


def test_a_short_nonce_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        cjd1.commit_of(b"short")


def test_the_member_of_a_group_is_drawn_from_unused_blocks() -> None:
    base = inputs_of(VECTORS["vectors"][6]["input"])
    ticket = base.tickets[0].id

    result = cjd1.draw(base, {ticket: ("M2", "M1", "M3")})

    used = sum(pick.counter_used for pick in result.picks)
    (member,) = result.members
    assert member.counter_first == used
    assert member.code == ("M1", "M2", "M3")[member.x]
    assert member.code in result.agencies
    assert ticket not in result.agencies


def test_a_group_ticket_does_not_move_the_order_of_the_others() -> None:
    base = inputs_of(VECTORS["vectors"][0]["input"])

    assert cjd1.draw(base, {base.tickets[0].id: ("A", "B")}).order == cjd1.draw(base).order
