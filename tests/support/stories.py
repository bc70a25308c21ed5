"""A sale told as a story: by the doors that people use, to the screen, the book and the record.

Pages are asked for and forms are posted as people do it, bids go over Socket.IO, money comes in
by the bank's own notice, and the project's clock is moved by hand with what is due done at once.
"""

import html
import re
import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.ledger.services import outbox
from app.ledger.timers import work_the_desk
from app.scheduling.services.ticking import read_on
from app.store import db
from app.web.modules import loaded
from auction import queries
from auction.services.confirming import balance_reference
from auction.vocabulary import NoticeItem, SpecialPrompt
from registry import facade as registry
from tests.support.appraisals import _person
from tests.support.live import Program, Socket
from tests.support.money import PaperBank
from tests.support.people import sign_in
from tests.support.sales import (
    ANNOUNCED,
    CANARY,
    CLOSES,
    DEPOSIT,
    DRAFTED,
    OPENS,
    SERVED,
    START,
    STEP,
    id_number,
)
from tests.support.story_ends import Ends
from tests.support.web import Client

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_TAG = re.compile(r"<[^>]*>")
_DIGEST = re.compile(r'name="digest" value="([0-9a-f]{64})"')
_PAYMENT = re.compile(r"/payments/([A-Za-z0-9-]+)")


