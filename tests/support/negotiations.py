"""A negotiation of the parties of the test books."""

from datetime import timedelta

from registry import queries
from registry.models import Draw, Negotiation
from registry.services import draws, negotiating
from registry.services.pools import preview_pool
from tests.support.books import NINE, Books

UNTIL = NINE + timedelta(days=5)
SECOND = timedelta(seconds=1)


def prepared(books: Books) -> Draw:
    """Prepare the draw of the asset."""
    return draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)


def opened(books: Books) -> Negotiation:
    """Prepare a draw and open its negotiation for five days."""
    no = prepared(books).no
    return negotiating.open_negotiation(no=no, until=UNTIL, actor=books.clerk, at=NINE)


def standing_codes(books: Books) -> list[str]:
    """Return the agencies that may be named, by code."""
    pool = preview_pool(queries.get_asset(books.asset.no), NINE)
    return [standee.agency.code for standee in pool.standees if standee.ticket]
