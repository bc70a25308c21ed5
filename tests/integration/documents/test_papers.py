"""Papers of the court: set in Chinese type, numbered, sealed, issued once."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.documents import facade
from app.documents.layouts import LAYOUTS
from app.documents.queries import list_damaged
from app.documents.samples import sample_values
from app.documents.vocabulary import FIELDS, PaperKind
from app.kernel.actors import SYSTEM
from app.kernel.citation import Citation
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.lawbook import Step
from app.store import blobs
from app.trail.queries import timeline
from tests.support.web import Client

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CASE = "（2026）鲁0102执1234号"
HEAD: dict[str, Any] = {
    "case_number": CASE, "court_id": 1, "court_code": "0102",
    "court_name": "济南市历下区人民法院", "actor": SYSTEM, "at": NOON,
}  # fmt: skip
AGENCIES = [{"name": f"评估机构{n}", "code": f"91370102MA3X{n:06d}"} for n in range(3)]
ARTICLE = Citation("法释〔2018〕15号", "第32条")
STEPS = [Step("Basic fee paid in advance", 200_000, "1 + 1", ARTICLE)]
SUM = Money(177_558_480)
VALUES: dict[PaperKind, dict[str, Any]] = {
    PaperKind.SALE_CONFIRMATION: {
        "lot_no": "L-1", "asset_title": "住宅一套", "round": "第一次拍卖", "start_price": SUM,
        "hammer_price": SUM, "buyer_name": "张三", "buyer_identity": "居民身份证 3701****",
        "paddle": "K7QP", "bid_at": NOON, "closed_at": NOON, "bids": 3, "bidders": 2,
        "extensions": 1, "deposit": SUM, "balance": SUM, "balance_due": date(2026, 3, 12),
    },
    PaperKind.DRAW_RECORD: {
        "draw_no": "D-1", "asset_no": "A-1", "asset_title": "住宅一套", "method": "CJD-1",
        "frozen_at": NOON, "drawn_at": NOON, "pool": AGENCIES, "pool_sha256": "a" * 64,
        "commitment": "b" * 64, "seed": "c" * 64, "order": AGENCIES,
        "excluded": [{"name": "丁机构", "reason": "地域不符"}], "transcript_url": "http://x/t",
        "kind_title": "评估机构", "basis": "法释〔2009〕16号第九条", "round": 1,
        "mode": "外部数源", "nonce": "d" * 64,
        "strings": [{"giver": "申请执行人", "text": "泉城"}], "correction": "录入有误",
        "sources": [{"name": "双色球", "bits": "24.1", "value": "01", "fallback": "取下一期",
                     "entries": "录入人一 01"}],
        "objections": [{"reason": "漏列", "decision": "不成立"}], "transcript_sha256": "e" * 64,
    },
    PaperKind.AGREEMENT_RECORD: {
        "draw_no": "D-1", "asset_no": "A-1", "asset_title": "住宅一套", "opened_at": NOON,
        "agreed_at": NOON, "sides": "申请执行人、被执行人", "order": AGENCIES,
    },
    PaperKind.DISTRIBUTION_PLAN: {
        "lot_no": "L-1", "asset_title": "住宅一套", "proceeds": SUM, "appraisal_fee": SUM,
        "execution_fee": None, "available": SUM, "surplus": Money.ZERO, "steps": STEPS,
        "citations": [], "has_days": True,
        "shares": [
            {"name": "甲", "rank": "普通", "claim": None, "amount": SUM, "basis": "第508条"}
        ],
    },
    PaperKind.STANDING_DECISION: {
        "decision_no": "S-1", "title": "暂停委托决定书", "agency_name": "评估机构",
        "agency_code": "91370102MA3X00001X", "measure": "暂停委托", "ground": "逾期",
        "basis": ARTICLE, "reasons": "逾期提交评估报告。", "numbers": [], "source": "",
        "hearing_notified_at": NOON, "hearing_held_at": NOON, "hearing_statement": "无异议",
        "from_on": date(2026, 3, 2), "until_on": date(2026, 6, 2),
        "appeal_until": date(2026, 3, 16), "decided_by": "李明",
    },
    PaperKind.APPEAL_DECISION: {
        "decision_no": "S-1", "agency_name": "评估机构", "agency_code": "91370102MA3X00001X",
        "measure": "暂停委托", "decided_on": date(2026, 3, 2), "appealed_at": NOON,
        "appeal_text": "不服", "outcome": "维持", "reasons": "理由不成立。", "decided_by": "赵敏",
    },
}  # fmt: skip
VALUES |= {kind: sample_values(kind) for kind in LAYOUTS}


def issue(kind: PaperKind, audience: Audience = Audience.PUBLIC, **more: Any) -> facade.PaperView:
    return facade.issue(
        kind, reference="R-1", data=VALUES[kind], audience=audience, **{**HEAD, **more}
    )


@pytest.mark.parametrize("kind", PaperKind)
def test_each_paper_is_a_pdf_whose_text_can_be_selected(
    db_session: Session, kind: PaperKind
) -> None:
    paper = issue(kind)

    with pikepdf.open(io.BytesIO(blobs.path(paper.sha256).read_bytes())) as pdf:
        assert paper.no in str(pdf.docinfo["/Title"])
        fonts = [item for item in pdf.objects if _is_font(item)]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts)


def _is_font(item: Any) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"


@pytest.mark.parametrize("kind", PaperKind)
def test_every_field_that_a_template_reads_is_listed(kind: PaperKind) -> None:
    assert set(VALUES[kind]) == FIELDS[kind]


def test_a_paper_about_one_thing_is_issued_once(db_session: Session) -> None:
    first = issue(PaperKind.FEE_SETTLEMENT)
    again = issue(PaperKind.FEE_SETTLEMENT)

    assert again == first
    told = timeline(CASE, audience=Audience.COURT)
    assert [entry.name for entry in told] == ["documents.paper.issued"]


def test_a_paper_without_all_its_values_is_not_issued(db_session: Session) -> None:
    values = dict(VALUES[PaperKind.SALE_CONFIRMATION])
    del values["paddle"]

    with pytest.raises(ValueError, match="paddle"):
        facade.issue(
            "sale_confirmation", reference="R-1", audience=Audience.PUBLIC, data=values, **HEAD
        )


def test_a_rare_sign_in_a_name_is_printed_as_its_code_and_stops_nothing(
    db_session: Session,
) -> None:
    values = VALUES[PaperKind.SALE_CONFIRMATION] | {"buyer_name": "张𠮷"}

    paper = facade.issue(
        "sale_confirmation", reference="R-2", audience=Audience.PUBLIC, data=values, **HEAD
    )

    assert paper.size > 10_000


def test_the_same_values_give_the_same_bytes(db_session: Session) -> None:
    values = {
        **VALUES[PaperKind.FEE_SETTLEMENT], "paper_no": "P-1", "court_name": "法院",
        "case_number": CASE, "issued_on": date(2026, 3, 2), "verify_url": "http://x",
        "verify_code": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    }  # fmt: skip

    assert facade.render("fee_settlement", values) == facade.render("fee_settlement", values)


def test_a_public_paper_opens_to_everyone_by_its_number(
    db_session: Session, client: Client
) -> None:
    paper = issue(PaperKind.SALE_CONFIRMATION)

    page = client.get(paper.url)
    file = client.get(paper.file_url, buffered=True)

    assert paper.sha256 in page.text
    assert file.data.startswith(b"%PDF")
    assert "filename*=UTF-8''" in file.headers["Content-Disposition"]


def test_a_paper_edited_on_disk_is_not_handed_out(
    app: Flask, db_session: Session, client: Client
) -> None:
    paper = issue(PaperKind.SALE_CONFIRMATION)
    assert list_damaged() == []
    file = blobs.path(paper.sha256)
    file.write_bytes(file.read_bytes().replace(b"%PDF", b"%PdF", 1))

    answer = client.get(paper.file_url)

    assert answer.status_code == 409
    assert list_damaged() == [paper.no]
