"""A demo case with its parties and asset, and the draw of its agencies."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.identity.facade import find_person
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.money import Money
from registry.seeds.codes import JINAN
from registry.services.cases import add_party, register_asset, register_case
from registry.services.draws import freeze_draw, notify_draw, perform_draw, prepare_draw
from registry.services.entropy import close_entropy, hand_in_string
from registry.services.negotiating import waive_negotiation
from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    AssetNature,
    PartyRole,
    WaiverGround,
)


@dataclass(frozen=True)
class SeedParty:
    """A party of a demo case and the account that acts for it, if any."""

    role: PartyRole
    name: str
    kind: PersonKind
    id_number: str
    account: str | None = None
    claim: Money | None = None
    is_secured: bool = False


@dataclass(frozen=True)
class SeedCase:
    """A demo case with its parties and one seized asset."""

    number: str
    cause: str
    judge_name: str
    nature: AssetNature
    title: str
    address: str
    estimated_value: Money
    findings: dict[str, str]
    parties: Sequence[SeedParty]
    description: str = ""
    region_code: str = JINAN


def seed_case(plan: SeedCase, *, clerk: Actor, at: datetime) -> str:
    """Register a case, its parties and its asset; return the asset's number."""
    today = local_date(at)
    case = register_case(
        number=plan.number,
        cause=plan.cause,
        filed_on=today - timedelta(days=30),
        judge_name=plan.judge_name,
        actor=clerk,
        at=at,
    )
    for party in plan.parties:
        person = find_person(party.account) if party.account else None
        add_party(
            case_id=case.id,
            role=party.role,
            name=party.name,
            kind=party.kind,
            id_number=party.id_number,
            claim=party.claim,
            is_secured=party.is_secured,
            person_id=person.id if person else None,
            actor=clerk,
            at=at,
        )
    asset = register_asset(
        case_id=case.id,
        nature=plan.nature,
        title=plan.title,
        address=plan.address,
        region_code=plan.region_code,
        estimated_value=plan.estimated_value,
        seized_on=today - timedelta(days=10),
        found=plan.findings,
        description=plan.description,
        actor=clerk,
        at=at,
    )
    return asset.no


def seed_draw(
    asset_no: str,
    *,
    clerk: Actor,
    givers: Sequence[Actor],
    at: datetime,
    kind: AgencyKind = AgencyKind.APPRAISAL,
    field: AgencyField | None = None,
) -> str:
    """Draw three agencies for an asset as a court would; return the code of the first.

    The parties waived the negotiation; the draw follows when nobody may object any more.
    """
    draw = prepare_draw(asset_no=asset_no, kind=kind, field=field, actor=clerk, at=at)
    if kind is AgencyKind.APPRAISAL:
        waive_negotiation(
            no=draw.no,
            ground=WaiverGround.PARTY_DECLINED,
            note="双方表示不协商，同意摇号。",
            actor=clerk,
            at=at,
        )
    frozen = freeze_draw(no=draw.no, strings_until=at + timedelta(days=1), actor=clerk, at=at)
    for giver in givers:
        words = f"{giver.account} 的一句话 {secrets.token_hex(4)}"
        hand_in_string(no=draw.no, text=words, actor=giver, at=at + timedelta(hours=2))
    later = frozen.objections_until or at
    close_entropy(no=draw.no, actor=clerk, at=later)
    drawn = perform_draw(no=draw.no, actor=clerk, at=later)
    notify_draw(no=draw.no, actor=clerk, at=later)
    return drawn.drawn[0].agency_code
