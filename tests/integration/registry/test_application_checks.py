"""What an application is refused for, before and at the decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.identity.facade import actor_named
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Refusal
from app.kernel.permissions import Role
from app.store import db
from registry import queries, seeds
from registry.models import Practitioner
from registry.queries import applications as application_queries
from registry.services import application_contents as contents
from registry.services import application_decisions as decisions
from registry.services import applications
from registry.services.agencies import set_standing
from registry.vocabulary import AgencyField, Standing
from registry.vocabulary.applications import ApplicationPaper, ApplicationState, Purpose
from tests.support.applicants import (
    OWN_CODE,
    RE,
    add_people,
    handed_in,
    lay_papers,
    list_agency,
    organization,
    resident,
    written,
)
from tests.support.books import NINE, clerk_of
from tests.support.people import make_person

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


def test_one_scan_may_be_two_papers(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id, with_papers=False).no

    for kind in (ApplicationPaper.QUALIFICATION, ApplicationPaper.STAFF):
        lay_papers(no, (kind,), applicant, NINE)

    papers = application_queries.get_application(no).papers
    assert [paper["kind"] for paper in papers] == ["qualification", "staff"]
    assert papers[0]["media_id"] == papers[1]["media_id"]


def test_a_second_purpose_waits_for_the_open_application(court_id: int) -> None:
    list_agency()
    applicant = organization()
    written(applicant, court_id, purpose=Purpose.RENEWAL, serials=())

    with pytest.raises(Refusal) as refused:
        written(applicant, court_id, purpose=Purpose.CHANGE, serials=())

    assert code_of(refused) == "application_open"


def test_missing_papers_are_named(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id, with_papers=False).no
    lay_papers(no, (ApplicationPaper.QUALIFICATION,), applicant, NINE)

    with pytest.raises(Refusal) as refused:
        applications.submit_application(no=no, actor=applicant, at=NINE)

    assert code_of(refused) == "papers_missing"
    assert refused.value.params["missing"] == ["business_licence", "staff"]


def test_the_same_paper_uploaded_twice_lies_there_once(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id, with_papers=False).no

    for _ in range(2):
        lay_papers(no, (ApplicationPaper.QUALIFICATION,), applicant, NINE)

    assert len(application_queries.get_application(no).papers) == 1


def test_a_listed_code_is_offered_renewal_instead_of_entry(court_id: int, clerk: Actor) -> None:
    list_agency()
    applicant = organization()

    with pytest.raises(Refusal) as refused:
        written(applicant, court_id)
    no, digest = handed_in(applicant, court_id, purpose=Purpose.RENEWAL, serials=())
    decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)

    assert code_of(refused) == "already_listed"
    agency = queries.get_agency(OWN_CODE)
    assert agency.licence_expires_on == date(2028, 6, 30)
    assert agency.licence_no == "鲁房评字第901号"
    assert actor_named(applicant.account).agency_code == OWN_CODE


def test_renewal_of_an_unlisted_agency_is_refused(court_id: int) -> None:
    with pytest.raises(Refusal) as refused:
        written(organization(), court_id, purpose=Purpose.RENEWAL)

    assert code_of(refused) == "not_listed"


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"licence_no": "旧字77号"}, "licence_taken", "licence_no"),
        ({"name": "济南旧名77房地产评估有限公司"}, "name_taken", "name"),
        ({"code": OWN_CODE[:-1] + "0"}, "bad_credit_code", "code"),
        ({"code": seeds.credit_code(902)}, "not_own_code", "code"),
        ({"controller_code": "91370102MA3X000000"}, "bad_credit_code", "controller_code"),
        ({"shareholders": "某公司 91370102MA3X000000"}, "bad_credit_code", "shareholders"),
        ({"licence_expires_on": date(2026, 3, 1)}, "licence_expired", "licence_expires_on"),
        ({"fields": [AgencyField.AUCTION_GENERAL]}, "field_missing", "fields"),
        ({"fields": [RE, AgencyField.AUX_CUSTODY]}, "field_of_other_kind", "fields"),
        ({"fields": []}, "field_missing", "fields"),
        ({"regions": "9701"}, "bad_region", "regions"),
        (
            {"regions": " ".join(["370102"] + [str(110000 + n) for n in range(41)])},
            "too_many_lines",
            "regions",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_wrong_particulars_are_refused_with_code_and_field(
    court_id: int, changes: dict[str, Any], code: str, field: str
) -> None:
    list_agency(77)

    with pytest.raises(Refusal) as refused:
        written(organization(), court_id, **changes)

    assert code_of(refused) == code
    assert refused.value.fields == {field: [code]}


def test_every_fault_of_the_particulars_is_named_at_once(court_id: int) -> None:
    with pytest.raises(Refusal) as refused:
        written(organization(), court_id, regions="1", fields=[], controller_code="x")

    assert set(refused.value.fields) == {"fields", "regions", "controller_code"}


def test_a_licence_that_ran_out_before_the_decision_is_not_accepted(
    court_id: int, clerk: Actor
) -> None:
    no, digest = handed_in(organization(), court_id, licence_expires_on=date(2026, 3, 10))

    with pytest.raises(Refusal) as refused:
        decisions.accept_application(no=no, seen=digest, actor=clerk, at=NINE + timedelta(days=20))

    assert code_of(refused) == "licence_expired"
    assert application_queries.get_application(no).state is ApplicationState.SUBMITTED


def test_a_renewal_must_last_longer_than_the_licence_on_the_list(court_id: int) -> None:
    list_agency(licence_expires_on=date(2028, 6, 30))

    with pytest.raises(Refusal) as refused:
        handed_in(organization(), court_id, purpose=Purpose.RENEWAL, serials=())

    assert code_of(refused) == "renewal_not_later"


def test_each_field_needs_two_people(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id, fields=[RE, AgencyField.LAND]).no
    add_people(no, applicant, 1, field=AgencyField.LAND)

    with pytest.raises(Refusal) as refused:
        applications.submit_application(no=no, actor=applicant, at=NINE)

    assert code_of(refused) == "too_few_practitioners"
    assert refused.value.params["fields"] == ["land"]
    assert "资产评估法 第24条" in [str(citation) for citation in refused.value.citations]


def test_a_person_who_works_at_another_agency_is_refused(court_id: int, clerk: Actor) -> None:
    no, digest = handed_in(organization(), court_id)
    decisions.accept_application(no=no, seen=digest, actor=clerk, at=LATER)
    rival = organization("rival", 903)

    with pytest.raises(Refusal) as refused:
        written(rival, court_id, code=seeds.credit_code(903), name="济南劲敌评估有限公司",
                licence_no="劲字1号", fields=[AgencyField.LAND], serials=(1,))  # fmt: skip

    assert code_of(refused) == "practitioner_elsewhere"
    assert [str(citation) for citation in refused.value.citations] == ["资产评估法 第14条"]


def test_a_person_promised_to_two_agencies_joins_the_first_accepted(
    court_id: int, clerk: Actor
) -> None:
    first = handed_in(organization(), court_id)
    rival = organization("rival", 903)
    second = handed_in(
        rival,
        court_id,
        code=seeds.credit_code(903),
        name="济南劲敌评估有限公司",
        licence_no="劲字1号",
        serials=(2, 3),
    )
    decisions.accept_application(no=first[0], seen=first[1], actor=clerk, at=LATER)

    with pytest.raises(Refusal) as refused:
        decisions.accept_application(no=second[0], seen=second[1], actor=clerk, at=LATER)

    assert code_of(refused) == "practitioner_elsewhere"
    assert queries.find_agency(seeds.credit_code(903)) is None
    assert db.session.query(Practitioner).count() == 2
    assert actor_named("rival").agency_code is None


def test_a_person_written_down_twice_is_refused(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id).no

    with pytest.raises(Refusal) as refused:
        add_people(no, applicant, 1)

    assert code_of(refused) == "practitioner_listed"


def test_a_certificate_of_somebody_else_is_refused(court_id: int) -> None:
    applicant = organization()
    no = written(applicant, court_id).no

    with pytest.raises(Refusal) as refused:
        contents.add_person(
            no=no, name="冒名者", id_number=resident(9), licence_no="37-00001",
            field=RE, actor=applicant, at=NINE,
        )  # fmt: skip

    assert code_of(refused) == "certificate_taken"


@pytest.mark.parametrize("role", [Role.BIDDER, Role.PARTY])
def test_a_human_being_cannot_apply(court_id: int, role: Role) -> None:
    with pytest.raises(Refusal) as refused:
        applications.own_code(make_person("human", role))

    assert code_of(refused) == "not_an_organization"


def test_staff_cannot_apply(court_id: int) -> None:
    with pytest.raises(Refusal) as refused:
        applications.own_code(make_person("sitting", Role.CLERK, court_id=court_id))

    assert code_of(refused) == "staff_may_not_apply"


def test_a_removed_agency_does_not_come_back_within_its_years(court_id: int) -> None:
    list_agency()
    set_standing(
        code=OWN_CODE, standing=Standing.DELISTED, until=date(2030, 1, 1), reason="被除名",
        actor=SYSTEM, at=NINE,
    )  # fmt: skip

    with pytest.raises(Refusal) as refused:
        written(organization(), court_id, purpose=Purpose.RENEWAL)

    assert code_of(refused) == "agency_delisted"
    assert refused.value.params == {"until": "2030-01-01"}


def test_new_people_need_their_certificates_as_papers(court_id: int) -> None:
    list_agency()
    applicant = organization()
    no = written(applicant, court_id, purpose=Purpose.RENEWAL, serials=(5,)).no

    with pytest.raises(Refusal) as refused:
        applications.submit_application(no=no, actor=applicant, at=NINE)

    assert refused.value.params["missing"] == ["staff"]
