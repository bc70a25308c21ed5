"""What waits for the parties and the clerk while three agencies are negotiated."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.web.modules import Task
from registry import queries
from registry.services import negotiating


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the lists a party still owes and the agreements a clerk still has to send."""
    tasks: list[Task] = []
    if actor.may(Permission.PROPOSE_AGENCIES) and actor.person_id is not None:
        tasks += _owed(actor, at)
    if actor.may(Permission.MANAGE_DRAWS) and actor.court_id is not None:
        tasks += _to_send(actor.court_id)
    return tasks


def _owed(actor: Actor, at: datetime) -> Iterator[Task]:
    for case in queries.list_cases_of_person(actor.person_id or 0):
        for negotiation in queries.list_negotiations_of_case(case.id):
            own = {party.id for party in negotiating.find_proposer(negotiation.draw, actor)}
            given = {proposal.party_id for proposal in negotiation.proposals}
            if own - given and negotiation.takes_lists(at):
                yield Task(
                    _("Name three agencies and their order"),
                    url_for("negotiation.show_negotiation", no=negotiation.draw.no),
                    due_at=negotiation.until,
                    hint=f"{case.number} · {negotiation.draw.asset.title}",
                )


def _to_send(court_id: int) -> Iterator[Task]:
    for draw in queries.list_draws_agreed(court_id):
        yield Task(
            _("Notify parties and agencies of the agreed choice"),
            url_for("negotiation.show_negotiation", no=draw.no),
            hint=f"{draw.asset.case.number} · {draw.no}",
        )
