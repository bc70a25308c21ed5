"""The transcript of a finished draw, made from its rows."""

import json
from typing import Any

from app.kernel.facts import stamp
from registry.models import Draw, DrawCandidate
from registry.rules import transcript
from registry.rules.cjd1 import Inputs, Result
from registry.vocabulary import ExclusionCode

#: The grounds as a Chinese court record prints them; screens use messages.py.
GROUNDS = {
    ExclusionCode.FIELD: "不属于本次委托的专业分库",
    ExclusionCode.GRADE: "资质等级或执业人数低于财产价值区间的要求",
    ExclusionCode.REGION: "不在本次使用的地域名单内",
    ExclusionCode.PAUSED: "处于暂停或者停止委托期间",
    ExclusionCode.DELISTED: "已被除名，五年内不得再入名单",
    ExclusionCode.CONFLICT: "与本案当事人存在利害关系，应当回避",
    ExclusionCode.ALREADY_FAILED: "在本案中已被选定但未完成委托",
    ExclusionCode.AT_CAPACITY: "在办委托已达承接上限",
    ExclusionCode.NOT_QUALIFIED: "执业许可到期或者专业人员不足两名",
    ExclusionCode.REFUSED_TWICE: "九十日内两次无正当理由拒绝委托",
    ExclusionCode.REVIEW_PENDING: "专业技术评审否定意见尚未处理",
    ExclusionCode.SHARED_TICKET: "与他人受同一控制，共用一个号码",
}


def _moment(draw: Draw, name: str) -> str:
    return stamp(getattr(draw, name))


def _register_row(candidate: DrawCandidate) -> dict[str, Any]:
    return {
        "code": candidate.agency_code,
        "name": candidate.agency_name,
        "grade": candidate.grade,
        "region_code": candidate.region_code,
        "ticket": candidate.ticket,
        "exclusions": [
            {**ground, "reason": GROUNDS[ExclusionCode(ground["code"])]}
            for ground in candidate.exclusions
        ],
    }


def groups_of(draw: Draw) -> dict[str, tuple[str, ...]]:
    """Return the holders of each ticket, in the order of their codes."""
    groups: dict[str, tuple[str, ...]] = {}
    for candidate in draw.candidates:
        if candidate.ticket:
            groups[candidate.ticket] = (*groups.get(candidate.ticket, ()), candidate.agency_code)
    return groups


def draw_transcript(draw: Draw, inputs: Inputs, result: Result) -> dict[str, Any]:
    """Return the sealed transcript: everything that went in and everything that follows."""
    asset = draw.asset
    return transcript.seal(
        {
            "format": transcript.FORMAT,
            "scheme": "CJD-1",
            "draw": {
                "no": draw.no,
                "court": asset.case.court.name,
                "case_number": asset.case.number,
                "asset_no": asset.no,
                "asset_title": asset.title,
                "asset_region": asset.region_code,
                "estimated_value_fen": str(asset.estimated_value),
                "field": str(draw.field),
                "scope": str(draw.scope),
                "round": draw.round,
                "frozen_at": _moment(draw, "frozen_at"),
                "strings_until": _moment(draw, "strings_until"),
                "entropy_closed_at": _moment(draw, "entropy_closed_at"),
                "drawn_at": _moment(draw, "drawn_at"),
            },
            "policy": draw.policy,
            "register": [_register_row(candidate) for candidate in draw.candidates],
            "groups": transcript.shared_tickets(groups_of(draw)),
            "strings": [
                {
                    "giver": string.giver,
                    "text": string.text,
                    "handed_in_at": stamp(string.handed_in_at),
                }
                for string in draw.strings
            ],
            "input": transcript.input_section(inputs),
            "result": transcript.result_section(result),
        }
    )


def as_file(sealed: dict[str, Any]) -> str:
    """Write a transcript as the file people download."""
    return json.dumps(sealed, ensure_ascii=False, indent=1) + "\n"


def record_values(draw: Draw) -> dict[str, Any]:
    """Return what the paper of the draw prints (templates/documents/draw_record.typ)."""
    return {
        "draw_no": draw.no,
        "asset_no": draw.asset.no,
        "asset_title": draw.asset.title,
        "method": "CJD-1（SHA-256，机会均等）",
        "frozen_at": draw.frozen_at,
        "drawn_at": draw.drawn_at,
        "pool": [_named(candidate) for candidate in draw.candidates if candidate.ticket],
        "pool_sha256": draw.list_digest,
        "commitment": draw.commitment,
        "seed": draw.seed,
        "order": [_named(candidate) for candidate in draw.drawn],
        "excluded": [
            {
                "name": candidate.agency_name,
                "reason": "；".join(
                    f"{ground['code']} {GROUNDS[ExclusionCode(ground['code'])]}"
                    for ground in candidate.exclusions
                ),
            }
            for candidate in draw.candidates
            if not candidate.ticket
        ],
        "transcript_url": f"/draws/{draw.no}",
    }


def _named(candidate: DrawCandidate) -> dict[str, str]:
    return {"name": candidate.agency_name, "code": candidate.agency_code}
