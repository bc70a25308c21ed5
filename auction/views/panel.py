"""Gather what the page of a panel shows of its record and of who has signed it."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.actors import Actor
from app.media.facade import get_media
from auction import queries
from auction.models import Lot, PanelSignature
from auction.services.panel_signing import is_own_place, record_digest
from auction.vocabulary import PREPARED_IN


@dataclass(frozen=True)
class Seat:
    """One member of a panel: the vote, and the signature if it was given."""

    place: int
    name: str
    is_for: bool
    is_own: bool
    signature: PanelSignature | None

    @property
    def picture(self) -> str | None:
        """The address of a drawn signature, for staff of the court."""
        if self.signature is None or self.signature.media_id is None:
            return None
        return get_media(self.signature.media_id).url("large")


@dataclass(frozen=True)
class PanelSheet:
    """The record of a panel with its digest and its seats."""

    digest: str
    seats: Sequence[Seat]
    #: Before the notice a record may still be signed.
    is_open: bool

    @property
    def is_signed(self) -> bool:
        """Say whether every member has signed."""
        return all(seat.signature for seat in self.seats)


def sheet_of(lot: Lot, actor: Actor) -> PanelSheet | None:
    """Return the newest record of a lot's panel as a sheet to sign; None before there is one."""
    decision = queries.find_decision(lot.id)
    if decision is None:
        return None
    given = {row.place: row for row in queries.list_signatures(decision.id)}
    return PanelSheet(
        record_digest(lot.no, decision),
        [
            Seat(
                place,
                row["name"],
                row["vote"] == "for",
                is_own_place(decision, place, actor),
                given.get(place),
            )
            for place, row in enumerate(decision.members)
        ],
        lot.state in PREPARED_IN,
    )
