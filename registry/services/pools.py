"""Bring the list of agencies before the pure checks, as it stands at this moment."""

from datetime import datetime

from app.identity import vault
from app.kernel.calendar import local_date
from registry import queries
from registry.models import Agency, Asset
from registry.rules import policy
from registry.rules.pool import AgencyFace, Matter, PartyFace, Pool, make_pool
from registry.services.cases import PARTY_DIGEST
from registry.vocabulary import FIELD_OF_NATURE, AgencyField


def agency_face(agency: Agency) -> AgencyFace:
    """Return what the checks need of an agency; related numbers as keyed digests only."""
    codes = {holder["code"] for holder in agency.shareholders if holder.get("code")}
    codes.add(agency.code)
    if agency.controller_code:
        codes.add(agency.controller_code)
    names = {holder["name"] for holder in agency.shareholders}
    names |= {agency.legal_representative, agency.controller_name}
    return AgencyFace(
        code=agency.code,
        name=agency.name,
        fields=frozenset(AgencyField(field) for field in agency.fields),
        grade=agency.grade,
        regions=tuple(agency.regions),
        standing=agency.standing,
        standing_until=agency.standing_until,
        licence_expires_on=agency.licence_expires_on,
        appraisers={AgencyField(field): n for field, n in agency.appraisers.items()},
        open_commissions=agency.open_commissions,
        declared_capacity=agency.declared_capacity,
        controller_code=agency.controller_code,
        controller_name=agency.controller_name,
        related_names=frozenset(name for name in names if name),
        related_digests=frozenset(vault.digest(PARTY_DIGEST, code) for code in codes),
    )


def matter_of(asset: Asset, at: datetime) -> Matter:
    """Return the asset and its case as the checks see them on the day of ``at``."""
    return Matter(
        field=FIELD_OF_NATURE[asset.nature],
        region_code=asset.region_code,
        value=asset.estimated_value,
        on=local_date(at),
        parties=tuple(
            PartyFace(str(party.role), party.name, party.id_digest)
            for party in queries.list_parties(asset.case_id)
        ),
        fallen=dict(queries.list_fallen(asset.case_id)),
    )


def preview_pool(asset: Asset, at: datetime) -> Pool:
    """Return the pool as it would be frozen now; nothing is written."""
    faces = [agency_face(agency) for agency in queries.list_appraisal_agencies()]
    return make_pool(faces, matter_of(asset, at), policy.CURRENT)