def typed(moment: datetime) -> str:
    """Write a moment as a page's field holds it: Shanghai time without a zone."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None).isoformat(timespec="seconds")


@dataclass
class Story(Ends):
    """One court, one case, the people in it, and the doors they use."""

    #: Where the same app is served for sockets.
    url: str
    _clients: dict[str, Client] = field(default_factory=dict)
    _sockets: dict[str, Socket] = field(default_factory=dict)
    _programs: list[Program] = field(default_factory=list)

    @property
    def lot_no(self) -> str:
        """The lot the story is at."""
        return self.sale.lot_no

    def at(self, lot_no: str) -> "Story":
        """Go to another lot of the case."""
        self.sale.lot_no = lot_no
        return self

    @property
    def bank(self) -> PaperBank:
        """The bank that everybody pays through."""
        return self.sale.desk.bank

    def offers(self) -> list[str]:
        """Return the numbers of every offer of the asset, oldest first."""
        return [lot.no for lot in queries.list_offers_of_asset(self.sale.lot())]

    def close(self) -> None:
        """Let go of every connection."""
        for connection in (*self._sockets.values(), *self._programs):
            connection.close()

    # The clock.

    @property
    def now(self) -> datetime:
        """The time of the story."""
        return clock.now()

    def set_clock(self, moment: datetime) -> None:
        """Move the clock on to a moment."""
        clock.advance(moment - clock.now())

    def go_to(self, moment: datetime) -> None:
        """Move the clock on and do what is due there, as the clock process does.

        Of the timers those that sales and their money wait for; what is queued for the bank goes
        out at once, not from a thread beside the beat.
        """
        self.set_clock(moment)
        self.sale.tick(moment)
        work_the_desk(moment)
        read_on(loaded())
        outbox.send_due(self.bank, at=moment)

    def walk(self, step: Hashable, until: datetime, work: Callable[[], None]) -> None:
        """Walk on by the doors, or take up what the same walk has left."""
        self.sale.walk(step, work)
        self.set_clock(until)

    # The pages.

    def client(self, account: str) -> Client:
        """Return the browser of somebody, signed in."""
        if account not in self._clients:
            self._clients[account] = sign_in(self.app, account)
        return self._clients[account]

    def read(self, path: str, account: str | None = None) -> str:
        """Return a page as somebody reads it, or anybody."""
        answer = (self.client(account) if account else Client(self.app)).get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:2000])
        return answer.text

    def screen(self, lot_no: str = "") -> str:
        """Return what everybody reads of a lot, without its markup."""
        return _plain(self.read(f"/lots/{lot_no or self.lot_no}"))

    def result(self, lot_no: str = "") -> str:
        """Return what everybody reads of how bidding on a lot ended."""
        return _plain(self.read(f"/lots/{lot_no or self.lot_no}/result"))

    def send(self, who: str, path: str, **form: Any) -> TestResponse:
        """Post a form of a page, whatever the answer."""
        return self.client(who).post(path, data=form)

    def post(self, who: str, path: str, **form: Any) -> str:
        """Post a form that is taken; return where the browser goes then."""
        answer = self.send(who, path, **form)
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:4000])
        return answer.location

    def desk(self, who: str, act: str, **form: Any) -> str:
        """Post a form of the lot's desk."""
        return self.post(who, f"/desk/lots/{self.lot_no}/{act}", **form)

    def desk_of(self, lot_no: str, who: str, act: str, **form: Any) -> str:
        """Post a form of the desk of another lot of the story."""
        return self.post(who, f"/desk/lots/{lot_no}/{act}", **form)

    def refused(self, who: str, act: str, **form: Any) -> str:
        """Post a form of the lot's desk that is refused; return the page that says why."""
        answer = self.send(who, f"/desk/lots/{self.lot_no}/{act}", **form)
        assert 400 <= answer.status_code < 500, (act, answer.status_code)
        return answer.text

    # What the court does before bidding.

    def draft(self, asset_no: str = "", *, venue: str = "internal") -> None:
        """The clerk drafts the lot of an asset and writes down who chose where it is sold."""
        where = self.post("clerk", f"/desk/assets/{asset_no or self.sale.desk.asset_no}/lot")
        self.sale.lot_no = where.rpartition("/")[2]
        self.desk("clerk", "venue", venue=venue, reason="申请执行人书面选择")

    def follow(self) -> None:
        """The clerk drafts the next offer from the page of the one that ended."""
        self.sale.lot_no = self.desk("clerk", "following").rpartition("/")[2]

    def decide(self, **terms: Any) -> None:
        """The panel decides the five matters, and every member signs."""
        self.desk("judge", "panel", **self.panel_form(**terms))
        self.sign()

    def panel_form(
        self, *, start: Money = START, deposit: Money = DEPOSIT, co_owner: str = ""
    ) -> dict[str, Any]:
        """Return the form of the five matters; a co-owner has priority, or nobody has."""
        holder = {"holder": [co_owner], "nature": ["co_owner"], "rank": ["1"]}
        return {
            "decided_on": local_date(clock.now()).isoformat(),
            "member": ["李明", "赵静", "孙涛"],
            "vote": ["for", "for", "for"],
            "minutes": "一致同意。",
            "start_price": start.yuan,
            "cut_percent": "20",
            "bid_step": STEP.yuan,
            "deposit": deposit.yuan,
            "on_grid": "yes",
            "priority": "some" if co_owner else "none",
            **(holder if co_owner else {}),
        }

    def sign(self) -> None:
        """Every member of the panel signs the record as the page shows it, in the own session."""
        digest = _DIGEST.search(self.read(f"/desk/lots/{self.lot_no}/panel", "judge"))
        assert digest is not None
        for place, account in enumerate(("judge", "judge2", "judge3")):
            self.desk(account, "panel/signatures", place=str(place), digest=digest.group(1))

    def write(self, opens_at: datetime, closes_at: datetime) -> None:
        """The clerk completes the notice that the platform has begun."""
        lot = self.sale.lot()
        page = self.read(f"/desk/lots/{lot.no}", "clerk")
        items = {f"item_{item.value}": _area(page, f"item_{item.value}") for item in NoticeItem}
        prompts = {
            f"prompt_{one.value}": _area(page, f"prompt_{one.value}") for one in SpecialPrompt
        }
        self.desk(
            "clerk",
            "notice",
            title=lot.title,
            opens_at=typed(opens_at),
            closes_at=typed(closes_at),
            balance_days="10",
            disclaimer=_area(page, "disclaimer"),
            **{key: text or "见评估报告。" for key, text in items.items()},
            **prompts,
        )

    def serve(self, *names: str) -> None:
        """The clerk records that every party was told, and priority purchasers by name."""
        told = {"way": "delivered", "proof": "送达回证", "served_at": typed(clock.now())}
        for party in registry.parties_of(self.sale.lot().case_number):
            self.desk("clerk", "services", party_id=str(party.id), **told)
        for name in names:
            self.desk("clerk", "services", name=name, **told)

    def prepare(
        self, opens_at: datetime, closes_at: datetime, *, priority: str = "", **panel: Any
    ) -> None:
        """Decide, write and tell on one day."""
        self.decide(co_owner=priority, **panel)
        self.write(opens_at, closes_at)
        self.serve(*filter(None, [priority]))

    def announce(self) -> None:
        """The clerk publishes the notice."""
        self.desk("clerk", "announce")

    def announced(self, *, priority: str = "") -> "Story":
        """Walk until the notice of the first auction is out."""

        def work() -> None:
            self.set_clock(DRAFTED)
            self.draft()
            self.decide(co_owner=priority)
            self.write(OPENS, CLOSES)
            self.set_clock(SERVED)
            self.serve(*filter(None, [priority]))
            self.set_clock(ANNOUNCED)
            self.announce()

        self.walk(("story announced", priority), ANNOUNCED, work)
        return self

    # What bidders do.

    def register(self, account: str) -> None:
        """A person whose name is found nowhere else opens an account."""
        if account in self.sale.bidders:
            return
        place = len(self.sale.bidders)
        number, name = id_number(500 + place), f"{CANARY}{place}"
        actor = _person(account, name, Role.BIDDER, number=number)
        self.sale.bidders[account] = (actor, Payer(name, number))

    def enroll(self, account: str) -> TestResponse:
        """Tick the seven warnings of the wizard and send it, whatever the answer."""
        self.register(account)
        return self.send(
            account,
            f"/lots/{self.lot_no}/enroll",
            accepted=[prompt.value for prompt in SpecialPrompt],
            notice_version=str(self.sale.lot().notice_version),
            has_capacity="yes",
        )

    def join(self, *accounts: str) -> None:
        """Enroll, pay what the wizard asks for through the bank, and receive the paddle."""
        for account in accounts:
            answer = self.enroll(account)
            assert answer.status_code == 303, answer.text[:4000]
            order = _PAYMENT.search(self.read(f"/lots/{self.lot_no}/enroll", account))
            assert order is not None
            self.sale.pay_no(account, order.group(1), clock.now())
            assert self.paddle(account) in self.read(f"/lots/{self.lot_no}/enroll", account)

    def name(self, account: str) -> str:
        """Return somebody's real name."""
        return self.sale.bidders[account][1].name

    def paddle(self, account: str) -> str:
        """Return somebody's paddle on the lot."""
        return self.sale.paddle(account)

    def opened(self, *accounts: str, priority: str = "") -> "Story":
        """Walk until bidding is on, with bidders who hold paddles."""

        def work() -> None:
            self.announced(priority=priority)
            self.set_clock(OPENS - 2 * DAY)
            self.join(*accounts)
            self.go_to(OPENS)

        self.walk(("story opened", accounts, priority), OPENS, work)
        return self

    def socket(self, account: str) -> Socket:
        """Return somebody's socket in the hall."""
        if account not in self._sockets:
            program = Program(self.url, account)
            self._programs.append(program)
            self._sockets[account] = program.connect()
        return self._sockets[account]

    def bid(self, account: str, fen: int, *, outcome: str = "accepted") -> dict[str, Any]:
        """Bid over the socket; return the answer, whose signed receipt says how it was judged."""
        answer = self.socket(account).bid(self.lot_no, str(fen), uuid.uuid4().hex)
        receipt = answer["receipt"]["receipt"]
        assert (receipt["outcome"], receipt["lot"]) == (outcome, self.lot_no), answer
        self.receipts.setdefault(self.lot_no, []).append(answer["receipt"])
        db.session.rollback()
        return answer

    def buyer(self, account: str, price: Money, lot_no: str = "") -> str:
        """Return how the checker names the buyer of a lot."""
        here, self.sale.lot_no = self.sale.lot_no, lot_no or self.sale.lot_no
        paddle, self.sale.lot_no = self.paddle(account), here
        return f"buyer {paddle} {price.yuan} yuan"

    def pay_balance(self, account: str) -> None:
        """Pay what the buyer's own page says is still to pay; what is due after it is done."""
        order = ledger.find_order(balance_reference(self.lot_no))
        assert order is not None
        assert f"/payments/{order.no}" in self.read("/desk/enrollments", account)
        self.pay(account, order.no)

    def pay(self, account: str, order_no: str) -> None:
        """Pay an order through the bank in one's own name; what is due after it is done."""
        self.sale.pay_no(account, order_no, clock.now())
        self.go_to(clock.now() + timedelta(seconds=2))


def _plain(page: str) -> str:
    """Return the words of a page."""
    return " ".join(html.unescape(_TAG.sub(" ", page)).split())


def _area(page: str, name: str) -> str:
    """Return what a text field of a page holds, as a browser would send it back."""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found.group(1)).strip() if found else ""
