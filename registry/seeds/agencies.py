"""Appraisal agencies for demo and training, written by the services alone; all made up."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from registry import queries
from registry.seeds.codes import JINAN, credit_code
from registry.services.agencies import count_commission, register_agency, set_standing
from registry.vocabulary import AgencyField, Standing

RE, LAND, ASSETS = AgencyField.REAL_ESTATE, AgencyField.LAND, AgencyField.ASSETS
_QINGDAO, _YANTAI, _BEIJING = "370202", "370602", "110105"

#: A made-up company that is a shareholder of one agency: as a party it shows E06.
RELATED_COMPANY = "济南泉韵置业有限公司"
RELATED_COMPANY_CODE = credit_code(90)
#: Who stands behind two of the agencies, so that they share one ticket (E10).
CONTROLLER = "山东齐鲁评估集团有限公司"
CONTROLLER_CODE = credit_code(91)


@dataclass(frozen=True)
class _Seed:
    """One made-up agency; what is not said is ordinary."""

    number: int
    name: str
    grade: int
    staff: int
    legal_representative: str
    fields: Sequence[AgencyField] = (RE,)
    regions: Sequence[str] = (JINAN,)
    standing: Standing = Standing.ELIGIBLE
    standing_days: int | None = None
    standing_reason: str = ""
    licence_days: int = 900
    capacity: int | None = None
    open_commissions: int = 0
    is_controlled: bool = False
    shareholders: Sequence[tuple[str, str | None]] = field(default_factory=tuple)

    @property
    def code(self) -> str:
        """The credit code, made from the number and the home place."""
        return credit_code(self.number, self.regions[0])


AGENCIES = (
    _Seed(1, "山东泉城房地产土地评估有限公司", 1, 12, "孟令泉", (RE, LAND)),
    _Seed(2, "济南趵突房地产评估有限公司", 1, 9, "周明湖", open_commissions=3),
    _Seed(3, "山东明府房地产评估咨询有限公司", 2, 7, "赵历山"),
    _Seed(4, "济南千佛房地产估价有限公司", 2, 6, "钱佛慧", (RE, ASSETS)),
    _Seed(5, "山东大明房地产资产评估有限公司", 2, 6, "孙明德", (RE, ASSETS), (JINAN, _QINGDAO)),
    _Seed(6, "济南龙洞房地产评估有限公司", 2, 5, "李洞庭", is_controlled=True),
    _Seed(7, "济南佛山街房地产评估有限公司", 2, 5, "吴山青", is_controlled=True),
    _Seed(8, "山东黑虎泉房地产估价有限公司", 3, 4, "郑虎泉"),
    _Seed(
        9,
        "济南五龙潭房地产评估有限公司",
        2,
        6,
        "王龙潭",
        standing=Standing.PAUSED,
        standing_days=400,
        standing_reason="无正当理由逾期提交评估报告，暂停委托",
    ),
    _Seed(
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
    _Seed(11, "济南玉函房地产评估有限公司", 2, 5, "陈玉函", licence_days=-20),
    _Seed(12, "济南舜耕房地产评估有限公司", 2, 1, "褚舜耕"),
    _Seed(13, "山东燕子山房地产评估有限公司", 2, 6, "卫燕山", capacity=2, open_commissions=2),
    _Seed(
        14,
        "济南洪楼房地产评估有限公司",
        2,
        5,
        "蒋洪楼",
        shareholders=((RELATED_COMPANY, RELATED_COMPANY_CODE),),
    ),
    _Seed(15, "山东鲁信资产评估有限公司", 1, 15, "沈鲁信", (ASSETS,)),
    _Seed(16, "青岛栈桥房地产评估有限公司", 1, 10, "韩栈桥", (RE, LAND), (_QINGDAO,)),
    _Seed(17, "烟台芝罘房地产评估有限公司", 2, 6, "杨芝罘", (RE,), (_YANTAI,)),
    _Seed(18, "北京朝阳门房地产土地评估有限公司", 1, 20, "朱朝阳", (RE, LAND), (_BEIJING,)),
)


def _seed_agency(seed: _Seed, today: date, at: datetime) -> None:
    register_agency(
        code=seed.code,
        name=seed.name,
        fields=seed.fields,
        regions=seed.regions,
        grade=seed.grade,
        licence_no=f"鲁房评字第{seed.number:03d}号",
        licence_expires_on=today + timedelta(days=seed.licence_days),
        appraisers=dict.fromkeys(seed.fields, seed.staff),
        legal_representative=seed.legal_representative,
        listed_on=date(2019, 5, 1),
        shareholders=[{"name": name, "code": code} for name, code in seed.shareholders],
        controller_code=CONTROLLER_CODE if seed.is_controlled else None,
        controller_name=CONTROLLER if seed.is_controlled else "",
        declared_capacity=seed.capacity,
        phone=f"0531-0001{seed.number:04d}",
        address="演示数据，地址从略",
        actor=SYSTEM,
        at=at,
    )
    if seed.standing is not Standing.ELIGIBLE:
        days = seed.standing_days
        set_standing(
            code=seed.code,
            standing=seed.standing,
            reason=seed.standing_reason,
            until=today + timedelta(days=days) if days else None,
            actor=SYSTEM,
            at=at,
        )
    for _ in range(seed.open_commissions):
        count_commission(code=seed.code, opened=1)


def seed_agencies(at: datetime) -> list[str]:
    """Put the demo agencies on the list; return their credit codes."""
    today = local_date(at)
    for seed in AGENCIES:
        if queries.find_agency(seed.code) is None:
            _seed_agency(seed, today, at)
    return [seed.code for seed in AGENCIES]
