"""From a late report to a decided objection, and the sheets after a price, by the pages."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from appraisal.services import commissioning
from appraisal.timers import fix_due_prices
from registry import queries
from registry.vocabulary import EvidenceKind
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    open_desk,
    published,
    small_pdf,
    survey,
)
from tests.support.people import make_person, sign_in
from tests.support.web import Client


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A case of two parties whose three agencies are drawn; the clock stands after the draw."""
    clock_at(WED)
    return open_desk(app, tmp_path)


def newcomer(desk: Desk, account: str, role: Role, *, court_id: int | None = None) -> Client:
    """Open an account and sign in."""
    make_person(account, role, court_id=court_id)
    return sign_in(desk.app, account)


def late(desk: Desk, clock_at: Callable[[datetime], Clock]) -> datetime:
    """Let the first agency be late; the clock stands an hour after its days."""
    commission(desk)
    survey(desk)
    due_at = desk.assignment().due_at
    assert due_at is not None
    clock_at(due_at + HOUR)
    return due_at + HOUR


def test_a_late_report_costs_points_until_the_objection_is_upheld(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    late(desk, clock_at)
    judge = newcomer(desk, "judge", Role.JUDGE, court_id=desk.clerk.court_id)
    clerk, agency = sign_in(desk.app, "clerk"), sign_in(desk.app, "agency1")
    assert f"/desk/appraisals/{desk.no}/overdue" in clerk.get(f"/desk/appraisals/{desk.no}").text

    taken = clerk.post(f"/desk/appraisals/{desk.no}/overdue")
    again = clerk.post(f"/desk/appraisals/{desk.no}/overdue")
    page = agency.get("/agency/score")
    row = queries.list_evidence(desk.agency.agency_code or "").items[0]
    sent = agency.post(
        f"/agency/score/evidence/{row.id}/objection", data={"reason": "法院移交材料迟延二十日"}
    )
    own = clerk.get("/desk/score-objections")
    no = sent.location.rsplit("/", 1)[1]
    refused = clerk.post(
        f"/desk/score-objections/{no}", data={"outcome": "reject", "reasons": "本人记录的事项"}
    )
    decided = judge.post(
        f"/desk/score-objections/{no}", data={"outcome": "uphold", "reasons": "确系法院迟延"}
    )
    second = judge.post(
        f"/desk/score-objections/{no}", data={"outcome": "reject", "reasons": "再次决定"}
    )
    after = agency.get("/agency/score").text

    assert (taken.status_code, again.status_code) == (303, 409)
    assert page.status_code == 200
    assert f"/agency/score/evidence/{row.id}/objection" in page.text
    assert sent.status_code == 303
    assert no in own.text
    assert refused.status_code == 403
    assert (decided.status_code, second.status_code) == (303, 409)
    assert "确系法院迟延" in agency.get(sent.location).text
    assert "<del>" in after
    assert set(queries.count_evidence(desk.agency.agency_code or "")) == {EvidenceKind.ACCEPTANCE}


def test_an_objection_without_a_reason_is_marked_beside_its_entry(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    row = queries.list_evidence(desk.agency.agency_code or "").items[0]
    agency = sign_in(desk.app, "agency1")

    empty = agency.post(f"/agency/score/evidence/{row.id}/objection", data={"reason": " "})

    assert empty.status_code == 422
    assert f'id="f-reason-{row.id}"' in empty.text


def test_a_rival_finds_neither_the_entry_nor_the_objection(desk: Desk) -> None:
    commission(desk)
    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    row = queries.list_evidence(desk.agency.agency_code or "").items[0]
    agency, rival = sign_in(desk.app, "agency1"), sign_in(desk.app, "agency2")
    sent = agency.post(f"/agency/score/evidence/{row.id}/objection", data={"reason": "事实有误"})
    no = sent.location.rsplit("/", 1)[1]

    paths = [
        rival.get(sent.location),
        rival.post(f"/agency/score/objections/{no}/withdrawal"),
        rival.post(f"/agency/score/evidence/{row.id}/objection", data={"reason": "事实有误"}),
    ]

    assert [answer.status_code for answer in paths] == [404, 404, 404]
    back = agency.post(f"/agency/score/objections/{no}/withdrawal")
    twice = agency.post(f"/agency/score/objections/{no}/withdrawal")
    assert (back.status_code, twice.status_code) == (303, 409)


def test_parties_and_judge_rate_once_the_price_is_fixed(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    ends_at = published(desk)
    judge = newcomer(desk, "judge", Role.JUDGE, court_id=desk.clerk.court_id)
    applicant, debtor = sign_in(desk.app, "applicant"), sign_in(desk.app, "debtor")
    path = f"/ratings/{desk.no}"
    assert applicant.get(path).status_code == 404
    fix_due_prices(ends_at)
    clock_at(ends_at + HOUR)
    answers = dict.fromkeys(
        ("told_of_survey", "all_was_seen", "value_is_explained", "questions_answered"), "yes"
    )
    of_court = dict.fromkeys(
        ("facts_agree", "method_is_explained", "court_was_answered", "formalities_kept",
         "court_may_rely"), "no",
    )  # fmt: skip

    assert path in applicant.get("/desk").text
    half = applicant.post(path, data={"told_of_survey": "yes"})
    first = applicant.post(path, data=answers)
    twice = applicant.post(path, data=answers)
    sealed = debtor.get(path)
    debtor.post(path, data=answers)
    judge.post(path, data=of_court)
    opened = debtor.get(path)

    assert (half.status_code, first.status_code, twice.status_code) == (422, 303, 409)
    assert path not in applicant.get("/desk").text
    assert 'type="radio"' in sealed.text
    assert 'type="radio"' not in opened.text
    counts = queries.count_evidence(desk.agency.agency_code or "")
    assert counts[EvidenceKind.JUDGE_RATING] == counts[EvidenceKind.DEBTOR_RATING] == 1


def test_a_stranger_finds_no_sheet(desk: Desk, clock_at: Callable[[datetime], Clock]) -> None:
    ends_at = published(desk)
    fix_due_prices(ends_at)
    clock_at(ends_at + HOUR)
    stranger = newcomer(desk, "stranger", Role.PARTY)

    assert stranger.get(f"/ratings/{desk.no}").status_code == 404
    assert stranger.post(f"/ratings/{desk.no}", data={}).status_code == 404


def test_a_negative_review_is_recorded_once_with_its_paper(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    published(desk)
    now = WED + timedelta(days=30)
    clock_at(now)
    clerk = sign_in(desk.app, "clerk")
    path = f"/desk/agencies/{desk.agency.agency_code}/reviews/new"

    def send(**changes: object) -> int:
        given = {
            "reference": desk.no, "result": "negative", "reviewer": "山东省房地产估价协会",
            "reviewed_on": "2026-03-20", "summary": "可比实例选取不当",
            "paper": (io.BytesIO(small_pdf("评审")), "评审意见.pdf"),
        }  # fmt: skip
        return clerk.post(path, data={**given, **changes}).status_code

    assert desk.no in clerk.get(path).text
    assert send(paper=(io.BytesIO(b""), "")) == 422
    assert send(reviewed_on="2027-01-01") == 422
    assert send(reference="V-0102-2026-9999") == 404
    assert send() == 303
    assert send() == 409
    rows = queries.list_evidence(desk.agency.agency_code or "", kind=EvidenceKind.REVIEW).items
    assert [row.is_good for row in rows] == [False]


def test_the_court_accepts_why_an_agency_refused(desk: Desk) -> None:
    commission(desk)
    commissioning.refuse_assignment(desk.no, reason="利害关系", actor=desk.agency, at=WED + HOUR)
    clerk = sign_in(desk.app, "clerk")
    path = f"/desk/appraisals/{desk.no}/refusals/1/excuse"
    assert path in clerk.get(f"/desk/appraisals/{desk.no}").text

    empty = clerk.post(path, data={"reason": ""})
    done = clerk.post(path, data={"reason": "依法回避"})
    again = clerk.post(path, data={"reason": "依法回避"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert queries.count_evidence(desk.agency.agency_code or "") == {}
