"""A court reads of itself what the public page does not show; nobody else does (P104)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.clock import Clock, clock
from app.kernel.permissions import Role
from app.screening.facade import Clue, ShownSignal, make_finding
from app.screening.services import close_finding
from app.screening.vocabulary import FindingPhase, ScreenCode, Verdict
from app.store import db, unit_of_work
from app.trail.reader import run_readers
from auction.queries import statistics as queries
from auction.readers import STATISTICS
from auction.services import counting
from auction.vocabulary.statistics import ALL_TIME, EVERYWHERE, Level
from registry import facade as registry
from tests.support.people import make_person, sign_in
from tests.support.sales import CANARY, CLOSES, DRAIN, Sale, open_sale
from tests.support.web import Client

DAY = timedelta(days=1)
EN = {"lang": "en"}


@pytest.fixture
def sale(app: Flask, db_session: Session, tmp_path: Path) -> Sale:
    return open_sale(app, tmp_path)


@pytest.fixture
def late(sale: Sale, clock_at: Callable[[str], Clock]) -> Iterator[Sale]:
    """A sold lot whose price is four days late, with a deposit still out and an open finding."""
    sale.sold()
    make_person("inspector", Role.INSPECTOR)
    make_person("far", Role.JUDGE, court_id=sale.lot().court_id + 90)
    with unit_of_work():
        db.session.execute(
            text("UPDATE auction_enrollment SET deposit_ended_at = NULL WHERE state = 'lost'")
        )
    find(sale)
    with clock.stopped_at(sale.settlement().due_at + 4 * DAY):
        yield sale


def find(sale: Sale) -> int:
    """Make a finding about the lot."""
    lot = sale.lot()
    made = make_finding(
        Clue(
            key=f"test:{lot.no}",
            phase=FindingPhase.ENDED,
            court_id=lot.court_id,
            case_number=lot.case_number,
            subject=lot.no,
            title=lot.title,
            paddles=("0001",),
            signals=(ShownSignal("speed", ScreenCode.S10, "1", "90"),),
            points_tenths=900,
            threshold_tenths=800,
            card="test",
        ),
        at=CLOSES + DAY,
    )
    assert made is not None
    return made


def code_of(sale: Sale) -> str:
    return registry.get_court(sale.lot().court_id).code


def read(client: Client, sale: Sale) -> str:
    answer = client.get(f"/desk/statistics/{code_of(sale)}", query_string=EN)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_a_judge_reads_what_is_late_out_and_open_in_the_own_court(app: Flask, late: Sale) -> None:
    page = read(sign_in(app, "judge"), late)
    judge = registry.judges_of([late.lot().case_number])[late.lot().case_number]

    assert "The price is paid in full" in page
    assert "Late by 4 days" in page
    assert late.lot_no in page
    assert "Deposits still held after the end" in page
    assert 'data-label="Deposits">1</td>' in page
    assert "S10 Machine speed" in page
    row = page[page.index(f'data-label="Judge">{judge}</th>') :]
    cells = [cell.split("<")[0] for cell in row.split('class="mc-number" data-label=')[1:6]]
    assert cells == [
        '"Unfinished lots">1',
        '"Ended in the last twelve months">1',
        '"Sold of them">1',
        # The price, and the refund that the bank was told of and has not paid.
        '"Late steps">2',
        '"Late for three days or more">2',
    ]
    assert 'data-label="Refund ordered at the bank">refund-' in page
    assert "Different paddles with at least one accepted bid" in page


def test_no_bidder_is_named_and_the_inspector_gets_no_form(app: Flask, late: Sale) -> None:
    page = read(sign_in(app, "inspector"), late)

    assert CANARY not in page
    assert f"/desk/lots/{late.lot_no}" not in page
    assert f"/supervision/courts/{late.lot().court_id}?when=late" in page


def test_the_page_is_for_judges_of_the_court_and_the_inspector(
    app: Flask, late: Sale, client: Client
) -> None:
    path = f"/desk/statistics/{code_of(late)}"
    statuses = {
        account: sign_in(app, account).get(path).status_code
        for account in ("judge", "inspector", "far", "clerk", "bidder1")
    }

    assert statuses == {"judge": 200, "inspector": 200, "far": 403, "clerk": 403, "bidder1": 403}
    assert client.get(path).status_code == 302
    judge = sign_in(app, "judge")
    assert judge.get("/desk/statistics").headers["Location"].endswith(path)
    assert judge.get("/desk/statistics/none").status_code == 404
    assert judge.get(path, query_string={"period": "2026-13"}).status_code == 400
    assert sign_in(app, "inspector").get("/desk/statistics").status_code == 302


def test_the_public_page_leads_those_there_who_may_read_it(
    app: Flask, late: Sale, client: Client
) -> None:
    path = f"/statistics/court/{code_of(late)}"
    link = f'href="/desk/statistics/{code_of(late)}"'

    pages = {account: sign_in(app, account).get(path).text for account in ("judge", "far", "clerk")}

    assert {account: link in page for account, page in pages.items()} == {
        "judge": True,
        "far": False,
        "clerk": False,
    }
    assert link not in client.get(path).text


def test_the_page_speaks_chinese(app: Flask, late: Sale) -> None:
    page = sign_in(app, "judge").get(f"/desk/statistics/{code_of(late)}").text

    assert "法院内部统计" in page
    assert "按承办法官" in page
    assert "未退保证金" in page


def test_findings_are_counted_in_public_once_bidding_ended_as_they_are_closed(
    app: Flask, sale: Sale, client: Client
) -> None:
    def counted() -> dict[str, int]:
        run_readers([STATISTICS])
        while counting.recount_due_months(CLOSES + 300 * DAY):
            pass
        db.session.rollback()
        cell = queries.find_cell(Level.PLATFORM, EVERYWHERE, ALL_TIME)
        found = dict(cell.counts) if cell else {}
        names = ("findings", "findings_closed", "findings_founded")
        return {name: found[name] for name in names if name in found}

    sale.opened("bidder1", "bidder2")
    made = find(sale)
    running = counted()
    sale.tick(CLOSES + DRAIN)
    ended = counted()
    close_finding(
        finding_id=made,
        verdict=Verdict.FOUNDED,
        reason="已核对付款与通讯记录。",
        actor=sale.judge,
        at=CLOSES + 2 * DAY,
    )

    assert running == {}, "a ring would read that it was seen"
    assert ended == {"findings": 1}
    assert counted() == {"findings": 1, "findings_closed": 1, "findings_founded": 1}
    page = client.get("/statistics", query_string=EN).text
    assert "Findings confirmed" in page
    assert sale.lot_no not in page
