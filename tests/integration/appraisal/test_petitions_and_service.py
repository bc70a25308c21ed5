"""Petitions before the first notice, service one by one or by publication, and races."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.documents import facade as papers
from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from appraisal.queries import list_services
from appraisal.queries import objections as reads
from appraisal.services import objection_rulings as rulings
from appraisal.services import objections, petitions, pricing, reports, serving
from appraisal.services.objection_door import Statement
from appraisal.timers import fix_due_prices
from appraisal.vocabulary import AssignmentState, PriceRoute, ReviewCheck, ServiceMethod
from appraisal.vocabulary.objections import (
    ObjectionGround,
    ObjectionState,
    PetitionAction,
    PetitionGround,
    PetitionState,
)
from registry import facade as registry
from tests.support.appraisals import HOUR, WED, Desk, published, reported
from tests.support.people import make_person

SECOND = timedelta(seconds=1)
ALL_HOLD = dict.fromkeys(ReviewCheck, True)
WORDS = "对方胁迫我方同意该价格，附录音文字稿。"


def judge_of(desk: Desk) -> Actor:
    return make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)


def priced(desk: Desk, route: PriceRoute = PriceRoute.NEGOTIATED) -> Any:
    """Walk to a price as if it had been found on a way; return when."""
    ends_at = published(desk)
    fix_due_prices(ends_at)
    with unit_of_work():
        desk.assignment().route = route
    return ends_at + HOUR


def petition(desk: Desk, at: Any, **changes: Any) -> Any:
    given: dict[str, Any] = {"ground": PetitionGround.FRAUD, "text": WORDS, "actor": desk.applicant}
    return petitions.file_petition(desk.no, at=at, **{**given, **changes})


def test_a_petition_that_is_upheld_opens_the_way_to_a_price_again(desk: Desk) -> None:
    at = priced(desk)
    filed = petition(desk, at)
    assert petition(desk, at + SECOND).id == filed.id

    petitions.decide_petition(
        filed.no,
        action=PetitionAction.UPHOLD,
        reasons="证据充分",
        actor=judge_of(desk),
        at=at + HOUR,
    )

    assignment = desk.assignment()
    assert (assignment.state, assignment.reference_price) == (AssignmentState.CHOOSING, None)
    assert reads.get_petition(filed.no).state is PetitionState.UPHELD


def test_a_petition_that_is_dismissed_leaves_the_price(desk: Desk) -> None:
    at = priced(desk)
    filed = petition(desk, at)
    with pytest.raises(Forbidden):
        petitions.decide_petition(
            filed.no, action=PetitionAction.UPHOLD, reasons="证据充分", actor=desk.clerk, at=at
        )

    petitions.decide_petition(
        filed.no, action=PetitionAction.DISMISS, reasons="证据不足", actor=judge_of(desk), at=at
    )

    assert desk.assignment().state is AssignmentState.PRICE_FIXED


def test_no_petition_is_taken_after_the_first_notice(desk: Desk) -> None:
    at = priced(desk)
    with unit_of_work():
        desk.assignment().disposal_started_at = at

    with pytest.raises(Refusal, match="petition_late"):
        petition(desk, at + SECOND)


def test_a_ground_has_to_fit_the_way_the_price_was_found(desk: Desk) -> None:
    at = priced(desk)

    with pytest.raises(Refusal, match="petition_ground_unfit"):
        petition(desk, at, ground=PetitionGround.FALSE_RESULT)


def test_a_wrong_handling_needs_an_objection_that_was_handled(desk: Desk) -> None:
    at = priced(desk, PriceRoute.COMMISSIONED_APPRAISAL)

    with pytest.raises(Refusal, match="petition_nothing_handled"):
        petition(desk, at, ground=PetitionGround.HANDLING_WRONG)


def test_a_stranger_files_no_petition(desk: Desk) -> None:
    at = priced(desk)

    with pytest.raises(Forbidden, match="objection_not_concerned"):
        petition(desk, at, actor=make_person("stranger", Role.PARTY))


def test_an_unreachable_party_is_served_by_publication(desk: Desk) -> None:
    """Art. 21(2): published on 4 March, received on the 19th, objections until the 24th."""
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", actor=desk.clerk, at=WED + 5 * HOUR,
        service={
            first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR),
            second.id: serving.publication_entry(date(2026, 3, 4)),
        },
    )  # fmt: skip

    report = reads.list_services_of_party(desk.assignment().id, second.id)[0]
    assert report.published_on == date(2026, 3, 4)
    assert desk.assignment().window_ends_at == end_of_day(date(2026, 3, 24))
    assert fix_due_prices(end_of_day(date(2026, 3, 24)) - SECOND) == 0
    assert fix_due_prices(end_of_day(date(2026, 3, 24))) == 1


def test_a_publication_of_tomorrow_serves_nobody(desk: Desk) -> None:
    reported(desk)
    parties = registry.parties_of(desk.assignment().case_number)

    with pytest.raises(Refusal, match="served_in_future"):
        reports.publish_report(
            desk.no, checks=ALL_HOLD, note="", actor=desk.clerk, at=WED + 5 * HOUR,
            service={p.id: serving.publication_entry(date(2026, 3, 5)) for p in parties},
        )  # fmt: skip


def served_first(desk: Desk) -> registry.PartyView:
    """Publish with one party served; return the other."""
    reported(desk)
    first, second = registry.parties_of(desk.assignment().case_number)
    reports.publish_report(
        desk.no, checks=ALL_HOLD, note="", later=[second.id], actor=desk.clerk, at=WED + 5 * HOUR,
        service={first.id: reports.ServiceEntry(ServiceMethod.DIRECT, WED + 5 * HOUR)},
    )  # fmt: skip
    return second


def test_the_record_of_service_is_issued_once_everybody_is_served(desk: Desk) -> None:
    second = served_first(desk)
    kind, at = papers.PaperKind.SERVICE_CERTIFICATE, WED + 6 * HOUR
    assert papers.find(kind, f"{desk.no}/r1/1") is None
    entry = reports.ServiceEntry(ServiceMethod.POST, at)

    serving.serve_party(desk.no, second.id, entry=entry, actor=desk.clerk, at=at)
    with pytest.raises(Conflict, match="already_served"):
        serving.serve_party(desk.no, second.id, entry=entry, actor=desk.clerk, at=at)

    assert papers.find(kind, f"{desk.no}/r1/2") is not None
    rows = list_services(reads.list_services_of_party(desk.assignment().id, second.id)[0].report_id)
    words = serving.certificate_rows(rows, registry.parties_of(desk.assignment().case_number))
    assert [row[1:3] for row in words] == [["王芳", "直接送达"], ["李强", "邮寄送达"]]


def test_another_court_serves_nobody(desk: Desk) -> None:
    second = served_first(desk)
    entry = reports.ServiceEntry(ServiceMethod.POST, WED + 6 * HOUR)

    with pytest.raises(Forbidden, match="other_court"):
        serving.serve_party(
            desk.no, second.id, entry=entry, at=WED + 6 * HOUR,
            actor=make_person("far", Role.CLERK, court_id=99),
        )  # fmt: skip


def in_parallel(app: Flask, *works: Any) -> list[Any]:
    """Run orders at the same moment, each in an app context of its own; return their ends."""
    ends: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                ends[index] = works[index]()
            except Refusal as refusal:
                ends[index] = refusal.code
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def said(ground: ObjectionGround) -> Statement:
    return Statement(frozenset({ground}), WORDS)


def test_of_two_who_rule_at_once_one_is_told_that_it_is_ruled(desk: Desk) -> None:
    published(desk)
    at = WED + 24 * HOUR
    filed = objections.file_objection(
        desk.no, statement=said(ObjectionGround.PROCEDURE), actor=desk.applicant, at=at
    )
    judge = judge_of(desk)

    def rule(*upheld: ObjectionGround) -> str:
        made = rulings.rule_on_objection(
            filed.no, upheld=upheld, reasons="经审查，理由如下。", actor=judge, at=at
        )
        return made.outcome.value

    ends = in_parallel(desk.app, lambda: rule(ObjectionGround.PROCEDURE), rule)

    assert "objection_ruled" in ends
    assert len({*ends} & {"rejected", "replaced"}) == 1


def test_an_objection_and_the_price_at_once_leave_one_of_them(desk: Desk) -> None:
    ends_at = published(desk)
    debtor = actor_named("debtor")

    def object_to() -> str:
        made = objections.file_objection(
            desk.no, statement=said(ObjectionGround.PROCEDURE), actor=debtor, at=ends_at - SECOND
        )
        return made.state.value

    def fix() -> str:
        return "fixed" if pricing.fix_price(desk.no, at=ends_at) else "waits"

    ends = in_parallel(desk.app, object_to, fix)

    assert ends in (["under_ruling", "waits"], ["objection_after_price", "fixed"])
    (row,) = reads.list_of_assignment(desk.assignment().id)
    is_taken = row.state is ObjectionState.UNDER_RULING
    assert is_taken is (desk.assignment().state is AssignmentState.OBJECTED)
