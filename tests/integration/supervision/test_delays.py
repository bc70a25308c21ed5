"""Who is late with what: found in every module, said once, escalated to the head, counted."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.identity import facade as identity
from app.kernel.actors import SYSTEM, Actor
from app.kernel.clock import Clock
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.store import db
from app.supervision.desk import tasks_of
from app.supervision.lateness import queries
from app.supervision.lateness.models import CourtScreen, DelayNotice
from app.supervision.lateness.rules import standing_of
from app.supervision.lateness.screening import EVERY, look_at, screen_due_courts
from app.supervision.lateness.vocabulary import Standing
from app.trail.models import TrailEntry
from app.web.modules import DueStep
from tests.support.people import make_person
from tests.support.sales import CLOSES, OPENS, Sale, open_sale

DAY = timedelta(days=1)
Stop = Callable[[datetime | str], Clock]


@pytest.fixture
def sale(app: Flask, db_session: object, tmp_path: Path) -> Sale:
    return open_sale(app, tmp_path)


def court_of(sale: Sale) -> int:
    assert sale.clerk.court_id is not None
    return sale.clerk.court_id


def steps(sale: Sale, at: datetime) -> dict[str, DueStep]:
    db.session.rollback()
    db.session.expire_all()
    return {step.step: step for step in queries.list_steps(court_of(sale), at)}


def said() -> list[tuple[str, str | None]]:
    """What the record says of delays, in order: the fact and its level."""
    query = select(TrailEntry).where(TrailEntry.name.like("supervision.%")).order_by(TrailEntry.id)
    return [(entry.name, entry.payload.get("level")) for entry in db.session.scalars(query)]


def screen(sale: Sale) -> CourtScreen:
    db.session.expire_all()
    row = db.session.get(CourtScreen, court_of(sale))
    assert row is not None
    return row


def test_the_balance_of_a_sale_is_late_when_its_day_has_gone(sale: Sale) -> None:
    sale.sold()
    due_at = sale.settlement().due_at

    before, after = steps(sale, due_at - DAY), steps(sale, due_at)

    assert before["lot_price"].duty == "buyer"
    assert before["lot_price"].basis == "法释〔2016〕18号 第25条"
    assert standing_of(before["lot_price"], due_at - DAY) is Standing.SOON
    assert standing_of(after["lot_price"], due_at) is Standing.LATE
    assert standing_of(after["lot_price"], due_at + 3 * DAY) is Standing.ESCALATED


def test_a_time_that_runs_for_bidders_is_nobodys_delay(sale: Sale) -> None:
    sale.announced()

    step = steps(sale, OPENS + 9 * DAY)["lot_opens"]

    assert standing_of(step, OPENS + 9 * DAY) is Standing.WAIT


def test_each_word_of_a_delay_is_said_once_in_its_order(sale: Sale) -> None:
    sale.sold()
    due_at, court_id = sale.settlement().due_at, court_of(sale)
    moments = [due_at - DAY, due_at, due_at + DAY, due_at + 3 * DAY]

    for at in moments:
        for _ in range(2):
            look_at(court_id, at=at)

    of_price = [
        (entry.name, entry.payload.get("level"))
        for entry in db.session.scalars(select(TrailEntry).order_by(TrailEntry.id))
        if entry.payload.get("step") == f"lot_price/{sale.lot_no}"
    ]
    assert of_price == [
        ("supervision.step.near", None),
        ("supervision.step.late", "missed"),
        ("supervision.step.late", "escalated"),
    ]
    assert screen(sale).escalated >= 1


def test_a_day_that_was_moved_is_spoken_of_anew(sale: Sale) -> None:
    sale.sold()
    settlement, court_id = sale.settlement(), court_of(sale)
    look_at(court_id, at=settlement.due_at + DAY)
    before = said()
    settlement.due_at += 10 * DAY
    db.session.commit()

    look_at(court_id, at=settlement.due_at + DAY)

    assert said()[len(before) :].count(("supervision.step.late", "missed")) == 1


def test_what_stays_undone_is_told_to_the_head_alone(sale: Sale) -> None:
    sale.sold()
    at = sale.settlement().due_at + 4 * DAY
    court_id = court_of(sale)
    head = make_person("president", Role.JUDGE, court_id=court_id)
    assert head.person_id is not None
    look_at(court_id, at=at)

    def is_told(actor: Actor) -> bool:
        return any("delays?when=escalated" in task.url for task in tasks_of(actor, at))

    with sale.desk.app.test_request_context():
        assert is_told(head)
        assert is_told(sale.judge)
        identity.name_head(court_id=court_id, person_id=head.person_id, actor=SYSTEM, at=at)
        assert is_told(head)
        assert not is_told(sale.judge)
        assert not is_told(sale.clerk)


def test_the_head_is_a_judge_of_the_court(sale: Sale) -> None:
    clerk = make_person("other", Role.CLERK, court_id=court_of(sale))
    away = make_person("away", Role.JUDGE, court_id=court_of(sale) + 1)

    for person in (clerk, away):
        with pytest.raises(Refusal) as refused:
            identity.name_head(
                court_id=court_of(sale),
                person_id=person.person_id or 0,
                actor=SYSTEM,
                at=CLOSES,
            )
        assert refused.value.code == "not_a_judge_here"
    assert identity.find_head(court_of(sale)) is None


def test_a_case_lies_idle_when_nobody_acts_and_no_day_runs(sale: Sale) -> None:
    sale.sold()
    court_id, case = court_of(sale), sale.lot().case_number
    last = max(
        entry.at
        for entry in db.session.scalars(select(TrailEntry))
        if entry.case_number == case and entry.actor != "system"
    )

    def idle(at: datetime) -> list[tuple[str, bool]]:
        db.session.rollback()
        found = queries.list_idle(court_id, queries.list_steps(court_id, at), at)
        return [(row.case_number, row.is_escalated) for row in found]

    assert idle(last + 30 * DAY - timedelta(seconds=1)) == []
    assert idle(last + 30 * DAY) == [(case, False)]
    assert idle(last + 45 * DAY) == [(case, True)]
    for at in (last + 30 * DAY, last + 31 * DAY, last + 45 * DAY):
        look_at(court_id, at=at)
    assert [one for one in said() if one[0] == "supervision.case.idle"] == [
        ("supervision.case.idle", "idle"),
        ("supervision.case.idle", "idle_escalated"),
    ]
    assert screen(sale).idle == 1


def test_a_case_in_which_a_day_runs_is_not_idle(sale: Sale) -> None:
    """The thirty days of the notice are nobody's idleness."""
    sale.announced()
    at = OPENS - timedelta(hours=1)

    assert queries.list_idle(court_of(sale), queries.list_steps(court_of(sale), at), at) == []


def test_the_clock_looks_at_each_court_in_its_turn(sale: Sale) -> None:
    at = CLOSES
    number = 10

    for _ in range(number):
        screen_due_courts(at)
    seen = {row.court_id for row in db.session.scalars(select(CourtScreen))}
    assert court_of(sale) in seen
    assert screen_due_courts(at + EVERY / 2) == 0
    assert screen(sale).looked_at == at

    for _ in range(number):
        screen_due_courts(at + EVERY + timedelta(seconds=1))
    assert screen(sale).looked_at == at + EVERY + timedelta(seconds=1)


def test_a_court_that_cannot_be_looked_at_holds_up_no_other(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.supervision.lateness import screening

    def fail(court_id: int, *, at: datetime) -> int:
        raise RuntimeError(court_id)

    with monkeypatch.context() as patch:
        patch.setattr(screening, "look_at", fail)
        for _ in range(3):
            screen_due_courts(CLOSES)

    looked = [row.court_id for row in db.session.scalars(select(CourtScreen))]
    assert len(looked) == len(set(looked)) >= 1
    assert db.session.scalars(select(DelayNotice)).all() == []
