"""Correct what was written about parties and assets, and let them leave a case; all on record."""

from datetime import date, datetime
from typing import Any

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Asset, CourtCase, Party
from registry.rules.numbers import check_region_code
from registry.vocabulary import AssetNature, DrawState

REASON_MIN = 4
#: What the pool of agencies depends on: it stands still once a choice has begun.
_POOL_FIELDS = frozenset({"nature", "region_code", "estimated_value"})


def correct_party(
    *,
    party_id: int,
    name: str,
    person_id: int | None,
    claim: Money | None,
    is_secured: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Party:
    """Correct a party and keep what stood there; a wrong number means another party instead."""
    reason = _reason(reason)
    with unit_of_work() as work:
        party = _own_party(party_id, actor)
        given = {
            "name": name.strip(),
            "person_id": person_id,
            "claim": claim,
            "is_secured": is_secured,
        }
        changed = {key: value for key, value in given.items() if getattr(party, key) != value}
        if not changed:
            return party
        was = {key: _plain(getattr(party, key)) for key in changed}
        entry = {"at": stamp(at), "by": actor.account, "reason": reason, "was": was}
        party.corrections = [*party.corrections, entry]
        for key, value in changed.items():
            setattr(party, key, value)
        work.record(
            facts.PartyCorrected(
                case_number=party.case.number,
                party=party.key,
                changed=sorted(changed),
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        return party


def withdraw_party(*, party_id: int, reason: str, actor: Actor, at: datetime) -> Party:
    """Let a party leave its case: it is told and asked nothing more, and stays on record."""
    reason = _reason(reason)
    with unit_of_work() as work:
        party = _own_party(party_id, actor)
        party.withdrawn_at, party.withdrawn_reason = at, reason
        work.record(
            facts.PartyWithdrawn(case_number=party.case.number, party=party.key, reason=reason),
            actor=actor,
            at=at,
        )
        return party


def _own_party(party_id: int, actor: Actor) -> Party:
    """Return a party of the actor's court that still stands in its case, locked with the case."""
    found = queries.get_party(party_id)
    case = lock_row(CourtCase, id=found.case_id)
    require_court(actor, case.court_id)
    party = lock_row(Party, id=party_id)
    if party.withdrawn_at is not None:
        raise Conflict("party_withdrawn")
    return party


def correct_asset(
    *,
    asset_no: str,
    nature: AssetNature,
    title: str,
    address: str,
    region_code: str,
    estimated_value: Money,
    seized_on: date,
    description: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Asset:
    """Correct an asset; nature, place and value stand still once agencies are being chosen."""
    reason = _reason(reason)
    given: dict[str, Any] = {
        "nature": nature,
        "title": title.strip(),
        "address": address.strip(),
        "region_code": check_region_code(region_code),
        "estimated_value": estimated_value,
        "seized_on": seized_on,
        "description": description,
    }
    if estimated_value == Money.ZERO:
        raise Refusal("bad_amount", fields={"estimated_value": ["bad_amount"]})
    with unit_of_work() as work:
        asset = _own_asset(asset_no, actor)
        changed = {key: value for key, value in given.items() if getattr(asset, key) != value}
        if not changed:
            return asset
        held = sorted(_POOL_FIELDS & set(changed))
        if held and _is_chosen_for(asset):
            raise Conflict("asset_chosen_for", fields=dict.fromkeys(held, "asset_chosen_for"))
        before = {key: _plain(getattr(asset, key)) for key in changed}
        for key, value in changed.items():
            setattr(asset, key, value)
        work.record(
            facts.AssetCorrected(
                case_number=asset.case.number,
                asset_no=asset.no,
                before=before,
                after={key: _plain(value) for key, value in changed.items()},
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        return asset


def withdraw_asset(*, asset_no: str, reason: str, actor: Actor, at: datetime) -> Asset:
    """Release an asset; refused while a choice of agencies still holds for it."""
    reason = _reason(reason)
    with unit_of_work() as work:
        asset = _own_asset(asset_no, actor)
        if queries.has_holding_draw(asset.id):
            raise Conflict("asset_has_choice")
        asset.withdrawn_at, asset.withdrawn_reason = at, reason
        work.record(
            facts.AssetWithdrawn(case_number=asset.case.number, asset_no=asset.no, reason=reason),
            actor=actor,
            at=at,
        )
        return asset


def _own_asset(asset_no: str, actor: Actor) -> Asset:
    asset = lock_row(Asset, no=asset_no)
    require_court(actor, asset.case.court_id)
    if asset.withdrawn_at is not None:
        raise Conflict("asset_withdrawn")
    return asset


def _is_chosen_for(asset: Asset) -> bool:
    """Say whether a list for this asset was already shown to the parties or drawn from."""
    return any(
        draw.state not in (DrawState.DRAFT, DrawState.VOID)
        for draw in queries.list_draws_of_asset(asset.id)
    )


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("correction_reason_missing", fields={"reason": ["correction_reason_missing"]})
    return reason


def _plain(value: Any) -> Any:
    """Return a value as the record keeps it: money and days as text."""
    return str(value) if isinstance(value, Money | date) else value
