"""The money of an appraisal as court, applicant and agency see it."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from appraisal import facade
from appraisal.queries import fees as queries
from appraisal.timers import fix_due_prices, stall_due_fees
from appraisal.vocabulary import AssignmentState
from tests.support.appraisals import WED, Desk, commission, open_desk, published, small_pdf
from tests.support.people import make_person, sign_in

LATER = WED + timedelta(days=60)
ROUTE = {"route": "commissioned_appraisal", "ground": "both_ask", "note": ""}
FEE = {"amount": "2,000", "schedule": "RE_1995_971", "due_on": "2026-03-11"}


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A case of two parties whose three agencies are drawn; the clock stands after the draw."""
    clock_at(WED)
    return open_desk(app, tmp_path)


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def asked(desk: Desk) -> None:
    """Let the clerk choose the route and ask for the fee by its pages."""
    clerk = sign_in(desk.app, "clerk")
    chosen = clerk.post(f"/desk/assets/{desk.asset_no}/route", data=ROUTE)
    desk.no = chosen.location.rsplit("/", 1)[1]
    answer = clerk.post(f"/desk/appraisals/{desk.no}/fee", data=FEE)
    assert answer.status_code == 303


def letter() -> dict[str, object]:
    return {
        "insurer": "泰山财产保险股份有限公司",
        "insurer_code": "91370000590330047C",
        "number": "=1+1",
        "amount": "2,000",
        "valid_until": "2026-12-31",
        "letter": (io.BytesIO(small_pdf("保函")), "保函.pdf"),
    }


def test_the_applicant_hands_a_letter_in_and_the_clerk_accepts_it(desk: Desk) -> None:
    asked(desk)
    applicant, clerk = sign_in(desk.app, "applicant"), sign_in(desk.app, "clerk")

    empty = applicant.post(f"/appraisals/{desk.no}/fee/guarantees", data={})
    sent = applicant.post(
        f"/appraisals/{desk.no}/fee/guarantees", data=letter(), content_type="multipart/form-data"
    )
    seen = text_of(clerk.get(f"/desk/appraisals/{desk.no}/fee"))
    (found,) = queries.list_guarantees(desk.assignment().id)
    accepted = clerk.post(f"/desk/appraisals/{desk.no}/fee/guarantees/{found.id}/acceptance")

    assert empty.status_code == 422
    assert sent.status_code == 303
    assert "泰山财产保险股份有限公司" in seen
    assert accepted.status_code == 303
    assert desk.assignment().state is AssignmentState.COMMISSIONED


def test_nobody_else_sees_the_fee_of_an_applicant(desk: Desk) -> None:
    asked(desk)

    assert sign_in(desk.app, "debtor").get(f"/appraisals/{desk.no}/fee").status_code == 404
    assert sign_in(desk.app, "agency1").get(f"/appraisals/{desk.no}/fee").status_code == 403
    assert sign_in(desk.app, "applicant").get(f"/appraisals/{desk.no}/fee").status_code == 200


def test_a_stalled_fee_is_asked_again_on_the_page_of_the_appraisal(desk: Desk) -> None:
    asked(desk)
    stall_due_fees(WED + timedelta(days=9))
    clerk = sign_in(desk.app, "clerk")

    page = text_of(clerk.get(f"/desk/appraisals/{desk.no}"))
    again = clerk.post(f"/desk/appraisals/{desk.no}/fee", data={**FEE, "due_on": "2026-03-25"})

    assert "评估暂停" in page
    assert again.status_code == 303
    assert desk.assignment().state is AssignmentState.FEE_PENDING


