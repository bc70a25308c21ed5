"""What the papers of the sale say; papers are Chinese, whatever the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.kernel.citation import Citation
from app.kernel.facts import parse_stamp
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation
from auction.models import BuyerDefault, Lot, PlanObjection
from auction.rules.plan import PlanClaims, PlanRow
from auction.vocabulary import (
    AnnulmentGround,
    HaltGround,
    LotAction,
    NoticeItem,
    Round,
    SpecialPrompt,
    StopGround,
    Venue,
    WithdrawalGround,
)
from registry.facade import AssetView, CaseView, CourtView

#: Published when a sale stands still because its report was taken back.
REPORT_TAKEN_BACK = "评估报告已收回更正：{note}"
ROUND_WORDS = {
    Round.FIRST: "第一次拍卖",
    Round.SECOND: "第二次拍卖",
    Round.THIRD: "第三次拍卖",
    Round.SELL_OFF: "变卖",
}
_HALTS = {
    HaltGround.PLATFORM_FAULT: "网络服务提供者系统故障",
    HaltGround.SECURITY_RISK: "存在安全隐患等紧急情况",
    HaltGround.OBJECTION: "当事人、利害关系人提出异议",
    HaltGround.THIRD_PARTY: "案外人对拍卖财产提出异议",
    HaltGround.ENFORCEMENT_HELD: "执行程序暂缓或者中止",
    HaltGround.COURT_DECIDES: "人民法院认为应当暂缓",
}
_WITHDRAWALS = {
    WithdrawalGround.TITLE_REVOKED: "据以执行的生效法律文书被撤销",
    WithdrawalGround.APPLICATION_WITHDRAWN: "申请执行人撤回执行申请",
    WithdrawalGround.DEBT_PAID: "被执行人全部履行了法律文书确定的金钱债务",
    WithdrawalGround.SETTLEMENT: "当事人达成执行和解协议，不需要拍卖财产",
    WithdrawalGround.THIRD_PARTY: "案外人对拍卖财产提出确有理由的异议",
    WithdrawalGround.COLLUSION: "存在恶意串通损害他人利益的情形",
    WithdrawalGround.OTHER: "其他应当撤回拍卖的情形",
}
_ANNULMENTS = {
    AnnulmentGround.FALSE_DESCRIPTION: "拍卖财产说明严重失实，致使买受人产生重大误解",
    AnnulmentGround.SYSTEM_FAULT: "系统故障、病毒入侵、黑客攻击、数据错误致使拍卖结果错误",
    AnnulmentGround.COLLUSION: "竞买人之间或者与他人恶意串通，损害他人利益",
    AnnulmentGround.UNQUALIFIED_BUYER: "买受人不具备法定的竞买资格",
    AnnulmentGround.UNLAWFUL_RESTRICTION: "违法限制竞买人参加竞买或者对其规定不同条件",
    AnnulmentGround.OTHER_BREACH: "其他严重违反网络司法拍卖程序且损害他人利益的情形",
}
_STOPS = {StopGround.DEBTS_COVERED: "部分财产卖得的价款足以清偿债务和支付应当负担的费用"}
#: Action -> how a paper says its grounds; the lists share words, so each stands by itself.
_GROUNDS_OF: dict[LotAction, Mapping[Any, str]] = {
    LotAction.SUSPEND: _HALTS,
    LotAction.STAY: _HALTS,
    LotAction.WITHDRAW: _WITHDRAWALS,
    LotAction.STOP: _STOPS,
    LotAction.ANNUL: _ANNULMENTS,
}


def ground_words(action: LotAction, ground: str | None) -> str | None:
    """Return the ground of an act as its paper says it, or None for an act without one."""
    return _GROUNDS_OF[action][ground] if ground and action in _GROUNDS_OF else None


ID_WORDS = {"resident_id": "居民身份证", "credit_code": "统一社会信用代码"}


def confirmation_paper(content: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the printed confirmation (18号 art. 22) from its recorded content."""
    return {
        "lot_no": content["lot"],
        "asset_title": content["title"],
        "round": ROUND_WORDS[Round(content["round"])],
        "appraised_value": Money.parse(content["reference_price"]),
        "start_price": Money.parse(content["start_price"]),
        "hammer_price": Money.parse(content["price"]),
        "buyer_name": content["buyer_name"],
        "buyer_identity": f"{ID_WORDS[content['buyer_id_type']]} {content['buyer_id_masked']}",
        "paddle": content["paddle"],
        "conductor": content.get("conductor"),
        "is_on_site": content.get("venue") == Venue.TRADITIONAL,
        "bid_at": parse_stamp(content["bid_at"]),
        "closed_at": parse_stamp(content["ended_at"]),
        "bids": content["bids"],
        "bidders": content["bidders"],
        "extensions": content["extensions"],
        "deposit": Money.parse(content["deposit"]),
        "balance": Money.parse(content["balance"]),
        "balance_due": parse_stamp(content["due_at"]),
    }


