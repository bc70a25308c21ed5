"""An appraisal is its court's and its agency's in turn: everybody else's order is refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.media.models import MediaItem
from app.store import db
from appraisal import seeds
from appraisal.services import (
    commissioning,
    directed_inquiry,
    disposal,
    expenses,
    files,
    guarantees,
    inquiry_review,
    materials,
    network_inquiry,
    objection_course,
    objections,
    overdue,
    petitions,
    reports,
    respites,
    routing,
    surveys,
    suspension,
    withdrawal,
)
from appraisal.services import objection_rulings as rulings
from appraisal.services import price_negotiating as negotiating
from appraisal.services.objection_door import GivenFile
from appraisal.services.serving import ServiceEntry, serve_party
from appraisal.vocabulary import (
    AppraisalGround,
    PriceRoute,
    RespiteGround,
    ReviewCheck,
    ServiceMethod,
    Slot,
    SuspensionGround,
    WithdrawalGround,
)
from appraisal.vocabulary.inquiries import PublicPrice, RouteBasis, RouteFault
from appraisal.vocabulary.objections import (
    ObjectionGround,
    PetitionAction,
    PetitionGround,
    ReviewFinding,
)
from tests.support.appraisals import (
    HOUR,
    VALUE,
    WED,
    Desk,
    commission,
    hand_in,
    published,
    small_pdf,
    survey,
)
from tests.support.objections import ALL_HOLD, THU, object_to, rule, said

Orders = Mapping[str, Callable[[Actor], object]]
AT = THU + 3 * HOUR
WORDS = "本院依法决定。"
ENTRY = ServiceEntry(ServiceMethod.DIRECT, AT)
PAPER = GivenFile(small_pdf("评审意见"), "评审意见.pdf")


def of_another_court(desk: Desk) -> Actor:
    """Return somebody with every role of a court, but of another one."""
    roles = frozenset({Role.CLERK, Role.JUDGE, Role.FINANCE})
    return replace(desk.judge, roles=roles, court_id=(desk.clerk.court_id or 0) + 1)


def of_no_court(desk: Desk) -> Actor:
    return replace(of_another_court(desk), court_id=None)


def orders_on_the_way_to_a_price(desk: Desk) -> Orders:
    no, day = desk.no, date(2026, 3, 12)
    return {
        "file": lambda who: routing.file_appraisal(desk.asset_no, actor=who, at=AT),
        "choose": lambda who: routing.choose_route(
            desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
            ground=AppraisalGround.BOTH_ASK, note=WORDS, actor=who, at=AT,
        ),
        "rule out": lambda who: routing.rule_out(
            no, route=PriceRoute.NEGOTIATED, fault=RouteFault.PARTY_REFUSED, note=WORDS,
            actor=who, at=AT,
        ),
        "negotiate": lambda who: negotiating.open_price_negotiation(
            no, last_day=day, actor=who, at=AT
        ),
        "break off": lambda who: negotiating.break_off_negotiation(
            no, fault=RouteFault.PARTY_REFUSED, note=WORDS, actor=who, at=AT
        ),
        "confirm": lambda who: negotiating.confirm_agreement(no, note=WORDS, actor=who, at=AT),
        "reject": lambda who: negotiating.reject_agreement(no, note=WORDS, actor=who, at=AT),
        "ask a body": lambda who: directed_inquiry.open_directed_inquiry(
            no, body_name="税务局", price_kind=PublicPrice.TAX_BASE, questions=WORDS, last_day=day,
            basis=RouteBasis.JOINT_REQUEST, basis_note=WORDS, actor=who, at=AT,
        ),
        "take an answer": lambda who: directed_inquiry.take_answer(
            no, answer=directed_inquiry.Answer(VALUE, day, AT, small_pdf(), "复函.pdf"),
            actor=who, at=AT,
        ),
        "no price": lambda who: directed_inquiry.note_no_price(no, note=WORDS, actor=who, at=AT),
        "ask platforms": lambda who: network_inquiry.open_network_inquiry(
            no, needs_no_survey=True, fee=Money(1), features="", actor=who, at=AT,
            basis=RouteBasis.JOINT_REQUEST, basis_note=WORDS,
        ),
        "ask again": lambda who: network_inquiry.renew_network_inquiry(no, actor=who, at=AT),
        "review results": lambda who: inquiry_review.review_results(
            no, defects={}, note="", actor=who, at=AT
        ),
        "publish results": lambda who: inquiry_review.publish_results(
            no, service={}, actor=who, at=AT
        ),
        "fail results": lambda who: inquiry_review.fail_objected_results(
            no, note=WORDS, actor=who, at=AT
        ),
    }  # fmt: skip


def orders_on_the_work(desk: Desk) -> Orders:
    no, checks = desk.no, {**ALL_HOLD, ReviewCheck.SCOPE: False}
    return {
        "ask the fee": lambda who: commissioning.ask_basic_fee(
            no, amount=Money(1), schedule="RE_1995_971", due_at=AT + timedelta(days=7),
            actor=who, at=AT,
        ),
        "commission again": lambda who: commissioning.commission_again(no, actor=who, at=AT),
        "accept a letter": lambda who: guarantees.accept_guarantee(no, 1, actor=who, at=AT),
        "return a letter": lambda who: guarantees.return_guarantee(
            no, 1, reason=WORDS, actor=who, at=AT
        ),
        "hand a letter in": lambda who: guarantees.hand_in_guarantee(
            no, insurer="保险公司", insurer_code="X", number="1", amount=VALUE, actor=who, at=AT,
            valid_until=date(2027, 1, 1), source=small_pdf(), filename="保函.pdf",
        ),
        "hand over": lambda who: materials.hand_over(no, items=["图纸"], actor=who, at=AT),
        "call": lambda who: surveys.call_survey(
            no, held_at=AT + HOUR, place="现场", actor=who, at=AT
        ),
        "confirm a claim": lambda who: expenses.confirm_expense(
            no, 1, accepted=Money(1), reason=WORDS, actor=who, at=AT
        ),
        "more time": lambda who: respites.grant_respite(
            no, ground=RespiteGround.EXTENSION, days=5, asked_on=date(2026, 3, 4), reason=WORDS,
            actor=who, at=AT,
        ),
        "pass on": lambda who: overdue.pass_on_overdue(no, actor=who, at=AT),
        "excuse": lambda who: overdue.excuse_refusal(no, turn=1, reason=WORDS, actor=who, at=AT),
        "suspend": lambda who: suspension.suspend_appraisal(
            no, ground=SuspensionGround.COURT_DECIDES, reason=WORDS, actor=who, at=AT
        ),
        "resume": lambda who: suspension.resume_appraisal(no, reason=WORDS, actor=who, at=AT),
        "withdraw": lambda who: withdrawal.withdraw_appraisal(
            no, ground=WithdrawalGround.COURT_DECIDES, reason=WORDS, actor=who, at=AT
        ),
        "return": lambda who: reports.return_report(
            no, checks=checks, note=WORDS, actor=who, at=AT
        ),
        "publish": lambda who: reports.publish_report(
            no, checks=ALL_HOLD, note="", service={}, actor=who, at=AT
        ),
        "serve": lambda who: serve_party(no, 1, entry=ENTRY, actor=who, at=AT),
        "reissue": lambda who: disposal.ask_reissue(no, actor=who, at=AT),
        "reopen": lambda who: disposal.reopen_routes(no, reason=WORDS, actor=who, at=AT),
        "end the price": lambda who: disposal.end_price(no, actor=who, at=AT),
    }  # fmt: skip


def orders_on_objections(desk: Desk) -> Orders:
    """Let two people object, one of them on paper, and one be ruled on; return what may follow."""
    filed = object_to(desk, ObjectionGround.METHOD).no
    ruled = object_to(desk, ObjectionGround.SCOPE)
    rule(desk, ruled)
    entered = objections.enter_objection(
        desk.no, statement=said(ObjectionGround.RESULT), handed_in_at=THU, name="赵敏",
        actor=desk.clerk, at=THU,
    ).no  # fmt: skip
    petition = petitions.file_petition(
        desk.no, ground=PetitionGround.HANDLING_WRONG, text="异议处理程序违反法律规定。",
        name="赵敏", actor=desk.clerk, at=AT,
    ).no  # fmt: skip
    return {
        "enter": lambda who: objections.enter_objection(
            desk.no, statement=said(ObjectionGround.RESULT), handed_in_at=THU, name="钱某",
            actor=who, at=AT,
        ),
        "refuse": lambda who: objections.refuse_objection(filed, reason=WORDS, actor=who, at=AT),
        "take back": lambda who: objections.withdraw_objection(entered, actor=who, at=AT),
        "to the agency": lambda who: objection_course.hand_to_agency(filed, actor=who, at=AT),
        "to the experts": lambda who: objection_course.commission_review(
            filed, association="协会", questions=WORDS, due_on=date(2026, 3, 20), actor=who, at=AT
        ),
        "conclude": lambda who: objection_course.conclude_review(
            filed, finding=ReviewFinding.NOT_NEGATED, summary=WORDS, paper=PAPER,
            concluded_on=date(2026, 3, 5), actor=who, at=AT,
        ),
        "rule": lambda who: rulings.rule_on_objection(
            filed, upheld=(), reasons=WORDS, correction="", actor=who, at=AT
        ),
        "ask the higher court": lambda who: rulings.ask_review(
            ruled.no, reasons=WORDS, actor=who, at=AT
        ),
        "enter its decision": lambda who: rulings.decide_review(
            ruled.no, is_reversed=False, court_name="中院", decision_no="1号", reasons=WORDS,
            actor=who, at=AT,
        ),
        "petition": lambda who: petitions.file_petition(
            desk.no, ground=PetitionGround.HANDLING_WRONG, text="异议处理程序违反法律规定的。",
            name="钱某", actor=who, at=AT,
        ),
        "decide a petition": lambda who: petitions.decide_petition(
            petition, action=PetitionAction.DISMISS, reasons=WORDS, actor=who, at=AT
        ),
    }  # fmt: skip


def refuses(orders: Orders, who: Actor) -> None:
    for name, order in orders.items():
        with pytest.raises(Forbidden) as refused:
            order(who)
        assert refused.value.code == "other_court", name


def test_no_other_court_acts_on_the_way_to_a_price(desk: Desk) -> None:
    published(desk)

    refuses(orders_on_the_way_to_a_price(desk), of_another_court(desk))
    refuses(orders_on_the_way_to_a_price(desk), of_no_court(desk))


def test_no_other_court_acts_on_the_work_of_the_agency(desk: Desk) -> None:
    commission(desk)

    refuses(orders_on_the_work(desk), of_another_court(desk))
    refuses(orders_on_the_work(desk), of_no_court(desk))


def test_no_other_court_acts_on_an_objection_or_a_petition(desk: Desk) -> None:
    published(desk)
    orders = orders_on_objections(desk)

    refuses(orders, of_another_court(desk))
    refuses(orders, of_no_court(desk))


def claim(desk: Desk, who: Actor) -> object:
    return expenses.claim_expense(
        desk.no, travel=Money(100), survey=Money.ZERO, data=Money.ZERO, printing=Money.ZERO,
        note="", source=small_pdf(), filename="票据.pdf", actor=who, at=AT,
    )  # fmt: skip


def record(desk: Desk, who: Actor, **changes: object) -> object:
    given: dict[str, object] = {"held_at": WED, "place": "现场", "notes": "空置。"}
    return surveys.record_survey(
        desk.no, attendees=seeds.SURVEY_PEOPLE, actor=who, at=AT, **{**given, **changes}
    )  # type: ignore[arg-type]


def test_an_agency_finds_nothing_of_what_another_one_works_on(desk: Desk) -> None:
    """ACC-02: only the agency in turn answers, surveys, lays files and hands in."""
    commission(desk)
    survey(desk)
    other = desk.agencies[1]
    orders: Orders = {
        "accept": lambda who: commissioning.accept_assignment(desk.no, actor=who, at=AT),
        "refuse": lambda who: commissioning.refuse_assignment(
            desk.no, reason=WORDS, actor=who, at=AT
        ),
        "survey": lambda who: record(desk, who),
        "signed survey": lambda who: record(desk, who, signatures={0: b"not a picture"}),
        "file": lambda who: files.add_file(
            desk.no, slot=Slot.REPORT, source=small_pdf(), filename="报告.pdf", actor=who, at=AT
        ),
        "remove": lambda who: files.remove_file(desk.no, 1, actor=who, at=AT),
        "dismiss": lambda who: files.dismiss_upload(desk.no, "token", actor=who, at=AT),
        "hand in": lambda who: hand_in(replace(desk, agencies=[who])),
        "claim": lambda who: claim(desk, who),
    }  # fmt: skip

    for name, order in orders.items():
        for who in (other, replace(other, agency_code=None)):
            with pytest.raises(NotFound) as refused:
                order(who)
            assert refused.value.params == {"kind": "appraisal", "key": desk.no}, name


def test_no_file_is_taken_in_for_somebody_who_may_not_hand_it_in(desk: Desk) -> None:
    """Refused before the file is looked at: nothing of it reaches the store."""
    commission(desk)
    count = select(func.count()).select_from(MediaItem)
    before = db.session.scalar(count)
    given: dict[str, Any] = {"slot": Slot.REPORT, "filename": "报告.pdf", "at": AT}

    with pytest.raises(Conflict, match="desk_closed"):
        files.add_file(desk.no, source=small_pdf("早"), actor=desk.agency, **given)
    for who in (desk.agencies[1], replace(desk.agency, agency_code=None)):
        with pytest.raises(NotFound):
            files.add_file(desk.no, source=small_pdf("另"), actor=who, **given)
        with pytest.raises(NotFound):
            claim(desk, who)

    assert db.session.scalar(count) == before


def test_before_the_commission_it_is_nobodys_turn(desk: Desk) -> None:
    desk.no = routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no

    for who in (desk.agency, replace(desk.agency, agency_code=None)):
        with pytest.raises(NotFound):
            commissioning.accept_assignment(desk.no, actor=who, at=AT)
