"""What the screens offer to the factory."""

from app.screening import facts, messages, pages
from app.screening.desk_tasks import tasks_of
from app.web.modules import Module

MODULE = Module(
    name="screening",
    blueprints=(pages.bp,),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    tasks=tasks_of,
)