GROUND_WORDS = {
    "sale_cost": "处置费用",
    "execution_fee": "申请执行费",
    "secured": "优先受偿债权",
    "ordinary": "普通债权",
    "surplus": "退还被执行人",
    "reserved": "争议款项提存",
}


def distribution_paper(
    *,
    lot_no: str,
    title: str,
    price: Money,
    rows: Sequence[PlanRow],
    claims: PlanClaims,
    calculation: Calculation,
    has_days: bool,
) -> dict[str, Any]:
    """Return the values of the printed plan of distribution from its recorded rows.

    ``has_days``: several creditors share, so the paper names the days to object (民诉解释 509).
    """

    def sum_of(ground: str) -> Money:
        return total(row.amount for row in rows if row.ground == ground)

    claimed = {claim.party_id: claim for claim in claims.creditors}

    def share(row: PlanRow) -> dict[str, Any]:
        claim = claimed.get(row.party_id or 0) if row.is_claim else None
        rank = GROUND_WORDS[row.ground]
        if claim is not None and claim.rank is not None:
            rank = f"{rank}（第{claim.rank}顺位）"
        return {
            "name": row.payee,
            "rank": rank,
            "claim": claim.amount if claim else None,
            "amount": row.amount,
            "basis": str(row.citation),
        }

    costs = total((sum_of("sale_cost"), sum_of("execution_fee")))
    return {
        "lot_no": lot_no,
        "asset_title": title,
        "proceeds": price,
        "appraisal_fee": sum_of("sale_cost"),
        "execution_fee": sum_of("execution_fee"),
        "available": price - costs,
        "shares": [share(row) for row in rows],
        "surplus": sum_of("surplus"),
        "steps": list(calculation.steps),
        "citations": list(calculation.citations),
        "has_days": has_days,
    }


USE_WORDS = {
    "cost": "支付拍卖产生的费用",
    "difference": "弥补重新拍卖价款低于原拍卖价款的差价",
    "case_debt": "冲抵本案被执行人的债务",
    "property_debt": "冲抵与拍卖财产相关的被执行人的债务",
    "residual": "剩余款项，另行决定",
    "commission": "支付原拍卖的佣金",
    "refund": "退还买受人",
}


def forfeiture_paper(*, lot: Lot, default: BuyerDefault) -> dict[str, Any]:
    """Return the values of the statement of a forfeited deposit, an article on each line."""
    lines = default.use["lines"] if default.use else []

    def use(line: dict[str, Any]) -> list[str]:
        words = USE_WORDS[line["use"]]
        named = f"{words}（{line['payee']}）" if line["payee"] else words
        asked, amount = Money.parse(line["asked"]), Money.parse(line["amount"])
        return [named, asked.yuan, amount.yuan, str(Citation(**line["citation"]))]

    used = [use(line) for line in lines]
    return {
        "lot_no": lot.no,
        "asset_title": lot.title,
        "hammer_price": default.original_price,
        "new_price": default.new_price,
        "forfeited": default.forfeited,
        "uses": used,
        "top_up": default.top_up,
        "citations": list(dict.fromkeys(row[-1] for row in used)),
    }


def top_up_paper(*, lot: Lot, default: BuyerDefault, payer: str) -> dict[str, Any]:
    """Return the values of the order that a buyer in default make up the difference."""
    return {
        "lot_no": lot.no,
        "asset_title": lot.title,
        "payer_name": payer,
        "hammer_price": default.original_price,
        "new_price": default.new_price,
        "forfeited": default.forfeited,
        "amount": default.top_up,
        "due_at": default.top_up_due_at,
        "order_no": default.top_up_order,
    }


def plan_objection_paper(*, lot: Lot, objection: PlanObjection) -> dict[str, Any]:
    """Return the values of the notice of an objection to those who did not object."""
    return {
        "lot_no": lot.no,
        "asset_title": lot.title,
        "objection_no": objection.no,
        "objector": objection.party_name,
        "against": objection.against_name,
        "amount": objection.disputed,
        "objection_text": objection.words,
    }


