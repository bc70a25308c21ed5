"""What waits for a person on the desk, as far as the registry knows."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.kernel.actors import Actor
from app.web.modules import Task
from registry.tasks import (
    draws,
    evidence,
    imports,
    licences,
    negotiation,
    standing,
)

_PARTS: Sequence[Callable[[Actor, datetime], list[Task]]] = (
    draws.tasks_of,
    evidence.tasks_of,
    imports.tasks_of,
    licences.tasks_of,
    negotiation.tasks_of,
    standing.tasks_of,
)


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the tasks of a person with cases, draws and agencies."""
    return [task for part in _PARTS for task in part(actor, at)]
