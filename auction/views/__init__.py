"""Gather what people and programs are shown of a lot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.facts import Audience
from app.lawbook.explain import Calculation
from app.media.facade import MediaKind, MediaView, list_media
from app.trail import queries as trail
from app.trail.models import TrailEntry
from app.trail.wording import sentence
from app.web.step_curve import StepCurve, step_curve
from appraisal import facade as appraisal
from auction import messages, queries
from auction.messages import preparing
from auction.models import Bid, Confirmation, Lot, Notice, Result, Settlement
from auction.rules.notice_text import OF_NOTICE
from auction.rules.plan import PlanRow
from auction.services.plan_basis import fallen_since
from auction.views.corrections import CorrectionView, corrections_of
from auction.views.merging import Merged, ShareOfPart, merged_of, shares_of_parts
from auction.vocabulary import (
    STANDING_SALE,
    LotState,
    NoticeItem,
    Phase,
    SpecialPrompt,
    Tax,
    TaxBearer,
)
from registry import facade as registry

#: Bids on the page of a lot; the whole record is read page by page through the API.
BIDS_SHOWN = 200
#: Kinds of timeline entries by the fact, for their mark.
_KINDS = {
    "auction.lot.suspended": "paused",
    "auction.lot.resumed": "live",
    "auction.lot.opened": "live",
    "auction.lot.sold": "success",
    "auction.lot.extended": "warning",
    "auction.lot.unsold": "neutral",
}


@dataclass(frozen=True)
class LotCard:
    """One lot as a list shows it, ready for the card macro."""

    lot: Lot
    phase: Phase
    photo: str | None
    now: datetime

    @property
    def fields(self) -> dict[str, Any]:
        """Return the arguments of ui.lot_card beside url and title."""
        lot, phase = self.lot, self.phase
        price, label = lot.start_price, _("Start price")
        if lot.price is not None:
            price = lot.price
            label = _("Hammer price") if phase is Phase.SOLD else _("Present price")
        return {
            "price": price,
            "price_label": label,
            "state": tag_of_lot(lot, self.now),
            "photo": self.photo,
            "photo_alt": lot.title,
            "appraised_value": lot.reference_price,
            "discount": share_of(lot),
            "bids": lot.last_seq or None,
            "closes_at": lot.closes_at if phase is Phase.BIDDING else None,
            "opens_at": lot.opens_at if phase is Phase.UPCOMING else None,
            "place": str(messages.NATURES[lot.nature]),
            "court": lot.court_name,
            "venue": str(messages.VENUES[lot.venue]),
        }


def tag_of(phase: Phase) -> tuple[str, str]:
    """Return kind and words of the tag of a phase."""
    kind, words = messages.PHASES[phase]
    return kind, str(words)


def tag_of_lot(lot: Lot, now: datetime) -> tuple[str, str]:
    """Return kind and words of the tag of a lot: by the time while it runs, then by its state."""
    if lot.state not in messages.STATES:
        return tag_of(lot.phase(now))
    kind, words = messages.STATES[lot.state]
    return kind, str(words)


def share_of(lot: Lot) -> str | None:
    """Return the shown price as a share of the reference price, such as 70.0 %."""
    shown = lot.price or lot.start_price
    if shown is None:
        return None
    tenths = shown.fen * 1000 // lot.reference_price.fen
    return f"{tenths // 10}.{tenths % 10} %"


def _photos(lots: Sequence[Lot]) -> dict[int, str]:
    """Return the first published picture of each lot, asked for in one query."""
    first = queries.first_media([lot.id for lot in lots])
    known = {view.id: view for view in list_media(list(first.values()))}
    return {
        lot_id: known[media_id].url("medium" if "medium" in known[media_id].variants else "large")
        for lot_id, media_id in first.items()
        if media_id in known
        and known[media_id].kind is MediaKind.PICTURE
        and known[media_id].published_at is not None
    }


def cards_of(lots: Sequence[Lot], now: datetime) -> list[LotCard]:
    """Return lots as cards."""
    photos = _photos(lots)
    return [LotCard(lot, lot.phase(now), photos.get(lot.id), now) for lot in lots]


@dataclass(frozen=True)
class NoticeLine:
    """One published item with the element id by which everybody may point at it."""

    id: str
    title: str
    text: str
    article: str


@dataclass(frozen=True)
class LotPage:
    """Everything the public page of a lot shows."""

    lot: Lot
    phase: Phase
    notice: Notice | None
    items: Sequence[NoticeLine]
    prompts: Sequence[NoticeLine]
    #: (tax, bearer, ground) in words.
    taxes: Sequence[tuple[str, str, str]]
    #: Later versions of the notice, each with its reason.
    corrections: Sequence[CorrectionView]
    pictures: Sequence[dict[str, Any]]
    videos: Sequence[MediaView]
    bids: Sequence[Bid]
    curve: StepCurve | None
    milestones: Sequence[dict[str, Any]]
    events: Sequence[dict[str, Any]]
    result: Result | None
    confirmation: Confirmation | None
    appraisal_url: str | None
    #: Every public offer of the same asset, this one included, oldest first.
    offers: Sequence[Lot]
    #: Why it is several things at once, and each of them; None of one thing.
    merged: Merged | None
    now: datetime

    @property
    def tag(self) -> tuple[str, str]:
        """Kind and words of the status tag."""
        return tag_of_lot(self.lot, self.now)

    @property
    def share(self) -> str | None:
        """The shown price as a share of the reference price."""
        return share_of(self.lot)


def page_of(lot: Lot, now: datetime) -> LotPage:
    """Gather the public page of a lot; a draft is gathered the same way for its preview."""
    notice = queries.find_notice(lot.id, lot.notice_version or 1)
    media = list_media([int(media_id) for media_id in notice.media]) if notice else []
    media = [view for view in media if view.published_at is not None]
    bids = queries.list_last_bids(lot.id, BIDS_SHOWN)
    result = queries.find_result(lot.id)
    found = appraisal.find_appraisal(lot.asset_no)
    return LotPage(
        lot=lot,
        phase=lot.phase(now),
        notice=notice,
        items=_items(notice),
        prompts=_prompts(notice),
        taxes=taxes_of(notice) if notice else (),
        corrections=corrections_of(queries.list_notices(lot.id)[1:]),
        pictures=gallery_of([view for view in media if view.kind is MediaKind.PICTURE], lot.title),
        videos=[view for view in media if view.kind is MediaKind.VIDEO],
        bids=bids,
        curve=_curve(lot, bids, now),
        milestones=_milestones(lot, now),
        events=events_of(lot),
        result=result,
        confirmation=queries.find_confirmation(lot.id) if result else None,
        appraisal_url=found.url if found else None,
        offers=queries.list_offers_of_asset(lot),
        merged=merged_of(lot),
        now=now,
    )


def _items(notice: Notice | None) -> list[NoticeLine]:
    texts = notice.items if notice else {}
    return [
        NoticeLine(
            f"item-{item.value.replace('_', '-')}",
            str(messages.ITEMS[item]),
            texts.get(item.value, ""),
            "第12条第2款" if item in OF_NOTICE else "第13条",
        )
        for item in NoticeItem
        if texts.get(item.value)
    ]


def _prompts(notice: Notice | None) -> list[NoticeLine]:
    texts = notice.prompts if notice else {}
    return [
        NoticeLine(
            f"prompt-{prompt.value.replace('_', '-')}",
            str(messages.PROMPTS[prompt]),
            texts.get(prompt.value, ""),
            "第14条",
        )
        for prompt in SpecialPrompt
    ]


def taxes_of(notice: Notice) -> list[tuple[str, str, str]]:
    """Return the tax table of a notice in words."""
    return [
        (
            str(preparing.TAXES[Tax(row["tax"])]),
            str(preparing.BEARERS[TaxBearer(row["bearer"])]),
            row["basis"],
        )
        for row in notice.taxes
    ]


def gallery_of(views: Iterable[MediaView], title: str) -> list[dict[str, Any]]:
    """Return photographs as the gallery macro takes them."""
    return [
        {
            "url": view.url("large"),
            "large": view.url("large"),
            "thumb": view.url("thumb"),
            "alt": f"{title} ({index})",
            "width": view.width,
            "height": view.height,
            "caption": view.filename.rpartition(".")[0],
        }
        for index, view in enumerate(views, 1)
    ]


def _curve(lot: Lot, bids: Sequence[Bid], now: datetime) -> StepCurve | None:
    if not bids or lot.opens_at is None or lot.closes_at is None or lot.start_price is None:
        return None
    until = lot.closes_at if lot.ended_at else min(max(now, bids[-1].received_at), lot.closes_at)
    return step_curve(
        [
            {"seq": bid.seq, "paddle": bid.paddle, "amount": bid.amount, "at": bid.received_at}
            for bid in bids
        ],
        opens_at=lot.opens_at,
        closes_at=until,
        levels=[(_("Start price"), lot.start_price)],
    )


def _milestones(lot: Lot, now: datetime) -> list[dict[str, Any]]:
    """Return the road of a lot: notice, enrollment, bidding, result, price, shares."""
    phase = lot.phase(now)
    is_over = phase in (Phase.SOLD, Phase.ANNULLED, Phase.UNSOLD)
    is_live = phase in (Phase.BIDDING, Phase.CLOSING, Phase.SUSPENDED)
    paid = lot.state in STANDING_SALE - {LotState.SOLD, LotState.AWAITING_APPROVAL}
    handed_over = lot.state in (LotState.HANDED_OVER, LotState.SETTLED)
    road = [
        (_("Notice"), lot.announced_at, "done" if lot.announced_at else "todo"),
        (_("Enrollment"), None, "done" if is_over else "current" if lot.announced_at else "todo"),
        (_("Bidding"), lot.opens_at, "done" if is_over else "current" if is_live else "todo"),
        (_("Result"), lot.ended_at or lot.closes_at, "done" if is_over else "todo"),
    ]
    if phase is not Phase.UNSOLD:
        road += [
            (_("Price paid"), None, "done" if paid else "todo"),
            (_("Ruling served"), lot.ruling_served_at, "done" if lot.ruling_served_at else "todo"),
            (_("Handed over"), None, "done" if handed_over else "todo"),
            (_("Settled"), None, "done" if lot.state is LotState.SETTLED else "todo"),
        ]
    return [{"text": text, "at": at, "state": state} for text, at, state in road]


def events_of(lot: Lot, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return the lot's public facts as timeline entries; bids have a record of their own."""
    entries = trail.entries_of(f"lot:{lot.no}", audience=Audience.PUBLIC, limit=limit)
    return [timeline_entry(entry) for entry in entries if entry.name != "auction.bid.placed"]


