"""People who object to a report, and everybody who answers them."""

from datetime import date, datetime, timedelta
from typing import Any

from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Role
from app.store import unit_of_work
from appraisal.models.objection import Objection
from appraisal.queries import objections as reads
from appraisal.services import objection_course as course
from appraisal.services import objection_rulings as rulings
from appraisal.services import objections, reports
from appraisal.services.objection_door import GivenFile, Statement
from appraisal.services.serving import serve_party
from appraisal.vocabulary import ReviewCheck, ServiceMethod
from appraisal.vocabulary.objections import (
    ObjectionGround,
    ReviewFinding,
)
from registry import facade as registry
from tests.support.appraisals import (
    HOUR,
    WED,
    Desk,
    hand_in,
    lay_files,
    reported,
    small_pdf,
)
from tests.support.people import make_person

G = ObjectionGround


SECOND = timedelta(seconds=1)


ALL_HOLD = dict.fromkeys(ReviewCheck, True)


THU = WED + timedelta(days=1)


WORDS = "报告记载的建筑面积与不动产登记簿不一致。"


def said(*grounds: ObjectionGround, text: str = WORDS, **changes: Any) -> Statement:
    return Statement(frozenset(grounds), text, **changes)


def debtor() -> Actor:
    return actor_named("debtor")


def judge(desk: Desk) -> Actor:
    try:
        return actor_named("judge")
    except NotFound:
        return make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)


def object_to(
    desk: Desk, *grounds: ObjectionGround, at: datetime = THU, **changes: Any
) -> Objection:
    """Let the debtor object."""
    return objections.file_objection(
        desk.no, statement=said(*grounds, **changes), actor=debtor(), at=at
    )


def in_review(desk: Desk) -> Objection:
    """Walk an objection to the method until the association has it."""
    filed = object_to(desk, G.METHOD)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)
    course.dispute_answer(filed.no, reason="可比实例不可比。", actor=debtor(), at=THU + 2 * HOUR)
    course.commission_review(
        filed.no, association="山东省房地产估价协会", questions="可比实例是否恰当？",
        due_on=date(2026, 3, 20), actor=desk.clerk, at=THU + 3 * HOUR,
    )  # fmt: skip
    return reads.get_objection(filed.no)


def conclude(desk: Desk, objection: Objection, finding: ReviewFinding, **changes: Any) -> None:
    given: dict[str, Any] = {
        "finding": finding, "summary": "经评审，意见如下。", "concluded_on": date(2026, 3, 5),
        "paper": GivenFile(small_pdf("评审意见"), "评审意见.pdf"), "actor": desk.clerk,
        "at": THU + 4 * HOUR,
    }  # fmt: skip
    course.conclude_review(objection.no, **{**given, **changes})


def rule(desk: Desk, objection: Objection, *upheld: ObjectionGround, **changes: Any) -> None:
    given: dict[str, Any] = {
        "reasons": "经审查，理由如下。", "correction": "更正建筑面积", "actor": judge(desk),
        "at": THU + HOUR,
    }  # fmt: skip
    rulings.rule_on_objection(objection.no, upheld=upheld, **{**given, **changes})


def publish_again(desk: Desk, at: datetime) -> None:
    """Hand a correction in and serve it at once on everybody."""
    lay_files(desk, at, words="补正后的评估报告")
    hand_in(desk, at, reason="按裁定补正")
    serve_all(desk, at + HOUR)


def force(desk: Desk, **values: Any) -> None:
    """Put an appraisal where no order leads yet."""
    with unit_of_work():
        for name, value in values.items():
            setattr(desk.assignment(), name, value)


def serve_all(desk: Desk, at: datetime) -> None:
    entry = reports.ServiceEntry(ServiceMethod.ELECTRONIC, at)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", actor=desk.clerk, at=at,
        service={party.id: entry for party in registry.parties_of(desk.assignment().case_number)},
    )  # fmt: skip


def serve_debtor_later(desk: Desk, at: datetime) -> datetime:
    """Serve the applicant first and the debtor at another moment; return the debtor's end."""
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", later=[second.id], actor=desk.clerk, at=WED + 5 * HOUR,
        service={first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)},
    )  # fmt: skip
    entry = reports.ServiceEntry(ServiceMethod.POST, at)
    return serve_party(desk.no, second.id, entry=entry, actor=desk.clerk, at=at).window_ends_at


def decide(desk: Desk, objection: Objection, at: datetime, **changes: Any) -> None:
    given: dict[str, Any] = {
        "is_reversed": True, "upheld": [G.PROCEDURE], "court_name": "济南市中级人民法院",
        "decision_no": "（2026）鲁01执复12号", "reasons": "撤销异议裁定。", "actor": desk.clerk,
    }  # fmt: skip
    rulings.decide_review(objection.no, at=at, **{**given, **changes})
