"""What people are shown of a lot that is several things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.kernel.money import Money
from app.web.filters import day
from appraisal import facade as appraisal
from auction import queries
from auction.messages.merging import GROUNDS
from auction.models import Lot, LotMerger, LotPart
from auction.services.announcing import parts_of_notice
from registry.facade import AssetView


@dataclass(frozen=True)
class Merged:
    """Why a lot is several things, and each of them with its price and where that is shown."""

    merger: LotMerger
    parts: Sequence[LotPart]
    #: The public page of each part's appraisal, by its number.
    pages: dict[str, str]

    @property
    def ground(self) -> str:
        """The ground of art. 15 in words."""
        return str(GROUNDS[self.merger.ground])


def merged_of(lot: Lot) -> Merged | None:
    """Return what is shown of a merged lot; None where a lot is one thing."""
    merger = queries.find_merger(lot.id)
    if merger is None:
        return None
    parts = queries.list_parts(lot.id)
    found = [appraisal.find_appraisal(part.asset_no) for part in parts]
    pages = {one.no: one.url for one in found if one is not None and one.url}
    return Merged(merger, parts, pages)


def merged_on_wire(lot: Lot) -> dict[str, Any]:
    """Return the parts of a merged lot as programs read them; nothing where it is one thing."""
    merger = queries.find_merger(lot.id)
    if merger is None:
        return {}
    return {"merged": {"ground": merger.ground.value, "reason": merger.reason}} | parts_of_notice(
        lot
    )


@dataclass(frozen=True)
class MergeableCase:
    """The things of one case that wait for a lot and could be sold together."""

    case_number: str
    #: Asset number and words: what it is, until when its fixed price holds.
    options: Sequence[tuple[str, str]]

    @property
    def id(self) -> str:
        """An element id of its own for the form of the case."""
        return self.options[0][0]


def mergeable(ready: Sequence[AssetView], now: datetime) -> list[MergeableCase]:
    """Return the cases of which several priced things wait for a lot."""
    by_case: dict[str, list[tuple[str, str]]] = {}
    for asset in ready:
        price = appraisal.reference_price(asset.no)
        if price is not None and price.is_valid(now):
            words = f"{asset.title} · {_('Valid until')} {day(price.valid_until)}"
            by_case.setdefault(asset.case_number, []).append((asset.no, words))
    return [MergeableCase(case, options) for case, options in by_case.items() if len(options) > 1]


@dataclass(frozen=True)
class ShareOfPart:
    """What one part of a merged lot brought, bears, pays and leaves, in a plan."""

    title: str
    reference_price: Money
    proceeds: Money
    borne: Money
    left: Money
    #: (creditor, amount) of the claims secured on it.
    paid: Sequence[tuple[str, Money]]


def shares_of_parts(plan: Mapping[str, Any]) -> list[ShareOfPart]:
    """Return the parts as a stored plan tells them apart; none of a lot that is one thing."""
    return [
        ShareOfPart(
            title=row["title"],
            reference_price=Money.parse(row["reference_price"]),
            proceeds=Money.parse(row["proceeds"]),
            borne=Money.parse(row["borne"]),
            left=Money.parse(row["left"]),
            paid=[(one["name"], Money.parse(one["amount"])) for one in row["paid"]],
        )
        for row in plan.get("parts", ())
    ]
