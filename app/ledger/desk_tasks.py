"""What the desk asks of a person: to approve, to look into, to pay anew, to act before a limit."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app.kernel.actors import Actor
from app.kernel.permissions import Permission, Role
from app.ledger import messages, queries
from app.ledger.desk_rules import age_of, needs_judge
from app.ledger.desk_vocabulary import Age, PayeeState, ProposalState
from app.ledger.messages.desk import KINDS, end_words
from app.ledger.vocabulary import InstructionKind, InstructionState
from app.web.modules import Task

#: How many of one kind stand on the desk by name; the rest is behind the first.
SHOWN = 5
#: No legal limit of money lies further ahead than the alarm before it.
AHEAD = timedelta(days=1)


def tasks_of(actor: Actor, at: datetime) -> list[Task]:
    """Return what waits for a person of the court's money."""
    tasks = _approvals(actor, at) + _near_limit(actor, at)
    if actor.may(Permission.MANAGE_MONEY):
        tasks += _suspense(actor) + _accounts(actor) + _undone(actor)
    return tasks


def _approvals(actor: Actor, at: datetime) -> list[Task]:
    """Return what others proposed and this person may approve."""
    rows = queries.list_proposals(actor.court_id, [ProposalState.PROPOSED])
    return [
        Task(
            _(
                "Approve: %(what)s, %(amount)s yuan",
                what=str(KINDS[row.kind]),
                amount=row.amount.yuan,
            ),
            f"/desk/finance/proposals/{row.no}",
            None,
            row.reason,
        )
        for row in rows
        if row.maker_id != actor.person_id
        and (actor.has(Role.JUDGE) or not needs_judge(row.kind, row.amount, on=at))
    ][:SHOWN]


def _near_limit(actor: Actor, at: datetime) -> list[Task]:
    """Return money that must leave and is near its limit or past it (M9)."""
    rows = queries.list_out(actor.court_id, until=at + AHEAD)
    near = [row for row in rows if age_of(row.due_at, at) is not Age.CALM]
    if not near:
        return []
    is_late = any(age_of(row.due_at, at) is Age.BREACH for row in near)
    title = _("Refunds past the limit") if is_late else _("Refunds near the limit")
    return [
        Task(
            title, "/desk/finance/refunds", near[0].due_at, _("Ask the bank why they have not left")
        )
    ]


def _suspense(actor: Actor) -> list[Task]:
    return [
        Task(
            _("Money without an order: %(amount)s yuan", amount=receipt.amount.yuan),
            f"/desk/finance/suspense/{receipt.serial}",
            item.wait_until,
            str(messages.FAULTS[receipt.fault]) if receipt.fault else "",
        )
        for item, receipt, _order in queries.list_waiting(actor.court_id, limit=SHOWN)
    ]


def _accounts(actor: Actor) -> list[Task]:
    rows = queries.list_payee_accounts(actor.court_id, PayeeState.ENTERED)
    waiting = [row for row in rows if row.entered_by_id != actor.person_id]
    if not waiting:
        return []
    return [
        Task(
            _("Bank accounts to confirm: %(count)s", count=len(waiting)),
            "/desk/finance/payouts#confirm",
            None,
            _("Compare holder, number and bank with the paper"),
        )
    ]


def _undone(actor: Actor) -> list[Task]:
    """Return money that is owed again because the bank refused it or sent it back."""
    outgoing = (InstructionKind.PAYOUT, InstructionKind.REFUND)
    undone = (InstructionState.REFUSED, InstructionState.RETURNED)
    owed = {each.account for each in queries.list_owed(actor.court_id)}
    tasks = []
    for row in queries.list_instructions(actor.court_id, outgoing, undone, limit=SHOWN):
        source = queries.find_transfer(row.instruction_id)
        if source is not None and source.debit in owed:
            tasks.append(
                Task(
                    _("The bank did not pay %(amount)s yuan", amount=row.amount.yuan),
                    "/desk/finance/payouts#undone",
                    None,
                    end_words(row.last_fault),
                )
            )
    return tasks
