"""Pages of single open items, and the sheets of a day's differences."""

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from app.identity.facade import staff_names
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.kernel.permissions import Permission
from app.ledger.models import OpenItem
from app.ledger.pages.reconciliation import OwnerForm, day_of
from app.ledger.pages.reconciliation_frame import WORDS, require_staff
from app.ledger.queries import entries
from app.ledger.queries import reconciliation as queries
from app.ledger.reconciliation_views import show_items
from app.ledger.reconciliation_words import OPEN_ITEM
from app.ledger.services import open_items
from app.web.errors import describe
from app.web.exports import CSV, XLSX, Cell, csv_bytes, file_answer, xlsx_bytes
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_open_items", __name__)


class NoteForm(Schema):
    """What was found out."""

    note = fields.String(load_default="", validate=validate.Length(max=open_items.NOTE_MAX))


class EndForm(NoteForm):
    """How an item ends: `by` is an entry (`transfer:KEY`), an item (`item:ID`), or empty."""

    by = fields.String(load_default="", validate=validate.Length(max=220))
    reference = fields.String(
        load_default="", validate=validate.Length(max=open_items.REFERENCE_MAX)
    )


@bp.get("/desk/finance/items/<int:item_id>")
@guarded(Permission.VIEW_MONEY)
def get_item(item_id: int) -> ResponseReturnValue:
    """Show one item: what it is, what to do, who looks after it, how it can end."""
    return _page(item_id)


def _page(
    item_id: int,
    refusal: Refusal | None = None,
    *,
    party: tuple[str, str, str] | None = None,
) -> ResponseReturnValue:
    actor, at = current_actor(), received_at()
    require_staff(actor)
    item = queries.get_item(item_id)
    shown = show_items([item], at=at)[0]
    may_manage = actor.may(Permission.MANAGE_MONEY)
    page = render_template(
        "ledger/open_item.html",
        item=shown,
        party=party,
        moves={str(action) for action in OPEN_ITEM.allowed(item.state)},
        choices=_choices(item) if may_manage and not shown.is_sealed else [],
        owners=open_items.list_owners(actor) if may_manage else [],
        names=staff_names([name for name in (item.owner, item.ended_by) if name]),
        may_manage=may_manage,
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _choices(item: OpenItem) -> list[tuple[str, str]]:
    """Return what would even an item out exactly: opposite items, and entries nothing used."""
    if not item.effect_fen:
        return []
    opposites = show_items(queries.list_opposites(item), at=received_at())
    found = [
        (
            f"item:{other.id}",
            _(
                "Open item %(number)s: %(kind)s, %(day)s",
                number=other.id,
                kind=WORDS["differences"][other.kind],
                day=other.day.isoformat(),
            ),
        )
        for other in opposites
        if not other.is_sealed
    ]
    unused = entries.list_candidates(since=item.day, signed=item.effect_fen)
    return found + [
        (f"transfer:{row.key}", _("Entry %(key)s of the book", key=row.key)) for row in unused
    ]


def _back(item_id: int) -> ResponseReturnValue:
    return redirect(url_for("ledger_open_items.get_item", item_id=item_id), 303)


@bp.post("/desk/finance/items/<int:item_id>/owner")
@guarded(Permission.MANAGE_MONEY)
def post_owner(item_id: int) -> ResponseReturnValue:
    """Give an item to a person."""
    try:
        owner = load(OwnerForm)["owner"]
        open_items.assign_item(item_id, owner=owner, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(item_id, refusal)
    return _back(item_id)


@bp.post("/desk/finance/items/<int:item_id>/note")
@guarded(Permission.MANAGE_MONEY)
def post_note(item_id: int) -> ResponseReturnValue:
    """Write down what was found out."""
    try:
        note = load(NoteForm)["note"]
        open_items.note_item(item_id, note=note, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(item_id, refusal)
    return _back(item_id)


@bp.post("/desk/finance/items/<int:item_id>/end")
@guarded(Permission.MANAGE_MONEY)
def post_end(item_id: int) -> ResponseReturnValue:
    """End an item by what evens it out, or by a note where it moves no money."""
    try:
        form = load(EndForm)
        kind, _colon, number = form["by"].partition(":")
        open_items.resolve_item(
            item_id,
            note=form["note"],
            reference=form["reference"],
            transfer_key=number if kind == "transfer" else "",
            opposite_id=int(number) if kind == "item" and number.isdigit() else None,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(item_id, refusal)
    flash(_("The difference is resolved."), "success")
    return _back(item_id)


@bp.post("/desk/finance/items/<int:item_id>/party")
@guarded(Permission.MANAGE_MONEY)
def post_party(item_id: int) -> ResponseReturnValue:
    """Show who is on the other side of the bank's line; that it was read is recorded."""
    require_staff(current_actor())
    try:
        party = open_items.open_party(item_id, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(item_id, refusal)
    return _page(item_id, party=party)


def _sheet(day: date) -> tuple[list[str], list[list[Cell]]]:
    """Return a day's differences as a table; sealed ones without serial and amount."""
    require_staff(current_actor())
    shown = show_items(queries.list_standing(day), at=received_at())
    names = staff_names({item.owner for item in shown if item.owner})
    header = [
        _("Open item"),
        _("Difference"),
        _("Since"),
        _("Days open"),
        _("Bank above book"),
        _("Bank below book"),
        _("Serial or key"),
        _("State"),
        _("Owner"),
        _("Note"),
        _("Proposal or paper"),
        _("Ended on"),
    ]
    rows: list[list[Cell]] = [
        [
            item.id,
            str(WORDS["differences"][item.kind]),
            item.day,
            item.age,
            *_two_columns(item.effect),
            _("sealed") if item.is_sealed else item.serial,
            str(WORDS["item_states"][item.state]),
            names.get(item.owner or "", item.owner),
            item.note,
            item.reference,
            item.ended_on,
        ]
        for item in shown
    ]
    return header, rows


def _two_columns(effect: int | None) -> tuple[Money | None, Money | None]:
    """Return fen above and below, since an amount of money has no sign."""
    if effect is None:
        return None, None
    return (Money(effect), None) if effect >= 0 else (None, Money(-effect))


@bp.get("/desk/finance/reconciliation/<day>.csv")
@guarded(Permission.VIEW_MONEY)
def get_csv(day: str) -> Response:
    """Hand a day's differences out as CSV."""
    on = day_of(day)
    return file_answer(f"differences-{on}.csv", csv_bytes(*_sheet(on)), CSV)


@bp.get("/desk/finance/reconciliation/<day>.xlsx")
@guarded(Permission.VIEW_MONEY)
def get_xlsx(day: str) -> Response:
    """Hand a day's differences out as a workbook."""
    on = day_of(day)
    content = xlsx_bytes(_("Differences %(day)s", day=on.isoformat()), *_sheet(on))
    return file_answer(f"differences-{on}.xlsx", content, XLSX)
