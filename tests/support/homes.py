"""A flat under purchase limits on its way through a sale."""

from datetime import date, datetime
from typing import Any

from app.kernel.permissions import Role
from app.ledger.facade import Payer
from auction.models import Enrollment
from auction.services import enrolling, judging_proofs, limiting, qualifying
from auction.vocabulary import SpecialPrompt
from tests.support.appraisals import _person, small_pdf
from tests.support.sales import CANARY, DRAFTED, OPENS, Sale, id_number

LIMIT = "非本市户籍家庭须连续缴纳社会保险二十四个月"
ENROLLED = date(2026, 4, 18)


def limited(sale: Sale) -> Sale:
    """Walk until the notice of a flat under purchase limits is out."""

    def work() -> None:
        sale.ready()
        limiting.limit_purchase(lot_no=sale.lot_no, limit=LIMIT, actor=sale.clerk, at=DRAFTED)
        sale.announce()

    return sale.walk("limited", work)


def newcomer(sale: Sale, account: str) -> None:
    """Let a person join the story who has not enrolled yet."""
    serial = 500 + len(sale.bidders)
    name = f"{CANARY}{len(sale.bidders)}"
    actor = _person(account, name, Role.BIDDER, number=id_number(serial))
    sale.bidders[account] = (actor, Payer(name, id_number(serial)))


def enroll(sale: Sale, account: str, at: datetime, *, promises: bool) -> Enrollment:
    """Enroll a newcomer of the story, with or without the promise."""
    return enrolling.enroll(
        lot_no=sale.lot_no,
        accepted=set(SpecialPrompt),
        notice_version=sale.lot().notice_version,
        has_capacity=True,
        promises=promises,
        actor=sale.bidders[account][0],
        at=at,
    )


def hand_in(sale: Sale, account: str, at: datetime, *days: date) -> int:
    """Hand a proof in for the days from the first to the last one; return its number."""
    return qualifying.hand_in_proof(
        lot_no=sale.lot_no,
        covers_from=days[0],
        covers_until=days[-1],
        paper=small_pdf(),
        actor=sale.bidders[account][0],
        at=at,
    ).id


def judge(sale: Sale, proof: int, at: datetime, *, accepts: bool, **more: Any) -> None:
    """Judge a proof as the judge of the case, unless somebody else is named."""
    judging_proofs.judge_proof(
        **{
            "lot_no": sale.lot_no,
            "proof_id": proof,
            "accepts": accepts,
            "reason": "社保缴费记录完整。" if accepts else "社保缴费记录中断。",
            "actor": sale.judge,
            "at": at,
            **more,
        }
    )


__all__ = ["ENROLLED", "LIMIT", "OPENS", "enroll", "hand_in", "judge", "limited", "newcomer"]
