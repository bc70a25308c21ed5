"""Draws as others see them."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.errors import NotFound
from registry import queries
from registry.facade.agencies import AgencyView, agency_view
from registry.models import Draw
from registry.vocabulary import (
    DrawState,
)


@dataclass(frozen=True)
class DrawView:
    """The draw that holds for an asset; the order is empty until it is drawn."""

    no: str
    asset_no: str
    round: int
    state: DrawState
    order: tuple[AgencyView, ...]
    #: Codes of the drawn agencies that have failed since.
    fallen: tuple[str, ...]
    drawn_at: datetime | None
    transcript_digest: str | None

    @property
    def next_agency(self) -> AgencyView | None:
        """The first drawn agency that has not failed: the one to be commissioned."""
        return next((agency for agency in self.order if agency.code not in self.fallen), None)


def _draw(draw: Draw) -> DrawView:
    return DrawView(
        draw.no,
        draw.asset.no,
        draw.round,
        draw.state,
        tuple(agency_view(queries.get_agency(drawn.agency_code)) for drawn in draw.drawn),
        tuple(drawn.agency_code for drawn in draw.drawn if drawn.fallen_at),
        draw.drawn_at,
        draw.transcript_digest,
    )


def find_draw(asset_no: str) -> DrawView | None:
    """Return the newest draw of an asset that is not void, whatever its state."""
    draws = queries.list_draws_of_asset(queries.get_asset(asset_no).id)
    holding = [draw for draw in draws if draw.state is not DrawState.VOID]
    return _draw(holding[-1]) if holding else None


def draw_result(asset_no: str) -> DrawView:
    """Return the draw with a result that holds for an asset; raise NotFound."""
    draw = find_draw(asset_no)
    if draw is None or draw.state not in (DrawState.DRAWN, DrawState.NOTIFIED):
        raise NotFound("draw", asset_no)
    return draw
