"""The ledger as the factory sees it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission
from app.ledger import (
    checks,
    desk_tasks,
    facts,
    messages,
    pages,
    queries,
    readers,
    reconciliation_checks,
    reconciliation_tasks,
    statement_timers,
    timers,
)
from app.ledger.bank.choice import current_wechat
from app.ledger.desk_vocabulary import PAYEE_ACCOUNT, PROPOSAL, SUSPENSE
from app.ledger.due_steps import dues
from app.ledger.messages import due_steps as words_of_steps
from app.ledger.reconciliation_words import OPEN_ITEM, RECONCILED_DAY, STATEMENT
from app.ledger.services.orders import owner_digests
from app.ledger.views import PaymentOrderView
from app.ledger.vocabulary import (
    HOLD,
    PAYMENT_ORDER,
    UNNAMED_PURPOSES,
    InstructionState,
    OrderState,
)
from app.web.modules import Module, Task

#: Refunds counted for the desk.
REFUNDS_SHOWN = 20


def list_tasks(actor: Actor, at: datetime) -> Sequence[Task]:
    """Return what a payer has to pay, and the refunds that finance has to watch."""
    tasks: list[Task] = []
    if actor.may(Permission.PAY) and actor.person_id is not None:
        tasks += [
            Task(
                _("Pay: %(what)s", what=str(messages.PURPOSES[order.purpose])),
                f"/payments/{order.no}",
                order.due_at,
                _("To the court's account, exact to the fen, in your own name"),
            )
            for order in queries.list_orders_of(owner_digests(actor.person_id))
            if order.state is OrderState.OPEN and order.due_at >= at
        ]
    if actor.may(Permission.APPROVE_MONEY) and actor.court_id is not None:
        tasks += desk_tasks.tasks_of(actor, at)
    if actor.may(Permission.MANAGE_MONEY) and actor.court_id is not None:
        waiting = queries.list_refunds(actor.court_id, InstructionState.QUEUED, REFUNDS_SHOWN)
        if waiting:
            tasks.append(
                Task(
                    _("Refunds on their way: %(count)s", count=len(waiting)),
                    "/desk/finance",
                    waiting[0].due_at,
                    _("Deposits go back within 24 hours of the end"),
                )
            )
        tasks += _refused_tasks()
    return [*tasks, *reconciliation_tasks.list_tasks(actor, at)]


def _refused_tasks() -> list[Task]:
    """Return what the bank will not send back, until the money has found another way."""
    return [
        Task(
            _("The bank refused: %(instruction)s", instruction=row.instruction_id),
            "/desk/finance",
            row.due_at,
            _(
                "The money stands again where it was taken from; correct the account and order "
                "it anew (%(reason)s)",
                reason=row.last_fault or "",
            ),
        )
        for row, _account in queries.list_refused_refunds()
    ]


def _offers_wechat(order: PaymentOrderView) -> bool:
    """Say whether a payer may choose WeChat: where it is in use, for what needs no name."""
    return order.purpose in UNNAMED_PURPOSES and current_wechat() is not None


MODULE = Module(
    name="ledger",
    blueprints=pages.BLUEPRINTS,
    facts=facts.FACTS,
    wording={**messages.WORDING, **words_of_steps.WORDING},
    refusals=messages.REFUSALS,
    timers=(timers.work_the_desk, timers.send_due_instructions, *statement_timers.TIMERS),
    readers=readers.READERS,
    tasks=list_tasks,
    dues=dues,
    context=lambda: {
        "account_words": messages.account_words,
        "wechat_offered": _offers_wechat,
    },
    machines=(
        PAYMENT_ORDER,
        HOLD,
        SUSPENSE,
        PROPOSAL,
        PAYEE_ACCOUNT,
        STATEMENT,
        OPEN_ITEM,
        RECONCILED_DAY,
    ),
    checks={
        **{name: partial(checks.breaches_of, name) for name in checks.QUERIES},
        **reconciliation_checks.CHECKS,
    },
)
