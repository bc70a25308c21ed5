"""Bid together or through an agent: name the others, agree, and the court confirms."""

from functools import partial
from io import BytesIO
from itertools import zip_longest
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act, answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.messages.groups import KINDS
from auction.pages.clerk import lot_of_court
from auction.schemas.groups import GroupAnswerForm, GroupDecisionForm, GroupForm
from auction.services import grouping
from auction.services.grouping import DECLINED, MANDATE_MAX, PEOPLE_MAX, Partner
from auction.vocabulary import GroupKind

bp = Blueprint("groups", __name__)


@bp.get("/lots/<no>/group")
@guarded(Permission.ENROLL)
def get_group(no: str) -> ResponseReturnValue:
    """Show the groups that name the reader, and how to ask for one."""
    return _own_page(no)


def _own_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, actor = queries.get_public_lot(no), current_actor()
    body = render_template(
        "auction/group.html",
        lot=lot,
        rows=grouping.groups_naming(lot, actor),
        stands=grouping.find_member(lot, actor) is not None,
        is_early=lot.opens_at is not None and received_at() < lot.opens_at,
        kinds=KINDS,
        declined=DECLINED,
        others=PEOPLE_MAX - 1,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_own_page, endpoint="groups.get_group")


@bp.post("/lots/<no>/group")
@guarded(Permission.ENROLL)
def post_group(no: str) -> ResponseReturnValue:
    """Name for whom, or with whom, one bids, with the signed paper."""

    def act() -> None:
        given = load(GroupForm)
        file = request.files.get("mandate")
        grouping.ask_group(
            lot_no=no,
            kind=given["kind"],
            partners=_partners(given),
            mandate=file.read(MANDATE_MAX + 1) if file else b"",
            actor=current_actor(),
            at=received_at(),
        )

    return _do(
        no, act, _("It is asked. Whoever you named agrees on this page; then the court decides.")
    )


def _partners(given: dict[str, Any]) -> list[Partner]:
    """Read the rows that name somebody; a principal buys all."""
    is_agent = given["kind"] is GroupKind.AGENT
    return [
        Partner(
            account.strip(),
            100 if is_agent else int(share) if share and share.isascii() and share.isdigit() else 0,
        )
        for account, share in zip_longest(given["account"], given["share"])
        if account and account.strip()
    ]


@bp.post("/lots/<no>/group/<int:group_id>")
@guarded(Permission.ENROLL)
def post_answer(no: str, group_id: int) -> ResponseReturnValue:
    """Agree to stand behind a paddle, or decline."""

    def act() -> None:
        given = load(GroupAnswerForm)
        grouping.answer_group(
            lot_no=no, group_id=group_id, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("Your answer is kept."))


@bp.get("/desk/lots/<no>/groups")
@guarded(Permission.DECIDE_PANEL)
def list_groups(no: str) -> ResponseReturnValue:
    """Show who asks to bid for others or together; the reading is on the record."""
    return _court_page(no)


def _court_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, now = lot_of_court(no), received_at()
    body = render_template(
        "auction/groups.html",
        lot=lot,
        views=grouping.read_groups(lot_no=no, actor=current_actor(), at=now),
        is_early=lot.opens_at is not None and now < lot.opens_at,
        kinds=KINDS,
        declined=DECLINED,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/desk/lots/<no>/groups/<int:group_id>")
@guarded(Permission.DECIDE_PANEL)
def post_decision(no: str, group_id: int) -> ResponseReturnValue:
    """Confirm or refuse a group, with the reason."""

    def act() -> None:
        given = load(GroupDecisionForm)
        grouping.decide_group(
            lot_no=no, group_id=group_id, **given, actor=current_actor(), at=received_at()
        )

    return answer_act(
        act,
        again=lambda refusal: _court_page(no, refusal),
        words=_("The decision is recorded."),
        back=url_for("groups.list_groups", no=no),
    )


@bp.get("/desk/lots/<no>/groups/<int:group_id>/mandate.pdf")
@guarded(Permission.DECIDE_PANEL)
def get_mandate(no: str, group_id: int) -> ResponseReturnValue:
    """Hand the signed paper to the court, to be kept and not shown in the browser."""
    paper = grouping.read_mandate(
        lot_no=no, group_id=group_id, actor=current_actor(), at=received_at()
    )
    return send_file(
        BytesIO(paper),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"mandate-{group_id}.pdf",
    )
