"""Draft a lot from a fixed reference price, choose its venue, write its notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date, months_after
from app.kernel.errors import Conflict, IllegalMove, Refusal
from app.media.facade import MediaPlace, MediaView, ingest_pdf, ingest_picture
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row
from app.store.numbering import next_number
from appraisal import facade as appraisal
from auction import queries
from auction.documents import FIRST_DISCLAIMER, FIRST_PROMPTS, first_items
from auction.facts import LotDrafted, NoticeEdited, NoticeServed, VenueChosen
from auction.models import Lot, Notice, NoticeService
from auction.rules import articles
from auction.rules.rounds import may_change_platform
from auction.services.moving import move
from auction.vocabulary import (
    PREPARED_IN,
    LotAction,
    LotState,
    NoticeItem,
    Round,
    ServiceWay,
    SpecialPrompt,
    Venue,
)
from registry import facade as registry

#: Before the notice everything may still change; afterwards it takes a new notice.
EDITABLE = frozenset(PREPARED_IN)


@dataclass(frozen=True)
class GivenReceipt:
    """The receipt of a service as it was handed in: a PDF or a picture."""

    source: IO[bytes]
    filename: str


def draft_lot(*, asset_no: str, actor: Actor, at: datetime) -> Lot:
    """Draft the first sale of an asset whose reference price is fixed and still valid.

    法释〔2018〕15号 art. 30 and 27; raises Refusal(no_reference_price | reference_price_expired).
    """
    asset = registry.get_asset(asset_no)
    require_court(actor, asset.court_id)
    with unit_of_work() as work:
        lock_names(f"auction:asset:{asset_no}")
        if earlier := queries.find_live_lot_of_asset(asset_no):
            _require_alone(earlier)
            return earlier
        reference = price_of_first_offer(asset_no, at)
        lot = first_lot(asset, reference, at)
        db.session.add(lot)
        db.session.flush()
        case = registry.get_case(lot.case_number)
        items = first_items(asset, case, registry.get_court(lot.court_id))
        db.session.add(first_notice(lot, items, reference.report_sha256, actor, at))
        work.record(
            LotDrafted(
                lot=lot.no,
                case_number=lot.case_number,
                asset=asset.no,
                reference_price=str(reference.value),
                round=lot.round,
            ),
            actor=actor,
            at=at,
        )
        return lot


def first_lot(
    asset: registry.AssetView, reference: appraisal.ReferencePriceView, at: datetime
) -> Lot:
    """Return the draft of an asset's first offer with what the books and the price say."""
    return Lot(
        no=next_number("L", asset.court_code, at),
        asset_no=asset.no,
        case_number=asset.case_number,
        court_id=asset.court_id,
        court_code=asset.court_code,
        court_name=asset.court_name,
        region_code=asset.region_code,
        round=Round.FIRST,
        venue=Venue.INTERNAL,
        venue_reason="",
        state=LotState.DRAFT,
        title=asset.title,
        kind=asset.kind,
        nature=asset.nature,
        address=asset.address,
        appraisal_no=reference.appraisal_no,
        reference_price=reference.value,
        reference_valid_until=reference.valid_until,
        state_since=at,
        created_at=at,
    )


def _require_alone(lot: Lot) -> None:
    """Refuse to offer alone what is being sold together with other things (20〔21〕 art. 15)."""
    if queries.find_merger(lot.id) is not None:
        raise Conflict(
            "asset_sold_together", citations=(articles.SOLD_TOGETHER,), params={"lot": lot.no}
        )


def price_of_first_offer(asset_no: str, at: datetime) -> appraisal.ReferencePriceView:
    """Return the price an asset is first offered on; it is fixed, valid, and no offer was before.

    Raises Refusal: asset_was_offered, no_reference_price, reference_price_expired.
    """
    _require_first_offer(asset_no)
    reference = appraisal.reference_price(asset_no)
    if reference is None:
        raise Refusal("no_reference_price", citations=(articles.REFERENCE_PRICE,))
    require_valid_price(reference.valid_until, at)
    return reference


def _require_first_offer(asset_no: str) -> None:
    """Refuse to begin anew where the last offer says what follows it (18号 art. 24, 26)."""
    last = queries.find_last_lot_of_asset(asset_no)
    is_first = last is None or last.state not in (LotState.UNSOLD, LotState.DEFAULTED)
    if last is not None and (not is_first or last.round is not Round.FIRST):
        raise Refusal(
            "asset_was_offered",
            status=409,
            citations=(articles.SECOND_ROUND,),
            params={"lot": last.no},
        )


