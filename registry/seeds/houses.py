"""The auction houses and the auxiliary agencies of the demo; all made up."""

from collections.abc import Sequence

from registry.seeds.codes import JINAN, QINGDAO, YANTAI
from registry.seeds.plan import AgencySeed
from registry.vocabulary import AgencyField, AgencyKind

GENERAL, RELICS = AgencyField.AUCTION_GENERAL, AgencyField.AUCTION_RELICS
MATERIALS, VIEWING, CUSTODY = (
    AgencyField.AUX_MATERIALS,
    AgencyField.AUX_VIEWING,
    AgencyField.AUX_CUSTODY,
)
_HOUSE_LICENCE, _HELPER_LICENCE = "鲁商拍字第{:03d}号", "鲁法辅字第{:03d}号"


def _house(
    number: int,
    name: str,
    grade: int,
    staff: int,
    chief: str,
    fields: Sequence[AgencyField] = (GENERAL,),
    region: str = JINAN,
) -> AgencySeed:
    return AgencySeed(
        number,
        name,
        grade,
        staff,
        chief,
        fields,
        (region,),
        kind=AgencyKind.AUCTION_HOUSE,
        licence=_HOUSE_LICENCE,
    )


def _helper(
    number: int,
    name: str,
    grade: int,
    staff: int,
    chief: str,
    fields: Sequence[AgencyField],
    region: str = JINAN,
) -> AgencySeed:
    return AgencySeed(
        number,
        name,
        grade,
        staff,
        chief,
        fields,
        (region,),
        kind=AgencyKind.AUXILIARY,
        licence=_HELPER_LICENCE,
    )


HOUSES = (
    _house(31, "山东泰岱拍卖有限公司", 1, 14, "魏泰岱", (GENERAL, RELICS)),
    _house(32, "济南稼轩拍卖有限公司", 1, 9, "辛稼轩"),
    _house(33, "山东汇波拍卖有限公司", 2, 7, "韩汇波", (GENERAL, RELICS)),
    _house(34, "济南槐荫拍卖行有限公司", 2, 5, "槐青山"),
    _house(35, "青岛琴屿拍卖有限公司", 1, 11, "秦琴屿", (GENERAL, RELICS), QINGDAO),
    _house(36, "烟台蓬莱阁拍卖有限公司", 2, 6, "田蓬莱", (GENERAL,), YANTAI),
)
HELPERS = (
    _helper(41, "山东明眸影像服务有限公司", 1, 16, "梁明眸", (MATERIALS, VIEWING)),
    _helper(42, "济南引路看样服务有限公司", 2, 12, "路引之", (VIEWING, MATERIALS)),
    _helper(43, "济南安仓保管有限公司", 1, 22, "安守仓", (CUSTODY,)),
    _helper(44, "山东顺达司法辅助服务有限公司", 2, 18, "顺成达", (MATERIALS, VIEWING, CUSTODY)),
    _helper(45, "济南众诚司法辅助服务有限公司", 3, 6, "成众诚", (MATERIALS, VIEWING, CUSTODY)),
    _helper(46, "青岛海岸辅助服务有限公司", 2, 9, "海岸生", (MATERIALS, VIEWING, CUSTODY), QINGDAO),
)
