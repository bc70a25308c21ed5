"""Walk a demo case through its steps at past moments, by the same services as a court."""

import heapq
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from app.identity import facade as identity
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.ids import new_token
from app.kernel.money import Money
from app.ledger import facade as ledger
from app.ledger.seeds import pay_order
from app.screening.facade import close_finding, list_findings_of
from app.screening.vocabulary import Verdict
from app.trail.reader import run_readers
from app.web.modules import loaded
from appraisal.seeds import seed_commission, seed_publication, seed_report
from auction import queries
from auction.models import Enrollment
from auction.seeds.notice import ITEMS, PROMPTS, TAXES
from auction.seeds.plans import DemoPlan
from auction.services.announcing import announce_lot
from auction.services.drafting import choose_venue, draft_lot, edit_notice, serve_notice
from auction.services.enrolling import enroll
from auction.services.intake import place_bid
from auction.services.panel import PanelRecord, PanelVote, record_panel_decision
from auction.services.panel_signing import record_digest, sign_record
from auction.services.receipts import refusal_of
from auction.services.ruling import record_handover, rule_sale
from auction.services.settling import approve_distribution
from auction.vocabulary import ServiceWay, SpecialPrompt, Venue
from registry.facade import get_asset, parties_of
from registry.seeds import seed_case, seed_draw
from registry.vocabulary import AssetNature

#: Days before bidding opens on which each stage of a demo case begins.
_FILED, _DRAWN, _APPRAISED, _REPORTED, _DRAFTED, _SERVED, _ANNOUNCED = 94, 92, 78, 66, 44, 43, 38
#: The books and the people are there before the first case is filed.
DAYS_BEFORE = 120
#: How often and how fast the machine of the demo answers: more than S10 asks for, even and fast.
MACHINE_ANSWERS = 9
MACHINE_GAP = timedelta(milliseconds=420)
CLOSING_REASON = "已向银行核实：二人均在截止前办理转账，因系统维护延迟入账，与其他竞买人无关联。"
#: What the demo court asks in advance: a setting of the court, not law (domain.md D2).
BASIC_FEE = Money(300_000)


def tick(at: datetime) -> None:
    """Do what is due at a moment and read the news on, as the clock process does."""
    for module in loaded():
        for timer in module.timers:
            timer(at)
    run_readers([reader for module in loaded() for reader in module.readers])


def walk_all(ways: Sequence[Iterator[datetime]]) -> None:
    """Take the steps of all ways in the order of their moments, so that time never falls."""
    due = [(moment, place) for place, way in enumerate(ways) if (moment := next(way, None))]
    heapq.heapify(due)
    while due:
        moment, place = heapq.heappop(due)
        with clock.stopped_at(moment):
            following = next(ways[place], None)
        if following is not None:
            heapq.heappush(due, (following, place))