def require_price_for_sale(lot: Lot, at: datetime) -> None:
    """Refuse a lot whose price no longer holds (法释〔2018〕15号 art. 27).

    The first notice lies inside the validity; a later offer may still rest on it for six months.
    """
    if lot.follows_id is None:
        require_valid_price(lot.reference_valid_until, at)
        return
    months = lawbook.number("sale_after_expiry_months", on=lot.reference_valid_until)
    require_valid_price(months_after(lot.reference_valid_until, months), lot.closes_at or at)


def require_valid_price(until: date, at: datetime) -> None:
    """Refuse a reference price past its validity (法释〔2018〕15号 art. 27)."""
    if local_date(at) > until:
        raise Refusal(
            "reference_price_expired",
            citations=(articles.PRICE_VALIDITY,),
            params={"until": until.isoformat()},
        )


def first_notice(
    lot: Lot, items: Mapping[str, str], report_sha256: str, actor: Actor, at: datetime
) -> Notice:
    """Begin the notice with what the books and the appraisal already say."""
    return Notice(
        lot_id=lot.id,
        version=1,
        items=dict(items),
        prompts={prompt.value: text for prompt, text in FIRST_PROMPTS.items()},
        disclaimer=FIRST_DISCLAIMER,
        media=[str(media.id) for media in surveyed_pictures(lot)],
        report_sha256=report_sha256,
        edited_by=actor.label,
        edited_at=at,
    )


def surveyed_pictures(lot: Lot) -> list[MediaView]:
    """Return what the surveys of everything in a lot brought, part by part."""
    assets = queries.assets_of(lot)
    return [view for asset_no in assets for view in appraisal.pictures_of(asset_no)]


def _editable(lot_no: str, version: int | None, actor: Actor) -> Lot:
    """Lock a lot that may still be edited; a stale form is refused."""
    lot = lock_row(Lot, no=lot_no)
    require_court(actor, lot.court_id)
    if lot.state not in EDITABLE:
        raise IllegalMove("lot", lot.state, "edit")
    require_version(lot, version)
    lot.version += 1
    return lot


def require_version(lot: Lot, version: int | None) -> None:
    """Refuse a form that was opened before somebody else's change."""
    if version is not None and version != lot.version:
        raise Conflict("stale_form")


