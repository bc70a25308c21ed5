"""The stand-alone checker plays a sale as we judge it, and names whatever somebody bent."""

import random
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.kernel.facts import stamp
from app.kernel.money import Money
from app.trail.merkle import leaf_hash, tree_root
from auction.facts import FACTS
from auction.facts.base import LotFact
from auction.vocabulary import LOT, PUBLIC_STATES, LotAction
from tests.support.lot_records import (
    CLOSES,
    DAY,
    HOUR,
    LOT_NO,
    OPENS,
    SECOND,
    START,
    STEP,
    Writer,
    bodies_of,
    contested,
    packed,
    random_sale,
    up,
)
from tests.support.offline import CHECKER, check_lot, load_checker


def failures(tmp_path: Path, record: bytes, *receipts: dict[str, Any]) -> set[str]:
    """Return the names of what the checker finds."""
    status, lines = check_lot(tmp_path, record, receipts)
    found = {line.split()[1] for line in lines if line.startswith("FAIL ")}
    assert status == (1 if found else 0), lines
    return found


def test_a_contested_sale_holds_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "record.zip"
    file.write_bytes(contested().zipped())

    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(CHECKER), "lot", str(file)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == f"OK {LOT_NO} sold"
    assert lines[2].startswith(
        "  replay 5 bids, 1 extensions, 1 stops; the end 2026-04-22 02:09:50"
    )
    assert lines[3] == "  buyer AAAA 1,570,000.00 yuan"
    assert sum("NOT COVERED" in line for line in lines) == 4


def placed(sale: Writer, seq: int) -> int:
    return next(i for i, row in enumerate(sale.rows) if row[2].get("bid_seq") == seq)


def change(seq: int, **fields: Any) -> Callable[[Writer], None]:
    """Change what the record tells of a bid."""

    def bend(sale: Writer) -> None:
        sale.rows[placed(sale, seq)][2].update(fields)

    return bend


def change_fact(name: str, **fields: Any) -> Callable[[Writer], None]:
    """Change what the record tells by the first fact of a name."""

    def bend(sale: Writer) -> None:
        next(row for row in sale.rows if row[0] == f"auction.{name}")[2].update(fields)

    return bend


def drop(name: str) -> Callable[[Writer], None]:
    """Leave the first fact of a name out; the places close up."""

    def bend(sale: Writer) -> None:
        sale.rows.remove(next(row for row in sale.rows if row[0] == f"auction.{name}"))

    return bend


def move(name: str, by: timedelta) -> Callable[[Writer], None]:
    """Put the first fact of a name at another time."""

    def bend(sale: Writer) -> None:
        place = next(i for i, row in enumerate(sale.rows) if row[0] == f"auction.{name}")
        title, at, fields = sale.rows[place]
        sale.rows[place] = (title, at + by, fields)

    return bend


def drop_bid(sale: Writer) -> None:
    """Leave the second bid out."""
    del sale.rows[placed(sale, 2)]


def late_bid(sale: Writer) -> None:
    """Let the last bid enter at the very end, and everything after it fit."""
    sale.rows[placed(sale, 5)] = late = (
        "auction.bid.placed",
        CLOSES + DAY + 300 * SECOND,
        dict(sale.rows[placed(sale, 5)][2]),
    )
    late[2].update(received_at=stamp(late[1]), closes_at=stamp(late[1] + 300 * SECOND))


