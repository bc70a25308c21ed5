"""What the papers of a negotiation print; screens use messages/negotiation.py."""

from typing import Any

from registry.models import Draw, Negotiation
from registry.vocabulary import PartyRole, WaiverGround

#: The grounds as a Chinese court record prints them.
WAIVER_GROUNDS = {
    WaiverGround.PARTY_MISSING: "一方当事人下落不明",
    WaiverGround.PARTY_DECLINED: "一方当事人明确表示不参加协商",
    WaiverGround.NO_RESPONSE: "一方当事人在指定期限内未作答复",
    WaiverGround.DRAW_REQUESTED: "双方当事人一致要求随机确定",
    WaiverGround.HELD_ON_RECORD: "已在平台外组织协商未成，有笔录在卷",
    WaiverGround.LIST_TOO_SHORT: "可供选择的机构不足三家",
}
_ROLES = {PartyRole.APPLICANT: "申请执行人", PartyRole.DEBTOR: "被执行人"}


def agreement_values(draw: Draw, negotiation: Negotiation) -> dict[str, Any]:
    """Return what the paper prints (templates/documents/agreement_record.typ): roles, no names."""
    sides = [role for role in _ROLES if _has_listed(negotiation, role)]
    return {
        "draw_no": draw.no,
        "asset_no": draw.asset.no,
        "asset_title": draw.asset.title,
        "opened_at": negotiation.opened_at,
        "agreed_at": negotiation.ended_at,
        "sides": "、".join(_ROLES[role] for role in sides),
        "order": [{"name": c.agency_name, "code": c.agency_code} for c in draw.drawn],
    }


def _has_listed(negotiation: Negotiation, role: PartyRole) -> bool:
    return any(p.party_key.startswith(f"{role}/") for p in negotiation.proposals)
