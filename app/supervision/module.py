"""Supervision as the factory sees it."""

from app.supervision import (
    calculations_api,
    calculators_pages,
    pages,
    service_pages,
    sums_page,
    verify_pages,
)
from app.supervision.calculator_words import REFUSALS
from app.supervision.checks import CHECKS
from app.supervision.verification import verify_command
from app.web.modules import Module

MODULE = Module(
    name="supervision",
    blueprints=(pages.bp, service_pages.bp, calculators_pages.bp, sums_page.bp, verify_pages.bp),
    api_blueprints=(calculations_api.bp,),
    refusals=REFUSALS,
    checks=CHECKS,
    cli=(verify_command,),
)
