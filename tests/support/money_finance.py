"""What court and finance may do with money in the machine of money, rightly and wrongly."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import chart, facade, timers
from app.ledger.facade import Purpose
from app.ledger.readers import READERS
from app.ledger.services import approving, paying_out, proposals, reversing, suspense
from app.trail.reader import run_readers
from tests.support.money import CASE
from tests.support.money_auditor import FUNDS, Order
from tests.support.money_eyes import Row
from tests.support.money_stage import AGENCY, PARTY, World

GROUND = "合议庭同意由其代付，见卷宗第3页"
REASON = "付款人写错了附言"


class Finance(World):
    """Sharing out, paying out, placing, giving back, taking back; always by two people."""

    # The court spends, finance pays out and puts right.

    def _part(self, fen: int, chance: Random) -> int:
        """Choose some of what is there, all of it, or a fen too much."""
        return chance.choice((fen, fen, fen + 1, max(1, fen // 2), chance.randint(1, fen)))

    def spend(self, chance: Random) -> None:
        """Share out the price; now and then the same line again, or one under its key."""
        key = f"spend:{self.next_number()}"
        to = chance.choice((PARTY, PARTY, AGENCY, chart.execution_fee("370102")))
        fen = self._part(self.auditor.balances[FUNDS], chance)
        if self.wishes.spent and chance.random() < 0.2:
            key = chance.choice(list(self.wishes.spent))
            _, to, fen = self.wishes.spent[key]
            fen += chance.choice((0, 0, 1))
        if key not in self.auditor.transfers:
            self.wishes.spent[key] = (FUNDS, to, fen)
        self.act(
            "spend",
            chance,
            lambda: facade.post(
                purpose=Purpose.DISTRIBUTION,
                debit=FUNDS,
                credit=to,
                amount=Money(fen),
                key=key,
                case_number=CASE,
                at=clock.now(),
                actor=self.desk.judge,
            ),
        )

    def _maker(self, chance: Random) -> Actor:
        return chance.choice((self.desk.chen, self.desk.chen, self.desk.sun))

    def _propose(self, kind: str, subject: str, fen: int, maker: Actor) -> None:
        self.wishes.proposed.add((kind, subject, fen, maker.person_id or 0))

    def pay_out(self, chance: Random) -> None:
        """Propose to pay what is owed."""
        account = max((PARTY, AGENCY), key=lambda code: self.auditor.balances[code])
        fen, maker = self._part(self.auditor.balances[account], chance), self._maker(chance)
        self._propose("payout", f"{account}|{CASE}", fen, maker)
        self.act(
            "pay_out",
            chance,
            lambda: paying_out.propose_payout(
                account, CASE, reason=REASON, amount=Money(fen), actor=maker, at=clock.now()
            ),
        )

    def place(self, chance: Random) -> None:
        """Propose to place waiting money to the order it makes exact, or to one it does not."""
        maker = self._maker(chance)
        order, parts = self._fitting(chance)
        self._propose(
            "suspense_match", f"order:{order.no}", sum(row["amount_fen"] for row in parts), maker
        )
        ground = chance.choice((GROUND, GROUND, ""))
        self.act(
            "place",
            chance,
            lambda: suspense.propose_match(
                order.no,
                [row["serial"] for row in parts],
                reason=REASON,
                ground=ground,
                actor=maker,
                at=clock.now(),
            ),
        )

    def _fitting(self, chance: Random) -> tuple[Order, Sequence[Row]]:
        waiting = self.waiting()[-8:]
        groups = [*((row,) for row in waiting), *combinations(waiting, 2)]
        fitting = [
            (order, group)
            for order in self.orders("open")
            for group in groups
            if sum(row["amount_fen"] for row in group) == order.asked.fen
        ]
        if fitting and chance.random() < 0.6:
            return chance.choice(fitting)
        orders = self.orders("open") if chance.random() < 0.75 else []
        return chance.choice(orders or list(self.auditor.orders.values())), chance.choice(groups)

    def give_back(self, chance: Random) -> None:
        """Propose to send waiting money back."""
        maker = self._maker(chance)
        row = chance.choice(self.waiting())
        self._propose("suspense_return", f"receipt:{row['serial']}", row["amount_fen"], maker)
        self.act(
            "give_back",
            chance,
            lambda: suspense.propose_return(
                row["serial"], reason=REASON, actor=maker, at=clock.now()
            ),
        )  # fmt: skip

    def take_back(self, chance: Random) -> None:
        """Propose to take an entry back."""
        maker = self._maker(chance)
        row = chance.choice(self.spent())
        self._propose("reversal", f"transfer:{row['key']}", row["amount_fen"], maker)
        self.act(
            "take_back",
            chance,
            lambda: reversing.propose_reversal(
                row["key"], reason=REASON, actor=maker, at=clock.now()
            ),
        )  # fmt: skip

    def approve(self, chance: Random) -> None:
        """Somebody says yes to what is proposed: he who may, or one who may not."""
        row = chance.choice(self.proposals("proposed"))
        actor = chance.choice((*([self.desk.sun] * 3), *([self.desk.judge] * 2), self.desk.chen))
        self.wishes.approved.add((row["no"], row["version"], actor.person_id or 0))
        self.act(
            "approve",
            chance,
            lambda: approving.approve(
                row["no"], version=row["version"], actor=actor, at=clock.now()
            ),
        )  # fmt: skip

    def edit(self, chance: Random) -> None:
        """Its maker changes a proposal: whoever had approved it has not approved this."""
        row = chance.choice(self.proposals("approved") or self.proposals("proposed"))
        version, fen = row["version"], row["amount_fen"]
        if row["kind"] == "payout":
            fen = self._part(fen, chance)
        self.wishes.edited.add((row["no"], version + 1, fen))
        self.act(
            "edit",
            chance,
            lambda: proposals.edit(
                row["no"],
                reason=f"{REASON}{version}",
                version=version,
                amount=Money(fen),
                actor=self.person(row["maker_id"]),
                at=clock.now(),
            ),
        )

    def undo(self, chance: Random) -> None:
        """Its maker takes a proposal back, or the judge says no."""
        row = chance.choice(self.proposals("proposed", "approved"))
        no, at = row["no"], clock.now()
        if chance.random() < 0.5:
            maker = self.person(row["maker_id"])
            self.act(
                "undo", chance, lambda: proposals.withdraw(no, reason=REASON, actor=maker, at=at)
            )
            return
        version, judge = row["version"], self.desk.judge
        self.act(
            "undo",
            chance,
            lambda: proposals.reject(no, reason=REASON, version=version, actor=judge, at=at),
        )

    def work(self, chance: Random) -> None:
        """The clock carries out what was approved and returns what waited, the record tells."""
        self.act("work", chance, self._work)

    def _work(self) -> None:
        timers.work_the_desk(clock.now())
        run_readers(READERS)
