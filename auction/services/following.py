"""Offer an asset again: the second auction, the sell-off, or the same round once more.

法释〔2016〕18号 art. 26 (rounds), 24(2) (after a default), 31 (after an annulment).
"""

from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from auction import queries
from auction.facts import LotDrafted
from auction.facts.rounds import DelayExcused, FollowingRefused, LotFollowed
from auction.models import Lot, Notice
from auction.rules import articles
from auction.rules.rounds import failure_that_counts, following_round
from auction.services.acting import REASON_MIN
from auction.services.merging import copy_parts, lock_assets
from auction.services.moving import move
from auction.services.venues import copy_plan, track_of
from auction.vocabulary import LotAction, LotState, Round

#: What a following lot takes over from the one before, besides its notice.
_KEPT = (
    "asset_no", "case_number", "court_id", "court_code", "court_name", "region_code", "venue",
    "venue_reason", "title", "kind", "nature", "address", "appraisal_no", "reference_price",
    "reference_valid_until", "purchase_limit", "on_grid", "may_raise_self", "extension_seconds",
    "balance_days",
)  # fmt: skip


def draft_following_lot(*, lot_no: str, actor: Actor, at: datetime) -> Lot:
    """Draft the lot that follows one which did not bring a buyer; asked twice, drafted once.

    Raises Refusal: no_round_follows, creditors_not_asked; Conflict: asset_in_a_sale. A refusal
    by an article is a fact of its own.
    """
    try:
        with unit_of_work() as work:
            lot = lock_row(Lot, no=lot_no)
            require_court(actor, lot.court_id)
            lock_assets(queries.assets_of(lot))
            if earlier := queries.find_following_lot(lot):
                return earlier
            require_newest(lot)
            move(lot, LotAction.DRAFT_NEXT, actor=actor, at=at)
            track = track_of(lot)
            round_ = following_round(lot.state, lot.round, lot.kind.value, track=track)
            _require_asked(lot, round_)
            return _draft(work, lot, round_, actor, at)
    except Refusal as refusal:
        if refusal.citations:
            _record_refusal(lot_no, refusal, actor, at)
        raise


def require_newest(lot: Lot) -> None:
    """Refuse what follows a lot once the asset was offered again after it."""
    for asset_no in queries.assets_of(lot):
        newest = queries.find_last_lot_of_asset(asset_no)
        if newest is None or newest.id != lot.id:
            raise Conflict("asset_in_a_sale", params={"lot": newest.no if newest else lot.no})


def _require_asked(lot: Lot, round_: Round) -> None:
    """Refuse a sell-off before the creditors were asked (455号 二)."""
    is_sell_off = lot.state is LotState.UNSOLD and round_ is Round.SELL_OFF
    if is_sell_off and queries.find_last_offer(lot.id) is None:
        raise Refusal("creditors_not_asked", status=409, citations=(articles.SELL_OFF_INQUIRY,))


def _draft(work: Work, lot: Lot, round_: Round, actor: Actor, at: datetime) -> Lot:
    is_later = lot.state is LotState.UNSOLD
    failed_on = local_date(lot.ended_at) if lot.ended_at else None
    following = Lot(
        **{name: getattr(lot, name) for name in _KEPT},
        no=next_number("L", lot.court_code, at),
        round=round_,
        state=LotState.DRAFT,
        state_since=at,
        follows_id=lot.id,
        previous_start=lot.start_price if is_later else lot.previous_start,
        previous_failed_on=failure_that_counts(
            lot.state, ended_on=failed_on, kept=lot.previous_failed_on
        ),
        created_at=at,
    )
    db.session.add(following)
    db.session.flush()
    copy_parts(lot, following)
    db.session.add(_cloned_notice(lot, following, actor, at))
    copy_plan(lot, following, actor=actor, at=at)
    head = {"case_number": lot.case_number}
    drafted = LotDrafted(
        **head,
        lot=following.no,
        asset=lot.asset_no,
        reference_price=str(lot.reference_price),
        round=round_,
    )
    work.record(drafted, actor=actor, at=at)
    fact = LotFollowed(**head, lot=lot.no, following=following.no, round=round_)
    work.record(fact, actor=actor, at=at)
    return following


def _cloned_notice(lot: Lot, following: Lot, actor: Actor, at: datetime) -> Notice:
    """Begin the notice with the words of the last one; times and services begin anew."""
    last = queries.find_notice(lot.id, lot.notice_version or 1)
    assert last is not None, "a lot is drafted with its notice"
    return Notice(
        lot_id=following.id,
        version=1,
        items=dict(last.items),
        prompts=dict(last.prompts),
        disclaimer=last.disclaimer,
        media=list(last.media),
        taxes=list(last.taxes),
        report_sha256=last.report_sha256,
        edited_by=actor.label,
        edited_at=at,
    )


def _record_refusal(lot_no: str, refusal: Refusal, actor: Actor, at: datetime) -> None:
    with unit_of_work() as work:
        lot = queries.get_lot(lot_no)
        fact = FollowingRefused(
            lot=lot.no,
            case_number=lot.case_number,
            code=refusal.code,
            citations=[str(citation) for citation in refusal.citations],
        )
        work.record(fact, actor=actor, at=at)


def excuse_delay(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Lot:
    """Say as a judge why a later round comes after its days, so that it may still be held (P62).

    The reason is the parties' to read. Raises Refusal: reason_missing; IllegalMove once announced.
    """
    words = reason.strip()
    if len(words) < REASON_MIN:
        raise Refusal("reason_missing", fields={"reason": "reason_missing"})
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        move(lot, LotAction.EXCUSE_DELAY, actor=actor, at=at)
        lot.delay_reason = words
        fact = DelayExcused(lot=lot.no, case_number=lot.case_number, reason=words)
        work.record(fact, actor=actor, at=at)
        return lot
