"""The feed as the factory sees it."""

from app.feed import api, facts, messages, pages, subscription_pages
from app.feed.receivers import SUBSCRIPTION
from app.feed.tasks import tasks_of
from app.feed.timers import send_due_events
from app.web.modules import Module

MODULE = Module(
    name="feed",
    blueprints=(pages.bp, subscription_pages.bp),
    api_blueprints=(api.bp,),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=(send_due_events,),
    tasks=tasks_of,
    machines=(SUBSCRIPTION,),
)
