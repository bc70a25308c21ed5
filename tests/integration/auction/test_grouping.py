"""Several behind one paddle, or one through another: agreed, confirmed before the start, named."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.store import db
from app.trail.models import TrailEntry
from auction import queries
from auction.models import BiddingGroup, Enrollment
from auction.rules import articles
from auction.services import defaulting, enrolling, grouping
from auction.services.confirming import balance_reference
from auction.services.eligibility import require_eligible
from auction.services.grouping import Partner
from auction.services.identities import barred_digest
from auction.vocabulary import EnrollmentState, GroupKind, SpecialPrompt
from tests.support.appraisals import APPLICANT_ID, _person
from tests.support.sales import CLOSES, DEPOSIT, DRAIN, OPENS, START, Sale, id_number

BEFORE = OPENS - timedelta(days=3)
HOUR = timedelta(hours=1)
MANDATE = b"%PDF-1.7 signed by all"
REASON = "身份及委托手续齐全。"


def person(sale: Sale, account: str, serial: int, name: str = "") -> Actor:
    """Somebody with a proven name who may bid."""
    number = id_number(serial)
    actor = _person(account, name or f"岚山{account}", Role.BIDDER, number=number)
    sale.bidders[account] = (actor, Payer(actor.name, number))
    return actor


def ask(sale: Sale, actor: Actor, *partners: tuple[str, int], **changes: object) -> BiddingGroup:
    given: dict[str, object] = {
        "kind": GroupKind.JOINT if partners[0][1] < 100 else GroupKind.AGENT,
        "partners": [Partner(*one) for one in partners],
        "mandate": MANDATE,
        "at": BEFORE,
    }
    return grouping.ask_group(lot_no=sale.lot_no, actor=actor, **{**given, **changes})


def agree(sale: Sale, actor: Actor, *, agrees: bool = True, at: datetime = BEFORE) -> None:
    (group, _), *_ = grouping.groups_naming(sale.lot(), actor) or [(BiddingGroup(id=0), None)]
    grouping.answer_group(lot_no=sale.lot_no, group_id=group.id, agrees=agrees, actor=actor, at=at)


def decide(
    sale: Sale, group: BiddingGroup, *, confirms: bool = True, at: datetime = BEFORE
) -> None:
    grouping.decide_group(
        lot_no=sale.lot_no,
        group_id=group.id,
        confirms=confirms,
        reason=REASON,
        actor=sale.judge,
        at=at,
    )


def enroll(sale: Sale, actor: Actor, at: datetime = BEFORE) -> Enrollment:
    return enrolling.enroll(
        lot_no=sale.lot_no,
        accepted=set(SpecialPrompt),
        notice_version=1,
        has_capacity=True,
        actor=actor,
        at=at,
    )


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    db.session.rollback()
    return caught.value


def buy(sale: Sale, account: str, reference: str) -> None:
    """Pay the deposit in the payer's name and be the only bidder."""
    sale.pay(account, reference, BEFORE)
    sale.tick(OPENS)


def test_an_agent_bids_and_the_principal_buys_pays_and_is_named(sale: Sale) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 910), person(sale, "principal", 911)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    decide(sale, group)

    enrollment = enroll(sale, agent)
    buy(sale, "principal", enrollment.deposit_reference or "")
    sale.bid("agent", START.fen, OPENS + HOUR)
    sale.tick(CLOSES + DRAIN)

    confirmation = queries.find_confirmation(sale.lot().id)
    assert confirmation is not None
    assert confirmation.content["buyer_name"] == "岚山principal（委托代理人：岚山agent）"
    sale.pay("principal", balance_reference(sale.lot_no), CLOSES + HOUR)
    assert sale.settlement().paid_at is not None


