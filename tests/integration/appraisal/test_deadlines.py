"""The deadline board, its reminders and escalations, on real rows."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.exc import DBAPIError

from app.kernel.calendar import end_of_day, local_date, start_of_day
from app.kernel.clock import Clock
from app.kernel.facts import Audience
from app.scheduling.services import rehearsal
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from app.trail.reader import run_readers
from appraisal.models import Assignment, Suspension
from appraisal.models.deadline import DeadlineReminder, DeadlineWatch
from appraisal.queries import deadlines
from appraisal.readers import READERS
from appraisal.rules.dues import Due
from appraisal.services.respites import grant_respite
from appraisal.services.suspension import resume_appraisal, suspend_appraisal
from appraisal.timers import pass_on_due_work, remind_of_due_days
from appraisal.vocabulary import AssignmentState, RespiteGround, SuspensionGround
from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.deadlines import ReminderLevel as Level
from tests.support.appraisals import HOUR, WED, Desk, commission, published, reported, survey

DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)


def tick(at: datetime) -> int:
    """Do what the clock process does of the days, as often as it takes."""
    said = 0
    for _ in range(3):
        run_readers(READERS)
        said += remind_of_due_days(at)
    return said


def court_of(desk: Desk) -> int:
    assert desk.clerk.court_id is not None
    return desk.clerk.court_id


def dues(desk: Desk) -> dict[Step, Due]:
    """Return what the court's board shows of the desk's asset."""
    db.session.expire_all()
    rows = deadlines.list_open_of_court(court_of(desk))
    (asset,) = [row for row in rows if row.asset_no == desk.asset_no]
    return {due.step: due for due in asset.dues}


def said(step: Step) -> list[Level]:
    """Return what people were told of a step, in order."""
    rows = db.session.scalars(
        select(DeadlineReminder).where(DeadlineReminder.step == step).order_by(DeadlineReminder.id)
    )
    return [row.level for row in rows]


def told(name: str) -> list[TrailEntry]:
    query = select(TrailEntry).where(TrailEntry.name == name).order_by(TrailEntry.id)
    return list(db.session.scalars(query))


def respite(desk: Desk, days: int, *, at: datetime, ground: RespiteGround) -> None:
    grant_respite(
        desk.no, ground=ground, days=days, asked_on=local_date(at), reason="须补充勘验",
        actor=desk.clerk, at=at,
    )  # fmt: skip


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that go to the database."""
    seen: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_an_asset_without_an_appraisal_is_to_be_started_in_thirty_days(desk: Desk) -> None:
    """法释〔2018〕15号 art. 1, before any appraisal was opened."""
    found = dues(desk)

    assert set(found) == {Step.START}
    assert found[Step.START].end.due_on == found[Step.START].begins_on + 30 * DAY
    assert found[Step.START].who == "李明"


def test_the_board_follows_a_commission_through_its_states(desk: Desk) -> None:
    commission(desk)
    assert set(dues(desk)) == {Step.ACCEPT, Step.REPORT}
    assert dues(desk)[Step.REPORT].due_at == desk.assignment().due_at

    survey(desk)
    assert set(dues(desk)) == {Step.REPORT}
    assert dues(desk)[Step.REPORT].who == desk.assignment().agency_name


def test_a_handed_in_report_is_served_in_three_days(desk: Desk) -> None:
    reported(desk)

    due = dues(desk)[Step.SERVE]

    assert (due.days, due.end.due_on) == (3, date(2026, 3, 9))
    assert due.end.nominal_on == date(2026, 3, 7)


def test_each_party_has_its_own_line_by_name(desk: Desk) -> None:
    published(desk)

    (asset,) = deadlines.list_open_of_court(court_of(desk))

    assert {due.step for due in asset.dues} == {Step.OBJECT}
    assert {due.who for due in asset.dues} == {"王芳", "李强"}


