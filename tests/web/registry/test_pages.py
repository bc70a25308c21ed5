"""The clerk's pages, the draw room and the programs' door, as people and programs meet them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.identity.vocabulary import PersonKind
from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.store import db
from registry import queries, seeds
from registry.services import cases, draws
from registry.vocabulary import ASSET_FACTS, PartyRole
from tests.support.books import (
    LATER,
    NINE,
    Books,
    add_asset,
    frozen_draw,
    prepared_draw,
    waived,
)
from tests.support.desk import enter
from tests.support.web import Client

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


def test_a_clerk_carries_a_case_to_its_order_by_forms_alone(
    app: Flask, books: Books, clerk: Client, clock_at: Callable[[Any], Clock]
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
    with app.app_context():
        waived(books, desk.rsplit("/", 1)[-1])
    page = clerk.get(desk).text
    seen = page.split('name="seen_digest" value="')[1][:64]
    assert "E04" in page
    frozen = clerk.post(
        f"{desk}/freeze", data={"seen_digest": seen, "strings_until": "2026-03-04T09:00"}
    )
    room = frozen.location
    assert party.post(f"{room}/strings", data={"text": "泉城 8417"}).status_code == 303
    assert clerk.post(f"{desk}/close").status_code == 303
    early = clerk.post(f"{desk}/perform")
    assert 'data-code="objections_open"' in early.text
    clock_at(LATER)
    for step in ("perform", "notify"):
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
        person = db.session.execute(
            text("SELECT id FROM identity_person WHERE account = 'wanghua'")
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
        no = prepared_draw(books).no

    answer = clerk.post(
        f"/desk/draws/{no}/freeze",
        data={"seen_digest": "0" * 64, "strings_until": "2026-03-04T09:00"},
    )

    assert answer.status_code == 409
    assert 'data-code="pool_changed"' in answer.text


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
