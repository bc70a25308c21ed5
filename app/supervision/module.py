"""Supervision as the factory sees it."""

from app.supervision import (
    calculations_api,
    calculators_pages,
    pages,
    service_pages,
    sums_page,
)
from app.supervision.calculator_words import REFUSALS
from app.supervision.checks import CHECKS
from app.supervision.lateness import facts as delay_facts
from app.supervision.lateness import messages as delay_words
from app.supervision.lateness import pages as delay_pages
from app.supervision.lateness.screening import screen_due_courts
from app.supervision.lateness.tasks import tasks_of
from app.supervision.verification import verify_command
from app.web.modules import Module

MODULE = Module(
    name="supervision",
    blueprints=(pages.bp, service_pages.bp, calculators_pages.bp, sums_page.bp, delay_pages.bp),
    api_blueprints=(calculations_api.bp,),
    facts=delay_facts.FACTS,
    wording=delay_words.WORDING,
    refusals=REFUSALS,
    timers=(screen_due_courts,),
    tasks=tasks_of,
    checks=CHECKS,
    cli=(verify_command,),
)
