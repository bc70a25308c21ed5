"""A flat on its way through a sale, step by step, by the services a court uses."""

import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from stdnum.cn import ric

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.store import db
from app.trail.reader import run_readers
from appraisal.timers import fix_due_prices
from auction import queries
from auction.models import Enrollment, Lot, Settlement
from auction.readers import READERS
from auction.rules.closing import DRAIN
from auction.services import (
    announcing,
    drafting,
    enrolling,
    following,
    intake,
    panel,
    panel_signing,
    ruling,
)
from auction.services.confirming import balance_reference
from auction.timers import TIMERS
from auction.vocabulary import (
    NoticeItem,
    PriorityNature,
    ServiceWay,
    SpecialPrompt,
    Venue,
)
from registry import facade as registry
from tests.support.appraisals import WED, Desk, _person, open_desk, published

#: The clerk drafts, the parties are told, the notice goes out, bidding opens 30 days later.
DRAFTED = datetime(2026, 3, 16, 2, tzinfo=UTC)
SERVED = DRAFTED + timedelta(days=1)
ANNOUNCED = SERVED + timedelta(days=3)
OPENS = datetime(2026, 4, 20, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
#: The second auction: drafted the day after the failure, told at once, 15 days of notice.
SECOND_DRAFTED = CLOSES + timedelta(days=1)
SECOND_ANNOUNCED = SECOND_DRAFTED + timedelta(days=3)
SECOND_OPENS = datetime(2026, 5, 12, 2, tzinfo=UTC)
SECOND_CLOSES = SECOND_OPENS + timedelta(hours=24)
#: 80 % of the first start price.
SECOND_START = Money(123_200_000)
#: 70 % of the appraised 2,200,000 yuan.
START = Money(154_000_000)
STEP = Money(1_000_000)
DEPOSIT = Money(15_400_000)
#: No person may show up anywhere before the end: names that nothing else contains.
CANARY = "岚山鹭洲"


#: The judges who sit, by name; the first one is ``judge``, the accounts are ``members``.
PANEL = ("李明", "赵静", "孙涛")


def id_number(serial: int) -> str:
    """Return a made-up resident number with a valid check digit."""
    body = f"37010219800101{serial:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


@dataclass
class Sale:
    """The case, its people, and the lot once it is drafted."""

    desk: Desk
    judge: Actor
    members: Sequence[Actor]
    lot_no: str = ""
    bidders: dict[str, tuple[Actor, Payer]] = field(default_factory=dict)

    @property
    def clerk(self) -> Actor:
        """The clerk of the court."""
        return self.desk.clerk

    def walk(self, step: Hashable, work: Callable[[], None]) -> "Sale":
        """Walk on from here, or take up the same walk."""

        def walked() -> tuple[str, dict[str, tuple[Actor, Payer]]]:
            work()
            return self.lot_no, self.bidders

        self.lot_no, self.bidders = self.desk.walk(step, walked)
        return self

    def lot(self) -> Lot:
        """Return the lot as the database has it now."""
        db.session.rollback()
        db.session.expire_all()
        return queries.get_lot(self.lot_no)

    def draft(self, at: datetime = DRAFTED) -> Lot:
        """Draft the lot and choose the hall."""
        lot = drafting.draft_lot(asset_no=self.desk.asset_no, actor=self.clerk, at=at)
        self.lot_no = lot.no
        return drafting.choose_venue(
            lot_no=lot.no,
            venue=Venue.INTERNAL,
            reason="申请执行人书面选择",
            actor=self.clerk,
            at=at,
        )

    def decide(self, at: datetime = DRAFTED, **changes: Any) -> None:
        """Record a panel decision that keeps the law unless changed, and have it signed."""
        self.record(at, **changes)
        for place in range(len(self.members)):
            self.sign(place, at)

    def sign(self, place: int, at: datetime = DRAFTED) -> None:
        """Let a member sign the newest record in the own session."""
        decision = queries.find_decision(self.lot().id)
        assert decision is not None
        panel_signing.sign_record(
            lot_no=self.lot_no,
            place=place,
            digest=panel_signing.record_digest(self.lot_no, decision),
            actor=self.members[place],
            at=at,
        )

    def record(self, at: datetime = DRAFTED, **changes: Any) -> None:
        """Record a panel decision; nobody has signed it yet."""
        given: dict[str, Any] = {
            "decided_on": local_date(at),
            "votes": [panel.PanelVote(name, is_for=True) for name in PANEL],
            "minutes": "一致同意。",
            "start_price": START,
            "cut_bp": 2000,
            "bid_step": STEP,
            "deposit": DEPOSIT,
            "priority": [],
        }
        panel.record_panel_decision(
            lot_no=self.lot_no,
            record=panel.PanelRecord(**{**given, **changes}),
            actor=self.judge,
            at=at,
        )

    def decide_priority(self, *ranks: int) -> None:
        """Record a decision with holders of priority, co-owners all."""
        claims = [
            panel.PriorityClaim(f"共有人{rank}", PriorityNature.CO_OWNER, rank) for rank in ranks
        ]
        self.decide(priority=claims)

    def write(
        self,
        at: datetime = DRAFTED,
        *,
        opens_at: datetime = OPENS,
        closes_at: datetime = CLOSES,
        **items: str,
    ) -> None:
        """Complete the notice; items are changed by their key."""
        notice = queries.find_notice(self.lot().id, 1)
        assert notice is not None
        words = dict.fromkeys(NoticeItem, "见评估报告。") | {
            NoticeItem(key): text for key, text in notice.items.items()
        }
        words |= {NoticeItem(key): text for key, text in items.items()}
        drafting.edit_notice(
            lot_no=self.lot_no,
            items=words,
            prompts={SpecialPrompt(key): text for key, text in notice.prompts.items()},
            disclaimer=notice.disclaimer,
            opens_at=opens_at,
            closes_at=closes_at,
            balance_days=10,
            actor=self.clerk,
            at=at,
        )

    def serve(self, at: datetime = SERVED, *names: str) -> None:
        """Tell every party, and priority purchasers by name."""
        for party in registry.parties_of(self.lot().case_number):
            self.serve_one(at, party_id=party.id)
        for name in names:
            self.serve_one(at, name=name)

    def serve_one(self, at: datetime, *, name: str = "", party_id: int | None = None) -> None:
        """Tell one person."""
        drafting.serve_notice(
            lot_no=self.lot_no,
            name=name,
            way=ServiceWay.DELIVERED,
            proof="送达回证",
            served_at=at,
            party_id=party_id,
            actor=self.clerk,
            at=at,
        )

    def announce(self, at: datetime = ANNOUNCED) -> Lot:
        """Publish the notice."""
        return announcing.announce_lot(lot_no=self.lot_no, actor=self.clerk, at=at)

    def enroll(self, account: str, at: datetime = OPENS - timedelta(days=2)) -> Enrollment:
        """Enroll a new person with a name that is found nowhere else; not paid yet."""
        number = id_number(500 + len(self.bidders))
        name = f"{CANARY}{len(self.bidders)}"
        actor = _person(account, name, Role.BIDDER, number=number)
        self.bidders[account] = (actor, Payer(name, number))
        return enrolling.enroll(
            lot_no=self.lot_no,
            accepted=set(SpecialPrompt),
            notice_version=self.lot().notice_version,
            has_capacity=True,
            actor=actor,
            at=at,
        )

    def pay(self, account: str, reference: str, at: datetime) -> None:
        """Pay an order as a bidder through the bank; the readers hear of it."""
        order = ledger.find_order(reference)
        assert order is not None
        self.pay_no(account, order.no, at)

    def pay_no(self, account: str, order_no: str, at: datetime) -> None:
        """Pay an order by its number."""
        order = ledger.get_order(order_no)
        payer = self.bidders[account][1]
        with clock.stopped_at(at):
            receipt = self.desk.bank.receipt(order.no, payer=payer, amount=order.amount, paid_at=at)
            answer = self.desk.bank.tell(receipt)
        assert answer.status_code < 300, answer.text
        run_readers(READERS)

    def join(self, account: str, at: datetime = OPENS - timedelta(days=2)) -> str:
        """Enroll, pay the deposit and return the paddle."""
        enrollment = self.enroll(account, at)
        assert enrollment.deposit_reference is not None
        self.pay(account, enrollment.deposit_reference, at)
        return self.paddle(account)

    def paddle(self, account: str) -> str:
        """Return a bidder's paddle."""
        db.session.rollback()
        db.session.expire_all()
        _, enrollment = enrolling.own_enrollment(lot_no=self.lot_no, actor=self.bidders[account][0])
        assert enrollment.paddle is not None
        return enrollment.paddle

    def bid(self, account: str, fen: int, at: datetime, request_id: str = "") -> dict[str, Any]:
        """Bid and return the receipt's own part."""
        receipt = intake.place_bid(
            lot_no=self.lot_no,
            amount=str(fen),
            request_id=request_id or uuid.uuid4().hex,
            actor=self.bidders[account][0],
            at=at,
        )
        body: dict[str, Any] = receipt["receipt"]
        return body

    def tick(self, at: datetime) -> None:
        """Do what is due, as the clock process does."""
        with clock.stopped_at(at):
            for timer in TIMERS:
                timer(at)
            run_readers(READERS)

    def ready(self) -> "Sale":
        """Draft, decide, write and serve: everything before the notice."""

        def work() -> None:
            self.draft()
            self.decide()
            self.write()
            self.serve()

        return self.walk("ready", work)

    def announced(self) -> "Sale":
        """Walk until the notice is out."""

        def work() -> None:
            self.ready().announce()

        return self.walk("announced", work)

    def opened(self, *accounts: str) -> "Sale":
        """Walk until bidding is on, with bidders who hold paddles."""

        def work() -> None:
            self.announced()
            for account in accounts:
                self.join(account)
            self.tick(OPENS)

        return self.walk(("opened", accounts), work)

    def sold(self) -> "Sale":
        """Walk until the lot is sold to bidder1 over bidder2, and confirmed."""

        def work() -> None:
            self.opened("bidder1", "bidder2")
            self.bid("bidder2", START.fen, OPENS + timedelta(hours=1))
            self.bid("bidder1", START.fen + STEP.fen, OPENS + timedelta(hours=2))
            self.tick(CLOSES + DRAIN)

        return self.walk("sold", work)

    def paid(self) -> "Sale":
        """Walk until the balance is in and the shares are planned."""

        def work() -> None:
            self.sold()
            at = CLOSES + timedelta(days=3)
            self.pay("bidder1", balance_reference(self.lot_no), at)
            self.tick(at + timedelta(seconds=2))

        return self.walk("paid", work)

    def failed(self) -> "Sale":
        """Walk until nobody has bid in the first auction."""

        def work() -> None:
            self.announced().tick(OPENS)
            self.tick(CLOSES + DRAIN)

        return self.walk("failed", work)

    def follow(self, at: datetime) -> Lot:
        """Draft the next offer and go on with it."""
        lot = following.draft_following_lot(lot_no=self.lot_no, actor=self.clerk, at=at)
        self.lot_no = lot.no
        return lot

    def prepare(self, at: datetime, opens_at: datetime, closes_at: datetime, **panel: Any) -> None:
        """Decide, write and serve a later offer on one day."""
        self.decide(at, **panel)
        self.write(at, opens_at=opens_at, closes_at=closes_at)
        self.serve(at)

    def second_failed(self) -> "Sale":
        """Walk until nobody has bid in the second auction either."""

        def work() -> None:
            self.failed().follow(SECOND_DRAFTED)
            self.prepare(SECOND_DRAFTED, SECOND_OPENS, SECOND_CLOSES, start_price=SECOND_START)
            self.announce(SECOND_ANNOUNCED)
            self.tick(SECOND_OPENS)
            self.tick(SECOND_CLOSES + DRAIN)

        return self.walk("second_failed", work)

    def delivered(self, at: datetime = CLOSES + timedelta(days=5)) -> None:
        """Rule the paid sale and hand the flat over on the same day."""
        ruling.rule_sale(lot_no=self.lot_no, is_unrestricted=True, actor=self.judge, at=at)
        ruling.record_handover(
            lot_no=self.lot_no,
            handed_over_at=at,
            notes="钥匙当场移交买受人",
            actor=self.clerk,
            at=at,
        )

    def settlement(self) -> Settlement:
        """Return the settlement as the database has it now."""
        found = queries.find_settlement(self.lot().id)
        assert found is not None
        return found


def open_sale(app: Flask, folder: Path) -> Sale:
    """Walk a flat until its reference price stands."""
    with clock.stopped_at(WED):
        desk = open_desk(app, folder)
        members = desk.walk("open_sale", lambda: _price(desk))
        return Sale(desk, members[0], members)


def _price(desk: Desk) -> list[Actor]:
    ends_at = published(desk)
    fix_due_prices(ends_at + timedelta(seconds=1))
    return [
        _person(account, name, Role.JUDGE, court_id=desk.clerk.court_id)
        for account, name in zip(("judge", "judge2", "judge3"), PANEL, strict=True)
    ]
