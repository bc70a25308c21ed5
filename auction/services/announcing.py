"""Check a lot before its notice, and publish it when nothing stands against it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import rfc8785

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.lawbook.explain import merge_citations
from app.media.facade import publish_media
from app.store import unit_of_work
from app.store.locks import lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.facts import AnnouncementRefused, LotAnnounced
from auction.models import Lot, Notice, NoticeService, PanelDecision
from auction.rules import articles, notice_text, notices
from auction.rules.purchase_limit import items_without_limit
from auction.services.drafting import require_price_for_sale, require_version
from auction.services.enough import is_stopped_by_law
from auction.services.moving import move
from auction.services.panel_signing import unsigned_members
from auction.services.venues import (
    decision_faults,
    fix_conductor,
    publish_venue,
    track_of,
    venue_faults,
)
from auction.vocabulary import LOT, LotAction, LotState, ServiceWay
from registry import facade as registry


@dataclass(frozen=True)
class PreflightLine:
    """One line of the check before publication: green, amber (may go out) or red."""

    key: str
    state: str
    citations: tuple[Citation, ...]
    #: Codes of what is wrong, worded in messages.py; empty when green.
    faults: tuple[str, ...] = ()
    #: The keys of items concerned, or figures for the sentence.
    params: dict[str, Any] = field(default_factory=dict)


def preflight(lot: Lot, *, at: datetime) -> list[PreflightLine]:
    """Return the whole check of a lot in the order of the work, each line with its articles."""
    notice = queries.find_notice(lot.id, lot.notice_version + 1) or queries.find_notice(
        lot.id, lot.notice_version
    )
    assert notice is not None, "a lot is drafted with its notice"
    decision = queries.find_decision(lot.id)
    services = queries.list_services(lot.id)
    return [
        _price_line(lot, at),
        _venue_line(lot, at),
        *_debt_lines(lot, at),
        _panel_line(decision),
        *_service_lines(lot, decision, services, at),
        *_text_lines(notice, on=local_date(at)),
        *_limit_lines(lot, notice),
        *_time_lines(lot, services, at),
    ]


def _line(
    key: str, citations: Sequence[Citation], faults: Sequence[str], **params: Any
) -> PreflightLine:
    return PreflightLine(key, "red" if faults else "green", tuple(citations), tuple(faults), params)


def _price_line(lot: Lot, at: datetime) -> PreflightLine:
    citations = (articles.PRICE_VALIDITY,)
    try:
        require_price_for_sale(lot, at)
    except Refusal as refusal:
        return _line("reference_price", citations, [refusal.code], **refusal.params)
    return _line("reference_price", citations, [])


def _venue_line(lot: Lot, at: datetime) -> PreflightLine:
    """A sale elsewhere has its platform, or its exception approved and its house drawn."""
    faults = [] if lot.venue_reason else ["venue_reason_missing"]
    more, citations = venue_faults(lot)
    return _line("venue", (articles.VENUE, *citations), [*faults, *more, *decision_faults(lot, at)])


def _panel_line(decision: PanelDecision | None) -> PreflightLine:
    """The five matters are decided, and every member signed the record of it (art. 27, P69)."""
    if decision is None:
        return _line("panel", (articles.PANEL_DECISION,), ["panel_missing"])
    missing = unsigned_members(decision)
    citations = (articles.PANEL_DECISION, articles.PANEL_MINUTES)
    faults = ["panel_unsigned"] if missing else []
    return _line("panel", citations, faults, names="、".join(missing))


def _debt_lines(lot: Lot, at: datetime) -> list[PreflightLine]:
    """Nothing more of a case is offered once what was sold covers its debts (20〔21〕 art. 14)."""
    if not is_stopped_by_law(lot.case_number, at=at):
        return []
    return [_line("debts", (articles.STOP_WHEN_ENOUGH,), ["debts_covered"])]


def _service_lines(
    lot: Lot, decision: PanelDecision | None, services: Sequence[NoticeService], at: datetime
) -> list[PreflightLine]:
    """Every party and every priority purchaser was told in time (art. 16)."""
    party_ids = {service.party_id for service in services}
    names = {service.name for service in services}
    missing = [
        party.name for party in registry.parties_of(lot.case_number) if party.id not in party_ids
    ]
    missing += [
        row["holder"]
        for row in (decision.priority if decision else ())
        if row["holder"] not in names
    ]
    line = _line(
        "notification",
        (articles.NOTIFICATION,),
        ["parties_not_notified"] if missing else [],
        missing=missing,
    )
    if missing:
        return [line]
    # On site the day of the sale itself decides who was told in time (20〔21〕 art. 11).
    opens_at, closes_at = lot.opens_at or at, lot.scheduled_close_at or at
    plan = plan_of(lot, services, at, opens_at=opens_at, closes_at=closes_at)
    faults = notices.judge_notice(plan)
    late = [fault for fault in faults if fault.field == "notified_on"]
    return [
        _line(
            "notification",
            (articles.NOTIFICATION,),
            [fault.code for fault in late],
            **(late[0].params if late else {}),
        )
    ]


def plan_of(
    lot: Lot,
    services: Sequence[NoticeService],
    at: datetime,
    *,
    opens_at: datetime,
    closes_at: datetime,
) -> notices.NoticePlan:
    """Return the days of a sale as the rules judge them, published at a moment."""

    def last(*ways: ServiceWay) -> date | None:
        days = [local_date(row.served_at) for row in services if row.way in ways]
        return max(days, default=None)

    published = last(ServiceWay.PUBLISHED)
    told = last(ServiceWay.DELIVERED)
    if told is None and (published or last(ServiceWay.WAIVED)):
        told = published or date.min
    return notices.NoticePlan(
        round=lot.round,
        kind=lot.kind.value,
        published_on=local_date(at),
        opens_at=opens_at,
        closes_at=closes_at,
        notified_on=told,
        notified_by_publication_on=published,
        previous_failed_on=lot.previous_failed_on,
        previous_round=queries.round_before(lot),
        track=track_of(lot),
    )


def _limit_lines(lot: Lot, notice: Notice) -> list[PreflightLine]:
    """Of a home under purchase limits the notice says what is asked (2021〔18〕 art. 2)."""
    if not lot.purchase_limit:
        return []
    missing = items_without_limit(notice.items)
    faults = ["purchase_limit_unsaid"] if missing else []
    return [_line("purchase_limit", (articles.HOME_PROMISE,), faults, missing=missing)]


def _text_lines(notice: Notice, *, on: date) -> list[PreflightLine]:
    """The items of arts. 12 to 15, and phrases that mislead."""
    faults = notice_text.judge_text(
        notice.items,
        notice.prompts,
        disclaimer=notice.disclaimer,
        media=notice.media,
        report_sha256=notice.report_sha256,
        on=on,
    )
    hard = [fault for fault in faults if not fault.is_warning]
    lines = []
    for citation in (articles.NOTICE_CONTENT, articles.PUBLISHED_CONTENT, articles.SPECIAL_PROMPTS):
        missing = [fault.key for fault in hard if fault.citation == citation]
        key = {"第12条第2款": "items_12", "第13条": "items_13"}.get(citation.article, "prompts")
        lines.append(
            _line(key, (citation,), ["notice_incomplete"] if missing else [], missing=missing)
        )
    if not notice.taxes:
        lines.append(PreflightLine("taxes", "amber", (articles.TAXES,), ("taxes_not_listed",), {}))
    lines += [
        PreflightLine(
            "words",
            "amber",
            (fault.citation,),
            (fault.code,),
            {"key": fault.key, "phrase": fault.phrase},
        )
        for fault in faults
        if fault.is_warning
    ]
    return lines


def _time_lines(lot: Lot, services: Sequence[NoticeService], at: datetime) -> list[PreflightLine]:
    """The days of notice (art. 12(1)) and the hours of bidding (art. 20(2))."""
    if lot.opens_at is None or lot.scheduled_close_at is None:
        citations = (articles.NOTICE_PERIOD, articles.BIDDING_CLOCK)
        return [_line("notice_period", citations, ["times_missing"])]
    plan = plan_of(lot, services, at, opens_at=lot.opens_at, closes_at=lot.scheduled_close_at)
    found = {fault.field: fault for fault in notices.judge_notice(plan)}
    lines = []
    for key, name, citation in (
        ("notice_period", "opens_at", articles.NOTICE_PERIOD),
        ("bidding_period", "closes_at", articles.BIDDING_CLOCK),
    ):
        fault = found.get(name)
        if fault and fault.code in notices.TOO_LATE and lot.delay_reason:
            words = {**fault.params, "reason": lot.delay_reason}
            lines.append(PreflightLine(key, "amber", fault.citations, ("delay_excused",), words))
            continue
        lines.append(
            _line(
                key,
                fault.citations if fault else (citation,),
                [fault.code] if fault else [],
                **(fault.params if fault else {}),
            )
        )
    return lines


def announce_lot(*, lot_no: str, actor: Actor, at: datetime, version: int | None = None) -> Lot:
    """Publish the notice, or refuse with everything that is missing and the articles.

    18号 arts. 12 to 14 (content), 12(1) (days), 16 (who knows), 20(2) (24 hours), 27 (panel).
    A refusal changes nothing and is a fact of its own.
    """
    try:
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            require_court(actor, lot.court_id)
            require_version(lot, version)
            if lot.state is LotState.ANNOUNCED:
                return lot
            # A draft reaches the check too, so that the refusal names the missing decision.
            if lot.state is not LotState.DRAFT:
                LOT.after(lot.state, LotAction.ANNOUNCE)
            _refuse_red(preflight(lot, at=at))
            move(lot, LotAction.ANNOUNCE, actor=actor, at=at)
            notice = queries.find_notice(lot.id, lot.notice_version + 1)
            assert notice is not None
            digest = publish_notice(lot, notice, at)
            lot.announced_at = at
            # 法释〔2018〕15号 art. 27: a price that carried a notice in time holds for the sale.
            for asset_no in queries.assets_of(lot):
                appraisal.start_disposal(asset_no, actor=actor, at=at)
            assert lot.opens_at
            assert lot.closes_at
            work.record(
                LotAnnounced(
                    lot=lot.no,
                    case_number=lot.case_number,
                    notice_version=notice.version,
                    digest=digest,
                    start_price=str(lot.start_price),
                    bid_step=str(lot.bid_step),
                    deposit=str(lot.deposit),
                    opens_at=stamp(lot.opens_at),
                    closes_at=stamp(lot.closes_at),
                    round=lot.round,
                    on_grid=lot.on_grid,
                    may_raise_self=lot.may_raise_self,
                ),
                actor=actor,
                at=at,
            )
            publish_venue(work, lot, actor=actor, at=at)
            return lot
    except Refusal as refusal:
        if refusal.citations:
            _record_refusal(lot_no, refusal, actor, at)
        raise


def _refuse_red(lines: Sequence[PreflightLine]) -> None:
    red = [line for line in lines if line.state == "red"]
    if not red:
        return
    fields: dict[str, str] = {}
    for line in red:
        for key in line.params.get("missing", ()) or (line.key,):
            fields.setdefault(str(key), line.faults[0])
    raise Refusal(
        red[0].faults[0],
        fields=fields,
        citations=merge_citations(*(line.citations for line in red)),
        params={
            **red[0].params,
            "missing": "、".join(str(item) for item in red[0].params.get("missing", ())),
        },
    )


def publish_notice(lot: Lot, notice: Notice, at: datetime) -> str:
    """Freeze a notice and open its pictures; its digest stands in the public fact: return it."""
    assert lot.opens_at is not None
    assert lot.closes_at is not None
    publish_media([int(media_id) for media_id in notice.media], at=at)
    body = rfc8785.dumps(
        {
            "lot": lot.no,
            "version": notice.version,
            "items": notice.items,
            "prompts": notice.prompts,
            "disclaimer": notice.disclaimer,
            "taxes": notice.taxes,
            "media": notice.media,
            "report": notice.report_sha256,
            "start_price": str(lot.start_price),
            "bid_step": str(lot.bid_step),
            "deposit": str(lot.deposit),
            "opens_at": stamp(lot.opens_at),
            "closes_at": stamp(lot.closes_at),
            "balance_days": lot.balance_days,
            "venue": lot.venue.value,
            **fix_conductor(lot),
            **parts_of_notice(lot),
        }
    )
    notice.digest, notice.published_at = hashlib.sha256(body).hexdigest(), at
    lot.notice_version = notice.version
    lot.version += 1
    return notice.digest


def parts_of_notice(lot: Lot) -> dict[str, Any]:
    """Return what a notice says of each part of a merged lot; nothing where a lot is one thing."""
    parts = [
        {
            "asset": part.asset_no,
            "title": part.title,
            "reference_price": str(part.reference_price),
            "valid_until": part.reference_valid_until.isoformat(),
            "appraisal": part.appraisal_no,
            "report": part.report_sha256,
        }
        for part in queries.list_parts(lot.id)
    ]
    return {"parts": parts} if parts else {}


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    """Put a refused publication on the record."""
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        work.record(
            AnnouncementRefused(
                lot=lot.no,
                case_number=lot.case_number,
                code=refusal.code,
                citations=[str(citation) for citation in refusal.citations],
            ),
            actor=actor,
            at=at,
        )
