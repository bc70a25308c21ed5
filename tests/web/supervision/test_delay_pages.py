"""The board of delays of a court, of the province, and the public count."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.kernel.permissions import Role
from app.supervision.lateness.screening import look_at
from tests.support.people import make_person, sign_in
from tests.support.sales import Sale, open_sale
from tests.support.web import Client

DAY = timedelta(days=1)
EN = {"lang": "en"}


@pytest.fixture
def sale(app: Flask, db_session: object, tmp_path: Path) -> Sale:
    return open_sale(app, tmp_path)


def test_a_court_reads_its_board_and_an_inspector_every_courts(
    app: Flask, sale: Sale, clock_at: object
) -> None:
    sale.sold()
    at = sale.settlement().due_at + 4 * DAY
    court_id = sale.clerk.court_id
    assert court_id is not None
    make_person("bookkeeper", Role.FINANCE, court_id=court_id)
    make_person("stranger", Role.CLERK, court_id=court_id + 90)
    make_person("inspector", Role.INSPECTOR)
    clock_at(at)  # type: ignore[operator]
    look_at(court_id, at=at)
    title = "The price is paid in full"

    own = sign_in(app, "bookkeeper").get("/desk/delays", query_string={**EN, "who": "buyer"})
    other = sign_in(app, "stranger").get("/desk/delays", query_string=EN)
    inspector = sign_in(app, "inspector")
    of_one = inspector.get(f"/supervision/courts/{court_id}", query_string=EN)
    everywhere = inspector.get("/supervision/courts", query_string=EN)

    assert title in own.text
    assert "Late by 4 days" in own.text
    assert sale.lot_no in own.text
    assert other.status_code == 404
    assert title in of_one.text
    assert "Late for three days or more" in everywhere.text
    assert sign_in(app, "bookkeeper").get(f"/supervision/courts/{court_id}").status_code == 403
    assert inspector.get("/desk/delays").headers["Location"].endswith("/supervision/courts")
    assert inspector.get("/supervision/courts/999999").status_code == 404


def test_the_sheet_holds_what_the_filter_shows(app: Flask, sale: Sale, clock_at: object) -> None:
    sale.sold()
    court_id = sale.clerk.court_id
    make_person("bookkeeper", Role.FINANCE, court_id=court_id)
    clock_at(sale.settlement().due_at + DAY)  # type: ignore[operator]
    reader = sign_in(app, "bookkeeper")

    late = reader.get("/desk/delays.csv?when=late&lang=en").text
    of_judge = reader.get("/desk/delays.csv?who=judge&lang=en").text

    assert "The price is paid in full" in late
    assert "The price is paid in full" not in of_judge


def test_everybody_reads_the_count_and_no_name(client: Client, sale: Sale) -> None:
    sale.sold()
    court_id = sale.clerk.court_id
    assert court_id is not None
    look_at(court_id, at=sale.settlement().due_at + 4 * DAY)

    page = client.get("/delays", query_string=EN)

    assert page.status_code == 200
    assert "Delays by court" in page.text
    for secret in (sale.lot_no, sale.lot().case_number, sale.judge.name):
        assert secret not in page.text


def test_the_operator_names_a_judge_of_the_court_as_its_head(app: Flask, sale: Sale) -> None:
    court_id = sale.clerk.court_id
    judge = make_person("president", Role.JUDGE, court_id=court_id)
    clerk = make_person("writer", Role.CLERK, court_id=court_id)
    make_person("operator", Role.OPERATOR)
    code = sale_court(court_id)
    operator = sign_in(app, "operator")

    named = operator.post(f"/desk/courts/{code}/head", data={"person_id": judge.person_id})
    refused = operator.post(f"/desk/courts/{code}/head", data={"person_id": clerk.person_id})
    page = operator.get(f"/desk/courts/{code}", query_string=EN)
    forbidden = sign_in(app, "writer").post(
        f"/desk/courts/{code}/head", data={"person_id": judge.person_id}
    )

    assert named.status_code == 303
    assert refused.status_code == 422
    assert f'value="{judge.person_id}" selected' in page.text
    assert forbidden.status_code == 403


def sale_court(court_id: int | None) -> str:
    from registry import facade as registry

    assert court_id is not None
    return registry.get_court(court_id).code
