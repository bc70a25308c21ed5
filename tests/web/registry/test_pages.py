"""The clerk's pages, the draw room and the programs' door, as people and programs meet them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.clock import Clock
from app.kernel.permissions import Role
from registry import queries, seeds
from registry.services import cases, draws, entropy
from registry.vocabulary import ASSET_FACTS, PartyRole
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
    write_books,
)
from tests.support.web import Client

PASSWORD = "a long enough secret"
CASE = {
    "number": "(2026)鲁0102执77号",
    "cause": "买卖合同纠纷",
    "filed_on": "2026-02-01",
    "judge_name": "李明",
    "contact_phone": "",
}
ASSET = {
    "nature": "housing",
    "asset_title": "住宅一套",
    "address": "济南市历下区",
    "region_code": "370102",
    "estimated_value": "３，２００，０００",
    "seized_on": "2026-02-20",
    **{f"fact_{name}": "已查明" for name in ASSET_FACTS},
}


@pytest.fixture
def books(app: Flask, clock_at: Callable[[Any], Clock]) -> Books:
    """A court, a case, an asset, the agencies; the clock stands at nine."""
    clock_at(NINE)
    with app.app_context():
        return write_books()


def enter(app: Flask, role: Role, *, account: str = "", court_id: int | None = None) -> Client:
    """Open an account with a role and sign in."""
    account = account or str(role)
    with app.app_context():
        people.register_person(
            account=account,
            password=PASSWORD,
            name=account,
            kind=PersonKind.NATURAL,
            id_number=None,
            roles=frozenset({role}),
            court_id=court_id,
            at=NINE,
        )
    visitor = Client(app)
    answer = visitor.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    return visitor


@pytest.fixture
def clerk(app: Flask, books: Books) -> Client:
    """The clerk of the court, signed in."""
    return enter(app, Role.CLERK, court_id=books.court_id)


def test_a_clerk_carries_a_case_to_its_order_by_forms_alone(
    app: Flask, books: Books, clerk: Client
) -> None:
    party = enter(app, Role.PARTY, account="qilu")
    case_page = clerk.post("/desk/cases", data=CASE)
    assert case_page.status_code == 303
    url = case_page.location
    party_form = {
        "role": "applicant",
        "kind": "legal",
        "name": "某银行",
        "account": "qilu",
        "id_number": seeds.credit_code(70),
        "claim": "1,000,000.00",
        "is_secured": "yes",
    }
    assert clerk.post(f"{url}/parties", data=party_form).status_code == 303
    assert clerk.post(f"{url}/assets", data=ASSET).status_code == 303
    with app.app_context():
        case = queries.find_case("（2026）鲁0102执77号")
        assert case is not None
        asset_no = queries.list_assets(case.id)[0].no

    desk = clerk.post("/desk/draws", data={"asset_no": asset_no}).location
    page = clerk.get(desk).text
    seen = page.split('name="seen_digest" value="')[1][:64]
    assert "E04" in page
    frozen = clerk.post(
        f"{desk}/freeze", data={"seen_digest": seen, "strings_until": "2026-03-04T09:00"}
    )
    room = frozen.location
    assert party.post(f"{room}/strings", data={"text": "泉城 8417"}).status_code == 303
    for step in ("close", "perform", "notify"):
        assert clerk.post(f"{desk}/{step}").status_code == 303

    shown = Client(app).get(room).text
    assert "泉城 8417" in shown
    assert shown.count("data-place-name") == 3
    assert clerk.get(f"/cases/{case.id}").status_code == 200


def test_a_form_with_faults_comes_back_with_what_was_typed(clerk: Client) -> None:
    answer = clerk.post("/desk/cases", data={**CASE, "number": "1234"})

    assert answer.status_code == 422
    assert 'href="#f-number"' in answer.text
    assert "买卖合同纠纷" in answer.text


def test_a_wrong_credit_code_is_marked_at_its_field(books: Books, clerk: Client) -> None:
    answer = clerk.post(
        f"/cases/{books.case.id}/parties",
        data={"role": "debtor", "kind": "legal", "name": "某公司", "id_number": "9" * 18},
    )

    assert answer.status_code == 422
    assert 'href="#f-id_number"' in answer.text
    assert "某公司" in answer.text


def test_an_unknown_account_is_marked_at_its_field(books: Books, clerk: Client) -> None:
    answer = clerk.post(
        f"/cases/{books.case.id}/parties",
        data={
            "role": "debtor",
            "kind": "legal",
            "name": "某公司",
            "account": "nobody",
            "id_number": seeds.credit_code(71),
        },
    )

    assert answer.status_code == 422
    assert 'href="#f-account"' in answer.text


@pytest.mark.parametrize("page", ["cases/{}/parties/new", "cases/{}/assets/new", "cases/{}"])
def test_the_pages_of_a_case_open_for_its_clerk(books: Books, clerk: Client, page: str) -> None:
    assert clerk.get("/" + page.format(books.case.id)).status_code == 200


def test_the_findings_are_written_on_a_page_of_their_own(
    app: Flask, books: Books, clerk: Client
) -> None:
    with app.app_context():
        asset = add_asset(books.case, books.clerk, found={"title": "王某"})
    form = f"/desk/assets/{asset.no}/findings"
    assert "王某" in clerk.get(form).text

    assert clerk.post(form, data={"fact_defects": "渗水"}).status_code == 303

    assert "渗水" in clerk.get(f"/cases/{books.case.id}").text


def test_a_case_is_closed_to_strangers_and_open_to_its_parties(app: Flask, books: Books) -> None:
    stranger = enter(app, Role.PARTY, account="stranger")
    party = enter(app, Role.PARTY, account="wanghua")
    url = f"/cases/{books.case.id}"
    with app.app_context():
        person = queries.db.session.execute(
            queries.db.text("SELECT id FROM identity_person WHERE account = 'wanghua'")
        ).scalar_one()
        cases.add_party(
            case_id=books.case.id,
            role=PartyRole.INTERESTED,
            name="华某",
            kind=PersonKind.LEGAL,
            id_number=seeds.credit_code(72),
            person_id=person,
            actor=books.clerk,
            at=NINE,
        )

    assert stranger.get(url).status_code == 404
    assert party.get(url).status_code == 200
    assert Client(app).get(url).status_code == 302


def test_a_clerk_of_another_court_does_not_learn_of_the_case(app: Flask, books: Books) -> None:
    with app.app_context():
        other = seeds.seed_courts()[2].id
    clerk = enter(app, Role.CLERK, account="qingdao", court_id=other)

    assert clerk.get(f"/cases/{books.case.id}").status_code == 404
    assert books.case.number not in clerk.get("/desk/cases").text


def test_a_draw_in_preparation_is_the_clerks_alone(app: Flask, books: Books, clerk: Client) -> None:
    with app.app_context():
        no = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE).no

    assert clerk.get(f"/desk/draws/{no}").status_code == 200
    visitor = Client(app)
    assert visitor.get(f"/draws/{no}").status_code == 404
    assert visitor.get(f"/api/v1/draws/{no}").status_code == 404
    assert visitor.get(f"/desk/draws/{no}").status_code == 302


def test_a_list_that_changed_is_shown_again_instead_of_frozen(
    app: Flask, books: Books, clerk: Client
) -> None:
    with app.app_context():
        no = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE).no

    answer = clerk.post(
        f"/desk/draws/{no}/freeze",
        data={"seen_digest": "0" * 64, "strings_until": "2026-03-04T09:00"},
    )

    assert answer.status_code == 409
    assert 'data-code="pool_changed"' in answer.text


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
        draw = draws.perform_draw(no=no, actor=books.clerk, at=NINE)
        order = [drawn.agency_code for drawn in draw.drawn]

    answer = visitor.get(f"/api/v1/draws/{no}/transcript.json")
    assert answer.get_json()["result"]["agencies"] == order
    assert "attachment" in answer.headers["Content-Disposition"]


def test_programs_page_through_the_draws(app: Flask, books: Books) -> None:
    with app.app_context():
        done = finished_draw(books)
        other = add_asset(books.case, books.clerk, title="第二套住宅")
        second = draws.prepare_draw(asset_no=other.no, actor=books.clerk, at=NINE)
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

    assert len(api.get("/api/v1/agencies").get_json()["items"]) == len(seeds.AGENCIES)
    assert len(api.get("/api/v1/agencies?region=3702").get_json()["items"]) == 1
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


def test_an_inspector_hands_in_a_string_and_a_clerk_cannot(
    app: Flask, books: Books, clerk: Client
) -> None:
    with app.app_context():
        no = frozen_draw(books).no
    inspector = enter(app, Role.INSPECTOR)

    assert clerk.post(f"/draws/{no}/strings", data={"text": "1"}).status_code == 403
    assert inspector.post(f"/draws/{no}/strings", data={"text": "骰子 6 6 1"}).status_code == 303
    again = inspector.post(f"/draws/{no}/strings", data={"text": "2"})
    assert again.status_code == 409
    assert 'data-code="string_given"' in again.text


def test_a_judge_makes_a_draw_void_with_a_published_reason(app: Flask, books: Books) -> None:
    with app.app_context():
        no = frozen_draw(books).no
    judge = enter(app, Role.JUDGE, court_id=books.court_id)

    assert judge.post(f"/desk/draws/{no}/void", data={"reason": "x"}).status_code == 422
    assert judge.post(f"/desk/draws/{no}/void", data={"reason": "名单录入有误"}).status_code == 303

    assert "名单录入有误" in Client(app).get(f"/draws/{no}").text


def test_closing_too_early_says_why_in_the_room(app: Flask, books: Books, clerk: Client) -> None:
    with app.app_context():
        no = frozen_draw(books).no

    answer = clerk.post(f"/desk/draws/{no}/close")

    assert answer.status_code == 422
    assert 'data-code="no_strings"' in answer.text


def test_the_desk_names_the_next_step_of_each_person(
    app: Flask, books: Books, clerk: Client, clock_at: Callable[[Any], Clock]
) -> None:
    assert "准备摇号" in clerk.get("/desk").text or "Prepare the draw" in clerk.get("/desk").text
    with app.app_context():
        no = frozen_draw(books).no
    assert no in clerk.get("/desk").text
    inspector = enter(app, Role.INSPECTOR)
    assert f"/draws/{no}" in inspector.get("/desk").text

    clock_at(LATER + timedelta(hours=1))

    assert f"/draws/{no}" not in inspector.get("/desk").text


def test_finished_draws_replay_and_a_changed_one_is_a_breach(app: Flask, books: Books) -> None:
    from registry.checks import CHECKS

    with app.app_context():
        finished_draw(books)
        assert [breach for check in CHECKS.values() for breach in check()] == []
        queries.db.session.execute(queries.db.text("UPDATE registry_draw_string SET text = '改过'"))
        queries.db.session.commit()

        assert CHECKS["R2"]()
