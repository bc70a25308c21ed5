"""A survey video of 200 MB over a wire that breaks, from the agency's disk to the public page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from app.kernel.clock import clock
from appraisal import seeds
from appraisal.seeds import make_photographs
from tests.browser import court_chapters as court
from tests.browser.story import PATIENCE_MS, WIDTHS, Person, Story, write_files
from tests.support.appraisals import Desk, small_pdf
from tests.support.cutting_proxy import CuttingProxy
from tests.support.database import TestDatabases, worker_name
from tests.support.live import web_process
from tests.support.people import PASSWORD
from tests.support.servers import LiveServer, wait_until
from tests.support.upload_stage import surveyed_desk
from tests.support.videos import MIB, make_noisy_video

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow, pytest.mark.timeout(600)]

NAME = "现场勘验.mp4"
#: Fast enough for a test, slow enough to be seen on its way.
BYTES_A_SECOND = 25 * MIB
#: Notes what the lines of the desk say, so that a state that lasts a blink is not missed.
WATCH = """
window.said = [];
new MutationObserver(() => {
  for (const line of document.querySelectorAll('.mc-desk__line'))
    if (line.dataset.state && window.said.at(-1) !== line.dataset.state)
      window.said.push(line.dataset.state);
}).observe(document.getElementById('files'), {subtree: true, childList: true, attributes: true});
"""


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real video of more than 200 MB."""
    made = make_noisy_video(tmp_path_factory.mktemp("video") / NAME, seconds=13)
    assert made.stat().st_size > 200_000_000
    return made


@pytest.fixture
def desk(databases: TestDatabases, tmp_path: Path) -> Iterator[Desk]:
    """A commission whose agency has surveyed the flat, in a database of its own."""
    with surveyed_desk(databases.copy(f"video_{worker_name()}"), tmp_path) as opened:
        yield opened


@pytest.fixture
def server(desk: Desk) -> Iterator[LiveServer]:
    """The web process itself over that database."""
    url = desk.app.config["SQLALCHEMY_DATABASE_URI"]
    with web_process(url, desk.folder) as address:
        yield LiveServer(desk.folder, url, port=int(address.rsplit(":", 1)[1]))


@pytest.fixture
def wire(server: LiveServer) -> Iterator[CuttingProxy]:
    """The wire between the agency and the platform."""
    proxy = CuttingProxy(server.port, bytes_a_second=BYTES_A_SECOND)
    yield proxy
    proxy.close()


@pytest.fixture
def story(server: LiveServer, browser: Browser) -> Iterator[Story]:
    """The web process, and a browser."""
    told = Story(server, browser, "video-upload")
    yield told
    told.close()


def seat(story: Story, account: str | None, url: str) -> Person:
    """Seat somebody at a browser that reaches the platform under an address."""
    context = story.browser.new_context(
        base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": WIDTHS[1280]},
    )  # fmt: skip
    context.set_default_timeout(PATIENCE_MS)
    return Person(story, context.new_page(), account, 1280, PASSWORD)


def line_of(agency: Person) -> Locator:
    return agency.content.locator('[data-slot="video"] .mc-desk__line')


def send(agency: Person, path: Path) -> None:
    desk = agency.content.locator('[data-slot="video"]')
    desk.locator('input[type="file"]').set_input_files(path)
    desk.get_by_role("button", name="上传", exact=True).click()


def begin_and_close_the_page(agency: Person, video: Path, wire: CuttingProxy) -> None:
    """Send a part, pause while the wire stands still, close the tab."""
    wire.stand_still_after(30 * MIB)
    send(agency, video)
    wait_until(lambda: wire.stands_still, seconds=120, what="a part of the video")
    agency.press("暂停", within=line_of(agency))
    expect(line_of(agency)).to_have_attribute("data-state", "paused")
    wire.flow()
    agency.shoot("paused")
    agency.page.close()


def open_again(agency: Person, context: BrowserContext, address: str) -> None:
    """Open the desk in another tab: it tells of the part that is here."""
    agency.page = context.new_page()
    agency.__post_init__()
    agency.page.goto(address)
    expect(agency.content.locator("[data-token]")).to_have_count(1)
    agency.sees(NAME, "请再次选择同一文件")
    agency.shoot("left-over")


