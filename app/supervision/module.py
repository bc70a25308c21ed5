"""Supervision as the factory sees it."""

from app.supervision import (
    calculations_api,
    calculators_pages,
    findings_api,
    pages,
    service_pages,
    sums_page,
    verify_pages,
)
from app.supervision.calculator_words import REFUSALS
from app.supervision.checks import CHECKS
from app.supervision.lateness import facts as delay_facts
from app.supervision.lateness import messages as delay_words
from app.supervision.lateness import pages as delay_pages
from app.supervision.lateness.screening import screen_due_courts
from app.supervision.lateness.tasks import tasks_of as delays_of
from app.supervision.mandates import facts as mandate_facts
from app.supervision.mandates import messages as mandate_words
from app.supervision.mandates import pages as mandate_pages
from app.supervision.mandates.giving import end_due_mandates
from app.supervision.mandates.tasks import tasks_of as mandates_of
from app.supervision.verification import verify_command
from app.web.modules import Module

MODULE = Module(
    name="supervision",
    blueprints=(
        pages.bp,
        service_pages.bp,
        calculators_pages.bp,
        sums_page.bp,
        verify_pages.bp,
        delay_pages.bp,
        mandate_pages.bp,
    ),
    api_blueprints=(calculations_api.bp, findings_api.bp),
    facts=(*delay_facts.FACTS, *mandate_facts.FACTS),
    wording={**delay_words.WORDING, **mandate_words.WORDING},
    refusals={**REFUSALS, **mandate_words.REFUSALS},
    timers=(screen_due_courts, end_due_mandates),
    tasks=lambda actor, at: [*delays_of(actor, at), *mandates_of(actor, at)],
    checks=CHECKS,
    cli=(verify_command,),
)
