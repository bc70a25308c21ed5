"""The words of a demo notice: every item of arts. 12 to 14, in the plain form courts use."""

from auction.vocabulary import NoticeItem, SpecialPrompt

N, S = NoticeItem, SpecialPrompt

ITEMS = {
    N.PROPERTY: "标的物以评估报告及现状为准，详见标的物介绍。",
    N.BIDDER_CONDITIONS: "具备完全民事行为能力的自然人、法人或者其他组织均可参加竞买；法律、行政法规和司法解释对买受人资格有限制的，从其规定。",
    N.KNOWN_DEFECTS: "已知瑕疵见评估报告及现状调查笔录：一般使用痕迹，未见结构性损坏。",
    N.RIGHTS_AND_DUTIES: "竞买人应当以自己的名义交纳保证金；买受人应当按公告期限付清余款并配合办理交付。",
    N.LEGAL_LIABILITY: "买受人逾期不付清价款的，保证金不予退还，原买受人不得参加重新拍卖。",
    N.ENFORCEMENT_TITLE: "（2025）鲁0102民初3216号民事判决书，已发生法律效力。",
    N.BIDDING_RULES: "设起拍价为保留价，增价拍卖；竞价结束前五分钟内有人出价的，竞价时间自该次出价起延长五分钟。",
    N.TITLE_AND_OCCUPATION: "登记于被执行人名下，由本院查封；占有使用情况及附随义务见现状调查笔录。",
    N.PRIORITY_HOLDERS: "经查，无优先购买权人。",
    N.NOTIFICATION: "当事人及已知优先购买权人均已依法通知，送达回证在卷。",
    N.PAYMENT: "保证金及余款付至本院网络司法拍卖专用账户，账户信息在交款页面逐笔显示。",
    N.TAXES: "交易过户产生的税费依照税法等相关法律、行政法规的规定，由相应主体各自承担。",
    N.COURT_CONTACT: "执行局 李法官，电话 0531-00000102。",
    N.SUPERVISION_CONTACT: "执行监督电话 0531-00012368。",
    N.VIEWING: "公告期内每周二、周四上午可预约看样。",
    N.OTHER: "",
}

PROMPTS = {
    S.CAPACITY: "竞买人应当具备完全民事行为能力；法律、行政法规对买受人资格或者条件有特殊规定的，应当具备规定的资格或者条件。",
    S.AGENT: "委托他人代为竞买的，应当在竞价程序开始前经人民法院确认，并通知网络服务提供者。",
    S.DEFECTS: "拍卖财产已知瑕疵和权利负担见竞买公告所列内容。",
    S.AS_IS: "拍卖财产以实物现状为准，竞买人可以申请实地看样。",
    S.FULL_ACCEPTANCE: "竞买人决定参与竞买的，视为对拍卖财产完全了解，并接受拍卖财产一切已知和未知瑕疵。",
    S.NAME_PUBLISHED: "载明买受人真实身份的拍卖成交确认书在网络司法拍卖平台上公示。",
    S.DEPOSIT_KEPT: "买受人悔拍后保证金不予退还。",
}

#: Who bears which tax by law, as a notice lists them one by one.
TAXES = (
    {"tax": "vat", "bearer": "debtor", "basis": "销售方为纳税人，从拍卖价款中支付"},
    {"tax": "deed", "bearer": "buyer", "basis": "契税法第1条：承受权属的单位和个人为纳税人"},
    {"tax": "stamp", "bearer": "each_side", "basis": "印花税法：立据双方各自缴纳"},
)
