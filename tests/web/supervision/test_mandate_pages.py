"""Pages of mandates: given, approved, read under, withdrawn; the court sees what was read."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.permissions import Role
from app.store import db
from app.supervision.mandates.models import Mandate
from tests.support.people import make_person, sign_in
from tests.support.sales import CLOSES, Sale, open_sale

EN = {"lang": "en"}
GIVEN = {
    "account": "procurator",
    "body": "procuratorate",
    "reach": "case",
    "begins_on": "2026-04-20",
    "ends_on": "2026-05-20",
    "opens_sealed": "true",
    "reason": "检察监督",
}


@pytest.fixture
def sale(
    app: Flask, db_session: object, tmp_path: Path, clock_at: Callable[[datetime], object]
) -> Sale:
    made = open_sale(app, tmp_path).sold()
    clock_at(CLOSES.replace(hour=6))
    court_id = made.clerk.court_id
    make_person("chief", Role.JUDGE, court_id=court_id)
    make_person("second", Role.JUDGE, court_id=court_id)
    make_person("writer", Role.CLERK, court_id=court_id)
    make_person("elsewhere", Role.CLERK, court_id=(court_id or 0) + 1)
    make_person("procurator", Role.OBSERVER)
    return made


def number() -> str:
    db.session.rollback()
    return db.session.scalars(select(Mandate.no)).one()


def test_an_observer_reads_a_name_and_the_court_sees_it(app: Flask, sale: Sale) -> None:
    case, paddle = sale.lot().case_number, sale.lot().leader_paddle
    chief, second = sign_in(app, "chief"), sign_in(app, "second")
    observer = sign_in(app, "procurator")

    answer = chief.post("/desk/mandates", data={**GIVEN, "case_number": case})
    assert answer.status_code == 303, answer.text
    no = number()
    assert observer.get(f"/observer/mandates/{no}/cases/{case}").status_code == 403
    assert chief.post(f"/desk/mandates/{no}/approval").status_code == 403
    assert "Approve that sealed things" in second.get("/desk", query_string=EN).text
    assert second.post(f"/desk/mandates/{no}/approval").status_code == 303
    assert f"/observer/mandates/{no}" in observer.get("/desk").text
    page = observer.get(f"/observer/mandates/{no}/cases/{case}", query_string=EN)
    assert page.status_code == 200
    assert f"/observer/mandates/{no}/lots/{sale.lot_no}" in page.text
    lot = f"/observer/mandates/{no}/lots/{sale.lot_no}"
    assert observer.get(lot).status_code == 200
    without = observer.post(f"{lot}/name", data={"paddle": paddle})
    assert without.status_code == 422
    shown = observer.post(f"{lot}/name", data={"paddle": paddle, "purpose": "核对身份"})

    assert 'id="opened"' in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    reads = sign_in(app, "writer").get("/desk/reads", query_string=EN).text
    assert "核对身份" in reads
    assert f"The case was read under mandate {no}" in reads
    assert "Procurator" in reads
    others = sign_in(app, "elsewhere").get("/desk/reads", query_string=EN).text
    assert "Nothing sealed was read." in others


def test_a_withdrawal_signs_the_observer_out(app: Flask, sale: Sale) -> None:
    case = sale.lot().case_number
    chief = sign_in(app, "chief")
    chief.post("/desk/mandates", data={**GIVEN, "case_number": case, "opens_sealed": "false"})
    observer = sign_in(app, "procurator")
    ticket = observer.post("/api/v1/socket-tickets").json
    assert ticket is not None
    assert observer.get("/observer").status_code == 200

    withdrawn = chief.post(f"/desk/mandates/{number()}/withdrawal", data={"reason": "办结"})

    assert withdrawn.status_code == 303
    answer = observer.get("/observer")
    assert answer.status_code == 302
    assert "/account/sign-in" in answer.headers["Location"]
    with app.app_context():
        from app.identity.facade import redeem_ticket

        assert redeem_ticket(ticket["ticket"]) is None
    again = sign_in(app, "procurator").get("/observer", query_string=EN)
    assert "Withdrawn" in again.text


def test_a_form_that_is_not_whole_comes_back_with_its_fault(app: Flask, sale: Sale) -> None:
    answer = sign_in(app, "chief").post(
        "/desk/mandates",
        data={**GIVEN, "account": "writer", "case_number": sale.lot().case_number},
        query_string=EN,
    )

    assert answer.status_code == 422
    assert "This account is of no observer" in answer.text
    assert "检察监督" in answer.text


def test_an_observer_changes_nothing(app: Flask, sale: Sale) -> None:
    """What everybody who signed in may send is refused to an account that only observes."""
    observer = sign_in(app, "procurator")

    for path in (
        f"/lots/{sale.lot_no}/qualification/proofs",
        f"/lots/{sale.lot_no}/enroll",
        "/apply/admission",
        "/desk/mandates",
    ):
        answer = observer.post(path, data={})
        assert answer.status_code in {403, 404, 405}, (path, answer.status_code)
    assert observer.post(f"/lots/{sale.lot_no}/qualification/proofs", data={}).status_code == 403
    for path in ("/desk/lots", "/desk/finance", "/supervision", f"/desk/lots/{sale.lot_no}"):
        assert observer.get(path).status_code == 403, path
    assert observer.get(f"/cases/{sale.lot().case_number}/timeline").status_code == 403
