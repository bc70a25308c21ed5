"""A survey video of 200 MB over a wire that breaks, from the agency's disk to the public page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, expect

from appraisal.seeds import SIGNERS, make_photographs
from tests.browser import court_chapters as court
from tests.browser.cast import Cast, gather
from tests.browser.story import WIDTHS, Person, Story, write_files
from tests.support.cutting_proxy import CuttingProxy
from tests.support.servers import LiveServer, wait_until
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
def story(make_live_server: Callable[..., LiveServer], browser: Browser) -> Iterator[Story]:
    """A fresh platform without demo lots, and a browser."""
    told = Story(make_live_server(DEMO_LOTS="0"), browser, "video-upload")
    yield told
    told.close()


@pytest.fixture
def wire(story: Story) -> Iterator[CuttingProxy]:
    """The wire between the agency and the platform."""
    proxy = CuttingProxy(story.server.port, bytes_a_second=BYTES_A_SECOND)
    yield proxy
    proxy.close()


@pytest.fixture
def cast(story: Story) -> Cast:
    """The people of the story, up to the commission."""
    people = gather(story)
    court.the_clerk_registers_the_case(people)
    court.the_clerk_chooses_an_appraisal(people)
    court.three_agencies_are_drawn(people)
    court.the_applicant_pays_the_basic_fee(people)
    return people


def seat(story: Story, browser: Browser, account: str | None, url: str) -> Person:
    """Seat the agency at a browser that reaches the platform over the wire."""
    context = browser.new_context(
        base_url=url, locale="zh-CN", timezone_id="Asia/Shanghai",
        viewport={"width": 1280, "height": WIDTHS[1280]},
    )  # fmt: skip
    context.set_default_timeout(30_000)
    person = Person(story, context.new_page(), account, 1280)
    story._people.append(person)
    return person


def line_of(agency: Person) -> Locator:
    return agency.content.locator('[data-slot="video"] .mc-desk__line')


def send(agency: Person, path: Path) -> None:
    desk = agency.content.locator('[data-slot="video"]')
    desk.locator('input[type="file"]').set_input_files(path)
    desk.get_by_role("button", name="上传", exact=True).click()


def survey(agency: Person) -> None:
    agency.go("/desk/assignments")
    job = agency.content.locator('a[href^="/assignments/"]').first
    agency.reload_until(job.is_visible, "the commission at the agency")
    job.click()
    agency.press("接受委托")
    agency.fill(
        place=court.ADDRESS, people="书记员、评估师二名", notes="房屋空置，普通装修，采光良好。"
    )
    agency.press("记录勘验")


def begin_and_close_the_page(agency: Person, video: Path, wire: CuttingProxy) -> str:
    """Send a part, pause, close the tab; return the address of the desk."""
    began = wire.sent
    send(agency, video)
    wait_until(lambda: wire.sent - began > 30 * MIB, seconds=60, what="a part of the video")
    agency.press("暂停", within=line_of(agency))
    expect(line_of(agency)).to_have_attribute("data-state", "paused")
    agency.shoot("paused")
    address = agency.page.url
    agency.page.close()
    return address


def open_again(agency: Person, address: str) -> None:
    """Open the desk in another tab: it tells of the part that is here."""
    agency.page = agency.story._people[-1].page.context.new_page()
    agency.__post_init__()
    agency.page.goto(address)
    left = agency.content.locator("[data-token]")
    expect(left).to_have_count(1)
    agency.sees(NAME, "请再次选择同一文件")
    agency.shoot("left-over")


def test_a_video_of_200_mb_survives_two_cuts_and_a_closed_tab(
    story: Story, browser: Browser, cast: Cast, wire: CuttingProxy, video: Path,
    test_app: Flask, tmp_path: Path,
) -> None:  # fmt: skip
    assert cast.agency is not None
    agency = seat(story, browser, cast.agency.account, wire.url)
    survey(agency)
    size, before = video.stat().st_size, wire.sent

    address = begin_and_close_the_page(agency, video, wire)
    open_again(agency, address)
    agency.page.evaluate(WATCH)
    wire.break_after([40 * MIB, 90 * MIB])
    send(agency, video)
    expect(line_of(agency)).to_have_attribute("data-state", "kept", timeout=180_000)

    said = agency.page.evaluate("window.said")
    assert wire.broken == 2
    assert said.count("lost") == 2, said
    assert said[-2:] == ["checking", "kept"], said
    # What was acknowledged was never sent again.
    assert size <= wire.sent - before < size * 1.15
    expect(agency.content.locator("[data-token]")).to_have_count(0)
    agency.sees("已安全保存 1/1")

    hand_in(agency, cast, test_app, tmp_path)
    court.the_court_serves_and_publishes(cast)
    the_public_plays_it(story, cast.appraisal_path.rsplit("/", 1)[-1])
    # The cut wire is what the story is about; nothing else may have gone wrong.
    assert [fault for fault in story.faults if "ERR_" not in fault] == []
    assert "invariants hold" in story.server.flask("verify", "--all")


def hand_in(agency: Person, cast: Cast, app: Flask, folder: Path) -> None:
    """Lay report and photographs, sort and caption them, tick, hand in; nothing reloads."""
    at = cast.story.now()
    agency.page.evaluate("document.body.dataset.loaded = 'once'")
    court.upload(
        agency, "report", write_files(folder, {"评估报告.pdf": court.make_report(app, at)})
    )
    pictures = write_files(folder, make_photographs())
    court.upload(agency, "photo", pictures)
    photos = agency.content.locator('[data-list="photo"] [data-file]')
    last = photos.nth(len(pictures) - 1)
    last_id = last.get_attribute("data-file")
    chosen = agency.content.locator(f'[data-file="{last_id}"]')
    chosen.locator("input[name=caption]").fill("小区外观，南立面")
    agency.press("保存说明", within=chosen)
    agency.press("主图", within=chosen)
    agency.press("上移", within=chosen)
    expect(photos.nth(len(pictures) - 2)).to_have_attribute("data-file", last_id or "")
    expect(chosen.locator(".mc-tag")).to_have_text("主图")
    expect(agency.page.locator("body")).to_have_attribute("data-loaded", "once")
    expect(agency.content.locator('[data-list="video"] video')).to_have_attribute(
        "poster", "/media"
    )
    agency.fill(
        report_no="泉城估字〔2026〕第0001号", value="1,634,094.00",
        summary="估价对象为成套住宅，普通装修。",
    )  # fmt: skip
    agency.fill_rows("signer_name", [signer.name for signer in SIGNERS])
    agency.fill_rows("signer_license", [signer.license_no for signer in SIGNERS])
    for method in ("comparison", "income"):
        agency.fill(methods=method)
    expect(agency.content.locator('[data-check="seal"]')).to_contain_text("缺失")
    court.the_agency_ticks(agency)
    expect(agency.content.locator(".mc-check--open")).to_have_count(0)
    agency.shoot("ready")
    agency.press("提交报告")
    expect(agency.content.locator('[name="report_no"]')).to_have_count(0)


def the_public_plays_it(story: Story, no: str) -> None:
    """The main picture comes first, the poster shows, and the video plays in the page."""
    visitor = story.person(None).go(f"/appraisals/{no}")
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
