"""What is refused about an objection, a ruling and a petition (domain 4.1, rows 21-24)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from appraisal.queries.objections import get_petition, list_of_assignment
from appraisal.services import objection_course as course
from appraisal.services import objection_rulings as rulings
from appraisal.services import objections, petitions
from appraisal.services.objection_door import GivenFile
from appraisal.services.objections import OBJECTIONS_MAX
from appraisal.vocabulary import AssignmentState, PriceRoute
from appraisal.vocabulary.objections import (
    ObjectionState,
    PetitionAction,
    PetitionGround,
    PetitionState,
    ReviewFinding,
)
from tests.support.appraisals import HOUR, WED, Desk, published, reported, small_pdf
from tests.support.objections import (
    SECOND,
    THU,
    WORDS,
    G,
    debtor,
    decide,
    force,
    in_review,
    judge,
    object_to,
    rule,
    said,
)
from tests.support.people import make_person


def enter(desk: Desk, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "statement": said(G.SCOPE), "handed_in_at": THU, "name": "赵敏", "actor": desk.clerk,
        "at": THU,
    }  # fmt: skip
    return objections.enter_objection(desk.no, **{**given, **changes})


def test_only_the_court_enters_a_paper_and_it_says_whose_it_is(desk: Desk) -> None:
    published(desk)

    for who in (debtor(), replace(desk.clerk, roles=frozenset({Role.FINANCE}))):
        with pytest.raises(Forbidden, match=r"^forbidden$"):
            enter(desk, actor=who)
    with pytest.raises(Refusal, match="objector_missing"):
        enter(desk, name=" ")
    with pytest.raises(NotFound):
        enter(desk, party_id=999)


def test_an_objection_is_written_out_and_one_person_makes_ten_at_most(desk: Desk) -> None:
    published(desk)
    for changes, field in (({"text": "短"}, "text"), ({"text": "长" * 4001}, "text")):
        with pytest.raises(Refusal, match="objection_incomplete") as refused:
            object_to(desk, G.SCOPE, **changes)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Refusal, match="objection_incomplete") as groundless:
        object_to(desk)
    assert set(groundless.value.fields) == {"grounds"}
    with pytest.raises(Refusal, match="too_many_files"):
        object_to(desk, G.SCOPE, files=[GivenFile(small_pdf(), "证据.pdf")] * 6)

    for number in range(OBJECTIONS_MAX):
        object_to(desk, G.SCOPE, text=f"{WORDS}之{number}")

    with pytest.raises(Refusal, match="too_many_objections"):
        object_to(desk, G.SCOPE)
    assert enter(desk).state is ObjectionState.UNDER_RULING


def test_a_price_that_was_found_is_not_objected_to(desk: Desk) -> None:
    """Even by somebody whose own days still run."""
    published(desk)

    for state in (AssignmentState.PRICE_FIXED, AssignmentState.EXPIRED):
        force(desk, state=state)
        with pytest.raises(Refusal, match="objection_after_price"):
            object_to(desk, G.SCOPE, text=f"{WORDS}{state}")


def test_nobody_objects_to_a_report_that_is_not_served(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(Conflict, match="objection_no_report"):
        object_to(desk, G.SCOPE)
    force(desk, state=AssignmentState.DRAFTING)
    with pytest.raises(Conflict, match="objection_no_report"):
        object_to(desk, G.SCOPE)
    assert list_of_assignment(desk.assignment().id) == []


def test_nobody_objects_while_the_work_is_elsewhere(desk: Desk) -> None:
    published(desk)
    force(desk, state=AssignmentState.COMMISSIONED)

    with pytest.raises(Conflict, match="objection_no_report"):
        object_to(desk, G.SCOPE)


def test_a_review_has_its_association_its_day_and_its_commission(desk: Desk) -> None:
    published(desk)
    no = object_to(desk, G.METHOD).no
    course.hand_to_agency(no, actor=desk.clerk, at=THU)
    given: dict[str, Any] = {
        "association": "协会", "questions": "可比实例是否恰当？", "due_on": date(2026, 3, 20),
        "actor": desk.clerk, "at": THU,
    }  # fmt: skip
    conclusion: dict[str, Any] = {
        "finding": ReviewFinding.NOT_NEGATED, "summary": "经评审，意见如下。",
        "concluded_on": date(2026, 3, 5), "paper": GivenFile(small_pdf("评审意见"), "评审意见.pdf"),
        "actor": desk.clerk, "at": THU,
    }  # fmt: skip

    with pytest.raises(Refusal, match="association_missing"):
        course.commission_review(no, **{**given, "association": " "})
    with pytest.raises(Refusal, match="review_due_past"):
        course.commission_review(no, **{**given, "due_on": date(2026, 3, 5)})
    with pytest.raises(Conflict, match="review_not_commissioned"):
        course.conclude_review(no, **conclusion)
    with pytest.raises(Refusal, match="review_in_future"):
        course.conclude_review(no, **{**conclusion, "concluded_on": date(2026, 3, 6)})


def test_a_negated_report_is_corrected_in_words(desk: Desk) -> None:
    published(desk)
    filed = in_review(desk)

    with pytest.raises(Refusal, match="correction_missing"):
        course.conclude_review(
            filed.no, finding=ReviewFinding.TO_CORRECT, summary="经评审，意见如下。",
            concluded_on=date(2026, 3, 5), paper=GivenFile(small_pdf("评审意见"), "评审意见.pdf"),
            correction=" ", actor=desk.clerk, at=THU + 4 * HOUR,
        )  # fmt: skip


def test_the_higher_court_is_asked_about_a_ruling_by_those_of_the_case(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.PROCEDURE)
    given: dict[str, Any] = {"reasons": "裁定认定事实错误。", "at": THU + 2 * HOUR}
    stranger = make_person("stranger", Role.PARTY)

    with pytest.raises(NotFound):
        rulings.ask_review(filed.no, actor=debtor(), **given)
    with pytest.raises(NotFound):
        decide(desk, filed, THU + 2 * HOUR)
    rule(desk, filed)
    with pytest.raises(NotFound):
        rulings.ask_review(filed.no, actor=stranger, **given)
    with pytest.raises(Forbidden):
        rulings.ask_review(filed.no, actor=replace(debtor(), roles=frozenset()), **given)
    with pytest.raises(Conflict, match="illegal_move"):
        decide(desk, filed, THU + 2 * HOUR)
    rulings.ask_review(filed.no, actor=debtor(), **given)
    with pytest.raises(Conflict, match="illegal_move"):
        rulings.ask_review(filed.no, actor=desk.applicant, **given)
    with pytest.raises(Forbidden):
        decide(
            desk, filed, THU + 3 * HOUR, is_reversed=False, upheld=[],
            actor=replace(judge(desk), roles=frozenset()),
        )  # fmt: skip
    for upheld in ([], [G.SCOPE], [G.PROCEDURE, G.METHOD]):
        with pytest.raises(Refusal, match="ground_not_judged"):
            decide(desk, filed, THU + 3 * HOUR, upheld=upheld)


def test_ten_days_after_the_ruling_nobody_asks_the_higher_court(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.PROCEDURE)
    rule(desk, filed)
    ruling = rulings.objections.find_ruling(filed.id)
    assert ruling is not None

    with pytest.raises(Refusal, match="ruling_review_late"):
        rulings.ask_review(
            filed.no, reasons="裁定认定事实错误。", actor=debtor(), at=ruling.review_until
        )
    assert rulings.ask_review(
        filed.no, reasons="裁定认定事实错误。", actor=debtor(), at=ruling.review_until - SECOND
    )


def petition(desk: Desk, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "ground": PetitionGround.FRAUD, "text": "议价存在欺诈，有证据证明。", "actor": debtor(),
        "at": THU,
    }  # fmt: skip
    return petitions.file_petition(desk.no, **{**given, **changes})


def test_a_petition_says_enough_and_is_its_own_petitioners(desk: Desk) -> None:
    published(desk)
    force(desk, state=AssignmentState.PRICE_FIXED, route=PriceRoute.NEGOTIATED)

    for text in ("短", "长" * 4001):
        with pytest.raises(Refusal, match="objection_incomplete"):
            petition(desk, text=text)
    with pytest.raises(Refusal, match="reason_needed"):
        course.dispute_answer("AO-1", reason="长" * 4001, actor=debtor(), at=THU)
    with pytest.raises(Refusal, match="objector_missing"):
        petition(desk, actor=desk.clerk, name=" ")
    filed = petition(desk)
    with pytest.raises(NotFound):
        petitions.withdraw_petition(filed.no, actor=desk.applicant, at=THU)
    with pytest.raises(NotFound):
        petitions.withdraw_petition(filed.no, actor=replace(debtor(), person_id=None), at=THU)
    with pytest.raises(Forbidden):
        petitions.withdraw_petition(filed.no, actor=replace(debtor(), roles=frozenset()), at=THU)
    given: dict[str, Any] = {"reasons": "经审查。", "at": THU + HOUR}
    with pytest.raises(Forbidden):
        petitions.decide_petition(
            filed.no, action=PetitionAction.DISMISS, actor=desk.clerk, **given
        )
    with pytest.raises(Refusal, match="invalid_input"):
        petitions.decide_petition(
            filed.no, action=PetitionAction.WITHDRAW, actor=judge(desk), **given
        )
    petitions.decide_petition(filed.no, action=PetitionAction.DISMISS, actor=judge(desk), **given)
    with pytest.raises(Conflict, match="illegal_move"):
        petitions.decide_petition(
            filed.no, action=PetitionAction.DISMISS, actor=judge(desk), **given
        )
    with pytest.raises(Conflict, match="illegal_move"):
        petitions.withdraw_petition(filed.no, actor=debtor(), at=THU)


def test_evidence_against_a_price_is_taken_while_one_stands(desk: Desk) -> None:
    """Art. 25: before the first notice, and only once there is a price."""
    published(desk)
    force(desk, route=PriceRoute.NEGOTIATED)
    with pytest.raises(Refusal, match="petition_no_price"):
        petition(desk)

    force(desk, state=AssignmentState.PRICE_FIXED)
    filed = petition(desk)
    for changes, code in (
        ({"state": AssignmentState.CHOOSING}, "petition_no_price"),
        ({"state": AssignmentState.DISPOSING, "disposal_started_at": THU}, "petition_late"),
    ):
        force(desk, **changes)
        with pytest.raises(Refusal, match=code):
            petitions.decide_petition(
                filed.no, action=PetitionAction.UPHOLD, reasons="经审查。", actor=judge(desk),
                at=THU,
            )  # fmt: skip


def test_no_price_is_taken_back_that_does_not_stand(desk: Desk) -> None:
    """A wrong handling may be told of before there is a price; there is nothing to reopen yet."""
    published(desk)
    handled = object_to(desk, G.SCOPE)
    objections.withdraw_objection(handled.no, actor=debtor(), at=THU + HOUR)
    filed = petition(desk, ground=PetitionGround.HANDLING_WRONG, at=THU + 2 * HOUR)

    with pytest.raises(Refusal, match="petition_no_price"):
        petitions.decide_petition(
            filed.no, action=PetitionAction.UPHOLD, reasons="经审查。", actor=judge(desk),
            at=THU + 3 * HOUR,
        )  # fmt: skip

    assert get_petition(filed.no).state is PetitionState.FILED
    assert desk.assignment().state is AssignmentState.PUBLISHED


def test_no_evidence_is_taken_once_the_sale_began(desk: Desk) -> None:
    published(desk)
    sold = (
        AssignmentState.DISPOSING, AssignmentState.SETTLING, AssignmentState.SETTLED,
        AssignmentState.WITHDRAWN,
    )  # fmt: skip
    for state in sold:
        force(desk, state=state, route=PriceRoute.NEGOTIATED)
        with pytest.raises(Refusal, match="petition_late"):
            petition(desk)

    force(desk, state=AssignmentState.PRICE_FIXED, disposal_started_at=WED + timedelta(days=1))
    with pytest.raises(Refusal, match="petition_late"):
        petition(desk)
