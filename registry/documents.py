"""The transcript and the paper of a finished draw, made from its rows."""

import json
from typing import Any

from app.kernel.facts import stamp
from registry.models import Draw, DrawCandidate, ListObjection
from registry.rules import transcript
from registry.rules.cjd1 import Inputs, Result
from registry.vocabulary import AgencyKind, EntropyMode, ExclusionCode

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


#: What is drawn, as the paper of the draw names it.
KIND_TITLES = {
    AgencyKind.APPRAISAL: "评估机构",
    AgencyKind.AUCTION_HOUSE: "拍卖机构",
    AgencyKind.AUXILIARY: "拍卖辅助机构",
}
MODE_TITLES = {
    EntropyMode.CEREMONY: "现场方式：随机数来自法院事前承诺的秘密数与各方密封字串",
    EntropyMode.EXTERNAL: "外部数源方式：随机数来自法院承诺的秘密数、各方字串和事先公告的开奖结果",
}
_GIVERS = {
    "applicant": "申请执行人",
    "debtor": "被执行人",
    "other_creditor": "其他债权人",
    "interested": "利害关系人",
    "inspector": "监督人员",
}
_TYPISTS = {"clerk/1": "录入人一", "clerk/2": "录入人二", "inspector": "监督人员"}


def case_id_of(draw: Draw) -> str:
    """Name what is drawn for in the seed: the case, the asset and, beside appraisal, the kind."""
    name = f"{draw.asset.case.number} {draw.asset.no}"
    return name if draw.kind is AgencyKind.APPRAISAL else f"{name} {draw.kind}"


def _moment(draw: Draw, name: str) -> str:
    at = getattr(draw, name)
    return stamp(at) if at else ""


def _source_row(draw: Draw, place: int) -> dict[str, Any]:
    """Print a named figure with everything that was typed for it, wrong entries too."""
    typed = [
        {
            "by": entry.typed_by,
            "attempt": entry.attempt,
            "value": entry.values[place],
            "is_fallback": entry.fallbacks[place],
            "typed_at": stamp(entry.typed_at),
        }
        for entry in draw.figures
    ]
    return {**draw.sources[place], "typed": typed}


def _objection_row(objection: ListObjection) -> dict[str, Any]:
    return {
        "objector": objection.objector,
        "reason": objection.reason,
        "filed_at": stamp(objection.filed_at),
        "decision": objection.decision,
        "decided_at": stamp(objection.decided_at) if objection.decided_at else "",
    }


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
        "w": candidate.weight,
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
                "kind": str(draw.kind),
                "field": str(draw.field),
                "mode": str(draw.mode),
                "scope": str(draw.scope),
                "round": draw.round,
                "frozen_at": _moment(draw, "frozen_at"),
                "strings_until": _moment(draw, "strings_until"),
                "objections_until": _moment(draw, "objections_until"),
                "entropy_closed_at": _moment(draw, "entropy_closed_at"),
                "drawn_at": _moment(draw, "drawn_at"),
                "correction": draw.correction_reason or "",
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
            "sources": [_source_row(draw, place) for place in range(len(draw.sources))],
            "objections": [_objection_row(objection) for objection in draw.objections],
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
        "kind_title": KIND_TITLES[draw.kind],
        "basis": _basis(draw),
        "round": draw.round,
        "mode": MODE_TITLES[draw.mode],
        "method": "CJD-1（SHA-256，机会均等）"
        if _is_uniform(draw)
        else "CJD-1（SHA-256，按公布的权重）",
        "frozen_at": draw.frozen_at,
        "drawn_at": draw.drawn_at,
        "pool": [_named(candidate) for candidate in draw.candidates if candidate.ticket],
        "pool_sha256": draw.list_digest,
        "commitment": draw.commitment,
        "nonce": draw.nonce,
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
        "strings": [
            {"giver": _giver(string.giver), "text": string.text} for string in draw.strings
        ],
        "sources": [_source_line(draw, place) for place in range(len(draw.sources))],
        "objections": [
            {"reason": objection.reason, "decision": objection.decision}
            for objection in draw.objections
        ],
        "correction": draw.correction_reason or "",
        "transcript_sha256": draw.transcript_digest,
        "transcript_url": f"/draws/{draw.no}",
    }


def _basis(draw: Draw) -> str:
    """Name the articles of the paper: appraisers have their own, all are drawn openly."""
    openly = "法释〔2009〕16号第九条"
    if draw.kind is AgencyKind.APPRAISAL:
        return f"法释〔2018〕15号第十六条、第三十四条和{openly}"
    return openly


def _is_uniform(draw: Draw) -> bool:
    return all(candidate.weight == 1 for candidate in draw.candidates)


def _giver(key: str) -> str:
    role, _, place = key.partition("/")
    return _GIVERS.get(role, role) + ("" if role == "inspector" or place == "1" else place)


def _source_line(draw: Draw, place: int) -> dict[str, Any]:
    source = draw.sources[place]
    entries = "；".join(
        f"{_TYPISTS[entry.typed_by]} {entry.values[place]}" for entry in draw.figures
    )
    return {
        "name": source["name"],
        "bits": source["bits"],
        "value": source["value"],
        "fallback": source["fallback"] if source["is_fallback"] else "",
        "entries": entries,
    }


def _named(candidate: DrawCandidate) -> dict[str, str]:
    return {"name": candidate.agency_name, "code": candidate.agency_code}
