"""The registry as the factory sees it."""

from app.ledger.facade import add_payees
from app.web.modules import Module
from registry import api, checks, cli, facts, messages, pages, tasks, timers
from registry.rules.application_states import APPLICATION
from registry.rules.calculators import CALCULATORS
from registry.rules.draw_states import DRAW
from registry.rules.import_states import LIST_IMPORT
from registry.rules.score_objections import SCORE_OBJECTION
from registry.rules.standing import DECISION
from registry.services.payees import find_payee
from registry.views.chapters import chapters

add_payees(find_payee)

MODULE = Module(
    name="registry",
    blueprints=pages.BLUEPRINTS,
    api_blueprints=(api.bp,),
    facts=facts.ALL,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=timers.TIMERS,
    tasks=tasks.tasks_of,
    chapters=chapters,
    calculators=CALCULATORS,
    machines=(DRAW, LIST_IMPORT, APPLICATION, SCORE_OBJECTION, DECISION),
    checks=checks.CHECKS,
    cli=(cli.rank_command,),
    context=pages.negotiation.context,
)
