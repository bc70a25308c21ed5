"""Commission every listed platform at once and keep their periods (arts. 7, 10, 11)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts.inquiries import InquiryExtended, NetworkInquiryOpened, ResultsReceived
from appraisal.models import Assignment
from appraisal.models.inquiry import (
    InquiryDispatch,
    InquiryPlatform,
    NetworkInquiry,
    PlatformInquiry,
    RouteAttempt,
)
from appraisal.queries.inquiries import find_network_inquiry, list_platforms
from appraisal.rules.inquiries import (
    AfterPeriod,
    after_period,
    extended_end,
    report_end,
)
from appraisal.rules.routes import ARTICLES
from appraisal.services.attempts import (
    attempt_of,
    begin_attempt,
    end_attempt,
    get_own,
    issue_to_parties,
    require_proof,
    write_attempt,
)
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, AssignmentState, PriceRoute
from appraisal.vocabulary.inquiries import (
    AttemptOutcome,
    DispatchKind,
    DispatchState,
    InquiryStage,
    ResultStanding,
    RouteBasis,
    RouteFault,
)
from registry import facade as registry

ON_THE_NET = ARTICLES[PriceRoute.NETWORK_INQUIRY]
#: A report stamped before the end may still wait for the row's lock.
DRAIN = timedelta(minutes=1)
#: The first look for a report that its platform has not sent by itself.
POLL_AFTER = timedelta(minutes=1)
#: The row of a feature that the court added.
MORE = "补充"
FACT_WORDS = {
    "title": "财产权属及登记情况",
    "burdens": "权利负担情况",
    "occupation": "占有、使用情况",
    "unpaid_taxes": "欠缴税费情况",
    "defects": "质量瑕疵情况",
}


def open_network_inquiry(
    no: str,
    *,
    needs_no_survey: bool,
    fee: Money,
    features: str,
    basis: RouteBasis,
    basis_note: str,
    actor: Actor,
    at: datetime,
) -> NetworkInquiry:
    """Commission all listed platforms at once; three days run for each (arts. 7, 10, 11).

    Only for property that no professional has to survey. Nothing is sent inside the transaction:
    the letters are queued and the clock process delivers them.
    """
    get_own(no, actor)
    if not needs_no_survey:
        raise Refusal(
            "survey_needed", citations=(ON_THE_NET,), fields={"needs_no_survey": ["survey_needed"]}
        )
    require_proof(basis, basis_note)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        attempt = begin_attempt(
            work,
            assignment,
            PriceRoute.NETWORK_INQUIRY,
            basis=basis,
            note=basis_note,
            actor=actor,
            at=at,
        )
        return _commission(
            work,
            assignment,
            attempt,
            list_platforms(),
            fee=fee,
            features=features,
            actor=actor,
            at=at,
        )


def renew_network_inquiry(no: str, *, actor: Actor, at: datetime) -> NetworkInquiry:
    """Let the same platforms report again in three days when the price is out of date (11(4))."""
    get_own(no, actor)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        earlier = find_network_inquiry(assignment.id)
        if earlier is None or assignment.state is not AssignmentState.EXPIRED:
            raise Conflict("nothing_to_renew", citations=(ON_THE_NET,))
        reporters = {one.platform_id for one in earlier.results if one.revision}
        platforms = [one for one in list_platforms() if one.id in reporters]
        if not platforms:
            raise Conflict("route_no_platform", citations=(ON_THE_NET,))
        attempt = write_attempt(
            assignment,
            PriceRoute.NETWORK_INQUIRY,
            basis=RouteBasis.RENEWAL,
            note="",
            outcome=AttemptOutcome.RUNNING,
            actor=actor,
            at=at,
        )
        extra = "\n".join(text for name, text in earlier.features if name == MORE)
        return _commission(
            work,
            assignment,
            attempt,
            platforms,
            fee=earlier.fee,
            features=extra,
            actor=actor,
            at=at,
        )


def _commission(
    work: Work,
    assignment: Assignment,
    attempt: RouteAttempt,
    platforms: Sequence[InquiryPlatform],
    *,
    fee: Money,
    features: str,
    actor: Actor,
    at: datetime,
) -> NetworkInquiry:
    move(assignment, AssignmentAction.INQUIRE_NETWORK, actor=actor, at=at)
    assignment.route = PriceRoute.NETWORK_INQUIRY
    asset = registry.get_asset(assignment.asset_no)
    rows = _features(asset, features)
    due_at, number = report_end(at), f"{assignment.no}-N{attempt.turn}"
    paper = issue_to_parties(
        papers.PaperKind.NETWORK_COMMISSION,
        assignment,
        reference=f"{assignment.no}/{attempt.turn}",
        data={
            "appraisal_no": assignment.no,
            "asset_title": asset.title,
            "asset_address": asset.address,
            "features": rows,
            "platforms": [[platform.name, f"{number}/{platform.code}"] for platform in platforms],
            "due_at": due_at,
        },
        actor=actor,
        at=at,
    )
    inquiry = NetworkInquiry(
        no=number,
        attempt_id=attempt.id,
        assignment_id=assignment.id,
        stage=InquiryStage.ASKING,
        features=rows,
        fee=fee,
        paper_no=paper.no,
        opened_at=at,
        due_at=due_at,
        decides_at=due_at,
        results=[
            PlatformInquiry(
                platform_id=platform.id,
                code=platform.code,
                name=platform.name,
                standing=ResultStanding.AWAITED,
                revision=0,
            )
            for platform in platforms
        ],
    )
    db.session.add(inquiry)
    db.session.flush()
    content = _content(inquiry, assignment, asset)
    for result in inquiry.results:
        queue(result, DispatchKind.INQUIRY, {**content, "platform": result.code}, at=at)
    work.record(
        NetworkInquiryOpened(
            **assignment.head,
            inquiry_no=inquiry.no,
            platforms=[platform.name for platform in platforms],
            due_at=stamp(due_at),
            paper_no=paper.no,
        ),
        actor=actor,
        at=at,
    )
    return inquiry


def _features(asset: registry.AssetView, more: str) -> list[list[str]]:
    """Return what decides the price of the property, as platforms and the paper read it."""
    rows = [
        [words, asset.facts[name]] for name, words in FACT_WORDS.items() if asset.facts.get(name)
    ]
    rows += [[MORE, line.strip()] for line in more.splitlines() if line.strip()]
    return rows


def _content(
    inquiry: NetworkInquiry, assignment: Assignment, asset: registry.AssetView
) -> dict[str, Any]:
    return {
        "inquiry_no": inquiry.no,
        "court": assignment.court_name,
        "case_number": assignment.case_number,
        "asset": {
            "no": asset.no,
            "title": asset.title,
            "address": asset.address,
            "nature": asset.nature.value,
            "region_code": asset.region_code,
            "features": inquiry.features,
            "court_estimate": str(asset.estimated_value),
        },
        "due_at": stamp(inquiry.due_at),
    }


def queue(
    result: PlatformInquiry,
    kind: DispatchKind,
    content: dict[str, Any],
    *,
    after: timedelta = timedelta(),
    at: datetime,
) -> InquiryDispatch:
    """Queue something for a platform with the rows it follows from; the same thing once."""
    row = InquiryDispatch(
        key=f"{result.inquiry.no}/{result.code}/{kind.value}/{result.revision}",
        platform_id=result.platform_id,
        result_id=result.id,
        kind=kind,
        content=content,
        state=DispatchState.QUEUED,
        tries=0,
        next_at=clock.real_now() + after,
        queued_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def judge_due_inquiry(no: str, *, at: datetime) -> bool:
    """Say what follows when the days of the platforms are over (art. 11); False if nothing does."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        inquiry = find_network_inquiry(assignment.id)
        if inquiry is None:
            return False
        db.session.refresh(inquiry)
        return go_on(work, assignment, inquiry, at=at)