def test_joint_bidders_are_named_with_their_shares_and_barred_together(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 912), person(sale, "other", 913)
    group = ask(sale, lead, ("other", 40))
    agree(sale, other)
    decide(sale, group)
    enrollment = enroll(sale, lead)
    buy(sale, "lead", enrollment.deposit_reference or "")
    sale.bid("lead", START.fen, OPENS + HOUR)

    sale.tick(CLOSES + DRAIN)

    confirmation = queries.find_confirmation(sale.lot().id)
    assert confirmation is not None
    assert confirmation.content["buyer_name"] == "岚山lead（60%）、岚山other（40%）"
    due = sale.settlement().due_at
    defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)
    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.buyer_digest == barred_digest(default.asset_no, lead.person_id or 0)
    assert default.also_barred == [barred_digest(default.asset_no, other.person_id or 0)]


def test_a_principal_that_is_the_applicant_is_let_off_through_the_agent(sale: Sale) -> None:
    sale.announced()
    agent, applicant = person(sale, "agent", 914), sale.desk.applicant
    sale.bidders["applicant"] = (applicant, Payer("王芳", APPLICANT_ID))
    group = ask(sale, agent, ("applicant", 100))
    agree(sale, applicant)
    decide(sale, group)

    enrollment = enroll(sale, agent)

    assert enrollment.state is EnrollmentState.QUALIFIED


def test_joint_bidders_set_nothing_off(sale: Sale) -> None:
    sale.announced()
    other, applicant = person(sale, "other", 915), sale.desk.applicant
    group = ask(sale, applicant, ("other", 50))
    agree(sale, other)
    decide(sale, group)

    enrollment = enroll(sale, applicant)

    order = ledger.find_order(enrollment.deposit_reference or "")
    assert order is not None
    assert order.amount == DEPOSIT


@pytest.mark.parametrize("role", [Role.JUDGE, Role.OPERATOR, Role.AGENCY])
def test_whoever_is_barred_stands_behind_no_other_either(sale: Sale, role: Role) -> None:
    sale.announced()
    agent = person(sale, "agent", 916)
    code = sale.desk.agency.agency_code if role is Role.AGENCY else None
    court = sale.clerk.court_id if role is Role.JUDGE else None
    barred = _person(
        "insider", "内部人", role, number=id_number(917), court_id=court, agency_code=code
    )
    ask(sale, agent, ("insider", 100))

    refusal = refused(lambda: agree(sale, barred))

    assert refusal.code == "barred"
    assert refusal.citations == (articles.WHO_MAY_NOT_BID,)


def test_a_buyer_in_default_does_not_come_back_through_an_agent(sale: Sale) -> None:
    sale.sold()
    buyer, due = sale.bidders["bidder1"][0], sale.settlement().due_at
    defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)
    defaulted = sale.lot()

    refusal = refused(lambda: require_eligible(defaulted, buyer))

    assert refusal.code == "barred_after_default"
    assert refusal.citations == (articles.DEFAULTED_BUYER,)


def test_one_agent_for_two_principals_of_a_lot_is_refused(sale: Sale) -> None:
    sale.announced()
    agent = person(sale, "agent", 918)
    first, second = person(sale, "first", 919), person(sale, "second", 920)
    ask(sale, agent, ("first", 100))
    agree(sale, first)

    twice = refused(lambda: ask(sale, agent, ("second", 100)))
    other = refused(lambda: ask(sale, second, ("first", 100)))

    assert {twice.code, other.code} == {"in_another_group"}
    assert twice.citations == (articles.SPECIAL_PROMPTS,)
    assert refused(lambda: enroll(sale, first)).code == "group_waits"


def test_whoever_is_only_named_is_bound_to_nothing(sale: Sale) -> None:
    sale.announced()
    agent, rival = person(sale, "agent", 937), person(sale, "rival", 938)
    group = ask(sale, agent, ("rival", 100))

    enrollment = enroll(sale, rival)

    assert enrollment.state is EnrollmentState.APPLIED
    assert refused(lambda: agree(sale, rival)).code == "in_another_group"
    assert refused(lambda: decide(sale, group)).code == "group_not_agreed"


def test_who_is_enrolled_alone_is_in_no_group(sale: Sale) -> None:
    sale.announced()
    alone, agent = person(sale, "alone", 921), person(sale, "agent", 922)
    enroll(sale, alone)

    refusal = refused(lambda: ask(sale, agent, ("alone", 100)))

    assert refusal.code == "in_another_group"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
