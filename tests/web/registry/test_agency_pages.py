"""An application by forms alone, the agency's home, and the court's desk."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.identity.facade import actor_named
from app.kernel.permissions import Role
from registry import queries, seeds
from registry.queries import applications as application_queries
from registry.queries import practitioners as people_queries
from tests.support.applicants import OWN_CODE, PASSWORD, organization, resident, scan
from tests.support.books import NINE, Books
from tests.support.desk import enter
from tests.support.web import Client

PARTICULARS = {
    "code": OWN_CODE,
    "name": "济南新泉房地产评估有限公司",
    "chosen_fields": ["real_estate"],
    "regions": "370100",
    "legal_representative": "新泉生",
    "address": "济南市历下区泉城路 1 号",
    "phone": "0531-00019999",
    "grade": "2",
    "licence_no": "鲁房评字第901号",
    "licence_expires_on": "2028-06-30",
}


@pytest.fixture
def applicant(app: Flask, books: Books) -> Client:
    """An organization with an account, signed in."""
    with app.app_context():
        organization()
    return sign_in(app, "newcomer")


def sign_in(app: Flask, account: str) -> Client:
    """Return a visitor signed in."""
    visitor = Client(app)
    answer = visitor.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    return visitor


def begin(applicant: Client, books: Books, purpose: str = "entry") -> str:
    """Begin an application; return its address."""
    answer = applicant.post(
        "/agency/application",
        data={"purpose": purpose, "kind": "appraisal", "court_id": books.court_id},
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def add_person(applicant: Client, url: str, serial: int, **changes: Any) -> Any:
    """Write one person down by the form."""
    given = {
        "person_name": f"评估师{serial}",
        "id_number": resident(serial),
        "person_field": "real_estate",
        "certificate_no": f"37-{serial:05d}",
    }
    return applicant.post(f"{url}/people", data={**given, **changes})


def upload(applicant: Client, url: str, kind: str) -> Any:
    """Upload one paper by the form."""
    return applicant.post(
        f"{url}/papers",
        data={"paper_kind": kind, "paper_file": (io.BytesIO(scan()), "扫描件.pdf")},
        content_type="multipart/form-data",
    )


def hand_in(applicant: Client, books: Books) -> str:
    """Carry an application to the court by forms; return its address."""
    url = begin(applicant, books)
    assert applicant.post(url, data=PARTICULARS).status_code == 303
    for serial in (1, 2):
        assert add_person(applicant, url, serial).status_code == 303
    for kind in ("business_licence", "qualification", "staff"):
        assert upload(applicant, url, kind).status_code == 303
    assert applicant.post(f"{url}/submission").status_code == 303
    return url


def seen_on(page: str) -> str:
    """Return the digest a decision names."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_an_organization_gets_onto_the_list_by_forms_alone(
    app: Flask, books: Books, clerk: Client, applicant: Client
) -> None:
    url = hand_in(applicant, books)
    no = url.rsplit("/", 1)[-1]
    assert no in clerk.get("/desk/applications").text
    assert "济南新泉房地产评估有限公司" in clerk.get("/desk").text

    desk = clerk.get(f"/desk/applications/{no}").text
    answer = clerk.post(f"/desk/applications/{no}/acceptance", data={"seen": seen_on(desk)})

    assert answer.status_code == 303
    home = applicant.get("/agency")
    assert home.status_code == 200
    assert OWN_CODE in home.text
    assert "济南新泉房地产评估有限公司" in applicant.get(f"/agencies/{OWN_CODE}").text
    with app.app_context():
        assert actor_named("newcomer").has(Role.AGENCY)


def test_only_the_deciding_court_and_the_applicant_read_the_papers(
    app: Flask, books: Books, clerk: Client, applicant: Client
) -> None:
    hand_in(applicant, books)
    other = enter(app, Role.CLERK, account="faraway", court_id=books.court_id + 1)
    stranger = enter(app, Role.BIDDER, account="stranger")
    with app.app_context():
        paper = application_queries.list_applications_of(OWN_CODE)[0].papers[0]

    url = f"/media/{paper['media_id']}/document"

    codes = []
    for who in (applicant, clerk, other, stranger):
        with who.get(url) as answer:
            codes.append(answer.status_code)
    assert codes == [200, 200, 404, 404]


def test_a_fault_keeps_what_was_typed_and_names_its_field(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)

    answer = applicant.post(
        url, data={**PARTICULARS, "code": OWN_CODE[:-1] + "0", "address": "泉城路 88 号"}
    )

    assert answer.status_code == 422
    assert 'data-code="bad_credit_code"' in answer.text
    assert 'value="泉城路 88 号"' in answer.text
    assert 'href="#f-code"' in answer.text
    assert 'id="f-code"' in answer.text


