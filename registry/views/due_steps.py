"""What has a last day in draws and agencies, for the screening of delays.

The law sets no days for these steps of the court, so the board counts ten (P33).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app import lawbook
from app.kernel.calendar import end_of_day, local_date
from app.web.modules import DueStep
from registry import queries
from registry.models import Draw
from registry.queries import applications, decisions
from registry.queries import score_objections as objections
from registry.vocabulary import DrawState

BASIS = "明槌平台规则 P33"


def dues(court_id: int, at: datetime) -> Iterator[DueStep]:  # noqa: ARG001 - the form of every part
    """Yield the steps of a court's draws and of its keeping of agencies."""
    for draw in queries.list_open_draws(court_id=court_id):
        yield from _of_draw(draw)
    for application in applications.list_waiting(court_id, limit=1_000):
        if application.submitted_at is not None:
            url = f"/desk/applications/{application.no}"
            yield _step("registry_application", application.no, application.submitted_at, url)
    for objection in objections.list_open_score_objections(court_id):
        url = f"/desk/score-objections/{objection.no}"
        yield _step("registry_score_objection", objection.no, objection.made_at, url)
    for decision in decisions.list_open_appeals(court_id, limit=1_000):
        if decision.appealed_at is not None:
            url = f"/desk/decisions/{decision.no}"
            yield _step("registry_appeal", decision.no, decision.appealed_at, url, duty="judge")


def _of_draw(draw: Draw) -> Iterator[DueStep]:
    case, room = draw.asset.case.number, f"/desk/draws/{draw.no}"
    if draw.state is DrawState.NEGOTIATING and draw.negotiation_until is not None:
        yield DueStep(
            step="registry_negotiation",
            about=draw.no,
            case_number=case,
            duty="party",
            due_at=draw.negotiation_until,
            basis="法释〔2018〕15号 第16条",
            url=room,
            is_wait=True,
        )
    elif draw.state is DrawState.DRAFT:
        yield _step("registry_freeze", draw.no, draw.prepared_at, room, case=case, duty="clerk")
    elif draw.state is DrawState.FROZEN and draw.strings_until is not None:
        yield _step("registry_open", draw.no, draw.strings_until, room, case=case, duty="clerk")
    elif draw.state is DrawState.ENTROPY_CLOSED and draw.entropy_closed_at is not None:
        since = max(filter(None, (draw.entropy_closed_at, draw.objections_until)))
        yield _step("registry_draw", draw.no, since, room, case=case, duty="clerk")
    elif draw.state is DrawState.DRAWN and draw.drawn_at is not None:
        yield _step("registry_notify", draw.no, draw.drawn_at, room, case=case, duty="clerk")


def _step(
    step: str, about: str, since: datetime, url: str, *, case: str = "", duty: str = "court"
) -> DueStep:
    begun_on = local_date(since)
    days = lawbook.number("court_step_days", on=begun_on)
    return DueStep(
        step=step,
        about=about,
        case_number=case,
        duty=duty,
        due_at=end_of_day(begun_on + timedelta(days=days)),
        basis=BASIS,
        is_policy=True,
        url=url,
    )
