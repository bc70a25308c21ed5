"""Must show: real court auctions loaded as history; the pooled figures come out of the rows."""

import csv
import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from registry import queries
from registry.queries.panel import list_places
from registry.queries.sales import list_sales
from registry.seeds import history_command
from registry.seeds.sold import agency_code, load_sold, read_sold
from registry.views.agency import agency_view
from registry.views.ratios import ratio_views, study_of
from registry.vocabulary import AgencyField, AgencyKind
from tests.support.books import NINE
from tests.support.servers import ROOT

FILE = ROOT.parent / "shared" / "data" / "court_auctions_kr.csv"
HEAD = (
    "lot_id,appraiser,appraisal_date,sale_date,failed_rounds,"
    "appraisal_100m_krw,reserve_100m_krw,hammer_100m_krw,city"
)
LINES = (
    "KR1,APR0001,2016-05-01,2016-11-03,0,2.0,2.0,2.1,Seoul",
    "KR2,APR0001,2016-08-01,2017-02-03,1,4.0,3.2,3.9,Seoul",
    "KR3,APR0002,2016-08-01,2017-02-03,0,3.0,3.0,3.0,Busan",
)

pytestmark = pytest.mark.usefixtures("db_session")
needs_the_file = pytest.mark.skipif(
    not FILE.is_file() and not os.environ.get("CI"),
    reason="the real sales are third-party data and lie beside the repository",
)


def lines(*rows: str) -> io.StringIO:
    return io.StringIO("\n".join((HEAD, *rows)) + "\n")


@needs_the_file
def test_the_pooled_figures_of_the_real_sales_come_out_of_the_rows() -> None:
    with FILE.open(encoding="utf-8-sig", newline="") as source:
        done = load_sold(read_sold(source), at=NINE)

    study = study_of(list_sales())
    assert study is not None
    assert done.agencies == 234
    assert done.pieces == study.n == 1550
    assert round(study.median, 3) == 1.017
    assert round(study.cod, 1) == 10.1
    assert round(study.prd, 3) == 0.994
    assert study.prb is not None
    assert round(study.prb, 3) == -0.005
    (view,) = ratio_views(list_sales(), AgencyField.REAL_ESTATE)
    assert {item.key: item.verdict for item in view.statistics if item.key != "mki"} == {
        "median": "good",
        "cod": "good",
        "prd": "good",
        "prb": "good",
    }
    places = list_places(AgencyKind.APPRAISAL, field=AgencyField.REAL_ESTATE, limit=500)
    assert len(places) == 234
    assert places[0].score.total > places[-1].score.total
    busy = agency_view(queries.get_agency(agency_code("APR0173")), at=NINE)
    assert busy.ratios[0].study.n == 30
    assert busy.trend is not None
    assert len(busy.trend.chart.spots) > 2
    assert busy.quarters is not None
    assert busy.quarters.chart.band


def test_loading_the_history_again_adds_nothing() -> None:
    lots = read_sold(lines(*LINES))
    first = load_sold(lots, at=NINE)

    again = load_sold(lots, at=NINE + timedelta(days=3))

    assert (first.agencies, first.pieces) == (2, 3)
    assert (again.agencies, again.pieces) == (0, 0)
    assert again.study == first.study


def test_the_last_sale_of_the_history_was_yesterday() -> None:
    load_sold(read_sold(lines(*LINES)), at=NINE)

    ended = [asset.sale.ended_on for asset in list_sales()]
    assert max(ended) == (NINE - timedelta(days=1)).date()
    assert min(ended) == max(ended) - timedelta(days=92)


def test_history_agencies_take_no_commission() -> None:
    load_sold(read_sold(lines(*LINES)), at=NINE)

    agency = queries.get_agency(agency_code("APR0001"))
    assert agency.declared_capacity == 0
    assert agency.name.startswith("演示历史")


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ((LINES[0], "KR9,APR0001,2016-05-01,2016-11-03,0,,2.0,2.1,Seoul"), "line 3"),
        ((LINES[0], "KR9,APR0001,2016-05-01,2016-13-03,0,1,2.0,2.1,Seoul"), "line 3"),
        ((LINES[0], "KR9,APR0001,2016-05-01,2016-11-03,0,1,2.0,2.1,Paris"), "line 3"),
        ((LINES[0], "KR9,APR0001,2016-05-01,2016-11-03,0,-1,2.0,2.1,Seoul"), "line 3"),
        ((LINES[0], LINES[0]), "twice"),
    ],
)
def test_a_faulty_line_is_named_before_anything_is_written(
    rows: tuple[str, ...], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        read_sold(lines(*rows))


def test_missing_columns_are_named() -> None:
    with pytest.raises(ValueError, match="hammer_100m_krw"):
        read_sold(io.StringIO("lot_id,appraiser\n"))


def test_the_command_tells_what_it_did_and_refuses_where_demo_is_off(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sold.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(line.split(",") for line in (HEAD, *LINES))
    runner = app.test_cli_runner()

    done = runner.invoke(history_command, [str(file)])
    assert done.exit_code == 0, done.output
    assert "2 made-up agencies listed, 3 sales written down" in done.output
    assert "3 sales: median" in done.output

    missing = runner.invoke(history_command, [str(tmp_path / "none.csv")])
    assert missing.exit_code == 1
    assert "is not there" in missing.output

    monkeypatch.setitem(app.config, "DEMO", False)
    refused = runner.invoke(history_command, [str(file)])
    assert refused.exit_code == 1
    assert "switched off" in refused.output
