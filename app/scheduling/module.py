"""Scheduling as the factory sees it."""

from app.scheduling import api, facts, messages, pages
from app.scheduling.demo_day import demo_day_command
from app.scheduling.process import clock_command
from app.web.modules import Module

MODULE = Module(
    name="scheduling",
    blueprints=(pages.bp,),
    api_blueprints=(api.bp,),
    facts=(facts.RehearsalMoved,),
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    cli=(clock_command, demo_day_command),
)
