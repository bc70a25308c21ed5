"""What two bidders did together adds up to points that a court can read."""

import csv
import json
import math
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from auction.cli.screening import screen_group
from auction.rules.screening.card import Card, card_of, is_finding, screens_of
from auction.rules.screening.limits import limit
from auction.rules.screening.live import ANSWERS_MIN, FIGHT_AT_STEP, FIGHT_RUN
from auction.rules.screening.metrics import judge
from auction.rules.screening.pairings import MEETINGS_MIN, RARE
from auction.rules.screening.pairs import SIGNALS, beyond_chance, count_pairs
from auction.rules.screening.prices import DEVIATION, EVEN_COD, LOW_Z, PEERS_MIN
from auction.rules.screening.pushers import count_pushers
from auction.rules.screening.records import LotHistory, PlacedBid, Traces
from tests.support.cases import REAL_DATA


def history(
    lot: str, bidders: str, bids: str, *, winner: str | None = None, seller: str = "D"
) -> LotHistory:
    """Return a lot whose bidders and bids are single letters, each bid a hundred yuan more."""
    made = tuple(
        PlacedBid(bidder, 10_000 * place, timedelta(seconds=30 * place))
        for place, bidder in enumerate(bids, 1)
    )
    last = winner or (bids[-1] if bids else None)
    return LotHistory(lot, frozenset(bidders), made, last, seller=seller)


def signals(
    histories: list[LotHistory], pair: tuple[str, str] = ("A", "B"), traces: Traces | None = None
) -> dict[str, float]:
    """Return the signals of one pair."""
    return next(
        values for found, _, values in count_pairs(histories, traces or Traces()) if found == pair
    )


def shared(name: str) -> Path:
    """Return a file or folder of the shared data; absent it fails in CI and skips elsewhere."""
    path = REAL_DATA / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} must be beside the repository")
        pytest.skip(f"{name} is not beside the repository")
    return path


def run(*arguments: str) -> dict[str, object]:
    """Run `flask screen evaluate` and read what it prints."""
    answer = CliRunner().invoke(screen_group, ["evaluate", *arguments])
    assert answer.exit_code == 0, answer.output
    read: dict[str, object] = json.loads(answer.output)
    return read


def test_two_who_paid_from_one_account_share_a_payer() -> None:
    traces = Traces(payers={"A": frozenset({"1"}), "B": frozenset({"1", "2"})})

    found = signals([history("1", "ABC", "ABC")], traces=traces)

    assert found["shared_payer"] == 1
    assert found["shared_network"] == 0


def test_a_deposit_without_a_bid_is_silence_for_the_winner() -> None:
    found = signals([history("1", "ABC", "CCA"), history("2", "ABC", "CCC")])

    assert found["silent"] == 2
    assert found["silent_for_winner"] == 1


def test_two_who_won_one_lot_each_take_turns() -> None:
    assert signals([history("1", "AB", "BA"), history("2", "AB", "AB")])["take_turns"] == 1
    assert signals([history("1", "AB", "BA"), history("2", "AB", "BA")])["take_turns"] == 0


def test_three_answers_in_a_row_are_a_fight_of_two() -> None:
    assert signals([history("1", "ABC", "CABABC")])["fight_of_two"] == 2
    assert signals([history("1", "ABC", "CABCAC")])["fight_of_two"] == 0


def test_a_lot_nobody_else_bids_on_after_the_two_began_is_a_closed_circle() -> None:
    assert signals([history("1", "ABC", "CCAB")])["closed_circle"] == 1
    assert signals([history("1", "ABC", "CACB")])["closed_circle"] == 0


def test_a_third_who_always_comes_along_is_counted_once_for_each_companion() -> None:
    together = [history(str(lot), "ABC", "ABC") for lot in range(2)]

    assert signals(together)["third_companion"] == 1


def test_a_dealer_who_registers_everywhere_is_no_companion() -> None:
    everywhere = [history(str(lot), "C", "C") for lot in range(20)]
    together = [history(f"x{lot}", "ABC", "ABC") for lot in range(2)]

    assert signals([*everywhere, *together])["third_companion"] == 0


@pytest.mark.parametrize(
    ("lots", "first", "second", "together", "chance"),
    [(10, 2, 2, 2, 1 / 45), (100, 3, 3, 3, 1 / 161_700), (10, 5, 5, 0, 1.0)],
)
def test_meeting_beyond_chance_is_the_tail_of_the_hypergeometric_law(
    lots: int, first: int, second: int, together: int, chance: float
) -> None:
    found = beyond_chance(lots, first, second, together)

    assert found == pytest.approx(-math.log10(chance), abs=0.05)


def test_one_screen_alone_is_no_finding_whatever_its_points() -> None:
    card = Card("x", {"silent": 1000}, 10)
    values = dict.fromkeys(SIGNALS, 0.0) | {"silent": 3}

    assert card.points(values) == 3000
    assert not is_finding(card, values)
    assert is_finding(card, values | {"take_turns": 1})


def test_meeting_a_little_more_often_than_by_chance_is_not_one_of_two_screens() -> None:
    values = dict.fromkeys(SIGNALS, 0.0)

    assert screens_of(values | {"registered_together": 1.9}) == frozenset()
    assert screens_of(values | {"registered_together": 2.0}) == {"S2"}


