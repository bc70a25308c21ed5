"""What anybody may ask: the room, the lists, the programs' door; and what nobody learns."""

import pytest
from flask import Flask
from sqlalchemy import text

from app.store import db
from registry import seeds
from registry.services import draws, entropy
from registry.vocabulary import AgencyField
from tests.support.books import (
    APPLICANT,
    DEBTOR,
    INSPECTOR,
    LATER,
    NINE,
    Books,
    add_asset,
    finished_draw,
    frozen_draw,
    waived,
)
from tests.support.web import Client


def test_the_room_answers_unchanged_watchers_with_nothing(app: Flask, books: Books) -> None:
    with app.app_context():
        no = frozen_draw(books).no
    visitor = Client(app)
    first = visitor.get(f"/draws/{no}/room")
    assert first.status_code == 200

    again = visitor.get(f"/draws/{no}/room", headers={"If-None-Match": first.headers["ETag"]})
    with app.app_context():
        entropy.hand_in_string(no=no, text="1", actor=APPLICANT, at=NINE)
    after = visitor.get(f"/draws/{no}/room", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, after.status_code) == (304, 200)


def test_a_watcher_sees_the_sealed_string_but_not_its_words(app: Flask, books: Books) -> None:
    with app.app_context():
        no = frozen_draw(books).no
        entropy.hand_in_string(no=no, text="秘密字串", actor=APPLICANT, at=NINE)

    for path in (f"/draws/{no}", f"/draws/{no}/room", f"/api/v1/draws/{no}"):
        assert "秘密字串" not in Client(app).get(path).text


def test_nothing_a_watcher_can_ask_holds_the_nonce_before_the_draw(
    app: Flask, books: Books
) -> None:
    with app.app_context():
        no = frozen_draw(books).no
        entropy.hand_in_string(no=no, text="1", actor=INSPECTOR, at=NINE)
        entropy.close_entropy(no=no, actor=books.clerk, at=LATER)
    seen = [
        Client(app).get(path).text
        for path in (f"/draws/{no}", f"/draws/{no}/room", f"/api/v1/draws/{no}")
    ]

    with app.app_context():
        nonce = draws.perform_draw(no=no, actor=books.clerk, at=LATER).nonce

    assert nonce
    assert all(nonce not in page for page in seen)
    assert Client(app).get(f"/api/v1/draws/{no}/transcript.json").status_code == 200


def test_the_transcript_is_there_once_the_draw_is_over(app: Flask, books: Books) -> None:
    visitor = Client(app)
    with app.app_context():
        no = frozen_draw(books).no
    assert visitor.get(f"/api/v1/draws/{no}/transcript.json").status_code == 404

    with app.app_context():
        entropy.hand_in_string(no=no, text="1", actor=APPLICANT, at=NINE)
        entropy.hand_in_string(no=no, text="2", actor=DEBTOR, at=NINE)
        entropy.close_entropy(no=no, actor=books.clerk, at=NINE)
        draw = draws.perform_draw(no=no, actor=books.clerk, at=LATER)
        order = [drawn.agency_code for drawn in draw.drawn]

    answer = visitor.get(f"/api/v1/draws/{no}/transcript.json")
    assert answer.get_json()["result"]["agencies"] == order
    assert "attachment" in answer.headers["Content-Disposition"]


def test_programs_page_through_the_draws(app: Flask, books: Books) -> None:
    with app.app_context():
        done = finished_draw(books)
        other = add_asset(books.case, books.clerk, title="第二套住宅")
        second = draws.prepare_draw(asset_no=other.no, actor=books.clerk, at=NINE)
        waived(books, second.no)
        draws.freeze_draw(no=second.no, strings_until=LATER, actor=books.clerk, at=NINE)
        first_code = done.drawn[0].agency_code
    api = Client(app)

    listed = api.get("/api/v1/draws").get_json()
    of_agency = api.get(f"/api/v1/draws?agency={first_code}").get_json()
    of_case = api.get("/api/v1/draws", query_string={"case": "(2026)鲁0102执1234号"}).get_json()

    assert [item["no"] for item in listed["items"]] == [second.no, done.no]
    assert listed["next"] is None
    assert [item["no"] for item in of_agency["items"]] == [done.no]
    assert len(of_case["items"]) == 2
    assert api.get("/api/v1/draws?case=zzz").get_json() == {"items": [], "next": None}
    assert api.get("/api/v1/draws?after=x").status_code == 422


def test_programs_read_the_agencies(app: Flask, books: Books) -> None:
    api = Client(app)
    code = seeds.AGENCIES[0].code

    on_land = [seed.code for seed in seeds.AGENCIES if AgencyField.LAND in seed.fields]
    listed = api.get("/api/v1/agencies?field=land").get_json()["items"]
    assert sorted(item["code"] for item in listed) == sorted(on_land)
    of_qingdao = api.get("/api/v1/agencies?region=3702").get_json()["items"]
    assert [item["kind"] for item in of_qingdao].count("appraisal") == 1
    one = api.get(f"/api/v1/agencies/{code}").get_json()
    assert (one["code"], one["fields"], one["grade"]) == (code, ["real_estate", "land"], 1)
    assert api.get("/api/v1/agencies/9137").status_code == 404


@pytest.mark.parametrize("path", ["/draws", "/draws?case=zzz", "/agencies", "/agencies?q=泉城"])
def test_the_public_lists_open_without_a_name(app: Flask, books: Books, path: str) -> None:
    with app.app_context():
        finished_draw(books)

    assert Client(app).get(path).status_code in (200, 422)


def test_the_page_of_an_agency_names_its_draws(app: Flask, books: Books) -> None:
    with app.app_context():
        draw = finished_draw(books)
        code = draw.drawn[0].agency_code

    assert draw.no in Client(app).get(f"/agencies/{code}").text


def test_finished_draws_replay_and_a_changed_one_is_a_breach(app: Flask, books: Books) -> None:
    from registry.checks import CHECKS

    with app.app_context():
        finished_draw(books)
        assert [breach for check in CHECKS.values() for breach in check()] == []
        db.session.execute(text("UPDATE registry_draw_string SET text = '改过'"))
        db.session.commit()

        assert CHECKS["R2"]()
