"""More assets of one case, each appraised like the first until its price stands."""

from datetime import datetime, timedelta

from app.identity.facade import actor_named, find_person
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from appraisal.seeds import seed_publication
from appraisal.timers import fix_due_prices
from registry import facade as registry
from registry.seeds import seed_draw
from registry.services.cases import register_asset
from registry.vocabulary import ASSET_FACTS, AssetNature
from tests.support.appraisals import (
    HOUR,
    Desk,
    _person,
    commission,
    hand_in,
    lay_files,
    survey,
)
from tests.support.sales import Sale

DAY = timedelta(days=1)


def add_flats(sale: Sale, at: datetime, *titles: str) -> list[str]:
    """Seize, appraise and price more flats of the case from a moment on; return their numbers.

    One begins when the report of the one before is out: the record never runs backwards.
    """
    assets = []
    for place, title in enumerate(titles):
        begins = at + place * 6 * DAY
        desk = _drawn(sale, title, begins)
        with clock.stopped_at(reported := begins + 5 * DAY):
            commission(desk, reported)
            survey(desk, reported + 2 * HOUR)
            lay_files(desk, reported + 3 * HOUR)
            hand_in(desk, reported + 4 * HOUR)
            ends_at = seed_publication(desk.no, clerk=desk.clerk, at=reported + 5 * HOUR)
        assets.append(desk.asset_no)
    fix_due_prices(ends_at + timedelta(seconds=1))
    return assets


def _drawn(sale: Sale, title: str, at: datetime) -> Desk:
    """Write a flat into the case and draw three agencies for it."""
    first = sale.desk
    known = registry.get_asset(first.asset_no)
    asset = register_asset(
        case_id=known.case_id,
        nature=AssetNature.HOUSING,
        title=title,
        address="济南市历下区解放路100号",
        region_code=known.region_code,
        estimated_value=Money(230_000_000),
        seized_on=local_date(at) - 10 * DAY,
        found=dict.fromkeys(ASSET_FACTS, "已查明"),
        actor=sale.clerk,
        at=at,
    )
    seed_draw(asset.no, clerk=sale.clerk, givers=[first.applicant, first.debtor], at=at)
    drawn = registry.draw_result(asset.no).order
    agencies = [_person_of(agency.code, agency.name) for agency in drawn]
    people = (first.clerk, first.applicant, first.debtor, first.judge, agencies)
    desk = Desk(first.app, first.folder, asset.no, *people)
    desk.bank = first.bank
    return desk


def _person_of(code: str, name: str) -> Actor:
    """Return who signs in for an agency, whether another draw has met it or not."""
    for place in range(1, 4):
        known = actor_named(f"agency{place}")
        if known.agency_code == code:
            return known
    account = f"agency-{code.lower()}"
    if find_person(account) is not None:
        return actor_named(account)
    return _person(account, name, Role.AGENCY, agency_code=code)
