"""Sell several things of one case as one lot, and take such a draft apart again.

法释〔2020〕21号 art. 15: what cannot be divided, or loses much of its value when it is, is sold
together. Each part keeps its own fixed price; the lot's price is their sum.
"""

from collections.abc import Sequence
from datetime import datetime

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import total
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row
from appraisal import facade as appraisal
from auction import queries
from auction.documents import first_items, joined_items
from auction.facts import LotDrafted
from auction.facts.merging import LotsMerged, LotSplit
from auction.models import Lot, LotMerger, LotPart
from auction.rules import articles
from auction.services.acts import require_reason
from auction.services.drafting import first_lot, first_notice, price_of_first_offer
from auction.services.moving import move
from auction.vocabulary import LotAction, MergeGround, Round
from registry import facade as registry
from registry.facade import AssetView
from registry.vocabulary import AssetKind, AssetNature

CITATIONS = (articles.SOLD_TOGETHER,)
#: One thing alone is an ordinary lot.
PARTS_MIN = 2
_TITLE_MAX, _ADDRESS_MAX = 200, 300
#: Rules of one of these bind the whole lot, the first of them before the others.
_STRICT = (AssetNature.HOUSING, AssetNature.EQUITY)


def lock_assets(asset_nos: Sequence[str]) -> None:
    """Take the locks of several assets in one order, so that nobody offers one meanwhile."""
    lock_names(*(f"auction:asset:{asset_no}" for asset_no in asset_nos))


def merge_assets(
    *,
    asset_nos: Sequence[str],
    ground: MergeGround,
    reason: str,
    actor: Actor,
    at: datetime,
    title: str = "",
) -> Lot:
    """Draft one lot from several priced assets of one case; its price is the sum of theirs.

    The earliest end of a validity is the lot's. Raises Refusal: reason_missing, parts_too_few,
    parts_of_two_cases, parts_of_two_regimes, and what a first offer of each asset is refused for;
    Conflict: asset_in_a_sale.
    """
    words = require_reason(reason, CITATIONS)
    assets = _assets(asset_nos, actor)
    with unit_of_work() as work:
        lock_assets([asset.no for asset in assets])
        for asset in assets:
            if live := queries.find_live_lot_of_asset(asset.no):
                raise Conflict("asset_in_a_sale", citations=CITATIONS, params={"lot": live.no})
        prices = [price_of_first_offer(asset.no, at) for asset in assets]
        lot = _merged(assets, prices, title, at)
        db.session.add(lot)
        db.session.flush()
        merger = LotMerger(
            lot_id=lot.id, ground=ground, reason=words, merged_by=actor.label, merged_at=at
        )
        parts = [
            _part(lot, place, asset, price)
            for place, (asset, price) in enumerate(zip(assets, prices, strict=True), start=1)
        ]
        db.session.add_all([merger, *parts])
        db.session.flush()
        db.session.add(first_notice(lot, _items(lot, assets), prices[0].report_sha256, actor, at))
        _tell(work, lot, merger, parts, actor, at)
        return lot


def _assets(asset_nos: Sequence[str], actor: Actor) -> list[AssetView]:
    """Return the assets in the order given, each once; all of one case of the actor's court."""
    assets = [registry.get_asset(asset_no) for asset_no in dict.fromkeys(asset_nos)]
    if len(assets) < PARTS_MIN:
        raise Refusal("parts_too_few", citations=CITATIONS, fields={"asset_no": "parts_too_few"})
    for asset in assets:
        require_court(actor, asset.court_id)
    if len({asset.case_number for asset in assets}) > 1:
        fields = {"asset_no": "parts_of_two_cases"}
        raise Refusal("parts_of_two_cases", citations=CITATIONS, fields=fields)
    natures = {asset.nature for asset in assets}
    if natures.issuperset(_STRICT):
        fields = {"asset_no": "parts_of_two_regimes"}
        raise Refusal("parts_of_two_regimes", citations=CITATIONS, fields=fields)
    return assets