class Walk:
    """One demo case on its way; every step stands at its own moment of the past."""

    def __init__(self, plan: DemoPlan, now: datetime) -> None:
        self.plan = plan
        self.now = now
        self.opens_at = now + plan.opens_in
        self.clerk = identity.actor_named("clerk")
        self.judge = identity.actor_named("judge")
        self.asset_no = ""
        self.lot_no = ""

    def steps(self) -> Iterator[datetime]:
        """Yield the moment of each next step; going on takes it with the clock stopped there."""
        if self.plan.appraised is None:
            yield self.now - timedelta(days=2)
            self.asset_no = seed_case(self.plan.case, clerk=self.clerk, at=clock.now())
            return
        yield from self._to_reference_price()
        yield from self._to_notice()
        if self.opens_at <= self.now:
            yield from self._to_bids()
        if self.opens_at + self.plan.lasts < self.now:
            yield from self._to_end()
        if self.plan.is_settled:
            yield from self._to_settlement()

    def _before(self, days: int) -> datetime:
        return self.opens_at - timedelta(days=days)

    def _to_reference_price(self) -> Iterator[datetime]:
        yield self._before(_FILED)
        self.asset_no = seed_case(self.plan.case, clerk=self.clerk, at=clock.now())
        yield self._before(_DRAWN)
        givers = [identity.actor_named("applicant"), identity.actor_named("debtor")]
        code = seed_draw(self.asset_no, clerk=self.clerk, givers=givers, at=clock.now())
        agency = next(
            identity.actor_named(person.account)
            for person in identity.people_with_role("agency")
            if person.agency_code == code
        )
        yield self._before(_APPRAISED)
        appraisal_no = seed_commission(
            self.asset_no, clerk=self.clerk, basic_fee=BASIC_FEE,
            pay=lambda order_no: self._pay_as("applicant", order_no), at=clock.now(),
        )  # fmt: skip
        assert self.plan.appraised is not None
        yield self._before(_REPORTED)
        seed_report(
            appraisal_no, agency=agency, value=self.plan.appraised, at=clock.now(),
            with_video=self.plan.case.nature is AssetNature.HOUSING,
        )  # fmt: skip
        yield self._before(_REPORTED - 1)
        ends_at = seed_publication(appraisal_no, clerk=self.clerk, at=clock.now())
        # The price is fixed once an objection stamped in time can no longer be on its way.
        yield ends_at + timedelta(minutes=1)
        tick(clock.now())

    def _pay_as(self, account: str, order_no: str) -> None:
        """Pay an order in full as one of the demo people, at the bank."""
        self._pay(account, order_no)
        tick(clock.now())

    def _pay(self, account: str, order_no: str) -> None:
        name = identity.own_name(identity.actor_named(account))
        payer = ledger.Payer(name.name, name.id_number)
        pay_order(order_no, payer, at=clock.now())

    def _to_notice(self) -> Iterator[datetime]:
        plan = self.plan
        assert plan.start
        assert plan.step
        assert plan.deposit
        asset = get_asset(self.asset_no)
        yield self._before(_DRAFTED)
        at = clock.now()
        self.lot_no = draft_lot(asset_no=self.asset_no, actor=self.clerk, at=at).no
        choose_venue(
            lot_no=self.lot_no, venue=Venue.INTERNAL, actor=self.clerk, at=at,
            reason="申请执行人书面选择本平台竞价大厅（演示）",
        )  # fmt: skip
        decision = record_panel_decision(
            lot_no=self.lot_no, actor=self.judge, at=at,
            record=PanelRecord(
                decided_on=local_date(at),
                votes=[PanelVote(name, is_for=True) for name in ("李法官", "赵法官", "孙法官")],
                minutes="合议庭评议：按评估价百分之七十以上确定起拍价，一致同意。",
                start_price=plan.start, cut_bp=2000, bid_step=plan.step,
                deposit=plan.deposit, priority=(),
            ),
        )  # fmt: skip
        digest = record_digest(self.lot_no, decision)
        for place, account in enumerate(("judge", "judge2", "judge3")):
            sign_record(
                lot_no=self.lot_no, place=place, digest=digest,
                actor=identity.actor_named(account), at=at,
            )  # fmt: skip
        edit_notice(
            lot_no=self.lot_no, items=ITEMS, prompts=PROMPTS,
            disclaimer="本院已尽调查之责，不对拍卖标的的真伪或者品质作出保证。",
            opens_at=self.opens_at, closes_at=self.opens_at + plan.lasts, balance_days=10,
            actor=self.clerk, at=at, title=asset.title, taxes=TAXES,
        )  # fmt: skip
        yield self._before(_SERVED)
        for party in parties_of(asset.case_number):
            serve_notice(
                lot_no=self.lot_no, name=party.name, way=ServiceWay.DELIVERED,
                proof="送达回证（演示）", served_at=clock.now(), party_id=party.id,
                actor=self.clerk, at=clock.now(),
            )  # fmt: skip
        yield self._before(_ANNOUNCED)
        announce_lot(lot_no=self.lot_no, actor=self.judge, at=clock.now())

    def _bidders(self) -> Sequence[str]:
        bidding = {account for account, _ in self.plan.bids}
        return sorted(bidding | {*self.plan.silent, self.plan.machine} - {""})

    def _to_bids(self) -> Iterator[datetime]:
        yield self._before(2)
        for account in self._bidders():
            self._enroll(identity.actor_named(account))
        # One beat reads all deposits: a beat for each would double the start of the demo.
        tick(clock.now())
        yield self.opens_at + timedelta(seconds=1)
        tick(clock.now())
        lot = queries.get_lot(self.lot_no)
        assert lot.start_price
        assert lot.bid_step
        for after, account, steps in self._orders():
            yield self.opens_at + after
            amount = lot.start_price.fen + steps * lot.bid_step.fen
            receipt = place_bid(
                lot_no=self.lot_no, amount=str(amount), request_id=new_token(12),
                actor=identity.actor_named(account), at=clock.now(),
            )  # fmt: skip
            assert refusal_of(receipt) is None, receipt

    def _orders(self) -> Iterator[tuple[timedelta, str, int]]:
        """Yield when after the opening who bids how many steps above the start price."""
        after, steps, account = timedelta(), 0, ""
        for place, (account, steps) in enumerate(self.plan.bids):
            after = timedelta(minutes=47 * place + 13)
            yield after, account, steps
        if not self.plan.machine:
            return
        people = [*sorted({account for account, _ in self.plan.bids} - {account}), account]
        for turn in range(MACHINE_ANSWERS):
            after += timedelta(seconds=31 + 7 * (turn % 4))
            yield after, people[turn % len(people)], steps + 1
            yield after + MACHINE_GAP, self.plan.machine, steps + 2
            steps += 2

    def _apply(self, bidder: Actor) -> Enrollment:
        lot = queries.get_lot(self.lot_no)
        return enroll(
            lot_no=self.lot_no, accepted=list(SpecialPrompt), has_capacity=True,
            notice_version=lot.notice_version, actor=bidder, at=clock.now(),
        )  # fmt: skip

    def _enroll(self, bidder: Actor) -> None:
        enrollment = self._apply(bidder)
        assert enrollment.deposit_reference
        order = ledger.find_order(enrollment.deposit_reference)
        assert order is not None
        self._pay(bidder.account, order.no)

    def _to_end(self) -> Iterator[datetime]:
        closes_at = self.opens_at + self.plan.lasts
        for place, account in enumerate(self.plan.late):
            yield closes_at - timedelta(minutes=4 - place)
            self._apply(identity.actor_named(account))
        yield closes_at + timedelta(minutes=1)
        tick(clock.now())
        if self.plan.late:
            yield closes_at + timedelta(days=1)
            self._close_findings()

    def _close_findings(self) -> None:
        """Let the judge close what was found about the lot, as a court does within a day."""
        for finding in list_findings_of(self.lot_no):
            close_finding(
                finding_id=finding.id, verdict=Verdict.UNFOUNDED, reason=CLOSING_REASON,
                actor=self.judge, at=clock.now(),
            )  # fmt: skip

    def _to_settlement(self) -> Iterator[datetime]:
        ended_at = self.opens_at + self.plan.lasts + timedelta(minutes=1)
        buyer = self.plan.bids[-1][0]
        yield ended_at + timedelta(days=3)
        order = ledger.find_order(f"balance:{self.lot_no}")
        assert order is not None
        self._pay_as(buyer, order.no)
        tick(clock.now())
        yield ended_at + timedelta(days=4)
        rule_sale(lot_no=self.lot_no, is_unrestricted=True, actor=self.judge, at=clock.now())
        yield ended_at + timedelta(days=4, hours=6)
        record_handover(
            lot_no=self.lot_no, handed_over_at=clock.now(), actor=self.clerk, at=clock.now(),
            notes="钥匙及权属资料当场移交买受人（演示）",
        )  # fmt: skip
        tick(clock.now())
        yield ended_at + timedelta(days=5)
        approve_distribution(lot_no=self.lot_no, actor=self.judge, at=clock.now())
        tick(clock.now())
