"""A judge meets a machine on the wall, stops it, lets it go on, and closes the ring behind it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from app.trail.models import TrailEntry
from app.trail.reader import run_readers
from auction.readers import SCREENS
from auction.services import screening_live
from auction.services.closing import close_lot
from tests.browser.story import PATIENCE_MS, Person, Story
from tests.support.database import TestDatabases, worker_name
from tests.support.live import Program, Socket, web_process
from tests.support.people import PASSWORD, hash_lightly, make_person
from tests.support.screened import CANARY, Hall
from tests.support.servers import LiveServer
from tests.support.stage import HOUR, START, STEP, Stage, enroll, make_lot
from tests.support.walls import PADDLES, Running, make_court, make_judge
from tests.support.web import make_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOT_NO = "L-0102-2026-0007"
TITLE = "历山路12号写字楼一层"
#: Who bids like a person, who like a machine, and two more of the ring who stay silent.
PERSON, MACHINE = PADDLES
SILENT = ("AAAA", "BBBB")
SECONDS = timedelta(seconds=1)
#: Bids of the last minutes; two more come while the judge looks on. Twenty would be a fight (S5).
EARLIER = 16
STOPPED = "发现一竞买号疑似以程序自动出价，暂停核实。"
GOES_ON = "经核实设备与网络，恢复竞价。"
REASON = "已核对报名材料与付款凭证，三人系同一公司员工，相互串通。"


@dataclass
class Sale:
    """The lot on the wall, those who bid on it by program, and how far they have come."""

    app: Flask
    address: str
    running: Running
    programs: dict[str, Program]
    tries: int = 0

    def bid(self, *paddles: str) -> list[bool]:
        """Let paddles bid a step each, one after the other by socket; return which bids counted."""
        with ExitStack() as stack:
            sockets = [self.programs[paddle].connect() for paddle in paddles]
            for socket in sockets:
                stack.callback(socket.close)
            return [self._bid(socket) for socket in sockets]

    def _bid(self, socket: Socket) -> bool:
        fen = START + self.running.placed * STEP
        self.tries += 1
        is_in = bool(socket.bid(LOT_NO, str(fen), f"live-{self.tries}")["ok"])
        self.running.placed += is_in
        return is_in

    def screen(self) -> None:
        """Do what the clock process does: look at running lots, then at lots that have ended."""
        with self.app.app_context():
            screening_live.screen_running_lots(clock.real_now())
            run_readers((SCREENS,))
            db.session.remove()

    def end(self) -> None:
        """Let the time of the lot run out."""
        with self.app.app_context():
            assert close_lot(self.running.stage.lot_id, at=clock.real_now() + 30 * HOUR)
            db.session.remove()

    def trail(self, name: str) -> list[TrailEntry]:
        """Return what the record says under a name."""
        with self.app.app_context():
            query = select(TrailEntry).where(TrailEntry.name == name).order_by(TrailEntry.id)
            found = list(db.session.scalars(query))
            db.session.expunge_all()
            db.session.remove()
        return found


def plant() -> Running:
    """Let three of a ring meet for the third time, one of them as quick as a machine."""
    hall = Hall()
    for bidders, bids in (("ABCX", "XA"), ("ABCY", "YB")):
        hall.screen(hall.lot(bidders, bids))
    now = clock.real_now()
    lot = make_lot(no=LOT_NO, title=TITLE, opens_at=now - HOUR, closes_at=now + 20 * HOUR)
    assert lot.closes_at is not None
    stage = Stage(lot.id, lot.no)
    for letter, paddle in zip("ZCAB", (*PADDLES, *SILENT), strict=True):
        actor = hall.person(letter)
        stage.bidders[paddle] = enroll(lot, actor, paddle, name=hall.name(letter))
    running = Running(stage, lot.closes_at)
    for turn in range(EARLIER // 2):
        at = now - timedelta(minutes=10) + turn * 20 * SECONDS
        running.bid(1, at=at)
        running.bid(1, at=at + timedelta(milliseconds=180))
    return running


@pytest.fixture(scope="module")
def sale(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sale]:
    """A server of its own with the planted lot on the wall of one court, and a second court."""
    folder = tmp_path_factory.mktemp("supervisor")
    url = databases.copy(f"supervisor_{worker_name()}")
    hash_lightly()
    app = make_app(url, data_dir=folder)
    with app.app_context():
        make_court()
        make_court("0103", 2)
        make_judge()
        make_person("far-judge", Role.JUDGE, court_id=2)
        screening_live._looked.clear()  # lots of other tests had the same numbers
        running = plant()
        accounts = {one: running.stage.actor(one).account for one in PADDLES}
        db.session.remove()
    with web_process(url, folder) as address:
        programs = {paddle: Program(address, account) for paddle, account in accounts.items()}
        yield Sale(app, address, running, programs)
        for program in programs.values():
            program.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def story(sale: Sale, browser: Browser, tmp_path: Path) -> Iterator[Story]:
    """The people of the court at their browsers."""
    server = LiveServer(tmp_path, "", port=int(sale.address.rsplit(":", 1)[1]))
    told = Story(server, browser, "supervisor")
    yield told
    told.close()


def seat(story: Story, account: str | None) -> Person:
    """Seat somebody whose password is that of the tests."""
    person = story.person(account)
    person.password = PASSWORD
    return person


def the_judge_meets_a_machine(judge: Person, sale: Sale) -> str:
    """The wall tells of a paddle as quick as a machine while it bids; return its finding."""
    page = judge.go("/wall").page
    expect(page.locator("[data-link][data-status=live]")).to_be_visible(timeout=PATIENCE_MS)
    tile = page.locator(f"[data-tile={LOT_NO}]")
    expect(tile.locator("[data-f=bids]")).to_have_text(str(EARLIER))
    tile.locator("[data-open]").click()
    large = page.locator("[data-large]")
    expect(large.locator("[data-lot]")).to_have_attribute("data-lot", LOT_NO)
    expect(large.locator("[data-findings]")).to_be_hidden()

    assert sale.bid(PERSON, MACHINE) == [True, True]
    expect(tile.locator("[data-f=bids]")).to_have_text(str(EARLIER + 2), timeout=PATIENCE_MS)
    expect(large.locator("[data-events] li").first).to_contain_text(f"竞买号 {MACHINE} 出价")
    sale.screen()

    expect(tile.locator("[data-f=findings]")).to_have_text("1", timeout=PATIENCE_MS)
    found = large.locator("[data-findings] a")
    expect(found).to_have_text("S10 机器速度出价")
    expect(large.locator("[data-findings]")).to_contain_text(MACHINE)
    assert CANARY not in page.content()
    judge.looks_right("machine-on-the-wall")
    return found.get_attribute("href") or ""


def nobody_is_named_while_it_runs(judge: Person, sale: Sale, finding: str) -> None:
    """The finding has its numbers and another explanation, and no name before the end."""
    judge.go(finding).sees("竞价进行中", MACHINE, "对他人应价：9次", "其他可能的解释")
    judge.looks_right("machine")
    judge.press("查看身份")
    judge.sees("竞价结束前")
    assert CANARY not in judge.page.content()
    assert sale.trail("screening.finding.names_read") == []


def the_judge_stops_it_and_lets_it_go_on(judge: Person, visitor: Person, sale: Sale) -> None:
    """Two presses each; nobody bids in between; both reasons are public word for word."""
    page = judge.go(f"/wall?lot={LOT_NO}").page
    tile = page.locator(f"[data-tile={LOT_NO}]")
    for act, reason, phase in (("suspend", STOPPED, "suspended"), ("resume", GOES_ON, "bidding")):
        page.locator(f"[data-act={act}]").click()
        field = page.locator(f"#{act}-reason")
        assert field.input_value(), "a ready reason spares the typing"
        field.fill(reason)
        if act == "suspend":
            judge.looks_right("about-to-suspend")
        page.locator(f"[data-do={act}]").click()
        expect(tile).to_have_attribute("data-phase", phase, timeout=PATIENCE_MS)
        if act == "suspend":
            assert sale.bid(PERSON) == [False]
            judge.looks_right("suspended")
    visitor.go(f"/lots/{LOT_NO}").sees(STOPPED, GOES_ON)
    assert sale.bid(PERSON, MACHINE) == [True, True]


def another_judge_reaches_nothing(far: Person, sale: Sale, finding: str) -> None:
    """The wall, the finding and every act are shut to a judge of another court."""
    far.go("/desk/findings").sees("目前没有待处理的风险提示。")
    far.go(finding).sees("这是其他法院的事项")
    far.looks_right("another-court")
    far.go(f"/wall?lot={LOT_NO}").sees("这是其他法院的事项")
    far.go("/wall?court=0102").sees("这是其他法院的事项")
    far.go("/desk/findings")
    token = far.page.locator("input[name=csrf_token]").first.input_value()
    for path, form in (
        (f"/wall/lots/{LOT_NO}/suspend", {"ground": "court_decides", "reason": STOPPED}),
        (f"{finding}/close", {"verdict": "unfounded", "reason": REASON}),
        (f"{finding}/names", {}),
    ):
        answer = far.page.request.post(path, form={**form, "csrf_token": token})
        assert answer.status == 403, path
    assert sale.trail("screening.finding.closed") == []


def the_judge_reads_the_ring(judge: Person, sale: Sale) -> str:
    """After the end three paddles are told of, two and two; return the finding of one pair."""
    judge.go("/desk").sees(f"待处理风险提示：{len(sale.trail('screening.finding.made'))}条")
    judge.content.locator('a[href="/desk/findings"]').click()
    judge.looks_right("findings")
    rows = judge.content.locator("#findings tbody tr", has_text=LOT_NO)
    pairs = [f"{one}、{other}" for one, other in combinations(sorted((MACHINE, *SILENT)), 2)]
    for pair in pairs:
        expect(rows.filter(has_text=pair)).to_have_count(1)
    rows.filter(has_text=f"{SILENT[0]}、{MACHINE}").locator("a").first.click()
    signals = judge.content.locator("#signals tbody tr")
    assert signals.count() >= 2
    assert len({row.locator("td").first.inner_text() for row in signals.all()}) >= 2
    words = [row.locator("td").nth(1).inner_text() for row in signals.all()]
    assert all(any(sign.isdigit() for sign in said) for said in words), "a signal has a number"
    judge.sees("其他可能的解释", "仅为线索", "竞价结束后")
    judge.looks_right("ring")
    return judge.path


def the_judge_reads_who_they_are(judge: Person, sale: Sale) -> None:
    """The names are shown once, and the record knew before."""
    judge.press("查看身份")
    judge.sees(f"{CANARY}A", f"{CANARY}C")
    (read,) = sale.trail("screening.finding.names_read")
    assert read.payload["paddles"] == sorted([MACHINE, SILENT[0]])
    judge.looks_right("names")


def the_judge_closes_it(judge: Person, finding: str, *, verdict: str, reason: str) -> None:
    """A reason is asked for, and kept with the judge's name."""
    judge.go(finding)
    judge.fill(verdict=verdict, reason="无")
    judge.press("办结")
    judge.sees("理由不少于五个字")
    judge.fill(reason=reason)
    judge.press("办结")
    judge.sees(reason, "Judge")


