"""The pages of an appraisal as court, agency and public see them."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.documents import facade as papers
from app.kernel.clock import Clock
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.media import facade as media
from app.store import blobs
from app.trail.queries import timeline
from appraisal import seeds
from appraisal.queries import list_reports
from appraisal.services import reports
from appraisal.timers import fix_due_prices
from appraisal.vocabulary import ReviewCheck
from registry import facade as registry
from tests.support import hostile_files as hostile
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    open_desk,
    published,
    reported,
    small_pdf,
    small_picture,
    survey,
)
from tests.support.people import make_person, sign_in
from tests.support.web import Client

#: What an agency ticks before it hands in.
TICKED = {
    "seal": "yes",
    "confirmed": ["basic_facts", "scope", "agency_seal", "signers"],
}


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A case of two parties whose three agencies are drawn; the clock stands after the draw."""
    clock_at(WED)
    return open_desk(app, tmp_path)


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def test_the_clerk_walks_from_route_to_fee(desk: Desk) -> None:
    clerk = sign_in(desk.app, "clerk")

    chosen = clerk.post(
        f"/desk/assets/{desk.asset_no}/route",
        data={"route": "commissioned_appraisal", "ground": "both_ask", "note": "双方申请"},
    )
    page = clerk.get(chosen.location)
    no = chosen.location.rsplit("/", 1)[1]
    asked = clerk.post(
        f"/desk/appraisals/{no}/fee",
        data={"amount": "2,000", "schedule": "RE_1995_971", "due_on": "2026-03-11"},
    )

    assert chosen.status_code == 303
    assert "D-0102-2026" in text_of(page)
    assert asked.status_code == 303
    assert "2,000.00" in text_of(clerk.get(asked.location))


def test_a_bad_amount_is_marked_and_what_was_typed_stays(desk: Desk) -> None:
    clerk = sign_in(desk.app, "clerk")
    route = {"route": "commissioned_appraisal", "ground": "both_ask"}
    chosen = clerk.post(f"/desk/assets/{desk.asset_no}/route", data=route)
    no = chosen.location.rsplit("/", 1)[1]

    answer = clerk.post(
        f"/desk/appraisals/{no}/fee",
        data={"amount": "两千", "schedule": "RE_1995_971", "due_on": "2026-03-11"},
    )

    assert answer.status_code == 422
    assert 'value="两千"' in text_of(answer)


def test_a_court_of_another_place_does_not_open_the_appraisal(desk: Desk) -> None:
    commission(desk)
    make_person("other-clerk", Role.CLERK, court_id=99)

    answer = sign_in(desk.app, "other-clerk").get(f"/desk/appraisals/{desk.no}")

    assert answer.status_code == 403


def test_the_agency_works_from_the_board_to_the_report(desk: Desk) -> None:
    commission(desk)
    agency = sign_in(desk.app, "agency1")
    here = f"/assignments/{desk.no}"
    assert desk.no in text_of(agency.get("/desk/assignments"))

    agency.post(f"{here}/acceptance")
    agency.post(
        f"{here}/surveys",
        data={
            "held_at": "2026-03-04T08:30", "place": "解放路100号", "notes": "空置",
            "attendee_name": ["孟令泉", "社区"], "attendee_capacity": ["appraiser", "witness"],
            "attendee_presence": ["signed", "signed"], "attendee_note": ["", ""],
        },
    )  # fmt: skip
    for slot, name, content in (
        ("report", "评估报告.pdf", small_pdf()),
        ("photo", "客厅.jpg", small_picture()),
    ):
        kept = agency.post(
            f"{here}/files", data={"slot": slot, "file": (io.BytesIO(content), name)}
        )
        assert kept.status_code == 303
    handed = agency.post(
        f"{here}/report",
        data={
            "report_no": "泉城估字1号", "value": "2,200,000", "summary": "住宅",
            "signer_name": ["孟令泉", "陈立夏", ""], "signer_license": ["3720150081", "37", ""],
            "methods": ["comparison", "income"], "valuation_on": "2026-03-04",
            "reported_on": "2026-03-04", "valid_until": "2027-03-03", **TICKED,
        },
    )  # fmt: skip

    assert handed.status_code == 303, text_of(handed)
    page = text_of(agency.get(here))
    assert "2,200,000.00" in page
    assert "评估报告.pdf" not in page or "客厅" in page


