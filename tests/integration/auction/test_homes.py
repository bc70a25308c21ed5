"""Homes under purchase limits, the wrong way round: each refusal with its article."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from app.documents import facade as papers
from app.identity import facade as identity
from app.kernel.calendar import local_date
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import Audience
from app.store import db
from app.trail.queries import entries_of
from auction.models import PurchasePromise, PurchaseProof
from auction.queries.observing import list_proofs
from auction.rules.closing import DRAIN
from auction.services import (
    judging_proofs,
    limiting,
    offering,
    qualifying,
    ruling,
    taking_in_kind,
)
from auction.services.confirming import balance_reference
from auction.views.handover import is_owner, registration_page
from auction.vocabulary import LotState
from registry.vocabulary import AssetKind
from tests.integration.auction.test_grouping import BEFORE, agree, ask, decide, person
from tests.integration.auction.test_in_kind import RANKED, fee_order, pay, rank
from tests.integration.auction.test_in_kind import rule as rule_in_kind
from tests.support.appraisals import small_pdf
from tests.support.homes import ENROLLED, LIMIT, enroll, hand_in, judge, limited, newcomer
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, SECOND_DRAFTED, START, Sale
from tests.support.shares import party_named, with_creditors

DAY = timedelta(days=1)
AT = OPENS - 2 * DAY
PAID = CLOSES + 3 * DAY


def refused(act: Callable[[], object]) -> tuple[str, set[str]]:
    with pytest.raises(Refusal) as caught:
        act()
    db.session.rollback()
    return caught.value.code, {str(citation) for citation in caught.value.citations}


def bought(sale: Sale) -> int:
    """Walk until the home is sold to one who promised, and paid; return a proof handed in early."""
    limited(sale)
    newcomer(sale, "buyer")
    enrollment = enroll(sale, "buyer", AT, promises=True)
    proof = hand_in(sale, "buyer", AT, ENROLLED - 30 * DAY, ENROLLED)
    sale.pay("buyer", enrollment.deposit_reference or "", AT)
    sale.tick(OPENS)
    sale.bid("buyer", START.fen, OPENS + timedelta(hours=1))
    sale.tick(CLOSES + DRAIN)
    sale.pay("buyer", balance_reference(sale.lot_no), PAID)
    sale.tick(PAID + timedelta(seconds=2))
    return proof


def test_a_notice_that_drops_the_sentences_is_not_published(sale: Sale) -> None:
    sale.ready()
    limiting.limit_purchase(lot_no=sale.lot_no, limit=LIMIT, actor=sale.clerk, at=DRAFTED)
    sale.write(legal_liability="悔拍的，保证金不予退还。")

    found = refused(lambda: sale.announce(ANNOUNCED))
    limiting.limit_purchase(lot_no=sale.lot_no, limit="", actor=sale.clerk, at=DRAFTED)
    lot = sale.announce(ANNOUNCED)
    late = refused(
        lambda: limiting.limit_purchase(
            lot_no=sale.lot_no, limit=LIMIT, actor=sale.clerk, at=ANNOUNCED
        )
    )

    assert found == ("purchase_limit_unsaid", {"法释〔2021〕18号 第2条"})
    assert lot.state is LotState.ANNOUNCED
    assert late[0] == IllegalMove("lot", LotState.ANNOUNCED, "edit").code


def test_only_an_immovable_is_under_a_purchase_limit(sale: Sale) -> None:
    lot = sale.draft()
    lot.kind = AssetKind.MOVABLE
    db.session.commit()

    found = refused(
        lambda: limiting.limit_purchase(
            lot_no=sale.lot_no, limit=LIMIT, actor=sale.clerk, at=DRAFTED
        )
    )

    assert found[0] == "not_a_home"


def test_every_joint_buyer_promises_in_the_own_session(sale: Sale) -> None:
    limited(sale)
    lead, partner = person(sale, "lead", 921), person(sale, "partner", 922)
    group = ask(sale, lead, ("partner", 40))
    agree(sale, partner)
    decide(sale, group)

    found = refused(lambda: enroll(sale, "lead", BEFORE, promises=True))
    qualifying.promise(lot_no=sale.lot_no, actor=partner, at=BEFORE)
    qualifying.promise(lot_no=sale.lot_no, actor=partner, at=BEFORE)
    enroll(sale, "lead", BEFORE, promises=True)

    assert found[0] == "purchase_promise_missing"
    assert "法释〔2021〕18号 第1条" in found[1]
    assert db.session.query(PurchasePromise).count() == 2


def test_an_agent_does_not_promise_for_the_principal(sale: Sale) -> None:
    limited(sale)
    agent, principal = person(sale, "agent", 923), person(sale, "principal", 924)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    decide(sale, group)

    found = refused(lambda: enroll(sale, "agent", BEFORE, promises=True))
    qualifying.promise(lot_no=sale.lot_no, actor=principal, at=BEFORE)
    enroll(sale, "agent", BEFORE, promises=False)

    assert found[0] == "purchase_promise_missing"
    assert db.session.query(PurchasePromise).count() == 1


def test_what_bidders_promise_and_prove_names_nobody_in_the_trail(sale: Sale) -> None:
    limited(sale)
    newcomer(sale, "buyer")
    enroll(sale, "buyer", AT, promises=True)
    hand_in(sale, "buyer", AT, ENROLLED, ENROLLED)

    facts = {
        entry.name: entry
        for entry in entries_of(f"lot:{sale.lot_no}:sealed", audience=Audience.SEALED)
    }
    row = db.session.query(PurchaseProof).one()

    assert {"auction.purchase.promised", "auction.purchase.proof_given"} <= set(facts)
    assert facts["auction.purchase.proof_given"].actor == "bidder"
    assert row.handed_in_by == "bidder"
    assert b"%PDF" not in row.paper_sealed
    with pytest.raises(Forbidden, match="identity_sealed"):
        judging_proofs.read_proofs(lot_no=sale.lot_no, actor=sale.judge, at=AT)


def test_a_list_of_proofs_carries_no_paper(sale: Sale) -> None:
    bought(sale)
    db.session.expire_all()

    (proof,) = list_proofs(sale.lot().id)

    assert "paper_sealed" in inspect(proof).unloaded
    assert qualifying.open_paper(sale.lot(), proof).startswith(b"%PDF")


def test_a_proof_that_grew_old_before_the_ruling_is_renewed(sale: Sale) -> None:
    proof = bought(sale)
    at = PAID + DAY
    judge(sale, proof, at, accepts=True)
    ruling.prove_buyer(lot_no=sale.lot_no, proof="材料已审核", actor=sale.judge, at=at)

    late = at + 10 * DAY

    def rule() -> None:
        ruling.rule_sale(lot_no=sale.lot_no, is_unrestricted=True, actor=sale.judge, at=late)

    found = refused(rule)
    renewed = hand_in(sale, "buyer", late, ENROLLED + DAY, local_date(late))
    unjudged = refused(rule)
    judge(sale, renewed, late, accepts=True)
    rule()

    assert found == ("purchase_unproven", {"法释〔2021〕18号 第3条"})
    assert unjudged == found
    assert sale.lot().state is LotState.RULED


def test_a_judge_of_another_court_or_a_clerk_judges_no_proof(sale: Sale) -> None:
    proof = bought(sale)

    with pytest.raises(Forbidden):
        judge(sale, proof, PAID, accepts=True, actor=sale.clerk)
    with pytest.raises(Forbidden):
        judge(sale, proof, PAID, accepts=True, actor=sale.bidders["buyer"][0])


def test_a_creditor_takes_a_limited_home_only_with_promise_and_proof(sale: Sale) -> None:
    with_creditors(limited(sale)).tick(OPENS)
    sale.tick(CLOSES + DRAIN)
    asked, ranked = CLOSES + DAY, CLOSES + 12 * DAY
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=asked)

    def answer(name: str, *, promises: bool) -> None:
        taking_in_kind.answer_offer(
            lot_no=sale.lot_no,
            takes_it=True,
            promises=promises,
            party_id=party_named(sale, name),
            actor=sale.clerk,
            at=asked,
        )

    def rule() -> None:
        taking_in_kind.rule_in_kind(
            lot_no=sale.lot_no, is_unrestricted=True, actor=sale.judge, at=ranked
        )

    without = refused(lambda: answer("王芳", promises=False))
    answer("济南某某银行", promises=True)
    answer("王芳", promises=True)
    taking_in_kind.choose_assignee(lot_no=sale.lot_no, days=None, actor=sale.clerk, at=ranked)
    unproven = refused(rule)
    first, *_ = judging_proofs.read_proofs(lot_no=sale.lot_no, actor=sale.judge, at=ranked)
    proof = judging_proofs.take_proof_in(
        lot_no=sale.lot_no,
        person=first.person.digest,
        covers_from=local_date(asked),
        covers_until=local_date(ranked),
        paper=small_pdf(),
        actor=sale.clerk,
        at=ranked,
    )
    early = refused(
        lambda: taking_in_kind.pass_on(
            lot_no=sale.lot_no, reason="不具备购房资格", actor=sale.clerk, at=ranked
        )
    )
    judge(sale, proof.id, ranked, accepts=False)
    still = refused(rule)
    taking_in_kind.pass_on(lot_no=sale.lot_no, reason="不具备购房资格", actor=sale.clerk, at=ranked)
    following, *_ = judging_proofs.read_proofs(lot_no=sale.lot_no, actor=sale.judge, at=ranked)

    assert without == (
        "purchase_promise_missing",
        {"法释〔2021〕18号 第5条", "法释〔2021〕18号 第4条"},
    )
    assert unproven == ("purchase_unproven", {"法释〔2021〕18号 第5条"})
    assert early[0] == "top_up_not_overdue"
    assert still == unproven
    assert first.person.name != following.person.name
    assert sale.lot().state is LotState.IN_KIND_OFFERED


def test_the_next_offer_is_under_the_same_limit(sale: Sale) -> None:
    limited(sale).tick(OPENS)
    sale.tick(CLOSES + DRAIN)

    lot = sale.follow(SECOND_DRAFTED)

    assert lot.purchase_limit == LIMIT


def test_a_creditor_proves_it_itself_and_finds_the_papers_for_the_register(sale: Sale) -> None:
    with_creditors(limited(sale)).tick(OPENS)
    sale.tick(CLOSES + DRAIN)
    bank = identity.actor_named("creditor91")
    name = "济南某某银行"
    taking_in_kind.answer_offer(
        lot_no=sale.lot_no, takes_it=True, promises=True, actor=bank, at=CLOSES + DAY
    )
    ranked = rank(sale)
    pay(sale, name, ranked.top_up_order or "", RANKED + DAY)
    at = RANKED + 2 * DAY
    proof = qualifying.hand_in_proof(
        lot_no=sale.lot_no,
        covers_from=local_date(CLOSES),
        covers_until=local_date(at),
        paper=small_pdf(),
        actor=bank,
        at=at,
    )
    judge(sale, proof.id, at, accepts=True)

    fee_open = refused(lambda: rule_in_kind(sale, at, is_unrestricted=False))
    pay(sale, name, fee_order(sale), at)
    rule_in_kind(sale, at, is_unrestricted=False)
    sale.tick(at)

    lot = sale.lot()
    files = {line.paper.key: line.file for line in registration_page(lot).lines}
    assert fee_open[0] == "in_kind_fee_open"
    assert lot.state is LotState.IN_KIND
    assert is_owner(lot, bank)
    assert not is_owner(lot, identity.actor_named("creditor92"))
    assert "confirmation" not in files
    assert files["ruling"] is not None
    assert files["ruling"].kind is papers.PaperKind.IN_KIND_RULING
    assert files["assistance"] is not None
