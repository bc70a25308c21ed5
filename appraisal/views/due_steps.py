"""What is due on the way to a reference price, for the screening of delays of all the platform."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from app.web.modules import DueStep
from appraisal.queries.deadlines import OpenAsset, list_open_of_court
from appraisal.rules.dues import Due
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.deadlines import DeadlineStep


def dues(court_id: int, at: datetime) -> Iterator[DueStep]:  # noqa: ARG001 - the form of every part
    """Yield every day of a court's appraisals; what stands still is nobody's delay."""
    for asset in list_open_of_court(court_id):
        for due in asset.dues:
            if not due.is_standing:
                yield _step(asset, due)


def open_cases(court_id: int) -> Iterable[str]:
    """Return the numbers of a court's cases with an asset on its way to a price or just priced.

    Once a price stands and its fee is still open, the sale of the asset tells of the case.
    """
    return {
        asset.case_number
        for asset in list_open_of_court(court_id)
        if asset.state is not AssignmentState.WITHDRAWN
    }


def _step(asset: OpenAsset, due: Due) -> DueStep:
    url = (
        f"/desk/assets/{asset.asset_no}/route"
        if asset.appraisal_no is None
        else f"/desk/appraisals/{asset.appraisal_no}"
    )
    return DueStep(
        step=f"due_{due.step.value}",
        about=asset.asset_no,
        case_number=asset.case_number,
        duty=due.duty.value,
        who=due.who,
        due_at=due.due_at,
        basis=str(due.article),
        is_policy=due.is_policy,
        subject=due.subject,
        url=url,
        is_wait=due.is_right,
        is_bound=due.step in (DeadlineStep.VALIDITY, DeadlineStep.SELL),
        is_told=True,
    )
