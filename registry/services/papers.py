"""The papers of decisions on standing, in the words of a Chinese court."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.facts import Audience
from registry import queries
from registry.models import StandingDecision
from registry.rules.standing import CITATIONS
from registry.vocabulary import DecisionState, StandingAct, StandingGround

_TITLES = {
    StandingAct.PAUSE: "暂停委托决定书",
    StandingAct.STOP: "不再委托决定书",
    StandingAct.PROBATION: "列入观察期决定书",
    StandingAct.RESTORE: "恢复委托资格决定书",
    StandingAct.DELIST: "除名登记通知书",
}
MEASURES = {
    StandingAct.PAUSE: "暂停委托",
    StandingAct.STOP: "不再委托",
    StandingAct.PROBATION: "列入观察期（在办委托不超过两件，不承接最高价值区间的委托）",
    StandingAct.RESTORE: "恢复委托资格",
    StandingAct.DELIST: "除名，五年内不得再列入名单",
}
_GROUNDS = {
    StandingGround.FALSE_RESULT: "评估结果明显失实",
    StandingGround.DISHONEST_SALE: "拍卖过程中弄虚作假、存在瑕疵",
    StandingGround.LATE: "随机选定后无正当理由不能按时完成评估拍卖工作",
    StandingGround.OTHER: "其他有关情形",
    StandingGround.REFUSED_OR_FRAUD: "无正当理由拒绝进行司法评估或者弄虚作假",
    StandingGround.UNABLE_IN_TIME: "无正当理由不能按期完成委托",
    StandingGround.TAIL_TEST: "按时完成情况的统计检验达到观察标准",
    StandingGround.NEGATIVE_REVIEW: "专业技术评审结论为否定",
    StandingGround.NATIONAL_LIST: "最高人民法院已将该机构从名单库中除名",
    StandingGround.CAUSE_GONE: "限制委托的原因已经消除",
    StandingGround.NOT_PROVEN: "限制委托的事实不能成立",
}
#: The figures a rule may rest on, as the paper names them.
_FIGURES = {
    "n": "统计件数",
    "late": "其中逾期件数",
    "limit": "按时率界限",
    "tail": "按时率低于界限的后验概率",
    "threshold": "列入观察期的概率标准",
    "reviews": "否定评审次数",
}


def issue_decision(decision: StandingDecision, *, actor: Actor, at: datetime) -> str:
    """Issue the paper of a decision, open to everybody; return its number.

    A decision that no court of this platform stands behind has none.
    """
    agency = queries.get_agency(decision.agency_code)
    return _issue(
        papers.PaperKind.STANDING_DECISION,
        decision,
        {
            "decision_no": decision.no,
            "title": _TITLES[decision.act],
            "agency_name": agency.name,
            "agency_code": agency.code,
            "measure": MEASURES[decision.act],
            "ground": _GROUNDS[decision.ground],
            "basis": CITATIONS[decision.ground],
            "reasons": decision.reasons,
            "numbers": [
                {"name": _FIGURES.get(name, name), "value": value}
                for name, value in decision.numbers.items()
            ],
            "source": decision.source,
            "hearing_notified_at": decision.hearing_notified_at,
            "hearing_held_at": decision.hearing_held_at,
            "hearing_statement": decision.hearing_statement,
            "from_on": decision.from_on,
            "until_on": decision.until_on,
            "appeal_until": decision.appeal_until,
            "decided_by": decision.decided_by_name,
        },
        actor,
        at,
    )


def issue_appeal(decision: StandingDecision, *, actor: Actor, at: datetime) -> str:
    """Issue the paper of a decided appeal, open to everybody; return its number."""
    agency = queries.get_agency(decision.agency_code)
    is_upheld = decision.state is DecisionState.UPHELD
    return _issue(
        papers.PaperKind.APPEAL_DECISION,
        decision,
        {
            "decision_no": decision.no,
            "agency_name": agency.name,
            "agency_code": agency.code,
            "measure": MEASURES[decision.act],
            "decided_on": local_date(decision.decided_at),
            "appealed_at": decision.appealed_at,
            "appeal_text": decision.appeal_text,
            "outcome": "维持原决定" if is_upheld else "撤销原决定",
            "reasons": decision.appeal_reasons,
            "decided_by": decision.appeal_decided_by_name,
        },
        actor,
        at,
    )


def _issue(
    kind: papers.PaperKind,
    decision: StandingDecision,
    values: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> str:
    if decision.court_id is None:
        return ""
    court = queries.get_court(decision.court_id)
    issued = papers.issue(
        kind,
        reference=decision.no,
        case_number=decision.no,
        court_id=court.id,
        court_code=court.code,
        court_name=court.name,
        data=values,
        audience=Audience.PUBLIC,
        actor=actor,
        at=at,
    )
    return issued.no
