"""Who may object to what of a sale, where, and which days then run: one door after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app import lawbook
from app.kernel.citation import Citation
from auction.rules import articles
from auction.vocabulary import PREPARED_IN, STANDING_SALE, LotState
from auction.vocabulary.lots import ANNULLABLE


class Door(StrEnum):
    """What somebody may object to; a complaint is none, but is shown beside them."""

    REPORT = "report"
    ACT = "act"
    THIRD_PARTY = "third_party"
    ANNULMENT = "annulment"
    PLAN = "plan"
    COMPLAINT = "complaint"


class Where(StrEnum):
    """Where the objection goes: to a page of ours, or in writing to the enforcing court."""

    REPORT_PAGE = "report_page"
    PLAN_PAGE = "plan_page"
    COURT = "court"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """One door with its days; a period that the law does not set is None."""

    door: Door
    where: Where
    citations: tuple[Citation, ...]
    #: Days to object, from the receipt.
    within_days: int | None = None
    #: Days in which it is decided.
    decided_in_days: int | None = None
    #: Days for the next step against the decision, from its service.
    next_within_days: int | None = None


def doors_of(state: LotState, *, on: date) -> Sequence[OpenDoor]:
    """Return the doors that stand open for a lot as it stands, in the order of a sale.

    民事诉讼法 arts. 236 (acts: decided in 15 days, review within 10) and 238 (a third party's
    right: 15 days, then a suit within 15); 18号 arts. 31 (six grounds) and 36; 15号 art.
    22 (report); 民诉解释 arts. 509, 510 (plan of distribution). None before the notice.
    """
    if state in PREPARED_IN:
        return ()

    def days(key: str) -> int:
        return int(lawbook.number(key, on=on))

    decided, review = days("objection_decision_days"), days("objection_review_days")
    doors = [
        OpenDoor(
            Door.REPORT,
            Where.REPORT_PAGE,
            (articles.REPORT_OBJECTION,),
            within_days=days("objection_days"),
        ),
        OpenDoor(
            Door.ACT,
            Where.COURT,
            (articles.OBJECTION_TO_ACTS, articles.OBJECTION_HALTS),
            decided_in_days=decided,
            next_within_days=review,
        ),
        OpenDoor(
            Door.THIRD_PARTY,
            Where.COURT,
            (articles.THIRD_PARTY_OBJECTION, articles.OBJECTION_HALTS),
            decided_in_days=days("third_party_decision_days"),
            next_within_days=days("third_party_suit_days"),
        ),
    ]
    if state in ANNULLABLE:
        doors.append(
            OpenDoor(
                Door.ANNULMENT,
                Where.COURT,
                (articles.ANNULMENT, articles.OBJECTION_TO_ACTS),
                decided_in_days=decided,
                next_within_days=review,
            )
        )
    if state in STANDING_SALE:
        doors.append(
            OpenDoor(
                Door.PLAN,
                Where.PLAN_PAGE,
                (articles.DISTRIBUTION_PLAN, articles.DISTRIBUTION_OBJECTION),
                within_days=days("distribution_objection_days"),
                next_within_days=days("distribution_suit_days"),
            )
        )
    return (*doors, OpenDoor(Door.COMPLAINT, Where.SUPERVISION, (articles.PUBLISHED_CONTENT,)))
