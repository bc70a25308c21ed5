"""A filed case whose parties have accounts, platforms on the list, and shortcuts on the routes."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import rfc8785
from flask import Flask

from app.identity import vault
from app.identity.facade import actor_named
from app.inquiry_sandbox.keys import COURT_PUBLIC, PlatformKey, load_key
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from appraisal.models import Assignment
from appraisal.models.inquiry import NetworkInquiry, PlatformInquiry
from appraisal.queries import get_assignment
from appraisal.queries.inquiries import find_network_inquiry
from appraisal.services import inquiry_intake, inquiry_platforms, network_inquiry, routing
from appraisal.services import price_negotiating as negotiating
from appraisal.services.inquiry_wire import SANDBOX, SignedBody
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.inquiries import RouteBasis, RouteFault
from tests.support.appraisals import WED, Desk, open_desk
from tests.support.people import make_person

LAST_DAY = date(2026, 3, 11)
PRICE = Money(210_000_000)
FEE = Money(100_001)
NAMES = {"A": "甲询价平台", "B": "乙询价平台", "C": "丙询价平台"}


@dataclass
class RouteDesk:
    """A case that is filed and has its facts."""

    desk: Desk
    debtor: Actor
    operator: Actor
    no: str
    keys: dict[str, PlatformKey] = field(default_factory=dict)

    @property
    def clerk(self) -> Actor:
        return self.desk.clerk

    @property
    def applicant(self) -> Actor:
        return self.desk.applicant

    def assignment(self) -> Assignment:
        return get_assignment(self.no)

    def inquiry(self) -> NetworkInquiry:
        found = find_network_inquiry(self.assignment().id)
        assert found is not None
        return found

    def result(self, code: str) -> PlatformInquiry:
        return next(one for one in self.inquiry().results if one.code == code)

    def tell(self, code: str, content: dict[str, Any], *, at: Any, forged: bool = False) -> Any:
        """Let a platform say something, signed with its key or with another's."""
        body = rfc8785.dumps({"platform": code, **content})
        return inquiry_intake.take_message(code, self.signed(code, body, forged=forged), at=at)

    def signed(self, code: str, body: bytes, *, forged: bool = False) -> SignedBody:
        key = self.keys["B" if code == "A" else "A"] if forged else self.keys[code]
        stamp = str(int(clock.real_now().timestamp()))
        return SignedBody(body, stamp, key.sign(stamp, body))

    def report(self, code: str, value: int, /, *, at: Any, number: int = 1, **changes: Any) -> Any:
        content = {
            "kind": "report",
            "message_id": f"{code}-{number}",
            "inquiry_no": self.inquiry().no,
            "value": str(value),
            "valid_until": "2026-08-31",
            "report_no": f"{code}字1号",
            **changes,
        }
        return self.tell(code, content, at=at)


def file_case(app: Flask, folder: Path) -> RouteDesk:
    """Write the case and file its asset; the facts are all there."""
    desk = open_desk(app, folder, with_draw=False)
    operator = make_person("operator", Role.OPERATOR)
    no = routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no
    desk.no = no
    return RouteDesk(desk, actor_named("debtor"), operator, no)


def list_three(case: RouteDesk, folder: Path) -> None:
    """Put three platforms on the list, whose keys lie in a folder as the sandbox keeps them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / COURT_PUBLIC).write_text(vault.public_key())
    for code, name in NAMES.items():
        case.keys[code] = load_key(folder, code)
        inquiry_platforms.list_platform(
            code=code, name=name, url=f"{SANDBOX}{code}", public_key=case.keys[code].public,
            fee=FEE, actor=case.operator, at=WED,
        )  # fmt: skip


def open_window(case: RouteDesk) -> None:
    """Ask the parties for a price."""
    negotiating.open_price_negotiation(case.no, last_day=LAST_DAY, actor=case.clerk, at=WED)


def figure(case: RouteDesk, actor: Actor, value: Money = PRICE, *, at: Any = None) -> None:
    """Hand in a price."""
    negotiating.hand_in_figure(
        case.no, value=value, valid_until=None, actor=actor, at=at or WED + timedelta(hours=1)
    )


def rule_out(case: RouteDesk, route: PriceRoute, fault: RouteFault) -> None:
    """Write down that the next route is impossible."""
    routing.rule_out(case.no, route=route, fault=fault, note="见笔录。", actor=case.clerk, at=WED)


def open_network(case: RouteDesk, **changes: Any) -> NetworkInquiry:
    """Commission all platforms at the request of both sides."""
    given: dict[str, Any] = {
        "needs_no_survey": True, "fee": FEE, "features": "南北通透",
        "basis": RouteBasis.JOINT_REQUEST, "basis_note": "双方当事人于笔录中一致要求。",
        "actor": case.clerk, "at": WED,
    }  # fmt: skip
    return network_inquiry.open_network_inquiry(case.no, **{**given, **changes})


def body_of(content: dict[str, Any]) -> bytes:
    """Return a message as bytes."""
    return json.dumps(content).encode()
