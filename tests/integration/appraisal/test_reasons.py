"""Who decides says why: no act that takes something from somebody goes without its reason."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from app.kernel.errors import Refusal
from app.kernel.money import Money
from appraisal.services import (
    commissioning,
    directed_inquiry,
    disposal,
    expenses,
    guarantees,
    objection_course,
    objections,
    overdue,
    petitions,
    reports,
    respites,
    routing,
    suspension,
    withdrawal,
)
from appraisal.services import objection_rulings as rulings
from appraisal.services import price_negotiating as negotiating
from appraisal.services.objection_door import GivenFile
from appraisal.vocabulary import (
    PriceRoute,
    RespiteGround,
    ReviewCheck,
    SuspensionGround,
    WithdrawalGround,
)
from appraisal.vocabulary.inquiries import RouteFault
from appraisal.vocabulary.objections import PetitionAction, ReviewFinding
from tests.support.appraisals import WED, Desk, small_pdf
from tests.support.objections import ALL_HOLD

Orders = Mapping[str, Callable[[str], object]]
BLANK = "   "
DAY = date(2026, 3, 20)
FAILED = {**ALL_HOLD, ReviewCheck.SCOPE: False}


def decisions(desk: Desk) -> Orders:
    no, judge, clerk = desk.no, desk.judge, desk.clerk
    return {
        "pass over": lambda why: commissioning.refuse_assignment(
            no, reason=why, actor=desk.agency, at=WED
        ),
        "excuse": lambda why: overdue.excuse_refusal(no, turn=1, reason=why, actor=clerk, at=WED),
        "confirm a claim": lambda why: expenses.confirm_expense(
            no, 1, accepted=Money(1), reason=why, actor=clerk, at=WED
        ),
        "return a letter": lambda why: guarantees.return_guarantee(
            no, 1, reason=why, actor=clerk, at=WED
        ),
        "return a report": lambda why: reports.return_report(
            no, checks=FAILED, note=why, actor=clerk, at=WED
        ),
        "more time": lambda why: respites.grant_respite(
            no, ground=RespiteGround.EXTENSION, days=5, asked_on=date(2026, 3, 4), reason=why,
            actor=clerk, at=WED,
        ),
        "suspend": lambda why: suspension.suspend_appraisal(
            no, ground=SuspensionGround.COURT_DECIDES, reason=why, actor=judge, at=WED
        ),
        "resume": lambda why: suspension.resume_appraisal(no, reason=why, actor=judge, at=WED),
        "withdraw": lambda why: withdrawal.withdraw_appraisal(
            no, ground=WithdrawalGround.COURT_DECIDES, reason=why, actor=judge, at=WED
        ),
        "reopen": lambda why: disposal.reopen_routes(no, reason=why, actor=judge, at=WED),
    }  # fmt: skip


def choices_of_a_route(desk: Desk) -> Orders:
    no, clerk = desk.no, desk.clerk
    return {
        "rule out": lambda why: routing.rule_out(
            no, route=PriceRoute.NEGOTIATED, fault=RouteFault.PARTY_REFUSED, note=why,
            actor=clerk, at=WED,
        ),
        "break off": lambda why: negotiating.break_off_negotiation(
            no, fault=RouteFault.PARTY_REFUSED, note=why, actor=clerk, at=WED
        ),
        "confirm": lambda why: negotiating.confirm_agreement(no, note=why, actor=clerk, at=WED),
        "reject": lambda why: negotiating.reject_agreement(no, note=why, actor=clerk, at=WED),
        "no price": lambda why: directed_inquiry.note_no_price(no, note=why, actor=clerk, at=WED),
    }  # fmt: skip


def words_about_an_objection(desk: Desk) -> Orders:
    """Return the acts on an objection; whether there is one is asked after the words."""
    no, judge, clerk = "AO-1", desk.judge, desk.clerk
    return {
        "refuse": lambda why: objections.refuse_objection(no, reason=why, actor=clerk, at=WED),
        "explain": lambda why: objection_course.answer_objection(
            no, text=why, actor=desk.agency, at=WED
        ),
        "contradict": lambda why: objection_course.dispute_answer(
            no, reason=why, actor=desk.debtor, at=WED
        ),
        "ask the experts": lambda why: objection_course.commission_review(
            no, association="协会", questions=why, due_on=DAY, actor=clerk, at=WED
        ),
        "enter their view": lambda why: objection_course.conclude_review(
            no, finding=ReviewFinding.NOT_NEGATED, summary=why, concluded_on=WED.date(),
            paper=GivenFile(small_pdf(), "评审意见.pdf"), actor=clerk, at=WED,
        ),
        "rule": lambda why: rulings.rule_on_objection(
            no, upheld=(), reasons=why, correction="", actor=judge, at=WED
        ),
        "ask the higher court": lambda why: rulings.ask_review(
            no, reasons=why, actor=desk.debtor, at=WED
        ),
        "name the higher court": lambda why: rulings.decide_review(
            no, is_reversed=False, court_name=why, decision_no="1号", reasons="维持。",
            actor=clerk, at=WED,
        ),
        "number its decision": lambda why: rulings.decide_review(
            no, is_reversed=False, court_name="中院", decision_no=why, reasons="维持。",
            actor=clerk, at=WED,
        ),
        "decide a petition": lambda why: petitions.decide_petition(
            no, action=PetitionAction.DISMISS, reasons=why, actor=judge, at=WED
        ),
    }  # fmt: skip


def refuse(orders: Orders) -> None:
    for name, order in orders.items():
        with pytest.raises(Refusal) as refused:
            order(BLANK)
        assert refused.value.code == "reason_needed", name


def test_nothing_about_a_route_is_written_down_without_its_reason(desk: Desk) -> None:
    desk.no = routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no

    refuse(choices_of_a_route(desk))


def test_no_decision_about_the_work_is_without_its_reason(desk: Desk) -> None:
    desk.no = routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no

    refuse(decisions(desk))


def test_nothing_is_said_about_an_objection_without_words(desk: Desk) -> None:
    refuse(words_about_an_objection(desk))
