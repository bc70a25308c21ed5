"""Programs enroll, ask for their place and for where to pay; nobody else's is shown."""

from datetime import timedelta
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from auction.vocabulary import SpecialPrompt
from tests.support.appraisals import _person
from tests.support.people import sign_in
from tests.support.sales import DEPOSIT, OPENS, Sale, id_number
from tests.support.web import Client

AT = OPENS - timedelta(days=1)
ALL = [prompt.value for prompt in SpecialPrompt]


def order(**changes: Any) -> dict[str, Any]:
    """Return a complete enrollment."""
    return {"accepted": ALL, "notice_version": 1, "has_capacity": True, **changes}


def newcomer(app: Flask) -> Client:
    """Return a program signed in as a new bidder."""
    _person("newcomer", "新来的人", Role.BIDDER, number=id_number(900))
    with clock.stopped_at(AT):
        return sign_in(app, "newcomer")


def test_a_program_enrolls_and_learns_where_to_pay(sale: Sale, app: Flask) -> None:
    sale.announced()
    client, base = newcomer(app), f"/api/v1/lots/{sale.lot_no}/enrollments"

    with clock.stopped_at(AT):
        made = client.post(base, json=order(), headers={"Idempotency-Key": "k1"})
        again = client.post(base, json=order(), headers={"Idempotency-Key": "k1"})
        mine = client.get(f"{base}/mine")
        deposit = client.post(f"{base}/mine/deposit")

    assert (made.status_code, again.get_json()) == (201, made.get_json())
    assert mine.get_json() == {**made.get_json(), "state": "applied", "paddle": None}
    assert deposit.get_json()["amount"] == str(DEPOSIT)
    assert deposit.get_json()["pay_url"].startswith("http")


def test_an_incomplete_or_foreign_order_is_refused_with_its_code(sale: Sale, app: Flask) -> None:
    sale.announced()
    client, base = newcomer(app), f"/api/v1/lots/{sale.lot_no}/enrollments"

    with clock.stopped_at(AT):
        answers = {
            client.post(base, json=order(accepted=ALL[:6])).get_json()["code"],
            client.post(base, json=order(has_capacity=False)).get_json()["code"],
            client.post(base, json=order(notice_version=7)).get_json()["code"],
            client.post(base, json=order(accepted=["everything"])).get_json()["code"],
            client.post(f"{base}x", json=order()).get_json()["code"],
            client.get(f"{base}/mine").get_json()["code"],
            Client(app).post(base, json=order()).get_json()["code"],
        }

    assert answers == {
        "prompts_not_accepted",
        "no_capacity",
        "notice_changed",
        "invalid_input",
        "not_found",
        "sign_in_required",
    }


def test_staff_have_no_door_to_enrollments(sale: Sale, app: Flask) -> None:
    sale.announced()
    base = f"/api/v1/lots/{sale.lot_no}/enrollments"

    with clock.stopped_at(AT):
        judge = sign_in(app, "judge")
        codes = {
            judge.post(base, json=order()).status_code,
            judge.get(f"{base}/mine").status_code,
            judge.post(f"{base}/mine/deposit").status_code,
        }

    assert codes == {403}
