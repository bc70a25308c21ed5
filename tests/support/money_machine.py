"""People, court, bank and power cuts in any order, with the auditor looking after every step."""

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import facade
from app.ledger.facade import Purpose
from app.ledger.services import (
    notifications,
    outbox,
)
from app.ledger.services.outbox import PAUSE_MAX
from tests.support.money import CASE, FRIEND, WANG
from tests.support.money_auditor import FUNDS, Order
from tests.support.money_finance import Finance
from tests.support.money_stage import AGENCY, PARTY
from tests.support.money_world import MOODS, Asked, forged

PURPOSES = (
    *([Purpose.DEPOSIT] * 5),
    *([Purpose.BALANCE] * 3),
    *(Purpose.BASIC_FEE, Purpose.BALANCE_FEE, Purpose.TOP_UP, Purpose.IN_KIND_TOP_UP),
)
#: What is drawn for a step; the step makes all its choices from it.
DICE = st.integers(min_value=0, max_value=2**20 - 1)


#: Who does how much of all that is done.
SHARES = {
    "deliver": 13,
    "ask": 6,
    "cancel": 1,
    "pay": 10,
    "repeat": 3,
    "lie": 3,
    "bounce": 4,
    "trouble": 4,
    "wait": 3,
    "send": 13,
    "sell": 3,
    "release": 6,
    "keep": 4,
    "spend": 5,
    "pay_out": 6,
    "place": 9,
    "give_back": 1,
    "take_back": 2,
    "approve": 10,
    "edit": 4,
    "undo": 1,
    "work": 5,
}
ACTS = [act for act, share in SHARES.items() for _ in range(share)]
#: News of the bank that may wait before more is paid for want of anything else to do.
BACKLOG = 5
#: A world may do without some of these, so that the rest meets more often.
SPARED = st.sets(st.sampled_from(sorted(set(SHARES) - {"ask", "pay", "deliver"})), max_size=6)


