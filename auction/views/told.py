"""Gather who was told of a sale how and when, with what proof, and who waived by silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from app.media.facade import get_media
from auction import queries
from auction.models import Lot, NoticeService, PanelDecision
from auction.vocabulary import ENDED_STATES, ServiceWay
from registry import facade as registry


@dataclass(frozen=True)
class Telling:
    """One service: way, moment and proof, and from when it counts."""

    service: NoticeService
    #: A publication counts five days later (18号 art. 16(1)).
    counts_from: date | None
    #: The receipt as a file, for staff of the court.
    file_url: str | None


@dataclass(frozen=True)
class Told:
    """Somebody who has to be told: a party, or a priority purchaser with the panel's rank."""

    name: str
    rank: int | None
    tellings: Sequence[Telling]
    #: Told and did not bid: the right to buy first is waived (art. 16(2)); none while it is open.
    is_silent: bool | None

    @property
    def is_told(self) -> bool:
        """Say whether at least one service is on record."""
        return bool(self.tellings)


def told_of(lot: Lot, decision: PanelDecision | None) -> list[Told]:
    """Return everybody who has to be told of a sale (18号 art. 16), parties first."""
    services = queries.list_services(lot.id)
    bidding = queries.list_priority_bidders(lot.id) if lot.state in ENDED_STATES else None
    found = []
    for party in registry.parties_of(lot.case_number):
        own = [_telling(one) for one in services if one.party_id == party.id]
        found.append(Told(party.name, None, own, None))
    for row in decision.priority if decision else ():
        own = [_telling(one) for one in services if one.name == row["holder"]]
        rank = int(row["rank"])
        is_silent = bool(own) and rank not in bidding if bidding is not None else None
        found.append(Told(row["holder"], rank, own, is_silent))
    return found


def _telling(service: NoticeService) -> Telling:
    counts_from = None
    if service.way is ServiceWay.PUBLISHED:
        served_on = local_date(service.served_at)
        days = lawbook.number("notify_by_publication_days", on=served_on)
        counts_from = served_on + timedelta(days=days)
    file_url = None
    if service.proof_media_id is not None:
        file_url = get_media(service.proof_media_id).url("original")
    return Telling(service, counts_from, file_url)
