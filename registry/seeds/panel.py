"""Put the made-up agencies of the demo on the list."""

from datetime import date, datetime, timedelta

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from registry import queries
from registry.seeds.agencies import AGENCIES, CONTROLLER, CONTROLLER_CODE
from registry.seeds.houses import HELPERS, HOUSES
from registry.seeds.plan import AgencySeed
from registry.services.agencies import count_commission, register_agency, set_standing
from registry.vocabulary import Standing

PANEL = (*AGENCIES, *HOUSES, *HELPERS)


def lay_agency(seed: AgencySeed, *, today: date, at: datetime) -> None:
    """Put one agency on the list; what ends some days from now is counted from ``today``."""
    register_agency(
        code=seed.code,
        name=seed.name,
        kind=seed.kind,
        fields=seed.fields,
        regions=seed.regions,
        grade=seed.grade,
        licence_no=seed.licence.format(seed.number),
        licence_expires_on=today + timedelta(days=seed.licence_days),
        appraisers=dict.fromkeys(seed.fields, seed.staff),
        legal_representative=seed.legal_representative,
        listed_on=date(2019, 5, 1),
        shareholders=[{"name": name, "code": code} for name, code in seed.shareholders],
        controller_code=CONTROLLER_CODE if seed.is_controlled else None,
        controller_name=CONTROLLER if seed.is_controlled else "",
        declared_capacity=seed.capacity,
        phone=f"0531-0001{seed.number:04d}",
        address="演示数据，地址从略",
        actor=SYSTEM,
        at=at,
    )
    for _ in range(seed.open_commissions):
        count_commission(code=seed.code, opened=1)


def lay_standing(seed: AgencySeed, *, today: date, at: datetime) -> None:
    """Pause or remove an agency that is to be shown so."""
    if seed.standing is Standing.ELIGIBLE:
        return
    days = seed.standing_days
    set_standing(
        code=seed.code,
        standing=seed.standing,
        reason=seed.standing_reason,
        until=today + timedelta(days=days) if days else None,
        actor=SYSTEM,
        at=at,
    )


def seed_agencies(at: datetime) -> list[str]:
    """Put the demo agencies on the list; return the credit codes of those that appraise."""
    today = local_date(at)
    for seed in missing():
        lay_agency(seed, today=today, at=at)
        lay_standing(seed, today=today, at=at)
    return [seed.code for seed in AGENCIES]


def missing() -> list[AgencySeed]:
    """Return the demo agencies that are not on the list yet."""
    return [seed for seed in PANEL if queries.find_agency(seed.code) is None]
