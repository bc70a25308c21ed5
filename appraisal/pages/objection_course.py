"""What the pages of an objection have in common: its course, its words, its files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from app.media import facade as media
from appraisal.messages import PARTY_ROLES
from appraisal.messages import objections as words
from appraisal.models import Report
from appraisal.models.objection import (
    ExpertConclusion,
    ExpertReview,
    Objection,
    ObjectionAnswer,
    ObjectionRuling,
    ReviewDecision,
    RulingReview,
)
from appraisal.queries import find_report_by_id
from appraisal.queries import objections as reads
from appraisal.services.objection_door import GivenFile
from appraisal.vocabulary.objections import (
    OBJECTION,
    OPEN,
    ObjectionAction,
    ObjectionGround,
    judged_grounds,
)
from registry.vocabulary import PartyRole

WORDS: dict[str, Any] = {
    "objection_grounds": words.OBJECTION_GROUNDS,
    "objection_kinds": words.OBJECTION_KINDS,
    "objection_ways": words.OBJECTION_WAYS,
    "objection_states": words.OBJECTION_STATES,
    "objection_tags": words.OBJECTION_TAGS,
    "objection_outcomes": words.OBJECTION_OUTCOMES,
    "objection_refusals": words.REFUSALS,
    "review_findings": words.REVIEW_FINDINGS,
    "petition_grounds": words.PETITION_GROUNDS,
    "petition_states": words.PETITION_STATES,
}


@dataclass(frozen=True)
class Course:
    """An objection with everything that was said and decided about it."""

    objection: Objection
    answer: ObjectionAnswer | None
    ruling: ObjectionRuling | None
    ruling_review: RulingReview | None
    decision: ReviewDecision | None
    expert: ExpertReview | None
    conclusion: ExpertConclusion | None
    corrected: Report | None
    files: list[media.MediaView]
    answer_files: list[media.MediaView]

    @property
    def allowed(self) -> frozenset[ObjectionAction]:
        """What may be done now."""
        return OBJECTION.allowed(self.objection.state)

    @property
    def judged(self) -> list[ObjectionGround]:
        """The grounds the court rules on, in the order of the article."""
        found = judged_grounds([ObjectionGround(name) for name in self.objection.grounds])
        return [ground for ground in ObjectionGround if ground in found]

    @property
    def is_open(self) -> bool:
        """Whether it keeps the price from being fixed."""
        return self.objection.state in OPEN

    @property
    def role(self) -> str:
        """Where the objector stands in the case."""
        return str(PARTY_ROLES[PartyRole(self.objection.role)])


def course_of(objection: Objection) -> Course:
    """Gather an objection."""
    answer = reads.find_answer(objection.id)
    ruling = reads.find_ruling(objection.id)
    review = reads.find_ruling_review(ruling.id) if ruling else None
    expert = reads.find_expert_review(objection.id)
    corrected = objection.corrected_report_id
    return Course(
        objection=objection,
        answer=answer,
        ruling=ruling,
        ruling_review=review,
        decision=reads.find_review_decision(review.id) if review else None,
        expert=expert,
        conclusion=reads.find_conclusion(expert.id) if expert else None,
        corrected=find_report_by_id(corrected) if corrected else None,
        files=media.list_media(objection.media),
        answer_files=media.list_media(answer.media) if answer else [],
    )


def courses_of(objections: Sequence[Objection]) -> list[Course]:
    """Gather several objections in the order given."""
    return [course_of(objection) for objection in objections]


@dataclass(frozen=True)
class PublicRow:
    """How many objections of a kind came to the same end; nobody is named."""

    kind: str
    outcome: str
    tag: str
    count: int


def public_objections(assignment_id: int) -> list[PublicRow]:
    """Return number, kinds and outcomes of the objections to an appraisal, without names."""
    counted: Counter[tuple[str, str, str]] = Counter()
    for row in reads.list_of_assignment(assignment_id):
        outcome = words.OBJECTION_OUTCOMES[row.outcome] if row.outcome else None
        state = words.OBJECTION_STATES[row.state]
        key = (
            str(words.OBJECTION_KINDS[row.kind]),
            str(outcome or state),
            words.OBJECTION_TAGS[row.state],
        )
        counted[key] += 1
    return [PublicRow(*key, count) for key, count in counted.items()]


def given_files(name: str = "files") -> list[GivenFile]:
    """Return the files of a form, those without a name left out."""
    return [
        GivenFile(upload.stream, upload.filename)
        for upload in request.files.getlist(name)
        if upload.filename
    ]
