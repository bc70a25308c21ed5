"""Find what concerns the fee of an appraisal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from app.kernel.errors import NotFound
from app.kernel.money import Money
from app.store import db
from app.store.locks import lock_row
from appraisal.models import Appointment, Assignment, FeeSettlement
from appraisal.models.fee import ExpenseClaim, FeeAccount, FeeGuarantee, FeeLine, FeeSetting
from appraisal.queries.assignments import LIST_MAX
from appraisal.vocabulary import AssignmentState, PriceRoute
from appraisal.vocabulary.fees import FeeState, GuaranteeState


def list_fee_pending(case_numbers: Sequence[str]) -> Sequence[Assignment]:
    """Return the appraisals of some cases that wait for the basic fee."""
    return db.session.scalars(
        select(Assignment)
        .where(
            Assignment.state.in_((AssignmentState.FEE_PENDING, AssignmentState.STALLED)),
            Assignment.case_number.in_(case_numbers),
        )
        .limit(LIST_MAX)
    ).all()


def find_settlement(assignment_id: int) -> FeeSettlement | None:
    """Return the settlement of the fee."""
    return db.session.scalar(
        select(FeeSettlement).where(FeeSettlement.assignment_id == assignment_id)
    )


def find_fee_account(assignment_id: int) -> FeeAccount | None:
    """Return the fee account of an appraisal; none before the basic fee was asked for."""
    return db.session.scalar(select(FeeAccount).where(FeeAccount.assignment_id == assignment_id))


def lock_fee_account(assignment_id: int) -> FeeAccount | None:
    """Return the fee account under its row lock, freshly read."""
    found = find_fee_account(assignment_id)
    return None if found is None else lock_row(FeeAccount, id=found.id)


def newest_fee_setting(court_id: int) -> FeeSetting | None:
    """Return the version of a court's setting that is in force."""
    return db.session.scalar(
        select(FeeSetting)
        .where(FeeSetting.court_id == court_id)
        .order_by(FeeSetting.version.desc())
        .limit(1)
    )


def list_fee_settings(court_id: int) -> Sequence[FeeSetting]:
    """Return the versions a court adopted, newest first."""
    return db.session.scalars(
        select(FeeSetting)
        .where(FeeSetting.court_id == court_id)
        .order_by(FeeSetting.version.desc())
        .limit(LIST_MAX)
    ).all()


def get_fee_setting(setting_id: int) -> FeeSetting:
    """Return one version of a setting; raise NotFound."""
    found = db.session.get(FeeSetting, setting_id)
    if found is None:
        raise NotFound("fee_setting", setting_id)
    return found


def list_guarantees(assignment_id: int) -> Sequence[FeeGuarantee]:
    """Return the letters handed in, newest first."""
    return db.session.scalars(
        select(FeeGuarantee)
        .where(FeeGuarantee.assignment_id == assignment_id)
        .order_by(FeeGuarantee.id.desc())
    ).all()


def find_standing_guarantee(assignment_id: int) -> FeeGuarantee | None:
    """Return the letter that is with the court or was accepted."""
    return db.session.scalar(
        select(FeeGuarantee).where(
            FeeGuarantee.assignment_id == assignment_id,
            FeeGuarantee.state != GuaranteeState.RETURNED,
        )
    )


def find_claim(assignment_id: int, agency_code: str) -> ExpenseClaim | None:
    """Return what an agency claimed as actual expense of an appraisal."""
    return db.session.scalar(
        select(ExpenseClaim).where(
            ExpenseClaim.assignment_id == assignment_id, ExpenseClaim.agency_code == agency_code
        )
    )


def list_claims(assignment_id: int) -> Sequence[ExpenseClaim]:
    """Return the claims of an appraisal, oldest first."""
    return db.session.scalars(
        select(ExpenseClaim)
        .where(ExpenseClaim.assignment_id == assignment_id)
        .order_by(ExpenseClaim.id)
    ).all()


def _waiting_letter() -> object:
    return exists().where(
        FeeGuarantee.assignment_id == FeeAccount.assignment_id,
        FeeGuarantee.state == GuaranteeState.HANDED_IN,
    )


