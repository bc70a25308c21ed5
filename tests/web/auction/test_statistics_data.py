"""Programs read statistics and open data: bounded, defined, nothing in them a formula."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.store import db
from auction.queries import statistics as queries
from auction.rules.figures import FIGURES
from auction.services import counting
from auction.vocabulary.statistics import EVERYWHERE, Level
from tests.support.many_lots import fill
from tests.support.web import Client

#: More than one page of a streamed file.
LOTS = 620


@pytest.fixture(autouse=True)
def counted(app: Flask, db_session: Session, clock_at: Callable[[str], Clock]) -> None:
    """Some hundred lots of six courts in the first months of 2016, counted."""
    clock_at("2016-08-01T02:00:00Z")
    fill(app.config["SQLALCHEMY_DATABASE_URI"], first=1, last=LOTS, days=100)
    counting.rebuild()


def table(client: Client, path: str) -> list[list[str]]:
    answer = client.get(path, buffered=True)
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_a_program_pages_through_all_courts_and_reads_what_each_figure_is(client: Client) -> None:
    found, after = [], ""
    while after is not None:
        answer = client.get(
            f"/api/v1/statistics/courts?from=2016-01&to=2016-12&limit=7&after={after}"
            if after
            else "/api/v1/statistics/courts?from=2016-01&to=2016-12&limit=7"
        ).get_json()
        found += answer["items"]
        after = answer["next"]
    figures = client.get(answer["definitions"]).get_json()["items"]

    keys = [(item["place"], item["period"]) for item in found]
    assert keys == sorted(set(keys))
    assert sum(item["figures"]["announced"] for item in found) == LOTS
    assert [figure["code"] for figure in figures] == [figure.code for figure in FIGURES]
    assert set(found[0]["figures"]) == {figure["code"] for figure in figures}
    assert all(figure["definition"] and figure["facts"] for figure in figures)
    assert isinstance(found[0]["figures"]["price_total"], str)
    assert found[0]["name"] == "法院 01"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("courts?from=2006-01&to=2016-01", "statistics_span_too_long"),
        ("courts?from=2016-02&to=2016-01", "statistics_span_too_long"),
        ("courts?from=2016-00&to=2016-01", "statistics_period_unknown"),
        ("courts?from=2016&to=2016-01", "statistics_period_unknown"),
        ("courts?after=0102", "statistics_after_unknown"),
        ("courts?after=0102.2016-99", "statistics_after_unknown"),
        ("lots?period=2016-1", "statistics_period_unknown"),
        ("agencies?period=yesterday", "statistics_period_unknown"),
        ("lots?level=court&place=9999", "not_found"),
        ("agencies?level=platform&place=0102", "not_found"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(client: Client, query: str, code: str) -> None:
    answer = client.get(f"/api/v1/statistics/{query}")

    assert answer.status_code == (404 if code == "not_found" else 400)
    assert answer.get_json()["code"] == code


def test_ten_years_are_read_page_by_page(client: Client) -> None:
    answer = client.get("/api/v1/statistics/courts?from=2007-01&to=2016-12&limit=500")

    assert answer.status_code == 200
    assert answer.get_json()["next"] is None


def test_twelve_years_cost_a_page_no_more_than_one_and_a_file_ends_after_ten(
    app: Flask, client: Client, clock_at: Callable[[str], Clock]
) -> None:
    asked: list[str] = []

    def note(*given: object) -> None:
        asked.append(str(given[2]))

    def queries_of(path: str) -> int:
        asked.clear()
        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get(path, buffered=True).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(asked)

    paths = (
        "/statistics",
        "/statistics/court/0102",
        "/statistics/platform/all/months.csv",
        "/api/v1/statistics/courts?from=2016-01&to=2016-12&limit=500",
    )
    short = [queries_of(path) for path in paths]
    clock_at("2028-08-01T02:00:00Z")
    fill(app.config["SQLALCHEMY_DATABASE_URI"], first=LOTS + 1, last=LOTS + 1_500, days=4_380)
    counting.rebuild()

    assert [queries_of(path) for path in paths] == short
    assert not any("auction_lot " in words for words in asked), "kept counts alone are read"
    assert len(queries.list_months(Level.PLATFORM, EVERYWHERE, "2016-01", "2028-08")) > 140
    months = table(client, "/statistics/platform/all/months.csv")
    assert 100 < len(months) - 1 <= 120
    assert months[1][0] >= "2018-09"
    page = client.get("/statistics").text
    assert page.count('<tr><td data-label="月份"') <= 24
    answer = client.get("/api/v1/statistics/courts?from=2018-01&to=2027-12&limit=500").get_json()
    assert len(answer["items"]) == 500
    assert answer["next"]
    files = "/statistics/province/370000/places.xlsx", "/statistics/platform/all/months.xlsx"
    assert [queries_of(path) for path in files] == [queries_of(path) for path in files]


def test_the_facets_of_a_place_add_up_to_all_its_lots(client: Client) -> None:
    answer = client.get("/api/v1/statistics/lots?level=city&place=370100&period=2016").get_json()
    ended = {item["facet"]: item["figures"]["ended"] for item in answer["items"]}

    for kind in ("nature", "venue", "round"):
        parts = [count for facet, count in ended.items() if facet.startswith(f"{kind}:")]
        assert sum(parts) == ended["all"] > len(parts) > 1


def test_courts_and_agencies_are_handed_out_each_column_with_what_it_holds(client: Client) -> None:
    courts = table(client, "/open-data/courts.csv")
    agencies = table(client, "/open-data/agency_years.csv")
    catalogue = client.get("/open-data/catalogue.json").get_json(force=True)

    cell = queries.find_cell(Level.PLATFORM, EVERYWHERE, "2016")
    assert cell is not None
    assert sum(int(row[3]) for row in courts[1:]) == cell.counts["announced"] == LOTS
    assert [row[0] for row in agencies[1:]] == ["AG0", "AG1", "AG2"]
    told = {
        one["dct:identifier"]: [
            column["csvw:name"] for column in one["csvw:tableSchema"]["csvw:columns"]
        ]
        for one in catalogue["dcat:dataset"]
    }
    assert (told["courts"], told["agency_years"]) == (courts[0], agencies[0])
