"""How long a price stands, who ends it, and how the same agency issues it again."""

from datetime import date, datetime, timedelta

import pytest

from app.documents import facade as papers
from app.kernel.calendar import end_of_day
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.trail.queries import entries_of
from appraisal import facade, seeds
from appraisal.queries import list_appointments
from appraisal.rules.periods import last_day, report_end
from appraisal.services import disposal
from appraisal.timers import expire_due_prices, fix_due_prices
from appraisal.vocabulary import AssignmentState
from tests.support.appraisals import (
    HOUR,
    Desk,
    hand_in,
    lay_files,
    published,
)

DAY = timedelta(days=1)


def priced(desk: Desk) -> datetime:
    """Walk until the price is fixed; return the last moment of its validity."""
    ends_at = published(desk)
    assert fix_due_prices(ends_at) == 1
    until = desk.assignment().price_valid_until
    assert until is not None
    return end_of_day(until)


def test_a_price_without_a_notice_ends_with_its_validity(desk: Desk) -> None:
    over = priced(desk)

    assert expire_due_prices(over - timedelta(seconds=1)) == 0
    assert expire_due_prices(over) == 1
    assert expire_due_prices(over + DAY) == 0

    assert desk.assignment().state is AssignmentState.EXPIRED
    assert facade.reference_price(desk.asset_no) is None


def test_a_notice_in_time_keeps_the_price_for_the_sale(desk: Desk) -> None:
    over = priced(desk)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)

    assert expire_due_prices(over + 60 * DAY) == 0

    assert desk.assignment().state is AssignmentState.DISPOSING
    assert facade.reference_price(desk.asset_no) is not None
    started = [e for e in entries_of(f"appraisal:{desk.no}") if "disposal" in e.name]
    assert len(started) == 1


def test_no_first_notice_goes_out_after_the_validity(desk: Desk) -> None:
    over = priced(desk)

    with pytest.raises(Refusal, match="price_expired"):
        facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over)


def test_the_court_ends_a_sale_price_only_after_six_months_more(desk: Desk) -> None:
    over = priced(desk)
    facade.start_disposal(desk.asset_no, actor=desk.clerk, at=over - HOUR)

    with pytest.raises(Conflict, match="price_still_valid"):
        disposal.end_price(desk.no, actor=desk.clerk, at=over + 180 * DAY)
    disposal.end_price(desk.no, actor=desk.clerk, at=over + 190 * DAY)

    assert desk.assignment().state is AssignmentState.EXPIRED


def test_the_same_agency_issues_its_report_again_in_fifteen_days(desk: Desk) -> None:
    """法释〔2018〕15号 art. 19(4)."""
    over = priced(desk)
    expire_due_prices(over)

    disposal.ask_reissue(desk.no, actor=desk.clerk, at=over + HOUR)

    assignment = desk.assignment()
    assert assignment.state is AssignmentState.DRAFTING
    assert assignment.agency_code == desk.agency.agency_code
    assert assignment.reissues == 1
    assert assignment.reference_price is None
    assert list_appointments(assignment.id)[-1].is_reissue
    assert assignment.due_at is not None
    assert last_day(assignment.due_at) == report_end(date(2027, 3, 4), is_reissue=True).due_on
    assert papers.find(papers.PaperKind.REISSUE_NOTICE, f"{desk.no}/1") is not None


def test_a_report_issued_again_is_served_and_fixes_a_price(desk: Desk) -> None:
    over = priced(desk)
    expire_due_prices(over)
    disposal.ask_reissue(desk.no, actor=desk.clerk, at=over + HOUR)
    later = over + DAY
    lay_files(desk, later, words="重新出具")
    hand_in(
        desk, later, reason="重新出具", valuation_on=date(2027, 3, 5),
        reported_on=date(2027, 3, 5), valid_until=date(2028, 3, 4),
    )  # fmt: skip
    ends_at = seeds.seed_publication(desk.no, clerk=desk.clerk, at=later + HOUR)

    assert fix_due_prices(ends_at) == 1

    assert desk.assignment().price_valid_until == date(2028, 3, 4)


def test_the_ways_are_open_again_after_an_expiry(desk: Desk) -> None:
    over = priced(desk)
    expire_due_prices(over)

    with pytest.raises(Forbidden):
        disposal.reopen_routes(desk.no, reason="双方愿意议价", actor=desk.clerk, at=over + HOUR)
    disposal.reopen_routes(desk.no, reason="双方愿意议价", actor=desk.judge, at=over + HOUR)

    assert desk.assignment().state is AssignmentState.CHOOSING
    assert desk.assignment().reference_price is None
