"""Questions and viewing on the page of a lot, and the court's page of them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from auction.models import Question, Viewing, ViewingBooking
from registry.models import Court
from registry.services.cases import register_court
from tests.support.lots import BASE, make_lot
from tests.support.people import make_person, sign_in
from tests.support.web import Client

#: 14:00 and 15:00 in Shanghai, four hours ahead.
TIMES = {"starts_at": "2026-06-01T14:00", "ends_at": "2026-06-01T15:00"}
CANARY = "canary-wang"


@pytest.fixture
def court(db_session: object) -> Court:
    """The court of a lot with people: a clerk, another court's clerk, a visitor."""
    own = register_court(code="0102", name="济南市历下区人民法院", region_code="370102")
    other = register_court(code="0105", name="济南市天桥区人民法院", region_code="370105")
    make_lot("L1", court_id=own.id)
    make_person("clerk", Role.CLERK, court_id=own.id)
    make_person("other-clerk", Role.CLERK, court_id=other.id)
    make_person(CANARY, Role.BIDDER)
    return own


@pytest.mark.usefixtures("court")
def test_a_question_goes_to_the_court_and_comes_back_without_a_name(
    app: Flask, client: Client
) -> None:
    with clock.stopped_at(BASE):
        wang, clerk = sign_in(app, CANARY), sign_in(app, "clerk")
        asked = wang.post("/lots/L1/questions", data={"words": "  是否带租约？\r\n<b>急</b> "})
        hidden, own = client.get("/lots/L1").text, wang.get("/lots/L1").text
        desk, page = clerk.get("/desk").text, clerk.get("/desk/lots/L1/visitors").text
        question = db.session.scalars(select(Question)).one()
        address = f"/desk/lots/L1/questions/{question.id}"
        foreign = sign_in(app, "other-clerk").post(address, data={"answer": "不知道。"})
        answered = clerk.post(address, data={"answer": "无租约。"})
        shown = client.get("/lots/L1").text

    assert (asked.status_code, foreign.status_code, answered.status_code) == (303, 403, 303)
    assert question.words == "是否带租约？\n<b>急</b>"
    assert "是否带租约" not in hidden
    assert "是否带租约" in own
    assert "/desk/lots/L1/visitors" in desk
    assert "是否带租约" in page
    assert CANARY not in page.casefold()
    assert "无租约。" in shown
    assert "&lt;b&gt;急&lt;/b&gt;" in shown
    assert CANARY not in shown.casefold()


@pytest.mark.usefixtures("court")
def test_a_viewing_is_offered_booked_and_listed_by_a_form_of_address(
    app: Flask, client: Client
) -> None:
    offer = {**TIMES, "place": "小区南门", "capacity": "1"}
    with clock.stopped_at(BASE):
        wang, clerk = sign_in(app, CANARY), sign_in(app, "clerk")
        offered = [clerk.post("/desk/lots/L1/viewings", data=offer).status_code for _ in range(2)]
        viewing = db.session.scalars(select(Viewing)).one()
        address = f"/lots/L1/viewings/{viewing.id}"
        nameless = wang.post(address, data={"called": " "})
        booked = [wang.post(address, data={"called": "王先生"}).status_code for _ in range(2)]
        own, others = wang.get("/lots/L1").text, client.get("/lots/L1?lang=en").text
        desk, page = wang.get("/desk").text, clerk.get("/desk/lots/L1/visitors").text
        given_back = wang.post(f"{address}/cancel").status_code

    assert (offered, nameless.status_code, booked, given_back) == ([303, 303], 422, [303, 303], 303)
    assert viewing.starts_at == BASE + timedelta(hours=4)
    assert f"{address}/cancel" in own
    assert "Taken" in others
    assert "王先生" not in others
    assert "小区南门 · 王先生" in desk
    assert "王先生" in page
    assert CANARY not in page.casefold()
    booking = db.session.scalars(select(ViewingBooking)).one()
    assert booking.canceled_at == BASE


@pytest.mark.usefixtures("court")
def test_what_is_refused_comes_back_on_the_page_with_what_was_typed(
    app: Flask, client: Client
) -> None:
    long = "问" * 501
    with clock.stopped_at(BASE):
        wang, clerk = sign_in(app, CANARY), sign_in(app, "clerk")
        too_long = wang.post("/lots/L1/questions?lang=en", data={"words": long})
        backwards = {"starts_at": TIMES["ends_at"], "ends_at": TIMES["starts_at"]}
        wrong = clerk.post(
            "/desk/lots/L1/viewings?lang=en", data={**backwards, "place": "门", "capacity": "2"}
        )
        stranger = client.post("/lots/L1/questions", data={"words": "请问价格？"})
        elsewhere = sign_in(app, "other-clerk").get("/desk/lots/L1/visitors")
    with clock.stopped_at(BASE + timedelta(hours=10)):
        late = sign_in(app, CANARY).post("/lots/L1/questions", data={"words": "还能看吗？"})

    assert too_long.status_code == 422
    assert "A question has 5 to 500 signs" in too_long.text
    assert long in too_long.text
    assert wrong.status_code == 422
    assert "These are no times for a viewing" in wrong.text
    assert "/sign-in" in stranger.headers["Location"]
    assert elsewhere.status_code == 403
    assert late.status_code == 409
    assert db.session.scalars(select(Question)).all() == []
