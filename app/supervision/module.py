"""Supervision as the factory sees it."""

from app.supervision import pages, service_pages
from app.supervision.checks import CHECKS
from app.supervision.verification import verify_command
from app.web.modules import Module

MODULE = Module(
    name="supervision",
    blueprints=(pages.bp, service_pages.bp),
    checks=CHECKS,
    cli=(verify_command,),
)
