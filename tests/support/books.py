"""A court, a case with its parties, an asset and the demo agencies, for tests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from flask import current_app

from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from registry import seeds
from registry.models import Asset, CourtCase, Draw
from registry.services import cases, draws, entropy, negotiating
from registry.vocabulary import ASSET_FACTS, AssetNature, PartyRole, WaiverGround
from tests.support.checkpoints import reach

T = TypeVar("T")

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
LATER = NINE + timedelta(hours=48)
#: A made-up resident number with a valid check digit.
WANG_ID = "11010519491231002X"
FINDINGS = dict.fromkeys(ASSET_FACTS, "已查明")

APPLICANT = Actor(101, "applicant", "申请人", frozenset({Role.PARTY}))
DEBTOR = Actor(102, "debtor", "被执行人", frozenset({Role.PARTY}))
STRANGER = Actor(103, "stranger", "路人", frozenset({Role.PARTY}))
INSPECTOR = Actor(104, "inspector", "纪检", frozenset({Role.INSPECTOR}))


@dataclass
class Books:
    """What was written, and the staff who may act on it."""

    court_id: int
    case: CourtCase
    asset: Asset
    clerk: Actor = field(init=False)
    judge: Actor = field(init=False)

    def __post_init__(self) -> None:
        """Give the court its people."""
        self.clerk = clerk_of(self.court_id)
        self.judge = Actor(202, "judge", "法官", frozenset({Role.JUDGE}), self.court_id)


def clerk_of(court_id: int) -> Actor:
    """Return a clerk of a court."""
    return Actor(201, "clerk", "书记员", frozenset({Role.CLERK}), court_id)


def add_asset(case: CourtCase, clerk: Actor, **changes: Any) -> Asset:
    """Write a flat of 3.2 million yuan into a case."""
    given: dict[str, Any] = {
        "nature": AssetNature.HOUSING,
        "title": "历下区解放路 100 号 3 单元 502 室住宅",
        "address": "济南市历下区解放路 100 号",
        "region_code": "370102",
        "estimated_value": Money(320_000_000),
        "seized_on": date(2026, 2, 20),
        "found": FINDINGS,
    }
    return cases.register_asset(case_id=case.id, actor=clerk, at=NINE, **{**given, **changes})


def write_books(*, with_agencies: bool = True, number: str = "（2026）鲁0102执1234号") -> Books:
    """Write a court, a case of two parties and a flat, and the agencies unless told not to."""
    court_id, case_id, asset_id = reach(
        current_app,
        ("write_books", with_agencies, number),
        lambda: _written(with_agencies=with_agencies, number=number),
    )
    return Books(court_id, _row(CourtCase, case_id), _row(Asset, asset_id))


def _row(kind: type[T], key: int) -> T:
    found = db.session.get(kind, key)
    assert found is not None
    return found


def _written(*, with_agencies: bool, number: str) -> tuple[int, int, int]:
    court = seeds.seed_courts()[0]
    if with_agencies:
        seeds.seed_agencies(NINE)
    clerk = clerk_of(court.id)
    case = cases.register_case(
        number=number,
        cause="金融借款合同纠纷",
        filed_on=date(2026, 2, 10),
        judge_name="李明",
        actor=clerk,
        at=NINE,
    )
    cases.add_party(
        case_id=case.id,
        role=PartyRole.APPLICANT,
        name="齐鲁示范银行股份有限公司",
        kind=PersonKind.LEGAL,
        id_number=seeds.credit_code(80),
        claim=Money(250_000_000),
        is_secured=True,
        person_id=APPLICANT.person_id,
        actor=clerk,
        at=NINE,
    )
    cases.add_party(
        case_id=case.id,
        role=PartyRole.DEBTOR,
        name="王某",
        kind=PersonKind.NATURAL,
        id_number=WANG_ID,
        person_id=DEBTOR.person_id,
        actor=clerk,
        at=NINE,
    )
    return court.id, case.id, add_asset(case, clerk).id


def _drawn(books: Books, step: str, walk: Callable[[], Draw]) -> Draw:
    """Walk a draw a step on, or take the step up; return its row."""
    asset_no = books.asset.no
    return _row(Draw, reach(current_app, (step, asset_no), lambda: walk().id))


def prepared_draw(books: Books) -> Draw:
    """Prepare a draw whose parties do not negotiate."""

    def walk() -> Draw:
        draw = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)
        if draw.negotiation_waiver is None:
            waived(books, draw.no)
        return draw

    return _drawn(books, "prepared", walk)


def waived(books: Books, no: str) -> None:
    """Write down that the parties of a draw do not negotiate."""
    negotiating.waive_negotiation(
        no=no,
        ground=WaiverGround.PARTY_DECLINED,
        note="双方均不协商",
        actor=books.clerk,
        at=NINE,
    )


def frozen_draw(books: Books) -> Draw:
    """Prepare and freeze a draw for the asset; its list may be objected to until LATER."""

    def walk() -> Draw:
        draw = prepared_draw(books)
        return draws.freeze_draw(no=draw.no, strings_until=LATER, actor=books.clerk, at=NINE)

    return _drawn(books, "frozen", walk)


def closed_draw(books: Books) -> Draw:
    """Freeze a draw, hand in the strings of both sides, and open them."""

    def walk() -> Draw:
        draw = frozen_draw(books)
        entropy.hand_in_string(no=draw.no, text="泉城 8417", actor=APPLICANT, at=NINE)
        entropy.hand_in_string(no=draw.no, text="220519", actor=DEBTOR, at=NINE)
        return entropy.close_entropy(no=draw.no, actor=books.clerk, at=NINE + timedelta(hours=1))

    return _drawn(books, "closed", walk)


def finished_draw(books: Books) -> Draw:
    """Carry a draw through to its order."""

    def walk() -> Draw:
        draw = closed_draw(books)
        return draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)

    return _drawn(books, "finished", walk)
