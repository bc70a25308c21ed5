"""Objections as party, agency, court and public see them."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from appraisal.queries import objections as reads
from registry import facade as registry
from tests.support.appraisals import HOUR, WED, Desk, open_desk, published, reported, small_pdf
from tests.support.people import make_person, sign_in
from tests.support.web import Client

THU = WED + timedelta(days=1)
WORDS = "报告记载的建筑面积与登记簿不一致。"


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A case whose report is open to objection; the clock stands on the next day."""
    clock_at(WED)
    return open_desk(app, tmp_path)


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]


def test_an_objection_walks_from_the_party_to_the_agency_and_back(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    """The form asks one thing a step and says where it goes; each side sees its own page."""
    published(desk)
    clock_at(THU)
    debtor = sign_in(desk.app, "debtor")
    here = f"/my/appraisals/{desk.no}"
    assert desk.no in text_of(debtor.get("/my/appraisals"))
    assert "data-countdown" in text_of(debtor.get(here))
    assert desk.no in text_of(debtor.get("/desk"))

    first = text_of(debtor.get(f"{here}/objection"))
    second = text_of(debtor.get(f"{here}/objection?grounds=method&go=1"))
    made = debtor.post(
        f"{here}/objection",
        data={"grounds": ["method"], "text": WORDS, "files": (io.BytesIO(small_pdf()), "证据.pdf")},
    )

    assert 'name="text"' not in first
    assert "移交评估机构" in second
    assert made.status_code == 303
    (row,) = reads.list_of_assignment(desk.assignment().id)
    clerk = sign_in(desk.app, "clerk")
    board = f"/desk/appraisals/{desk.no}/objections"
    assert WORDS in text_of(clerk.get(board))
    assert clerk.post(f"{board}/{row.no}/transfer").status_code == 303
    agency = sign_in(desk.app, "agency1")
    theirs = f"/assignments/{desk.no}/objections"
    assert WORDS in text_of(agency.get(theirs))
    assert "李强" not in text_of(agency.get(theirs))
    sent = agency.get(f"/objections/{row.no}/files/{row.media[0]}")
    assert sent.get_data().startswith(b"%PDF")
    sent.close()
    answered = agency.post(f"{theirs}/{row.no}/answer", data={"text": "已采用可比实例三宗。"})
    assert answered.status_code == 303
    own = made.location
    assert "已采用可比实例三宗。" in text_of(debtor.get(own))
    assert debtor.post(f"{own}/dispute", data={"text": "仍不同意该说明"}).status_code == 303
    asked = clerk.post(
        f"{board}/{row.no}/review",
        data={"association": "省估价协会", "questions": "是否恰当？", "due_on": "2026-03-20"},
    )
    assert asked.status_code == 303
    concluded = clerk.post(
        f"{board}/{row.no}/conclusion",
        data={
            "finding": "not_negated", "summary": "不予否定", "concluded_on": "2026-03-05",
            "paper": (io.BytesIO(small_pdf("评审")), "评审.pdf"),
        },
    )  # fmt: skip
    assert concluded.status_code == 303
    public = text_of(Client(desk.app).get(f"/appraisals/{desk.no}"))
    assert "专业技术评审未否定评估报告" in public
    assert "李强" not in public


def test_a_form_without_a_ground_asks_again(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    published(desk)
    clock_at(THU)
    debtor = sign_in(desk.app, "debtor")

    answer = debtor.post(f"/my/appraisals/{desk.no}/objection", data={"text": WORDS})

    assert answer.status_code == 422


def test_a_late_objector_reads_where_to_go(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    ends_at = published(desk)
    clock_at(ends_at)
    debtor = sign_in(desk.app, "debtor")
    here = f"/my/appraisals/{desk.no}"

    answer = debtor.post(f"{here}/objection", data={"grounds": ["scope"], "text": WORDS})

    assert answer.status_code == 422
    assert "第24条" in text_of(answer)
    assert "申请执行监督" in text_of(answer)
    assert "您已不能再提出异议" in text_of(debtor.get(here))


def test_a_judge_rules_and_a_stranger_finds_nothing(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    published(desk)
    clock_at(THU)
    debtor = sign_in(desk.app, "debtor")
    debtor.post(f"/my/appraisals/{desk.no}/objection", data={"grounds": ["scope"], "text": WORDS})
    (row,) = reads.list_of_assignment(desk.assignment().id)
    make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)
    make_person("stranger", Role.PARTY)
    make_person("far", Role.CLERK, court_id=99)
    board = f"/desk/appraisals/{desk.no}/objections"

    judge = sign_in(desk.app, "judge")
    assert row.no in text_of(judge.get("/desk"))
    ruled = judge.post(
        f"{board}/{row.no}/ruling",
        data={"upheld": ["scope"], "reasons": "确有遗漏车位", "correction": "补充遗漏的车位"},
    )

    assert ruled.status_code == 303
    assert "补充遗漏的车位" in text_of(sign_in(desk.app, "agency1").get(f"/assignments/{desk.no}"))
    stranger = sign_in(desk.app, "stranger")
    assert stranger.get(f"/my/appraisals/{desk.no}").status_code == 404
    assert stranger.get(f"/my/objections/{row.no}").status_code == 404
    assert sign_in(desk.app, "far").get(board).status_code == 403
    assert sign_in(desk.app, "applicant").get(f"/my/objections/{row.no}").status_code == 404


def test_the_clerk_serves_one_after_the_other_and_enters_a_paper(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    reported(desk)
    clock_at(WED + 5 * HOUR)
    clerk = sign_in(desk.app, "clerk")
    first, second = registry.parties_of(desk.assignment().case_number)
    published_at = "2026-03-04T14:00"
    answer = clerk.post(
        f"/desk/appraisals/{desk.no}/publication",
        data={
            "checks": ["basic_facts", "scope", "agency_seal", "signers", "other"],
            f"method_{first.id}": "direct", f"received_at_{first.id}": published_at,
            f"method_{second.id}": "direct", f"received_at_{second.id}": published_at,
            f"later_{second.id}": "yes",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    board = f"/desk/appraisals/{desk.no}/objections"
    assert "全部送达之前不确定参考价" in text_of(clerk.get(board))

    served = clerk.post(
        f"{board.removesuffix('/objections')}/services",
        data={"party_id": second.id, "method": "publication", "received_at": published_at},
    )
    entered = clerk.post(
        board,
        data={
            "name": "赵敏", "handed_in_at": published_at, "grounds": ["procedure"],
            "text": WORDS,
        },
    )  # fmt: skip

    assert (served.status_code, entered.status_code) == (303, 303)
    assert "2026年3月24日" in text_of(clerk.get(board))
    assert "赵敏" in text_of(clerk.get(board))
