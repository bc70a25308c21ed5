"""Nobody of another court does anything to a lot, whatever role they hold there."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from auction.rules.outside_states import StateGiven
from auction.services import (
    announcing,
    calling_off,
    correcting,
    correcting_notice,
    defaulting,
    drafting,
    enough,
    grouping,
    handing_over,
    judging_proofs,
    limiting,
    merging,
    outside_results,
    outside_states,
    packages,
    panel,
    panel_signing,
    picturing,
    plan_course,
    plan_objecting,
    plan_refreshing,
    self_disposing,
    suspension,
    taking_in_kind,
    topping_up,
    venues,
)
from auction.services.drafting import GivenReceipt
from auction.services.outside_results import ResultGiven
from auction.vocabulary import LotAction, Outcome, PriorityNature, ServiceWay
from auction.vocabulary.handover import HandoverStep
from auction.vocabulary.venues import OutsideStanding
from tests.integration.auction.test_grouping import BEFORE, ask, person
from tests.integration.auction.test_plan_course import WORDS, objects, opposes
from tests.integration.auction.test_steps_out_of_turn import ACTS, AT, REASON
from tests.support.sales import CLOSES, OPENS, START, Sale
from tests.support.shares import RECEIVED, party_named, receive, served, services

PAPER = GivenReceipt(io.BytesIO(), "p.pdf")

#: What a court does beyond the moves that every state is asked for.
MORE: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "serve with a receipt": (
        drafting.serve_notice,
        {
            "name": "某人",
            "way": ServiceWay.DELIVERED,
            "proof": "送达回证",
            "served_at": AT,
            "receipt": PAPER,
        },
    ),
    "stop": (
        calling_off.stop_lot,
        {"paid": Money(1), "costs": Money.ZERO, "proof": "缴款凭证一份"},
    ),
    "go on": (enough.go_on_selling, {"proof": "债务人书面同意"}),
    "correct the plan": (
        correcting.correct_plan,
        {"version": 1, "claims": (), "costs": (), "reason": REASON},
    ),
    "correct the notice": (
        correcting_notice.correct_notice,
        {
            "given": correcting_notice.CorrectedNotice("", {}, {}, "", OPENS, CLOSES, 10),
            "reason": REASON,
        },
    ),
    "default": (defaulting.rule_default, {"reason": REASON}),
    "state use": (
        defaulting.state_use,
        {"new_price": START, "costs": [], "case_debt": Money.ZERO, "property_debts": []},
    ),
    "approve use": (defaulting.approve_use, {}),
    "top up": (topping_up.order_top_up, {"days": None}),
    "read groups": (grouping.read_groups, {}),
    "record a result": (
        outside_results.record_result,
        {"given": ResultGiven(Outcome.UNSOLD, CLOSES), "evidence": b"%PDF", "filename": "m.pdf"},
    ),
    "take the package": (packages.note_package, {"sha256": "0" * 64}),
    "confirm priority": (
        panel.confirm_priority,
        {"account": "judge", "rank": 1, "nature": PriorityNature.CO_OWNER},
    ),
    "sign": (panel_signing.sign_record, {"place": 0, "digest": ""}),
    "add a picture": (picturing.add_picture, {"given": GivenReceipt(io.BytesIO(), "p.jpg")}),
    "lapse": (self_disposing.lapse_self_disposal, {}),
    "end the cause": (suspension.end_halt_cause, {"ended_on": AT.date()}),
    "rank": (taking_in_kind.choose_assignee, {"days": None}),
    "pass on": (taking_in_kind.pass_on, {"reason": REASON}),
    "rule in kind": (taking_in_kind.rule_in_kind, {"is_unrestricted": True}),
    "name a platform": (
        venues.name_platform,
        {"name": "平台", "code": "91110000802100433B", "listing_url": ""},
    ),
    "open the reserve": (venues.open_reserve, {}),
    "plan a step": (
        handing_over.plan_step,
        {
            "step": HandoverStep.KEYS,
            "owner": "执行员",
            "due_on": AT.date(),
            "late_reason": "",
        },
    ),
    "serve the office": (
        handing_over.serve_assistance,
        {"office": "不动产登记中心", "served_on": AT.date()},
    ),
    "read proofs": (judging_proofs.read_proofs, {}),
    "limit the purchase": (limiting.limit_purchase, {"limit": "须有购房资格"}),
    "take apart": (merging.split_lot, {"reason": REASON}),
    "state elsewhere": (
        outside_states.record_state,
        {
            "given": StateGiven(OutsideStanding.BIDDING, OPENS),
            "evidence": b"%PDF",
            "filename": "s.pdf",
        },
    ),
    "compute anew": (plan_refreshing.recompute_plan, {}),
}


def code_of(act: Callable[[], object]) -> str:
    """Return the code of the refusal of an act, or that it was done."""
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    finally:
        db.session.rollback()
    return "done"


def stranger(sale: Sale) -> Actor:
    """Return somebody of another court who is clerk and judge there."""
    assert sale.clerk.court_id is not None
    roles = frozenset({Role.CLERK, Role.JUDGE})
    return replace(sale.judge, roles=roles, court_id=sale.clerk.court_id + 1)


def test_no_act_on_a_lot_is_done_from_another_court(sale: Sale) -> None:
    sale.sold()
    acts = {str(action): act for action, act in ACTS.items()} | MORE
    parties = {"manage": {"party_id": party_named(sale, "王芳")}}
    given = {"lot_no": sale.lot_no, "actor": stranger(sale), "at": AT}

    answers = {}
    for name, (act, own) in acts.items():
        whole = given | own | parties.get(name, {})
        answers[name] = code_of(partial(act, **whole))

    assert answers == dict.fromkeys(acts, "other_court")


def test_another_court_confirms_no_group(sale: Sale) -> None:
    sale.announced()
    agent, _ = person(sale, "agent", 910), person(sale, "principal", 911)
    group = ask(sale, agent, ("principal", 100))
    given: dict[str, Any] = {"lot_no": sale.lot_no, "group_id": group.id, "reason": REASON}

    code = code_of(
        lambda: grouping.decide_group(confirms=False, actor=stranger(sale), at=BEFORE, **given)
    )

    assert code == "other_court"


def test_another_court_drafts_nothing_of_the_asset(sale: Sale) -> None:
    code = code_of(
        lambda: drafting.draft_lot(asset_no=sale.desk.asset_no, actor=stranger(sale), at=AT)
    )

    assert code == "other_court"


def test_another_court_takes_no_step_of_an_objection(sale: Sale) -> None:
    served(sale)
    service_id = services(sale)[0].id
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    given: dict[str, Any] = {"actor": stranger(sale), "at": RECEIVED}
    of_it = {**given, "no": objection.no}
    trader = party_named(sale, "济南某某商贸")

    answers = [
        code_of(act)
        for act in (
            lambda: plan_course.record_receipt(
                service_id=service_id, received_at=RECEIVED, proof="送达回证", **given
            ),
            lambda: plan_objecting.object_to_plan(
                lot_no=sale.lot_no,
                party_id=trader,
                against_party_id=party_named(sale, "济南某某银行"),
                disputed=Money(1),
                words=WORDS,
                **given,
            ),
            lambda: plan_objecting.withdraw_objection(party_id=trader, **of_it),
            lambda: plan_objecting.record_suit(suit="（2026）鲁0102民初9号", **of_it),
            lambda: plan_objecting.pay_reserve(shares={}, ending="民事判决书", **of_it),
        )
    ]

    assert answers == ["other_court"] * 5


@pytest.mark.parametrize("version", [0, 99])
def test_a_form_opened_before_anothers_change_publishes_and_decides_nothing(
    sale: Sale, version: int
) -> None:
    sale.ready()
    act, record = ACTS[LotAction.APPROVE]
    given: dict[str, Any] = {"lot_no": sale.lot_no, "version": version, "at": OPENS}

    assert code_of(lambda: announcing.announce_lot(actor=sale.clerk, **given)) == "stale_form"
    assert code_of(lambda: act(actor=sale.judge, **given, **record)) == "stale_form"
