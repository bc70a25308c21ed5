"""The operator keeps the courts of the platform."""

import re
from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Court
from registry.rules.numbers import check_region_code

_CODE = re.compile(r"[0-9]{1,4}", re.ASCII)
_KEPT = ("name", "region_code", "address", "phone", "supervision_phone")


def open_court(
    *,
    code: str,
    name: str,
    region_code: str,
    address: str,
    phone: str,
    supervision_phone: str,
    actor: Actor,
    at: datetime,
) -> Court:
    """Put a court into the books under the digits of its case numbers; each once."""
    if not _CODE.fullmatch(code):
        raise Refusal("bad_court_code", fields={"code": ["bad_court_code"]})
    with unit_of_work() as work:
        if queries.find_court(code):
            raise Conflict("court_exists", fields={"code": ["court_exists"]})
        _check_name(name, None)
        court = Court(
            code=code,
            name=name.strip(),
            region_code=check_region_code(region_code),
            address=address,
            phone=phone,
            supervision_phone=supervision_phone,
        )
        db.session.add(court)
        db.session.flush()
        work.record(
            facts.CourtOpened(code=code, court=court.name, region_code=court.region_code),
            actor=actor,
            at=at,
        )
        return court


def correct_court(
    *,
    code: str,
    name: str,
    region_code: str,
    address: str,
    phone: str,
    supervision_phone: str,
    actor: Actor,
    at: datetime,
) -> Court:
    """Correct a court; its code stays, since case numbers carry it."""
    given = {
        "name": name.strip(),
        "region_code": check_region_code(region_code),
        "address": address,
        "phone": phone,
        "supervision_phone": supervision_phone,
    }
    with unit_of_work() as work:
        court = lock_row(Court, code=code)
        changed = {key: given[key] for key in _KEPT if getattr(court, key) != given[key]}
        if not changed:
            return court
        _check_name(given["name"], court.id)
        before = {key: getattr(court, key) for key in changed}
        for key, value in changed.items():
            setattr(court, key, value)
        work.record(
            facts.CourtCorrected(code=code, court=court.name, before=before, after=changed),
            actor=actor,
            at=at,
        )
        return court


def _check_name(name: str, own_id: int | None) -> None:
    namesake = queries.find_court_named(name.strip())
    if namesake is not None and namesake.id != own_id:
        raise Conflict("court_exists", fields={"name": ["court_exists"]})
