"""What auction and others may ask of the appraisal: frozen answers only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from app.media.facade import MediaView, list_media
from appraisal import queries
from appraisal.models import FeeSettlement
from appraisal.queries.fees import find_fee_account
from appraisal.services.disposal import start_disposal
from appraisal.services.evidence import SaleCourse
from appraisal.services.fee_lines import LotOutcome
from appraisal.services.interim import note_failed_round
from appraisal.services.price_fixing import record_of
from appraisal.services.settlement import settle_fee_of_asset
from appraisal.vocabulary import PRICED, AssignmentState, PriceRoute, SettledOutcome
from appraisal.vocabulary.fees import FeeState

__all__ = [
    "AppraisalView",
    "FeeSettlementView",
    "LotOutcome",
    "ReferencePriceView",
    "SaleCourse",
    "SettledFee",
    "SettledOutcome",
    "agencies_of",
    "agencies_of_court",
    "courts_with_fees",
    "fees_settled",
    "find_appraisal",
    "find_settlement",
    "note_failed_round",
    "pictures_of",
    "reference_price",
    "settle_assignment",
    "start_disposal",
]


@dataclass(frozen=True)
class ReferencePriceView:
    """The price that stands for an asset, by whom it was found and how long it holds."""

    asset_no: str
    appraisal_no: str
    value: Money
    fixed_at: datetime
    #: Last day of the price's validity; the first notice must lie inside it (art. 27).
    valid_until: date
    route: PriceRoute
    #: Empty where no agency was commissioned.
    agency_code: str
    agency_name: str
    #: Digest of the report, or of the record of a price found without one (18号 art. 13 no. 3).
    report_sha256: str

    def is_valid(self, at: datetime) -> bool:
        """Say whether the report still supports a price at a moment."""
        return at < end_of_day(self.valid_until)


@dataclass(frozen=True)
class AppraisalView:
    """Where the appraisal of an asset stands, as everyone may know it."""

    no: str
    asset_no: str
    case_number: str
    state: AssignmentState
    published_at: datetime | None
    window_ends_at: datetime | None

    @property
    def url(self) -> str | None:
        """The public page, once there is something to show."""
        return f"/appraisals/{self.no}" if self.published_at else None


@dataclass(frozen=True)
class FeeSettlementView:
    """What an appraisal cost in the end, with the steps and articles behind it."""

    appraisal_no: str
    agency_code: str
    outcome: SettledOutcome
    total: Money
    basic_fee: Money
    balance_due: Money
    refund: Money
    calculation: Calculation
    #: Empty where there was no fee to state.
    paper_no: str
    settled_at: datetime
    #: Part of the total and of the balance: owed for a report issued again (P9).
    reissue_fee: Money
    #: Whether every fen of it was paid; until then no ruling in kind is served (D5).
    is_paid: bool


def reference_price(asset_no: str) -> ReferencePriceView | None:
    """Return the price that stands for an asset; None while anybody may still object."""
    assignment = queries.find_assignment_of_asset(asset_no)
    if assignment is None or assignment.state not in PRICED:
        return None
    if (
        assignment.reference_price is None
        or assignment.price_fixed_at is None
        or assignment.price_valid_until is None
        or assignment.route is None
    ):
        return None
    report = queries.find_report(assignment.id)
    is_appraised = assignment.route is PriceRoute.COMMISSIONED_APPRAISAL and report is not None
    basis = report if is_appraised else record_of(assignment)
    return ReferencePriceView(
        asset_no=asset_no,
        appraisal_no=assignment.no,
        value=assignment.reference_price,
        fixed_at=assignment.price_fixed_at,
        valid_until=assignment.price_valid_until,
        route=assignment.route,
        agency_code=assignment.agency_code or "" if is_appraised else "",
        agency_name=assignment.agency_name or "" if is_appraised else "",
        report_sha256=basis.sha256 if basis is not None else "",
    )


def find_appraisal(asset_no: str) -> AppraisalView | None:
    """Return where the appraisal of an asset stands, if one was opened."""
    found = queries.find_assignment_of_asset(asset_no)
    if found is None:
        return None
    return AppraisalView(
        no=found.no,
        asset_no=found.asset_no,
        case_number=found.case_number,
        state=found.state,
        published_at=found.published_at,
        window_ends_at=found.window_ends_at,
    )


def pictures_of(asset_no: str) -> list[MediaView]:
    """Return the published photographs and videos of an asset's newest public report."""
    found = queries.find_assignment_of_asset(asset_no)
    if found is None or found.published_at is None:
        return []
    report = queries.find_report(found.id)
    views = list_media(report.media) if report else []
    return [view for view in views if view.published_at is not None]


