"""The sale as part of a case's story: each lot, its result, the price and who gets it."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.permissions import Permission
from app.web.modules import Chapter
from auction import queries
from auction.messages import ROUNDS
from auction.models import Lot
from auction.views import tag_of_lot
from auction.vocabulary import STANDING_SALE, LotState, Phase, SettlementState
from registry import facade as registry


def chapters(case_number: str, actor: Actor) -> Sequence[Chapter]:
    """Return the sale of every asset of a case as far as a person may read of it."""
    is_staff = actor.may(Permission.VIEW_CASES)
    lots = queries.list_lots_of_case(case_number)
    offered = {lot.id: set(queries.assets_of(lot)) for lot in lots}
    found: list[Chapter] = []
    for asset in registry.list_assets_of(case_number):
        shown = [
            lot for lot in lots if asset.no in offered[lot.id] and (is_staff or _is_public(lot))
        ]
        found += _of_asset(asset.no, shown, actor)
    return found


def _is_public(lot: Lot) -> bool:
    return lot.announced_at is not None


def _of_asset(asset_no: str, lots: Sequence[Lot], actor: Actor) -> Iterator[Chapter]:
    if not lots:
        yield Chapter(_("Sale"), _("not yet"), "neutral", about=asset_no)
    for lot in lots:
        yield _sale(asset_no, lot, actor)
    last = lots[-1] if lots else None
    yield from _money(asset_no, last, actor)


def _sale(asset_no: str, lot: Lot, actor: Actor) -> Chapter:
    tag, words = tag_of_lot(lot, clock.now())
    sold = lot.state in STANDING_SALE
    if sold and lot.price:
        hint = _("Sold for %(price)s yuan", price=lot.price.yuan)
    elif lot.start_price:
        hint = _("From %(price)s yuan", price=lot.start_price.yuan)
    else:
        hint = ""
    is_desk = actor.may(Permission.PREPARE_LOTS) and actor.court_id == lot.court_id
    url = f"/desk/lots/{lot.no}" if is_desk else f"/lots/{lot.no}"
    at = lot.ended_at or lot.opens_at
    has_page = is_desk or _is_public(lot)
    return Chapter(
        str(ROUNDS[lot.round]),
        words,
        "done" if lot.phase(clock.now()) is Phase.UNSOLD else tag,
        url if has_page else "",
        at,
        hint,
        asset_no,
    )


def _money(asset_no: str, lot: Lot | None, actor: Actor) -> Iterator[Chapter]:
    """The price and its distribution; who gets what is for the court's own pages."""
    settlement = queries.find_settlement(lot.id) if lot else None
    may_settle = actor.may(Permission.SUPERVISE_LOTS) or actor.may(Permission.PREPARE_LOTS)
    url = f"/desk/lots/{lot.no}/settlement" if lot and settlement and may_settle else ""
    fell = (LotState.DEFAULTED, LotState.ANNULLED)
    if settlement is None or lot is None or lot.state in fell:
        yield Chapter(_("The price is paid"), _("not yet"), "neutral", about=asset_no)
        yield Chapter(_("Distribution"), _("not yet"), "neutral", about=asset_no)
        return
    if settlement.state is SettlementState.BALANCE_DUE:
        yield Chapter(
            _("The price is paid"),
            _("balance due"),
            "waiting",
            url,
            None,
            _("by %(day)s", day=local_date(settlement.due_at).isoformat()),
            asset_no,
        )
    else:
        yield Chapter(
            _("The price is paid"), _("paid"), "done", url, settlement.paid_at, "", asset_no
        )
    words = {
        SettlementState.PLANNED: (_("waits for approval"), "waiting", settlement.planned_at),
        SettlementState.SERVED: (_("may be objected to"), "waiting", settlement.approved_at),
        SettlementState.DISTRIBUTED: (_("paid out"), "done", settlement.executed_at),
    }
    state, tag, at = words.get(settlement.state, (_("not yet"), "neutral", None))
    yield Chapter(_("Distribution"), state, tag, url, at, "", asset_no)
