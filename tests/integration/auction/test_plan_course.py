"""Several creditors share a price: the plan is served, objected to, corrected, paid once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.documents import facade as papers
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import PlanObjection
from auction.services import plan_course, plan_objecting
from auction.services.correcting import ClaimGiven, CostGiven, correct_plan
from auction.services.planning import claims_of, rows_of
from auction.services.settling import approve_distribution
from auction.vocabulary import PlanNotice, PlanObjectionState, SettlementState
from registry import facade as registry
from tests.support.sales import Sale
from tests.support.shares import (
    APPROVED,
    BANK_CLAIM,
    OVER,
    RECEIVED,
    TRADER_CLAIM,
    party_named,
    receive,
    served,
    services,
    with_creditors,
)

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
DISPUTED = Money(5_000_000)
WORDS = "银行主张的利息多计了三个月，应当核减。"


def owed(sale: Sale, start: str) -> Money:
    return ledger.balance(chart.party(party_named(sale, start)))


def sound() -> bool:
    return not [breach for name in QUERIES for breach in breaches_of(name)]


def objects(sale: Sale, *, disputed: Money = DISPUTED) -> PlanObjection:
    """Let the trader object to the bank's share, on paper."""
    return plan_objecting.object_to_plan(
        lot_no=sale.lot_no,
        party_id=party_named(sale, "济南某某商贸"),
        against_party_id=party_named(sale, "济南某某银行"),
        disputed=disputed,
        words=WORDS,
        actor=sale.clerk,
        at=RECEIVED + DAY,
    )


def opposes(sale: Sale, objection: PlanObjection) -> None:
    plan_objecting.oppose_objection(
        no=objection.no,
        party_id=party_named(sale, "济南某某银行"),
        words="利息按生效判决计算，并无多计。",
        actor=sale.clerk,
        at=RECEIVED + 3 * DAY,
    )


def state_of(objection: PlanObjection) -> PlanObjectionState:
    return queries.get_plan_objection(objection.no).state


def test_a_shared_plan_waits_fifteen_days_from_the_last_receipt(sale: Sale) -> None:
    served(sale)
    sale.tick(OVER + 30 * DAY)
    assert sale.settlement().state is SettlementState.SERVED
    assert len(services(sale)) == 4
    assert papers.find(papers.PaperKind.DISTRIBUTION_PLAN, sale.lot_no) is not None

    late = APPROVED + 60 * DAY
    over = receive(sale, at=late)
    sale.tick(over - SECOND)
    assert sale.settlement().state is SettlementState.SERVED
    sale.tick(over)
    sale.tick(over + SECOND)

    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert owed(sale, "济南某某银行") == BANK_CLAIM
    rows = queries.list_distribution(sale.lot().id)
    assert total(row.amount for row in rows) == sale.settlement().price
    assert ledger.balance(chart.funds(sale.lot().case_number)) == Money.ZERO
    assert sound()


def test_an_unopposed_objection_corrects_the_plan_which_is_then_paid_at_once(sale: Sale) -> None:
    served(sale)
    over = receive(sale)
    objection = objects(sale)
    sale.tick(over)
    assert state_of(objection) is PlanObjectionState.FILED

    sale.tick(receive(sale, PlanNotice.OBJECTION, at=RECEIVED + 2 * DAY))
    assert sale.settlement().state is SettlementState.PLANNED
    corrected(sale, bank=BANK_CLAIM - Money(5_000_000), at=OVER + 5 * DAY)
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=OVER + 6 * DAY)

    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert state_of(objection) is PlanObjectionState.CLOSED
    assert owed(sale, "济南某某银行") == BANK_CLAIM - Money(5_000_000)
    assert papers.find(papers.PaperKind.DISTRIBUTION_PLAN, f"{sale.lot_no}/2") is not None
    assert sound()


def corrected(sale: Sale, *, bank: Money, at: object, **more: object) -> None:
    """Correct the bank's claim as the clerk; everything else stays."""
    settlement = sale.settlement()
    claims = [
        ClaimGiven(
            claim.party_id,
            bank if claim.is_secured else claim.principal,
            claim.interest,
            claim.costs,
            claim.rank,
        )
        for claim in claims_of(settlement).creditors
    ]
    given = {"costs": (), "reason": "依异议人的意见修正。", "actor": sale.clerk, **more}
    correct_plan(
        lot_no=sale.lot_no,
        version=settlement.plan_version,
        claims=claims,
        at=at,  # type: ignore[arg-type]
        **given,  # type: ignore[arg-type]
    )