def settle_assignment(
    asset_no: str,
    *,
    outcome: SettledOutcome | str,
    disposal_price: Money | None,
    actual_expense: Money | None = None,
    course: SaleCourse | None = None,
    lots: Sequence[LotOutcome] = (),
    assignee_party_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> FeeSettlementView:
    """Settle the fee by the result of the sale, post it and issue the statement; once.

    Joins the caller's unit of work. The balance is taken from ``case:<number>:funds``, so the
    price must have been booked there first. A final failure or a withdrawal needs the
    reasonable actual expense (法释〔2018〕15号 art. 32); not given, it is what the court
    confirmed of the agency's claim. ``course`` tells how the sale went. ``lots`` names the parts
    of one report that left the procedure apart (P10). Property taken in kind: the balance is
    asked from ``assignee_party_id``, else from the applicant, before the ruling is served (D5).
    Without a commissioned agency the answer is nothing due.
    """
    row = settle_fee_of_asset(
        asset_no,
        outcome=SettledOutcome(outcome),
        disposal_price=disposal_price,
        actual_expense=actual_expense,
        course=course,
        lots=tuple(lots),
        assignee_party_id=assignee_party_id,
        actor=actor,
        at=at,
    )
    return _settlement(asset_no, row)


@dataclass(frozen=True)
class SettledFee:
    """The whole fee of one appraisal, as statistics count it."""

    settled_at: datetime
    total: Money
    #: Empty where no agency was commissioned.
    agency_code: str


def fees_settled(
    court_code: str, *, since: datetime | None = None, until: datetime | None = None
) -> list[SettledFee]:
    """Return the fees of a court's appraisals that were settled, oldest first."""
    rows = queries.list_fees_settled(court_code, since=since, until=until)
    return [SettledFee(at, fee, agency_code or "") for at, fee, agency_code in rows]


def agencies_of(appraisal_nos: Iterable[str]) -> dict[str, str]:
    """Return the code of the agency that appraised, by the number of the appraisal."""
    return queries.agencies_of(appraisal_nos=list(appraisal_nos))


def agencies_of_court(court_code: str) -> dict[str, str]:
    """Return the same for every commissioned appraisal of a court."""
    return queries.agencies_of(court_code=court_code)


def courts_with_fees() -> set[str]:
    """Return the codes of the courts for which a fee was ever settled."""
    return queries.courts_with_fees()


def find_settlement(asset_no: str) -> FeeSettlementView | None:
    """Return the settlement of an asset's appraisal fee, if it was settled."""
    assignment = queries.find_assignment_of_asset(asset_no)
    row = queries.find_settlement(assignment.id) if assignment else None
    return _settlement(asset_no, row) if row else None


def _settlement(asset_no: str, row: FeeSettlement) -> FeeSettlementView:
    assignment = queries.find_assignment_of_asset(asset_no)
    assert assignment is not None
    account = find_fee_account(assignment.id)
    return FeeSettlementView(
        appraisal_no=assignment.no,
        agency_code=assignment.agency_code or "",
        outcome=row.outcome,
        total=row.total_fee,
        basic_fee=assignment.basic_fee or Money.ZERO,
        balance_due=row.balance_due,
        refund=row.refund,
        calculation=Calculation.from_dict(row.calculation),
        paper_no=row.paper_no,
        settled_at=row.settled_at,
        reissue_fee=row.reissue_fee,
        is_paid=account is None or account.state is FeeState.SETTLED,
    )