def test_a_video_of_200_mb_survives_two_cuts_and_a_closed_tab(
    story: Story, desk: Desk, wire: CuttingProxy, video: Path, tmp_path: Path
) -> None:
    address = f"/assignments/{desk.no}"
    agency = seat(story, "agency1", wire.url).go(address)
    context = agency.page.context
    size, before = video.stat().st_size, wire.sent

    begin_and_close_the_page(agency, video, wire)
    open_again(agency, context, address)
    agency.page.evaluate(WATCH)
    wire.break_after([40 * MIB, 90 * MIB])
    send(agency, video)
    expect(line_of(agency)).to_have_attribute("data-state", "kept", timeout=240_000)

    said = agency.page.evaluate("window.said")
    assert wire.broken == 2
    assert said.count("lost") >= 2, said
    assert said[-2:] == ["checking", "kept"], said
    # Only the piece on the wire may be sent again: a browser does so by itself after a reset.
    assert size <= wire.sent - before < size * 1.15
    expect(agency.content.locator("[data-token]")).to_have_count(0)
    agency.sees("已安全保存 1/1")

    hand_in(agency, write_files(tmp_path, make_photographs()), tmp_path)
    seeds.seed_publication(desk.no, clerk=desk.clerk, at=clock.real_now())
    the_public_plays_it(seat(story, None, story.server.url), desk.no)
    context.close()
    # The cut wire is what the story is about; nothing else may have gone wrong.
    assert [fault for fault in story.faults if "ERR_" not in fault] == []


def hand_in(agency: Person, pictures: list[Path], folder: Path) -> None:
    """Lay report and photographs, sort and caption them, tick, hand in; nothing reloads."""
    agency.page.evaluate("document.body.dataset.loaded = 'once'")
    court.upload(agency, "report", write_files(folder, {"评估报告.pdf": small_pdf()}))
    court.upload(agency, "photo", pictures)
    photos = agency.content.locator('[data-list="photo"] [data-file]')
    last = photos.nth(len(pictures) - 1)
    last_id = last.get_attribute("data-file")
    chosen = agency.content.locator(f'[data-file="{last_id}"]')
    chosen.locator("input[name=caption]").fill("小区外观，南立面")
    agency.press("保存说明", within=chosen)
    agency.press("主图", within=chosen)
    expect(chosen.locator(".mc-tag")).to_have_text("主图")
    agency.press("上移", within=chosen)
    expect(photos.nth(len(pictures) - 2)).to_have_attribute("data-file", last_id or "")
    expect(agency.page.locator("body")).to_have_attribute("data-loaded", "once")
    poster = agency.content.locator('[data-list="video"] video')
    expect(poster).to_have_attribute("poster", re.compile("/media/.*/poster"))
    agency.fill(
        report_no="泉城估字〔2026〕第0001号", value="1,634,094.00",
        summary="估价对象为成套住宅，普通装修。",
    )  # fmt: skip
    agency.fill_rows("signer_name", [signer.name for signer in seeds.SIGNERS])
    agency.fill_rows("signer_license", [signer.license_no for signer in seeds.SIGNERS])
    for method in ("comparison", "income"):
        agency.fill(methods=method)
    expect(agency.content.locator('[data-check="seal"]')).to_contain_text("缺失")
    court.the_agency_ticks(agency)
    expect(agency.content.locator(".mc-check--open")).to_have_count(0)
    agency.shoot("ready")
    agency.press("提交报告")
    expect(agency.content.locator('[name="report_no"]')).to_have_count(0)


def the_public_plays_it(visitor: Person, no: str) -> None:
    """The main picture comes first, the poster shows, and the video plays in the page."""
    visitor.go(f"/appraisals/{no}")
    first = visitor.content.locator("#seen .mc-gallery__item").first
    expect(first).to_contain_text("小区外观，南立面")
    video = visitor.content.locator("#seen video")
    poster = visitor.page.request.get(video.get_attribute("poster") or "")
    assert (poster.status, poster.headers["content-type"]) == (200, "image/webp")
    reached = video.evaluate(
        "v => new Promise((done, fail) => { v.muted = true;"
        " v.addEventListener('timeupdate', () => v.currentTime > 0.3 && done(v.currentTime));"
        " v.addEventListener('error', () => fail(v.error.message)); v.play().catch(fail); })"
    )
    assert reached > 0.3
    assert video.evaluate("v => v.readyState") >= 2
    video.evaluate("v => v.pause()")
    visitor.shoot("public")
    visitor.page.context.close()