class MoneyMachine(Finance):
    """All that people, court and bank may do.

    One rule casts the dice for any act: Hypothesis switches whole rules off in a world, and one in
    which nobody pays shows nothing. A step that finds nothing to do lets somebody pay instead, or
    delivers what waits already.
    """

    @rule(dice=DICE)
    def step(self, dice: int) -> None:
        """Do one thing; the same cast at another step of another run is another choice."""
        chance = Random(f"{self.number}:{self.next_number()}:{dice}")
        act = chance.choice(ACTS)
        if act in self.spared or not NEEDS.get(act, bool)(self):
            act = "deliver" if len(self.bank.waiting) > BACKLOG else "pay"
        note(act)
        getattr(self, act)(chance)

    @initialize(spared=SPARED)
    def begin(self, spared: set[str]) -> None:
        """Let a trail of the case be there, and a price to share out."""
        self.spared = spared
        for purpose in (Purpose.DEPOSIT, Purpose.BALANCE):
            self._ask(self._wish(purpose, 1_000_003, timedelta(days=9)))
        self.auditor.look()
        price = self.orders("open")[-1]
        self.bank.take_in(price.no, price.asked.fen, price.asked.payer)
        self.hand_over(self.bank.waiting[0])
        self.stage.power.rest()

    def _wish(self, purpose: Purpose, fen: int, due_in: timedelta) -> str:
        reference = f"{purpose.value}:{self.next_number()}"
        self.wishes.asked[reference] = Asked(purpose.value, fen, clock.now() + due_in, WANG)
        return reference

    def _ask(self, reference: str) -> None:
        asked = self.wishes.asked[reference]
        facade.open_payment_order(
            purpose=Purpose(asked.purpose),
            reference=reference,
            payer=asked.payer,
            amount=Money(asked.fen),
            due_at=asked.due_at,
            case_number=CASE,
            key=f"order:{reference}",
            actor=self.desk.clerk,
            at=clock.now(),
        )

    def ask(self, chance: Random) -> None:
        """Ask somebody to pay; now and then ask again for what was asked before."""
        if chance.random() < 0.15:
            reference = chance.choice(list(self.wishes.asked))
        else:
            due_in = timedelta(hours=chance.choice((6, 72, 720)))
            fen = chance.choice((1, 100, 33_333, 1_000_003, 28_000_000, 150_000_001))
            reference = self._wish(chance.choice(PURPOSES), fen + chance.randrange(5), due_in)
        self.act("ask", chance, lambda: self._ask(reference))

    def cancel(self, chance: Random) -> None:
        """Void an order, paid or not: the paid one must stand."""
        order = chance.choice(self.orders("open", "confirmed"))
        self.wishes.canceled.add(order.reference)
        self.act(
            "cancel",
            chance,
            lambda: facade.cancel_order(order.reference, actor=self.desk.clerk, at=clock.now()),
        )

    def pay(self, chance: Random) -> None:
        """Pay exactly, or by one of the mistakes that people make; the news is on its way."""
        self.stay("pay")
        asked = {self.bank.paid[serial].order_no for serial in self.unheard()}
        orders = [order for order in self.orders("open") if order.no not in asked]
        if not orders or chance.random() < 0.15:
            orders = list(self.auditor.orders.values())
        order = chance.choice(orders)
        fen, no = order.asked.fen, order.no
        way = chance.choice(
            (*(("exact",) * 6), "less", "more", "friend", "friend", "lost", "lost", "halves")
        )
        if way == "halves" and fen > 1:
            self.bank.take_in(no, fen // 2, WANG)
            self.bank.take_in(no, fen - fen // 2, WANG)
            return
        fen += {"less": -1, "more": 1}.get(way, 0)
        payer = FRIEND if way == "friend" else WANG
        self.bank.take_in("PNOBODYKNOWS" if way == "lost" else no, max(1, fen), payer)

    # The bank's word.

    def deliver(self, chance: Random) -> None:
        """Deliver the oldest news, or another one before it."""
        place = chance.randrange(len(self.bank.waiting)) if chance.random() < 0.5 else 0
        body = self.bank.waiting[place]
        self.act("deliver", chance, lambda: self.hand_over(body))

    def repeat(self, chance: Random) -> None:
        """Deliver again, signed anew, what was acknowledged days ago or just now."""
        body = chance.choice(self.bank.told)
        self.act("repeat", chance, lambda: self.hand_over(body))
        self.is_quiet = True

    def lie(self, chance: Random) -> None:
        """Deliver what is not true, or not signed, or signed long ago: nothing may follow."""
        body = chance.choice(self.bank.told)
        kind = chance.choice(("forged", "stale", "garbage", "unknown", "amount"))
        headers = self.bank.sign(body)
        if kind == "forged":
            headers = forged(headers)
        elif kind == "stale":
            headers = self.bank.sign(body, at=clock.real_now() - timedelta(minutes=6))
        else:
            body = self._untrue(json.loads(body), kind, chance)
            headers = self.bank.sign(body)
        is_believed = self.act(
            "lie",
            chance,
            lambda: notifications.take_message(
                self.bank, body, headers=headers, at=clock.now()
            ),
        )  # fmt: skip
        if is_believed:
            self.wishes.believed.append(kind)
        self.is_quiet = True

    def _untrue(self, told: dict[str, str], kind: str, chance: Random) -> bytes:
        if kind == "garbage":
            return chance.choice((b"[]", b"\xff", b'{"kind": "gift"}'))
        if kind == "unknown":
            told |= {"instruction_id": "refund-S99999", "kind": "refund", "serial": "B99999"}
        else:
            told["amount"] = str(int(told["amount"]) + chance.choice((1, 100)))
        return json.dumps(told, ensure_ascii=False).encode()

    def bounce(self, chance: Random) -> None:
        """A payout comes back from the payee's bank, even before we know that it left."""
        self.stay("bounce")
        self.bank.bounce(chance.choice(sorted(set(self.bank.wired) - set(self.bank.back))))

    def trouble(self, chance: Random) -> None:
        """The bank changes its mood."""
        self.stay("trouble")
        self.bank.mood = chance.choice(("fine", "fine", *MOODS))

    def wait(self, chance: Random) -> None:
        """Time passes."""
        self.stay("wait")
        self.move(timedelta(hours=chance.choice((0.1, 1, 7, 30, 100))))

    def send(self, chance: Random) -> None:
        """The outbox has its round, after the longest pause between two tries."""
        self.move(PAUSE_MAX)
        limit = chance.randint(1, 6)
        self.act(
            "send", chance, lambda: outbox.send_due(self.bank, at=clock.now(), limit=limit)
        )  # fmt: skip

    # Deposits.

    def sell(self, chance: Random) -> None:
        """A sale begins or ends: meanwhile its deposit stays where it is."""
        self.stay("sell")
        if self.wishes.bound and chance.random() < 0.75:
            self.wishes.bound.remove(chance.choice(sorted(self.wishes.bound)))
        else:
            self.wishes.bound.add(self._some_deposit(chance).reference)

    def _some_deposit(self, chance: Random) -> Order:
        deposits = [each for each in self.auditor.orders.values() if each.ends_by_sale]
        held = self.held()
        return chance.choice(held if held and chance.random() < 0.8 else deposits)

    def release(self, chance: Random) -> None:
        """Give a deposit back, or several in one batch."""
        key = f"release:{self.next_number()}"
        chosen = {self._some_deposit(chance).reference for _ in range(chance.choice((1, 1, 3)))}
        self.wishes.ends |= {(reference, "released") for reference in chosen}
        if len(chosen) == 1:
            (reference,) = chosen
            self.act(
                "release",
                chance,
                lambda: facade.release_deposit(reference, key=key, at=clock.now()),
            )
        else:
            self.act(
                "release",
                chance,
                lambda: facade.release_deposits(sorted(chosen), key=key, at=clock.now()),
            )

    def keep(self, chance: Random) -> None:
        """Make a deposit part of the price, or keep it for a default."""
        key = f"keep:{self.next_number()}"
        reference = self._some_deposit(chance).reference
        step, end = chance.choice(
            (("captured", facade.capture_deposit), ("forfeited", facade.forfeit_deposit))
        )
        self.wishes.ends.add((reference, step))
        self.act("keep", chance, lambda: end(reference, key=key, at=clock.now()))


#: What must be there for an act to have something to do.
NEEDS: dict[str, Callable[[MoneyMachine], object]] = {
    "deliver": lambda self: self.bank.waiting,
    "repeat": lambda self: self.bank.told,
    "lie": lambda self: self.bank.told,
    "bounce": lambda self: set(self.bank.wired) - set(self.bank.back),
    "spend": lambda self: self.auditor.balances[FUNDS] > 0,
    "pay_out": lambda self: self.auditor.balances[PARTY] + self.auditor.balances[AGENCY] > 0,
    "place": lambda self: self.waiting(),
    "give_back": lambda self: self.waiting(),
    "take_back": lambda self: self.spent(),
    "approve": lambda self: self.proposals("proposed"),
    "edit": lambda self: self.proposals("proposed", "approved"),
    "undo": lambda self: self.proposals("proposed", "approved"),
}