def test_a_judge_stops_a_machine_and_closes_the_ring_behind_it(sale: Sale, story: Story) -> None:
    judge, far, visitor = seat(story, "judge"), seat(story, "far-judge"), seat(story, None)

    machine = the_judge_meets_a_machine(judge, sale)
    nobody_is_named_while_it_runs(judge, sale, machine)
    the_judge_stops_it_and_lets_it_go_on(judge, visitor, sale)
    another_judge_reaches_nothing(far, sale, machine)
    sale.end()
    sale.screen()
    ring = the_judge_reads_the_ring(judge, sale)
    the_judge_reads_who_they_are(judge, sale)
    the_judge_closes_it(judge, ring, verdict="founded", reason=REASON)
    the_judge_closes_it(judge, machine, verdict="unfounded", reason="系快捷键出价，设备已查验。")
    judge.looks_right("closed")

    judge.go("/desk/findings?closed=1")
    precision = judge.content.locator("#precision tbody")
    expect(precision.locator("tr", has_text="S10")).to_contain_text("1条中0%")
    expect(precision).to_contain_text("1条中100%")
    judge.looks_right("precision")
    closed = {entry.payload["verdict"]: entry for entry in sale.trail("screening.finding.closed")}
    assert closed["founded"].payload["reason"] == REASON
    assert set(closed) == {"founded", "unfounded"}
    assert story.faults == []