def timeline_entry(entry: TrailEntry) -> dict[str, Any]:
    """Return a fact as the timeline macro takes it."""
    return {
        "at": entry.at,
        "text": sentence(entry),
        "kind": _KINDS.get(entry.name, "info"),
        "digest": entry.leaf_hash.hex(),
    }


@dataclass(frozen=True)
class SettlementPage:
    """How a price was shared out, each amount with what it rests on."""

    lot: Lot
    settlement: Settlement
    rows: Sequence[PlanRow]
    distribution: Calculation | None
    execution_fee: Calculation | None
    fee: Calculation | None
    tag: tuple[str, str]
    #: Title, calculation and paper of every appraisal fee in the plan.
    fees: Sequence[tuple[str, Calculation, str]] = ()
    #: What each part of a merged lot brought; none of one thing.
    parts: Sequence[ShareOfPart] = ()
    #: Lots whose plan this one rests on and that fell away or changed: it is stale.
    fallen: Sequence[str] = ()

    def explanation(self, row: PlanRow, place: int) -> Calculation | None:
        """Return the calculation behind one payment."""
        if row.ground == "execution_fee":
            return self.execution_fee
        if row.ground == "sale_cost" and row.account.startswith("agency:") and place == 1:
            return self.fee
        return self.distribution


