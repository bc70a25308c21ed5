"""Correct a published notice: a new version with a reason, which may restart its days (P57)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts.preparing import CorrectionRefused, NoticeCorrected
from auction.models import Lot, Notice
from auction.rules import articles, notice_text, notices
from auction.services.acting import REASON_MIN
from auction.services.announcing import plan_of, publish_notice
from auction.services.drafting import chosen_media, require_version, tax_table
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.vocabulary import LotAction, LotState, NoticeItem, SpecialPrompt


@dataclass(frozen=True)
class CorrectedNotice:
    """A notice as it shall stand: all of it, not only what changes."""

    title: str
    items: Mapping[NoticeItem, str]
    prompts: Mapping[SpecialPrompt, str]
    disclaimer: str
    opens_at: datetime
    closes_at: datetime
    balance_days: int
    #: None leaves them as they are.
    taxes: Sequence[Mapping[str, str]] | None = None
    media: Sequence[str] | None = None


def correct_notice(
    *,
    lot_no: str,
    given: CorrectedNotice,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Notice:
    """Publish a corrected notice as a new version, until bidding opens.

    18号 art. 12(1): what bidders decide by stands in the notice for its days, so a correction of it
    counts them anew (P57). Price, step and deposit are the panel's (art. 27) and are not corrected.
    Raises Refusal: reason_missing, correction_not_open, correction_changes_nothing,
    correction_incomplete, correction_restarts, and what the days of a notice break; Conflict:
    stale_form. A refusal by an article is a fact of its own and changes nothing.
    """
    words = reason.strip()
    if len(words) < REASON_MIN:
        raise Refusal("reason_missing", fields={"reason": "reason_missing"})
    if given.closes_at <= given.opens_at:
        raise Refusal("closes_before_it_opens", fields={"closes_at": "closes_before_it_opens"})
    try:
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            require_court(actor, lot.court_id)
            open_locked(work, lot, at=at)
            _require_open(lot)
            require_version(lot, version)
            move(lot, LotAction.CORRECT_NOTICE, actor=actor, at=at)
            current = queries.find_notice(lot.id, lot.notice_version)
            assert current is not None
            notice = _next_version(lot, current, given, actor, at)
            notice.reason = words
            notice.changes = _changes(lot, current, notice, given)
            _require_complete(notice, at)
            notice.is_restarted = notice_text.counts_anew(one["key"] for one in notice.changes)
            if notice.is_restarted:
                _require_days(lot, given, at)
            lot.title, lot.balance_days = given.title, given.balance_days
            lot.opens_at = given.opens_at
            lot.scheduled_close_at = lot.closes_at = given.closes_at
            db.session.add(notice)
            digest = publish_notice(lot, notice, at)
            work.record(
                NoticeCorrected(
                    lot=lot.no,
                    case_number=lot.case_number,
                    notice_version=notice.version,
                    digest=digest,
                    reason=words,
                    is_restarted=notice.is_restarted,
                    opens_at=stamp(given.opens_at),
                    closes_at=stamp(given.closes_at),
                ),
                actor=actor,
                at=at,
            )
            return notice
    except Refusal as refusal:
        if refusal.citations:
            _record_refusal(lot_no, refusal, actor, at)
        raise


def _require_open(lot: Lot) -> None:
    """Refuse once bidding has begun: then the sale has acts of its own (arts. 28, 31)."""
    if lot.state is not LotState.ANNOUNCED:
        raise Refusal(
            "correction_not_open",
            status=409,
            citations=(articles.SUSPENSION, articles.WITHDRAWAL, articles.ANNULMENT),
        )


def _next_version(
    lot: Lot, current: Notice, given: CorrectedNotice, actor: Actor, at: datetime
) -> Notice:
    return Notice(
        lot_id=lot.id,
        version=current.version + 1,
        items={key.value: text.strip() for key, text in given.items.items()},
        prompts={key.value: text.strip() for key, text in given.prompts.items()},
        disclaimer=given.disclaimer.strip(),
        media=list(current.media)
        if given.media is None
        else chosen_media(lot, current, given.media),
        taxes=list(current.taxes) if given.taxes is None else tax_table(given.taxes),
        report_sha256=current.report_sha256,
        edited_by=actor.label,
        edited_at=at,
    )


def _changes(
    lot: Lot, current: Notice, notice: Notice, given: CorrectedNotice
) -> list[dict[str, Any]]:
    """Return what would read otherwise than it is published, old and new; refuse if nothing."""
    assert lot.opens_at is not None
    assert lot.scheduled_close_at is not None
    before = {
        **current.items,
        **current.prompts,
        "title": lot.title,
        "disclaimer": current.disclaimer,
        "media": current.media,
        "tax_table": current.taxes,
        "opens_at": stamp(lot.opens_at),
        "closes_at": stamp(lot.scheduled_close_at),
        "balance_days": lot.balance_days,
    }
    after = {
        **notice.items,
        **notice.prompts,
        "title": given.title,
        "disclaimer": notice.disclaimer,
        "media": notice.media,
        "tax_table": notice.taxes,
        "opens_at": stamp(given.opens_at),
        "closes_at": stamp(given.closes_at),
        "balance_days": given.balance_days,
    }
    found = notice_text.changes_between(before, after)
    if not found:
        raise Refusal("correction_changes_nothing")
    return found


def _require_complete(notice: Notice, at: datetime) -> None:
    """Refuse a correction that takes out what has to be published (arts. 12 to 14)."""
    faults = notice_text.judge_text(
        notice.items,
        notice.prompts,
        disclaimer=notice.disclaimer,
        media=notice.media,
        report_sha256=notice.report_sha256,
        on=local_date(at),
    )
    hard = [fault for fault in faults if not fault.is_warning]
    if hard:
        raise Refusal(
            "correction_incomplete",
            citations=tuple(dict.fromkeys(fault.citation for fault in hard)),
            fields={fault.key: fault.code for fault in hard},
        )


def _require_days(lot: Lot, given: CorrectedNotice, at: datetime) -> None:
    """Refuse times that leave the corrected notice fewer days than a first one (P57)."""
    services = queries.list_services(lot.id)
    plan = plan_of(lot, services, at, opens_at=given.opens_at, closes_at=given.closes_at)
    for fault in notices.judge_notice(plan):
        if fault.field == "notified_on":
            continue
        if fault.code in notices.TOO_LATE and lot.delay_reason:
            continue
        is_short = fault.code == "notice_too_short"
        raise Refusal(
            "correction_restarts" if is_short else fault.code,
            citations=fault.citations,
            params=fault.params,
            fields={fault.field: "correction_restarts" if is_short else fault.code},
        )


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    """Put a refused correction on the record."""
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        fact = CorrectionRefused(
            lot=lot.no,
            case_number=lot.case_number,
            code=refusal.code,
            citations=[str(citation) for citation in refusal.citations],
        )
        work.record(fact, actor=actor, at=at)
