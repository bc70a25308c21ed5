"""Programs read statistics and open data: bounded, defined, nothing in them a formula."""

import csv
import io
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.store import unit_of_work
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
    assert answer.headers["Link"] == '</open-data/definitions.csv>; rel="describedby"'
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


def test_the_facets_of_a_place_add_up_to_all_its_lots(client: Client) -> None:
    answer = client.get("/api/v1/statistics/lots?level=city&place=370100&period=2016").get_json()
    ended = {item["facet"]: item["figures"]["ended"] for item in answer["items"]}

    for kind in ("nature", "venue", "round"):
        parts = [count for facet, count in ended.items() if facet.startswith(f"{kind}:")]
        assert sum(parts) == ended["all"] > len(parts) > 1


def test_every_announced_lot_is_in_the_file_of_its_year_as_text_that_stays_text(
    client: Client,
) -> None:
    with unit_of_work():
        queries.db.session.execute(
            text("UPDATE auction_lot SET court_name = '=HYPERLINK(\"x\")' WHERE no = 'M-1'")
        )

    rows = table(client, "/open-data/lots.csv?year=2016")
    none = table(client, "/open-data/lots.csv?year=2015")

    assert len(rows) == LOTS + 1
    assert rows[1][:3] == ["M-1", rows[1][1], '\'=HYPERLINK("x")']
    assert len({row[0] for row in rows}) == LOTS + 1
    assert none == rows[:1]
    assert client.get("/open-data/lots.csv?year=16").status_code == 422


def test_courts_and_definitions_are_handed_out(client: Client) -> None:
    courts = table(client, "/open-data/courts.csv")
    agencies = table(client, "/open-data/agencies.csv")
    definitions = table(client, "/open-data/definitions.csv")

    cell = queries.find_cell(Level.PLATFORM, EVERYWHERE, "2016")
    assert cell is not None
    assert sum(int(row[3]) for row in courts[1:]) == cell.counts["announced"] == LOTS
    assert len(agencies) == 1
    told = {(row[0], row[2]) for row in definitions[1:]}
    assert {("courts", name) for name in courts[0]} <= told
    assert {("agencies", name) for name in agencies[0]} <= told
    assert {row[5] for row in definitions[1:]} == {"明槌平台规则 P99"}