#: First words of the seven warnings of art. 14; the clerk may sharpen them, not drop one.
FIRST_PROMPTS: Mapping[SpecialPrompt, str] = {
    SpecialPrompt.CAPACITY: "竞买人应当具备完全民事行为能力，法律、行政法规和司法解释对买受人资"
    "格或者条件有特殊规定的，竞买人应当具备规定的资格或者条件。",
    SpecialPrompt.AGENT: "委托他人代为竞买的，应当在竞价程序开始前经本院确认，"
    "并通知网络服务提供者；未经确认的，竞买行为视为代理人本人的行为。",
    SpecialPrompt.DEFECTS: "标的物已知瑕疵和权利负担见本公告“已知瑕疵”一项。",
    SpecialPrompt.AS_IS: "标的物以实物现状为准，竞买人可以申请实地看样。",
    SpecialPrompt.FULL_ACCEPTANCE: "竞买人决定参与竞买的，视为对标的物完全了解，"
    "并接受标的物一切已知和未知瑕疵。",
    SpecialPrompt.NAME_PUBLISHED: "载明买受人真实身份的拍卖成交确认书将在网络司法拍卖平台上公示。",
    SpecialPrompt.DEPOSIT_KEPT: "买受人悔拍后保证金不予退还，依次用于支付拍卖产生的费用、"
    "弥补重新拍卖价款低于原拍卖价款的差价、冲抵本案被执行人的债务以及与拍卖财产相关的被执行人的"
    "债务。",
}
FIRST_DISCLAIMER = (
    "本院已按上述各项予以公示和特别提示，声明不能保证拍卖财产真伪或者品质，不承担瑕疵担保责任。"
)
_RULES = (
    "竞买人以竞买代码参与，自起拍价起按增价幅度递增出价；竞价程序结束前五分钟内有人出价的，"
    "结束时间自该出价进入平台时起顺延五分钟，次数不限；出价以进入平台服务系统的时间为准。"
    "一人参加且出价不低于起拍价的，拍卖成交。"
)
_DUTIES = (
    "竞买人在竞价程序结束前以实名交纳保证金后取得竞买资格和竞买代码；未成交的，"
    "保证金在竞价程序结束后二十四小时内退还；成交的，保证金充抵价款，余款按本公告期限交付。"
)
_LIABILITY = (
    "恶意串通、扰乱竞价秩序的，依法予以罚款、拘留；构成犯罪的，依法追究刑事责任。悔拍的，"
    "保证金不予退还，原买受人不得参加重新拍卖。"
)
_TAXES = (
    "因本次拍卖产生的税费，由法律、行政法规规定的纳税主体分别承担；没有规定或者规定不明的，"
    "由本院确定承担的主体和数额。"
)


def first_items(asset: AssetView, case: CaseView, court: CourtView) -> dict[str, str]:
    """Return the words a notice begins with: what the books already say (18号 arts. 12, 13).

    What only this case knows, such as priority purchasers, stays empty for the clerk.
    """
    found = asset.facts
    items = {
        NoticeItem.PROPERTY: f"{asset.title}，坐落：{asset.address}。{asset.description}",
        NoticeItem.KNOWN_DEFECTS: found.get("defects", ""),
        NoticeItem.RIGHTS_AND_DUTIES: _DUTIES,
        NoticeItem.LEGAL_LIABILITY: _LIABILITY,
        NoticeItem.BIDDING_RULES: _RULES,
        NoticeItem.TITLE_AND_OCCUPATION: "".join(
            f"{name}：{found[key]}。"
            for key, name in (
                ("title", "权属"),
                ("occupation", "占有使用"),
                ("burdens", "权利负担"),
                ("unpaid_taxes", "欠缴税费"),
            )
            if found.get(key)
        ),
        NoticeItem.TAXES: _TAXES,
        NoticeItem.PAYMENT: "竞买人以本人名义，按报名后生成的缴款单，将款项汇入本院案款专户的专"
        "用子账号，金额须与缴款单一致。",
        NoticeItem.COURT_CONTACT: f"{court.name}，{court.address}，承办法官{case.judge_name}，"
        f"咨询电话：{case.contact_phone or court.phone}",
        NoticeItem.SUPERVISION_CONTACT: f"监督电话：{court.supervision_phone}"
        if court.supervision_phone
        else "",
    }
    return {item.value: text for item, text in items.items() if text}


def joined_items(parts: Sequence[tuple[str, dict[str, str]]]) -> dict[str, str]:
    """Return the words a notice of several things begins with, what differs told part by part."""
    joined: dict[str, str] = {}
    for key in dict.fromkeys(key for _, items in parts for key in items):
        texts = [(title, items[key]) for title, items in parts if items.get(key)]
        if len({text for _, text in texts}) == 1:
            joined[key] = texts[0][1]
            continue
        joined[key] = "\n".join(
            f"（{place}）{title}：{text}" for place, (title, text) in enumerate(texts, start=1)
        )
    return joined


#: What a judge may publish as it stands when a sale has to stop at once (18号 art. 28, 36).
READY_REASONS = {
    HaltGround.COURT_DECIDES: "出价情况异常，需要核实。",
    HaltGround.PLATFORM_FAULT: "网络司法拍卖平台发生故障。",
    HaltGround.SECURITY_RISK: "网络司法拍卖平台存在安全风险。",
    HaltGround.OBJECTION: "当事人、利害关系人提出异议，需要审查。",
    HaltGround.THIRD_PARTY: "案外人对拍卖财产提出异议，需要审查。",
    HaltGround.ENFORCEMENT_HELD: "执行程序已经暂缓或者中止。",
}
READY_TO_RESUME = "暂缓、中止的情形已经消失。"
