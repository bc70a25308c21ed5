"""A plan of distribution as a table, for the screen and for a file; papers are Chinese."""

from collections.abc import Sequence

from app.documents import facade as papers
from app.kernel.money import total
from app.web.exports import Cell
from auction.documents import GROUND_WORDS
from auction.models import Lot, PlanObjection
from auction.rules.plan import PlanClaims, PlanRow

_HEADER = ("序号", "案号", "标的物编号", "款项性质", "受偿人", "顺位", "债权", "分得", "依据")


def distribution_table(
    lot: Lot, rows: Sequence[PlanRow], claims: PlanClaims
) -> tuple[Sequence[str], list[list[Cell]]]:
    """Return header and lines of the table, the sum last; each line names its article."""
    claimed = {claim.party_id: claim for claim in claims.creditors}
    lines: list[list[Cell]] = []
    for place, row in enumerate(rows, start=1):
        claim = claimed.get(row.party_id or 0) if row.is_claim else None
        lines.append(
            [
                place,
                lot.case_number,
                lot.no,
                GROUND_WORDS[row.ground],
                row.payee,
                claim.rank if claim else None,
                claim.amount if claim else None,
                row.amount,
                str(row.citation),
            ]
        )
    whole = total(row.amount for row in rows)
    return _HEADER, [*lines, [None, lot.case_number, lot.no, "合计", "", None, None, whole, ""]]


def paper_of_objection(objection: PlanObjection) -> papers.PaperView | None:
    """Return the notice of an objection."""
    return papers.find(papers.PaperKind.PLAN_OBJECTION_NOTICE, objection.no)
