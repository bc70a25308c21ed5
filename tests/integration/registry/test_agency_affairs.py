"""Departures, declared capacity and licence reminders: what an agency's own house changes."""

from datetime import date, timedelta

import pytest
from flask import Flask

from app.identity.facade import join_agency
from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Agency, LicenceReminder, Practitioner
from registry.queries import practitioners as people_queries
from registry.rules import policy
from registry.services import application_decisions as decisions
from registry.services.capacity import declare_capacity
from registry.services.pools import preview_pool
from registry.services.practitioners import check_free, note_departure, person_entry
from registry.timers.licences import remind_due_licences
from registry.vocabulary import AgencyField
from tests.integration.registry.test_races import in_parallel
from tests.support.applicants import OWN_CODE, RE, handed_in, organization, resident
from tests.support.books import NINE, clerk_of, write_books
from tests.support.people import make_person

pytestmark = pytest.mark.usefixtures("db_session")
TODAY = local_date(NINE)


@pytest.fixture
def agency(app: Flask) -> Agency:
    """An agency of three named people, entered by application."""
    court = seeds.seed_courts()[0]
    no, digest = handed_in(organization(), court.id, serials=(1, 2, 3))
    decisions.accept_application(no=no, seen=digest, actor=clerk_of(court.id), at=NINE)
    return queries.get_agency(OWN_CODE)


@pytest.fixture
def own(agency: Agency) -> Actor:
    """Whoever acts for it."""
    return Actor(301, "own", "本所", frozenset({Role.AGENCY}), agency_code=agency.code)


def first_person() -> Practitioner:
    """Return one of its people."""
    return people_queries.list_practitioners(OWN_CODE)[0]


def test_a_departure_takes_one_person_off_the_list(agency: Agency, own: Actor) -> None:
    person = first_person()

    note_departure(practitioner_id=person.id, left_on=TODAY, actor=own, at=NINE)

    assert queries.get_agency(OWN_CODE).appraisers == {"real_estate": 2}
    assert len(people_queries.list_practitioners(OWN_CODE)) == 2
    assert len(people_queries.list_practitioners(OWN_CODE, is_working=False)) == 3


def test_a_departure_told_twice_counts_once(app: Flask, own: Actor) -> None:
    person_id = first_person().id

    def tell() -> date | None:
        return note_departure(practitioner_id=person_id, left_on=TODAY, actor=own, at=NINE).left_on

    assert in_parallel(app, tell, tell) == [TODAY, TODAY]
    db.session.rollback()
    assert queries.get_agency(OWN_CODE).appraisers == {"real_estate": 2}
    trail = entries_of(f"agency:{OWN_CODE}", audience=Audience.COURT)
    assert [entry.name for entry in trail].count("registry.practitioner.left") == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_left_before_joining_or_in_the_future(own: Actor, days: int) -> None:
    with pytest.raises(Refusal) as refused:
        note_departure(
            practitioner_id=first_person().id,
            left_on=TODAY + timedelta(days=days),
            actor=own,
            at=NINE,
        )

    assert refused.value.code == "bad_left_on"


def test_another_agency_does_not_learn_of_the_people(own: Actor) -> None:
    rival = Actor(302, "rival", "劲敌", frozenset({Role.AGENCY}), agency_code=seeds.credit_code(1))

    with pytest.raises(Refusal) as refused:
        note_departure(practitioner_id=first_person().id, left_on=TODAY, actor=rival, at=NINE)

    assert refused.value.status == 404


def test_who_left_may_join_another_agency(own: Actor) -> None:
    entry = person_entry(name="评估师1", id_number=resident(1), licence_no="37-00001", field=RE)
    with pytest.raises(Refusal) as refused:
        check_free(entry, seeds.credit_code(1))
    assert refused.value.code == "practitioner_elsewhere"
    leaving = next(
        row for row in people_queries.list_practitioners(OWN_CODE) if row.name == "评估师1"
    )

    note_departure(practitioner_id=leaving.id, left_on=TODAY, actor=own, at=NINE)

    check_free(entry, seeds.credit_code(1))


def test_the_same_person_may_serve_two_fields_of_one_agency(agency: Agency) -> None:
    land = person_entry(
        name="评估师1", id_number=resident(1), licence_no="土-1", field=AgencyField.LAND
    )

    check_free(land, agency.code)

    with pytest.raises(Refusal) as refused:
        check_free({**land, "field": "real_estate"}, agency.code)
    assert refused.value.code == "practitioner_listed"


