"""Two people answer for money: no yes of one's own, none for another content, none twice."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError

from app.identity.facade import actor_named
from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart, facade, queries
from app.ledger.desk_vocabulary import (
    PROPOSAL,
    ProposalAction,
    ProposalState,
)
from app.ledger.models import MoneyProposal
from app.ledger.services import approving, proposals, reversing, suspense
from app.store import db, unit_of_work
from app.trail.models import TrailEntry
from tests.support.money import CASE, WANG, PaperBank, race
from tests.support.money_desk import (
    PRICE,
    Desk,
    approve,
    match,
    now,
    order_of_court,
    owe,
    pay,
    seat,
    seat_desk,
    work,
)


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


@pytest.fixture
def proposed(bank: PaperBank, desk: Desk) -> MoneyProposal:
    """A match proposed by 陈 that waits for a second person."""
    order = order_of_court(desk.clerk)
    pay(bank, "PTYPO", PRICE.fen, serial="S1")
    return match(desk, order, "S1")


def test_nobody_approves_a_proposal_of_his_own(desk: Desk, proposed: MoneyProposal) -> None:
    with pytest.raises(Forbidden) as refused:
        approve(proposed, desk.chen)

    assert refused.value.code == "own_proposal"
    assert [str(citation) for citation in refused.value.citations] == ["明槌平台规则 P37"]
    assert now(proposed.no).state is ProposalState.PROPOSED


def test_the_database_itself_refuses_one_person_for_two(
    desk: Desk, proposed: MoneyProposal
) -> None:
    with pytest.raises(IntegrityError, match="two_people"), unit_of_work():
        db.session.execute(
            text(
                "UPDATE ledger_proposal SET state = 'approved', approver_id = maker_id, "
                "approver = maker, approved_digest = content_digest WHERE no = :no"
            ),
            {"no": proposed.no},
        )


def test_the_database_itself_keeps_no_approval_of_another_content(
    desk: Desk, proposed: MoneyProposal
) -> None:
    approve(proposed, desk.sun)

    with pytest.raises(IntegrityError, match="approved_as_it_is"), unit_of_work():
        db.session.execute(
            text("UPDATE ledger_proposal SET content_digest = :other WHERE no = :no"),
            {"other": "0" * 64, "no": proposed.no},
        )


def test_content_changed_behind_the_approval_is_not_carried_out(
    desk: Desk, proposed: MoneyProposal
) -> None:
    approve(proposed, desk.sun)
    with unit_of_work():
        db.session.execute(
            text("UPDATE ledger_proposal SET amount_fen = 1 WHERE no = :no"), {"no": proposed.no}
        )

    work()

    assert now(proposed.no).state is ProposalState.FAILED
    assert now(proposed.no).end_reason == "proposal_changed"
    assert facade.balance(chart.SUSPENSE) == PRICE


def test_an_edit_is_a_new_version_and_voids_the_approval(
    desk: Desk, proposed: MoneyProposal
) -> None:
    approve(proposed, desk.sun)

    proposals.edit(proposed.no, reason="补记：电话核实", version=1, actor=desk.chen, at=clock.now())
    work()

    row = now(proposed.no)
    assert (row.state, row.version, row.approver) == (ProposalState.PROPOSED, 2, None)
    assert [version.reason for version in queries.list_versions(row)] == [
        "付款人写错了附言",
        "补记：电话核实",
    ]
    assert facade.balance(chart.funds(CASE)) == Money.ZERO
    with pytest.raises(Conflict) as stale:
        approve(row, desk.sun, version=1)
    assert stale.value.code == "proposal_changed"


def test_versions_are_never_changed(desk: Desk, proposed: MoneyProposal) -> None:
    with pytest.raises((IntegrityError, InternalError), match="never changed"), unit_of_work():
        db.session.execute(text("UPDATE ledger_proposal_version SET reason = 'x'"))


def test_pressed_twice_it_is_approved_once(desk: Desk, proposed: MoneyProposal) -> None:
    approve(proposed, desk.sun)
    approve(proposed, desk.sun)
    work()
    approve(proposed, desk.sun)

    names = _facts()
    assert names == ["ledger.proposal.made", "ledger.proposal.approved", "ledger.proposal.done"]


def _facts() -> list[str]:
    rows = db.session.scalars(
        db.select(TrailEntry)
        .where(TrailEntry.name.like("ledger.proposal.%"))
        .order_by(TrailEntry.id)
    )
    return [row.name for row in rows]


def test_eight_approvals_at_once_move_the_money_once(
    app: Flask, bank: PaperBank, desk: Desk, proposed: MoneyProposal
) -> None:
    no = proposed.no

    def press(actor: object) -> object:
        return approving.approve(no, version=1, actor=actor, at=clock.now()).approver  # type: ignore[arg-type]

    results = race(app, [lambda who=who: press(who) for who in (desk.sun, desk.judge) * 4])
    race(app, [lambda: approving.carry_out_due(clock.now()) for _ in range(4)])

    winner = now(no).approver
    assert winner in {"sun", "judge"}
    said_yes = [result for result in results if isinstance(result, str)]
    assert said_yes
    assert set(said_yes) == {winner}
    assert all(isinstance(result, str | IllegalMove | Exception) for result in results)
    assert facade.balance(chart.funds(CASE)) == PRICE
    assert now(no).state is ProposalState.DONE


def test_a_judge_of_another_court_sees_and_approves_nothing(
    desk: Desk, proposed: MoneyProposal
) -> None:
    stranger = seat("elsewhere", Role.JUDGE, court_id=2)

    with pytest.raises(NotFound):
        approve(proposed, stranger)

    assert now(proposed.no).state is ProposalState.PROPOSED


def test_whoever_paid_the_money_does_not_approve_its_way(bank: PaperBank, desk: Desk) -> None:
    people.register_person(
        account="wang", password="a long enough secret", name=WANG.name,
        kind=PersonKind.NATURAL, id_number=WANG.id_number,
        roles=frozenset({Role.FINANCE}), at=clock.now(), court_id=1,
    )  # fmt: skip
    pay(bank, "PTYPO", 777, serial="S1")
    row = suspense.propose_return("S1", reason="无法查明用途", actor=desk.chen, at=clock.now())

    with pytest.raises(Forbidden) as refused:
        approve(row, actor_named("wang"))

    assert refused.value.code == "own_money"
    assert [str(citation) for citation in refused.value.citations] == ["明槌平台规则 P37"]


def test_a_rejection_needs_a_reason_and_another_person(desk: Desk, proposed: MoneyProposal) -> None:
    for actor, reason, code in (
        (desk.sun, "", "reason_needed"),
        (desk.chen, "不", "reason_needed"),
        (desk.chen, "金额有误", "own_proposal"),
    ):
        with pytest.raises(Refusal) as refused:
            proposals.reject(proposed.no, reason=reason, version=1, actor=actor, at=clock.now())
        assert refused.value.code == code

    proposals.reject(proposed.no, reason="应为另案款项", version=1, actor=desk.sun, at=clock.now())

    assert now(proposed.no).state is ProposalState.REJECTED
    assert now(proposed.no).end_reason == "应为另案款项"


def test_only_its_maker_edits_or_withdraws(desk: Desk, proposed: MoneyProposal) -> None:
    with pytest.raises(Forbidden):
        proposals.edit(proposed.no, reason="改一改", version=1, actor=desk.sun, at=clock.now())
    with pytest.raises(Forbidden):
        proposals.withdraw(proposed.no, reason="不需要了", actor=desk.sun, at=clock.now())

    proposals.withdraw(proposed.no, reason="付款人已另行缴纳", actor=desk.chen, at=clock.now())

    assert now(proposed.no).state is ProposalState.WITHDRAWN


def test_a_reversal_needs_a_judge_and_names_what_it_undoes(bank: PaperBank, desk: Desk) -> None:
    owe(bank, desk.clerk, chart.party(1), 300_000)
    row = reversing.propose_reversal(
        "share:S-IN", reason="分配对象有误", actor=desk.chen, at=clock.now()
    )
    with pytest.raises(Forbidden) as refused:
        approve(row, desk.sun)

    approve(row, desk.judge)
    work()

    assert refused.value.code == "judge_needed"
    assert facade.balance(chart.party(1)) == Money.ZERO
    assert facade.balance(chart.funds(CASE)) == Money(300_000)
    undone = queries.find_transfer(f"reversal:{row.no}")
    wrong = queries.find_transfer("share:S-IN")
    assert undone is not None
    assert wrong is not None
    assert undone.reverses_id == wrong.id


@pytest.mark.parametrize("state", list(ProposalState))
@pytest.mark.parametrize("action", list(ProposalAction))
def test_every_move_of_a_proposal_is_lawful_or_refused(
    state: ProposalState, action: ProposalAction
) -> None:
    lawful = {
        ("proposed", "edit"): "proposed",
        ("proposed", "approve"): "approved",
        ("proposed", "reject"): "rejected",
        ("proposed", "withdraw"): "withdrawn",
        ("approved", "edit"): "proposed",
        ("approved", "withdraw"): "withdrawn",
        ("approved", "send"): "sent",
        ("approved", "finish"): "done",
        ("approved", "fail"): "failed",
        ("sent", "finish"): "done",
        ("sent", "fail"): "failed",
        ("done", "fail"): "failed",
    }
    target = lawful.get((state.value, action.value))
    if target is None:
        with pytest.raises(IllegalMove):
            PROPOSAL.after(state, action)
    else:
        assert PROPOSAL.after(state, action) == target
