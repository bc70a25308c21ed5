"""An auditor who knows what was paid and what was ordered, and believes no row without cause.

After every act it reads what is new and asks of each row who wanted it and what the bank did. It
shares no rule with the product: what it holds to be right is written here once more.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.support.money import CASE
from tests.support.money_eyes import Eyes, Row, legs, moment
from tests.support.money_world import Asked, Paid, Wishes, WorldBank

FUNDS, FEES, FORFEITED = f"case:{CASE}:funds", f"case:{CASE}:fees", f"case:{CASE}:forfeited"
HOMES = {
    **dict.fromkeys(("basic_fee", "balance_fee"), FEES),
    **dict.fromkeys(("balance", "top_up", "in_kind_top_up"), FUNDS),
}
#: Purposes that are late after their time; of a deposit the news counts, of a price the payment.
LATE = {"deposit", "balance"}
#: Faults that a person may put right, unless it is a deposit (P36), and how long he has.
MENDABLE = {"unknown_order", "wrong_amount", "other_payer"}
WAIT = timedelta(days=5)
#: A million yuan: from here on a judge approves (P37).
JUDGE_FROM = 100_000_000
#: A judge answers for these whatever the amount.
FOR_JUDGES = {"reversal"}
ENDS = {"released", "captured", "forfeited"}


@dataclass
class Order:
    """An order as it must stand."""

    no: str
    reference: str
    asked: Asked
    state: str = "open"
    #: The payment that made it exact, and how its deposit ended.
    serial: str = ""
    ended: str = ""

    @property
    def leaf(self) -> str:
        """The account of its deposit."""
        return f"case:{CASE}:deposits:{self.no}"

    @property
    def ends_by_sale(self) -> bool:
        """Whether it is a deposit."""
        return self.asked.purpose == "deposit"

    @property
    def home(self) -> str:
        """Where its money belongs."""
        return HOMES.get(self.asked.purpose, self.leaf)


@dataclass
class Auditor:
    """Keeps books of its own over one world."""

    eyes: Eyes
    bank: WorldBank
    wishes: Wishes
    orders: dict[str, Order] = field(default_factory=dict)
    receipts: dict[str, Row] = field(default_factory=dict)
    transfers: dict[str, Row] = field(default_factory=dict)
    instructions: dict[str, Row] = field(default_factory=dict)
    #: Money that waits, by the row of its receipt.
    items: dict[int, Row] = field(default_factory=dict)
    proposals: dict[str, Row] = field(default_factory=dict)
    balances: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)

    def look(self, *, is_quiet: bool = False) -> None:
        """Judge everything that is new; after a quiet act nothing may be."""
        found = self.eyes.read()
        assert [row["words"] for row in found["breach"]] == []
        if is_quiet:
            changed = [row for kind, rows in found.items() if kind != "next" for row in rows]
            assert changed == [], "nothing was to be done"
        self.proposals |= {row["no"]: row for row in found["proposal"]}
        self.items |= {row["receipt_id"]: row for row in found["item"]}
        for row in found["order"]:
            self._judge_order(row)
        for row in found["receipt"]:
            self._judge_receipt(row)
        for row in found["transfer"]:
            self._judge_transfer(row)
        self.instructions |= {row["instruction_id"]: row for row in found["instruction"]}
        for row in found["order"]:
            assert row["state"] == self.orders[row["no"]].state, row
        for row in found["proposal"]:
            self._judge_proposal(row)
        for row in found["receipt"]:
            self._judge_booking(row)
        for row in found["instruction"]:
            self._judge_instruction(row)
        for row in found["item"]:
            self._judge_item(row)
        self._judge_words()
        self._judge_bank()

    def finish(self) -> None:
        """Close the books once all was told, sent and carried out."""
        assert set(self.receipts) == set(self.bank.paid)
        assert self.eyes.balances() == {code: fen for code, fen in self.balances.items() if fen}
        assert -self.balances["bank"] == self.bank.fen
        states = Counter(row["state"] for row in self.instructions.values())
        assert not states["queued"]
        assert {row["state"] for row in self.items.values()} <= {"matched", "returned"}
        assert not {"approved", "sent"} & {row["state"] for row in self.proposals.values()}
        # Only what the bank would not send back may still lie where it came in.
        stranded = {
            self.transfers[key]["debit"]
            for key, row in self.instructions.items()
            if row["state"] == "refused"
        }
        left = {
            code
            for code, fen in self.balances.items()
            if fen and code.startswith(("suspense:", "outgoing:"))
        }
        assert left <= stranded
        held = {order.leaf for order in self.orders.values() if self.is_held(order)}
        assert {code for code, fen in self.held.items() if fen} == held
        leaves = {code for code, fen in self.balances.items() if fen and ":deposits:" in code}
        assert leaves <= held | stranded

    def is_held(self, order: Order) -> bool:
        """Say whether an order's deposit is held and has not ended."""
        return order.ends_by_sale and order.state == "confirmed" and not order.ended

    # What the bank and the people know.

    def _judge_order(self, row: Row) -> None:
        asked = self.wishes.asked.get(row["reference"])
        assert asked is not None, row
        assert (row["purpose"], row["amount_fen"]) == (asked.purpose, asked.fen)
        assert moment(row["due_at"]) == asked.due_at
        order = self.orders.setdefault(row["no"], Order(row["no"], row["reference"], asked))
        if row["state"] == "canceled" != order.state:
            assert row["reference"] in self.wishes.canceled
            assert order.state == "open"
            order.state = "canceled"

    def _judge_receipt(self, row: Row) -> None:
        serial = row["serial"]
        assert serial not in self.receipts, f"{serial} was written again"
        paid = self.bank.paid.get(serial)
        assert paid is not None, f"nobody paid {serial}"
        assert (row["order_no"], row["amount_fen"]) == (paid.order_no, paid.fen)
        assert moment(row["paid_at"]) == paid.paid_at
        faults = self._faults(paid, moment(row["received_at"]))
        assert (row["booking"] == "booked") == (not faults), (row, faults)
        assert row["fault"] is None or row["fault"] in faults, (row, faults)
        self.receipts[serial] = row

    def _faults(self, paid: Paid, known_at: datetime) -> set[str]:
        """Say all that is wrong with a payment."""
        order = self.orders.get(paid.order_no)
        if order is None:
            return {"unknown_order"}
        asked = order.asked
        counts = max(known_at, paid.paid_at) if asked.purpose == "deposit" else paid.paid_at
        wrongs = {
            "order_canceled": order.state == "canceled",
            "already_paid": order.state == "confirmed",
            "other_payer": paid.payer != asked.payer,
            "wrong_amount": paid.fen != asked.fen,
            "late": asked.purpose in LATE and counts > asked.due_at,
        }
        return {name for name, is_so in wrongs.items() if is_so}

    def _judge_booking(self, row: Row) -> None:
        """See that what a receipt brings is in the book, held, waiting or on its way back."""
        serial, order = row["serial"], self.orders.get(row["order_no"])
        if row["booking"] == "booked":
            assert order is not None
            assert (order.state, order.serial) == ("confirmed", serial)
            assert order.asked.purpose != "deposit" or self.held[order.leaf] == row["amount_fen"]
            return
        assert f"suspense:{serial}" in self.transfers
        waits = row["fault"] in MENDABLE and (order is None or order.asked.purpose != "deposit")
        assert waits == (row["id"] in self.items)
        assert waits != (f"refund-{serial}" in self.transfers)

    # What moved.

    def _judge_transfer(self, row: Row) -> None:
        key = str(row["key"])
        assert key not in self.transfers, f"entry {key} was written again"
        self._move(row)
        if row["step"] in ENDS:
            self._judge_end(row)
        elif row["reverses_id"] is not None:
            self._judge_reversal(row)
        else:
            found = re.fullmatch(r"(receipt:|suspense:|hold:|refund-|paid:|match:|payout-"
                                 r"|returned:|refused:|spend:)(.+)", key)  # fmt: skip
            assert found is not None, f"nobody knows of entry {key}"
            judges: dict[str, Callable[[Row, str], None]] = {
                "receipt:": self._judge_paid_in,
                "suspense:": self._judge_suspended,
                "hold:": self._judge_hold,
                "refund-": self._judge_refund,
                "paid:": self._judge_left,
                "match:": self._judge_match,
                "payout-": self._judge_payout,
                "returned:": self._judge_back,
                "refused:": self._judge_refused,
                "spend:": self._judge_spent,
            }
            judges[found[1]](row, found[2])
        self.transfers[key] = row

    def _move(self, row: Row) -> None:
        fen, debit, step = row["amount_fen"], row["debit"], row["step"]
        assert fen > 0
        if step in {"posted", "captured", "forfeited"}:
            self.balances[debit] -= fen
            self.balances[row["credit"]] += fen
        if step != "posted":
            self.held[debit] += fen if step == "held" else -fen
        assert self.held[debit] >= 0
        assert debit == "bank" or self.balances[debit] >= self.held[debit], row

    def _judge_paid_in(self, row: Row, serial: str) -> None:
        receipt, paid = self.receipts[serial], self.bank.paid[serial]
        order = self.orders[paid.order_no]
        assert receipt["booking"] == "booked"
        assert legs(row) == ("bank", order.home, order.asked.fen)
        assert order.state == "open"
        order.state, order.serial = "confirmed", serial

    def _judge_suspended(self, row: Row, serial: str) -> None:
        assert serial in self.receipts, row
        assert self.receipts[serial]["booking"] == "suspended"
        assert legs(row) == ("bank", f"suspense:{serial}", self.bank.paid[serial].fen)

    def _judge_hold(self, row: Row, no: str) -> None:
        order = self.orders[no]
        assert order.asked.purpose == "deposit"
        assert order.state == "confirmed"
        assert legs(row) == (order.leaf, FUNDS, order.asked.fen)

    def _judge_end(self, row: Row) -> None:
        order = next(each for each in self.orders.values() if each.leaf == row["debit"])
        assert (order.reference, row["step"]) in self.wishes.ends, row
        assert order.reference not in self.wishes.bound, "its sale still runs"
        assert self.is_held(order), row
        credit = FORFEITED if row["step"] == "forfeited" else FUNDS
        assert legs(row) == (order.leaf, credit, order.asked.fen)
        order.ended = row["step"]

    def _judge_refund(self, row: Row, serial: str) -> None:
        assert serial in self.bank.paid, row
        paid, out = self.bank.paid[serial], f"outgoing:refund-{serial}"
        if row["debit"] != f"suspense:{serial}":
            order = self.orders[paid.order_no]
            assert (order.ended, order.serial) == ("released", serial)
            assert legs(row) == (order.leaf, out, paid.fen)
            return
        assert legs(row) == (f"suspense:{serial}", out, paid.fen)
        item = self.items.get(self.receipts[serial]["id"])
        if item is not None:
            subject = f"receipt:{serial}"
            is_wanted = any(
                each["subject"] == subject and each["state"] in {"sent", "done"}
                for each in self.proposals.values()
            )
            assert is_wanted or moment(row["at"]) >= self._waits_until(serial)

    def _waits_until(self, serial: str) -> datetime:
        received = moment(self.receipts[serial]["received_at"])
        order = self.orders.get(self.bank.paid[serial].order_no)
        return max(received, order.asked.due_at if order else received) + WAIT

    def _judge_left(self, row: Row, key: str) -> None:
        left = self.bank.sent.get(key) or self.bank.wired.get(key)
        assert left is not None, f"{key} never left the bank"
        assert legs(row) == (f"outgoing:{key}", "bank", left.fen)

    def _judge_match(self, row: Row, serial: str) -> None:
        proposal = next(
            each
            for each in self.proposals.values()
            if each["kind"] == "suspense_match" and serial in each["content"]["serials"]
            and each["state"] == "done"
        )  # fmt: skip
        order, paid = self.orders[proposal["content"]["order_no"]], self.bank.paid[serial]
        assert order.asked.purpose != "deposit"
        assert legs(row) == (f"suspense:{serial}", order.home, paid.fen)
        parts = [self.bank.paid[each] for each in proposal["content"]["serials"]]
        assert sum(part.fen for part in parts) == order.asked.fen
        if order.asked.purpose in LATE:
            assert all(part.paid_at <= order.asked.due_at for part in parts)
        assert order.state == "open" or order.serial == proposal["no"]
        order.state, order.serial = "confirmed", proposal["no"]

    def _judge_payout(self, row: Row, no: str) -> None:
        proposal = self.proposals[no]
        assert proposal["kind"] == "payout"
        account = proposal["content"]["account"]
        assert legs(row) == (account, f"outgoing:payout-{no}", proposal["amount_fen"])

    def _judge_back(self, row: Row, key: str) -> None:
        assert key in self.bank.back
        assert legs(row) == ("bank", self.transfers[key]["debit"], self.bank.wired[key].fen)

    def _judge_refused(self, row: Row, key: str) -> None:
        assert key in self.bank.refused
        taken = self.transfers[key]
        assert legs(row) == (f"outgoing:{key}", taken["debit"], taken["amount_fen"])

    def _judge_spent(self, row: Row, _number: str) -> None:
        assert legs(row) == self.wishes.spent[row["key"]]

    def _judge_reversal(self, row: Row) -> None:
        wrong = next(each for each in self.transfers.values() if each["id"] == row["reverses_id"])
        assert legs(row) == (wrong["credit"], wrong["debit"], wrong["amount_fen"])
        assert wrong["key"].startswith("spend:")
        assert self.proposals[row["key"].removeprefix("reversal:")]["state"] == "done"

    # What was decided, and what follows at the bank.

    def _judge_proposal(self, row: Row) -> None:
        no, version, fen = row["no"], row["version"], row["amount_fen"]
        if version == 1:
            assert (row["kind"], row["subject"], fen, row["maker_id"]) in self.wishes.proposed
        else:
            assert (no, version, fen) in self.wishes.edited
        if row["state"] not in {"approved", "sent", "done"}:
            return
        approver = row["approver_id"]
        assert approver != row["maker_id"], "its maker approved it"
        assert (no, version, approver) in self.wishes.approved, "nobody approved this version"
        is_large = row["kind"] == "payout" and fen >= JUDGE_FROM
        if is_large or row["kind"] in FOR_JUDGES:
            assert approver in self.wishes.judges
        heads = {"payout": "payout-", "suspense_return": "refund-"}
        if row["state"] != "approved" and row["kind"] in heads:
            assert str(row["instruction_id"]).startswith(heads[row["kind"]])
            assert row["instruction_id"] in self.transfers

    def _judge_instruction(self, row: Row) -> None:
        key, kind, state = row["instruction_id"], row["kind"], row["state"]
        if kind in {"refund", "payout"}:
            assert self.transfers[key]["amount_fen"] == row["amount_fen"]
        elif kind == "collect":
            serial = key.removeprefix("collect-")
            assert self.orders[self.bank.paid[serial].order_no].ended in {"captured", "forfeited"}
        did = {
            "refund": self.bank.sent,
            "payout": self.bank.wired,
            "collect": self.bank.collected,
            "order": {f"order-{no}" for no in self.bank.registered},
        }[kind]
        if state in {"done", "returned"}:
            assert key in did, f"{key} was not done"
            assert kind in {"order", "collect"} or f"paid:{key}" in self.transfers
        assert state != "returned" or f"returned:{key}" in self.transfers
        if state == "refused":
            assert key in self.bank.refused
            assert kind not in {"refund", "payout"} or f"refused:{key}" in self.transfers

    def _judge_item(self, row: Row) -> None:
        serial = next(s for s, each in self.receipts.items() if each["id"] == row["receipt_id"])
        assert moment(row["wait_until"]) == self._waits_until(serial)
        ways = {"matched": f"match:{serial}", "returned": f"refund-{serial}"}
        if row["state"] in ways:
            assert ways[row["state"]] in self.transfers

    def _judge_words(self) -> None:
        """Whatever was acknowledged to the bank stands in the book; no lie was believed."""
        assert self.wishes.turned_away == [], "a true word was refused"
        assert self.wishes.believed == [], "a lie was believed"
        while self.wishes.heard:
            told = json.loads(self.wishes.heard.pop())
            if told["kind"] == "receipt":
                assert told["serial"] in self.receipts, f"{told['serial']} was lost"
                continue
            state = self.instructions[told["instruction_id"]]["state"]
            assert state in ({"returned"} if told["kind"] == "payout_returned"
                             else {"done", "returned"}), told  # fmt: skip

    def _judge_bank(self) -> None:
        """The bank did nothing that the book does not know, and gave nothing back twice."""
        for key, left in (*self.bank.sent.items(), *self.bank.wired.items()):
            assert key in self.instructions, f"{key} was never ordered"
            assert self.instructions[key]["amount_fen"] == left.fen
        given = Counter(left.target for left in self.bank.sent.values())
        assert not given or max(given.values()) == 1
