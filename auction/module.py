"""What the sale offers to the factory."""

from functools import partial

from app.ledger.facade import add_deposit_guard
from app.web.modules import Module
from auction import api, checks, facts, live_views, messages, sockets
from auction.cli import replay_command
from auction.messages import due_days as words_of_days
from auction.pages import BLUEPRINTS
from auction.queries.observing import list_ended
from auction.readers import READERS
from auction.rules.calculators import CALCULATORS
from auction.seeds.commands import demo_group
from auction.services.depositing import require_bidding_over
from auction.tasks import context, tasks
from auction.timers import TIMERS
from auction.views.chapters import chapters
from auction.views.due_days import dues, open_cases
from auction.vocabulary import DEFAULT, ENROLLMENT, LOT, PLAN_OBJECTION, SETTLEMENT

add_deposit_guard(require_bidding_over)

MODULE = Module(
    name="auction",
    blueprints=(*BLUEPRINTS, live_views.pages_bp, live_views.practice_bp),
    api_blueprints=(*api.BLUEPRINTS, live_views.api_bp),
    facts=facts.FACTS,
    wording={**messages.WORDING, **words_of_days.WORDING},
    refusals=messages.REFUSALS,
    timers=TIMERS,
    readers=READERS,
    tasks=tasks,
    chapters=chapters,
    dues=dues,
    open_cases=open_cases,
    ended_lots=list_ended,
    context=context,
    calculators=CALCULATORS,
    machines=(LOT, ENROLLMENT, SETTLEMENT, PLAN_OBJECTION, DEFAULT),
    checks={name: partial(checks.breaches_of, name) for name in checks.QUERIES},
    cli=(replay_command, demo_group),
    sockets=sockets.init_app,
)
