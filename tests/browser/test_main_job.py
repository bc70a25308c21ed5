"""The main job, end to end: from a seized flat to money shared out, by people at browsers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser import court_chapters as court
from tests.browser import sale_chapters as sale
from tests.browser.cast import Cast, gather
from tests.browser.story import Story
from tests.support.servers import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def story(make_live_server: Callable[..., LiveServer], browser: Browser) -> Iterator[Story]:
    """A fresh platform without demo lots, and a browser."""
    told = Story(make_live_server(DEMO_LOTS="0"), browser, "main-job")
    yield told
    told.close()


@pytest.fixture
def cast(story: Story) -> Cast:
    """The people of the story."""
    return gather(story)


def test_a_seized_flat_becomes_money_shared_out(
    cast: Cast, test_app: Flask, tmp_path: Path
) -> None:
    court.the_clerk_registers_the_case(cast)
    court.the_clerk_chooses_an_appraisal(cast)
    court.three_agencies_are_drawn(cast)
    court.anybody_checks_the_draw(cast, tmp_path)
    court.the_applicant_pays_the_basic_fee(cast)
    court.the_agency_reports(cast, test_app, tmp_path)
    court.the_court_serves_and_publishes(cast)
    court.everybody_reads_the_report(cast)

    sale.the_clerk_drafts_the_lot(cast)
    sale.the_panel_is_held_to_the_law(cast)
    sale.the_notice_is_published_in_time(cast)
    sale.lin_opens_an_account(cast)
    sale.three_bidders_enroll(cast)
    sale.two_telephones_bid_against_each_other(cast)
    sale.a_browser_without_scripts_bids_too(cast)
    sale.a_late_bid_extends_the_end(cast)
    sale.the_judge_stops_and_resumes(cast)
    sale.nobody_reads_who_bids(cast)
    sale.there_is_one_result(cast)
    sale.the_loser_is_paid_back_and_the_buyer_pays(cast, tmp_path)
    sale.the_judge_shares_out(cast)
    sale.the_shares_are_posted(cast)
    sale.the_inspector_reads_it_all(cast)

    assert cast.story.faults == []
    assert "invariants hold" in cast.story.server.flask("verify", "--all")
