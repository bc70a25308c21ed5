"""The court's acts on the course of an appraisal: rest, go on, take back, issue again, call."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal.pages.clerk import act_on
from appraisal.schemas import HandoverForm, ReasonForm, SurveyCallForm, SuspendForm, WithdrawForm
from appraisal.services import disposal, materials, surveys, suspension, withdrawal

bp = Blueprint("appraisal_course", __name__)


@bp.post("/desk/appraisals/<no>/suspension")
@guarded(Permission.DECIDE_APPRAISALS)
def post_suspension(no: str) -> ResponseReturnValue:
    """Let the work rest."""
    return act_on(
        no,
        lambda: suspension.suspend_appraisal(no, **load(SuspendForm), **_who()),
        _("The work is suspended. Its clocks stand still until you let it go on."),
    )


@bp.post("/desk/appraisals/<no>/resumption")
@guarded(Permission.DECIDE_APPRAISALS)
def post_resumption(no: str) -> ResponseReturnValue:
    """Let the work go on."""
    return act_on(
        no,
        lambda: suspension.resume_appraisal(no, **load(ReasonForm), **_who()),
        _("The work goes on. The days it rested are not counted."),
    )


@bp.post("/desk/appraisals/<no>/withdrawal")
@guarded(Permission.DECIDE_APPRAISALS)
def post_withdrawal(no: str) -> ResponseReturnValue:
    """Take the appraisal back."""
    return act_on(
        no,
        lambda: withdrawal.withdraw_appraisal(no, **load(WithdrawForm), **_who()),
        _("The appraisal is taken back. Parties and agency receive the notice."),
    )


@bp.post("/desk/appraisals/<no>/reissue")
@guarded(Permission.MANAGE_APPRAISALS)
def post_reissue(no: str) -> ResponseReturnValue:
    """Have the report issued again."""
    return act_on(
        no,
        lambda: disposal.ask_reissue(no, **_who()),
        _("The same agency issues its report again; it has fifteen days."),
    )


@bp.post("/desk/appraisals/<no>/expiry")
@guarded(Permission.MANAGE_APPRAISALS)
def post_expiry(no: str) -> ResponseReturnValue:
    """Say that the price of a sale under way holds no more."""
    return act_on(
        no,
        lambda: disposal.end_price(no, **_who()),
        _("The price holds no more. Have it issued again or found anew."),
    )


@bp.post("/desk/appraisals/<no>/reopening")
@guarded(Permission.DECIDE_APPRAISALS)
def post_reopening(no: str) -> ResponseReturnValue:
    """Choose the way to a price anew."""
    return act_on(
        no,
        lambda: disposal.reopen_routes(no, **load(ReasonForm), **_who()),
        _("The way to a price is open again."),
    )


@bp.post("/desk/appraisals/<no>/survey-call")
@guarded(Permission.MANAGE_APPRAISALS)
def post_survey_call(no: str) -> ResponseReturnValue:
    """Call the parties to the site."""
    return act_on(
        no,
        lambda: surveys.call_survey(no, **load(SurveyCallForm), **_who()),
        _("The parties are called to the site."),
    )


@bp.post("/desk/appraisals/<no>/materials")
@guarded(Permission.MANAGE_APPRAISALS)
def post_materials(no: str) -> ResponseReturnValue:
    """Give the agency further material."""

    def order() -> Any:
        items = load(HandoverForm)["items"].splitlines()
        return materials.hand_over(no, items=items, **_who())

    return act_on(no, order, _("The material is listed on a paper of its own."))


def _who() -> dict[str, Any]:
    return {"actor": current_actor(), "at": received_at()}