def test_what_is_sued_over_is_set_aside_until_the_judgment(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    receive(sale, PlanNotice.OBJECTION, at=RECEIVED + 4 * DAY)
    plan_objecting.record_suit(
        no=objection.no,
        suit="济南市历下区人民法院（2026）鲁0102民初9号",
        actor=sale.clerk,
        at=RECEIVED + 6 * DAY,
    )
    sale.tick(OVER + 40 * DAY)

    case = sale.lot().case_number
    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert ledger.balance(chart.reserved(case)) == Money(5_000_000)
    assert owed(sale, "济南某某银行") == BANK_CLAIM - Money(5_000_000)
    bank, trader = party_named(sale, "济南某某银行"), party_named(sale, "济南某某商贸")
    at = OVER + 90 * DAY
    judged = {"ending": "（2026）鲁0102民初9号民事判决书", "actor": sale.judge, "at": at}
    with pytest.raises(Refusal) as refusal:
        plan_objecting.pay_reserve(no=objection.no, shares={bank: Money(1)}, **judged)  # type: ignore[arg-type]
    assert refusal.value.code == "reserve_mismatch"
    before = owed(sale, "济南某某商贸")
    shares = {bank: Money(2_000_000), trader: Money(3_000_000)}
    plan_objecting.pay_reserve(no=objection.no, shares=shares, **judged)  # type: ignore[arg-type]
    with pytest.raises(IllegalMove):
        plan_objecting.pay_reserve(no=objection.no, shares=shares, **judged)  # type: ignore[arg-type]

    assert ledger.balance(chart.reserved(case)) == Money.ZERO
    assert owed(sale, "济南某某商贸") == before + Money(3_000_000)
    assert sound()


def test_an_objector_who_does_not_sue_in_time_leaves_the_plan_as_it_was(sale: Sale) -> None:
    served(sale)
    receive(sale)
    objection = objects(sale)
    opposes(sale, objection)
    receive(sale, PlanNotice.OBJECTION, at=RECEIVED + 4 * DAY)
    until = receive(sale, PlanNotice.OPPOSITION, at=RECEIVED + 5 * DAY)

    with pytest.raises(Refusal) as refusal:
        plan_objecting.record_suit(
            no=objection.no, suit="（2026）鲁0102民初9号迟到", actor=sale.clerk, at=until
        )
    sale.tick(until)

    assert refusal.value.code == "plan_days_over"
    assert state_of(objection) is PlanObjectionState.LAPSED
    assert sale.settlement().state is SettlementState.DISTRIBUTED
    assert owed(sale, "济南某某银行") == BANK_CLAIM


def test_a_correction_is_a_version_that_its_maker_may_not_approve(sale: Sale) -> None:
    with_creditors(sale).paid()
    agency = sale.desk.agencies[1].agency_code or ""
    cost = CostGiven(agency, "拍卖辅助：看样、拍摄", Money(300_000))

    corrected(sale, bank=BANK_CLAIM, at=APPROVED, costs=(cost,), actor=sale.judge)

    settlement = sale.settlement()
    assert settlement.plan_version == 2
    assert [version.version for version in queries.list_plan_versions(settlement.lot_id)] == [2, 1]
    assert total(row.amount for row in rows_of(settlement)) == settlement.price
    assert any(row.account == chart.agency(agency) for row in rows_of(settlement))
    with pytest.raises(Forbidden) as refusal:
        approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=APPROVED)
    assert refusal.value.code == "maker_approves"
    assert sale.settlement().state is SettlementState.PLANNED


def test_a_correction_of_an_older_version_or_without_a_reason_is_refused(sale: Sale) -> None:
    with_creditors(sale).paid()
    given = {"lot_no": sale.lot_no, "costs": (), "actor": sale.clerk, "at": APPROVED}
    debtor = ClaimGiven(party_named(sale, "李强"), Money(1), Money.ZERO, Money.ZERO, None)

    with pytest.raises(Conflict) as outdated:
        correct_plan(version=7, claims=(), reason="更正利息计算", **given)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as silent:
        correct_plan(version=1, claims=(), reason=" ", **given)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as stranger:
        correct_plan(version=1, claims=(debtor,), reason="更正利息计算", **given)  # type: ignore[arg-type]

    king = replace(debtor, party_id=party_named(sale, "王芳"), on=("A-of-another-lot",))
    with pytest.raises(Refusal) as part:
        correct_plan(version=1, claims=(king,), reason="更正利息计算", **given)  # type: ignore[arg-type]

    assert part.value.code == "plan_unknown_part"
    assert outdated.value.code == "plan_outdated"
    assert silent.value.code == "plan_reason_missing"
    assert stranger.value.code == "plan_unknown_creditor"


def test_a_party_objects_for_itself_alone_and_within_its_days(sale: Sale) -> None:
    served(sale)
    receive(sale)
    bank, trader = party_named(sale, "济南某某银行"), party_named(sale, "济南某某商贸")
    parties = {party.id: party for party in registry.parties_of(sale.lot().case_number)}
    assert parties[trader].claim == TRADER_CLAIM
    stranger = sale.bidders["bidder2"][0]

    def refused(**changes: object) -> str:
        given = {
            "lot_no": sale.lot_no, "party_id": trader, "against_party_id": bank,
            "disputed": Money(1), "words": WORDS, "actor": sale.clerk, "at": RECEIVED + DAY,
        }  # fmt: skip
        with pytest.raises(Refusal) as refusal:
            plan_objecting.object_to_plan(**{**given, **changes})  # type: ignore[arg-type]
        return refusal.value.code

    assert refused(words="不服") == "objection_text_missing"
    assert refused(against_party_id=trader) == "objection_against_nobody"
    assert refused(disputed=BANK_CLAIM + Money(1)) == "objection_more_than_share"
    assert refused(at=OVER) == "plan_days_over"
    assert refused(actor=stranger) == "other_party"
    with pytest.raises(Conflict):
        plan_course.record_receipt(
            service_id=services(sale)[0].id,
            received_at=RECEIVED,
            proof="送达回证",
            actor=sale.clerk,
            at=RECEIVED + DAY,
        )
