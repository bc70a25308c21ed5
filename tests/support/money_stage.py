"""The stage of the machine of money: one court, its bank, its people, and an auditor."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis.stateful import RuleBasedStateMachine, invariant

from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.ledger import chart, facade, timers
from app.ledger.readers import READERS
from app.ledger.services import deposit_guards, notifications, outbox
from app.ledger.services.outbox import PAUSE_MAX
from app.trail.reader import run_readers
from tests.support.database import Rows, Sweeper
from tests.support.money_auditor import Auditor, Order
from tests.support.money_desk import Desk, give_account, seat_desk
from tests.support.money_eyes import Eyes, Row
from tests.support.money_world import Power, Wishes, open_bank

#: Every world begins on this morning.
MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
#: Two steps in five are to die somewhere, within the touches that such an act may have.
FAULTS = 2 / 5
REACH = {
    "ask": 12,
    "cancel": 8,
    "deliver": 22,
    "repeat": 8,
    "lie": 10,
    "release": 24,
    "keep": 18,
    "spend": 10,
    "place": 20,
    "give_back": 18,
    "pay_out": 18,
    "take_back": 16,
    "approve": 16,
    "edit": 10,
    "undo": 10,
    "work": 60,
    "send": 50,
}
PARTY, AGENCY = chart.party(1), chart.agency("A01")


class Found(BaseException):
    """The auditor found a fault; Hypothesis lets this through at once and repeats nothing."""


@dataclass
class Stage:
    """What all worlds of a run share: the database, how it looks on that morning, the counts."""

    sweeper: Sweeper
    eyes: Eyes
    power: Power
    folder: Path
    desk: Desk | None = None
    rows: Rows | None = None
    is_hunt: bool = False
    steps: Counter[str] = field(default_factory=Counter)
    #: What was refused, by code: a machine that is only refused tests nothing.
    refusals: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def hunting(self) -> Iterator[None]:
        """Where a planted bug is hunted, end everything at what was found first."""
        try:
            yield
        except AssertionError as fault:
            if self.is_hunt:
                raise Found from fault
            raise

    def set_up(self) -> Desk:
        """Bring the database to the morning of a world."""
        clock.set_real(MORNING)
        if self.rows is None or self.desk is None:
            self.sweeper.sweep()
            self.desk = seat_desk()
            give_account(self.desk, PARTY)
            give_account(self.desk, AGENCY, number="6222020200998877665")
            self.power.rest()
            self.rows = self.sweeper.take()
        else:
            self.sweeper.put(self.rows)
        self.eyes.forget()
        return self.desk


class World(RuleBasedStateMachine):
    """One court, its bank, its people, from one morning on; how a step is done and judged."""

    stage: Stage
    #: Which run this is: no two of them cast alike.
    number: int

    def __init__(self) -> None:
        super().__init__()
        self.desk = self.stage.set_up()
        self.bank = open_bank(self.stage.folder)
        self.wishes = Wishes(judges={self.desk.judge.person_id or 0})
        self.auditor = Auditor(self.stage.eyes, self.bank, self.wishes)
        self.is_quiet = False
        self.is_sound = False
        self.numbers = 0
        self.spared: set[str] = set()
        facade.add_deposit_guard(self.guard)

    def guard(self, references: Sequence[str]) -> None:
        """Bind deposits while their sale runs, as the sale itself does."""
        if self.wishes.bound & set(references):
            raise Conflict("deposit_still_bound")

    @invariant()
    def the_books_are_whole(self) -> None:
        """Everything the ledger checks, and everything the auditor knows, after each step."""
        self.is_sound = False
        with self.stage.hunting():
            self.auditor.look(is_quiet=self.is_quiet)
        self.is_sound = True

    def teardown(self) -> None:
        """Let every notice arrive, every term pass and every payment go out; then add up."""
        try:
            if self.is_sound:
                with self.stage.hunting():
                    self._end_the_day()
                    self.auditor.finish()
        finally:
            deposit_guards._guards.remove(self.guard)

    def _end_the_day(self) -> None:
        self.bank.mood = "fine"
        for _ in range(3):
            while self.bank.waiting:
                self.hand_over(self.bank.waiting[0])
                self.auditor.look()
            self.move(timedelta(days=45))
            while timers.work_the_desk(clock.now()):
                self.auditor.look()
            while outbox.send_due(self.bank, at=clock.now()):
                self.move(PAUSE_MAX)
            run_readers(READERS)
            self.auditor.look()

    # How a step is done.

    def act(self, name: str, chance: Random, work: Callable[[], object]) -> bool:
        """Do something that may die on the way; return whether it came to its end."""
        self.is_quiet = False
        self.stage.steps[name] += 1
        is_fatal = chance.random() < FAULTS
        at_touch = chance.randint(1, REACH[name]) if is_fatal else None
        is_done = False
        with self.stage.power.failing(name, at_touch):
            try:
                work()
            except Refusal as refusal:
                self.stage.refusals[f"{name}: {refusal.code}"] += 1
            else:
                is_done = True
        return is_done

    def stay(self, name: str) -> None:
        """Note a step in which nothing may change in the book."""
        self.stage.steps[name] += 1
        self.is_quiet = True

    def move(self, step: timedelta) -> None:
        """Let time pass."""
        clock.set_real(clock.real_now() + step)

    def hand_over(self, body: bytes) -> None:
        """Deliver a true notice; once acknowledged, it is not delivered by itself again."""
        headers = self.bank.sign(body)
        try:
            notifications.take_message(self.bank, body, headers=headers, at=clock.now())
        except Refusal as refusal:
            self.wishes.turned_away.append(refusal.code)
            raise
        self.wishes.heard.append(body)
        if body in self.bank.waiting:
            self.bank.waiting.remove(body)
            self.bank.told.append(body)

    def next_number(self) -> int:
        """Number what is new in this world."""
        self.numbers += 1
        return self.numbers

    def orders(self, *states: str) -> list[Order]:
        """Return the orders that stand so."""
        return [each for each in self.auditor.orders.values() if each.state in states]

    def held(self) -> list[Order]:
        """Return the orders whose deposit is held."""
        return [each for each in self.orders("confirmed") if self.auditor.is_held(each)]

    def waiting(self) -> list[Row]:
        """Return the receipts that wait for finance."""
        return [
            row
            for row in self.auditor.receipts.values()
            if self.auditor.items.get(row["id"], {}).get("state") == "waiting"
        ]

    def unheard(self) -> set[str]:
        """Return the payments that nobody has told of yet."""
        return set(self.bank.paid) - set(self.auditor.receipts)

    def proposals(self, *states: str) -> list[Row]:
        """Return the proposals that stand so."""
        return [row for row in self.auditor.proposals.values() if row["state"] in states]

    def spent(self) -> list[Row]:
        """Return the postings of the court."""
        entries = self.auditor.transfers.values()
        return [row for row in entries if row["key"].startswith("spend:")]

    def person(self, person_id: int) -> Actor:
        """Return who somebody of finance is."""
        return self.desk.sun if person_id == self.desk.sun.person_id else self.desk.chen
