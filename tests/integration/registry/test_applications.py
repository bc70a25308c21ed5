"""Entry, renewal and change: what is checked, who decides, and what a decision changes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Application
from registry.queries import applications as application_queries
from registry.queries import practitioners as people_queries
from registry.services import application_contents as contents
from registry.services import application_decisions as decisions
from registry.services import applications
from registry.services.applications import digest_of
from registry.vocabulary import AgencyKind
from registry.vocabulary.applications import ApplicationPaper, ApplicationState, Purpose
from tests.integration.registry.test_races import in_parallel
from tests.support.applicants import (
    OWN_CODE,
    RE,
    handed_in,
    lay_papers,
    list_agency,
    organization,
    particulars,
    resident,
    written,
)
from tests.support.books import NINE, clerk_of

pytestmark = pytest.mark.usefixtures("db_session")
LATER = NINE + timedelta(days=3)


@pytest.fixture
def court_id(app: Flask) -> int:
    """A court that decides."""
    return seeds.seed_courts()[0].id


@pytest.fixture
def clerk(court_id: int) -> Actor:
    """Its clerk."""
    return clerk_of(court_id)


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    """Return the code of a refusal."""
    return refused.value.code


def test_an_accepted_entry_puts_agency_people_and_account_in_place(
    court_id: int, clerk: Actor
) -> None:
    applicant = organization()
    no, digest = handed_in(applicant, court_id)

    decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    agency = queries.get_agency(OWN_CODE)
    assert (agency.name, agency.grade, agency.appraisers) == (
        "济南新泉房地产评估有限公司",
        2,
        {"real_estate": 2},
    )
    assert len(people_queries.list_practitioners(OWN_CODE)) == 2
    account = actor_named(applicant.account)
    assert account.agency_code == OWN_CODE
    assert account.has(Role.AGENCY)
    assert account.has(Role.BIDDER)
    names = [entry.name for entry in entries_of(f"application:{no}", audience=Audience.COURT)]
    assert names == ["registry.application.submitted", "registry.application.accepted"]


def test_no_identity_number_of_a_practitioner_is_kept_readable(court_id: int, clerk: Actor) -> None:
    no, digest = handed_in(organization(), court_id)
    decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    row = people_queries.list_practitioners(OWN_CODE)[0]
    kept = f"{row.id_digest} {row.id_masked} {application_queries.get_application(no).people}"
    trail = str(
        [entry.payload for entry in entries_of(f"agency:{OWN_CODE}", audience=Audience.COURT)]
    )

    assert resident(1) not in kept + trail
    assert row.id_masked == f"3701{'*' * 10}{resident(1)[-4:]}"


def test_beginning_twice_opens_one_application(court_id: int) -> None:
    applicant = organization()
    given: dict[str, Any] = {
        "purpose": Purpose.ENTRY,
        "kind": AgencyKind.APPRAISAL,
        "court_id": court_id,
        "actor": applicant,
        "at": NINE,
    }

    first = applications.start_application(**given).no
    second = applications.start_application(**given).no

    assert first == second


def test_two_windows_that_begin_at_once_open_one_application(app: Flask, court_id: int) -> None:
    applicant = organization()

    def begin() -> str:
        return applications.start_application(
            purpose=Purpose.ENTRY,
            kind=AgencyKind.APPRAISAL,
            court_id=court_id,
            actor=applicant,
            at=NINE,
        ).no

    numbers = in_parallel(app, begin, begin, begin)

    assert len(set(numbers)) == 1
    assert db.session.query(Application).count() == 1


def test_handing_in_twice_is_recorded_once(court_id: int) -> None:
    applicant = organization()
    no, _ = handed_in(applicant, court_id)
    version = application_queries.get_application(no).version

    applications.submit_application(no=no, seen=version, actor=applicant, at=LATER)

    assert application_queries.get_application(no).submitted_at == NINE
    assert len(entries_of(f"application:{no}", audience=Audience.COURT)) == 1


def test_an_application_changed_while_the_court_reads_is_not_decided(
    court_id: int, clerk: Actor
) -> None:
    applicant = organization()
    no, digest = handed_in(applicant, court_id)
    applications.recall_application(no=no, actor=applicant, at=NINE)
    applications.save_particulars(
        no=no, typed=particulars(grade=1), seen=None, actor=applicant, at=NINE
    )
    applications.submit_application(no=no, actor=applicant, at=NINE)

    for decide in (decisions.accept_application, decisions.return_application):
        words = {"reason": "材料不全"} if decide is decisions.return_application else {}
        with pytest.raises(Refusal) as refused:
            decide(no=no, seen=digest, **words, actor=clerk, at=LATER)
        assert code_of(refused) == "application_changed"
    assert queries.find_agency(OWN_CODE) is None


def test_an_application_taken_back_is_not_decided(court_id: int, clerk: Actor) -> None:
    applicant = organization()
    no, digest = handed_in(applicant, court_id)
    applications.recall_application(no=no, actor=applicant, at=NINE)

    with pytest.raises(Refusal) as refused:
        decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    assert code_of(refused) == "application_decided"


def test_two_clerks_who_decide_at_once_make_one_decision(app: Flask, court_id: int) -> None:
    no, digest = handed_in(organization(), court_id)
    clerk = clerk_of(court_id)

    ends = in_parallel(
        app,
        lambda: decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER).no,
        lambda: (
            decisions.refuse_application(
                no=no, reason="不符合条件", seen=digest, actor=clerk, at=LATER
            ).no
        ),
    )

    assert sorted(ends) == sorted([no, "application_decided"])
    db.session.rollback()
    state = application_queries.get_application(no).state
    is_listed = queries.find_agency(OWN_CODE) is not None
    assert is_listed == (state is ApplicationState.ACCEPTED)
    assert len(entries_of(f"application:{no}", audience=Audience.COURT)) == 2


def test_accepting_twice_lists_the_agency_once(court_id: int, clerk: Actor) -> None:
    no, digest = handed_in(organization(), court_id)
    decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    with pytest.raises(Refusal) as refused:
        decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    assert code_of(refused) == "application_decided"
    names = [entry.name for entry in entries_of(f"agency:{OWN_CODE}")]
    assert names.count("registry.agency.registered") == 1


def test_the_clerk_of_another_court_cannot_decide(court_id: int) -> None:
    no, digest = handed_in(organization(), court_id)

    with pytest.raises(Refusal) as refused:
        decisions.accept_application(no=no, seen=digest, actor=clerk_of(court_id + 1), at=LATER)

    assert code_of(refused) == "other_court"


def test_a_struck_out_person_does_not_join(court_id: int, clerk: Actor) -> None:
    applicant = organization()
    no = written(applicant, court_id, serials=(1, 2, 3)).no
    third = application_queries.get_application(no).people[2]
    contents.remove_person(no=no, id_digest=third["id_digest"], field=RE, actor=applicant)
    application = applications.submit_application(no=no, actor=applicant, at=NINE)

    decisions.accept_application(no=no, seen=digest_of(application), actor=clerk, at=LATER)

    assert queries.get_agency(OWN_CODE).appraisers == {"real_estate": 2}


def test_a_returned_application_is_mended_by_the_applicant(court_id: int, clerk: Actor) -> None:
    applicant = organization()
    no, digest = handed_in(applicant, court_id)
    decisions.return_application(no=no, reason="资质证书看不清", seen=digest, actor=clerk, at=LATER)
    application = application_queries.get_application(no)
    assert (application.state, application.court_note) == (
        ApplicationState.RETURNED,
        "资质证书看不清",
    )

    lay_papers(no, (ApplicationPaper.QUALIFICATION,), applicant, LATER)
    again = applications.submit_application(no=no, actor=applicant, at=LATER)
    decisions.accept_application(no=no, seen=digest_of(again), actor=clerk, at=LATER)

    assert queries.find_agency(OWN_CODE) is not None


def test_a_refusal_needs_a_reason(court_id: int, clerk: Actor) -> None:
    no, digest = handed_in(organization(), court_id)

    for decide in (decisions.refuse_application, decisions.return_application):
        with pytest.raises(Refusal) as refused:
            decide(no=no, reason="  不 ", seen=digest, actor=clerk, at=LATER)
        assert code_of(refused) == "reason_missing"


def test_a_refused_applicant_may_apply_anew(court_id: int, clerk: Actor) -> None:
    applicant = organization()
    no, digest = handed_in(applicant, court_id)
    decisions.refuse_application(no=no, reason="不符合条件", seen=digest, actor=clerk, at=LATER)

    again = written(applicant, court_id, at=LATER)

    assert again.no != no


def test_a_handed_in_application_cannot_be_changed(court_id: int) -> None:
    applicant = organization()
    no, _ = handed_in(applicant, court_id)

    with pytest.raises(Refusal) as refused:
        applications.save_particulars(
            no=no, typed=particulars(), seen=None, actor=applicant, at=NINE
        )

    assert code_of(refused) == "application_closed"


def test_an_older_window_does_not_overwrite_a_newer_one(court_id: int) -> None:
    applicant = organization()
    application = written(applicant, court_id, with_papers=False)
    seen = application.version
    applications.save_particulars(
        no=application.no, typed=particulars(grade=1), seen=seen, actor=applicant, at=NINE
    )

    with pytest.raises(Refusal) as refused:
        applications.save_particulars(
            no=application.no, typed=particulars(grade=3), seen=seen, actor=applicant, at=NINE
        )

    assert code_of(refused) == "application_changed"
    assert application_queries.get_application(application.no).given["grade"] == 1


def test_strangers_do_not_learn_of_an_application(court_id: int) -> None:
    no, _ = handed_in(organization(), court_id)

    with pytest.raises(Refusal) as refused:
        applications.own_application(no, organization("rival", 903))

    assert refused.value.status == 404


def test_a_change_alters_what_was_asked_and_nothing_else(court_id: int, clerk: Actor) -> None:
    list_agency()
    applicant = organization()
    no = written(
        applicant,
        court_id,
        purpose=Purpose.CHANGE,
        serials=(5,),
        regions="370102 370200",
        shareholders=f"王某\n某公司 {seeds.credit_code(80)}",
        legal_representative="旧泉生",
    ).no
    lay_papers(no, (ApplicationPaper.BUSINESS_LICENCE, ApplicationPaper.STAFF), applicant, NINE)
    application = applications.submit_application(no=no, actor=applicant, at=NINE)

    decisions.accept_application(no=no, seen=digest_of(application), actor=clerk, at=LATER)

    agency = queries.get_agency(OWN_CODE)
    assert agency.regions == ["370102", "370200"]
    assert agency.shareholders[1] == {"name": "某公司", "code": seeds.credit_code(80)}
    assert (agency.licence_no, agency.grade) == ("旧字901号", 2)
    # Four stood on the list without names; the first name fills one of the four places.
    assert agency.appraisers == {"real_estate": 4}
    changed = [
        e
        for e in entries_of(f"agency:{OWN_CODE}", audience=Audience.COURT)
        if e.name == "registry.agency.changed"
    ]
    assert "legal_representative" not in changed[0].payload["changed"]
    assert "regions" in changed[0].payload["changed"]


def test_the_court_sees_agencies_that_share_a_telephone(court_id: int) -> None:
    list_agency(77, phone="0531-00019999")

    alike = application_queries.list_alike(
        {"phone": "0531-00019999", "legal_representative": "x"}, besides=OWN_CODE
    )

    assert [(agency.code, names) for agency, names in alike] == [(seeds.credit_code(77), ["phone"])]
