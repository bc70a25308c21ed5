"""Who of outside the court reads under a mandate, and what two people open: on the record first."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from flask import Flask
from playwright.sync_api import Browser, Response, expect
from sqlalchemy import select, text

from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from app.trail.models import TrailEntry
from registry.services.cases import register_case
from tests.browser.story import PATIENCE_MS, Person, Story
from tests.support.live import threaded_server
from tests.support.people import PASSWORD, make_person
from tests.support.sales import CANARY, CLOSES, Sale, open_sale
from tests.support.servers import LiveServer, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: The afternoon after the sale, in Shanghai.
AT = CLOSES.replace(hour=6)
DAY = timedelta(days=1)
ENDS = local_date(AT) + 30 * DAY
OTHER_CASE = "（2026）鲁0102执4711号"
WHY = "检察监督：核查成交价格与竞买人身份。"
PURPOSE = "核对买受人身份"
SEALED_READ = "supervision.sealed.read"
GLASS_READ = "auction.glass.read"


@pytest.fixture
def sale(app: Flask, tmp_path: Path) -> Iterator[Sale]:
    """A sold flat, those who give mandates, those who read under them, and another case."""
    with app.app_context():
        made = open_sale(app, tmp_path / "bank").sold()
        court_id = made.clerk.court_id
        for account, role, court in (
            ("chief", Role.JUDGE, court_id),
            ("second", Role.JUDGE, court_id),
            ("writer", Role.CLERK, court_id),
            ("elsewhere", Role.CLERK, (court_id or 0) + 1),
            ("procurator", Role.OBSERVER, None),
            ("inspector", Role.INSPECTOR, None),
            ("operator", Role.OPERATOR, None),
        ):
            make_person(account, role, court_id=court)
        register_case(
            number=OTHER_CASE, cause="借款合同纠纷", filed_on=local_date(AT) - 9 * DAY,
            judge_name="李明", actor=made.clerk, at=AT - DAY,
        )  # fmt: skip
        with clock.stopped_at(AT):
            yield made


@pytest.fixture
def story(
    sale: Sale, app: Flask, browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Story]:
    """A server over the sold flat, and browsers."""
    with threaded_server(app) as address:
        server = LiveServer(tmp_path, "", port=int(address.rsplit(":", 1)[1]))
        told = Story(server, browser, "glass" if "glass" in request.node.name else "observer")
        yield told
        told.close()


def seat(story: Story, account: str, *, phone: bool = False) -> Person:
    """Seat somebody whose password is that of the tests."""
    person = story.person(account, phone=phone)
    person.password = PASSWORD
    return person


def trail(name: str) -> list[TrailEntry]:
    """Return what the record says under a name, as committed."""
    db.session.rollback()
    query = select(TrailEntry).where(TrailEntry.name == name).order_by(TrailEntry.id)
    return list(db.session.scalars(query))


@contextmanager
def held_record(app: Flask) -> Iterator[Any]:
    """Let nothing be written to the record until the block ends; yields who asks what waits."""
    url = app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg2", "", 1)
    with closing(psycopg2.connect(url)) as holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE trail_entry IN SHARE MODE")

        def is_waiting() -> bool:
            cursor.execute(
                "SELECT count(*) FROM pg_locks "
                "WHERE relation = 'trail_entry'::regclass AND NOT granted"
            )
            return bool(cursor.fetchone()[0])

        yield is_waiting


@contextmanager
def full_disk(name: str) -> Iterator[None]:
    """Let the database have no room left for entries of one name."""
    function = (
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END$$"
    )
    trigger = (
        "CREATE TRIGGER no_room BEFORE INSERT ON trail_entry FOR EACH ROW "
        f"WHEN (NEW.name = '{name}') EXECUTE FUNCTION no_room()"
    )
    db.session.rollback()
    with db.engine.begin() as connection:
        for statement in (function, trigger):
            connection.execute(text(statement))
    try:
        yield
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER no_room ON trail_entry"))
            connection.execute(text("DROP FUNCTION no_room"))


def opens_only_after_the_entry(person: Person, app: Flask, button: str, name: str) -> None:
    """Press while nothing can be written: nothing shows until the entry is there."""
    before = len(trail(name))
    answers: list[Response] = []

    def note(answer: Response) -> None:
        if answer.request.method == "POST":
            answers.append(answer)

    person.page.on("response", note)
    pressed = person.content.get_by_role("button", name=button).first
    with held_record(app) as is_waiting:
        # Pressed by the page itself: Playwright would wait for the answer.
        pressed.evaluate("button => { setTimeout(() => button.click()); }")
        wait_until(is_waiting, what="the entry that is to be written first")
        person.page.wait_for_timeout(100)
        assert answers == [], "nothing is answered before the entry is written"
    expect(person.page.locator("#opened")).to_contain_text(CANARY, timeout=PATIENCE_MS)
    assert len(trail(name)) == before + 1


def shows_nothing_without_the_entry(person: Person, button: str, name: str) -> None:
    """Press while the disk is full: a page that says so, no entry, and no name."""
    before = len(trail(name))
    with full_disk(name):
        with person.page.expect_response(lambda one: one.request.method == "POST") as answer:
            person.content.get_by_role("button", name=button).first.click()
        person.sees("系统出现故障")
    assert answer.value.status == 500
    assert CANARY not in answer.value.text()
    assert len(trail(name)) == before
    # The one fault of this walk that was meant.
    assert all(" 500" in one or "500 " in one for one in person.story.faults)
    person.story.faults.clear()


def a_judge_gives_a_mandate(chief: Person, sale: Sale) -> str:
    """Over one case, for thirty days, with what is sealed; return its number."""
    chief.go("/desk/mandates").sees("尚未授权院外人员查阅")
    chief.fill(
        account="procurator", body="procuratorate", reach="case",
        case_number=sale.lot().case_number, begins_on=local_date(AT).isoformat(),
        ends_on=ENDS.isoformat(), reason=WHY,
    )  # fmt: skip
    chief.content.locator("[name=opens_sealed]").check()
    chief.looks_right("about-to-give")
    chief.press("给予授权")
    chief.sees("待第二人批准", WHY)
    expect(chief.content.get_by_role("button", name="作为第二人批准")).to_have_count(0)
    chief.looks_right("given")
    (given,) = trail("supervision.mandate.given")
    return str(given.payload["mandate"])


def the_second_judge_approves(second: Person, no: str) -> None:
    """The second person finds it at the own desk."""
    second.go("/desk").sees(f"审批开启封存内容的授权：{no}")
    second.go("/desk/mandates").press("作为第二人批准")
    second.sees("有效")
    expect(second.content.get_by_role("button", name="作为第二人批准")).to_have_count(0)


def the_observer_reads_the_case(observer: Person, sale: Sale, no: str) -> None:
    """From the desk to the case; the reading is on the record."""
    observer.go("/desk").sees(f"依授权 {no} 查阅")
    observer.go(f"/observer/mandates/{no}").sees(sale.lot().case_number, WHY)
    expect(observer.content).not_to_contain_text(OTHER_CASE)
    observer.looks_right("mandate")
    observer.follow(sale.lot().case_number)
    observer.sees("此次查阅已记入留痕")
    assert [entry.payload["case_number"] for entry in trail("supervision.case.observed")] == [
        sale.lot().case_number
    ]
    assert CANARY not in observer.page.content()
    observer.looks_right("case")
    observer.follow("封存内容")


def the_observer_opens_a_name(observer: Person, app: Flask, sale: Sale) -> None:
    """For a purpose, after the entry, once."""
    page = observer.path
    paddle = sale.lot().leader_paddle or ""
    observer.looks_right("sealed")
    observer.press("开启姓名")
    expect(observer.page.locator("[name=purpose]").first).to_be_focused()
    for attempt in (1, 2):
        observer.go(page).fill(paddle=paddle)
        observer.page.locator("#name [name=purpose]").fill(PURPOSE)
        if attempt == 1:
            shows_nothing_without_the_entry(observer, "开启姓名", SEALED_READ)
        else:
            opens_only_after_the_entry(observer, app, "开启姓名", SEALED_READ)
    (read,) = trail(SEALED_READ)
    assert read.payload["opened"] == f"name/{paddle}"
    assert read.payload["purpose"] == PURPOSE
    observer.looks_right("opened")


def outside_the_mandate_is_refused(observer: Person, no: str) -> None:
    """Another case of the same court stays shut, and the try is on the record."""
    observer.go(f"/observer/mandates/{no}/cases/{OTHER_CASE}").sees("超出授权范围")
    expect(observer.content).not_to_contain_text("借款合同纠纷")
    observer.looks_right("outside")
    (refused,) = trail("supervision.read.refused")
    assert (refused.payload["code"], refused.actor.endswith("procurator")) == (
        "outside_mandate",
        True,
    )
    for path in ("/desk/lots", "/supervision", "/desk/findings", "/wall", "/desk/mandates"):
        assert observer.page.request.get(path).status == 403, path


def the_court_sees_who_read_what(writer: Person, elsewhere: Person, no: str) -> None:
    """Openings and refusals stand at the court's desk, and at no other court's."""
    writer.go("/desk/reads").sees(PURPOSE, f"依授权 {no} 查阅了本案", "超出授权范围")
    expect(writer.content).not_to_contain_text("outside_mandate")
    expect(writer.content).not_to_contain_text("name/")
    assert CANARY not in writer.page.content()
    writer.looks_right("who-read-what")
    elsewhere.go("/desk/reads").sees("尚无开启或查阅记录")


def after_its_last_day_nothing_opens(observer: Person, sale: Sale, no: str) -> None:
    """The mandate is over by its own day, whatever else runs."""
    with clock.stopped_at(AT + 31 * DAY):
        observer.go(f"/observer/mandates/{no}").sees("依此授权现在不能查阅任何内容")
        observer.looks_right("over")
        observer.go(f"/observer/mandates/{no}/cases/{sale.lot().case_number}")
        observer.sees("授权未生效或者已失效")
        observer.go(f"/observer/mandates/{no}/lots/{sale.lot_no}").sees("授权未生效或者已失效")
    assert [entry.payload["code"] for entry in trail("supervision.read.refused")] == [
        "outside_mandate",
        "mandate_shut",
        "mandate_shut",
    ]
    assert len(trail(SEALED_READ)) == 1


def test_an_observer_reads_what_the_mandate_names_and_the_record_knows_first(
    app: Flask, sale: Sale, story: Story
) -> None:
    observer = seat(story, "procurator", phone=True)

    no = a_judge_gives_a_mandate(seat(story, "chief"), sale)
    observer.go(f"/observer/mandates/{no}").sees("依此授权现在不能查阅任何内容")
    the_second_judge_approves(seat(story, "second"), no)
    the_observer_reads_the_case(observer, sale, no)
    the_observer_opens_a_name(observer, app, sale)
    outside_the_mandate_is_refused(observer, no)
    the_court_sees_who_read_what(seat(story, "writer"), seat(story, "elsewhere"), no)
    after_its_last_day_nothing_opens(observer, sale, no)
    assert story.faults == []


def test_an_operator_reads_a_name_once_a_second_person_has_broken_the_glass(
    app: Flask, sale: Sale, story: Story
) -> None:
    operator, inspector = seat(story, "operator"), seat(story, "inspector")
    ask, answer = (f"/{door}/lots/{sale.lot_no}/break-glass" for door in ("platform", "desk"))
    paddle = sale.lot().leader_paddle or ""
    button = f"查看竞买号{paddle}对应的身份"

    operator.go(ask)
    operator.fill(paddle=paddle, minutes="20", reason="公安机关调查系统攻击，需核实该竞买号。")
    operator.press("提请第二人批准")
    operator.sees("待第二人批准")
    expect(operator.content.get_by_role("button", name=button)).to_have_count(0)
    operator.looks_right("glass-asked")
    assert operator.page.request.get(answer).status == 403
    inspector.go(answer).sees("公安机关调查系统攻击", paddle)
    inspector.looks_right("glass-answer")
    inspector.fill(answer="grant", reason="已核对调查函，同意查看。")
    inspector.press("作出答复")
    inspector.sees("已核对调查函")
    operator.go(ask)
    shows_nothing_without_the_entry(operator, button, GLASS_READ)
    operator.go(ask)
    opens_only_after_the_entry(operator, app, button, GLASS_READ)
    operator.looks_right("glass-opened")
    inspector.go("/desk/reads").sees(paddle)
    inspector.looks_right("glass-reads")

    with clock.stopped_at(AT + timedelta(minutes=21)):
        operator.go(ask).sees("封存")
        expect(operator.content.get_by_role("button", name=button)).to_have_count(0)
    assert len(trail(GLASS_READ)) == 1
    assert story.faults == []
