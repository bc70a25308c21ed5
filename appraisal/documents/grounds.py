"""The words of grounds, defects and people as a court's paper prints them."""

from appraisal.vocabulary import (
    Capacity,
    Presence,
    ReviewCheck,
    SuspensionGround,
    WithdrawalGround,
)

SUSPENSION_GROUNDS = {
    SuspensionGround.ENFORCEMENT_HELD: "案件暂缓执行或者中止执行（第二十八条第一项）",
    SuspensionGround.MATERIALS_WRONG: (
        "评估材料与事实严重不符，可能影响评估结果，需要重新调查核实（第二十八条第二项）"
    ),
    SuspensionGround.COURT_DECIDES: "人民法院认为应当暂缓的其他情形（第二十八条第三项）",
}
WITHDRAWAL_GROUNDS = {
    WithdrawalGround.APPLICATION_WITHDRAWN: "申请执行人撤回执行申请（第二十九条第一项）",
    WithdrawalGround.OBLIGATION_MET: "生效法律文书确定的义务已全部执行完毕（第二十九条第二项）",
    WithdrawalGround.TITLE_REVOKED: (
        "据以执行的生效法律文书被撤销或者被裁定不予执行（第二十九条第三项）"
    ),
    WithdrawalGround.COURT_DECIDES: "人民法院认为应当撤回的其他情形（第二十九条第四项）",
    WithdrawalGround.PARTIES_AGREED: (
        "双方当事人议价确定参考价或者协商不再变价处理（第二十九条第二款）"
    ),
}
DEFECTS = {
    ReviewCheck.BASIC_FACTS: "财产基本信息错误",
    ReviewCheck.SCOPE: "超出财产范围或者遗漏财产",
    ReviewCheck.AGENCY_SEAL: "选定的评估机构与评估报告上签章的评估机构不符",
    ReviewCheck.SIGNERS: "评估人员执业资格证明与评估报告上署名的人员不符",
    ReviewCheck.OTHER: "具有其他应当书面补正的情形",
}
CAPACITIES = {
    Capacity.APPRAISER: "评估专业人员",
    Capacity.APPLICANT: "申请执行人",
    Capacity.DEBTOR: "被执行人",
    Capacity.OTHER_PARTY: "其他当事人、利害关系人",
    Capacity.COURT: "法院工作人员",
    Capacity.OCCUPANT: "占有使用人",
    Capacity.WITNESS: "见证人",
}
PRESENCES = {
    Presence.SIGNED: "到场并签名",
    Presence.REFUSED_TO_SIGN: "到场，未签名：",
    Presence.ABSENT: "未到场 ",
}
