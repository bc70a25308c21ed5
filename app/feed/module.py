"""The feed as the factory sees it."""

from app.feed import api, facts, messages, nodes_api, open_data_pages, pages, subscription_pages
from app.feed.kafka import publish_to_kafka
from app.feed.receivers import SUBSCRIPTION
from app.feed.services.deliveries import forget_due_deliveries
from app.feed.snapshots import export_command
from app.feed.tasks import tasks_of
from app.feed.timers import send_due_events
from app.web.modules import Module

MODULE = Module(
    name="feed",
    blueprints=(pages.bp, subscription_pages.bp, open_data_pages.bp),
    api_blueprints=(api.bp, nodes_api.bp),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    timers=(send_due_events, publish_to_kafka, forget_due_deliveries),
    tasks=tasks_of,
    machines=(SUBSCRIPTION,),
    cli=(export_command,),
)
