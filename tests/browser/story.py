"""People of a story at their own browsers: they sign in, fill in, press, and are photographed."""

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    APIRequestContext,
    APIResponse,
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
)

from app.kernel.calendar import SHANGHAI
from app.kernel.facts import stamp
from tests.support.accessibility import grave_violations
from tests.support.servers import ROOT, LiveServer, wait_until

PASSWORD = "mingchui-2026"
SCREENS = ROOT / "var" / "screens"
WIDTHS = {1280: 900, 390: 844}
#: Pages of this machine wait for each other; a wait that is fulfilled costs nothing.
PATIENCE_MS = 30_000


def typed(moment: datetime) -> str:
    """Return a moment as it is typed into a form, in Shanghai time."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


@dataclass
class Story:
    """The server, the browser, the operator's clock, and what went wrong on any page."""

    server: LiveServer
    browser: Browser
    #: The folder of its pictures under var/screens.
    name: str
    faults: list[str] = field(default_factory=list)
    #: What may stand on no page but a bidder's own until the end.
    secrets: tuple[str, ...] = ()
    _people: list["Person"] = field(default_factory=list)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _operator: APIRequestContext | None = None
    _csrf: str = ""

    def __post_init__(self) -> None:
        """Take away the pictures of the last run."""
        self.screens.mkdir(parents=True, exist_ok=True)
        for picture in self.screens.glob("*.png"):
            picture.unlink()

    @property
    def screens(self) -> Path:
        """Where the pictures of this story are kept."""
        return SCREENS / self.name

    def person(self, account: str | None, *, phone: bool = False, **options: Any) -> "Person":
        """Open a browser for somebody; without an account it is an unknown visitor."""
        width = 390 if phone else 1280
        context = self.browser.new_context(
            base_url=self.server.url, locale="zh-CN", timezone_id="Asia/Shanghai",
            viewport={"width": width, "height": WIDTHS[width]}, has_touch=phone,
            is_mobile=phone, **options,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        person = Person(self, context.new_page(), account, width)
        self._people.append(person)
        return person

    def note(self, page: Page, words: str) -> None:
        """Keep what a browser complained about."""
        self.faults.append(f"{page.url}: {words}")

    def close(self) -> None:
        """Close every browser of the story."""
        for person in self._people:
            person.page.context.close()

    # The rehearsal clock.

    def now(self) -> datetime:
        """Return the time that counts."""
        return datetime.fromisoformat(self._clock()["server_time"])

    def _clock(self) -> Any:
        return self._desk().get("/api/v1/clock").json()

    def _desk(self) -> APIRequestContext:
        if self._operator is None:
            self._operator = self.browser.new_context(base_url=self.server.url).request
        return self._operator

    def jump(self, to: datetime) -> None:
        """Let the operator move law time, and wait until what fell due is done."""
        answer = self._order(to)
        if not answer.ok:
            # A session ends with the time that was jumped over, and its token with it.
            begun = self._desk().post(
                "/api/v1/sessions", data={"account": "operator", "password": PASSWORD}
            )
            self._csrf = begun.json()["csrf_token"]
            answer = self._order(to)
        assert answer.ok, answer.text()
        self.wait_for_work(to)

    def _order(self, to: datetime) -> APIResponse:
        return self._desk().post(
            "/api/v1/rehearsal/jump", data={"to": stamp(to)}, headers={"X-CSRF-Token": self._csrf}
        )

    def wait_for_work(self, to: datetime) -> None:
        """Wait until the clock process has done all that was due at a moment."""

        def is_done() -> bool:
            worked_to = self._clock()["worked_to"]
            return worked_to is not None and datetime.fromisoformat(worked_to) >= to

        wait_until(is_done, seconds=60, what=f"work due at {to.isoformat()}")

    def after(self, **span: float) -> datetime:
        """Return the moment some time from now."""
        return self.now() + timedelta(**span)


@dataclass
class Person:
    """Somebody at a browser of their own."""

    story: Story
    page: Page
    account: str | None
    width: int
    password: str = PASSWORD

    def __post_init__(self) -> None:
        """Listen to everything this browser complains about."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda fault: self.story.note(self.page, str(fault)))
        self.page.on("response", self._see)

    def _hear(self, line: ConsoleMessage) -> None:
        # Chromium reports every refused form as a failed resource; refusals are judged by the test.
        is_refusal = "Failed to load resource" in line.text and " 50" not in line.text
        if line.type in {"error", "warning"} and not is_refusal:
            self.story.note(self.page, line.text)

    def _see(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.story.note(self.page, f"{response.status} {response.url}")

    # Going and pressing.

    def go(self, path: str) -> "Person":
        """Open a page, signing in first where the platform does not know the person."""
        self.page.goto(path)
        if self.account is not None and self.page.locator(".mc-header__sign-in").count():
            if "/account/sign-in" not in self.page.url:
                self.page.locator(".mc-header__sign-in").click()
            self.fill(account=self.account, password=self.password)
            self.press("登录")
            expect(self.page).not_to_have_url(re.compile("/account/sign-in"))
        return self

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press the button of that name in the content of the page."""
        place = within or self.page.locator("#content")
        place.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow the link whose words begin so."""
        self.page.locator("#content").get_by_role("link", name=name).first.click()

    def confirm(self, name: str) -> None:
        """Press an act that asks once more."""
        self.page.locator("#content summary", has_text=name).first.click()
        self.press(f"确认：{name}")

    def fill(self, within: Locator | None = None, **values: str) -> None:
        """Fill fields by their names: type, choose from a list, or tick."""
        place = within or self.page.locator("#content")
        for name, value in values.items():
            fields = place.locator(f'[name="{name}"]')
            kind = fields.first.evaluate("field => field.type")
            if kind in {"radio", "checkbox"}:
                place.locator(f'[name="{name}"][value="{value}"]').check()
            elif kind == "select-one":
                fields.first.select_option(value)
            else:
                fields.first.fill(value)

    def fill_rows(self, name: str, values: Iterable[str]) -> None:
        """Fill fields that share one name, in order."""
        for place, value in enumerate(values):
            self.page.locator(f'[name="{name}"]').nth(place).fill(value)

    def draw(self, canvas: Locator) -> None:
        """Draw a stroke with the mouse, as a signature is written."""
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        left, top = box["x"], box["y"]
        mouse = self.page.mouse
        mouse.move(left + box["width"] * 0.1, top + box["height"] * 0.7)
        mouse.down()
        mouse.move(left + box["width"] * 0.5, top + box["height"] * 0.2, steps=6)
        mouse.move(left + box["width"] * 0.9, top + box["height"] * 0.6, steps=6)
        mouse.up()

    # Seeing.

    @property
    def path(self) -> str:
        """The path of the page that is open."""
        return urlsplit(self.page.url).path

    @property
    def content(self) -> Locator:
        """The content of the page."""
        return self.page.locator("#content")

    def sees(self, *words: str) -> None:
        """Expect words on the page."""
        for text in words:
            expect(self.content).to_contain_text(text, timeout=PATIENCE_MS)

    def reload_until(self, is_so: Callable[[], bool], what: str) -> None:
        """Reload the page, as people do, until it shows what is awaited."""

        def look() -> bool:
            self.page.reload()
            return is_so()

        wait_until(look, seconds=60, what=what)

    def shoot(self, name: str) -> None:
        """Photograph the page at both widths; nothing may scroll sideways, nothing be told."""
        # A page is measured with its style sheets, which a press does not wait for.
        self.page.wait_for_load_state("load")
        number = next(self.story._numbers)
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate("window.scrollTo(0, 0)")
            overhang = self.page.evaluate(
                "document.documentElement.scrollWidth - window.innerWidth"
            )
            if overhang > 0:
                self.story.note(self.page, f"{name}: {overhang} px too wide at {width}")
            self.page.screenshot(
                path=self.story.screens / f"{number:02d}-{name}-{width}.png", full_page=True,
                animations="disabled",
            )  # fmt: skip
        self.page.set_viewport_size({"width": self.width, "height": WIDTHS[self.width]})

    def looks_right(self, name: str) -> None:
        """Photograph the page at both widths; it harms nobody at either."""
        self.shoot(name)
        for width, height in WIDTHS.items():
            self.page.set_viewport_size({"width": width, "height": height})
            assert grave_violations(self.page) == [], (name, width)
        self.page.set_viewport_size({"width": self.width, "height": WIDTHS[self.width]})

    def stumbles_nowhere(self) -> "Person":
        """Hold that axe-core finds nothing serious on the page as it stands."""
        assert grave_violations(self.page) == []
        return self

    def reads_no_secret(self, paths: Iterable[str]) -> None:
        """Fetch pages as this person and look for what must stay sealed until the end."""
        for path in paths:
            answer = self.page.request.get(path)
            body = answer.text()
            for secret in self.story.secrets:
                assert secret not in body, f"{self.account or 'a visitor'} reads it at {path}"

    def pays(self, *, twice_told: bool = False) -> None:
        """Pay the order on the page at the bank, in one's own name, and come back."""
        order_url = self.page.url
        bank = self.page.locator('a[rel="noreferrer"]').first
        # The page names the bank's address once the clock process has told the bank of the order.
        if not bank.is_visible():
            self.reload_until(bank.is_visible, "the bank's address on the order")
        address = bank.get_attribute("href") or ""
        self.page.goto(address)
        self.reload_until_registered()
        if twice_told:
            self.page.locator("summary").click()
            self.page.locator("[name=is_repeated]").check()
        self.story_shot_of_bank()
        self.page.get_by_role("button", name="确认付款").click()
        expect(self.page.get_by_role("heading", name="付款成功")).to_be_visible()
        self.page.goto(order_url)
        done = self.page.locator('[data-state="confirmed"]')
        self.reload_until(done.is_visible, "arrival of the money")

    def reload_until_registered(self) -> None:
        """Wait until the bank knows the order: it is told by the clock process."""
        pay = self.page.get_by_role("button", name="确认付款")
        if not pay.is_visible():
            self.reload_until(pay.is_visible, "registration of the order at the bank")

    def story_shot_of_bank(self) -> None:
        """Photograph the bank's page once in the story."""
        if not any(self.story.screens.glob("*-bank-*.png")):
            self.shoot("bank")


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Lay files into a folder, to be chosen in a form."""
    paths = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        paths.append(path)
    return paths
