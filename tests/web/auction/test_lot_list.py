"""The list of lots, as a page and for programs: one query behind both."""

import pytest

from app.kernel.clock import clock
from tests.support.lots import BASE, make_lot
from tests.support.web import Client


@pytest.mark.usefixtures("db_session")
def test_programs_read_every_page_in_the_order_asked_for(client: Client) -> None:
    for place in range(1, 6):
        make_lot(f"L{place}", price=place * 100, closes_in_hours=10 - place)

    seen, after = [], ""
    with clock.stopped_at(BASE):
        while True:
            address = f"/api/v1/lots?sort=price_desc&limit=2&after={after}"
            body = client.get(address).get_json()
            seen += [item["no"] for item in body["items"]]
            after = body["next"]
            if after is None:
                break
        ending = client.get("/api/v1/lots?sort=closing&ends_within_days=1&q=Ｌ3").get_json()
        wrong = client.get("/api/v1/lots?sort=closing&after=7")
        nul = [client.get(f"{path}?q=%00").status_code for path in ("/lots", "/api/v1/lots")]

    assert seen == ["L5", "L4", "L3", "L2", "L1"]
    assert [item["no"] for item in ending["items"]] == ["L3"]
    assert ending["next"] is None
    assert nul == [422, 422]
    assert (wrong.status_code, wrong.get_json()["code"]) == (422, "invalid_input")


@pytest.mark.usefixtures("db_session")
def test_the_page_says_how_many_filters_are_at_work_behind_the_fold(client: Client) -> None:
    make_lot("L1")

    with clock.stopped_at(BASE):
        plain = client.get("/lots?q=历下&sort=closing&lang=en").text
        narrowed = client.get("/lots?state=bidding&min_price=1&lang=en").text

    assert "at work" not in plain
    assert "Filters and order · 2 at work" in narrowed
    assert "/lots/L1" in plain
    assert "/lots/L1" in narrowed


@pytest.mark.usefixtures("db_session")
def test_the_next_page_of_the_list_keeps_the_question(client: Client) -> None:
    for place in range(21):
        make_lot(f"L{place:02}", price=100 + place)

    with clock.stopped_at(BASE):
        first = client.get("/lots?q=历下&sort=price_asc&lang=en").text
        wrong = client.get("/lots?sort=price_asc&after=1")

    assert "/lots/L20" not in first
    assert "q=%E5%8E%86%E4%B8%8B&amp;sort=price_asc&amp;lang=en&amp;after=119." in first
    assert wrong.status_code == 422
    assert "/lots/L20" in wrong.text