BENT = {
    "a price below the step": (change(2, price=str(up(0).fen + 1)), "ladder"),
    "a first bid below the start": (change(1, price=str(START.fen - 1)), "ladder"),
    "an equal bid without a right": (change(3, kind="ordinary"), "equal_bid"),
    "a later rank over an earlier one": (change(4, rank=3), "priority_rank"),
    "a right without a rank": (change(4, rank=None), "priority_rank"),
    "a right that was not needed": (change(2, kind="priority"), "kind"),
    "an end moved by a second more": (
        change(5, closes_at=stamp(CLOSES + DAY + 591 * SECOND)), "end_of_bidding",
    ),
    "an extension that was not told": (drop("lot.extended"), "announcement_missing"),
    "an extension too many": (change(5, extensions=2), "extensions"),
    "a bid at the very end": (late_bid, "late_bid"),
    "a bid left out": (drop_bid, "bid_number"),
    "a bid before the opening": (move("bid.placed", -2 * HOUR), "early_bid"),
    "a bid while the clock stood still": (drop("lot.resumed"), "order_of_facts"),
    "another remainder": (change_fact("lot.suspended", remaining_seconds=20), "remaining_time"),
    "a resumption with the 19 seconds alone": (
        change_fact("lot.resumed", closes_at=stamp(CLOSES + DAY + 19 * SECOND)), "resumption",
    ),
    "a buyer who did not lead": (change_fact("lot.sold", paddle="BBBB"), "winner"),
    "another price": (change_fact("lot.sold", price=str(up(4))), "winner"),
    "closed before the bids were judged": (move("lot.sold", -SECOND), "closing"),
    "ended at another end": (change_fact("lot.sold", ended_at=stamp(CLOSES)), "closing"),
    "a confirmation for another": (
        change_fact("confirmation.issued", paddle="BBBB"), "confirmation",
    ),
    "no opening": (drop("lot.opened"), "order_of_facts"),
    "no notice": (drop("lot.announced"), "order_of_facts"),
    "an opening before its time": (move("lot.opened", -SECOND), "opening"),
    "facts out of time": (move("lot.opened", 2 * HOUR), "order_of_time"),
    "a price that is no price": (change(1, price="01"), "malformed"),
    "a fact from nowhere": (
        lambda sale: sale.say("lot.given_away", CLOSES + 9 * DAY), "fact_unknown",
    ),
    "a payment of another price": (
        lambda sale: sale.say("lot.paid", CLOSES + 9 * DAY, price="1"), "price",
    ),
    "a step that was skipped": (
        lambda sale: sale.say("lot.settled", CLOSES + 9 * DAY, price=str(up(3))), "order_of_facts",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BENT)
def test_what_is_bent_is_named(tmp_path: Path, case: str) -> None:
    bend, name = BENT[case]
    sale = contested()
    bend(sale)

    assert name in failures(tmp_path, sale.zipped())


def test_a_sell_off_runs_a_day_from_its_first_bid(tmp_path: Path) -> None:
    sale = Writer(round_="sell_off").open()
    sale.bid("AAAA", up(0), CLOSES - SECOND)
    assert failures(tmp_path, sale.end().zipped()) == set()

    drop("lot.contested")(sale)
    assert failures(tmp_path, sale.zipped()) == {"announcement_missing"}
    sale = Writer(round_="sell_off").open()
    sale.bid("AAAA", up(0), CLOSES - SECOND)
    change_fact("lot.announced", round="second")(sale)
    assert "end_of_bidding" in failures(tmp_path, sale.end().zipped())


def test_whole_steps_are_asked_for_where_the_panel_said_so(tmp_path: Path) -> None:
    sale = Writer().open()
    sale.bid("AAAA", Money(START.fen + 1), OPENS + HOUR)
    assert failures(tmp_path, sale.end().zipped()) == set()
    change_fact("lot.announced", on_grid=True)(sale)

    assert failures(tmp_path, sale.zipped()) == {"off_step"}


def test_a_record_from_before_the_terms_were_told_is_played_as_far_as_it_tells(
    tmp_path: Path,
) -> None:
    sell_off = Writer(round_="sell_off").open()
    sell_off.bid("AAAA", up(0), CLOSES - SECOND)
    for sale in (contested(), sell_off.end()):
        for _, _, fields in sale.rows:
            for key in ("round", "on_grid", "may_raise_self", "rank"):
                fields.pop(key, None)
        assert failures(tmp_path, sale.zipped()) == set()


def test_an_unsold_lot_had_no_bid(tmp_path: Path) -> None:
    sale = Writer().open().end()
    assert failures(tmp_path, sale.zipped()) == set()
    wrong = Writer().open()
    wrong.bid("AAAA", up(0), OPENS + HOUR)
    wrong.rows.append(sale.rows[-1])

    assert failures(tmp_path, wrong.zipped()) == {"winner"}


def test_bytes_places_and_root_are_checked(tmp_path: Path) -> None:
    bodies = bodies_of(contested().zipped())
    spaced = bodies[0].replace(b'"v":1', b'"v": 1')
    twice = bodies[0].replace(b'"v":1', b'"v":1,"v":1')
    moved = bodies[0].replace(LOT_NO.encode(), b"L-0102-2026-0002")

    assert failures(tmp_path, packed(bodies)) == set()
    assert failures(tmp_path, packed(bodies, root="00")) == {"root_mismatch"}
    assert failures(tmp_path, packed(bodies, entries=3)) == {"entries_mismatch"}
    assert failures(tmp_path, packed(bodies, format="x")) == {"format_unknown"}
    assert "not_canonical" in failures(tmp_path, packed([spaced, *bodies[1:]]))
    assert "duplicate_field" in failures(tmp_path, packed([twice, *bodies[1:]]))
    assert "place" in failures(tmp_path, packed([moved, *bodies[1:]]))
    assert "place" in failures(tmp_path, packed([*bodies[:2], *bodies[3:]]))
    assert failures(tmp_path, packed([])) == {"entries_mismatch"}
    assert failures(tmp_path, b"PK no archive") == {"not_a_record"}


def test_the_root_that_somebody_else_was_given_is_compared(tmp_path: Path) -> None:
    file = tmp_path / "record.zip"
    file.write_bytes(contested().zipped())
    root = tree_root([leaf_hash(body) for body in bodies_of(file.read_bytes())]).hex()

    assert load_checker().main(["lot", str(file), "--root", root]) == 0
    assert load_checker().main(["lot", str(file), "--root", "ab"]) == 1


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 8, 13, 64, 100])
def test_two_ways_to_the_root_of_a_tree_agree(size: int) -> None:
    leaves = [leaf_hash(str(place).encode()) for place in range(size)]

    assert tree_root(leaves) == load_checker().root_of(leaves)


