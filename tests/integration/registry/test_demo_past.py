"""The past of the demo's agencies: written by the services, scored month by month."""

from datetime import timedelta

import pytest

from registry import queries
from registry.queries.sales import list_sales
from registry.seeds import AGENCIES, PanelHistory
from registry.views.ratios import study_of
from registry.views.trend import score_trend
from registry.vocabulary import AgencyField, AgencyKind, Standing
from tests.support.books import NINE

pytestmark = pytest.mark.usefixtures("db_session")

BEGIN = NINE - timedelta(days=120)


@pytest.fixture(name="laid")
def _laid(db_session: object) -> PanelHistory:
    history = PanelHistory(NINE)
    history.lay_past(BEGIN)
    for _moment in history.steps_after(BEGIN):
        pass
    return history


def code_of(number: int) -> str:
    return next(seed.code for seed in AGENCIES if seed.number == number)


def test_the_demo_past_ranks_good_work_above_late_work_and_shows_who_got_better(
    laid: PanelHistory,
) -> None:
    ranking = queries.ranking_of(AgencyKind.APPRAISAL, AgencyField.REAL_ESTATE)
    order = [agency.code for agency, _ in ranking]
    assert order.index(code_of(1)) < order.index(code_of(17)) < order.index(code_of(8))
    assert len(queries.ranking_of(AgencyKind.AUCTION_HOUSE)) == 6
    assert len(queries.ranking_of(AgencyKind.AUXILIARY)) == 6

    scores = queries.list_scores(code_of(3))
    assert scores[-1].total > min(score.total for score in scores[:6]) + 3
    trend = score_trend(queries.get_agency(code_of(3)), at=NINE)
    assert trend is not None
    assert len(trend.rows) == len(scores)
    assert trend.chart.band

    study = study_of(list_sales(field=AgencyField.REAL_ESTATE))
    assert study is not None
    assert study.n > 100
    assert 0.9 < study.median < 1.15
    assert 3 < study.cod < 20


def test_the_demo_past_leaves_the_standings_of_the_list_as_they_are_shown(
    laid: PanelHistory,
) -> None:
    standings = {seed.number: queries.get_agency(seed.code).standing for seed in AGENCIES}

    assert standings[9] is Standing.PAUSED
    assert standings[10] is Standing.DELISTED
    assert standings[8] is Standing.PROBATION
    others = {n: standing for n, standing in standings.items() if n not in {8, 9, 10}}
    assert set(others.values()) == {Standing.ELIGIBLE}, others

    pieces = queries.evidence_marks()
    PanelHistory(NINE).lay_past(BEGIN)
    assert queries.evidence_marks() == pieces, "telling it again changes nothing"
