"""A lot as programs read it."""

from datetime import datetime
from typing import Any

from app.kernel.facts import stamp
from app.kernel.money import Money
from app.media.facade import list_media
from auction.models import Lot
from auction.views import page_of
from auction.views.merging import merged_on_wire
from auction.views.venues import states_on_wire


def lot_as_dict(lot: Lot, now: datetime) -> dict[str, Any]:
    """Return the public form of a lot for programs."""
    return {
        "no": lot.no,
        "title": lot.title,
        "case_number": lot.case_number,
        "asset_no": lot.asset_no,
        "category": lot.nature.value,
        "kind": lot.kind.value,
        "address": lot.address,
        "region": lot.region_code,
        "court": {"code": lot.court_code, "name": lot.court_name},
        "round": lot.round.value,
        "venue": lot.venue.value,
        "state": lot.state.value,
        "phase": lot.phase(now).value,
        "reference_price": str(lot.reference_price),
        "start_price": _fen(lot.start_price),
        "bid_step": _fen(lot.bid_step),
        "deposit": _fen(lot.deposit),
        "price": _fen(lot.price),
        "paddle": lot.leader_paddle,
        "bid_count": lot.last_seq,
        "extensions": lot.extensions,
        "announced_at": _at(lot.announced_at),
        "opens_at": _at(lot.opens_at),
        "closes_at": _at(lot.closes_at),
        "ended_at": _at(lot.ended_at),
    }


def lot_in_full(lot: Lot, now: datetime) -> dict[str, Any]:
    """Return a lot with its notice, its media and its result."""
    page = page_of(lot, now)
    result, notice = page.result, page.notice
    return {
        **lot_as_dict(lot, now),
        "venue_reason": lot.venue_reason,
        "purchase_limit": lot.purchase_limit,
        **merged_on_wire(lot),
        **states_on_wire(lot),
        "notice": {
            "version": lot.notice_version,
            "digest": notice.digest,
            "items": notice.items,
            "prompts": notice.prompts,
            "disclaimer": notice.disclaimer,
            "taxes": notice.taxes,
            "report_sha256": notice.report_sha256,
            "published_at": _at(notice.published_at),
            "corrections": [
                {
                    "version": one.notice.version,
                    "published_at": _at(one.notice.published_at),
                    "reason": one.notice.reason,
                    "changes": one.notice.changes,
                    "is_restarted": one.notice.is_restarted,
                }
                for one in page.corrections
            ],
        }
        if notice
        else None,
        "appraisal_no": lot.appraisal_no,
        "media": [
            view.as_dict()
            for view in list_media([int(media_id) for media_id in (notice.media if notice else ())])
            if view.published_at is not None
        ],
        "result": {
            "outcome": result.outcome.value,
            "price": _fen(result.price),
            "paddle": result.paddle,
            "bids": result.bid_count,
            "extensions": result.extensions,
            "ended_at": _at(result.ended_at),
            "closed_at": _at(result.closed_at),
            "citations": result.citations,
        }
        if result
        else None,
    }


def _fen(amount: Money | None) -> str | None:
    return None if amount is None else str(amount)


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else stamp(moment)
