"""A clerk in the editor, at a desk and on a phone: refused with a list, then lawful and public."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app.kernel.clock import clock
from app.store import db
from auction.seeds.notice import ITEMS
from registry import facade as registry
from tests.browser.story import Person, Story, typed, write_files
from tests.support.accessibility import grave_violations
from tests.support.database import TestDatabases, worker_name
from tests.support.live import threaded_server
from tests.support.people import PASSWORD
from tests.support.pictures import drawn
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, SERVED, START, Sale, open_sale
from tests.support.servers import LiveServer
from tests.support.web import make_app

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]


@dataclass
class Scene:
    """A flat drafted as a lot, and people at browsers before the platform."""

    sale: Sale
    story: Story

    @property
    def desk(self) -> str:
        """The path of the editor."""
        return f"/desk/lots/{self.sale.lot_no}"

    def person(self, account: str | None, *, phone: bool = False) -> Person:
        person = self.story.person(account, phone=phone)
        person.password = PASSWORD
        return person


@pytest.fixture
def scene(databases: TestDatabases, tmp_path: Path, browser: Browser) -> Iterator[Scene]:
    """A court whose clerk has just drafted a lot; time stands still."""
    url = databases.copy(f"editor_{worker_name()}")
    app: Flask = make_app(url, data_dir=tmp_path)
    with app.app_context():
        sale = open_sale(app, tmp_path / "bank")
        sale.draft()
        with threaded_server(app) as address:
            server = LiveServer(tmp_path, url, port=int(address.rsplit(":", 1)[1]))
            story = Story(server, browser, "editor")
            yield Scene(sale, story)
            story.close()
        db.session.remove()
        db.engine.dispose()


def is_clean(person: Person, name: str) -> None:
    """Photograph a page at both widths, and ask axe-core about it at the person's own."""
    person.shoot(name)
    assert grave_violations(person.page) == [], f"{name} at {person.width}"


def is_refused_with_a_list(scene: Scene, wang: Person) -> None:
    """Nothing is written yet: each missing point leads to its field."""
    wang.go(scene.desk)
    wang.confirm("发布公告")
    summary = wang.content.locator("#error-summary")
    expect(summary).to_contain_text("未发布：尚有")
    expect(summary.locator("li")).not_to_have_count(0)
    is_clean(wang, "refused")
    for link in summary.locator("li a").all():
        target = (link.get_attribute("href") or "")[1:]
        expect(wang.page.locator(f'[id="{target}"]')).to_be_visible()
    summary.get_by_role("link", name="执行依据").click()
    expect(wang.page.locator("#f-enforcement_title")).to_be_in_viewport()


def writes_and_is_warned(scene: Scene, wang: Person) -> None:
    """Write every item, one of them in words that say nothing, and take it back."""
    for item, words in ITEMS.items():
        field = wang.content.locator(f'[name="item_{item.value}"]')
        if words and not field.input_value():
            field.fill(words)
    wang.fill(item_known_defects="占有不明", opens_at=typed(OPENS), closes_at=typed(CLOSES))
    wang.content.locator("#tax-0").select_option("deed")
    wang.content.locator("#bearer-0").select_option("buyer")
    wang.content.locator("#basis-0").fill("契税法第1条")
    wang.press("保存草稿")
    expect(wang.content.locator(".mc-phrase")).to_contain_text("法〔2024〕238号 第1条")
    wang.fill(item_known_defects="承租人占有使用至2027年5月，租金已付清。")
    wang.press("保存草稿")
    expect(wang.content.locator(".mc-phrase")).to_have_count(0)


def tells_everybody(scene: Scene, wang: Person, folder: Path) -> None:
    """Record each service with its receipt as a file."""
    (receipt,) = write_files(folder, {"回证.png": drawn()})
    wang.go(scene.desk)
    parties = registry.parties_of(scene.sale.lot().case_number)
    for place, party in enumerate(parties, 1):
        form = wang.content.locator("#notification form")
        wang.fill(
            form, party_id=str(party.id), way="delivered", proof="送达回证在卷。",
            served_at=typed(SERVED),
        )  # fmt: skip
        form.locator('[name="receipt"]').set_input_files(receipt)
        wang.press("记录", within=form)
        expect(wang.content.locator("#notification tbody .mc-tag--success")).to_have_count(place)


def is_published_from_a_telephone(scene: Scene, phone: Person) -> None:
    """Look at the legal line and the preview, then publish; only then the public finds it."""
    lot = f"/lots/{scene.sale.lot_no}"
    phone.go(scene.desk)
    expect(phone.content.locator("#legal-line")).to_contain_text("劳动节")
    expect(phone.content.locator(".mc-legal__item--broken")).to_have_count(0)
    is_clean(phone, "ready")
    assert scene.person(None).page.request.get(lot).status == 404
    phone.follow("预览公众所见页面")
    phone.sees("本页仅本院可见", "承租人占有使用至2027年5月", START.yuan)
    is_clean(phone, "preview")
    phone.go(scene.desk)
    phone.confirm("发布公告")
    expect(phone.page).to_have_url(f"{scene.story.server.url}{lot}")
    visitor = scene.person(None).go(lot)
    visitor.sees("契税法第1条", START.yuan)


def test_a_clerk_is_refused_then_publishes(scene: Scene, tmp_path: Path) -> None:
    wang, phone = scene.person("clerk"), scene.person("clerk", phone=True)

    with clock.stopped_at(DRAFTED):
        is_refused_with_a_list(scene, wang)
        writes_and_is_warned(scene, wang)
        scene.sale.decide()
    with clock.stopped_at(SERVED):
        tells_everybody(scene, wang, tmp_path)
    with clock.stopped_at(ANNOUNCED):
        is_published_from_a_telephone(scene, phone)
        phone.go(scene.desk).follow("更正公告")
        phone.sees("公告期", "P57")
        assert grave_violations(phone.page) == []

    assert scene.story.faults == []