def _merged(
    assets: Sequence[AssetView],
    prices: Sequence[appraisal.ReferencePriceView],
    title: str,
    at: datetime,
) -> Lot:
    """Return the draft: the longer notice and the stricter rules of any part bind the whole."""
    lot = first_lot(assets[0], prices[0], at)
    natures = {asset.nature for asset in assets}
    lot.nature = next((one for one in _STRICT if one in natures), assets[0].nature)
    kinds = {asset.kind for asset in assets}
    is_movable = kinds == {AssetKind.MOVABLE}
    lot.kind = AssetKind.MOVABLE if is_movable else max(kinds - {AssetKind.MOVABLE}, key=_weight)
    lot.title = (title.strip() or "、".join(asset.title for asset in assets))[:_TITLE_MAX]
    addresses = dict.fromkeys(asset.address for asset in assets)
    lot.address = "；".join(addresses)[:_ADDRESS_MAX]
    lot.reference_price = total(price.value for price in prices)
    lot.reference_valid_until = min(price.valid_until for price in prices)
    return lot


def _weight(kind: AssetKind) -> bool:
    return kind is AssetKind.IMMOVABLE


def _part(lot: Lot, place: int, asset: AssetView, price: appraisal.ReferencePriceView) -> LotPart:
    return LotPart(
        lot_id=lot.id,
        place=place,
        asset_no=asset.no,
        title=asset.title,
        address=asset.address,
        kind=asset.kind,
        nature=asset.nature,
        appraisal_no=price.appraisal_no,
        reference_price=price.value,
        reference_valid_until=price.valid_until,
        report_sha256=price.report_sha256,
    )


def _items(lot: Lot, assets: Sequence[AssetView]) -> dict[str, str]:
    case, court = registry.get_case(lot.case_number), registry.get_court(lot.court_id)
    return joined_items([(asset.title, first_items(asset, case, court)) for asset in assets])


def _tell(
    work: Work, lot: Lot, merger: LotMerger, parts: Sequence[LotPart], actor: Actor, at: datetime
) -> None:
    head = {"lot": lot.no, "case_number": lot.case_number}
    drafted = LotDrafted(
        **head,
        asset=lot.asset_no,
        reference_price=str(lot.reference_price),
        round=lot.round,
    )
    work.record(drafted, actor=actor, at=at)
    fact = LotsMerged(
        **head,
        assets=[part.asset_no for part in parts],
        prices=[str(part.reference_price) for part in parts],
        ground=merger.ground,
        reason=merger.reason,
    )
    work.record(fact, actor=actor, at=at)


def split_lot(*, lot_no: str, reason: str, actor: Actor, at: datetime) -> Lot:
    """Take a merged draft apart before its notice: each part may be offered alone again.

    Art. 15 speaks for selling together, so the reason goes on the record. Raises Refusal:
    reason_missing; Conflict: not_sold_together, split_after_offer; IllegalMove once announced.
    """
    words = require_reason(reason, CITATIONS)
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if queries.find_merger(lot.id) is None:
            raise Conflict("not_sold_together")
        if lot.round is not Round.FIRST or lot.follows_id is not None:
            raise Conflict("split_after_offer", citations=CITATIONS)
        move(lot, LotAction.SPLIT, actor=actor, at=at)
        fact = LotSplit(lot=lot.no, case_number=lot.case_number, reason=words)
        work.record(fact, actor=actor, at=at)
        return lot


def copy_parts(lot: Lot, following: Lot) -> None:
    """Let the next offer of a merged lot be made of the same parts; inside a unit of work."""
    merger = queries.find_merger(lot.id)
    if merger is None:
        return
    kept = ("ground", "reason", "merged_by", "merged_at")
    db.session.add(LotMerger(lot_id=following.id, **{name: getattr(merger, name) for name in kept}))
    names = [column.key for column in LotPart.__table__.columns if column.key != "lot_id"]
    for part in queries.list_parts(lot.id):
        copied = {name: getattr(part, name) for name in names}
        db.session.add(LotPart(lot_id=following.id, **copied))