def list_due_reminders(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the appraisals whose applicant has to be reminded of the basic fee."""
    return db.session.scalars(
        select(Assignment.no)
        .join(FeeAccount, FeeAccount.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.FEE_PENDING,
            FeeAccount.state == FeeState.BASIC_DUE,
            FeeAccount.reminded_at.is_(None),
            FeeAccount.remind_at <= now,
            FeeAccount.due_at > now,
            ~_waiting_letter(),  # type: ignore[operator]
        )
        .order_by(FeeAccount.due_at)
        .limit(limit)
    ).all()


def list_due_stalls(now: datetime, limit: int = 50) -> Sequence[str]:
    """Return the appraisals whose basic fee has not come in its time.

    A letter that is with the court came in time: the court has to decide, not the applicant.
    """
    return db.session.scalars(
        select(Assignment.no)
        .join(FeeAccount, FeeAccount.assignment_id == Assignment.id)
        .where(
            Assignment.state == AssignmentState.FEE_PENDING,
            FeeAccount.state == FeeState.BASIC_DUE,
            FeeAccount.due_at <= now,
            ~_waiting_letter(),  # type: ignore[operator]
        )
        .order_by(FeeAccount.due_at)
        .limit(limit)
    ).all()


def list_undecided(court_id: int) -> Sequence[Assignment]:
    """Return the appraisals of a court whose letter or claim waits for its decision."""
    letter = exists().where(
        FeeGuarantee.assignment_id == Assignment.id,
        FeeGuarantee.state == GuaranteeState.HANDED_IN,
    )
    claim = exists().where(
        ExpenseClaim.assignment_id == Assignment.id, ExpenseClaim.decided_at.is_(None)
    )
    return db.session.scalars(
        select(Assignment)
        .where(Assignment.court_id == court_id, letter | claim)
        .order_by(Assignment.id)
        .limit(LIST_MAX)
    ).all()


def list_worked_by(agency_code: str) -> Sequence[tuple[Assignment, FeeAccount | None]]:
    """Return every appraisal an agency was ever commissioned with, newest first, with its money."""
    worked = exists().where(
        Appointment.assignment_id == Assignment.id, Appointment.agency_code == agency_code
    )
    rows = db.session.execute(
        select(Assignment, FeeAccount)
        .outerjoin(FeeAccount, FeeAccount.assignment_id == Assignment.id)
        .where(worked)
        .order_by(Assignment.id.desc())
        .limit(LIST_MAX)
    )
    return [(row[0], row[1]) for row in rows]


def list_unbalanced(limit: int = 20) -> Sequence[tuple[str, FeeAccount, FeeSettlement]]:
    """Return settled fees whose account, settlement and lines do not say the same."""
    rows = db.session.execute(
        select(Assignment.no, FeeAccount, FeeSettlement)
        .join(FeeAccount, FeeAccount.assignment_id == Assignment.id)
        .join(FeeSettlement, FeeSettlement.assignment_id == Assignment.id)
        .where(
            (FeeAccount.total_fee != FeeSettlement.total_fee)
            | (FeeAccount.refund != FeeSettlement.refund)
            | (
                (FeeAccount.state == FeeState.SETTLED)
                & (
                    FeeAccount.total_fee + FeeAccount.refund
                    != FeeAccount.basic_paid + FeeAccount.balance_paid
                )
            )
        )
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def list_settled_of(agency_code: str) -> Sequence[tuple[FeeSettlement, FeeLine]]:
    """Return the settled lines of an agency, newest first."""
    rows = db.session.execute(
        select(FeeSettlement, FeeLine)
        .join(FeeLine, FeeLine.settlement_id == FeeSettlement.id)
        .where(FeeLine.agency_code == agency_code)
        .order_by(FeeSettlement.id.desc(), FeeLine.place)
        .limit(LIST_MAX * 5)
    )
    return [(row[0], row[1]) for row in rows]


def list_settled(limit: int = LIST_MAX * 5) -> Sequence[tuple[str, FeeAccount]]:
    """Return the fee accounts that are settled, newest first, for the check of the book."""
    rows = db.session.execute(
        select(Assignment.no, FeeAccount)
        .join(Assignment, Assignment.id == FeeAccount.assignment_id)
        .where(FeeAccount.state == FeeState.SETTLED)
        .order_by(FeeAccount.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def list_fees_settled(
    court_code: str, *, since: datetime | None, until: datetime | None
) -> list[tuple[datetime, Money, str | None]]:
    """Return when each fee of a court was settled, what it came to, and whose it is."""
    query = (
        select(FeeSettlement.settled_at, FeeSettlement.total_fee, Assignment.agency_code)
        .join(Assignment, Assignment.id == FeeSettlement.assignment_id)
        .where(Assignment.court_code == court_code)
    )
    if since is not None:
        query = query.where(FeeSettlement.settled_at >= since)
    if until is not None:
        query = query.where(FeeSettlement.settled_at < until)
    rows = db.session.execute(query.order_by(FeeSettlement.settled_at))
    return [(row[0], row[1], row[2]) for row in rows]


def agencies_of(
    *, court_code: str = "", appraisal_nos: Sequence[str] | None = None
) -> dict[str, str]:
    """Return the code of the agency that appraised, by the number of the appraisal."""
    query = select(Assignment.no, Assignment.agency_code).where(
        Assignment.route == PriceRoute.COMMISSIONED_APPRAISAL, Assignment.agency_code.is_not(None)
    )
    if court_code:
        query = query.where(Assignment.court_code == court_code)
    if appraisal_nos is not None:
        query = query.where(Assignment.no.in_(appraisal_nos))
    return {no: code for no, code in db.session.execute(query) if code}


def courts_with_fees() -> set[str]:
    """Return the codes of the courts for which a fee was settled."""
    query = select(Assignment.court_code).join(
        FeeSettlement, FeeSettlement.assignment_id == Assignment.id
    )
    return set(db.session.scalars(query.distinct()))