def test_a_missing_line_is_named_by_the_form(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)

    answer = applicant.post(url, data={**PARTICULARS, "name": "", "grade": "7"})

    assert answer.status_code == 422
    assert 'data-code="invalid_input"' in answer.text
    assert 'href="#f-name"' in answer.text
    assert 'href="#f-grade"' in answer.text


def test_a_person_with_a_wrong_number_is_refused_with_the_name_kept(
    books: Books, applicant: Client
) -> None:
    url = begin(applicant, books)
    wrong = resident(1)[:-1] + ("1" if resident(1)[-1] != "1" else "2")

    answer = add_person(applicant, url, 1, id_number=wrong)

    assert answer.status_code == 422
    assert 'data-code="bad_id_number"' in answer.text
    assert 'value="评估师1"' in answer.text


def test_missing_papers_and_people_are_said_in_words(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)
    applicant.post(url, data=PARTICULARS)
    upload(applicant, url, "qualification")

    papers = applicant.post(f"{url}/submission")
    for kind in ("business_licence", "staff"):
        upload(applicant, url, kind)
    people = applicant.post(f"{url}/submission")

    assert papers.status_code == 422
    assert "营业执照、执业人员证书" in papers.text
    assert people.status_code == 422
    assert 'data-code="too_few_practitioners"' in people.text
    assert "房地产" in people.text
    assert "资产评估法" in people.text


def test_an_empty_upload_is_told(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)

    answer = applicant.post(f"{url}/papers", data={"paper_kind": "staff"})

    assert answer.status_code == 422
    assert 'data-code="media_empty"' in answer.text


def test_a_file_that_is_no_paper_is_refused(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)

    answer = applicant.post(
        f"{url}/papers",
        data={"paper_kind": "staff", "paper_file": (io.BytesIO(b"MZ" * 99), "证书.pdf")},
        content_type="multipart/form-data",
    )

    assert answer.status_code == 422
    assert "证书.pdf" not in applicant.get(url).text


def test_a_form_opened_before_a_change_saves_nothing(books: Books, applicant: Client) -> None:
    url = begin(applicant, books)
    seen = re.search(r'name="seen" value="(\d+)"', applicant.get(url).text)
    assert seen is not None
    first = applicant.post(url, data={**PARTICULARS, "seen": seen[1]})

    second = applicant.post(url, data={**PARTICULARS, "grade": "3", "seen": seen[1]})

    assert first.status_code == 303
    assert second.status_code == 409
    assert 'data-code="application_changed"' in second.text


def test_pressing_submit_twice_ends_on_the_same_page(books: Books, applicant: Client) -> None:
    url = hand_in(applicant, books)

    again = applicant.post(f"{url}/submission")

    assert again.status_code == 303
    assert again.location.endswith(url)


def test_a_clerk_learns_that_the_application_changed_meanwhile(
    books: Books, clerk: Client, applicant: Client
) -> None:
    url = hand_in(applicant, books)
    no = url.rsplit("/", 1)[-1]
    seen = seen_on(clerk.get(f"/desk/applications/{no}").text)
    applicant.post(f"{url}/recall")
    applicant.post(url, data={**PARTICULARS, "grade": "1"})
    applicant.post(f"{url}/submission")

    answer = clerk.post(f"/desk/applications/{no}/acceptance", data={"seen": seen})

    assert answer.status_code == 409
    assert 'data-code="application_changed"' in answer.text
    assert seen_on(answer.text) != seen


def test_a_returned_application_says_why_and_waits_on_the_desk(
    books: Books, clerk: Client, applicant: Client
) -> None:
    url = hand_in(applicant, books)
    no = url.rsplit("/", 1)[-1]
    seen = seen_on(clerk.get(f"/desk/applications/{no}").text)

    short = clerk.post(f"/desk/applications/{no}/return", data={"seen": seen, "reason": "不"})
    clerk.post(f"/desk/applications/{no}/return", data={"seen": seen, "reason": "证书看不清"})

    assert short.status_code == 422
    assert ">不</textarea>" in short.text
    assert "证书看不清" in applicant.get(url).text
    assert "证书看不清" in applicant.get("/desk").text
    assert applicant.post(url, data=PARTICULARS).status_code == 303


