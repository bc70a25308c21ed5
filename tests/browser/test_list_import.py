"""A clerk brings the list in at a browser, with the real clock process reading it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.story import PATIENCE_MS, Person, Story, write_files
from tests.support.lists import as_csv, as_xlsx, removal, row, rows
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow, pytest.mark.timeout(600)]

LONG = 3_000
#: One renamed, one removed, two faulty, one new.
FAULTY = [
    row(5_041, name="济南改名房地产评估有限公司"),
    removal(5_042),
    row(5_043, grade="四级"),
    row(5_044, phone="=1+1"),
    row(9_000),
]


@pytest.fixture
def story(make_live_server: Callable[..., LiveServer], browser: Browser) -> Iterator[Story]:
    """A fresh platform without demo lots, and a browser."""
    told = Story(make_live_server(DEMO_LOTS="0"), browser, "list")
    yield told
    told.close()


def hand_in(clerk: Person, file: Path, **fields: str) -> None:
    clerk.go("/desk/agencies").follow("名册导入")
    clerk.follow("导入名册")
    clerk.page.set_input_files("[name=file]", file)
    clerk.fill(**fields)
    clerk.press("提交并比对")


def test_a_clerk_watches_the_list_being_read_and_applies_it(story: Story, tmp_path: Path) -> None:
    long, short = write_files(
        tmp_path,
        {
            "list.xlsx": as_xlsx(rows(5_001, 5_000 + LONG)),
            "faulty.csv": as_csv(FAULTY, encoding="gb18030"),
        },
    )
    clerk = story.person("clerk")

    hand_in(clerk, long, coverage="part")
    expect(clerk.page.locator("[data-import-progress] progress")).to_be_visible()
    # The page follows the clock by itself and turns into the preview.
    expect(clerk.page.locator("#decide")).to_be_visible(timeout=4 * PATIENCE_MS)
    clerk.sees(str(LONG))
    clerk.press("生效并写入名单")
    clerk.sees("名册已生效。")

    hand_in(clerk, short, coverage="part")
    expect(clerk.page.locator("#decide")).to_be_visible(timeout=PATIENCE_MS)
    clerk.sees("等级应为一级、二级或三级。", "单元格是公式")
    clerk.shoot("faults")
    clerk.fill(line="2")
    clerk.press("确认更名")
    clerk.fill(consents="without_faulty")
    clerk.press("生效并写入名单")
    clerk.sees("名册已生效。")
    clerk.shoot("applied")

    renamed = FAULTY[0]
    clerk.go(f"/agencies/{renamed['code']}").sees(renamed["name"])
    clerk.go(f"/agencies/{FAULTY[1]['code']}").sees("除名")
    assert story.faults == []
    assert "invariants hold" in story.server.flask("verify", "--all")
