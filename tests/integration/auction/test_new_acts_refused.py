"""Glass, homes, handover, states from elsewhere and merging: each guard tried the wrong way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from auction import queries
from auction.models import Lot, PlannedStep, PurchaseProof
from auction.rules import articles
from auction.rules.closing import DRAIN
from auction.rules.outside_states import StateGiven
from auction.services import (
    glass,
    grouping,
    handing_over,
    judging_proofs,
    merging,
    notice_reading,
    outside_states,
    qualifying,
    ruling,
)
from auction.services.identities import holder_digest
from auction.vocabulary import LotState, MergeGround
from auction.vocabulary.handover import HandoverStep
from auction.vocabulary.venues import OutsideStanding
from registry.models import Asset
from registry.services.cases import register_asset, register_case
from registry.vocabulary import AssetNature
from tests.integration.auction.test_changed_meanwhile import after
from tests.integration.auction.test_grouping import BEFORE, person
from tests.integration.auction.test_homes import bought
from tests.support.appraisals import small_pdf
from tests.support.homes import ENROLLED, enroll, hand_in, limited, newcomer
from tests.support.other_venues import on_platform
from tests.support.people import make_person
from tests.support.sales import CLOSES, DRAFTED, OPENS, Sale
from tests.support.stage import CLOSES as STAGE_CLOSES
from tests.support.stage import Stage, set_stage

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = CLOSES + DRAIN + HOUR
LATER = CLOSES + 5 * DAY
REASON = "经审查，理由成立。"
READ_AT = STAGE_CLOSES + HOUR


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


# -- The glass


@pytest.fixture
def ended(db_session: Session) -> Stage:
    """A lot whose bidding has ended."""
    for account, role, court in (
        ("operator", Role.OPERATOR, None),
        ("judge", Role.JUDGE, 1),
        ("clerk", Role.CLERK, 1),
    ):
        make_person(account, role, court_id=court)
    return set_stage("AAAA", "BBBB", state=LotState.SOLD)


def actor_of(account: str) -> Any:
    from app.identity.facade import actor_named

    return actor_named(account)


def ask_glass(stage: Stage, account: str) -> int:
    return glass.ask(
        lot_no=stage.lot_no,
        paddle="AAAA",
        reason=REASON,
        minutes=30,
        actor=actor_of(account),
        at=READ_AT,
    ).id


def answer_glass(stage: Stage, number: int, account: str) -> None:
    glass.answer(
        lot_no=stage.lot_no,
        request_id=number,
        is_granted=True,
        reason=REASON,
        actor=actor_of(account),
        at=READ_AT,
    )


def read_glass(stage: Stage, number: int, account: str) -> Any:
    return glass.read_name(
        lot_no=stage.lot_no, request_id=number, actor=actor_of(account), at=READ_AT + HOUR / 6
    )


def test_acc_05_the_service_itself_asks_for_the_role_whichever_door_is_used(ended: Stage) -> None:
    with pytest.raises(Forbidden):
        ask_glass(ended, "clerk")
    number = ask_glass(ended, "operator")
    for account in ("operator", "clerk"):
        with pytest.raises(Forbidden):
            answer_glass(ended, number, account)
    answer_glass(ended, number, "judge")
    with pytest.raises(Forbidden):
        read_glass(ended, number, "judge")
    # Who asked as an operator and is none any more reads nothing.
    former = replace(actor_of("operator"), roles=frozenset({Role.CLERK}))
    with pytest.raises(Forbidden):
        glass.read_name(lot_no=ended.lot_no, request_id=number, actor=former, at=READ_AT + HOUR / 6)
    assert refused(lambda: read_glass(ended, number + 1, "operator")) == "not_found"
    assert read_glass(ended, number, "operator").name == "张三"


def test_acc_05_a_grant_opens_nothing_on_a_lot_under_bidding(ended: Stage) -> None:
    number = ask_glass(ended, "operator")
    answer_glass(ended, number, "judge")
    with unit_of_work():
        db.session.execute(update(Lot).where(Lot.id == ended.lot_id).values(state=LotState.OPEN))

    assert refused(lambda: read_glass(ended, number, "operator")) == "identity_sealed"


# -- The handover


def plan(sale: Sale, at: Any = LATER) -> PlannedStep:
    return handing_over.plan_step(
        lot_no=sale.lot_no,
        step=HandoverStep.KEYS,
        owner="执行员",
        due_on=local_date(at) + timedelta(days=3),
        late_reason="",
        actor=sale.clerk,
        at=at,
    )


def serve(sale: Sale, at: Any = LATER) -> object:
    return handing_over.serve_assistance(
        lot_no=sale.lot_no,
        office="济南市不动产登记中心",
        served_on=local_date(at),
        actor=sale.clerk,
        at=at,
    )


def test_before_the_ruling_nothing_is_planned_or_served_and_a_step_is_done_once(sale: Sale) -> None:
    sale.paid()

    assert refused(lambda: plan(sale)) == "plan_not_ruled"
    assert refused(lambda: serve(sale)) == "plan_not_ruled"
    ruling.rule_sale(lot_no=sale.lot_no, is_unrestricted=True, actor=sale.judge, at=LATER)
    serve(sale)
    plan(sale)
    handing_over.finish_step(
        lot_no=sale.lot_no,
        step=HandoverStep.KEYS,
        done_on=local_date(LATER),
        note="钥匙当场移交",
        leave_until=None,
        actor=sale.clerk,
        at=LATER + HOUR,
    )

    with pytest.raises(Conflict, match="plan_step_done"):
        plan(sale, LATER + 2 * HOUR)


# -- Homes under purchase limits


def take_in(sale: Sale, digest: str, **changes: Any) -> object:
    given: dict[str, Any] = {
        "covers_from": ENROLLED,
        "covers_until": ENROLLED,
        "paper": small_pdf(),
        "actor": sale.clerk,
        "at": LATER,
    }
    return judging_proofs.take_proof_in(lot_no=sale.lot_no, person=digest, **{**given, **changes})


def test_of_a_home_without_limits_nobody_promises_or_proves(sale: Sale) -> None:
    sale.sold()
    bidder = sale.bidders["bidder1"][0]

    acts = (
        lambda: judging_proofs.read_proofs(lot_no=sale.lot_no, actor=sale.clerk, at=AT),
        lambda: qualifying.promise(lot_no=sale.lot_no, actor=bidder, at=AT),
    )

    assert [refused(act) for act in acts] == ["purchase_unlimited"] * 2


def test_a_proof_is_of_somebody_concerned_of_days_that_were_and_a_paper(sale: Sale) -> None:
    bought(sale)
    buyer = holder_digest(sale.lot_no, sale.bidders["buyer"][0].person_id or 0)
    tomorrow = local_date(LATER) + timedelta(days=1)

    assert {
        "stranger": refused(lambda: take_in(sale, "0" * 64)),
        "days": refused(lambda: take_in(sale, buyer, covers_until=tomorrow)),
        "paper": refused(lambda: take_in(sale, buyer, paper=b"")),
        "number": refused(
            lambda: judging_proofs.read_paper(
                lot_no=sale.lot_no, proof_id=999, actor=sale.clerk, at=LATER
            )
        ),
        "nobody": refused(
            lambda: judging_proofs.require_proven(
                sale.lot(), [], LATER, citations=(articles.HOME_PROMISE,)
            )
        ),
        "late": refused(
            lambda: qualifying.promise(lot_no=sale.lot_no, actor=sale.bidders["buyer"][0], at=LATER)
        ),
    } == {
        "stranger": "not_found",
        "days": "purchase_days_wrong",
        "paper": "purchase_proof_absent",
        "number": "not_found",
        "nobody": "purchase_proof_missing",
        "late": "purchase_proof_over",
    }
    take_in(sale, buyer)


def test_nobody_promises_before_the_notice_or_as_one_of_the_court(sale: Sale) -> None:
    bidder = person(sale, "early", 960)
    sale.ready()
    before = refused(lambda: qualifying.promise(lot_no=sale.lot_no, actor=bidder, at=DRAFTED))
    limited(sale)

    of_court = refused(lambda: qualifying.promise(lot_no=sale.lot_no, actor=sale.judge, at=BEFORE))

    assert before == "not_found"
    assert of_court == "barred"


def test_eleven_proofs_of_one_bidder_are_one_too_many(sale: Sale) -> None:
    limited(sale)
    newcomer(sale, "eager")
    enroll(sale, "eager", BEFORE, promises=True)
    for _ in range(qualifying.PROOFS_MAX):
        hand_in(sale, "eager", BEFORE, ENROLLED - timedelta(days=30))

    code = refused(lambda: hand_in(sale, "eager", BEFORE, ENROLLED - timedelta(days=30)))

    assert code == "purchase_proofs_too_many"
    assert db.session.query(PurchaseProof).count() == qualifying.PROOFS_MAX


# -- Sold together, stated elsewhere, named by nobody


def another(sale: Sale, nature: AssetNature, case_id: int | None = None) -> Asset:
    """Seize a second thing of the case, or of another one."""
    first = db.session.query(Asset).filter_by(no=sale.desk.asset_no).one()
    return register_asset(
        case_id=case_id or first.case_id,
        nature=nature,
        title="另一财产",
        address="济南市历下区解放路100号",
        region_code=first.region_code,
        estimated_value=Money(100_000_000),
        seized_on=local_date(DRAFTED),
        found={},
        actor=sale.clerk,
        at=DRAFTED,
    )


def merge(sale: Sale, *asset_nos: str, **changes: Any) -> Lot:
    given: dict[str, Any] = {"actor": sale.clerk, "at": DRAFTED}
    return merging.merge_assets(
        asset_nos=[sale.desk.asset_no, *asset_nos],
        ground=MergeGround.VALUE_LOST,
        reason=REASON,
        **{**given, **changes},
    )


def test_what_is_sold_together_is_of_one_case_one_court_and_one_regime(sale: Sale) -> None:
    shares = another(sale, AssetNature.EQUITY)
    stranger = make_person("stranger", Role.CLERK, court_id=99)
    other = register_case(
        number="（2026）鲁0102执4321号",
        cause="借款合同纠纷",
        filed_on=local_date(DRAFTED),
        judge_name="王法官",
        actor=sale.clerk,
        at=DRAFTED,
    )
    elsewhere = another(sale, AssetNature.HOUSING, other.id)

    assert refused(lambda: merge(sale, elsewhere.no)) == "parts_of_two_cases"
    assert refused(lambda: merge(sale, shares.no)) == "parts_of_two_regimes"
    with pytest.raises(Forbidden, match="other_court"):
        merge(sale, shares.no, actor=stranger)


def test_an_ordinary_lot_is_not_taken_apart(sale: Sale) -> None:
    sale.draft()

    with pytest.raises(Conflict, match="not_sold_together"):
        merging.split_lot(lot_no=sale.lot_no, reason=REASON, actor=sale.clerk, at=DRAFTED)


def state(sale: Sale, at: Any = OPENS + HOUR) -> object:
    return outside_states.record_state(
        lot_no=sale.lot_no,
        given=StateGiven(OutsideStanding.BIDDING, at, closes_at=CLOSES),
        evidence=small_pdf("状态截图"),
        filename="state.pdf",
        actor=sale.clerk,
        at=at,
    )


def test_of_a_sale_in_the_hall_no_other_platform_states_anything(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[object] = []
    monkeypatch.setattr(outside_states, "keep_proof", lambda *given: kept.append(given))
    sale.opened("bidder1")

    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        state(sale)

    assert kept == [], "a file that proves nothing is not taken in"


def test_a_state_is_judged_again_under_the_lock(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_platform(sale)
    sale.tick(OPENS)

    def over() -> None:
        with unit_of_work():
            db.session.execute(update(Lot).values(state=LotState.UNSOLD))

    after(monkeypatch, outside_states, "keep_proof", over)

    with pytest.raises(Conflict, match="state_after_result"):
        state(sale)
    assert queries.get_lot(sale.lot_no).state is LotState.UNSOLD


def test_whom_no_group_names_and_who_is_not_enrolled_is_told_so(sale: Sale) -> None:
    sale.announced()
    stranger = person(sale, "stranger", 961)

    acts = (
        lambda: grouping.own_group(sale.lot(), 1, stranger),
        lambda: notice_reading.leave_lot(lot_no=sale.lot_no, actor=stranger, at=BEFORE),
    )

    assert [refused(act) for act in acts] == ["not_found"] * 2