def receipt_of(sale: Writer, **said: Any) -> dict[str, Any]:
    """A receipt of the last accepted bid, or of what is said otherwise."""
    bodies = bodies_of(sale.zipped())
    place = placed(sale, 5)
    fields = sale.rows[place][2]
    body = {
        "v": 1,
        "id": "r",
        "lot": LOT_NO,
        "amount": fields["price"],
        "outcome": "accepted",
        "seq": 5,
        "minimum": str(up(4)),
        "leaf_hash": leaf_hash(bodies[place]).hex(),
        "received_at": fields["received_at"],
        "closes_at": fields["closes_at"],
        **said,
    }
    return {"id": "r", "receipt": body}


#: What is said of a refusal, and whether the record bears it out.
REFUSALS = [
    ({"outcome": "late", "at": CLOSES + DAY + 590 * SECOND}, True),
    ({"outcome": "late", "at": CLOSES + DAY + 589 * SECOND}, True),  # after the sale was closed
    ({"outcome": "late", "at": OPENS + HOUR, "closes": CLOSES, "minimum": up(3)}, False),
    ({"outcome": "below_ladder", "at": CLOSES + DAY + 400 * SECOND, "amount": up(3)}, True),
    ({"outcome": "below_ladder", "at": CLOSES + DAY + 400 * SECOND, "amount": up(4)}, False),
    ({"outcome": "below_ladder", "at": CLOSES + DAY + 590 * SECOND, "amount": up(3)}, False),
    ({"outcome": "suspended", "at": CLOSES, "closes": CLOSES, "minimum": up(3)}, True),
    ({"outcome": "suspended", "at": OPENS + HOUR, "closes": CLOSES, "minimum": up(1)}, False),
    ({"outcome": "not_open", "at": OPENS - SECOND, "closes": CLOSES, "minimum": up(0)}, True),
    ({"outcome": "not_open", "at": OPENS, "closes": CLOSES, "minimum": up(0)}, False),
    ({"outcome": "off_step", "at": CLOSES + DAY + 400 * SECOND, "amount": up(5)}, False),
    ({"outcome": "below_ladder", "at": OPENS + HOUR, "amount": up(0), "minimum": up(9)}, False),
]


@pytest.mark.parametrize(("said", "is_right"), REFUSALS)
def test_a_refusal_is_judged_again(tmp_path: Path, said: dict[str, Any], *, is_right: bool) -> None:
    sale = contested()
    closes = said.get("closes", CLOSES + DAY + 590 * SECOND)
    receipt = receipt_of(
        sale,
        outcome=said["outcome"],
        seq=None,
        amount=str(said.get("amount", up(9))),
        minimum=str(said.get("minimum", up(4))),
        received_at=stamp(said["at"]),
        closes_at=stamp(closes),
    )

    found = failures(tmp_path, sale.zipped(), receipt)
    assert found == (set() if is_right else {"refusal_wrong"})


