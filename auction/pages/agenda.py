"""The judge's page: one lot with all it wants of him, and all lots of the court in one view."""

import re

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.errors import Forbidden
from app.kernel.permissions import Permission
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.messages import acts as words
from auction.pages.clerk import lot_of_court
from auction.queries.agenda import list_unfinished, matters_of
from auction.schemas.agenda import AgendaQuery
from auction.services import announcing
from auction.views import page_of, tag_of_lot
from auction.views.after import actions_of
from auction.views.agenda import Agenda, agenda_of
from auction.views.merging import merged_of
from auction.vocabulary import PREPARED_IN

bp = Blueprint("lot_agenda", __name__)

#: More unfinished lots than one view reads; the newest are shown, and the page says so.
READ_MAX = 1_000
SHOWN = 50


@bp.get("/desk/lots/<no>/agenda")
@guarded(Permission.SUPERVISE_LOTS)
def get_agenda(no: str) -> str:
    """Show one lot as its judge needs it: due, decisions, risks, documents."""
    lot = lot_of_court(no)
    now = received_at()
    (matters,) = matters_of([lot])
    lines = announcing.preflight(lot, at=now) if lot.state in PREPARED_IN else []
    return render_template(
        "auction/agenda.html",
        lot=lot,
        agenda=agenda_of(matters, now),
        matters=matters,
        merged=merged_of(lot),
        tag=tag_of_lot(lot, now),
        page=page_of(lot, now) if lot.announced_at else None,
        missing=[line for line in lines if line.state == "red"],
        checks=messages.CHECKS,
        rounds=messages.ROUNDS,
        venues=messages.VENUES,
        acts=[act for act in queries.list_acts(lot.id) if act.action in words.ACTIONS],
        allowed=actions_of(lot, current_actor()),
        actions=words.ACTIONS,
        papers=_papers(lot.no, lot.case_number),
    )


def _papers(no: str, case_number: str) -> list[papers.PaperView]:
    """Return the papers of one lot: their references are its number, or begin with it."""
    of_case = papers.list_of_case(case_number, current_actor())
    return [one for one in of_case if re.match(rf"{re.escape(no)}(?!\d)", one.reference)]


@bp.get("/desk/agenda")
@guarded(Permission.SUPERVISE_LOTS)
def list_agenda() -> str:
    """Show every unfinished lot of the court by what it wants next."""
    actor = current_actor()
    if actor.court_id is None:
        raise Forbidden("forbidden")
    now = received_at()
    given = load(AgendaQuery, request.args)
    lots = list_unfinished(actor.court_id, READ_MAX + 1)
    agendas = [agenda_of(matters, now) for matters in matters_of(lots[:READ_MAX])]
    kinds = {
        "": agendas,
        "late": [one for one in agendas if one.is_late],
        "decide": [one for one in agendas if one.decisions],
        "risk": [one for one in agendas if one.risks],
    }
    chosen = sorted(kinds[given["show"]], key=_urgency)
    start = (given["page"] - 1) * SHOWN
    return render_template(
        "auction/agendas.html",
        rows=[(one, tag_of_lot(one.matters.lot, now)) for one in chosen[start : start + SHOWN]],
        counts={kind: len(found) for kind, found in kinds.items()},
        show=given["show"],
        page=given["page"],
        pages=max(1, -(-len(chosen) // SHOWN)),
        is_cut=len(lots) > READ_MAX,
        rounds=messages.ROUNDS,
        names={"": _("All"), "late": _("Late"), "decide": _("To decide"), "risk": _("At risk")},
    )


def _urgency(agenda: Agenda) -> tuple[bool, float, int]:
    """Put what is due first on top, and what has no day below it."""
    due = agenda.next_due
    return due is None, due.by.timestamp() if due else 0.0, -agenda.matters.lot.id
