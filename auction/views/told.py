"""Gather who was told of a sale how and when, with what proof, and who waived by silence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.calendar import local_date
from app.media.facade import get_media
from auction import queries
from auction.models import Lot, NoticeService, PanelDecision
from auction.services.notice_reading import readers_of
from auction.vocabulary import ENDED_STATES, LotState, ServiceWay
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
    #: Told of the version of the notice in force, not only of an earlier one (P84).
    is_current: bool
    #: When a party confirmed it on the site; none of a priority purchaser, who is known by right.
    read_at: datetime | None
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
    readers = readers_of(lot).parties
    found = []
    for party in registry.parties_of(lot.case_number):
        own = [_telling(one) for one in services if one.party_id == party.id]
        read_at = readers.get(party.id)
        found.append(Told(party.name, None, own, _is_current(lot, own), read_at, None))
    for row in decision.priority if decision else ():
        own = [_telling(one) for one in services if one.name == row["holder"]]
        rank = int(row["rank"])
        is_silent = bool(own) and rank not in bidding if bidding is not None else None
        found.append(Told(row["holder"], rank, own, _is_current(lot, own), None, is_silent))
    return found


def _is_current(lot: Lot, tellings: Sequence[Telling]) -> bool:
    return any(one.service.notice_version >= lot.notice_version for one in tellings)


def untold_of(lot: Lot) -> list[str]:
    """Return whom nobody has told of the corrected notice in force; nobody before a correction."""
    if lot.state is not LotState.ANNOUNCED or lot.notice_version <= 1:
        return []
    return [one.name for one in told_of(lot, queries.find_decision(lot.id)) if not one.is_current]


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
