"""What waits for a person with cases and draws."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.web.modules import Task
from registry import queries
from registry.models import Draw
from registry.services import entropy, figures
from registry.vocabulary import DrawState


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the tasks of a person with cases and draws."""
    tasks: list[Task] = []
    if actor.may(Permission.MANAGE_DRAWS) and actor.court_id is not None:
        tasks += _clerk_tasks(actor.court_id, at)
    if actor.may(Permission.HAND_IN_STRING):
        tasks += _giver_tasks(actor, at)
    if actor.may(Permission.VOID_DRAWS):
        tasks += _deciding_tasks(actor)
    return tasks


def _deciding_tasks(actor: Actor) -> Iterator[Task]:
    """The judge decides on objections to a list; the supervisor between two clerks' figures."""
    is_supervisor = actor.has(Role.INSPECTOR)
    for draw in queries.list_open_draws(court_id=actor.court_id):
        room = url_for("draws.show_draw", no=draw.no)
        hint = f"{draw.asset.case.number} · {draw.no}"
        is_waiting = draw.state in (DrawState.FROZEN, DrawState.ENTROPY_CLOSED)
        if is_waiting and not is_supervisor:
            if any(objection.is_upheld is None for objection in draw.objections):
                title = _("Decide on an objection to the list")
                yield Task(title, room, due_at=draw.objections_until, hint=hint)
        elif is_waiting and figures.is_split(draw):
            yield Task(_("Two clerks typed different figures: yours decide"), room, hint=hint)


def _clerk_tasks(court_id: int, at: datetime) -> Iterator[Task]:
    for asset in queries.list_assets_without_draw(court_id):
        page = url_for("cases.show_case", case_id=asset.case_id, _anchor=asset.no)
        if asset.missing_facts:
            yield Task(_("Write the findings: %(title)s", title=asset.title), page)
        else:
            yield Task(_("Prepare the draw: %(title)s", title=asset.title), page)
    for draw in queries.list_open_draws(court_id=court_id):
        # What the parties settle among themselves is told by the tasks of the negotiation.
        if draw.state not in (DrawState.NEGOTIATING, DrawState.AGREED):
            yield _draw_task(draw, at)


def _draw_task(draw: Draw, at: datetime) -> Task:
    room = url_for("draws.desk_draw", no=draw.no)
    hint = f"{draw.asset.case.number} · {draw.no}"
    if draw.state is DrawState.DRAFT:
        return Task(_("Look at the list and freeze it"), room, hint=hint)
    if draw.state is DrawState.FROZEN:
        is_over = draw.strings_until is not None and draw.strings_until <= at
        title = _("Open the strings") if is_over else _("Strings are being handed in")
        return Task(title, room, due_at=draw.strings_until, hint=hint)
    if draw.state is DrawState.ENTROPY_CLOSED:
        if not figures.are_agreed(draw):
            return Task(_("Type the public figures"), room, hint=hint)
        return Task(_("Draw the agencies"), room, due_at=draw.objections_until, hint=hint)
    return Task(_("Notify parties and agencies of the draw"), room, hint=hint)


def _giver_tasks(actor: Actor, at: datetime) -> Iterator[Task]:
    """The parties, and the supervisor for every court, are asked while strings are taken."""
    if actor.has(Role.INSPECTOR):
        draws = queries.list_open_draws()
    else:
        cases = queries.list_cases_of_person(actor.person_id or 0)
        draws = [draw for case in cases for draw in queries.list_open_draws_of_case(case.id)]
    for draw in draws:
        giver = entropy.find_giver(draw, actor)
        is_open = (
            draw.state is DrawState.FROZEN
            and draw.strings_until is not None
            and at <= draw.strings_until
        )
        if is_open and giver and all(string.giver != giver for string in draw.strings):
            yield Task(
                _("Hand in your string for the draw"),
                url_for("draws.show_draw", no=draw.no),
                due_at=draw.strings_until,
                hint=draw.asset.case.number,
            )
