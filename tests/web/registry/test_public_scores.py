"""What everybody sees of scores: the agency's page, the ranking, the study of sales."""

import pytest
from flask.testing import FlaskClient

from registry.seeds import AGENCIES, HELPERS, HOUSES, PanelHistory
from tests.support.books import NINE

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture(name="laid")
def _laid(db_session: object) -> PanelHistory:
    history = PanelHistory(NINE, months=5)
    history.lay_past(NINE)
    return history


def code_of(number: int) -> str:
    return next(seed.code for seed in (*AGENCIES, *HOUSES, *HELPERS) if seed.number == number)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_an_agency_page_shows_parts_with_evidence_and_version(
    client: FlaskClient, laid: PanelHistory
) -> None:
    shown = page(client, f"/agencies/{code_of(1)}?lang=en")

    assert "of 100 points" in shown
    assert "Kept due dates" in shown
    assert "policy of this platform, not law" in shown
    assert shown.count('class="mc-bar"') == 8
    assert 'class="mc-chart__line"' in shown
    assert 'class="mc-chart__panel"' in shown


def test_an_agency_page_draws_the_accepted_ranges_into_its_ratios(
    client: FlaskClient, laid: PanelHistory
) -> None:
    shown = page(client, f"/agencies/{code_of(1)}?lang=en")

    assert shown.count("mc-gauge__accepted") == 5
    assert "Sales studied" in shown
    assert "Corrected for unsold things" in shown
    assert "The same as a table" in shown


def test_charts_need_neither_script_nor_inline_style(
    client: FlaskClient, laid: PanelHistory
) -> None:
    for path in (f"/agencies/{code_of(1)}", "/ranking", "/ratios"):
        shown = page(client, path)

        assert " style=" not in shown
        assert "<style" not in shown
        assert "onclick" not in shown


def test_a_paused_agency_shows_why(client: FlaskClient, laid: PanelHistory) -> None:
    shown = page(client, f"/agencies/{code_of(9)}")

    assert "无正当理由逾期提交评估报告" in shown


def test_an_agency_without_a_score_says_so(client: FlaskClient, db_session: object) -> None:
    from registry import seeds

    seeds.seed_agencies(NINE)

    shown = page(client, f"/agencies/{code_of(1)}?lang=en")

    assert "has not been scored yet" in shown


def test_the_ranking_says_how_it_is_made_and_leaves_out_who_was_removed(
    client: FlaskClient, laid: PanelHistory
) -> None:
    shown = page(client, "/ranking?kind=appraisal&field=real_estate&region=3701&lang=en")

    assert "How the score is made" in shown
    assert "not law" in shown
    assert code_of(1) in shown
    assert code_of(10) not in shown, "removed"
    assert code_of(16) not in shown, "on another city's list"
    assert shown.index(code_of(1)) < shown.index(code_of(8))


@pytest.mark.parametrize(("kind", "number"), [("auction_house", 31), ("auxiliary", 41)])
def test_houses_and_helpers_have_rankings_of_their_own(
    kind: str, number: int, client: FlaskClient, laid: PanelHistory
) -> None:
    shown = page(client, f"/ranking?kind={kind}")

    assert code_of(number) in shown
    assert code_of(1) not in shown
    assert page(client, f"/agencies/{code_of(number)}")


def test_an_unknown_ranking_is_refused(client: FlaskClient) -> None:
    assert client.get("/ranking?kind=pawnbroker").status_code == 422
    assert client.get("/ranking?page=0").status_code == 422
    assert client.get("/ratios?region=abc").status_code == 422


def test_the_score_is_told_to_programs_with_parts_counts_and_version(
    client: FlaskClient, laid: PanelHistory
) -> None:
    told = client.get(f"/api/v1/agencies/{code_of(1)}/score").get_json()

    assert told["version"] > 3
    assert told["weights_are"] == "policy"
    assert round(sum(part["points"] for part in told["parts"]), 6) == round(told["total"], 6)
    assert told["evidence"]["timeliness"] > 5
    assert all(part["sentence"] for part in told["parts"])


def test_the_score_of_nobody_is_not_found(client: FlaskClient, db_session: object) -> None:
    assert client.get("/api/v1/agencies/91370102MA3X99999X/score").status_code == 404


def test_of_few_sales_nothing_is_said_against_an_agency(
    client: FlaskClient, laid: PanelHistory
) -> None:
    shown = page(client, f"/agencies/{code_of(7)}?lang=en")

    assert "Sales studied" in shown
    assert "too few sales to tell" in shown
    assert "suspiciously even" not in shown.replace("Below 5 is suspiciously even", "")


def test_the_study_compares_professions_and_courts(client: FlaskClient, laid: PanelHistory) -> None:
    shown = page(client, "/ratios?lang=en")

    assert "By profession" in shown
    assert "By court" in shown
    assert "济南市历下区人民法院" in shown
    assert page(client, "/ratios?field=land&lang=en").count("mc-gauge__accepted") == 5
