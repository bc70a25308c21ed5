"""S13: an agency that keeps meeting one buyer or one judge is told, others of its kind are not."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.screening.models import Finding
from app.store import db, unit_of_work
from appraisal.models import Assignment
from appraisal.vocabulary import AssignmentState, PriceRoute
from auction.models import Lot, ScreenPrice
from registry.services import cases
from tests.support.books import clerk_of, write_books
from tests.support.people import make_person, sign_in
from tests.support.screened import ENDED, Hall
from tests.support.stage import OPENS

OWN, OTHER = "（2026）鲁0102执501号", "（2026）鲁0102执502号"
REASON = "已调阅摇号记录：该院该类财产仅三家机构具备资质。"


@pytest.fixture
def court_id(app: Flask, db_session: Session) -> int:
    """A court with two cases, one of the judge who signs in, and a second judge."""
    court_id = write_books(with_agencies=False).court_id
    for number, judge in ((OWN, "Judge"), (OTHER, "Colleague")):
        cases.register_case(
            number=number,
            cause="民间借贷纠纷",
            filed_on=date(2026, 2, 10),
            judge_name=judge,
            actor=clerk_of(court_id),
            at=OPENS,
        )
    make_person("judge", Role.JUDGE, court_id=court_id)
    make_person("colleague", Role.JUDGE, court_id=court_id)
    return court_id


def sold(hall: Hall, court_id: int, agency: str, buyer: str, *, case: str = OTHER) -> Lot:
    """Return a lot that an agency appraised and somebody bought, its seat and price kept."""
    lot = hall.lot(buyer, buyer, court_id=court_id, case_number=case)
    hall.seat(lot, buyer, payer=f"{lot.no}-{buyer}")
    with unit_of_work():
        db.session.add(
            Assignment(
                no=lot.appraisal_no,
                asset_no=lot.asset_no,
                asset_title=lot.title,
                case_number=lot.case_number,
                court_id=court_id,
                court_code=lot.court_code,
                court_name=lot.court_name,
                route=PriceRoute.COMMISSIONED_APPRAISAL,
                ground_note="",
                state=AssignmentState.DISPOSING,
                state_since=OPENS,
                agency_code=agency,
                agency_name=agency,
                created_at=OPENS,
            )
        )
        db.session.add(
            ScreenPrice(
                lot_id=lot.id,
                kind=lot.kind,
                round=lot.round,
                agency_code=agency,
                ratio_ppm=900_000,
                kept_at=ENDED,
            )
        )
    return lot


def pairings() -> list[Finding]:
    """Return the findings that name an agency, oldest first; not those of its prices."""
    db.session.rollback()
    found = db.session.scalars(select(Finding).order_by(Finding.id)).all()
    return [row for row in found if "agency_named" in numbers(row)]


def numbers(finding: Finding) -> dict[str, str]:
    return {one["signal"]: one["value"] for one in finding.signals}


def test_a_buyer_who_buys_only_what_one_agency_appraised_is_told(court_id: int) -> None:
    hall = Hall()
    for place in range(17):
        sold(hall, court_id, f"other-{place % 4}", "QRST"[place % 4])
    last = [sold(hall, court_id, "agency", "A") for _ in range(3)][-1]

    hall.screen(last)
    hall.screen(last)

    (found,) = pairings()
    assert (found.subject, found.paddles, found.phase.value) == (last.no, ["AAAA"], "ended")
    assert numbers(found) == {
        "buyer_meetings": "3",
        "buyer_rare": "3.1",
        "buyer_purchases": "3",
        "agency_things": "3",
        "agency_named": "agency",
    }


def test_a_buyer_of_what_the_one_agency_of_the_place_appraised_is_not_told(court_id: int) -> None:
    hall = Hall()
    for place in range(17):
        sold(hall, court_id, "agency" if place else "other", "QRST"[place % 4])
    last = [sold(hall, court_id, "agency", "A") for _ in range(3)][-1]

    hall.screen(last)

    assert pairings() == []


def test_an_agency_that_always_meets_one_judge_is_told_and_another_judge_closes_it(
    app: Flask, court_id: int
) -> None:
    hall = Hall()
    for place in range(17):
        sold(hall, court_id, f"other-{place % 4}", "QRST"[place % 4])
    last = [sold(hall, court_id, "agency", buyer, case=OWN) for buyer in "ABC"][-1]
    hall.screen(last)
    (found,) = pairings()

    with clock.stopped_at(ENDED):
        judge, colleague = sign_in(app, "judge"), sign_in(app, "colleague")
        address, order = f"/desk/findings/{found.id}", {"verdict": "unfounded", "reason": REASON}
        page = judge.get(address)
        own = judge.post(f"{address}/close", data=order)
        by_program = judge.post(
            f"/api/v1/findings/{found.id}/closing", json={"outcome": "founded", "reason": REASON}
        )
        closed = colleague.post(f"{address}/close", data=order)

    assert (found.subject, found.paddles) == (last.no, [])
    assert numbers(found)["judge_meetings"] == numbers(found)["judge_cases"] == "3"
    assert numbers(found)["judge_named"] == "Judge"
    assert "承办法官：Judge" in page.text
    assert "同类案件也可能集中由一名法官承办" in page.text
    assert f"{address}/close" not in page.text
    assert (own.status_code, by_program.status_code, closed.status_code) == (403, 403, 303)
    assert by_program.get_json()["code"] == "finding_about_you"


def test_an_agency_drawn_for_all_judges_alike_is_not_told(court_id: int) -> None:
    hall = Hall()
    for place in range(17):
        agency = "agency" if place % 3 == 0 else "other"
        sold(hall, court_id, agency, "QRST"[place % 4])
    last = [sold(hall, court_id, "agency", buyer, case=OWN) for buyer in "ABC"][-1]

    hall.screen(last)

    assert pairings() == []


def test_a_fourth_meeting_tells_nothing_new_and_a_sixth_does(court_id: int) -> None:
    hall = Hall()
    for place in range(30):
        sold(hall, court_id, f"other-{place % 4}", "QRST"[place % 4])
    told = []
    for _ in range(6):
        hall.screen(sold(hall, court_id, "agency", "A"))
        told.append(len(pairings()))

    assert told == [0, 0, 1, 1, 1, 2]
