"""The demo cases: titles are made up, the figures are those of real listings (domain.md 1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.identity.vocabulary import PersonKind
from app.kernel.money import Money
from auction.seeds.people import resident_id
from registry.seeds import SeedCase, SeedParty, credit_code
from registry.vocabulary import AssetNature, PartyRole

N, L = PersonKind.NATURAL, PersonKind.LEGAL

#: The five findings of 法释〔2018〕15号 art. 3 for an ordinary flat.
_FLAT_FINDINGS = {
    "title": "不动产权证登记于被执行人名下，单独所有，本院首封。",
    "burdens": "抵押登记一笔，抵押权人为申请执行人；无其他权利负担。",
    "occupation": "现由被执行人居住，本院负责腾退，已张贴腾退公告。",
    "unpaid_taxes": "截至勘验日物业费欠缴约 3,200 元，其余未见欠缴。",
    "defects": "未见结构性损坏，室内装修一般使用痕迹。",
}
_CAR_FINDINGS = {
    "title": "登记于被执行人名下，本院已查封档案并扣押车辆。",
    "burdens": "无抵押登记。",
    "occupation": "停放于法院指定停车场，钥匙一把。",
    "unpaid_taxes": "未处理违章 2 起，罚款合计 300 元。",
    "defects": "左前翼子板补漆，行驶里程约 7.4 万公里，年检有效。",
}


def _parties(claim_fen: int, other_fen: int = 0) -> tuple[SeedParty, ...]:
    applicant = SeedParty(
        PartyRole.APPLICANT, "济南泉城商业银行股份有限公司", L, credit_code(80), "applicant",
        Money(claim_fen), is_secured=True,
    )  # fmt: skip
    debtor = SeedParty(PartyRole.DEBTOR, "刘建国", N, resident_id(101), "debtor")
    other = SeedParty(
        PartyRole.OTHER_CREDITOR, "济南明湖装饰工程有限公司", L, credit_code(82), None,
        Money(other_fen or 1),
    )  # fmt: skip
    return (applicant, debtor, other) if other_fen else (applicant, debtor)


@dataclass(frozen=True)
class DemoPlan:
    """A case and how far the demo takes it; `opens_in` counts from now."""

    case: SeedCase
    appraised: Money | None = None
    start: Money | None = None
    step: Money | None = None
    deposit: Money | None = None
    opens_in: timedelta = timedelta()
    lasts: timedelta = timedelta(hours=24)
    #: Bids in steps above the start price by demo bidder, before now.
    bids: Sequence[tuple[str, int]] = ()
    #: Who paid the deposit and never bid; who enrolled minutes before the end and never paid.
    silent: Sequence[str] = ()
    late: Sequence[str] = ()
    #: A program of this bidder answers every bid that follows: what S10 finds.
    machine: str = ""
    #: Whether the buyer has paid and the money is shared out.
    is_settled: bool = False


def _case(number: int, title: str, estimate_fen: int, **more: object) -> SeedCase:
    given: dict[str, object] = {
        "number": f"(2026)鲁0102执{number}号", "cause": "金融借款合同纠纷",
        "judge_name": "李法官", "nature": AssetNature.HOUSING, "title": title,
        "address": "济南市历下区", "estimated_value": Money(estimate_fen),
        "findings": _FLAT_FINDINGS, "parties": _parties(estimate_fen // 2),
    }  # fmt: skip
    return SeedCase(**{**given, **more})  # type: ignore[arg-type]


#: Registered and ready for its draw: the case of `make demo-day` and of a first visit.
#: Figures of PRC-01 (a real listing): 1,634,094 yuan, 70 % is 1,143,865.80.
FRESH = DemoPlan(
    _case(
        1618, "济南市历下区文化东路 58 号 3 号楼 2 单元 1201 室", 163_409_400,
        address="济南市历下区文化东路 58 号", description="住宅，建筑面积 118.42 平方米，12/18 层。",
        parties=_parties(90_000_000, 20_000_000),
    )
)  # fmt: skip

#: PRC-03: 1,480,000 on 2,098,000, deposit 280,000, step 7,000.
LIVE = DemoPlan(
    _case(1520, "济南市历下区解放路 128 号 5 号楼 1 单元 902 室", 210_000_000,
          address="济南市历下区解放路 128 号", description="住宅，建筑面积 132.6 平方米，9/11 层。"),
    Money(209_800_000), Money(148_000_000), Money(700_000), Money(28_000_000),
    timedelta(hours=-22, minutes=-30), bids=(("bidder1", 0), ("bidder2", 2), ("bidder1", 3)),
    machine="bidder4",
)  # fmt: skip

#: PRC-07: 686,910 on 981,300 (70 %).
LIVE_QUIET = DemoPlan(
    _case(1533, "济南市历下区窑头路 9 号 2 号楼 3 单元 401 室", 98_000_000,
          address="济南市历下区窑头路 9 号", description="住宅，建筑面积 71.3 平方米，4/6 层。"),
    Money(98_130_000), Money(68_691_000), Money(350_000), Money(7_000_000), timedelta(hours=-4),
)  # fmt: skip

#: DEP-01: start 11,787,511, deposit 2,357,502, step 58,000.
COMING = DemoPlan(
    _case(1544, "济南市历下区工业南路 66 号厂房及土地使用权", 1_680_000_000,
          address="济南市历下区工业南路 66 号", nature=AssetNature.INDUSTRIAL,
          description="工业厂房两幢，建筑面积 6,210 平方米，出让工业用地至 2056 年。"),
    Money(1_683_930_100), Money(1_178_751_100), Money(5_800_000), Money(235_750_200),
    timedelta(hours=26),
)  # fmt: skip

#: A movable of 114,800 yuan with a step of 1,000.
COMING_CAR = DemoPlan(
    _case(1551, "奥迪 A4L 小型轿车（鲁 A 牌照，2019 年登记）", 16_000_000, nature=AssetNature.VEHICLE,
          address="济南市历下区法院指定停车场", findings=_CAR_FINDINGS,
          cause="民间借贷纠纷", description="2019 年 6 月登记，2.0T，行驶约 7.4 万公里。"),
    Money(16_400_000), Money(11_480_000), Money(100_000), Money(2_000_000), timedelta(days=3),
)  # fmt: skip

#: 255,747 yuan at 70 %: sold, paid and shared out.
SETTLED = DemoPlan(
    _case(1402, "济南市历下区山大南路 20 号地下车库 B1-117 车位", 25_500_000,
          address="济南市历下区山大南路 20 号", nature=AssetNature.COMMERCIAL,
          description="地下车位一个，产权面积 37.9 平方米。", parties=_parties(12_000_000, 6_000_000)),
    Money(25_574_700), Money(17_902_290), Money(50_000), Money(1_800_000), timedelta(days=-16),
    bids=(("bidder2", 0), ("bidder1", 1), ("bidder3", 3), ("bidder1", 4), ("bidder3", 6)),
    late=("bidder5", "bidder6"), is_settled=True,
)  # fmt: skip


def _shop(number: int, place: str, fen: int, days: int, buyer: str) -> DemoPlan:
    """Return a shop sold some days ago to one of two who always come together."""
    case = _case(
        number, f"济南市历下区泺源大街 88 号{place}商铺", fen, nature=AssetNature.COMMERCIAL,
        address=f"济南市历下区泺源大街 88 号{place}",
        description="临街商铺一间，建筑面积 41.2 平方米。",
    )  # fmt: skip
    return DemoPlan(
        case, Money(fen), Money(fen * 7 // 10), Money(200_000), Money(fen // 10),
        timedelta(days=-days), bids=(("bidder2", 0), (buyer, 1)),
        silent=("bidder4",) if buyer == "bidder5" else ("bidder5",),
    )  # fmt: skip


#: Two sales that bidder4 and bidder5 won in turns while the other kept silent: what the screens of
#: a ring find, whatever the two say of it.
RING = (
    _shop(1461, "一层 103", 62_000_000, 6, "bidder4"),
    _shop(1462, "一层 105", 60_500_000, 5, "bidder5"),
)

LOTS = (SETTLED, *RING, LIVE, LIVE_QUIET, COMING, COMING_CAR)