def test_drafts_are_not_shown_to_the_court(books: Books, clerk: Client, applicant: Client) -> None:
    url = begin(applicant, books)
    no = url.rsplit("/", 1)[-1]

    assert clerk.get(f"/desk/applications/{no}").status_code == 404
    assert no not in clerk.get("/desk/applications").text


def test_the_court_of_another_place_does_not_see_it(
    app: Flask, books: Books, applicant: Client
) -> None:
    no = hand_in(applicant, books).rsplit("/", 1)[-1]
    other = enter(app, Role.CLERK, account="faraway", court_id=books.court_id + 1)

    assert other.get(f"/desk/applications/{no}").status_code == 404
    assert other.post(f"/desk/applications/{no}/refusal").status_code == 404


def test_a_listed_code_is_offered_renewal(app: Flask, books: Books) -> None:
    with app.app_context():
        code = seeds.credit_code(1)
        organization("quancheng", 1)
        name = queries.get_agency(code).name
    visitor = sign_in(app, "quancheng")

    page = visitor.get("/agency/application")
    answer = visitor.post(
        "/agency/application",
        data={"purpose": "entry", "kind": "appraisal", "court_id": books.court_id},
    )

    assert name in page.text
    assert 'value="renewal"' in page.text
    assert 'value="entry"' not in page.text
    assert answer.status_code == 409
    assert 'data-code="already_listed"' in answer.text


def test_a_human_being_is_told_who_may_apply(app: Flask, books: Books) -> None:
    human = enter(app, Role.BIDDER, account="human")

    page = human.get("/agency/application")

    assert page.status_code == 403
    assert 'data-code="not_an_organization"' in page.text


def test_visitors_are_sent_to_sign_in(app: Flask, books: Books) -> None:
    visitor = Client(app)

    for path in ("/agency", "/agency/application", "/agency/people", "/desk/applications"):
        answer = visitor.get(path)
        assert answer.status_code == 302
        assert "/account/sign-in" in answer.location


@pytest.fixture
def agency(app: Flask, books: Books, clerk: Client, applicant: Client) -> Client:
    """An agency that came onto the list by application."""
    no = hand_in(applicant, books).rsplit("/", 1)[-1]
    seen = seen_on(clerk.get(f"/desk/applications/{no}").text)
    clerk.post(f"/desk/applications/{no}/acceptance", data={"seen": seen})
    return applicant


def test_an_agency_reports_a_departure_and_is_warned(app: Flask, agency: Client) -> None:
    with app.app_context():
        person = people_queries.list_practitioners(OWN_CODE)[0]
        url = f"/agency/people/{person.id}/departure"

    wrong = agency.post(url, data={"left_on": "2026-03-03"})
    right = agency.post(url, data={"left_on": "2026-03-02"})

    assert wrong.status_code == 422
    assert 'data-code="bad_left_on"' in wrong.text
    assert 'value="2026-03-03"' in wrong.text
    assert right.status_code == 303
    assert "下列专业执业人员不足" in agency.get("/agency").text


def test_an_agency_declares_its_limit_and_gives_it_up(app: Flask, agency: Client) -> None:
    wrong = agency.post("/agency/capacity", data={"declared_capacity": "99"})
    agency.post("/agency/capacity", data={"declared_capacity": "3"})
    shown = agency.get("/agency/capacity").text
    with app.app_context():
        declared = queries.get_agency(OWN_CODE).declared_capacity
    agency.post("/agency/capacity", data={"declared_capacity": ""})

    assert wrong.status_code == 422
    assert 'data-code="capacity_too_high"' in wrong.text
    assert 'value="99"' in wrong.text
    assert declared == 3
    assert 'value="3"' in shown
    with app.app_context():
        assert queries.get_agency(OWN_CODE).declared_capacity is None


def test_a_licence_that_ends_soon_waits_on_the_desk(
    app: Flask, agency: Client, clock_at: Any
) -> None:
    assert "请办理续期" not in agency.get("/desk").text
    clock_at(NINE + timedelta(days=800))
    visitor = sign_in(app, "newcomer")

    desk, home = visitor.get("/desk").text, visitor.get("/agency").text

    assert "请办理续期" in desk
    assert "purpose=renewal" in desk
    assert "申请续期" in home


def test_a_clerk_has_no_agency_of_his_own(clerk: Client, books: Books) -> None:
    assert clerk.get("/agency").status_code == 403
    assert clerk.get("/agency/application").status_code == 403


def test_a_bidder_has_no_desk_for_applications(app: Flask, applicant: Client) -> None:
    assert applicant.get("/desk/applications").status_code == 403
    assert applicant.get("/agency").status_code == 403
