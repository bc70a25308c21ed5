"""What the sale offers to the factory."""

from functools import partial

from app.feed.vocabulary import CaseNode
from app.ledger.facade import add_deposit_guard
from app.screening.facade import Screened, register_screened
from app.web.modules import Module
from auction import api, checks, facts, live_views, messages, sockets
from auction.cli import replay_command, statistics_group
from auction.cli.screening import screen_group
from auction.messages import due_days as words_of_days
from auction.messages import screening, statistics
from auction.pages import BLUEPRINTS
from auction.queries.observing import list_ended
from auction.readers import READERS
from auction.rules.calculators import CALCULATORS
from auction.seeds.commands import demo_group
from auction.services.depositing import require_bidding_over
from auction.services.screening import names_behind
from auction.tasks import context, tasks, url_of_lot
from auction.timers import TIMERS
from auction.views import open_data, statistics_data
from auction.views.chapters import chapters
from auction.views.due_days import dues, open_cases
from auction.vocabulary import DEFAULT, ENROLLMENT, LOT, PLAN_OBJECTION, SETTLEMENT

add_deposit_guard(require_bidding_over)
register_screened(
    Screened(
        screens=screening.SCREENS,
        signals=screening.SIGNALS,
        url_of=url_of_lot,
        names_of=names_behind,
    )
)

MODULE = Module(
    name="auction",
    blueprints=(*BLUEPRINTS, live_views.pages_bp, live_views.practice_bp),
    api_blueprints=(*api.BLUEPRINTS, live_views.api_bp),
    facts=facts.FACTS,
    wording={**messages.WORDING, **words_of_days.WORDING},
    refusals={**messages.REFUSALS, **statistics.REFUSALS},
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
    nodes={
        facts.LotAnnounced.name: CaseNode.SALE_ANNOUNCED,
        facts.LotOpened.name: CaseNode.BIDDING_OPENED,
        facts.LotSold.name: CaseNode.SOLD,
        facts.LotUnsold.name: CaseNode.UNSOLD,
        facts.LotPaid.name: CaseNode.PAID,
        facts.ruling.LotRuled.name: CaseNode.RULED,
        facts.ruling.LotHandedOver.name: CaseNode.HANDED_OVER,
        facts.in_kind.LotTakenInKind.name: CaseNode.TAKEN_IN_KIND,
        facts.money.DistributionExecuted.name: CaseNode.DISTRIBUTED,
        facts.LotSettled.name: CaseNode.SETTLED,
    },
    datasets=(*open_data.DATASETS, *statistics_data.DATASETS),
    checks={
        **{name: partial(checks.breaches_of, name) for name in checks.QUERIES},
        "S1": checks.statistics_are_a_recount,
    },
    # The start of bidding, and every way it ends.
    stamped=tuple(
        fact.name for fact in (facts.LotOpened, facts.LotSold, facts.LotUnsold, facts.LotSuspended)
    ),
    cli=(replay_command, statistics_group, screen_group, demo_group),
    sockets=sockets.init_app,
)