def go_on(work: Work, assignment: Assignment, inquiry: NetworkInquiry, *, at: datetime) -> bool:
    """Go on with an inquiry whose platforms have all answered or have no more days.

    While the court has suspended it, it rests (art. 28).
    """
    if assignment.state is not AssignmentState.NETWORK_INQUIRY:
        return False
    is_over = at >= inquiry.decides_at + DRAIN
    if inquiry.stage is InquiryStage.ASKING:
        awaited = [one for one in inquiry.results if one.is_awaited()]
        if awaited and not is_over:
            return False
        _after_days(work, assignment, inquiry, awaited, at=at)
        return True
    if inquiry.stage is InquiryStage.CORRECTING:
        missing = [one for one in inquiry.results if one.standing is ResultStanding.DEFECTIVE]
        if missing and not is_over:
            return False
        _after_correction(work, assignment, inquiry, at=at)
        return True
    return False


def _after_days(
    work: Work,
    assignment: Assignment,
    inquiry: NetworkInquiry,
    awaited: list[PlatformInquiry],
    *,
    at: datetime,
) -> None:
    received = [one for one in inquiry.results if one.standing is ResultStanding.RECEIVED]
    asked = [one for one in awaited if one.extension_asked_at is not None]
    follows = after_period(
        reports=len(received),
        has_request=bool(asked),
        was_extended=inquiry.extended_at is not None,
    )
    for result in awaited:
        if follows is not AfterPeriod.EXTEND or result not in asked:
            result.standing = ResultStanding.LATE
    if follows is AfterPeriod.EXTEND:
        _extend(work, assignment, inquiry, asked, at=at)
    elif follows is AfterPeriod.RESULTS_IN:
        inquiry.stage = InquiryStage.REVIEWING
        work.record(
            ResultsReceived(
                **assignment.head,
                inquiry_no=inquiry.no,
                received=len(received),
                late=[one.name for one in awaited],
            ),
            actor=SYSTEM,
            at=at,
        )
    else:
        inquiry.stage = InquiryStage.FAILED
        attempt = attempt_of(inquiry.attempt_id)
        end_attempt(work, assignment, attempt, fault=RouteFault.NO_RESULT, at=at)


