"""An agency from its application to a decision on its score, by people at browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import agency_chapters as walk
from tests.browser.story import Story
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def story(make_live_server: Callable[..., LiveServer], browser: Browser) -> Iterator[Story]:
    """A fresh platform without demo lots, and a browser."""
    told = Story(make_live_server(DEMO_LOTS="0"), browser, "agency")
    yield told
    told.close()


def test_a_newcomer_is_drawn_and_a_late_agency_is_heard(
    story: Story, test_app: Flask, tmp_path: Path
) -> None:
    panel = walk.gather(story)
    walk.the_newcomer_applies(panel, test_app, tmp_path)
    walk.the_court_accepts(panel)
    walk.it_is_drawn_with_two_others(panel)
    walk.the_first_takes_it_and_is_late(panel)
    walk.the_score_falls_with_the_reason(panel)
    walk.the_agency_objects(panel)
    walk.the_court_decides(panel)

    assert story.faults == []
    assert "invariants hold" in story.server.flask("verify", "--all")
