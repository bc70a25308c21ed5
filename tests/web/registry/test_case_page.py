"""One case is one page, from seizure to distribution; what stands in the books can be mended."""

from typing import Any

import pytest
from flask import Flask

from app.identity.facade import find_person
from app.kernel.permissions import Role
from app.store import db
from registry import queries
from registry.models import Party
from registry.services import encumbrances
from registry.vocabulary import EncumbranceKind, PartyRole
from tests.support.books import NINE, Books, finished_draw
from tests.support.desk import enter
from tests.support.web import Client

BURDEN = {
    "kind": "mortgage",
    "holder": "齐鲁示范银行",
    "amount": "1,500,000",
    "rank": "1",
    "registered_on": "2020-05-06",
}


def test_the_road_of_an_asset_names_every_chapter(books: Books, clerk: Client) -> None:
    page = clerk.get(f"/cases/{books.case.id}").text

    road = page.split('<ol class="mc-road">')[1].split("</ol>")[0]
    assert road.count("<li ") == 8
    assert road.count('aria-current="step"') == 1


def test_the_road_moves_on_with_the_choice(app: Flask, books: Books, clerk: Client) -> None:
    with app.app_context():
        draw = finished_draw(Books(books.court_id, books.case, queries.get_asset(books.asset.no)))
        first = draw.drawn[0].agency_name

    page = clerk.get(f"/cases/{books.case.id}").text

    assert f"/draws/{draw.no}" in page
    assert first in page.split('<ol class="mc-road">')[1].split("</ol>")[0]


def test_a_party_reads_the_road_and_not_the_courts_tools(
    app: Flask, books: Books, clerk: Client
) -> None:
    debtor = enter(app, Role.PARTY, account="wang")
    with app.app_context():
        party = db.session.query(Party).filter_by(role=PartyRole.DEBTOR).one()
        person = find_person("wang")
        assert person is not None
        party.person_id = person.id
        db.session.commit()

    page = debtor.get(f"/cases/{books.case.id}")

    assert page.status_code == 200
    assert "mc-road" in page.text
    assert "/desk/assets/" not in page.text
    assert "/desk/parties/" not in page.text


def test_a_burden_is_written_down_and_lifted(app: Flask, books: Books, clerk: Client) -> None:
    url = f"/desk/assets/{books.asset.no}/burdens"
    assert clerk.post(url, data=BURDEN).status_code == 303
    with app.app_context():
        row = queries.list_encumbrances([books.asset.id])[0]

    shown = clerk.get(f"/cases/{books.case.id}").text
    assert "齐鲁示范银行" in shown
    assert clerk.post(f"{url}/{row.id}/lifting", data={"reason": "无"}).status_code == 422
    lifted = clerk.post(f"{url}/{row.id}/lifting", data={"reason": "债务已清偿，注销登记"})

    assert lifted.status_code == 303
    assert "mc-burden--lifted" in clerk.get(f"/cases/{books.case.id}").text


@pytest.mark.parametrize(
    "changes",
    [
        {"rank": "0"},
        {"rank": "100"},
        {"registered_on": "2026-03-03"},
        {"ends_on": "2020-05-05"},
        {"holder": ""},
        {"amount": "-1"},
        {"kind": "spell"},
    ],
)
def test_a_burden_that_cannot_be_is_refused(
    app: Flask, books: Books, clerk: Client, changes: dict[str, Any]
) -> None:
    answer = clerk.post(f"/desk/assets/{books.asset.no}/burdens", data={**BURDEN, **changes})

    assert answer.status_code == 422
    with app.app_context():
        assert queries.list_encumbrances([books.asset.id]) == []


def test_a_burden_is_lifted_only_by_its_own_address(
    app: Flask, books: Books, clerk: Client
) -> None:
    with app.app_context():
        row = encumbrances.record_encumbrance(
            asset_no=books.asset.no,
            kind=EncumbranceKind.LEASE,
            holder="租客",
            actor=books.clerk,
            at=NINE,
        )

    answer = clerk.post(
        f"/desk/assets/A-0102-2026-9999/burdens/{row.id}/lifting", data={"reason": "写错了地方"}
    )

    assert answer.status_code == 404


