"""The appraisal agencies of the demo; all made up."""

from registry.seeds.codes import BEIJING, JINAN, QINGDAO, YANTAI, credit_code
from registry.seeds.plan import AgencySeed
from registry.vocabulary import AgencyField, Standing

RE, LAND, ASSETS = AgencyField.REAL_ESTATE, AgencyField.LAND, AgencyField.ASSETS

#: A made-up company that is a shareholder of one agency: as a party it shows E06.
RELATED_COMPANY = "济南泉韵置业有限公司"
RELATED_COMPANY_CODE = credit_code(90)
#: Who stands behind two of the agencies, so that they share one ticket (E10).
CONTROLLER = "山东齐鲁评估集团有限公司"
CONTROLLER_CODE = credit_code(91)

AGENCIES = (
    AgencySeed(1, "山东泉城房地产土地评估有限公司", 1, 12, "孟令泉", (RE, LAND)),
    AgencySeed(2, "济南趵突房地产评估有限公司", 1, 9, "周明湖", open_commissions=3),
    AgencySeed(3, "山东明府房地产评估咨询有限公司", 2, 7, "赵历山"),
    AgencySeed(4, "济南千佛房地产估价有限公司", 2, 6, "钱佛慧", (RE, ASSETS)),
    AgencySeed(5, "山东大明房地产资产评估有限公司", 2, 6, "孙明德", (RE, ASSETS), (JINAN, QINGDAO)),
    AgencySeed(6, "济南龙洞房地产评估有限公司", 2, 5, "李洞庭", is_controlled=True),
    AgencySeed(7, "济南佛山街房地产评估有限公司", 2, 5, "吴山青", is_controlled=True),
    AgencySeed(8, "山东黑虎泉房地产估价有限公司", 3, 4, "郑虎泉"),
    AgencySeed(
        9,
        "济南五龙潭房地产评估有限公司",
        2,
        6,
        "王龙潭",
        standing=Standing.PAUSED,
        standing_days=150,
        standing_reason="无正当理由逾期提交评估报告，暂停委托",
    ),
    AgencySeed(
        10,
        "山东珍珠泉资产房地产评估有限公司",
        1,
        8,
        "冯珍珠",
        (RE, ASSETS),
        standing=Standing.DELISTED,
        standing_days=1_400,
        standing_reason="出具虚假评估报告，被除名",
    ),
    AgencySeed(11, "济南玉函房地产评估有限公司", 2, 5, "陈玉函", licence_days=-20),
    AgencySeed(12, "济南舜耕房地产评估有限公司", 2, 1, "褚舜耕"),
    AgencySeed(13, "山东燕子山房地产评估有限公司", 2, 6, "卫燕山", capacity=2, open_commissions=2),
    AgencySeed(
        14,
        "济南洪楼房地产评估有限公司",
        2,
        5,
        "蒋洪楼",
        shareholders=((RELATED_COMPANY, RELATED_COMPANY_CODE),),
    ),
    AgencySeed(15, "山东鲁信资产评估有限公司", 1, 15, "沈鲁信", (ASSETS,)),
    AgencySeed(16, "青岛栈桥房地产评估有限公司", 1, 10, "韩栈桥", (RE, LAND), (QINGDAO,)),
    AgencySeed(17, "烟台芝罘房地产评估有限公司", 2, 6, "杨芝罘", (RE,), (YANTAI,)),
    AgencySeed(18, "北京朝阳门房地产土地评估有限公司", 1, 20, "朱朝阳", (RE, LAND), (BEIJING,)),
)