def test_a_declared_limit_takes_the_agency_out_of_the_next_pool(own: Actor) -> None:
    books = write_books(with_agencies=False, number="（2026）鲁0102执4321号")
    before = preview_pool(books.asset, NINE)

    declare_capacity(code=OWN_CODE, declared=0, actor=own, at=NINE)

    after = preview_pool(books.asset, NINE)
    assert [ticket.id for ticket in before.tickets] == [OWN_CODE]
    assert after.tickets == ()
    ground = after.standees[0].exclusions[0]
    assert str(ground.code) == "E08"
    assert ground.evidence.items() >= {"open": 0, "limit": 0}.items()


def test_the_limit_cannot_exceed_what_the_people_may_hold(own: Actor) -> None:
    most = 3 * policy.CURRENT.commissions_per_appraiser

    declare_capacity(code=OWN_CODE, declared=most, actor=own, at=NINE)
    with pytest.raises(Refusal) as refused:
        declare_capacity(code=OWN_CODE, declared=most + 1, actor=own, at=NINE)

    assert refused.value.code == "capacity_too_high"
    assert refused.value.params == {"limit": most}


def test_the_same_limit_twice_is_recorded_once(own: Actor) -> None:
    for declared in (4, 4, None, None):
        declare_capacity(code=OWN_CODE, declared=declared, actor=own, at=NINE)

    names = [entry.name for entry in entries_of(f"agency:{OWN_CODE}")]
    assert names.count("registry.agency.capacity_declared") == 1
    assert names.count("registry.agency.capacity_lifted") == 1


def test_nobody_declares_for_another_agency(agency: Agency) -> None:
    rival = Actor(302, "rival", "劲敌", frozenset({Role.AGENCY}), agency_code=seeds.credit_code(1))

    with pytest.raises(Refusal) as refused:
        declare_capacity(code=agency.code, declared=1, actor=rival, at=NINE)

    assert refused.value.status == 403


def test_reminders_come_at_sixty_thirty_and_seven_days_once_each(agency: Agency) -> None:
    expires_on = agency.licence_expires_on
    sent = {}
    for days in range(70, -3, -1):
        at = NINE + (expires_on - TODAY - timedelta(days=days))
        for _ in range(2):
            if remind_due_licences(at):
                sent[days] = sent.get(days, 0) + 1

    assert sent == {60: 1, 30: 1, 7: 1}
    trail = entries_of(f"agency:{OWN_CODE}", audience=Audience.COURT)
    days = [e.payload["days"] for e in trail if e.name == "registry.agency.licence_reminded"]
    assert days == [60, 30, 7]


def test_a_clock_that_stood_still_sends_only_the_reminder_that_holds_now(agency: Agency) -> None:
    at = NINE + (agency.licence_expires_on - TODAY - timedelta(days=5))

    assert remind_due_licences(at) == 1

    assert [row.days for row in db.session.query(LicenceReminder)] == [7]


def test_two_clock_processes_send_one_reminder(app: Flask, agency: Agency) -> None:
    at = NINE + (agency.licence_expires_on - TODAY - timedelta(days=20))

    sent = in_parallel(app, lambda: remind_due_licences(at), lambda: remind_due_licences(at))

    assert sum(sent) == 1


def test_a_renewed_licence_is_reminded_of_anew(agency: Agency) -> None:
    at = NINE + (agency.licence_expires_on - TODAY - timedelta(days=5))
    remind_due_licences(at)
    agency.licence_expires_on += timedelta(days=365)
    db.session.commit()

    assert remind_due_licences(at) == 0
    assert remind_due_licences(at + timedelta(days=330)) == 1


def test_an_agency_that_left_the_list_is_not_reminded(agency: Agency) -> None:
    at = NINE + (agency.licence_expires_on - TODAY - timedelta(days=5))
    agency.left_on = TODAY
    db.session.commit()

    assert remind_due_licences(at) == 0


def test_one_account_acts_for_one_agency(app: Flask) -> None:
    person = make_person("servant", Role.AGENCY, agency_code=seeds.credit_code(1))
    join_agency(
        person_id=person.person_id or 0, agency_code=seeds.credit_code(1), actor=SYSTEM, at=NINE
    )

    with pytest.raises(Refusal) as refused:
        join_agency(person_id=person.person_id or 0, agency_code=OWN_CODE, actor=SYSTEM, at=NINE)

    assert refused.value.code == "acts_for_other_agency"
    trail = entries_of("account:servant", audience=Audience.SEALED)
    assert "identity.person.joined_agency" not in [entry.name for entry in trail]
