"""Anybody reads how sales went: of all courts, a province, a city, a court, and as a file."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.store import unit_of_work
from app.trail.reader import run_readers
from app.web.modules import loaded
from auction.queries import statistics as queries
from auction.readers import STATISTICS
from auction.services import counting
from auction.vocabulary.statistics import ALL_TIME, EVERYWHERE, Level
from tests.support.many_lots import fill
from tests.support.sales import CLOSES, Sale
from tests.support.web import Client


@pytest.fixture
def counted(app: Flask, db_session: Session, clock_at: Callable[[str], Clock]) -> None:
    """Some hundred lots of six courts in the first months of 2016, counted."""
    clock_at("2016-08-01T02:00:00Z")
    fill(app.config["SQLALCHEMY_DATABASE_URI"], first=1, last=240, days=100)
    counting.rebuild()


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.mark.usefixtures("counted")
def test_a_visitor_goes_from_all_courts_down_to_one(client: Client) -> None:
    page = read(client, "/statistics")
    for step in (
        "/statistics/province/370000",
        "/statistics/city/370100",
        "/statistics/court/0102",
    ):
        assert f'href="{step}"' in page
        page = read(client, step)

    assert "法院 0102" in page
    assert "成交率" in page
    assert "成交标的物数占结束标的物数的比率。" in page
    assert "法释〔2016〕18号 第25条" in page
    assert "auction.lot.handed_over" in page
    assert "<svg" in page
    assert "按财产类别" in page
    assert "按拍卖轮次" in page


@pytest.mark.usefixtures("counted")
def test_the_numbers_of_the_line_stand_in_its_table(client: Client) -> None:
    page = read(client, "/statistics?period=2016")

    cells = queries.list_months(Level.PLATFORM, EVERYWHERE, "2016-01", "2016-12")
    assert len(cells) > 3
    for cell in cells:
        row = re.search(rf">{cell.period}</td>.*?</tr>", page, re.DOTALL)
        assert row, cell.period
        assert f">{cell.counts.get('announced', 0)}</td>" in row[0]
        assert f">{cell.counts.get('ended', 0)}</td>" in row[0]


@pytest.mark.usefixtures("counted")
def test_files_hold_every_figure_of_what_the_page_lists(client: Client) -> None:
    answer = client.get("/statistics/province/370000/places.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    book = openpyxl.load_workbook(
        io.BytesIO(client.get("/statistics/province/370000/places.xlsx").get_data())
    )
    months = client.get("/statistics/court/0102/months.csv").get_data().decode("utf-8-sig")

    assert rows[0][:4] == ["代码", "市", "公告标的物数", "结束标的物数"]
    assert [row[0] for row in rows[1:]] == ["370100", "370200"]
    cell = queries.find_cell(Level.CITY, "370100", ALL_TIME)
    assert cell is not None
    assert rows[1][2:4] == [str(cell.counts["announced"]), str(cell.counts["ended"])]
    sheet = book.worksheets[0]
    assert float(rows[1][5]) == sheet.cell(2, 6).value
    assert months.count("\r\n") == 1 + len(
        queries.list_months(Level.COURT, "0102", "2000-01", "2016-08")
    )


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(
    "period", ["2016-13", "16", "0000", "2016-1", "２０１６", "2016-02; DROP", "2016-02\n"]
)
def test_what_is_no_period_is_named(client: Client, period: str) -> None:
    answer = client.get("/statistics", query_string={"period": period})

    assert answer.status_code == 400
    assert "统计期间的写法不正确" in answer.text


@pytest.mark.usefixtures("counted")
def test_an_empty_period_says_so_and_an_unknown_place_is_not_there(client: Client) -> None:
    assert "没有可统计的内容" in read(client, "/statistics?period=2011")
    read(client, "/statistics/court/9999", status=404)
    read(client, "/statistics/city/999900", status=404)
    read(client, "/statistics/platform/all", status=404)
    read(client, "/statistics/court/0102/places.csv", status=404)


def test_a_sale_is_counted_by_the_clock_from_its_facts(sale: Sale, client: Client) -> None:
    sale.sold()
    run_readers([STATISTICS])
    # One month a beat: it was announced in one and ended in another.
    while counting.recount_due_months(CLOSES + timedelta(days=300)):
        pass

    cell = queries.find_cell(Level.PLATFORM, EVERYWHERE, ALL_TIME)

    assert STATISTICS in [reader for module in loaded() for reader in module.readers]
    assert cell is not None
    assert {name: cell.counts.get(name) for name in ("announced", "ended", "sold")} == {
        "announced": 1,
        "ended": 1,
        "sold": 1,
    }
    assert cell.counts["price_fen"] == sale.lot().price.fen  # type: ignore[union-attr]
    agencies = queries.list_agencies(Level.PLATFORM, EVERYWHERE, ALL_TIME)
    assert len(agencies) == 1
    page = read(client, "/statistics/agencies")
    assert f'href="/agencies/{agencies[0].facet.removeprefix("agency:")}"' in page
    with unit_of_work():
        assert queries.touched_months() == set()
