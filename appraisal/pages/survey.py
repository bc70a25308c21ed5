"""The agency's record of a site survey: who was there, who signed, what was found."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.drawing import drawn_picture
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal.pages.agency import act_on
from appraisal.rules.surveys import Attendee, Position
from appraisal.schemas import SurveyForm
from appraisal.services import surveys

bp = Blueprint("appraisal_survey", __name__)


@bp.post("/assignments/<no>/surveys")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_survey(no: str) -> ResponseReturnValue:
    """Record a survey."""

    def order() -> None:
        given = load(SurveyForm)
        rows = _attendees(given)
        surveys.record_survey(
            no,
            held_at=given["held_at"],
            place=given["place"],
            attendees=[attendee for attendee, _picture in rows],
            signatures={
                index: picture for index, (_attendee, picture) in enumerate(rows) if picture
            },
            notes=given["notes"],
            position=_position(given),
            actor=current_actor(),
            at=received_at(),
        )

    return act_on(no, order, _("The survey is on record."), part="files")


def _attendees(given: dict[str, Any]) -> list[tuple[Attendee, bytes]]:
    """Return the lines that name somebody, each with the signature drawn beside it."""
    lines = zip(
        given["attendee_name"],
        given["attendee_capacity"],
        given["attendee_presence"],
        given["attendee_note"],
        [*given["signature"], *[""] * len(given["attendee_name"])],
        strict=False,
    )
    return [
        (Attendee(name.strip(), capacity, presence, note.strip()), drawn_picture(signature))
        for name, capacity, presence, note, signature in lines
        if name.strip()
    ]


def _position(given: dict[str, Any]) -> Position | None:
    """Return where the site is, if both numbers were given."""
    latitude, longitude = given["latitude"], given["longitude"]
    if latitude is None or longitude is None:
        return None
    return Position(round(latitude * 1_000_000), round(longitude * 1_000_000))
