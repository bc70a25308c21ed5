"""The pages of the four routes as clerk, party, operator and everyone see them."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from appraisal.queries import find_assignment_of_asset
from appraisal.services import inquiry_review
from registry import facade as registry
from tests.support.appraisals import HOUR, WED, small_pdf
from tests.support.people import make_person, sign_in
from tests.support.routes import RouteDesk, figure, file_case, list_three, open_network, open_window


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    """A filed asset; three platforms are listed."""
    clock_at(WED)
    made = file_case(app, tmp_path)
    list_three(made, tmp_path / "inquiry")
    return made


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def test_the_page_of_the_appraisal_leads_to_the_four_routes(case: RouteDesk) -> None:
    clerk = sign_in(case.desk.app, "clerk")

    answer = clerk.get(f"/desk/appraisals/{case.no}")
    page = text_of(clerk.get(answer.location))

    assert answer.status_code == 302
    assert page.count("mc-route__name") == 4
    assert "法释〔2018〕15号 第7条" in page


def test_the_parties_agree_on_their_phones_and_everyone_reads_the_price(case: RouteDesk) -> None:
    clerk = sign_in(case.desk.app, "clerk")
    here = f"/desk/appraisals/{case.no}/routes"
    clerk.post(f"{here}/negotiation", data={"last_day": "2026-03-11"})
    for account in ("applicant", "debtor"):
        party = sign_in(case.desk.app, account)
        assert f"/appraisals/{case.no}/price" in text_of(party.get("/desk"))
        given = party.post(f"/appraisals/{case.no}/price", data={"value": "2,100,000"})
        assert given.status_code == 303
        assert "2,100,000.00" in text_of(party.get(given.location))
    assert "2,100,000.00" in text_of(clerk.get(here))

    fixed = clerk.post(f"{here}/negotiation/confirmation", data={"note": "无案外人权利"})

    assert fixed.status_code == 303
    assert "2,100,000.00" in text_of(clerk.get(here))
    public = sign_in(case.desk.app, "clerk").get(f"/appraisals/{case.no}")
    assert "2,100,000.00" in text_of(public)
    assert "王芳" not in text_of(public)
    assert case.desk.app.test_client().get(f"/api/v1/appraisals/{case.no}").json["value"]


def test_the_other_side_does_not_read_a_figure_before_its_time(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)

    for account, path in (
        ("debtor", f"/appraisals/{case.no}/price"),
        ("clerk", f"/desk/appraisals/{case.no}/routes"),
    ):
        page = text_of(sign_in(case.desk.app, account).get(path))
        assert "2,100,000" not in page


def test_a_stranger_does_not_find_the_window(case: RouteDesk) -> None:
    open_window(case)
    make_person("stranger", Role.PARTY)

    assert sign_in(case.desk.app, "stranger").get(f"/appraisals/{case.no}/price").status_code == 404


def test_a_bad_amount_stays_in_the_form(case: RouteDesk) -> None:
    open_window(case)
    party = sign_in(case.desk.app, "applicant")

    answer = party.post(f"/appraisals/{case.no}/price", data={"value": "两百万"})

    assert answer.status_code == 422
    assert 'value="两百万"' in text_of(answer)


def test_the_clerk_enters_an_answer_with_its_paper(case: RouteDesk) -> None:
    clerk = sign_in(case.desk.app, "clerk")
    here = f"/desk/appraisals/{case.no}/routes"
    clerk.post(
        f"{here}/impossible",
        data={"route": "negotiated", "fault": "party_unreachable", "note": "查无下落"},
    )
    clerk.post(
        f"{here}/letter",
        data={"body_name": "税务局", "price_kind": "tax_base", "last_day": "2026-03-11"},
    )

    missing = clerk.post(
        f"{here}/letter/answer",
        data={"value": "2000000", "valid_until": "2026-09-01", "received_at": "2026-03-04T09:00"},
    )
    answer = clerk.post(
        f"{here}/letter/answer",
        data={
            "value": "2000000", "valid_until": "2026-09-01", "received_at": "2026-03-04T09:00",
            "file": (io.BytesIO(small_pdf("复函")), "复函.pdf"),
        },
    )  # fmt: skip

    assert missing.status_code == 422
    assert answer.status_code == 303
    assert "2,000,000.00" in text_of(clerk.get(answer.location))


def test_the_clerk_reviews_and_serves_the_platforms(case: RouteDesk) -> None:
    open_network(case)
    for place, code in enumerate("ABC"):
        case.report(code, 200_000_000 + place, at=WED)
    clerk = sign_in(case.desk.app, "clerk")
    here = f"/desk/appraisals/{case.no}/routes"
    faulty = case.result("C").id

    clerk.post(f"{here}/network/review", data={f"defect_{faulty}": "left_out", "note": "遗漏"})
    service = {}
    for party in registry.parties_of(case.assignment().case_number):
        service |= {
            f"method_{party.id}": "electronic", f"received_at_{party.id}": "2026-03-04T09:00",
        }  # fmt: skip
    served = clerk.post(f"{here}/network/service", data=service)

    assert served.status_code == 303
    found = inquiry_review.price_of(case.inquiry())
    assert found is not None
    public = text_of(case.desk.app.test_client().get(f"/appraisals/{case.no}"))
    assert found[0].yuan in public
    assert "甲询价平台" in public


def test_only_the_operator_writes_the_list(case: RouteDesk) -> None:
    entry = {
        "code": "D", "name": "丁平台", "url": "http://192.0.2.1/", "fee": "600",
        "public_key": case.keys["A"].public,
    }  # fmt: skip
    assert sign_in(case.desk.app, "clerk").get("/desk/inquiry-platforms").status_code == 403
    operator = sign_in(case.desk.app, "operator")

    refused = operator.post("/desk/inquiry-platforms", data=entry)
    listed = operator.post(
        "/desk/inquiry-platforms", data={**entry, "url": "https://platform.example/api"}
    )
    left = operator.post("/desk/inquiry-platforms/D/removal", data={"reason": "一年五次逾期"})

    assert (refused.status_code, listed.status_code, left.status_code) == (422, 303, 303)
    assert "丁平台" in text_of(operator.get("/desk/inquiry-platforms"))


def test_a_platform_tells_through_the_door_and_a_forger_does_not(case: RouteDesk) -> None:
    open_network(case)
    body = b'{"kind":"report"}'
    good, forged = case.signed("A", body), case.signed("A", body, forged=True)
    visitor = case.desk.app.test_client()

    answers = [
        visitor.post(
            "/inquiry/reports",
            data=one.body,
            headers={
                "X-Platform-Code": "A",
                "X-Platform-Timestamp": one.timestamp,
                "X-Platform-Signature": one.signature,
            },
        )
        for one in (good, forged)
    ]

    assert [answer.status_code for answer in answers] == [422, 401]
    assert answers[1].json["code"] == "inquiry_signature_invalid"
    assert visitor.get("/inquiry/key").json["algorithm"] == "Ed25519"


def test_an_unfiled_asset_offers_the_filing_and_the_jump(case: RouteDesk) -> None:
    from registry.seeds import SeedCase, seed_case
    from registry.vocabulary import ASSET_FACTS, AssetNature
    from tests.support.money import Money

    plan = SeedCase(
        number="（2026）鲁0102执77号", cause="借款", judge_name="李明", nature=AssetNature.VEHICLE,
        title="轿车一辆", address="济南市", estimated_value=Money(10_000_000),
        findings=dict.fromkeys(ASSET_FACTS, "已查明"), parties=(),
    )  # fmt: skip
    asset_no = seed_case(plan, clerk=case.clerk, at=WED + HOUR)
    clerk = sign_in(case.desk.app, "clerk")
    assert f"/desk/assets/{asset_no}/filing" in text_of(clerk.get(f"/desk/assets/{asset_no}/route"))

    filed = clerk.post(f"/desk/assets/{asset_no}/filing")

    assert filed.status_code == 303
    found = find_assignment_of_asset(asset_no)
    assert found is not None
    assert found.no in filed.location
