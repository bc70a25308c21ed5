"""Take what platforms tell: signed, in any order, twice, late; nothing received is dropped."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import BadAmount, Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names
from appraisal import queries
from appraisal.facts.inquiries import (
    CommissionReceived,
    ExtensionAsked,
    PlatformReported,
    PlatformReportedLate,
)
from appraisal.models import Assignment
from appraisal.models.inquiry import InquiryMessage, InquiryPlatform, PlatformInquiry
from appraisal.queries.inquiries import (
    assignment_of_inquiry,
    find_message,
    find_platform,
    find_result_of,
    get_result,
)
from appraisal.rules.inquiries import report_end
from appraisal.rules.routes import is_lawful_validity
from appraisal.services.inquiry_wire import BODY_MAX, SignatureWrong, SignedBody, check_signature
from appraisal.services.network_inquiry import POLL_AFTER, go_on, queue
from appraisal.vocabulary import AssignmentState
from appraisal.vocabulary.inquiries import (
    DispatchKind,
    InquiryStage,
    MessageKind,
    MessageOutcome,
    ResultStanding,
)

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,80}", re.ASCII)
_LINE_MAX, _TEXT_MAX = 80, 2000


@dataclass(frozen=True)
class Told:
    """What a platform says, read and bounded."""

    kind: MessageKind
    message_id: str
    inquiry_no: str
    #: Of a report.
    value: Money | None = None
    valid_until: date | None = None
    report_no: str = ""
    #: Of a request for more days.
    reason: str = ""


@dataclass(frozen=True)
class Taken:
    """What became of a message; a repeated one changes nothing."""

    message_id: str
    outcome: MessageOutcome
    is_repeated: bool


def take_message(code: str, message: SignedBody, *, at: datetime) -> Taken:
    """Take a platform's message: signature first, then content; each message counts once.

    Raises Refusal for an unknown sender, a wrong signature and, after it was kept, for content
    that cannot be read.
    """
    platform = find_platform(code[:20])
    if platform is None:
        raise Refusal("inquiry_sender_unknown", status=401)
    if len(message.body) > BODY_MAX:
        raise Refusal("too_large", status=413)
    try:
        check_signature(platform.public_key, message, now=clock.real_now())
    except SignatureWrong as fault:
        raise Refusal(fault.code, status=401) from None
    try:
        told = read_message(message.body, platform.code, on=local_date(at))
    except (ValueError, KeyError, TypeError, BadAmount, RecursionError):
        _keep_unreadable(platform, message, at=at)
        raise Refusal("inquiry_message_invalid") from None
    return _take(platform, message, told, at=at)


def read_message(body: bytes, code: str, *, on: date) -> Told:
    """Read a message of the protocol; raises ValueError, KeyError, TypeError or BadAmount."""
    content = json.loads(body.decode())
    if not isinstance(content, dict) or content["platform"] != code:
        raise ValueError("not a message of this platform")
    kind = MessageKind(content["kind"])
    message_id, inquiry_no = content["message_id"], _text(content["inquiry_no"])
    if not isinstance(message_id, str) or not _ID.fullmatch(message_id):
        raise ValueError("message_id")
    if kind is MessageKind.EXTENSION_REQUEST:
        reason = _text(content["reason"], most=_TEXT_MAX)
        return Told(kind, message_id, inquiry_no, reason=reason)
    value = Money.parse(content["value"])
    valid_until = date.fromisoformat(_text(content["valid_until"]))
    if not value or not is_lawful_validity(valid_until, on=on):
        raise ValueError("value or validity")
    return Told(
        kind, message_id, inquiry_no, value, valid_until, report_no=_text(content["report_no"])
    )


def _text(value: object, most: int = _LINE_MAX) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= most or "\0" in value:
        raise ValueError(value)
    return value


def _keep_unreadable(platform: InquiryPlatform, message: SignedBody, *, at: datetime) -> None:
    digest = hashlib.sha256(message.body).hexdigest()
    with unit_of_work():
        lock_names(f"inquiry:{platform.code}:{digest}")
        if find_message(platform.id, digest) is None:
            _keep(platform, message, None, None, MessageOutcome.UNREADABLE, digest, at=at)


def _keep(
    platform: InquiryPlatform,
    message: SignedBody,
    told: Told | None,
    result: PlatformInquiry | None,
    outcome: MessageOutcome,
    message_id: str,
    *,
    at: datetime,
) -> None:
    db.session.add(
        InquiryMessage(
            platform_id=platform.id,
            message_id=message_id,
            kind=told.kind if told else None,
            result_id=result.id if result else None,
            body=message.body,
            sha256=hashlib.sha256(message.body).hexdigest(),
            signature=message.signature[:100],
            outcome=outcome,
            received_at=at,
        )
    )


def _take(platform: InquiryPlatform, message: SignedBody, told: Told, *, at: datetime) -> Taken:
    digest = hashlib.sha256(message.body).hexdigest()
    with unit_of_work() as work:
        lock_names(f"inquiry:{platform.code}:{told.message_id}")
        earlier = find_message(platform.id, told.message_id)
        if earlier is not None:
            if earlier.sha256 != digest:
                raise Conflict("inquiry_message_reused")
            return Taken(told.message_id, earlier.outcome, is_repeated=True)
        result = find_result_of(told.inquiry_no, platform.id)
        outcome = MessageOutcome.UNKNOWN_INQUIRY
        if result is not None:
            outcome = _apply(work, result, told, digest, at=at)
        _keep(platform, message, told, result, outcome, told.message_id, at=at)
    return Taken(told.message_id, outcome, is_repeated=False)


def _apply(
    work: Work, result: PlatformInquiry, told: Told, digest: str, *, at: datetime
) -> MessageOutcome:
    found = assignment_of_inquiry(result.inquiry_id)
    assignment = queries.get_assignment_for_update(found.no)
    db.session.refresh(result)
    db.session.refresh(result.inquiry)
    judge: Mapping[MessageKind, Callable[..., MessageOutcome]] = {
        MessageKind.REPORT: _apply_report,
        MessageKind.EXTENSION_REQUEST: _apply_request,
    }
    return judge[told.kind](work, assignment, result, told, digest, at=at)


def _apply_report(
    work: Work,
    assignment: Assignment,
    result: PlatformInquiry,
    told: Told,
    digest: str,
    *,
    at: datetime,
) -> MessageOutcome:
    """Count a report that came in its days; keep any other one beside."""
    outcome = _timeliness(assignment, result, at)
    names = {
        **assignment.head,
        "inquiry_no": result.inquiry.no,
        "platform_code": result.code,
        "platform_name": result.name,
        "sha256": digest,
    }
    if outcome is not MessageOutcome.TAKEN:
        work.record(PlatformReportedLate(**names), actor=SYSTEM, at=at)
        return outcome
    result.standing = ResultStanding.RECEIVED
    result.revision += 1
    result.value, result.valid_until = told.value, told.valid_until
    result.report_no = told.report_no
    result.received_at = result.received_at or at
    work.record(
        PlatformReported(**names, revision=result.revision, value=str(told.value)),
        actor=SYSTEM,
        at=at,
    )
    db.session.flush()
    go_on(work, assignment, result.inquiry, at=at)
    return outcome


def _timeliness(assignment: Assignment, result: PlatformInquiry, at: datetime) -> MessageOutcome:
    """Say whether a report is awaited now and in its days (arts. 11, 12).

    While the inquiry is suspended the days stand still, so what comes then is in time.
    """
    inquiry = result.inquiry
    is_resting = (
        assignment.state is AssignmentState.SUSPENDED
        and assignment.suspended_from is AssignmentState.NETWORK_INQUIRY
    )
    if assignment.state is not AssignmentState.NETWORK_INQUIRY and not is_resting:
        return MessageOutcome.NOT_AWAITED
    if inquiry.stage is InquiryStage.ASKING and result.is_awaited():
        due_at = result.due_at or inquiry.due_at
    elif (
        inquiry.stage is InquiryStage.CORRECTING
        and result.standing is ResultStanding.DEFECTIVE
        and result.correction_due_at is not None
    ):
        due_at = result.correction_due_at
    elif result.standing is ResultStanding.LATE:
        return MessageOutcome.LATE
    else:
        return MessageOutcome.NOT_AWAITED
    return MessageOutcome.TAKEN if is_resting or at < due_at else MessageOutcome.LATE


def _apply_request(
    work: Work,
    assignment: Assignment,
    result: PlatformInquiry,
    told: Told,
    _digest: str,
    *,
    at: datetime,
) -> MessageOutcome:
    """Note a request for more days made within the days; it helps only if all are late.

    More days are given once (art. 11), and for a first report only.
    """
    inquiry = result.inquiry
    outcome = _timeliness(assignment, result, at)
    if outcome is not MessageOutcome.TAKEN:
        return outcome
    if inquiry.stage is not InquiryStage.ASKING:
        return MessageOutcome.NOT_AWAITED
    if inquiry.extended_at is not None:
        return MessageOutcome.LATE
    if result.extension_asked_at is None:
        result.extension_asked_at, result.extension_reason = at, told.reason
        work.record(
            ExtensionAsked(
                **assignment.head,
                inquiry_no=inquiry.no,
                platform_code=result.code,
                platform_name=result.name,
                reason=told.reason,
            ),
            actor=SYSTEM,
            at=at,
        )
    return MessageOutcome.TAKEN


def note_accepted(result_id: int, *, at: datetime) -> None:
    """Start a platform's own three days when it confirms that it has the commission (art. 11)."""
    found = assignment_of_inquiry(get_result(result_id).inquiry_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(found.no)
        result = get_result(result_id)
        db.session.refresh(result)
        inquiry = result.inquiry
        if result.accepted_at is not None:
            return
        result.accepted_at = at
        if not result.is_awaited():
            return
        result.due_at = report_end(at)
        inquiry.decides_at = max(inquiry.decides_at, result.due_at)
        queue(result, DispatchKind.POLL, {}, after=POLL_AFTER, at=at)
        work.record(
            CommissionReceived(
                **assignment.head,
                inquiry_no=inquiry.no,
                platform_code=result.code,
                platform_name=result.name,
                due_at=stamp(result.due_at),
            ),
            actor=SYSTEM,
            at=at,
        )
