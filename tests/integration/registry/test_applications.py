"""Entry, renewal and change: what is checked, who decides, and what a decision changes."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.identity.facade import actor_named
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Agency, Application, Practitioner
from registry.queries import applications as application_queries
from registry.queries import practitioners as people_queries
from registry.services import application_contents as contents
from registry.services import application_decisions as decisions
from registry.services import applications
from registry.services.agencies import register_agency, set_standing
from registry.services.applications import digest_of
from registry.vocabulary import AgencyField, AgencyKind, Standing
from registry.vocabulary.applications import ApplicationPaper, ApplicationState, Purpose
from tests.integration.registry.test_races import in_parallel
from tests.support.applicants import (
    OWN_CODE,
    RE,
    add_people,
    handed_in,
    lay_papers,
    organization,
    particulars,
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


def list_agency(number: int = 901, **changes: Any) -> Agency:
    """Put an agency on the list as an import would."""
    given: dict[str, Any] = {
        "code": seeds.credit_code(number),
        "name": f"济南旧名{number}房地产评估有限公司",
        "fields": [RE],
        "regions": ["370102"],
        "grade": 2,
        "licence_no": f"旧字{number}号",
        "licence_expires_on": date(2026, 12, 31),
        "appraisers": {RE: 4},
        "legal_representative": "旧泉生",
        "listed_on": date(2020, 1, 1),
    }
    return register_agency(**{**given, **changes}, actor=SYSTEM, at=NINE)


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


def test_new_people_need_their_certificates_as_papers(court_id: int) -> None:
    list_agency()
    applicant = organization()
    no = written(applicant, court_id, purpose=Purpose.RENEWAL, serials=(5,)).no

    with pytest.raises(Refusal) as refused:
        applications.submit_application(no=no, actor=applicant, at=NINE)

    assert refused.value.params["missing"] == ["staff"]


def test_the_court_sees_agencies_that_share_a_telephone(court_id: int) -> None:
    list_agency(77, phone="0531-00019999")

    alike = application_queries.list_alike(
        {"phone": "0531-00019999", "legal_representative": "x"}, besides=OWN_CODE
    )

    assert [(agency.code, names) for agency, names in alike] == [(seeds.credit_code(77), ["phone"])]
