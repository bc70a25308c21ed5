"""Who may take part in a lot: the bars of the law, asked of one person."""

from app.identity import facade as identity
from app.identity.facade import RealName
from app.kernel.actors import Actor
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import STAFF_ROLES, Role
from appraisal import facade as appraisal
from auction import queries
from auction.models import Lot
from auction.rules import articles
from auction.rules.identity import BidderFacts, refuse_barred
from auction.services.identities import barred_digest


def own_name(actor: Actor) -> RealName:
    """Return the actor's proven name; raises Refusal(real_name_missing)."""
    try:
        return identity.own_name(actor)
    except NotFound:
        raise Refusal("real_name_missing", citations=(articles.DEPOSIT_OF_APPLICANT,)) from None


def require_eligible(lot: Lot, actor: Actor, *, has_capacity: bool = True) -> None:
    """Refuse whom art. 34 or art. 14(1) keeps out; applicant and debtor may bid.

    The page asks it before anything is filled in, so that nobody pays who may not bid.
    """
    is_staff = bool(actor.roles & STAFF_ROLES)
    appraised_it = actor.has(Role.AGENCY) and actor.agency_code in _agencies_of(lot)
    facts = BidderFacts(
        is_court_staff=is_staff and actor.court_id is not None,
        is_platform_staff=is_staff and actor.court_id is None,
        is_auxiliary_staff=appraised_it,
        defaulted_on_this_asset=_is_in_default(lot, actor),
        has_capacity=has_capacity,
    )
    refuse_barred(facts)


def _is_in_default(lot: Lot, actor: Actor) -> bool:
    """Say whether the actor bought this asset before, alone or not, and did not pay (24(2))."""
    assert actor.person_id is not None
    defaults = queries.list_defaults_of_asset(lot.asset_no)
    if not defaults:
        return False
    # Whoever bought on another platform is barred by the number, having no account then.
    keys = (actor.person_id, own_name(actor).id_number)
    digests = {barred_digest(lot.asset_no, key) for key in keys}
    return any(
        row.buyer_digest in digests or not digests.isdisjoint(row.also_barred) for row in defaults
    )


def _agencies_of(lot: Lot) -> set[str]:
    found = [appraisal.reference_price(asset_no) for asset_no in queries.assets_of(lot)]
    return {reference.agency_code for reference in found if reference is not None}
