"""Give and withdraw mandates; the observer's desk; what was read of a court."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity.facade import staff_names
from app.kernel.actors import SYSTEM
from app.kernel.calendar import end_of_day, start_of_day
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Permission
from app.supervision.chapters import chapters_of
from app.supervision.mandates import giving, queries, reading
from app.supervision.mandates.messages import BODIES, REACHES, STANDINGS
from app.supervision.mandates.models import Mandate
from app.supervision.mandates.schemas import MandateForm, WithdrawalForm
from app.supervision.mandates.vocabulary import MandateStanding, Reach
from app.supervision.timeline import page_of
from app.trail.models import TrailEntry
from app.trail.wording import sentence
from app.web.acting import answer_act
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.modules import courts, loaded
from app.web.parsing import load

bp = Blueprint("mandates", __name__)


@dataclass(frozen=True)
class Row:
    """One mandate as people read it."""

    mandate: Mandate
    court: str
    standing: MandateStanding

    @property
    def tag(self) -> tuple[str, str]:
        """Where it stands."""
        kind, words = STANDINGS[self.standing]
        return kind, str(words)

    @property
    def scope(self) -> str:
        """What it names."""
        named = self.mandate.lot_no or self.mandate.case_number or self.court
        return f"{REACHES[self.mandate.reach]} · {named}"

    @property
    def body(self) -> str:
        """Whom the observer speaks for."""
        return str(BODIES[self.mandate.body])


def _rows(mandates: Sequence[Mandate], at: datetime) -> list[Row]:
    names = courts()
    return [Row(one, names.get(one.court_id, ""), one.standing(at)) for one in mandates]


@bp.get("/desk/mandates")
@guarded(Permission.GIVE_MANDATE)
def list_mandates() -> ResponseReturnValue:
    """Show who may read what of the court, and the form to let somebody."""
    return _desk()


def _desk(refusal: Refusal | None = None) -> ResponseReturnValue:
    actor, at = current_actor(), received_at()
    own = courts()
    body = render_template(
        "supervision/mandates.html",
        rows=_rows(queries.list_mandates(actor.court_id), at),
        courts=[
            (number, name)
            for number, name in own.items()
            if actor.court_id is None or actor.court_id == number
        ],
        bodies=BODIES,
        reaches=REACHES,
        me=actor,
        today=at,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


def _act(act: Any, words: str) -> ResponseReturnValue:
    return answer_act(act, again=_desk, words=words, back=url_for("mandates.list_mandates"))


@bp.post("/desk/mandates")
@guarded(Permission.GIVE_MANDATE)
def post_mandate() -> ResponseReturnValue:
    """Let somebody read a court, a case or a lot for some days."""

    def act() -> None:
        given = load(MandateForm)
        begins_on, ends_on = given.pop("begins_on"), given.pop("ends_on")
        given["case_number"], given["lot_no"] = (
            given["case_number"].strip(),
            given["lot_no"].strip(),
        )
        wish = giving.Wish(**given, begins_at=start_of_day(begins_on), ends_at=end_of_day(ends_on))
        giving.give(wish, actor=current_actor(), at=received_at())

    return _act(act, _("The mandate is on the record."))


@bp.post("/desk/mandates/<no>/approval")
@guarded(Permission.GIVE_MANDATE)
def post_approval(no: str) -> ResponseReturnValue:
    """Approve as the second person that sealed things are opened."""
    return _act(
        lambda: giving.approve(no, actor=current_actor(), at=received_at()),
        _("The mandate holds from now on or from its first day."),
    )


@bp.post("/desk/mandates/<no>/withdrawal")
@guarded(Permission.GIVE_MANDATE)
def post_withdrawal(no: str) -> ResponseReturnValue:
    """Withdraw a mandate; whoever reads under it is shut out at once."""
    return _act(
        lambda: giving.withdraw(
            no, **load(WithdrawalForm), actor=current_actor(), at=received_at()
        ),
        _("The mandate is withdrawn."),
    )


@bp.get("/observer")
@guarded(Permission.OBSERVE)
def get_observer() -> str:
    """Show an observer the mandates of the own account."""
    actor = current_actor()
    assert actor.person_id is not None
    rows = _rows(queries.list_mandates_of(actor.person_id), received_at())
    return render_template("supervision/observer.html", rows=rows)


@bp.get("/observer/mandates/<no>")
@guarded(Permission.OBSERVE)
def get_mandate(no: str) -> str:
    """Show an observer what a mandate opens."""
    mandate = queries.get_mandate(no)
    if mandate.observer_id != current_actor().person_id:
        raise Forbidden("mandate_not_yours", citations=(giving.POLICY,))
    (row,) = _rows([mandate], received_at())
    is_open = row.standing is MandateStanding.RUNNING
    cases: Sequence[str] = ()
    if is_open and mandate.reach is Reach.COURT:
        cases = queries.cases_of_court(mandate.court_id)
    elif is_open and mandate.reach is Reach.CASE and mandate.case_number:
        cases = [mandate.case_number]
    is_lot = is_open and mandate.reach is Reach.LOT
    return render_template(
        "supervision/mandate.html",
        row=row,
        cases=cases,
        lots=_lots(mandate.case_number) if is_lot and mandate.case_number else (),
    )


@bp.get("/observer/mandates/<no>/cases/<case_number>")
@guarded(Permission.OBSERVE)
def get_case(no: str, case_number: str) -> ResponseReturnValue:
    """Show an observer a case within the mandate; the reading is on the record first."""
    actor, at = current_actor(), received_at()
    mandate = reading.read_case(no, case_number=case_number, actor=actor, at=at)
    after = request.args.get("after", default=0, type=int)
    (row,) = _rows([mandate], at)
    return render_template(
        "supervision/observed_case.html",
        row=row,
        case_number=case_number,
        chapters=chapters_of(case_number, actor),
        timeline=page_of(case_number, after=after),
        after=after,
        lots=_lots(case_number),
    )


def _lots(case_number: str) -> list[tuple[str, str]]:
    return [
        lot
        for module in loaded()
        if module.ended_lots is not None
        for lot in module.ended_lots(case_number)
    ]


@dataclass(frozen=True)
class Read:
    """One reading as the court sees it."""

    at: datetime
    text: str
    actor: str
    case_number: str | None
    digest: str
    kind: str = "neutral"


@bp.get("/desk/reads")
@guarded(Permission.VIEW_READS)
def list_reads() -> str:
    """Show a court who read what of its cases; the inspector reads every court's."""
    entries = queries.list_reads(current_actor().court_id)
    return render_template("supervision/reads.html", reads=_reads(entries))


def _reads(entries: Sequence[TrailEntry]) -> list[Read]:
    names = staff_names(entry.actor for entry in entries)
    return [
        Read(
            entry.at,
            sentence(entry),
            _("The platform") if entry.actor == SYSTEM.label else names.get(entry.actor, ""),
            entry.case_number,
            entry.leaf_hash.hex(),
            "warning" if entry.name.endswith(".refused") else "neutral",
        )
        for entry in entries
    ]
