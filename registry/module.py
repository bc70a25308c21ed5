"""The registry as the factory sees it."""

from app.ledger.facade import add_payees
from app.web.modules import Module
from registry import api, checks, cli, facts, messages, pages, queries, tasks, timers
from registry.messages import due_steps as words_of_steps
from registry.rules.application_states import APPLICATION
from registry.rules.calculators import CALCULATORS
from registry.rules.draw_states import DRAW
from registry.rules.import_states import LIST_IMPORT
from registry.rules.score_objections import SCORE_OBJECTION
from registry.rules.standing import DECISION
from registry.services.payees import find_payee
from registry.views.chapters import chapters
from registry.views.due_steps import dues


def court_of(case_number: str) -> str | None:
    """Return the name of the court of a case, or nothing."""
    case = queries.find_case(case_number)
    return case.court.name if case else None


def courts() -> dict[int, str]:
    """Return the name of every court by its row number."""
    return {court.id: court.name for court in queries.list_courts()}


add_payees(find_payee)

MODULE = Module(
    name="registry",
    blueprints=pages.BLUEPRINTS,
    api_blueprints=(api.bp,),
    facts=facts.ALL,
    wording={**messages.WORDING, **words_of_steps.WORDING},
    refusals=messages.REFUSALS,
    timers=timers.TIMERS,
    tasks=tasks.tasks_of,
    chapters=chapters,
    court_of=court_of,
    courts=courts,
    dues=dues,
    calculators=CALCULATORS,
    machines=(DRAW, LIST_IMPORT, APPLICATION, SCORE_OBJECTION, DECISION),
    checks=checks.CHECKS,
    cli=(cli.rank_command,),
    context=pages.negotiation.context,
)