def test_a_group_is_confirmed_before_the_start_and_not_at_it(sale: Sale, late: timedelta) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 923), person(sale, "principal", 924)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)

    refusal = refused(lambda: decide(sale, group, at=OPENS + late))
    waits = refused(lambda: enroll(sale, agent, OPENS - timedelta(seconds=1)))
    alone = enroll(sale, agent, OPENS + HOUR)

    assert refusal.code == "group_after_start"
    assert waits.code == "group_waits"
    assert alone.state is EnrollmentState.APPLIED
    order = ledger.find_order(alone.deposit_reference or "")
    assert order is not None
    sale.pay("agent", alone.deposit_reference or "", OPENS + HOUR)
    assert sale.paddle("agent")


def test_nothing_is_confirmed_that_not_everybody_agreed_to(sale: Sale) -> None:
    sale.announced()
    lead, other = person(sale, "lead", 925), person(sale, "other", 926)
    group = ask(sale, lead, ("other", 50))

    assert refused(lambda: decide(sale, group)).code == "group_not_agreed"
    assert grouping.read_groups(lot_no=sale.lot_no, actor=sale.judge, at=BEFORE) == []
    agree(sale, other, agrees=False)
    assert enroll(sale, lead).state is EnrollmentState.APPLIED


def test_a_refused_group_leaves_each_free_to_bid_alone(sale: Sale) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 927), person(sale, "principal", 928)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)

    decide(sale, group, confirms=False)

    assert enroll(sale, principal).state is EnrollmentState.APPLIED
    assert refused(lambda: decide(sale, group)).code == "group_decided"


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ((100, 1), "group_shares"),
        ((60, 40), "group_shares"),
        ((0, 50), "group_shares"),
        ((60, 39), None),
    ],
)
def test_shares_make_one_hundred_and_nobody_has_none(
    sale: Sale, shares: tuple[int, int], code: str | None
) -> None:
    sale.announced()
    lead = person(sale, "lead", 929)
    person(sale, "partner1", 930)
    person(sale, "partner2", 931)
    given = [Partner("partner1", shares[0]), Partner("partner2", shares[1])]

    def act() -> BiddingGroup:
        return ask(sale, lead, ("partner1", 50), kind=GroupKind.JOINT, partners=given)

    assert (refused(act).code if code else bool(act())) == (code or True)


def test_people_paper_and_court_are_looked_at(sale: Sale) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 932), person(sale, "principal", 933)

    assert refused(lambda: ask(sale, agent, ("nobody", 100))).code == "group_people"
    assert refused(lambda: ask(sale, agent, ("agent", 100))).code == "group_people"
    assert refused(lambda: ask(sale, agent, ("principal", 100), mandate=b"GIF")).code == (
        "mandate_missing"
    )
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    with pytest.raises(Forbidden):
        grouping.read_mandate(lot_no=sale.lot_no, group_id=group.id, actor=agent, at=BEFORE)
    with pytest.raises(NotFound):
        agree(sale, person(sale, "stranger", 934))
    paper = grouping.read_mandate(
        lot_no=sale.lot_no, group_id=group.id, actor=sale.judge, at=BEFORE
    )
    assert paper == MANDATE


def test_no_fact_before_the_end_names_who_stands_behind(sale: Sale) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 935), person(sale, "principal", 936)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    (view,) = grouping.read_groups(lot_no=sale.lot_no, actor=sale.judge, at=BEFORE)
    decide(sale, group)
    enroll(sale, agent)

    told = db.session.scalars(
        select(TrailEntry).where(TrailEntry.stream.like(f"lot:{sale.lot_no}%"))
    ).all()

    assert [holder.name for holder, _ in view.buyers] == ["岚山principal"]
    names = {entry.name for entry in told}
    assert {"auction.group.asked", "auction.group.read", "auction.group.decided"} <= names
    assert not any("岚山" in str(entry.payload) for entry in told)
