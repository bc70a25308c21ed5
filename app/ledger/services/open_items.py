"""Look after open items: an owner, what was found out, and an end that money makes, not words."""

from collections.abc import Sequence
from datetime import date, datetime

from app.identity.facade import people_with_role
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from app.ledger.facts import reconciliation as facts
from app.ledger.models import OpenItem
from app.ledger.queries import entries as book
from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.ledger.reconciliation_words import OPEN_ITEM, UNSETTLED, ItemAction
from app.ledger.services.day_signing import RECONCILING, void_proposals
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row

NOTE_MAX = 1_000
REFERENCE_MAX = 200
#: Who takes part, and how many, is secret until the bidding has ended.
SECRECY_RULE = Citation("法释〔2016〕18号", "第18条")


def list_owners(actor: Actor) -> Sequence[tuple[str, str]]:
    """Return who may look after an item: finance people of the actor's court, with their names."""
    people = people_with_role(Role.FINANCE.value, court_id=actor.court_id)
    return [(person.account, person.name) for person in people]


def assign_item(item_id: int, *, owner: str, actor: Actor, at: datetime) -> OpenItem:
    """Give an item to a finance person; raises Refusal(owner_unknown) or IllegalMove."""
    _require_owner(owner, actor)
    with unit_of_work() as work:
        item = lock_row(OpenItem, id=item_id)
        _assign(work, item, owner=owner, actor=actor, at=at)
        return item


def assign_unowned(day: date, *, owner: str, actor: Actor, at: datetime) -> int:
    """Give every item without an owner that stood at a day's end to one person."""
    _require_owner(owner, actor)
    with unit_of_work() as work:
        found = [item.id for item in queries.open_items_of(day) if item.owner is None]
        for item_id in found:
            item = lock_row(OpenItem, id=item_id)
            if item.owner is None and item.state in UNSETTLED:
                _assign(work, item, owner=owner, actor=actor, at=at)
        return len(found)


def _require_owner(owner: str, actor: Actor) -> None:
    if owner not in dict(list_owners(actor)):
        raise Refusal("owner_unknown", fields={"owner": ["owner_unknown"]})


def _assign(work: Work, item: OpenItem, *, owner: str, actor: Actor, at: datetime) -> None:
    if item.owner == owner and item.state in UNSETTLED:
        return
    item.state = OPEN_ITEM.after(item.state, ItemAction.ASSIGN)
    item.owner, item.owned_since = owner, at
    work.record(facts.DifferenceAssigned(item.id, item.kind, owner), actor=actor, at=at)


def note_item(item_id: int, *, note: str, actor: Actor, at: datetime) -> OpenItem:
    """Write down what was found out; earlier notes stay in the record."""
    plain = note.strip()[:NOTE_MAX]
    if not plain:
        raise Refusal("note_missing", fields={"note": ["note_missing"]})
    with unit_of_work() as work:
        item = lock_row(OpenItem, id=item_id)
        item.note = plain
        work.record(facts.DifferenceNoted(item.id, item.kind, plain), actor=actor, at=at)
        return item


def resolve_item(
    item_id: int,
    *,
    note: str,
    transfer_key: str = "",
    opposite_id: int | None = None,
    reference: str = "",
    actor: Actor,
    at: datetime,
) -> OpenItem:
    """End an item: by an entry that evens it out, by its opposite, or, moving nothing, by a note.

    `reference` names the proposal or paper behind it. Raises Refusal(note_missing |
    needs_money | does_not_even_out | entry_unusable | entry_too_early) or IllegalMove.
    """
    plain = note.strip()[:NOTE_MAX]
    if not plain:
        raise Refusal("note_missing", fields={"note": ["note_missing"]})
    with unit_of_work() as work:
        lock_names(RECONCILING)
        item = lock_row(OpenItem, id=item_id)
        state = OPEN_ITEM.after(item.state, ItemAction.RESOLVE)
        by = "note"
        ended_on = max(item.day, local_date(at))
        if transfer_key:
            by, ended_on = f"transfer:{transfer_key}", _even_by_entry(item, transfer_key)
        elif opposite_id is not None:
            by = f"item:{opposite_id}"
            ended_on = _even_by_opposite(work, item, opposite_id, note=plain, actor=actor, at=at)
        elif item.effect_fen:
            raise Refusal("needs_money", fields={"transfer_key": ["needs_money"]})
        item.state, item.note, item.reference = state, plain, reference.strip()[:REFERENCE_MAX]
        item.ended_on, item.ended_at, item.ended_by = ended_on, at, actor.label
        void_proposals(work, item.day, cause=f"item:{item.id}", at=at)
        fact = facts.DifferenceResolved(item.id, item.kind, by, item.reference, plain)
        work.record(fact, actor=actor, at=at)
        return item


def _even_by_entry(item: OpenItem, key: str) -> date:
    """Take an entry that nothing has used; return the day from which both sides are even."""
    found = book.find_entry(key)
    if found is None:
        raise NotFound("transfer", key)
    transfer, direction = found
    is_used = queries.find_match_of(transfer.id) or queries.find_resolved_by(transfer.id)
    if is_used or queries.find_item_of_transfer(transfer.id):
        # An entry that has an item of its own evens out as that item's opposite.
        raise Conflict("entry_unusable")
    if direction.signed(transfer.amount.fen) != item.effect_fen:
        raise Refusal("does_not_even_out", fields={"transfer_key": ["does_not_even_out"]})
    day = local_date(transfer.at)
    if day < item.day:
        raise Refusal("entry_too_early", fields={"transfer_key": ["entry_too_early"]})
    item.resolving_transfer_id = transfer.id
    return day


def _even_by_opposite(
    work: Work, item: OpenItem, opposite_id: int, *, note: str, actor: Actor, at: datetime
) -> date:
    """End the opposite too; both stand until today, so that no signed day reads otherwise."""
    other = lock_row(OpenItem, id=opposite_id)
    if other.id == item.id or other.effect_fen != -item.effect_fen or not item.effect_fen:
        raise Refusal("does_not_even_out", fields={"opposite_id": ["does_not_even_out"]})
    other.state = OPEN_ITEM.after(other.state, ItemAction.RESOLVE)
    ended_on = max(item.day, other.day, local_date(at))
    other.ended_on, other.ended_at, other.ended_by = ended_on, at, actor.label
    other.opposite_id, item.opposite_id, other.note = item.id, other.id, note
    void_proposals(work, other.day, cause=f"item:{other.id}", at=at)
    fact = facts.DifferenceResolved(other.id, other.kind, f"item:{item.id}", "", note)
    work.record(fact, actor=actor, at=at)
    db.session.flush()
    return ended_on


def open_party(item_id: int, *, actor: Actor, at: datetime) -> tuple[str, str, str]:
    """Return name, account and words of the other side of an item's line; the look is recorded.

    Raises Forbidden(item_sealed) while the bidding of its deposit may still run
    (法释〔2016〕18号 art. 18), NotFound for an item without a line.
    """
    item = queries.get_item(item_id)
    if item.line_id is None:
        raise NotFound("statement_line", item_id)
    if item.id in queries.list_sealed([item], at):
        raise Forbidden("item_sealed", citations=(SECRECY_RULE,))
    with unit_of_work() as work:
        work.record(facts.PartyOpened(item.id, item.kind), actor=actor, at=at)
        return statements.party_of(statements.get_lines([item.line_id])[item.line_id])