def test_a_judge_adopts_a_setting_and_the_clerk_is_offered_its_sum(desk: Desk) -> None:
    make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)
    judge, clerk = sign_in(desk.app, "judge"), sign_in(desk.app, "clerk")
    form = {
        "regime": "SD54_PURE", "pay_days": "10", "reasons": "按标准收费额的三成预收。", "seen": "0",
        "basis_housing": "share", "share_housing": "30", "cap_housing": "2,400",
        "minimum_housing": "500",
    }  # fmt: skip

    faulty = judge.post("/desk/fee-settings", data={**form, "cap_housing": ""})
    adopted = judge.post("/desk/fee-settings", data=form)
    refused = clerk.post("/desk/fee-settings", data=form)
    chosen = clerk.post(f"/desk/assets/{desk.asset_no}/route", data=ROUTE)
    page = text_of(clerk.get(chosen.location))

    assert faulty.status_code == 422
    assert adopted.status_code == 303
    assert refused.status_code == 403
    assert "2400.00" in page
    assert "P21" in page
    assert "未查到山东省的收费标准" in page
    assert "2,400.00" in text_of(clerk.get("/desk/fee-settings"))


def test_the_agency_claims_and_the_court_settles_and_everybody_reads_the_statement(
    desk: Desk,
) -> None:
    fix_due_prices(published(desk))
    agency, clerk = sign_in(desk.app, "agency1"), sign_in(desk.app, "clerk")
    without = agency.post(f"/assignments/{desk.no}/expense-claim", data={"travel": "300"})
    claimed = agency.post(
        f"/assignments/{desk.no}/expense-claim",
        data={
            "travel": "300", "survey": "800", "note": "=HYPERLINK(1)",
            "receipts": (io.BytesIO(small_pdf("票据")), "票据.pdf"),
        },
        content_type="multipart/form-data",
    )  # fmt: skip
    claim = queries.find_claim(desk.assignment().id, desk.agency.agency_code or "")
    assert claim is not None
    early = clerk.post(f"/desk/appraisals/{desk.no}/fee/settlement", data={"outcome": "FAILED"})
    clerk.post(
        f"/desk/appraisals/{desk.no}/fee/claims/{claim.id}/decision",
        data={"accepted": "1,000", "reason": "交通费超标。"},
    )
    settled = clerk.post(f"/desk/appraisals/{desk.no}/fee/settlement", data={"outcome": "FAILED"})

    assert without.status_code == 422
    assert claimed.status_code == 303
    assert early.status_code == 409
    assert settled.status_code == 303
    for account in ("clerk", "applicant", "debtor", "agency1"):
        answer = sign_in(desk.app, account).get(f"/appraisals/{desk.no}/fee-statement")
        assert "1,000.00" in text_of(answer), account
        assert "法释〔2018〕15号" in text_of(answer)
    for account in ("agency2",):
        path = f"/appraisals/{desk.no}/fee-statement"
        assert sign_in(desk.app, account).get(path).status_code == 404
    money = text_of(agency.get("/desk/agency-fees"))
    assert "1,000.00" in money
    assert desk.no in money
    assert desk.no not in text_of(sign_in(desk.app, "agency2").get("/desk/agency-fees"))


def test_the_workbook_holds_numbers_and_texts_and_no_formula(desk: Desk) -> None:
    fix_due_prices(published(desk))
    facade.settle_assignment(
        desk.asset_no, outcome="FAILED", disposal_price=None, actual_expense=Money(180_000),
        actor=desk.clerk, at=LATER,
    )  # fmt: skip

    answer = sign_in(desk.app, "clerk").get(f"/appraisals/{desk.no}/fee-statement.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    lines, steps = book.worksheets
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    facts = {row[1].value: row for row in lines.iter_rows() if row[1].value}
    assert facts["评估费合计"][2].value == 1800
    assert facts["评估费合计"][2].number_format == "#,##0.00"
    assert facts["评估费合计"][3].value == "180000"
    assert "合并适用" in str(facts["适用规则"][2].value)
    assert any("第32条" in str(cell.value) for cell in cells)
    assert steps["B1"].value == "计算步骤"
    assert lines.page_setup.orientation == "landscape"


def test_an_agency_that_only_waits_for_the_result_sees_its_basic_fee(desk: Desk) -> None:
    commission(desk)

    page = text_of(sign_in(desk.app, "agency1").get("/desk/agency-fees"))

    assert "2,000.00" in page
    assert "基本评估费已交或已担保" in page