def choose_venue(
    *,
    lot_no: str,
    venue: Venue,
    reason: str,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> Lot:
    """Choose where the sale takes place; the reason is published (18号 art. 4-5, decision 12)."""
    if not reason.strip():
        raise Refusal(
            "venue_reason_missing",
            citations=(articles.VENUE,),
            fields={"reason": "venue_reason_missing"},
        )
    with unit_of_work() as work:
        lot = _editable(lot_no, version, actor)
        move(lot, LotAction.CHOOSE_VENUE, actor=actor, at=at)
        _require_same_platform(lot, venue, at)
        lot.venue, lot.venue_reason = venue, reason.strip()
        work.record(
            VenueChosen(
                lot=lot.no, case_number=lot.case_number, venue=venue, reason=lot.venue_reason
            ),
            actor=actor,
            at=at,
        )
        return lot


def _require_same_platform(lot: Lot, venue: Venue, at: datetime) -> None:
    """Keep a later round on the platform before (18号 art. 26; 455号 一), but sell off online."""
    before = db.session.get(Lot, lot.follows_id) if lot.follows_id else None
    if before is not None and before.venue is Venue.TRADITIONAL and lot.round is Round.SELL_OFF:
        return
    is_other = before is not None and before.venue is not venue
    if is_other and not may_change_platform(lot.round, lot.previous_failed_on, at):
        citation = articles.SELL_OFF_PLATFORM if lot.round is Round.SELL_OFF else None
        raise Refusal(
            "other_platform",
            citations=(citation or articles.SECOND_ROUND,),
            fields={"venue": "other_platform"},
        )


def edit_notice(
    *,
    lot_no: str,
    items: Mapping[NoticeItem, str],
    prompts: Mapping[SpecialPrompt, str],
    disclaimer: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    balance_days: int,
    actor: Actor,
    at: datetime,
    title: str | None = None,
    media: Sequence[str] | None = None,
    taxes: Sequence[Mapping[str, str]] | None = None,
    version: int | None = None,
) -> Lot:
    """Write the draft of the notice and the times of bidding; judged when it is published.

    What is not given stays: title, media, taxes. Raises Refusal: closes_before_it_opens,
    tax_incomplete, unknown_media; Conflict: stale_form.
    """
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refusal("closes_before_it_opens", fields={"closes_at": "closes_before_it_opens"})
    with unit_of_work() as work:
        lot = _editable(lot_no, version, actor)
        notice = queries.find_notice(lot.id, lot.notice_version + 1)
        assert notice is not None, "a lot is drafted with its notice"
        notice.items = {key.value: text.strip() for key, text in items.items()}
        notice.prompts = {key.value: text.strip() for key, text in prompts.items()}
        notice.disclaimer = disclaimer.strip()
        if media is not None:
            notice.media = chosen_media(lot, notice, media)
        if taxes is not None:
            notice.taxes = tax_table(taxes)
        notice.edited_by, notice.edited_at = actor.label, at
        lot.title = title or lot.title
        lot.opens_at = opens_at
        lot.scheduled_close_at = lot.closes_at = closes_at
        lot.balance_days = balance_days
        work.record(
            NoticeEdited(lot=lot.no, case_number=lot.case_number, version=notice.version),
            actor=actor,
            at=at,
        )
        return lot


def chosen_media(lot: Lot, notice: Notice, media: Sequence[str]) -> list[str]:
    """Return the chosen pictures in the order of the survey; refuse what is not of this asset."""
    known = [str(view.id) for view in surveyed_pictures(lot)]
    known += [one for one in notice.media if one not in known]
    if not set(media) <= set(known):
        raise Refusal("unknown_media", fields={"media": "unknown_media"})
    return [one for one in known if one in set(media)]


def tax_table(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the lines of a tax table that say something; refuse half a line (art. 13 no. 9)."""
    kept = [dict(row) for row in rows if row["tax"] or row["basis"].strip()]
    for row in kept:
        row["basis"] = row["basis"].strip()
        if not all((row["tax"], row["bearer"], row["basis"])):
            raise Refusal(
                "tax_incomplete",
                citations=(articles.TAXES,),
                fields={"taxes": "tax_incomplete"},
            )
    return kept


def serve_notice(
    *,
    lot_no: str,
    name: str,
    way: ServiceWay,
    proof: str,
    served_at: datetime,
    actor: Actor,
    at: datetime,
    party_id: int | None = None,
    receipt: GivenReceipt | None = None,
) -> NoticeService:
    """Record that a party or priority purchaser was told of the sale (18号 art. 16(1)).

    A receipt is kept sealed for the court. After a correction everybody is told again, of the
    version in force (P84). Raises Refusal: proof_missing, served_in_the_future,
    unknown_party, and what the gate for files says.
    """
    if not proof.strip():
        raise Refusal(
            "proof_missing", citations=(articles.NOTIFICATION,), fields={"proof": "proof_missing"}
        )
    if served_at > at:
        raise Refusal("served_in_the_future", fields={"served_at": "served_in_the_future"})
    media_id = _kept(lot_no, receipt, actor, at) if receipt else None
    with unit_of_work() as work:
        lot = _to_tell_of(lot_no, actor)
        move(lot, LotAction.NOTIFY, actor=actor, at=at)
        if party_id is not None:
            known = {party.id: party.name for party in registry.parties_of(lot.case_number)}
            if party_id not in known:
                raise Refusal("unknown_party", fields={"party_id": "unknown_party"})
            name = known[party_id]
        service = NoticeService(
            lot_id=lot.id,
            party_id=party_id,
            name=name.strip(),
            way=way,
            proof=proof.strip(),
            proof_media_id=media_id,
            notice_version=max(lot.notice_version, 1),
            served_at=served_at,
            recorded_by=actor.label,
        )
        db.session.add(service)
        work.record(
            NoticeServed(lot=lot.no, case_number=lot.case_number, party=service.name, way=way),
            actor=actor,
            at=at,
        )
        return service


def may_tell(lot: Lot) -> bool:
    """Say whether people may be told of a sale: before its notice, and again once corrected."""
    return lot.state in EDITABLE or (lot.state is LotState.ANNOUNCED and lot.notice_version > 1)


def _to_tell_of(lot_no: str, actor: Actor) -> Lot:
    lot = lock_row(Lot, no=lot_no)
    require_court(actor, lot.court_id)
    if not may_tell(lot):
        raise IllegalMove("lot", lot.state, "notify")
    if lot.state in EDITABLE:
        lot.version += 1
    return lot


def _kept(lot_no: str, receipt: GivenReceipt, actor: Actor, at: datetime) -> int:
    """Take a receipt in through the gate, outside of any lock: cleaning takes time."""
    lot = queries.get_lot(lot_no)
    require_court(actor, lot.court_id)
    if not may_tell(lot):
        raise IllegalMove("lot", lot.state, "notify")
    place = MediaPlace(lot.case_number, lot.court_id)
    is_paper = receipt.filename.lower().endswith(".pdf")
    take = ingest_pdf if is_paper else ingest_picture
    return take(receipt.source, receipt.filename, place=place, actor=actor, at=at).id