def test_extensions_suspension_and_national_day_end_where_the_calculator_says(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    """30 + 15 + 15 days from 27 July, six of suspension in between: 1 October, so 8 October."""
    started = datetime(2026, 7, 27, 2, tzinfo=UTC)
    clock_at(started)
    commission(desk, started)
    survey(desk, started + 2 * HOUR)
    respite(desk, 15, at=started + 10 * DAY, ground=RespiteGround.EXTENSION)
    respite(desk, 15, at=started + 20 * DAY, ground=RespiteGround.EXTENSION)
    respite(desk, 6, at=started + 30 * DAY, ground=RespiteGround.COURT_DELAY)

    due = dues(desk)[Step.REPORT]

    assert (due.extensions, due.suspended_days) == ((15, 15), 6)
    assert (due.end.nominal_on, due.end.holiday) == (date(2026, 10, 1), "国庆节")
    assert due.end.due_on == date(2026, 10, 8)
    assert due.due_at == desk.assignment().due_at == end_of_day(date(2026, 10, 8))


def suspended(desk: Desk, began_at: datetime) -> Suspension:
    """Write a running suspension down as the court's order leaves it."""
    with unit_of_work():
        assignment = db.session.scalar(select(Assignment).where(Assignment.no == desk.no))
        assert assignment is not None
        row = Suspension(
            assignment_id=assignment.id,
            turn=1,
            ground=SuspensionGround.ENFORCEMENT_HELD,
            reason="案件暂缓执行",
            paper_no="Z-1",
            began_at=began_at,
        )
        db.session.add(row)
        assignment.suspended_from = assignment.state
        assignment.state, assignment.state_since = AssignmentState.SUSPENDED, began_at
    return row


def test_days_of_a_suspension_that_is_over_are_shown_as_not_counted(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    started = datetime(2026, 7, 27, 2, tzinfo=UTC)
    clock_at(started)
    commission(desk, started)
    survey(desk, started + 2 * HOUR)
    respite(desk, 15, at=started + 10 * DAY, ground=RespiteGround.EXTENSION)
    respite(desk, 15, at=started + 20 * DAY, ground=RespiteGround.EXTENSION)
    suspend_appraisal(
        desk.no, ground=SuspensionGround.ENFORCEMENT_HELD, reason="案件暂缓执行",
        actor=desk.judge, at=started + 22 * DAY,
    )  # fmt: skip
    resume_appraisal(desk.no, reason="恢复执行", actor=desk.judge, at=started + 28 * DAY)

    due = dues(desk)[Step.REPORT]

    assert (due.extensions, due.suspended_days) == ((15, 15), 6)
    assert (due.end.nominal_on, due.end.due_on) == (date(2026, 10, 1), date(2026, 10, 8))


def test_a_suspended_appraisal_stands_still_and_nobody_is_reminded(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    tick(WED + 3 * HOUR)
    suspended(desk, WED + 10 * DAY)

    due = dues(desk)[Step.REPORT]
    tick(WED + 200 * DAY)

    assert due.stands_since == local_date(WED + 10 * DAY)
    assert due.days_left(date(2030, 1, 1)) == 20
    assert said(Step.REPORT) == []


def test_people_are_reminded_ahead_shortly_before_and_on_the_day_once_each(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    last = dues(desk)[Step.REPORT].end.due_on

    for day in (last - 6 * DAY, last - 5 * DAY, last - 4 * DAY, last - DAY, last):
        tick(start_of_day(day))
        tick(start_of_day(day) + HOUR)

    assert said(Step.REPORT) == [Level.AHEAD, Level.NEAR, Level.TODAY]
    near = [
        entry for entry in told("appraisal.deadline.near") if "due_report" in str(entry.payload)
    ]
    assert [entry.payload["days_left"] for entry in near] == [5, 1, 0]
    assert {entry.audience for entry in near} == {Audience.COURT}


def test_a_missed_day_is_told_to_the_clerk_and_judge_then_to_the_head(desk: Desk) -> None:
    reported(desk)
    last = dues(desk)[Step.SERVE].end.due_on

    tick(end_of_day(last))
    assert said(Step.SERVE) == []
    tick(end_of_day(last + DAY))
    assert said(Step.SERVE) == [Level.MISSED]
    tick(end_of_day(last + 3 * DAY))
    tick(end_of_day(last + 30 * DAY))

    assert said(Step.SERVE) == [Level.MISSED, Level.ESCALATED]
    missed = told("appraisal.deadline.missed")
    assert [entry.payload["days_over"] for entry in missed] == [1, 3]


def test_whoever_comes_late_says_only_what_is_still_true(desk: Desk) -> None:
    """The rehearsal clock jumps over all reminders; none of them is said afterwards."""
    reported(desk)
    last = dues(desk)[Step.SERVE].end.due_on

    tick(end_of_day(last + 90 * DAY))

    assert said(Step.SERVE) == [Level.MISSED, Level.ESCALATED]


def test_a_moved_day_is_not_announced_as_if_it_had_stayed(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    old = dues(desk)[Step.REPORT].end.due_on
    tick(start_of_day(old - 5 * DAY) - A_SECOND)
    respite(desk, 15, at=start_of_day(old - 5 * DAY), ground=RespiteGround.EXTENSION)
    new = dues(desk)[Step.REPORT].end.due_on

    tick(start_of_day(old - DAY))
    tick(start_of_day(old))
    assert said(Step.REPORT) == []
    tick(start_of_day(new - 5 * DAY))

    assert said(Step.REPORT) == [Level.AHEAD]


def test_even_before_the_reader_has_heard_of_the_move_the_old_day_is_not_announced(
    desk: Desk,
) -> None:
    commission(desk)
    survey(desk)
    tick(WED + 3 * HOUR)
    old = dues(desk)[Step.REPORT].end.due_on
    respite(desk, 15, at=WED + 4 * HOUR, ground=RespiteGround.EXTENSION)

    remind_of_due_days(start_of_day(old - DAY))

    assert said(Step.REPORT) == []


def test_two_clock_processes_remind_exactly_once(desk: Desk, app: Flask) -> None:
    """Eight at once; the row's lock lets one in, and the unique key holds without it."""
    reported(desk)
    last = dues(desk)[Step.SERVE].end.due_on
    run_readers(READERS)
    db.session.rollback()
    gate, faults = threading.Barrier(8), []

    def run() -> None:
        try:
            with app.app_context():
                gate.wait()
                remind_of_due_days(end_of_day(last + 3 * DAY))
        except BaseException as fault:  # noqa: BLE001 - handed to the test's own thread
            faults.append(fault)

    clocks = [threading.Thread(target=run) for _ in range(8)]
    for one in clocks:
        one.start()
    for one in clocks:
        one.join()
    db.session.rollback()

    assert faults == []
    assert said(Step.SERVE) == [Level.MISSED, Level.ESCALATED]
    assert len(told("appraisal.deadline.missed")) == 2


def test_a_clock_that_starts_anew_says_nothing_twice(desk: Desk) -> None:
    reported(desk)
    at = end_of_day(dues(desk)[Step.SERVE].end.due_on + 3 * DAY)
    tick(at)
    with unit_of_work():
        db.session.execute(update(DeadlineWatch).values(look_at=at))

    assert tick(at) == 0
    assert len(told("appraisal.deadline.missed")) == 2


def test_what_was_said_is_never_changed(desk: Desk) -> None:
    reported(desk)
    tick(end_of_day(dues(desk)[Step.SERVE].end.due_on + 3 * DAY))

    with pytest.raises(DBAPIError, match="never changed"), unit_of_work():
        db.session.execute(update(DeadlineReminder).values(level=Level.AHEAD))


def test_a_quiet_second_costs_one_query(desk: Desk) -> None:
    reported(desk)
    tick(WED + 5 * HOUR)
    db.session.rollback()

    with counted() as statements:
        remind_of_due_days(WED + 6 * HOUR)

    assert len(statements) == 1


def test_missed_days_are_counted_by_court_and_uncounted_once_done(desk: Desk) -> None:
    reported(desk)
    last = dues(desk)[Step.SERVE].end.due_on
    tick(end_of_day(last) - A_SECOND)
    assert deadlines.overdue_of_courts() == {}

    tick(end_of_day(last))

    assert deadlines.overdue_of_courts() == {court_of(desk): 1}


def test_late_work_that_went_to_the_next_agency_is_no_longer_missed(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    due_at = desk.assignment().due_at
    assert due_at is not None
    tick(due_at)
    assert deadlines.overdue_of_courts() == {court_of(desk): 1}

    pass_on_due_work(due_at + HOUR)
    tick(due_at + HOUR)

    assert deadlines.overdue_of_courts() == {}


def test_the_rehearsal_walks_to_the_next_day_of_the_law(desk: Desk) -> None:
    """Nothing in the record names the end of the service of a report; the watch does."""
    reported(desk)
    tick(WED + 5 * HOUR)
    due_at = dues(desk)[Step.SERVE].due_at

    assert deadlines.next_day_ahead(WED + 5 * HOUR) == due_at
    assert rehearsal.next_moment(WED + 5 * HOUR) == due_at


def copies(desk: Desk, count: int, *, mark: str) -> None:
    """Lay copies of the desk's appraisal beside it: rows only, for the size of a board."""
    with unit_of_work():
        row = db.session.scalar(select(Assignment).where(Assignment.no == desk.no))
        assert row is not None
        columns = {
            column.key: getattr(row, column.key)
            for column in Assignment.__mapper__.column_attrs
            if column.key != "id"
        }
        db.session.add_all(
            Assignment(**{**columns, "no": f"V-{mark}-{index}", "asset_no": f"A-{mark}-{index}"})
            for index in range(count)
        )


def test_two_hundred_appraisals_cost_as_many_queries_as_two(desk: Desk) -> None:
    published(desk)
    copies(desk, 2, mark="few")
    db.session.rollback()
    with counted() as few:
        deadlines.list_open_of_court(court_of(desk))
    copies(desk, 198, mark="many")
    db.session.rollback()

    with counted() as many:
        rows = deadlines.list_open_of_court(court_of(desk))

    assert len(rows) == 201
    assert len(many) == len(few) <= 16
