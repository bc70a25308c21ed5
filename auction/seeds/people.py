"""The demo people: one for each role, all made up, with valid but unissued numbers."""

from dataclasses import dataclass
from datetime import datetime

from stdnum.cn import ric

from app.identity.facade import find_person
from app.identity.seeds import seed_person
from app.identity.vocabulary import PersonKind
from app.kernel.permissions import Role
from registry.seeds import AGENCIES, credit_code

N, L = PersonKind.NATURAL, PersonKind.LEGAL


def resident_id(serial: int, born: str = "19850615") -> str:
    """Make a resident number with a valid check digit; whoever bears it is made up."""
    body = f"370102{born}{serial:03d}"
    # The package wants the whole number and overlooks its last sign.
    return body + str(ric.calc_check_digit(body + "0"))


@dataclass(frozen=True)
class DemoPerson:
    """One demo account, what it is for, and the number behind its name."""

    account: str
    name: str
    purpose: str
    roles: tuple[Role, ...]
    kind: PersonKind = N
    id_number: str | None = None
    is_of_court: bool = False


PEOPLE = (
    DemoPerson("clerk", "王书记员", "立案、摇号、公告", (Role.CLERK,), is_of_court=True),
    DemoPerson("clerk2", "赵书记员", "复核录入摇号数源", (Role.CLERK,), is_of_court=True),
    DemoPerson("judge", "李法官", "合议、监督竞价、批准分配", (Role.JUDGE,), is_of_court=True),
    DemoPerson("judge2", "赵法官", "合议庭成员：在评议笔录上签名", (Role.JUDGE,), is_of_court=True),
    DemoPerson("judge3", "孙法官", "合议庭成员：在评议笔录上签名", (Role.JUDGE,), is_of_court=True),
    DemoPerson("finance", "陈会计", "收款、退款、付款、对账", (Role.FINANCE,), is_of_court=True),
    DemoPerson("finance2", "孙会计", "复核付款、收款账户和日结", (Role.FINANCE,), is_of_court=True),
    DemoPerson("inspector", "周监察", "查阅全部留痕（只读）", (Role.INSPECTOR,)),
    DemoPerson("observer", "郑检察官", "凭授权查阅案件（只读）", (Role.OBSERVER,)),
    DemoPerson("operator", "平台运维", "演练时钟", (Role.OPERATOR,)),
    DemoPerson(
        "applicant", "济南泉城商业银行股份有限公司", "申请执行人：预交评估费、提交摇号用语",
        (Role.PARTY,), L, credit_code(80),
    ),
    DemoPerson(
        "debtor", "刘建国", "被执行人：提交摇号用语、查看进度", (Role.PARTY,), N, resident_id(101)
    ),
    DemoPerson("bidder1", "张伟", "竞买人", (Role.BIDDER,), N, resident_id(201)),
    DemoPerson("bidder2", "吴敏", "竞买人", (Role.BIDDER,), N, resident_id(222)),
    DemoPerson(
        "bidder3", "山东海岱贸易有限公司", "竞买人（单位）", (Role.BIDDER,), L, credit_code(81)
    ),
    # Whom the screens of the demo have something about.
    DemoPerson("bidder4", "孙立强", "竞买人（有风险提示）", (Role.BIDDER,), N, resident_id(241)),
    DemoPerson("bidder5", "马晓东", "竞买人（有风险提示）", (Role.BIDDER,), N, resident_id(253)),
    DemoPerson("bidder6", "孙立国", "竞买人（有风险提示）", (Role.BIDDER,), N, resident_id(265)),
)  # fmt: skip


def agency_account(number: int) -> str:
    """Return the demo account of an agency."""
    return f"agency{number:02d}"


def seed_people(*, court_id: int, password: str, at: datetime) -> None:
    """Open the demo accounts; those already there stay as they are."""
    for person in PEOPLE:
        if find_person(person.account) is None:
            seed_person(
                account=person.account, password=password, name=person.name, kind=person.kind,
                id_number=person.id_number, roles=frozenset(person.roles), at=at,
                court_id=court_id if person.is_of_court else None,
            )  # fmt: skip
    for agency in AGENCIES:
        account = agency_account(agency.number)
        if find_person(account) is None:
            seed_person(
                account=account, password=password, name=agency.name, kind=L, id_number=None,
                roles=frozenset({Role.AGENCY}), agency_code=agency.code, at=at,
            )  # fmt: skip


def people_table(password: str) -> str:
    """Return the demo people as the lines that `make run` prints."""
    lines = [f"演示账号（密码均为 {password}）  Demo people, one password for all:"]
    lines += [f"  {person.account:<10} {person.name}　{person.purpose}" for person in PEOPLE]
    lines.append("  agency01…18 评估机构（摇中哪家用哪个账号，账号见摇号结果页机构序号）")
    return "\n".join(lines)
