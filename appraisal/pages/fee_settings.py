"""How a court sets its basic fees and by which regime it settles them; a judge adopts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal.messages import NATURES
from appraisal.messages import fees as words
from appraisal.queries import fees as queries
from appraisal.rules.basic_fee import BasicFeeRule
from appraisal.rules.fees import Regime
from appraisal.rules.schedules import schedules_for
from appraisal.schemas.fees import FeeRateForm, FeeSettingForm
from appraisal.services.fee_settings import adopt_fee_setting
from registry import facade as registry
from registry.vocabulary import AssetNature

bp = Blueprint("fee_settings", __name__)

_RATE_FIELDS = ("basis", "fixed_sum", "share", "cap", "minimum")


@bp.get("/desk/fee-settings")
@guarded(Permission.MANAGE_APPRAISALS)
def get_settings() -> ResponseReturnValue:
    """Show the court its setting in force and the versions before it."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    court = registry.get_court(actor.court_id or 0)
    versions = queries.list_fee_settings(court.id)
    newest = versions[0] if versions else None
    day = local_date(received_at())
    page = render_template(
        "appraisal/fee_settings.html",
        court=court,
        versions=versions,
        newest=newest,
        rates={rate.nature: rate for rate in newest.rates} if newest else {},
        natures=NATURES,
        regimes=words.REGIMES,
        default_regime=Regime.SD54_WITH_FS15,
        bases=words.BASES,
        schedules={
            nature: schedules_for(nature, court.region_code, on=day) for nature in AssetNature
        },
        schedule_names=words.SCHEDULES,
        fits=words.FITS,
        may_adopt=actor.may(Permission.ADOPT_POLICY),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/fee-settings")
@guarded(Permission.ADOPT_POLICY)
def post_settings() -> ResponseReturnValue:
    """Adopt the next version."""
    try:
        given = load(FeeSettingForm)
        adopt_fee_setting(**given, rates=_rates(), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(refusal)
    flash(_("The version is adopted. It holds for what is asked from now on."), "success")
    return redirect(url_for("fee_settings.get_settings"), 303)


def _rates() -> dict[AssetNature, BasicFeeRule]:
    """Read the line of every category; its faults carry the category in their names."""
    rates = {}
    for nature in AssetNature:
        row = {
            name: request.form[f"{name}_{nature}"]
            for name in _RATE_FIELDS
            if request.form.get(f"{name}_{nature}")
        }
        rule = _rate(nature, row)
        if rule is not None:
            rates[nature] = rule
    return rates


def _rate(nature: AssetNature, row: dict[str, Any]) -> BasicFeeRule | None:
    try:
        rule: BasicFeeRule | None = load(FeeRateForm, row)["rule"]
    except Refusal as refusal:
        fields = {f"{name}_{nature}": faults for name, faults in refusal.fields.items()}
        raise Refusal(refusal.code, fields=fields) from None
    return rule