def test_a_signal_of_the_cards_in_force_only_ever_adds() -> None:
    for kind in ("rings", "pushers", "shill"):
        assert all(weight >= 0 for weight in card_of(kind).weights.values())
    assert tuple(card_of("rings").weights) == SIGNALS


def test_the_numbers_of_rules_without_a_card_come_from_the_file_as_the_policy_says() -> None:
    written_down = (FIGHT_RUN, FIGHT_AT_STEP, ANSWERS_MIN, PEERS_MIN, LOW_Z, DEVIATION, EVEN_COD)

    assert written_down == (20, 95, 8, 30, -2.5, 10.0, 5.0)
    assert (MEETINGS_MIN, RARE, limit("late_lapsed"), limit("waited_together")) == (3, 3.0, 2, 2)
    with pytest.raises(KeyError):
        limit("nobody wrote it")


def test_the_points_of_a_card_are_the_sum_of_what_it_shows() -> None:
    card = card_of("rings")
    values = {name: float(place % 3) for place, name in enumerate(SIGNALS)}

    assert sum(term.points for term in card.terms(values)) == pytest.approx(card.points(values))


def test_who_raises_every_lot_of_one_debtor_and_never_wins_is_seen() -> None:
    lots = [history(str(lot), "PCD", "PCPDPC") for lot in range(4)]

    found = dict(count_pushers(lots))

    assert found["P"] == {"lost_lots_of_one": 4, "least_share": 5.0, "least_span": 8.3}
    assert found["C"]["lost_lots_of_one"] == 0


def test_the_losses_of_two_debtors_are_not_of_one() -> None:
    lots = [history(str(lot), "PC", "PPC", seller=str(lot)) for lot in range(3)]

    assert dict(count_pushers(lots))["P"]["lost_lots_of_one"] == 0


def test_areas_under_curves_count_ties_as_one_step() -> None:
    perfect = judge([3, 2, 1], [True, True, False])
    blind = judge([1, 1, 1, 1], [True, False, True, False])

    assert (perfect.roc_auc, perfect.pr_auc, perfect.recall_at_5_fpr) == (1.0, 1.0, 1.0)
    assert (blind.roc_auc, blind.pr_auc) == (0.5, 0.5)


def test_true_ones_without_a_score_are_missed() -> None:
    assert judge([2, 1], [True, False], unseen=1).pr_auc == 0.5


def test_labels_of_one_kind_judge_nothing() -> None:
    with pytest.raises(ValueError, match="both kinds"):
        judge([1, 2], [True, True])


def test_shill_bidding_is_found_in_the_published_set(tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"

    found = run("shill", str(shared("shill_uci_dev.csv")), "--out", str(out))

    assert found["roc_auc"] >= 0.99
    assert found["pr_auc"] >= 0.94
    assert found["recall_at_5_fpr"] == 1.0
    with out.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert len(rows) == found["rows"] == 5258
    assert all(row["signals"] for row in rows if row["flagged"] == "1")


def test_planted_rings_are_found_with_two_screens_each(tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"

    found = run("rings", str(shared("ring_sim_dev")), "--out", str(out))

    assert found["lot_recall"] >= 0.72
    assert found["false_lot_rate"] <= 0.02
    assert found["lot_precision"] >= 0.80
    assert found["pair_pr_auc"] >= 0.80
    assert found["pushers"]["pr_auc"] >= 0.60
    with out.open(encoding="utf-8", newline="") as source:
        flagged = [row for row in csv.DictReader(source) if row["flagged"] == "1"]
    assert len(flagged) == found["flagged_pairs"] > 0
    assert all(len(row["screens"].split()) >= 2 for row in flagged)


def test_real_bids_are_hardly_ever_flagged() -> None:
    families = run("rings", str(shared("real_bids.csv")))["families"]

    assert families["ebay"]["lots"] == 627
    assert families["ebay"]["flagged_rate"] <= 0.05
    assert families["cn-art"]["flagged_rate"] <= 0.02
    assert families["cn-judicial"] == {"lots": 5, "flagged_lots": 0, "flagged_rate": 0.0}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("auction_id,seq\n1,2\n", "columns are missing"),
        ("source,auction_id,seq,bidder_id,amount,time_s\ne,1,1,A,12x,0\n", "no plain number"),
        ("source,auction_id,seq,bidder_id,amount,time_s\ne,1,1\n", "has not the columns"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "bids.csv"
    file.write_text(content, encoding="utf-8")

    answer = CliRunner().invoke(screen_group, ["evaluate", "rings", str(file)])

    assert answer.exit_code == 1
    assert words in answer.output


def test_a_folder_without_labels_is_scored_and_not_judged(tmp_path: Path) -> None:
    for name, rows in {
        "registrations.csv": "lot_id,bidder_id,payer,device,ip24\n1,A,p,,\n1,B,p,,\n",
        "bids.csv": "lot_id,seq,bidder_id,amount,time_s\n1,1,A,100,0\n",
        "outcomes.csv": "lot_id,agency,winner,price,defaulted\n1,x,A,100,0\n",
    }.items():
        (tmp_path / name).write_text(rows, encoding="utf-8")

    found = run("rings", str(tmp_path))

    assert found["pairs"] == 1
    assert "lot_recall" not in found
