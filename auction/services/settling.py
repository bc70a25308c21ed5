"""Share the price out: the balance comes in, the fee is settled, a judge approves the shares."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import NotFound
from app.kernel.facts import Audience
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from app.store.locks import lock_row
from appraisal import facade as appraisal
from auction.documents import distribution_paper
from auction.facts import DistributionApproved, DistributionPlanned, LotPaid, LotSettled
from auction.models import DistributionRow, Lot, Settlement
from auction.rules.distribution import Claim, ClaimClass, Distribution, distribute, execution_fee
from auction.services.opening import BATCH
from auction.vocabulary import (
    LOT,
    SETTLEMENT,
    LotAction,
    LotState,
    Round,
    SettlementAction,
    SettlementState,
)
from registry import facade as registry
from registry.facade import PartyView
from registry.vocabulary import PartyRole

_PURPOSE = {
    ClaimClass.SALE_COST: ledger.Purpose.SALE_COST,
    ClaimClass.EXECUTION_FEE: ledger.Purpose.EXECUTION_FEE,
    ClaimClass.SECURED: ledger.Purpose.DISTRIBUTION,
    ClaimClass.ORDINARY: ledger.Purpose.DISTRIBUTION,
}
SURPLUS = "surplus"


@dataclass(frozen=True)
class PlanRow:
    """One payment of the plan: to whom, from which ground, on which article."""

    ground: str
    payee: str
    account: str
    amount: Money
    citation: Citation
    #: The agency's balance fee is posted with the fee's own settlement.
    is_posted: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the plain form that is stored."""
        return {
            "ground": self.ground,
            "payee": self.payee,
            "account": self.account,
            "amount": str(self.amount),
            "citation": self.citation.as_dict(),
            "is_posted": self.is_posted,
        }

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "PlanRow":
        """Read back what ``as_dict`` wrote."""
        return cls(
            plain["ground"],
            plain["payee"],
            plain["account"],
            Money.parse(plain["amount"]),
            Citation(**plain["citation"]),
            plain["is_posted"],
        )


def receive_price(*, lot_no: str, at: datetime) -> None:
    """Note that the whole price is in (18号 art. 25); told twice, done once."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if settlement.state is not SettlementState.BALANCE_DUE:
            return
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.RECEIVE)
        settlement.paid_at = at
        lot.state = LOT.after(lot.state, LotAction.RECEIVE_PRICE)
        work.record(
            LotPaid(lot=lot.no, case_number=lot.case_number, price=str(settlement.price)),
            actor=SYSTEM,
            at=at,
        )


def plan_due_distributions(at: datetime) -> int:
    """Compute the shares of every price that is in and not yet planned; return how many."""
    due = db.session.scalars(
        select(Settlement.lot_id)
        .where(Settlement.state == SettlementState.PAID)
        .order_by(Settlement.lot_id)
        .limit(BATCH)
    ).all()
    return sum(plan_distribution(lot_id, at=at) for lot_id in due)


def _course(lot: Lot) -> appraisal.SaleCourse:
    """Tell the appraisal how the sale went: the last reserve and the rounds without a bid."""
    failed = db.session.scalar(
        select(func.count())
        .select_from(Lot)
        .where(Lot.asset_no == lot.asset_no, Lot.state == LotState.UNSOLD)
    )
    return appraisal.SaleCourse(
        ended_on=local_date(lot.ended_at or lot.created_at),
        reserve=lot.start_price,
        failed_rounds=failed or 0,
    )


def state_failed_round(*, lot_no: str, at: datetime) -> None:
    """Let the appraisal state that its fee is still open after a round without a bid (D4).

    After the sell-off nothing more follows: that fee the court settles. Told twice, stated once.
    """
    lot = db.session.scalar(select(Lot).where(Lot.no == lot_no))
    if lot is None or lot.round is Round.SELL_OFF:
        return
    appraisal.note_failed_round(lot.asset_no, course=_course(lot), actor=SYSTEM, at=at)


def plan_distribution(lot_id: int, *, at: datetime) -> bool:
    """Settle the appraisal fee by the price and compute who gets what; say whether it was us.

    法释〔2018〕15号 art. 32 (fee), 33 (the applicant advanced, the debtor bears); 执行规定 34, 31;
    民诉解释 508. A judge approves before anything but the fee moves.
    """
    with unit_of_work() as work:
        settlement = lock_row(Settlement, lot_id=lot_id)
        if settlement.state is not SettlementState.PAID:
            return False
        lot = db.session.get(Lot, lot_id)
        assert lot is not None
        fee = appraisal.settle_assignment(
            lot.asset_no,
            outcome=appraisal.SettledOutcome.SOLD,
            disposal_price=settlement.price,
            course=_course(lot),
            actor=SYSTEM,
            at=at,
        )
        parties = registry.parties_of(lot.case_number)
        claims = _claims(parties)
        enforced = min(total(claim.amount for _, claim in claims), settlement.price)
        execution = execution_fee(enforced, on=local_date(at))
        costs = _sale_costs(fee, parties)
        shares = distribute(
            settlement.price,
            sale_costs=[claim for _, claim, _ in costs],
            execution_fee_due=Money(execution.result["fee_fen"]),
            secured=[claim for party, claim in claims if party.is_secured],
            ordinary=[claim for party, claim in claims if not party.is_secured],
        )
        rows = _rows(lot, shares, costs, claims, parties)
        settlement.plan = {
            "distribution": shares.calculation.as_dict(),
            "execution_fee": execution.as_dict(),
            "fee": fee.calculation.as_dict(),
            "fee_paper": fee.paper_no,
            "rows": [row.as_dict() for row in rows],
        }
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.PLAN)
        settlement.planned_by, settlement.planned_at = SYSTEM.label, at
        work.record(
            DistributionPlanned(
                lot=lot.no,
                case_number=lot.case_number,
                price=str(settlement.price),
                rows=len(rows),
            ),
            actor=SYSTEM,
            at=at,
        )
        return True


def _claims(parties: list[PartyView]) -> list[tuple[PartyView, Claim]]:
    """Return the creditors and what they claim, in the order of the case file."""
    return [
        (party, Claim(party.name, party.claim))
        for party in parties
        if party.role is not PartyRole.DEBTOR and party.claim
    ]


#: A cost of the sale: the account it goes to, the claim, and whether it was posted already.
_Cost = tuple[str, Claim, bool]


def _sale_costs(fee: appraisal.FeeSettlementView, parties: list[PartyView]) -> list[_Cost]:
    """Return the agency's balance fee, and the basic fee back to the applicant who advanced it."""
    costs: list[_Cost] = []
    if fee.balance_due:
        name = registry.get_agency(fee.agency_code).name
        costs.append((chart.agency(fee.agency_code), Claim(name, fee.balance_due), True))
    advanced = fee.total - fee.balance_due
    applicant = next((party for party in parties if party.role is PartyRole.APPLICANT), None)
    if advanced and applicant is not None:
        costs.append((chart.party(applicant.id), Claim(applicant.name, advanced), False))
    return costs