def test_a_party_is_corrected_by_a_form(app: Flask, books: Books, clerk: Client) -> None:
    with app.app_context():
        party = db.session.query(Party).filter_by(role=PartyRole.DEBTOR).one()
        party.person_id = None
        db.session.commit()
        party_id = party.id
    url = f"/desk/parties/{party_id}"
    form = {"name": "王建国", "account": "", "claim": "", "reason": "笔误更正"}

    assert clerk.post(url, data={**form, "reason": ""}).status_code == 422
    assert clerk.post(url, data={**form, "account": "nobody"}).status_code == 422
    assert clerk.post(url, data=form).status_code == 303

    page = clerk.get(f"/cases/{books.case.id}").text
    assert "王建国" in page
    assert "王某" in page


def test_a_party_that_left_no_longer_opens_the_case(
    app: Flask, books: Books, clerk: Client
) -> None:
    debtor = enter(app, Role.PARTY, account="wang")
    with app.app_context():
        party = db.session.query(Party).filter_by(role=PartyRole.DEBTOR).one()
        person = find_person("wang")
        assert person is not None
        party.person_id = person.id
        db.session.commit()
        party_id = party.id
    assert debtor.get(f"/cases/{books.case.id}").status_code == 200

    left = clerk.post(f"/desk/parties/{party_id}/withdrawal", data={"reason": "达成和解，撤回"})

    assert left.status_code == 303
    assert debtor.get(f"/cases/{books.case.id}").status_code == 404


def test_an_asset_is_corrected_and_released_by_forms(
    app: Flask, books: Books, clerk: Client
) -> None:
    url = f"/desk/assets/{books.asset.no}"
    form = {
        "nature": "housing",
        "asset_title": "解放路 100 号 502 室",
        "address": "济南市历下区解放路 100 号",
        "region_code": "370102",
        "estimated_value": "3,200,000",
        "seized_on": "2026-02-20",
        "description": "",
        "reason": "与不动产登记核对后更正",
    }
    assert clerk.get(url).status_code == 200
    assert clerk.post(url, data=form).status_code == 303
    assert "502 室" in clerk.get(f"/cases/{books.case.id}").text

    released = clerk.post(f"{url}/withdrawal", data={"reason": "申请执行人申请解除查封"})

    assert released.status_code == 303
    page = clerk.get(f"/cases/{books.case.id}").text
    assert "mc-asset--gone" in page


def test_the_operator_keeps_the_courts(app: Flask, books: Books) -> None:
    operator = enter(app, Role.OPERATOR)
    form = {
        "code": "0103",
        "name": "济南市市中区人民法院",
        "region_code": "370103",
        "address": "济南市市中区",
        "phone": "0531-00000103",
        "supervision_phone": "0531-00012368",
    }
    assert operator.post("/desk/courts", data=form).status_code == 303
    assert operator.post("/desk/courts", data=form).status_code == 409
    assert operator.post("/desk/courts", data={**form, "code": "01a"}).status_code == 422

    changed = operator.post("/desk/courts/0103", data={**form, "phone": "0531-1"})

    assert changed.status_code == 303
    assert "0531-1" in operator.get("/desk/courts").text
    assert operator.get("/desk/courts/0999").status_code == 404


def test_a_clerk_may_not_keep_courts(clerk: Client) -> None:
    assert clerk.get("/desk/courts").status_code == 403


def test_a_clerk_of_another_court_corrects_nothing(app: Flask, books: Books) -> None:
    with app.app_context():
        other_id = queries.list_courts()[2].id
        party_id = queries.list_parties(books.case.id)[0].id
    other = enter(app, Role.CLERK, account="other", court_id=other_id)

    assert other.get(f"/desk/parties/{party_id}").status_code == 403
    assert other.get(f"/desk/assets/{books.asset.no}").status_code == 403
    assert other.post(f"/desk/assets/{books.asset.no}/burdens", data=BURDEN).status_code == 403
