"""Ask for ratings when a commission is closed, take them sealed, open them together."""

import json
from collections.abc import Mapping
from datetime import datetime

from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Role
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row
from registry import queries
from registry.facts import RatingGiven, RatingsAsked, RatingsOpened
from registry.models import Rating, RatingRound
from registry.queries import ratings as reads
from registry.rules.ratings import is_good_sheet, may_be_opened, missing_answers, rating_ends_at
from registry.services.evidence import note_evidence
from registry.vocabulary import FIELD_OF_NATURE
from registry.vocabulary.ratings import KIND_OF_SIDE, SIDE_OF_ROLE, RatingSide

#: Purpose of the keys: who rated is found again without being readable.
RATER, SHEET = "rater", "rating"
#: Stands for the court among those asked: one sheet, whichever of its judges fills it in.
_THE_COURT = "court"


def ask_for_ratings(
    *, reference: str, agency_code: str, asset_no: str, actor: Actor, at: datetime
) -> RatingRound:
    """Open the time for ratings of a closed commission; once. Joins the caller's unit of work."""
    with unit_of_work() as work:
        lock_names(f"ratings:{reference}")
        if earlier := reads.find_round(reference):
            return earlier
        asset = queries.get_asset(asset_no)
        agency = queries.get_agency(agency_code)
        found = RatingRound(
            reference=reference,
            agency_code=agency.code,
            court_id=asset.case.court_id,
            case_number=asset.case.number,
            asset_no=asset.no,
            asset_title=asset.title,
            field=FIELD_OF_NATURE[asset.nature],
            region_code=asset.region_code,
            closed_at=at,
            ends_at=rating_ends_at(at),
        )
        db.session.add(found)
        db.session.flush()
        fact = RatingsAsked(
            reference=reference,
            case_number=found.case_number,
            code=agency.code,
            agency_name=agency.name,
            ends_at=stamp(found.ends_at),
        )
        work.record(fact, actor=actor, at=at)
    return found


def find_side(found: RatingRound, actor: Actor) -> tuple[RatingSide, str] | None:
    """Return from where somebody may rate, and the digest of who they are; None for a stranger."""
    if actor.has(Role.JUDGE):
        if actor.court_id != found.court_id:
            return None
        return RatingSide.JUDGE, vault.digest(RATER, f"judge:{actor.account}")
    for party in reads.list_raters(found.case_number):
        if actor.person_id is not None and party.person_id == actor.person_id:
            return SIDE_OF_ROLE[party.role], vault.digest(RATER, party.id_digest)
    return None


def rate(reference: str, *, answers: Mapping[str, bool], actor: Actor, at: datetime) -> Rating:
    """Take one sealed sheet; one a closed commission and identity, never changed afterwards.

    Refused before the commission is closed (there is no round yet) and when the sheets are open.
    """
    with unit_of_work() as work:
        found = lock_row(RatingRound, reference=reference)
        rater = find_side(found, actor)
        if rater is None:
            raise NotFound("rating", reference)
        side, digest = rater
        if has_rated(found, side, digest):
            raise Conflict("rated_already")
        if found.opened_at is not None or at >= found.ends_at:
            raise Refusal("rating_over", params={"until": stamp(found.ends_at)})
        missing = missing_answers(side, answers)
        if missing:
            raise Refusal("answers_missing", fields={name: ["answers_missing"] for name in missing})
        row = Rating(
            round_id=found.id,
            side=side,
            rater_digest=digest,
            answers_sealed=vault.seal(
                SHEET, json.dumps(dict(answers), sort_keys=True), _context(reference, digest)
            ),
            given_at=at,
        )
        found.ratings.append(row)
        db.session.flush()
        agency = queries.get_agency(found.agency_code)
        fact = RatingGiven(
            reference=reference,
            case_number=found.case_number,
            code=agency.code,
            agency_name=agency.name,
            side=str(side),
        )
        work.record(fact, actor=actor, at=at)
        if may_be_opened(_awaited(found), _rated(found)):
            _open(work, found, at=at)
    return row


def has_rated(found: RatingRound, side: RatingSide, digest: str) -> bool:
    """Say whether an identity has rated; the court has when one of its judges did."""
    return any(
        rating.rater_digest == digest or rating.side is side is RatingSide.JUDGE
        for rating in found.ratings
    )


def open_ratings(reference: str, *, at: datetime) -> bool:
    """Open the sheets once their time is over; say whether it was us."""
    with unit_of_work() as work:
        found = lock_row(RatingRound, reference=reference)
        if found.opened_at is not None or at < found.ends_at:
            return False
        _open(work, found, at=at)
    return True


def _open(work: Work, found: RatingRound, *, at: datetime) -> None:
    """Unseal every sheet and let it count (fairness 2.5: never one side before the other)."""
    found.opened_at = at
    agency = queries.get_agency(found.agency_code)
    fact = RatingsOpened(
        reference=found.reference,
        case_number=found.case_number,
        code=agency.code,
        agency_name=agency.name,
        sheets=len(found.ratings),
    )
    work.record(fact, actor=SYSTEM, at=at)
    for rating in found.ratings:
        text = vault.unseal(
            SHEET, rating.answers_sealed, _context(found.reference, rating.rater_digest)
        )
        rating.answers = json.loads(text)
        _note(found, rating, at=at)


def _note(found: RatingRound, rating: Rating, *, at: datetime) -> None:
    answers = rating.answers or {}
    good, asked = sum(answers.values()), len(answers)
    note_evidence(
        agency_code=found.agency_code,
        kind=KIND_OF_SIDE[rating.side],
        is_good=is_good_sheet(answers),
        measure={"good": good, "asked": asked, "answers": answers},
        reference=found.reference,
        cause="rated",
        told={"appraisal_no": found.reference, "good": good, "asked": asked},
        court_id=found.court_id,
        case_number=found.case_number,
        asset_no=found.asset_no,
        field=found.field,
        region_code=found.region_code,
        rater_digest=rating.rater_digest,
        occurred_at=rating.given_at,
        actor=SYSTEM,
        at=at,
    )


def _awaited(found: RatingRound) -> set[str]:
    """Return who is asked: every reachable party of both sides, and the judge.

    With a side out of reach the sheets stay sealed until the time is over.
    """
    parties = reads.list_raters(found.case_number)
    sides = {SIDE_OF_ROLE[party.role] for party in parties}
    if sides != {RatingSide.APPLICANT, RatingSide.DEBTOR}:
        return set()
    digests = {vault.digest(RATER, party.id_digest) for party in parties}
    return digests | {_THE_COURT}


def _rated(found: RatingRound) -> set[str]:
    return {
        _THE_COURT if rating.side is RatingSide.JUDGE else rating.rater_digest
        for rating in found.ratings
    }


def _context(reference: str, digest: str) -> str:
    return f"{reference}|{digest}"
