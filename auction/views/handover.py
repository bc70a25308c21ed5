"""How far a sold thing is on its way to the buyer's hands and name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.permissions import Permission
from auction import queries
from auction.models import AssistanceService, Lot, PlannedStep
from auction.rules.registration import (
    REGISTER_OF,
    Register,
    RegistrationPaper,
    Source,
    registration_papers,
)
from auction.services.buyers import owners_of
from auction.services.handing_over import ends_in_kind, list_assistance, list_steps
from auction.services.identities import find_enrollment
from auction.services.ruling import handover_due
from auction.views.after import papers_of_acts
from auction.vocabulary import EnrollmentState, LotState

_OVER = (LotState.HANDED_OVER, LotState.SETTLED)


@dataclass(frozen=True)
class Course:
    """The steps from the ruling to the keys; whoever is named in them is the court's to read."""

    ruled_at: datetime | None
    due_at: datetime | None
    steps: Sequence[PlannedStep]
    late_steps: Sequence[PlannedStep]
    is_over: bool
    is_late: bool

    @property
    def is_shown(self) -> bool:
        """Say whether there is anything to show."""
        return self.ruled_at is not None

    @property
    def open_steps(self) -> list[PlannedStep]:
        """Return what is planned and not done."""
        return [step for step in self.steps if step.done_on is None]


def course_of_handover(lot: Lot, now: datetime) -> Course:
    """Return the course of a lot; a step is late from the day after its own."""
    steps = list_steps(lot) if lot.title_passed_at else ()
    due, today = handover_due(lot), local_date(now)
    is_over = lot.state in _OVER or (lot.state is LotState.IN_KIND and ends_in_kind(steps))
    return Course(
        ruled_at=lot.title_passed_at,
        due_at=due,
        steps=steps,
        late_steps=[one for one in steps if one.done_on is None and one.due_on < today],
        is_over=is_over,
        is_late=not is_over and due is not None and now >= due,
    )


@dataclass(frozen=True)
class RegistrationLine:
    """One paper of the list with what is known of it."""

    paper: RegistrationPaper
    file: papers.PaperView | None
    services: Sequence[AssistanceService]


@dataclass(frozen=True)
class RegistrationPage:
    """What an owner needs for the register."""

    register: Register
    ruled_at: datetime
    lines: Sequence[RegistrationLine]


_KINDS = {
    "ruling": (papers.PaperKind.SALE_RULING, papers.PaperKind.IN_KIND_RULING),
    "assistance": (papers.PaperKind.ASSISTANCE_NOTICE,),
    "handover_record": (papers.PaperKind.HANDOVER_RECORD,),
}


def is_owner(lot: Lot, actor: Actor) -> bool:
    """Say whether a ruled lot is the actor's: a buyer, the agent of one, who took it in kind."""
    if actor.person_id is None or lot.title_passed_at is None:
        return False
    enrollment = find_enrollment(lot, actor)
    if enrollment is not None and enrollment.state is EnrollmentState.WON:
        return True
    return actor.person_id in owners_of(lot)


def is_staff_of(lot: Lot, actor: Actor) -> bool:
    """Say whether somebody works on the lots of its court."""
    return actor.may(Permission.PREPARE_LOTS) and actor.court_id == lot.court_id


def may_see_registration(lot: Lot, actor: Actor) -> bool:
    """Say whether somebody reads the list: an owner, or the court of the lot."""
    return lot.title_passed_at is not None and (is_staff_of(lot, actor) or is_owner(lot, actor))


def registration_page(lot: Lot) -> RegistrationPage:
    """Gather the papers of a ruled lot, those the court made out with their files."""
    moment = lot.title_passed_at
    assert moment is not None, "asked only of a ruled lot"
    made = papers_of_acts(lot)
    confirmation = queries.find_confirmation(lot.id)
    served = list_assistance(lot)
    listed = registration_papers(
        lot.nature,
        needs_approval=lot.needs_approval,
        is_limited=bool(lot.purchase_limit),
        is_in_kind=lot.state is LotState.IN_KIND,
    )

    def file_of(paper: RegistrationPaper) -> papers.PaperView | None:
        if paper.key == "confirmation":
            assert confirmation is not None, "a ruled sale was confirmed"
            return papers.find(papers.PaperKind.SALE_CONFIRMATION, lot.no)
        kinds = _KINDS.get(paper.key, ())
        return next((one for one in made if one.kind in kinds), None)

    return RegistrationPage(
        register=REGISTER_OF[lot.nature],
        ruled_at=moment,
        lines=[
            RegistrationLine(
                paper,
                file_of(paper),
                served if paper.source is Source.SERVED_ON_OFFICE else (),
            )
            for paper in listed
        ],
    )