def _rows(
    lot: Lot,
    shares: Distribution,
    costs: list[_Cost],
    claims: list[tuple[PartyView, Claim]],
    parties: list[PartyView],
) -> list[PlanRow]:
    """Turn shares into payments, each to an account of the chart; nothing of zero is paid."""
    accounts = [(account, is_posted) for account, _, is_posted in costs]
    accounts.append((chart.execution_fee(lot.court_code), False))
    accounts += [(chart.party(party.id), False) for party, _ in claims if party.is_secured]
    accounts += [(chart.party(party.id), False) for party, _ in claims if not party.is_secured]
    rows = [
        PlanRow(
            share.claim_class.value,
            _payee(lot, share.claim_class, share.name),
            account,
            share.paid,
            share.citation,
            is_posted,
        )
        for share, (account, is_posted) in zip(shares.shares, accounts, strict=True)
        if share.paid
    ]
    if shares.surplus:
        debtor = next(party for party in parties if party.role is PartyRole.DEBTOR)
        citation = shares.calculation.citations[-1]
        rows.append(PlanRow(SURPLUS, debtor.name, chart.party(debtor.id), shares.surplus, citation))
    return rows


def _payee(lot: Lot, ground: ClaimClass, name: str) -> str:
    return lot.court_name if ground is ClaimClass.EXECUTION_FEE else name


def approve_distribution(*, lot_no: str, actor: Actor, at: datetime) -> Settlement:
    """Approve the plan and post every payment, once; the lot is settled (reliability M10)."""
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        settlement = db.session.get(Settlement, lot.id)
        if settlement is None:
            raise NotFound("settlement", lot_no)
        settlement = lock_row(Settlement, lot_id=lot.id)
        if settlement.state is SettlementState.DISTRIBUTED:
            return settlement
        settlement.state = SETTLEMENT.after(settlement.state, SettlementAction.APPROVE)
        assert settlement.plan is not None
        calculation = Calculation.from_dict(settlement.plan["distribution"])
        rows = [PlanRow.from_dict(row) for row in settlement.plan["rows"]]
        for place, row in enumerate(rows, start=1):
            _pay(lot, place, row, calculation=calculation, actor=actor, at=at)
        _print_plan(lot, settlement, calculation, actor, at)
        settlement.approved_by, settlement.approved_at = actor.label, at
        lot.state = LOT.after(lot.state, LotAction.SETTLE)
        price = str(settlement.price)
        work.record(
            DistributionApproved(
                lot=lot.no, case_number=lot.case_number, price=price, rows=len(rows)
            ),
            actor=actor,
            at=at,
        )
        work.record(
            LotSettled(lot=lot.no, case_number=lot.case_number, price=price), actor=actor, at=at
        )
        return settlement


def _print_plan(
    lot: Lot, settlement: Settlement, calculation: Calculation, actor: Actor, at: datetime
) -> None:
    """Issue the approved plan as a paper for the court and the parties."""
    assert settlement.plan is not None
    parties = registry.parties_of(lot.case_number)
    papers.issue(
        papers.PaperKind.DISTRIBUTION_PLAN,
        reference=lot.no,
        case_number=lot.case_number,
        court_id=lot.court_id,
        court_code=lot.court_code,
        court_name=lot.court_name,
        data=distribution_paper(
            lot_no=lot.no,
            title=lot.title,
            price=settlement.price,
            rows=settlement.plan["rows"],
            calculation=calculation,
        ),
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id is not None],
        actor=actor,
        at=at,
    )


def _pay(
    lot: Lot, place: int, row: PlanRow, *, calculation: Calculation, actor: Actor, at: datetime
) -> None:
    key = f"distribution:{lot.no}:{place}"
    if not row.is_posted:
        purpose = ledger.Purpose.SURPLUS
        if row.ground != SURPLUS:
            purpose = _PURPOSE[ClaimClass(row.ground)]
        ledger.post(
            purpose=purpose,
            debit=chart.funds(lot.case_number),
            credit=row.account,
            amount=row.amount,
            key=key,
            case_number=lot.case_number,
            at=at,
            explanation=calculation,
            reference=lot.no,
            actor=actor,
        )
    db.session.add(
        DistributionRow(
            lot_id=lot.id,
            place=place,
            ground=row.ground,
            payee=row.payee,
            amount=row.amount,
            citations=[row.citation.as_dict()],
            transfer_key=key,
            posted_at=at,
        )
    )
