"""Read the list of agencies."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Agency
from registry.vocabulary import AgencyField, AgencyKind

#: Far above the number of agencies in any one list; a bound, not a page. Whoever is cut off here
#: could never be drawn, so it holds a whole list of every kind (rules.list_columns.ROWS_MAX).
AGENCIES_MAX = 60_000


def get_agency(code: str) -> Agency:
    """Return an agency by its unified social credit code."""
    agency = find_agency(code)
    if agency is None:
        raise NotFound("agency", code)
    return agency


def find_agency(code: str) -> Agency | None:
    """Return an agency, or None."""
    return db.session.scalar(select(Agency).where(Agency.code == code))


def list_appraisal_agencies() -> Sequence[Agency]:
    """Return every appraisal agency of the list, whatever its standing."""
    query = select(Agency).where(Agency.kind == AgencyKind.APPRAISAL)
    return db.session.scalars(query.order_by(Agency.code).limit(AGENCIES_MAX)).all()


def list_agencies(
    *,
    kind: AgencyKind | None = None,
    field: AgencyField | None = None,
    region: str = "",
    text: str = "",
    after: int | None = None,
) -> Page:
    """Return one page of the public directory, in the order of listing."""
    query: Select[tuple[Agency]] = select(Agency)
    if kind is not None:
        query = query.where(Agency.kind == kind)
    if field is not None:
        query = query.where(Agency.fields.contains([str(field)]))
    if region:
        query = query.where(Agency.regions[1].startswith(region, autoescape=True))
    if text:
        query = query.where(Agency.name.contains(text, autoescape=True))
    return keyset(query, column=Agency.id, after=after, descending=False)


def agency_names(codes: Collection[str]) -> dict[str, str]:
    """Return the names of agencies by their codes."""
    query = select(Agency.code, Agency.name).where(Agency.code.in_(list(codes)))
    return {row[0]: row[1] for row in db.session.execute(query)}
