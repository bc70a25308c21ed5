"""Each act of a lot, by whoever may do it, from every state that does not know it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from auction.models import Lot
from auction.rules.movers import MOVERS
from auction.services import (
    announcing,
    annulling,
    calling_off,
    drafting,
    following,
    giving_back,
    offering,
    panel,
    ruling,
    self_disposing,
    suspension,
)
from auction.vocabulary import (
    HALTED,
    LOT,
    AnnulmentGround,
    HaltGround,
    LotAction,
    LotState,
    ServiceWay,
    Venue,
    WithdrawalGround,
)
from registry.vocabulary import AssetNature
from tests.support.sales import CLOSES, DEPOSIT, PANEL, START, STEP, Sale
from tests.support.shares import party_named

#: A day after the end: whatever the clock alone would refuse is past.
AT = CLOSES + timedelta(days=1)
REASON = "经审查，理由成立。"

#: What a court does to a lot: by which service, with what besides lot, actor and moment.
ACTS: dict[LotAction, tuple[Callable[..., object], dict[str, Any]]] = {
    LotAction.CHOOSE_VENUE: (
        drafting.choose_venue,
        {"venue": Venue.INTERNAL, "reason": REASON},
    ),
    LotAction.NOTIFY: (
        drafting.serve_notice,
        {"name": "某人", "way": ServiceWay.DELIVERED, "proof": "送达回证", "served_at": AT},
    ),
    LotAction.APPROVE: (
        panel.record_panel_decision,
        {
            "record": panel.PanelRecord(
                decided_on=local_date(AT),
                votes=[panel.PanelVote(name, is_for=True) for name in PANEL],
                minutes="一致同意。",
                start_price=START,
                cut_bp=2000,
                bid_step=STEP,
                deposit=DEPOSIT,
                priority=[],
            )
        },
    ),
    LotAction.ANNOUNCE: (announcing.announce_lot, {}),
    LotAction.EXCUSE_DELAY: (following.excuse_delay, {"reason": REASON}),
    LotAction.SUSPEND: (suspension.suspend_lot, {"reason": REASON}),
    LotAction.STAY: (
        suspension.stay_lot,
        {"ground": HaltGround.THIRD_PARTY, "reason": REASON},
    ),
    LotAction.RESUME: (suspension.resume_lot, {"reason": REASON}),
    LotAction.WITHDRAW: (
        calling_off.withdraw_lot,
        {"ground": WithdrawalGround.SETTLEMENT, "reason": REASON},
    ),
    LotAction.ASK_APPROVAL: (ruling.ask_approval, {"authority": REASON}),
    LotAction.PROVE_BUYER: (ruling.prove_buyer, {"proof": REASON}),
    LotAction.RULE: (ruling.rule_sale, {"is_unrestricted": True}),
    LotAction.HAND_OVER: (ruling.record_handover, {"handed_over_at": AT, "notes": REASON}),
    LotAction.ANNUL: (
        annulling.annul_lot,
        {
            "ground": AnnulmentGround.UNQUALIFIED_BUYER,
            "reason": REASON,
            "objector": "王芳",
            "filed_on": local_date(AT),
        },
    ),
    LotAction.DRAFT_NEXT: (following.draft_following_lot, {}),
    LotAction.OFFER_IN_KIND: (offering.ask_creditors, {}),
    LotAction.MANAGE: (giving_back.manage_lot, {"reason": REASON}),
    LotAction.RETURN: (giving_back.return_lot, {"reason": REASON}),
    LotAction.ALLOW_SELF_DISPOSAL: (
        self_disposing.allow_self_disposal,
        {"price": Money(START.fen * 2), "days": 30, "reason": REASON},
    ),
    LotAction.END_SELF_DISPOSAL: (
        self_disposing.end_self_disposal,
        {"price": Money(START.fen * 2), "proof": REASON},
    ),
}
#: A guard of their own speaks first, with the article.
OWN_WORDS: dict[tuple[LotAction, LotState], str] = {
    (LotAction.WITHDRAW, LotState.OPEN): "sale_has_begun",
    (LotAction.ANNOUNCE, LotState.DRAFT): "notice_too_short",
    # Asked twice, published once.
    (LotAction.ANNOUNCE, LotState.ANNOUNCED): "done",
}


def put(sale: Sale, state: LotState) -> None:
    """Put the lot where nobody led it; it is equity, of which every act may be asked."""
    db.session.rollback()
    is_halted = state in HALTED
    values = {
        "state": state,
        "nature": AssetNature.EQUITY,
        "stopped_from": LotState.ANNOUNCED if is_halted else None,
        "suspended_at": AT if is_halted else None,
        "remaining": timedelta(hours=1) if is_halted else None,
    }
    with unit_of_work():
        db.session.execute(update(Lot).where(Lot.no == sale.lot_no).values(**values))


def told(act: Callable[[], object]) -> str:
    """Return the code of the refusal of an act, or that it was done."""
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    finally:
        db.session.rollback()
    return "done"


@pytest.mark.parametrize("action", ACTS)
def test_a_state_that_does_not_know_an_act_refuses_it(sale: Sale, action: LotAction) -> None:
    sale.sold()
    act, given = ACTS[action]
    actor = sale.judge if Role.JUDGE in MOVERS[action] else sale.clerk
    given = {**given, "lot_no": sale.lot_no, "actor": actor, "at": AT}
    if action is LotAction.MANAGE:
        given["party_id"] = party_named(sale, "王芳")

    answers = {}
    for state in sorted(set(LotState) - LOT.sources(action)):
        put(sale, state)
        answers[state] = told(lambda: act(**given))

    assert answers == {state: OWN_WORDS.get((action, state), "illegal_move") for state in answers}
