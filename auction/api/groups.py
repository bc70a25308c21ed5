"""Bid together or through an agent, for programs; the same acts as the pages do."""

import binascii
from base64 import b64decode
from typing import Any

from app.kernel.permissions import Permission
from app.web.api import Blueprint, idempotent
from app.web.guards import current_actor, guarded, received_at
from auction import queries
from auction.models import BiddingGroup, GroupMember, Lot
from auction.schemas.groups import (
    CourtGroupOut,
    GroupAnswerForm,
    GroupDecisionForm,
    GroupOrder,
    GroupOut,
)
from auction.services import grouping
from auction.services.grouping import GroupView, Partner
from auction.vocabulary import GroupKind

bp = Blueprint("groups_api", __name__, url_prefix="/api/v1", description="Joint bidders and agents")


def _out(lot: Lot, group: BiddingGroup, member: GroupMember) -> dict[str, Any]:
    """Return a group as one of its people reads it: nobody else is named."""
    return {
        "id": group.id,
        "lot": lot.no,
        "kind": group.kind.value,
        "standing": grouping.standing_of(group).value,
        "share": member.share_percent,
        "acts": member.holder_digest == group.lead_digest,
        "agreed_at": member.agreed_at,
        "asked_at": group.asked_at,
        "decided_at": group.decided_at,
        "reason": None if group.reason == grouping.DECLINED else group.reason,
    }


def _own(no: str, group_id: int) -> dict[str, Any]:
    lot = queries.get_public_lot(no)
    group, member = grouping.own_group(lot, group_id, current_actor())
    return _out(lot, group, member)


@bp.get("/lots/<no>/groups/mine")
@guarded(Permission.ENROLL)
@bp.response(200, GroupOut(many=True))
def get_own_groups(no: str) -> list[dict[str, Any]]:
    """Return the groups of a lot that name you, newest first."""
    lot = queries.get_public_lot(no)
    return [_out(lot, *one) for one in grouping.groups_naming(lot, current_actor())]


@bp.post("/lots/<no>/groups")
@guarded(Permission.ENROLL)
@idempotent
@bp.arguments(GroupOrder)
@bp.response(201, GroupOut)
def post_group(given: dict[str, Any], no: str) -> dict[str, Any]:
    """Name for whom, or with whom, you bid; the signed PDF comes in base64."""
    is_agent = given["kind"] is GroupKind.AGENT
    group = grouping.ask_group(
        lot_no=no,
        kind=given["kind"],
        partners=[
            Partner(one["account"], 100 if is_agent else one["share"]) for one in given["partners"]
        ],
        mandate=_paper(given["mandate"]),
        actor=current_actor(),
        at=received_at(),
    )
    return _own(no, group.id)


def _paper(text: str) -> bytes:
    """Return the signed paper; what is no base64 is no paper, and refused as a missing one."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


@bp.post("/lots/<no>/groups/<int:group_id>/answer")
@guarded(Permission.ENROLL)
@idempotent
@bp.arguments(GroupAnswerForm)
@bp.response(200, GroupOut)
def post_answer(given: dict[str, Any], no: str, group_id: int) -> dict[str, Any]:
    """Agree to stand behind a paddle, or decline, which ends the group."""
    grouping.answer_group(
        lot_no=no, group_id=group_id, **given, actor=current_actor(), at=received_at()
    )
    return _own(no, group_id)


def _for_court(no: str, view: GroupView) -> dict[str, Any]:
    group = view.group
    return {
        "id": group.id,
        "lot": no,
        "kind": group.kind.value,
        "standing": grouping.standing_of(group).value,
        "acts": view.lead.name,
        "buyers": [
            {"name": holder.name, "id_masked": holder.id_masked, "share": share}
            for holder, share in view.buyers
        ],
        "mandate_sha256": group.mandate_sha256,
        "asked_at": group.asked_at,
        "decided_at": group.decided_at,
        "reason": group.reason,
    }


@bp.get("/lots/<no>/groups")
@guarded(Permission.DECIDE_PANEL)
@bp.response(200, CourtGroupOut(many=True))
def get_groups(no: str) -> list[dict[str, Any]]:
    """Return who asks to bid together or for others; that you read it is on the record."""
    views = grouping.read_groups(lot_no=no, actor=current_actor(), at=received_at())
    return [_for_court(no, view) for view in views]


@bp.post("/lots/<no>/groups/<int:group_id>/decision")
@guarded(Permission.DECIDE_PANEL)
@idempotent
@bp.arguments(GroupDecisionForm)
@bp.response(200, CourtGroupOut)
def post_decision(given: dict[str, Any], no: str, group_id: int) -> dict[str, Any]:
    """Confirm or refuse a group before the start, with the reason."""
    actor, now = current_actor(), received_at()
    grouping.decide_group(lot_no=no, group_id=group_id, **given, actor=actor, at=now)
    views = grouping.read_groups(lot_no=no, actor=actor, at=now)
    return next(_for_court(no, view) for view in views if view.group.id == group_id)