def _extend(
    work: Work,
    assignment: Assignment,
    inquiry: NetworkInquiry,
    asked: list[PlatformInquiry],
    *,
    at: datetime,
) -> None:
    """Give three more days, once, to those who asked (art. 11)."""
    due_at = extended_end(inquiry.decides_at)
    inquiry.extended_at, inquiry.decides_at = at, due_at
    for result in asked:
        result.due_at = due_at
        queue(
            result,
            DispatchKind.EXTENSION,
            {"inquiry_no": inquiry.no, "platform": result.code, "due_at": stamp(due_at)},
            at=at,
        )
    work.record(
        InquiryExtended(**assignment.head, inquiry_no=inquiry.no, due_at=stamp(due_at)),
        actor=SYSTEM,
        at=at,
    )


def _after_correction(
    work: Work, assignment: Assignment, inquiry: NetworkInquiry, *, at: datetime
) -> None:
    corrected = [one for one in inquiry.results if one.standing is ResultStanding.RECEIVED]
    if corrected:
        inquiry.stage = InquiryStage.REVIEWING
        work.record(
            ResultsReceived(
                **assignment.head, inquiry_no=inquiry.no, received=len(corrected), late=[]
            ),
            actor=SYSTEM,
            at=at,
        )
        return
    inquiry.stage = InquiryStage.FAILED
    attempt = attempt_of(inquiry.attempt_id)
    end_attempt(work, assignment, attempt, fault=RouteFault.ALL_FAULTY, at=at)
