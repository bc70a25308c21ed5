"""Lots a visitor keeps an eye on: the own list, the reminders of the desk, the calendar file."""

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from auction.models import Favorite, Lot
from auction.services import interest
from auction.vocabulary import LotState
from registry.services.cases import register_court
from tests.support.lots import BASE, make_lot
from tests.support.people import make_person, sign_in
from tests.support.web import Client


def test_a_mark_stands_on_the_own_list_until_it_is_taken_away(
    app: Flask, db_session: Session
) -> None:
    make_lot("L1", title="历下区商铺一间")
    make_person("wang", Role.BIDDER)
    make_person("zhao", Role.BIDDER)

    with clock.stopped_at(BASE):
        wang, zhao = sign_in(app, "wang"), sign_in(app, "zhao")
        twice = [wang.post("/lots/L1/favorite").status_code for _ in range(2)]
        own, other = wang.get("/my/favorites").text, zhao.get("/my/favorites").text
        zhao.post("/lots/L1/favorite/remove")
        still = wang.get("/my/favorites").text
        wang.post("/lots/L1/favorite/remove")
        gone = wang.get("/my/favorites").text

    assert twice == [303, 303]
    assert "历下区商铺一间" in own
    assert "历下区商铺一间" not in other
    assert "历下区商铺一间" in still
    assert "历下区商铺一间" not in gone
    entries = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name.like("auction.lot.%mark%")).order_by(TrailEntry.id)
    )
    assert [(entry.name, entry.audience) for entry in entries] == [
        ("auction.lot.marked", "sealed"),
        ("auction.lot.unmarked", "sealed"),
    ]


def test_neither_the_row_nor_the_trail_names_who_marked_a_lot(
    app: Flask, db_session: Session
) -> None:
    make_lot("L1")
    person = make_person("canary-wang", Role.BIDDER)

    with clock.stopped_at(BASE):
        sign_in(app, "canary-wang").post("/lots/L1/favorite")

    row = db.session.scalars(select(Favorite)).one()
    assert row.visitor_digest != str(person.person_id)
    entry = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name == "auction.lot.marked")
    ).one()
    told = db.session.scalar(
        text("SELECT row_to_json(t)::text FROM trail_entry t WHERE id = :id"), {"id": entry.id}
    )
    assert "canary-wang" not in str(told)


def test_the_desk_reminds_a_day_before_the_opening_and_the_end(
    app: Flask, db_session: Session
) -> None:
    lot = make_lot("L1", title="历下区车位一个", closes_in_hours=72)
    opens_at, closes_at = BASE + timedelta(hours=30), BASE + timedelta(hours=72)
    with unit_of_work():
        row = db.session.get_one(Lot, lot.id)
        row.opens_at, row.state = opens_at, LotState.ANNOUNCED
    make_person("wang", Role.BIDDER)
    second = timedelta(seconds=1)
    moments = {
        opens_at - timedelta(days=1) - second: False,
        opens_at - timedelta(days=1): True,
        opens_at + timedelta(hours=1): False,
        closes_at - timedelta(days=1): True,
        closes_at: False,
    }

    with clock.stopped_at(BASE):
        sign_in(app, "wang").post("/lots/L1/favorite")
    seen = {}
    for moment in moments:
        with clock.stopped_at(moment):
            seen[moment] = "历下区车位一个" in sign_in(app, "wang").get("/desk").text

    assert seen == moments


def test_visitors_are_sent_to_sign_in_and_drafts_cannot_be_marked(
    app: Flask, client: Client, db_session: Session
) -> None:
    make_lot("L1")
    make_lot("L2", state=LotState.APPROVED)
    make_person("wang", Role.BIDDER)

    with clock.stopped_at(BASE):
        stranger = client.post("/lots/L1/favorite")
        draft = sign_in(app, "wang").post("/lots/L2/favorite")

    assert "/sign-in" in stranger.headers["Location"]
    assert draft.status_code == 404
    assert db.session.scalars(select(Favorite)).all() == []


def test_a_full_list_takes_no_more(
    app: Flask, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interest, "FAVORITES_MAX", 1)
    court = register_court(code="0102", name="济南市历下区人民法院", region_code="370102")
    make_lot("L1", court_id=court.id)
    make_lot("L2", court_id=court.id)
    make_person("wang", Role.BIDDER)

    with clock.stopped_at(BASE):
        wang = sign_in(app, "wang")
        answers = [wang.post(f"/lots/{no}/favorite").status_code for no in ("L1", "L2", "L1")]

    assert answers == [303, 422, 303]


@pytest.mark.usefixtures("db_session")
def test_the_calendar_file_carries_the_times_in_utc_under_a_chinese_name(client: Client) -> None:
    lot = make_lot("L1", title="历下区房产，一套；带车位")

    with clock.stopped_at(BASE):
        answer = client.get("/lots/L1/calendar.ics?lang=en")
    event = Calendar.from_ical(answer.data).events[0]

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert b"DTSTART:20260601T010000Z" in answer.data
    assert event["SUMMARY"] == "竞价：历下区房产，一套；带车位"
    assert event.end == lot.closes_at
    assert event["UID"] == "lot-L1@mingchui"
    assert event["STATUS"] == "CONFIRMED"
    assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [
        lot.opens_at - timedelta(days=1),  # type: ignore[operator]
        lot.closes_at - timedelta(days=1),  # type: ignore[operator]
    ]
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))


@pytest.mark.usefixtures("db_session")
def test_a_withdrawn_sale_is_canceled_in_calendars_and_a_draft_has_no_file(client: Client) -> None:
    make_lot("L1", state=LotState.WITHDRAWN)
    make_lot("L2", state=LotState.APPROVED)

    with clock.stopped_at(BASE):
        withdrawn, draft = (client.get(f"/lots/{no}/calendar.ics") for no in ("L1", "L2"))

    assert Calendar.from_ical(withdrawn.data).events[0]["STATUS"] == "CANCELLED"
    assert draft.status_code == 404
