"""An applicant for enforcement bids: its claim stands for the deposit (18号 art. 17(2))."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from app.kernel.actors import Actor
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.store import db
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.models import Enrollment
from auction.rules import articles
from auction.services import defaulting, enrolling
from auction.services.confirming import balance_reference
from auction.services.setting_off import entry_of
from auction.vocabulary import EnrollmentState, LotState, SettlementState, SpecialPrompt
from registry.models import Party
from registry.vocabulary import PartyRole
from tests.support.appraisals import APPLICANT_ID
from tests.support.sales import (
    CLOSES,
    DEPOSIT,
    DRAIN,
    OPENS,
    START,
    STEP,
    Sale,
)

BEFORE = OPENS - timedelta(days=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: The made-up applicant of the case of tests.support.appraisals.
NAME = "王芳"
REASON = "买受人逾期未付余款，经催告仍不支付。"


def claim(fen: int | None) -> None:
    """Let the applicant claim this much; None: nothing is known of its claim."""
    db.session.execute(
        update(Party)
        .where(Party.role == PartyRole.APPLICANT)
        .values(claim=None if fen is None else Money(fen))
    )
    db.session.commit()


def enroll(sale: Sale, actor: Actor, at: object = BEFORE) -> Enrollment:
    """Enroll the applicant, met by every condition."""
    sale.bidders[actor.account] = (actor, Payer(NAME, APPLICANT_ID))
    return enrolling.enroll(
        lot_no=sale.lot_no,
        accepted=set(SpecialPrompt),
        notice_version=sale.lot().notice_version,
        has_capacity=True,
        actor=actor,
        at=at,
    )


def breaches() -> list[str]:
    return [breach.detail for name in QUERIES for breach in breaches_of(name)]


def test_an_applicant_whose_claim_covers_the_deposit_has_a_paddle_at_once(sale: Sale) -> None:
    sale.announced()
    claim(DEPOSIT.fen)

    enrollment = enroll(sale, sale.desk.applicant)
    again = enroll(sale, sale.desk.applicant)

    assert enrollment.state is EnrollmentState.QUALIFIED
    assert enrollment.paddle is not None
    assert again.id == enrollment.id
    assert ledger.find_order(enrollment.deposit_reference or "") is None


def test_an_applicant_whose_claim_is_smaller_pays_the_difference_to_the_fen(sale: Sale) -> None:
    sale.announced()
    claim(DEPOSIT.fen - 1)

    enrollment = enroll(sale, sale.desk.applicant)

    order = ledger.find_order(enrollment.deposit_reference or "")
    assert order is not None
    assert (enrollment.state, order.amount) == (EnrollmentState.APPLIED, Money(1))
    sale.pay("applicant", enrollment.deposit_reference or "", BEFORE)
    assert sale.paddle("applicant")


@pytest.mark.parametrize("who", ["debtor", "applicant without a claim"])
def test_nobody_else_is_let_off(sale: Sale, who: str) -> None:
    sale.announced()
    actor = sale.desk.debtor if who == "debtor" else sale.desk.applicant
    claim(None if who != "debtor" else DEPOSIT.fen)

    entry = entry_of(sale.lot(), actor)

    assert (entry.payable, entry.set_off) == (DEPOSIT, Money.ZERO)
    assert entry.calculation.policies == ()


def test_the_amount_tells_its_article_and_policy(sale: Sale) -> None:
    sale.announced()
    claim(DEPOSIT.fen - 100)

    entry = entry_of(sale.lot(), sale.desk.applicant)

    assert entry.calculation.citations == (articles.DEPOSIT_OF_APPLICANT,)
    assert entry.calculation.policies == ("P78",)
    assert [step.amount_fen for step in entry.calculation.steps] == [
        DEPOSIT.fen,
        DEPOSIT.fen - 100,
        100,
    ]


def test_an_applicant_that_buys_without_a_deposit_owes_the_whole_price(sale: Sale) -> None:
    sale.announced()
    claim(150_000_000)
    enroll(sale, sale.desk.applicant)
    sale.tick(OPENS)
    sale.bid("applicant", START.fen, OPENS + HOUR)

    sale.tick(CLOSES + DRAIN)

    settlement = sale.settlement()
    order = ledger.find_order(balance_reference(sale.lot_no))
    assert order is not None
    assert (settlement.deposit, settlement.set_off) == (Money.ZERO, DEPOSIT)
    assert settlement.balance == order.amount == START
    sale.pay("applicant", balance_reference(sale.lot_no), CLOSES + DAY)
    assert sale.lot().state is LotState.PAID
    assert ledger.balance(chart.funds(sale.lot().case_number)) == START
    assert breaches() == []


def test_an_applicant_that_loses_is_owed_nothing_back(sale: Sale) -> None:
    sale.announced()
    claim(150_000_000)
    enroll(sale, sale.desk.applicant)
    sale.join("bidder1")
    sale.tick(OPENS)
    sale.bid("applicant", START.fen, OPENS + HOUR)
    sale.bid("bidder1", START.fen + STEP.fen, OPENS + 2 * HOUR)

    sale.tick(CLOSES + DRAIN)
    sale.tick(CLOSES + DAY)

    _, lost = enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.desk.applicant)
    assert lost.state is EnrollmentState.LOST
    assert lost.deposit_ended_at is not None
    assert ledger.find_refund(lost.deposit_reference or "") is None
    assert breaches() == []


@pytest.mark.parametrize("paid", [0, 100])
def test_of_a_defaulting_applicant_only_what_was_paid_is_kept(sale: Sale, paid: int) -> None:
    sale.announced()
    claim(DEPOSIT.fen - paid)
    enrollment = enroll(sale, sale.desk.applicant)
    if paid:
        sale.pay("applicant", enrollment.deposit_reference or "", BEFORE)
    sale.tick(OPENS)
    sale.bid("applicant", START.fen, OPENS + HOUR)
    sale.tick(CLOSES + DRAIN)
    due = sale.settlement().due_at

    defaulting.rule_default(lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=due)

    default = queries.find_default(sale.lot().id)
    assert default is not None
    assert default.forfeited == Money(paid)
    assert ledger.balance(chart.forfeited(sale.lot().case_number)) == Money(paid)
    assert sale.settlement().state is SettlementState.DEFAULTED
    defaulting.state_use(
        lot_no=sale.lot_no,
        new_price=Money(START.fen - 20_000_000),
        costs=[],
        case_debt=Money.ZERO,
        property_debts=[],
        actor=sale.clerk,
        at=due + DAY,
    )
    defaulting.approve_use(lot_no=sale.lot_no, actor=sale.judge, at=due + 2 * DAY)
    stated = queries.find_default(sale.lot().id)
    assert stated is not None
    assert stated.top_up == Money(20_000_000 - paid)
    assert breaches() == []
