"""Open cases and write parties and assets into them."""

from datetime import date, datetime

from sqlalchemy import func, select

from app.identity import vault
from app.identity.vocabulary import IdType, PersonKind
from app.kernel.actors import Actor, require_court
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.store.numbering import next_number
from registry import facts, queries
from registry.models import Asset, Court, CourtCase, Party
from registry.rules.numbers import (
    canonical_case_number,
    check_id_number,
    check_region_code,
    court_code_of,
    masked,
)
from registry.vocabulary import ASSET_FACTS, AssetNature, PartyRole

PARTY_DIGEST = "registry/id_number"


def register_court(
    *,
    code: str,
    name: str,
    region_code: str,
    address: str = "",
    phone: str = "",
    supervision_phone: str = "",
) -> Court:
    """Put a court into the books, or return the one already there."""
    with unit_of_work():
        found = queries.find_court(code)
        if found is not None:
            return found
        court = Court(
            code=code,
            name=name,
            region_code=check_region_code(region_code),
            address=address,
            phone=phone,
            supervision_phone=supervision_phone,
        )
        db.session.add(court)
        db.session.flush()
        return court


def register_case(
    *,
    number: str,
    cause: str,
    filed_on: date,
    judge_name: str,
    contact_phone: str = "",
    court_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> CourtCase:
    """Open an enforcement case of the actor's court."""
    number = canonical_case_number(number)
    with unit_of_work() as work:
        court = queries.get_court(court_id or actor.court_id or 0)
        require_court(actor, court.id)
        if court_code_of(number) not in ("", court.code):
            raise Refusal("case_of_other_court", fields={"number": ["case_of_other_court"]})
        if queries.find_case(number):
            raise Conflict("case_exists")
        case = CourtCase(
            number=number,
            court_id=court.id,
            cause=cause,
            filed_on=filed_on,
            judge_name=judge_name,
            contact_phone=contact_phone or court.phone,
            registered_at=at,
        )
        db.session.add(case)
        db.session.flush()
        work.record(
            facts.CaseRegistered(case_number=number, court=court.name, cause=cause),
            actor=actor,
            at=at,
        )
        return case


def add_party(
    *,
    case_id: int,
    role: PartyRole,
    name: str,
    kind: PersonKind,
    id_number: str,
    claim: Money | None = None,
    is_secured: bool = False,
    person_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> Party:
    """Write a party into a case; the number is checked, sealed and shown masked only."""
    id_type = IdType.RESIDENT_ID if kind is PersonKind.NATURAL else IdType.CREDIT_CODE
    id_number = check_id_number(id_type, id_number)
    with unit_of_work() as work:
        case = lock_row(CourtCase, id=case_id)
        require_court(actor, case.court_id)
        digest = vault.digest(PARTY_DIGEST, id_number)
        same_role = select(Party).where(Party.case_id == case.id, Party.role == role)
        standing = same_role.where(Party.id_digest == digest, Party.withdrawn_at.is_(None))
        if db.session.scalar(standing):
            raise Conflict("party_exists")
        count = db.session.scalar(select(func.count()).select_from(same_role.subquery())) or 0
        party = Party(
            case_id=case.id,
            role=role,
            position=count + 1,
            name=name,
            kind=kind,
            id_type=id_type,
            id_sealed=vault.seal("party_id_number", id_number, case.number),
            id_digest=digest,
            id_masked=masked(id_number),
            person_id=person_id,
            claim=claim,
            is_secured=is_secured,
        )
        db.session.add(party)
        db.session.flush()
        work.record(
            facts.PartyAdded(case_number=case.number, party=party.key, id_masked=party.id_masked),
            actor=actor,
            at=at,
        )
        return party


def register_asset(
    *,
    case_id: int,
    nature: AssetNature,
    title: str,
    address: str,
    region_code: str,
    estimated_value: Money,
    seized_on: date,
    found: dict[str, str],
    description: str = "",
    actor: Actor,
    at: datetime,
) -> Asset:
    """Write a seized asset into a case, with what is already found out about it."""
    region_code = check_region_code(region_code)
    if estimated_value == Money.ZERO:
        raise Refusal("bad_amount", fields={"estimated_value": ["bad_amount"]})
    with unit_of_work() as work:
        case = lock_row(CourtCase, id=case_id)
        require_court(actor, case.court_id)
        asset = Asset(
            no=next_number("A", case.court.code, at),
            case_id=case.id,
            nature=nature,
            title=title,
            address=address,
            region_code=region_code,
            estimated_value=estimated_value,
            seized_on=seized_on,
            facts=_findings(found),
            description=description,
            registered_at=at,
        )
        db.session.add(asset)
        db.session.flush()
        work.record(
            facts.AssetRegistered(
                case_number=case.number,
                asset_no=asset.no,
                title=title,
                nature=str(nature),
                estimated_value=str(estimated_value),
            ),
            actor=actor,
            at=at,
        )
        return asset


def record_asset_facts(
    *, asset_no: str, found: dict[str, str], actor: Actor, at: datetime
) -> Asset:
    """Write down the five findings of 法释〔2018〕15号 art. 3."""
    with unit_of_work() as work:
        asset = lock_row(Asset, no=asset_no)
        require_court(actor, asset.case.court_id)
        if asset.withdrawn_at is not None:
            raise Conflict("asset_withdrawn")
        asset.facts = {**asset.facts, **_findings(found)}
        work.record(
            facts.AssetFactsRecorded(
                case_number=asset.case.number, asset_no=asset.no, facts=asset.facts
            ),
            actor=actor,
            at=at,
        )
        return asset


def _findings(found: dict[str, str]) -> dict[str, str]:
    """Keep the five known findings that say something."""
    return {name: found[name].strip() for name in ASSET_FACTS if found.get(name, "").strip()}