def test_an_accepted_bid_stands_as_its_receipt_promised(tmp_path: Path) -> None:
    sale = contested()
    record = sale.zipped()

    assert failures(tmp_path, record, receipt_of(sale)) == set()
    assert failures(tmp_path, record, receipt_of(sale, amount="1")) == {"receipt_broken"}
    assert failures(tmp_path, record, receipt_of(sale, leaf_hash="00")) == {"receipt_broken"}
    assert failures(tmp_path, record, receipt_of(sale, seq=6)) == {"receipt_broken"}
    assert failures(tmp_path, record, receipt_of(sale, lot="L-2")) == {"receipt_of_other_lot"}
    assert failures(tmp_path, record, {"id": "r"}) == {"malformed"}


def test_the_checker_agrees_with_our_rules_on_any_sale_and_finds_every_bent_bid(
    tmp_path: Path,
) -> None:
    dice = random.Random(20260420)
    bent = 0
    for _ in range(60):
        sale = random_sale(dice)
        assert failures(tmp_path, sale.zipped()) == set()
        bids = [row for row in sale.rows if row[0] == "auction.bid.placed"]
        if not bids:
            continue
        fields = dice.choice(bids)[2]
        key, value = dice.choice(
            [
                ("price", str(int(fields["price"]) + 9 * STEP.fen)),
                ("closes_at", stamp(OPENS + HOUR)),
                ("bid_seq", fields["bid_seq"] + 1),
                ("kind", "ordinary" if fields["kind"] == "priority" else "priority"),
                ("extensions", fields["extensions"] + 1),
            ]
        )
        fields[key] = value
        assert failures(tmp_path, sale.zipped()), (key, fields)
        bent += 1
    assert bent > 40


def test_the_checker_knows_every_public_fact_of_a_lot_and_no_other() -> None:
    public = {fact.name.removeprefix("auction.") for fact in FACTS if issubclass(fact, LotFact)}
    steps = load_checker().STEPS

    assert set(steps) == public


#: The facts of a lot that move it, and the act they tell of.
MOVES = {
    "lot.opened": LotAction.OPEN,
    "lot.suspended": LotAction.SUSPEND,
    "lot.stayed": LotAction.STAY,
    "lot.withdrawn": LotAction.WITHDRAW,
    "lot.stopped": LotAction.STOP,
    "lot.sold": LotAction.KNOCK_DOWN,
    "lot.unsold": LotAction.LEAVE_UNSOLD,
    "lot.approval_asked": LotAction.ASK_APPROVAL,
    "lot.paid": LotAction.RECEIVE_PRICE,
    "lot.buyer_proven": LotAction.PROVE_BUYER,
    "lot.ruled": LotAction.RULE,
    "lot.handed_over": LotAction.HAND_OVER,
    "lot.settled": LotAction.SETTLE,
    "lot.defaulted": LotAction.DEFAULT,
    "lot.annulled": LotAction.ANNUL,
    "lot.offered_in_kind": LotAction.OFFER_IN_KIND,
    "lot.offer_closed": LotAction.CLOSE_OFFER,
    "lot.taken_in_kind": LotAction.RULE_IN_KIND,
    "lot.managed": LotAction.MANAGE,
    "lot.returned": LotAction.RETURN,
    "lot.self_disposal_allowed": LotAction.ALLOW_SELF_DISPOSAL,
    "lot.self_disposal_lapsed": LotAction.LAPSE_SELF_DISPOSAL,
    "lot.self_disposed": LotAction.END_SELF_DISPOSAL,
}


@pytest.mark.parametrize("name", MOVES)
def test_the_checker_moves_a_lot_as_the_machine_does(name: str) -> None:
    action = MOVES[name]
    sources = LOT.sources(action) & PUBLIC_STATES
    allowed, after = load_checker().STEPS[name]

    assert set(allowed) == {state.value for state in sources}
    assert {LOT.after(state, action).value for state in sources} == {after}
