"""Draws as others see them."""

from dataclasses import dataclass
from datetime import datetime

from app.kernel.errors import NotFound
from registry import queries
from registry.facade.agencies import AgencyView, agency_view
from registry.models import Draw
from registry.vocabulary import AgencyKind, ChoiceMethod, DrawState

_WITH_ORDER = (DrawState.AGREED, DrawState.DRAWN, DrawState.NOTIFIED)


@dataclass(frozen=True)
class DrawView:
    """The choice that holds for an asset; the order is empty until drawn or agreed on."""

    no: str
    asset_no: str
    round: int
    state: DrawState
    order: tuple[AgencyView, ...]
    #: Codes of the drawn agencies that have failed since.
    fallen: tuple[str, ...]
    drawn_at: datetime | None
    transcript_digest: str | None
    kind: AgencyKind = AgencyKind.APPRAISAL
    method: ChoiceMethod = ChoiceMethod.LOTTERY

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
        draw.kind,
        draw.method,
    )


def find_draw(asset_no: str, kind: AgencyKind = AgencyKind.APPRAISAL) -> DrawView | None:
    """Return the newest draw of an asset and kind that is not void, whatever its state."""
    draws = queries.list_draws_of_asset(queries.get_asset(asset_no).id, kind)
    holding = [draw for draw in draws if draw.state is not DrawState.VOID]
    return _draw(holding[-1]) if holding else None


def draw_result(asset_no: str, kind: AgencyKind = AgencyKind.APPRAISAL) -> DrawView:
    """Return the drawn or agreed choice that holds for an asset; raise NotFound."""
    draw = find_draw(asset_no, kind)
    if draw is None or draw.state not in _WITH_ORDER:
        raise NotFound("draw", asset_no)
    return draw