def settlement_of(lot: Lot, settlement: Settlement) -> SettlementPage:
    """Gather the settlement of a lot."""
    plan = settlement.plan or {}
    kind, words = messages.SETTLEMENTS[settlement.state]
    return SettlementPage(
        lot=lot,
        settlement=settlement,
        rows=[PlanRow.from_dict(row) for row in plan.get("rows", ())],
        distribution=_calculation(plan, "distribution"),
        execution_fee=_calculation(plan, "execution_fee"),
        fee=_calculation(plan, "fee"),
        tag=(kind, str(words)),
        fees=_fees(lot, plan),
        parts=shares_of_parts(plan),
        fallen=fallen_since(lot, settlement),
    )


def _fees(lot: Lot, plan: dict[str, Any]) -> list[tuple[str, Calculation, str]]:
    """Return the fees of a plan: one of one thing, all of several things."""
    rows = plan.get("fees") or ([{"title": lot.title, **plan}] if "fee" in plan else [])
    return [
        (row["title"], Calculation.from_dict(row["fee"]), row.get("fee_paper", "")) for row in rows
    ]


def _calculation(plan: dict[str, Any], name: str) -> Calculation | None:
    return Calculation.from_dict(plan[name]) if name in plan else None


def paper_url(confirmation: Confirmation | None) -> str | None:
    """Return where the printed confirmation is read, once it is printed."""
    if confirmation is None or confirmation.paper_no is None:
        return None
    return f"/papers/{confirmation.paper_no}/file.pdf"


def assets_to_draft(actor: Actor) -> list[registry.AssetView]:
    """Return the assets of the actor's court that wait for a lot."""
    assets = [registry.get_asset(asset_no) for asset_no in queries.list_assets_to_draft()]
    return [asset for asset in assets if asset.court_id == actor.court_id]


def contacts_of(lot: Lot) -> registry.CourtView:
    """Return the court of a lot and how to reach it."""
    return registry.get_court(lot.court_id)
