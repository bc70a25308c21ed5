"""The desk: what the signed-in person has to do, from every module, the most urgent first."""

import logging
from datetime import UTC, datetime

from app.kernel.actors import Actor
from app.web.modules import Task, loaded

log = logging.getLogger(__name__)
_NEVER = datetime.max.replace(tzinfo=UTC)


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return the tasks of a person, those with the nearest due time first."""
    tasks = [
        task for module in loaded() if module.tasks is not None for task in module.tasks(actor, at)
    ]
    return sorted(tasks, key=lambda task: (task.due_at or _NEVER, str(task.title)))
