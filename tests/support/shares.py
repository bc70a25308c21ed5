"""A sold lot whose price several creditors share, and the days of its plan."""

from datetime import datetime, timedelta

from app.identity.vocabulary import PersonKind
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from auction import queries
from auction.models import PlanService
from auction.services.plan_course import record_receipt
from auction.services.settling import approve_distribution
from auction.vocabulary import PlanNotice
from registry import facade as registry
from registry.seeds import credit_code
from registry.services.cases import add_party
from registry.vocabulary import PartyRole
from tests.support.people import make_person
from tests.support.sales import CLOSES, DRAFTED, Sale

#: When the plan is approved: the price came in the day before.
APPROVED = CLOSES + timedelta(days=4)
RECEIVED = APPROVED + timedelta(days=1)
#: The first moment after fifteen days from the receipt, weekends and holidays moved on.
OVER = end_of_day(legal_period_end(local_date(RECEIVED), 15))
BANK_CLAIM = Money(40_000_000)
TRADER_CLAIM = Money(60_000_000)


def with_creditors(sale: Sale) -> Sale:
    """Write two more creditors into the case: a bank with a mortgage and a trader."""
    case = registry.get_asset(sale.desk.asset_no)
    for serial, name, claim, is_secured in (
        (91, "济南某某银行股份有限公司", BANK_CLAIM, True),
        (92, "济南某某商贸有限公司", TRADER_CLAIM, False),
    ):
        company = (name, credit_code(serial))
        person = make_person(f"creditor{serial}", Role.PARTY, company=company)
        add_party(
            case_id=case.case_id,
            role=PartyRole.OTHER_CREDITOR,
            name=name,
            kind=PersonKind.LEGAL,
            id_number=credit_code(serial),
            claim=claim,
            is_secured=is_secured,
            person_id=person.person_id,
            actor=sale.clerk,
            at=DRAFTED,
        )
    return sale


def party_named(sale: Sale, start: str) -> int:
    """Return the party of the case whose name begins so."""
    parties = registry.parties_of(sale.lot().case_number)
    return next(party.id for party in parties if party.name.startswith(start))


def served(sale: Sale) -> Sale:
    """Walk until the plan is approved and on its way to the four."""
    with_creditors(sale).paid()
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=APPROVED)
    return sale


def services(sale: Sale, purpose: PlanNotice = PlanNotice.PLAN) -> list[PlanService]:
    """Return who was told what of the plan that stands."""
    settlement = sale.settlement()
    rows = queries.list_plan_services(settlement.lot_id, settlement.plan_version)
    return [row for row in rows if row.purpose is purpose]


def receive(
    sale: Sale, purpose: PlanNotice = PlanNotice.PLAN, *, at: datetime = RECEIVED
) -> datetime:
    """Record that everybody who has not yet received it did; return when all days are over."""
    for row in services(sale, purpose):
        if row.received_at is None:
            record_receipt(
                service_id=row.id, received_at=at, proof="送达回证在卷", actor=sale.clerk, at=at
            )
    db.session.expire_all()
    return max(row.until_at for row in services(sale, purpose) if row.until_at)
