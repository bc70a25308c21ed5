"""Photographs in a real browser: looked at by keyboard, finger and without scripts; blurred."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from app.media.facade import MediaView
from app.media.queries import list_editions
from app.store import db
from tests.support.people import PASSWORD
from tests.support.pictures import make_cast, take_in

pytestmark = pytest.mark.browser
_ANSWER = "tests.answer"


class Quiet(WSGIRequestHandler):
    """Say nothing of each request; close what a browser that went away did not take."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Leave the test's output alone."""

    def connection_dropped(
        self,
        error: BaseException,  # noqa: ARG002 - the server's own signature
        environ: dict[str, Any] | None = None,
    ) -> None:
        """Close the picture: this small server forgets it, those of a court do not."""
        answer = (environ or {}).get(_ANSWER)
        if hasattr(answer, "close"):
            answer.close()


def remembered(app: Flask) -> Callable[..., Iterable[bytes]]:
    """Return the app with its answer kept where the handler finds it."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[_ANSWER] = app(environ, start_response)
        kept: Iterable[bytes] = environ[_ANSWER]
        return kept

    return answer


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the app on a port of its own."""
    made = remembered(app)
    server = make_server("127.0.0.1", 0, made, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[1280, 390], ids=["desk", "phone"])
def page(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window that reports whatever its console says; it is closed before the site is."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 844}, locale="zh-CN", has_touch=True
    )
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    said: list[str] = []
    opened.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    yield opened
    context.close()
    assert said == []


@pytest.fixture
def view(db_session: Session) -> MediaView:
    """A photograph that its agency may blur."""
    return take_in(make_cast())


def is_narrow_enough(page: Page) -> bool:
    return bool(
        page.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        )
    )


def test_pictures_are_walked_through_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/style")
    gallery = page.locator("[data-gallery]").first
    links = gallery.locator("a[data-zoom]")
    told = gallery.locator("[data-count]")
    large = gallery.locator("[data-large]")
    count = links.count()
    assert count > 1

    links.first.focus()
    page.keyboard.press("Enter")
    expect(gallery.locator("dialog")).to_be_visible()
    expect(told).to_have_text(f"第 1 张，共 {count} 张")
    assert large.get_attribute("src") == links.first.evaluate("link => link.href")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(f"第 2 张，共 {count} 张")
    page.keyboard.press("End")
    expect(told).to_have_text(f"第 {count} 张，共 {count} 张")
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(f"第 1 张，共 {count} 张")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(told).to_have_text(f"第 1 张，共 {count} 张")
    assert gallery.locator("[data-caption]").text_content()
    assert gallery.locator(".mc-lightbox__told").get_attribute("aria-live") == "polite"

    page.keyboard.press("+")
    page.keyboard.press("+")
    assert large.evaluate("image => image.style.getPropertyValue('--zoom')") == "2.25"
    page.keyboard.press("ArrowRight")
    expect(told).to_have_text(f"第 1 张，共 {count} 张")
    page.keyboard.press("0")
    expect(gallery.locator("[data-less]")).to_be_disabled()
    assert is_narrow_enough(page)

    page.keyboard.press("Escape")
    expect(gallery.locator("dialog")).to_be_hidden()
    expect(links.first).to_be_focused()


def test_a_double_click_enlarges_and_buttons_turn_the_pages(page: Page, site: str) -> None:
    page.goto(f"{site}/style")
    gallery = page.locator("[data-gallery]").first
    gallery.locator("a[data-zoom]").first.click()
    large = gallery.locator("[data-large]")

    gallery.locator("[data-stage]").dblclick()
    assert large.evaluate("image => image.style.getPropertyValue('--zoom')") == "2"
    gallery.locator("[data-turn='1']").click()

    expect(gallery.locator("[data-count]")).to_contain_text("第 2 张")
    assert large.evaluate("image => image.style.getPropertyValue('--zoom')") == "1"


def test_without_scripts_a_picture_is_a_link_to_itself(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/style")
    link = page.locator("a[data-zoom]").first
    address = link.get_attribute("href")

    link.click()

    assert address is not None
    assert page.url.endswith(address)
    context.close()


def sign_in(page: Page, site: str, path: str) -> None:
    answer = page.context.request.post(
        f"{site}/api/v1/sessions", data={"account": "surveyor", "password": PASSWORD}
    )
    assert answer.ok, answer.text()
    page.goto(f"{site}{path}")


def test_a_face_is_dragged_over_typed_over_undone_and_saved(
    page: Page, site: str, view: MediaView
) -> None:
    sign_in(page, site, f"/media/{view.id}/blur")
    marks = page.locator(".mc-blur__stage svg")
    marks.scroll_into_view_if_needed()
    box = marks.bounding_box()
    assert box is not None

    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.5, steps=4)
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6)
    page.mouse.up()
    rows = page.locator("[data-rows] [data-row]")
    first = [float(rows.nth(0).locator("input").nth(i).input_value()) for i in range(4)]
    assert first == pytest.approx([10, 20, 30, 40], abs=1.5)
    assert marks.locator("rect").count() == 1

    for index, typed in enumerate(("60", "50", "20", "30")):
        rows.nth(1).locator("input").nth(index).fill(typed)
    rows.nth(1).locator("input").nth(3).press("Tab")
    assert marks.locator("rect").count() == 2
    rows.nth(0).locator("[data-remove]").click()
    assert marks.locator("rect").count() == 1
    page.locator("[data-undo]").click()
    assert marks.locator("rect").count() == 2
    assert is_narrow_enough(page)

    page.locator("[name=reason]").fill("遮盖路人面部")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".mc-blur__preview img")).to_be_visible()
    page.get_by_role("button", name="保存为新版本").click()
    expect(page.locator(".mc-banner--success")).to_contain_text("第 2 版")

    db.session.rollback()
    kept = list_editions(view.id)[0].regions
    assert kept[1] == [600, 500, 200, 300]
    assert kept[0] == pytest.approx([100, 200, 300, 400], abs=15)


def test_a_finger_draws_a_region_too(page: Page, site: str, view: MediaView) -> None:
    sign_in(page, site, f"/media/{view.id}/blur")
    marks = page.locator(".mc-blur__stage svg")
    marks.scroll_into_view_if_needed()
    box = marks.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *share: float) -> None:
        points = [
            {"x": box["x"] + box["width"] * share[0], "y": box["y"] + box["height"] * share[1]}
        ]
        session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if share[2:] else []}
        )

    touch("touchStart", 0.2, 0.2, 1)
    touch("touchMove", 0.4, 0.4, 1)
    touch("touchMove", 0.5, 0.6, 1)
    touch("touchEnd", 0.5, 0.6)

    expect(marks.locator("rect")).to_have_count(1)
    row = page.locator("[data-rows] [data-row]").first.locator("input")
    drawn = [float(row.nth(index).input_value()) for index in range(4)]
    assert drawn == pytest.approx([20, 20, 30, 40], abs=1.5)
