"""Forms that correct the books of a case: parties, assets, and what burdens them."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.identity import facade as identity
from app.kernel.actors import require_court
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import Asset, Encumbrance, Party
from registry.schemas.corrections import (
    AssetCorrectionForm,
    EncumbranceForm,
    PartyCorrectionForm,
    ReasonForm,
)
from registry.services import corrections, encumbrances

bp = Blueprint("corrections", __name__)

WORDS = {
    "roles": messages.PARTY_ROLES,
    "natures": messages.NATURES,
    "burden_kinds": messages.ENCUMBRANCES,
    "giver_name": messages.giver_name,
}


def _party(party_id: int) -> Party:
    party = queries.get_party(party_id)
    require_court(current_actor(), party.case.court_id)
    return party


def _asset(no: str) -> Asset:
    asset = queries.get_asset(no)
    require_court(current_actor(), asset.case.court_id)
    return asset


def _form(template: str, refusal: Refusal | None = None, **values: Any) -> ResponseReturnValue:
    """Show a form, again with what was typed and what is wrong after a refusal."""
    if refusal is not None and refusal.status in (403, 404):
        raise refusal
    page = render_template(
        template,
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
        **values,
    )
    return page, (refusal.status if refusal else 200)


def _case(case_id: int, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("cases.show_case", case_id=case_id, _anchor=anchor), 303)


def _account_of(party: Party) -> str:
    return identity.get_person(party.person_id).account if party.person_id else ""


def _party_form(party: Party, refusal: Refusal | None = None) -> ResponseReturnValue:
    return _form("registry/party_correction.html", refusal, party=party, account=_account_of(party))


@bp.get("/desk/parties/<int:party_id>")
@guarded(Permission.MANAGE_CASES)
def edit_party(party_id: int) -> ResponseReturnValue:
    """Show the form that corrects a party."""
    return _party_form(_party(party_id))


@bp.post("/desk/parties/<int:party_id>")
@guarded(Permission.MANAGE_CASES)
def post_party(party_id: int) -> ResponseReturnValue:
    """Correct a party."""
    party = _party(party_id)
    try:
        given = load(PartyCorrectionForm)
        given["person_id"] = person_of(given.pop("account"))
        corrections.correct_party(
            party_id=party_id, **given, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _party_form(party, refusal)
    return _case(party.case_id, "parties")


def person_of(account: str) -> int | None:
    """Return whose account it is; an empty account is nobody's."""
    if not account.strip():
        return None
    person = identity.find_person(account.strip())
    if person is None:
        raise Refusal("account_unknown", fields={"account": ["account_unknown"]})
    return person.id


@bp.post("/desk/parties/<int:party_id>/withdrawal")
@guarded(Permission.MANAGE_CASES)
def post_party_withdrawal(party_id: int) -> ResponseReturnValue:
    """Let a party leave the case."""
    party = _party(party_id)
    try:
        corrections.withdraw_party(
            party_id=party_id, **load(ReasonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _party_form(party, refusal)
    return _case(party.case_id, "parties")


@bp.get("/desk/assets/<no>")
@guarded(Permission.MANAGE_CASES)
def edit_asset(no: str) -> ResponseReturnValue:
    """Show the form that corrects an asset."""
    return _form("registry/asset_correction.html", item=_asset(no))


@bp.post("/desk/assets/<no>")
@guarded(Permission.MANAGE_CASES)
def post_asset(no: str) -> ResponseReturnValue:
    """Correct an asset."""
    asset = _asset(no)
    try:
        given = load(AssetCorrectionForm)
        given["title"] = given.pop("asset_title")
        corrections.correct_asset(asset_no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _form("registry/asset_correction.html", refusal, item=asset)
    return _case(asset.case_id, no)


@bp.post("/desk/assets/<no>/withdrawal")
@guarded(Permission.MANAGE_CASES)
def post_asset_withdrawal(no: str) -> ResponseReturnValue:
    """Release an asset."""
    asset = _asset(no)
    try:
        corrections.withdraw_asset(
            asset_no=no, **load(ReasonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _form("registry/asset_correction.html", refusal, item=asset)
    return _case(asset.case_id, no)


@bp.get("/desk/assets/<no>/burdens/new")
@guarded(Permission.MANAGE_CASES)
def new_burden(no: str) -> ResponseReturnValue:
    """Show the form of a burden."""
    return _form("registry/encumbrance_form.html", item=_asset(no))


@bp.post("/desk/assets/<no>/burdens")
@guarded(Permission.MANAGE_CASES)
def post_burden(no: str) -> ResponseReturnValue:
    """Write a burden of an asset down."""
    asset = _asset(no)
    try:
        encumbrances.record_encumbrance(
            asset_no=no, **load(EncumbranceForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _form("registry/encumbrance_form.html", refusal, item=asset)
    return _case(asset.case_id, no)


def _burden(no: str, burden_id: int) -> Encumbrance:
    asset = _asset(no)
    found = [row for row in queries.list_encumbrances([asset.id]) if row.id == burden_id]
    if not found:
        raise NotFound("encumbrance", burden_id)
    return found[0]


@bp.get("/desk/assets/<no>/burdens/<int:burden_id>")
@guarded(Permission.MANAGE_CASES)
def show_burden(no: str, burden_id: int) -> ResponseReturnValue:
    """Show a burden and the form that lifts it."""
    return _form("registry/encumbrance_lift.html", item=_asset(no), burden=_burden(no, burden_id))


@bp.post("/desk/assets/<no>/burdens/<int:burden_id>/lifting")
@guarded(Permission.MANAGE_CASES)
def post_lifting(no: str, burden_id: int) -> ResponseReturnValue:
    """Record that a burden no longer rests on the asset."""
    asset, burden = _asset(no), _burden(no, burden_id)
    try:
        encumbrances.lift_encumbrance(
            encumbrance_id=burden.id, **load(ReasonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _form("registry/encumbrance_lift.html", refusal, item=asset, burden=burden)
    return _case(asset.case_id, no)