def test_a_report_with_faults_comes_back_with_everything_typed(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    lay_files(desk)

    answer = sign_in(desk.app, "agency1").post(
        f"/assignments/{desk.no}/report",
        data={
            "report_no": "泉城估字1号", "value": "2,200,000", "summary": "住宅一套",
            "signer_name": ["孟令泉", "", ""], "signer_license": ["3720150081", "", ""],
            "methods": ["comparison", "income"], "valuation_on": "2026-03-04",
            "reported_on": "2026-03-04", "valid_until": "2027-03-03", **TICKED,
        },
    )  # fmt: skip

    assert answer.status_code == 422
    page = text_of(answer)
    assert 'value="孟令泉"' in page
    assert "住宅一套" in page
    assert "资产评估法" in page


def test_a_bad_file_does_not_cost_the_good_ones(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    agency = sign_in(desk.app, "agency1")

    answer = agency.post(
        f"/assignments/{desk.no}/files",
        data={
            "slot": "photo",
            "file": [
                (io.BytesIO(small_picture()), "好.jpg"),
                (io.BytesIO(hostile.NOT_A_PHOTOGRAPH["svg"]), "坏.jpg"),
            ],
        },
        follow_redirects=True,
    )

    page = text_of(answer)
    assert "好.jpg" in page
    assert "坏.jpg:" in page


def test_a_program_is_told_the_code_of_a_refused_file(desk: Desk) -> None:
    commission(desk)
    survey(desk)

    answer = sign_in(desk.app, "agency1").post(
        f"/api/v1/appraisals/{desk.no}/files",
        data={
            "slot": "report",
            "file": (io.BytesIO(hostile.active_pdf("open action", is_packed=True)), "报告.pdf"),
        },
    )

    assert (answer.status_code, answer.json["code"]) == (422, "pdf_active")


def test_an_agency_that_was_not_commissioned_finds_nothing(desk: Desk) -> None:
    """ACC-02: neither page nor files of a case it was not drawn for."""
    commission(desk)
    survey(desk)
    lay_files(desk)
    other = sign_in(desk.app, "agency2")

    assert other.get(f"/assignments/{desk.no}").status_code == 404
    assert other.get("/media/1/large").status_code == 404


def test_the_clerk_publishes_after_five_checks(desk: Desk, clock_at: Callable) -> None:
    reported(desk)
    clock_at(WED + 5 * HOUR)
    clerk = sign_in(desk.app, "clerk")
    page = text_of(clerk.get(f"/desk/appraisals/{desk.no}"))
    parties = re.findall(r'name="method_(\d+)"', page)
    form = {
        f"{name}_{party}": value
        for party in parties
        for name, value in (("method", "electronic"), ("received_at", "2026-03-04T14:00"))
    }
    checks = ["basic_facts", "scope", "agency_seal", "signers", "other"]

    refused = clerk.post(
        f"/desk/appraisals/{desk.no}/publication", data={**form, "checks": checks[:4]}
    )
    passed = clerk.post(f"/desk/appraisals/{desk.no}/publication", data={**form, "checks": checks})

    assert refused.status_code == 422
    assert "法释〔2018〕15号" in text_of(refused)
    assert passed.status_code == 303


def test_nobody_outside_sees_a_report_before_it_is_published(desk: Desk, client: Client) -> None:
    reported(desk)
    report = list_reports(desk.assignment().id)[0]

    assert client.get(f"/appraisals/{desk.no}").status_code == 404
    assert client.get(f"/api/v1/appraisals/{desk.no}").status_code == 404
    assert client.get(f"/media/{report.media_id}/document").status_code == 404


def test_everyone_reads_report_pictures_and_windows_after_publication(
    desk: Desk, client: Client
) -> None:
    ends_at = published(desk)
    report = list_reports(desk.assignment().id)[0]

    page = text_of(client.get(f"/appraisals/{desk.no}"))

    assert "2,200,000.00" in page
    assert f"/media/{report.media_id}/document" in page
    assert f"/media/{report.media[0]}/large" in page
    assert report.sha256 in page
    assert ends_at.isoformat() in page
    assert "王芳" not in page
    assert "/draws/D-0102-2026" in page


def test_programs_read_the_public_part(desk: Desk, client: Client) -> None:
    fix_due_prices(published(desk))

    answer = client.get(f"/api/v1/appraisals/{desk.no}").json

    assert (answer["state"], answer["value"]) == ("price_fixed", "220000000")
    assert len(answer["windows"]) == 2
    assert "王芳" not in str(answer)
    assert "original" not in answer["media"][0]["urls"]


def test_a_video_or_paper_is_sent_in_ranges(desk: Desk, client: Client) -> None:
    published(desk)
    report = list_reports(desk.assignment().id)[0]

    address = f"/media/{report.media_id}/document"

    part = client.get(address, headers={"Range": "bytes=0-99"}, buffered=True)
    bad = client.get(address, headers={"Range": "bytes=99999999-"}, buffered=True)

    assert (part.status_code, len(part.data)) == (206, 100)
    assert part.headers["Content-Range"].startswith("bytes 0-99/")
    assert bad.status_code == 416


def test_upl_09_the_download_header_keeps_a_chinese_name(desk: Desk, client: Client) -> None:
    published(desk)
    report = list_reports(desk.assignment().id)[0]

    answer = client.get(f"/media/{report.media_id}/document?download=1", buffered=True)

    header = answer.headers["Content-Disposition"]
    assert header.startswith("attachment")
    assert "filename*=UTF-8''%E8%AF%84%E4%BC%B0%E6%8A%A5%E5%91%8A.pdf" in header
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_original_goes_only_to_those_who_work_on_it(desk: Desk, client: Client) -> None:
    published(desk)
    photo = list_reports(desk.assignment().id)[0].media[0]

    own = sign_in(desk.app, "agency1").get(f"/media/{photo}/original", buffered=True)

    assert client.get(f"/media/{photo}/original", buffered=True).status_code == 404
    assert own.status_code == 200
    assert own.headers["Content-Disposition"].startswith("attachment")


def test_upl_12_a_report_edited_on_disk_is_not_handed_out(desk: Desk, client: Client) -> None:
    published(desk)
    report = list_reports(desk.assignment().id)[0]
    file = blobs.path(report.sha256)
    file.write_bytes(file.read_bytes() + b"\n% a stroke of the pen")

    answer = client.get(f"/media/{report.media_id}/document")

    assert answer.status_code == 409
    told = timeline(desk.assignment().case_number, audience=Audience.COURT)
    assert told[-1].name == "media.file.damaged"


def test_upl_12_both_revisions_are_shown_with_their_digests(desk: Desk, client: Client) -> None:

    published(desk)
    at = WED + timedelta(days=1)
    failed = {check: check is not ReviewCheck.SCOPE for check in ReviewCheck}
    reports.return_report(desk.no, checks=failed, note="漏评车位", actor=desk.clerk, at=at)
    taken_back = text_of(client.get(f"/appraisals/{desk.no}"))
    lay_files(desk, at, words="补正")
    hand_in(desk, at, reason="补评车位")
    seeds.seed_publication(desk.no, clerk=desk.clerk, at=at + HOUR)

    page = text_of(client.get(f"/appraisals/{desk.no}"))

    one, two = list_reports(desk.assignment().id)
    assert one.sha256 in page
    assert two.sha256 in page
    assert "补评车位" in page
    assert one.sha256 in taken_back
    assert "2,200,000.00" not in taken_back
    assert media.get_media(two.media_id).published_at is not None


def test_the_commission_is_read_by_its_people_only(desk: Desk, client: Client) -> None:
    commission(desk)
    paper = papers.find("appraisal_commission", f"{desk.no}/1")
    assert paper is not None

    own = sign_in(desk.app, "agency1").get(paper.file_url, buffered=True)

    assert own.data.startswith(b"%PDF")
    assert sign_in(desk.app, "applicant").get(paper.url).status_code == 200
    assert client.get(paper.url).status_code == 404
    assert sign_in(desk.app, "agency2").get(paper.file_url, buffered=True).status_code == 404


def test_nothing_can_run_around_a_file_that_is_opened_by_itself(desk: Desk, client: Client) -> None:
    published(desk)
    photo = list_reports(desk.assignment().id)[0].media[0]

    answer = client.get(f"/media/{photo}/large", buffered=True)

    assert answer.mimetype == "image/webp"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_page_of_a_case_leads_to_the_appraisal(desk: Desk) -> None:
    clerk = sign_in(desk.app, "clerk")
    case = f"/cases/{registry.get_asset(desk.asset_no).case_id}"
    before = text_of(clerk.get(case))
    commission(desk)

    after = text_of(clerk.get(case))

    assert f"/desk/assets/{desk.asset_no}/route" in before
    assert f"/desk/appraisals/{desk.no}" in after


def test_the_desk_names_what_waits_and_until_when(desk: Desk) -> None:
    commission(desk)

    agency = text_of(sign_in(desk.app, "agency1").get("/desk"))
    clerk_before = text_of(sign_in(desk.app, "clerk").get("/desk"))
    survey(desk)
    lay_files(desk)
    hand_in(desk)
    clerk_after = text_of(sign_in(desk.app, "clerk").get("/desk"))

    assert f"/assignments/{desk.no}" in agency
    assert f"/desk/appraisals/{desk.no}" not in clerk_before
    assert f"/desk/appraisals/{desk.no}" in clerk_after
