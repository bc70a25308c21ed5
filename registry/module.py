"""The registry as the factory sees it."""

from app.feed.vocabulary import CaseNode
from app.ledger.facade import add_payees
from app.web.modules import CourtBook, Module
from registry import api, checks, cli, facts, messages, pages, queries, tasks, timers
from registry.messages import due_steps as words_of_steps
from registry.rules.application_states import APPLICATION
from registry.rules.calculators import CALCULATORS
from registry.rules.draw_states import DRAW
from registry.rules.import_states import LIST_IMPORT
from registry.rules.numbers import canonical_case_number
from registry.rules.score_objections import SCORE_OBJECTION
from registry.rules.standing import DECISION
from registry.services.payees import find_payee
from registry.views.chapters import chapters
from registry.views.due_steps import dues
from registry.views.open_data import DATASETS


def court_of(case_number: str) -> str | None:
    """Return the name of the court of a case, or nothing."""
    case = queries.find_case(case_number)
    return case.court.name if case else None


def courts() -> dict[int, str]:
    """Return the name of every court by its row number."""
    return {court.id: court.name for court in queries.list_courts()}


def court_codes() -> dict[int, str]:
    """Return the code of every court by its row number."""
    return {court.id: court.code for court in queries.list_courts()}


def court_name(court_id: int) -> str | None:
    """Return the name of a court, or nothing."""
    return courts().get(court_id)


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
    court_book=CourtBook(
        name_of=court_name,
        case_numbers=queries.case_numbers_of,
        canonical_number=canonical_case_number,
        codes=court_codes,
    ),
    courts=courts,
    dues=dues,
    calculators=CALCULATORS,
    machines=(DRAW, LIST_IMPORT, APPLICATION, SCORE_OBJECTION, DECISION),
    checks=checks.CHECKS,
    nodes={
        facts.CaseRegistered.name: CaseNode.CASE_REGISTERED,
        facts.DrawPerformed.name: CaseNode.AGENCY_DRAWN,
        facts.NegotiationAgreed.name: CaseNode.AGENCY_DRAWN,
    },
    datasets=DATASETS,
    cli=(cli.rank_command,),
    context=pages.negotiation.context,
)
