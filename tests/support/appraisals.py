"""A case with its people and a finished draw, walked through its appraisal by the services."""

import io
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from flask import Flask
from PIL import Image

from app.identity.facade import actor_named
from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.trail.reader import run_readers
from appraisal import seeds
from appraisal.models import Assignment, Report
from appraisal.queries import get_assignment
from appraisal.readers import READERS
from appraisal.rules.report import OWN_CHECKS, ReportDraft, Signer
from appraisal.services import commissioning, files, reports, surveys
from appraisal.vocabulary import Slot, ValuationMethod
from registry import facade as registry
from registry import seeds as registry_seeds
from registry.seeds import SeedCase, SeedParty, seed_case, seed_draw
from registry.vocabulary import ASSET_FACTS, AssetNature, PartyRole
from tests.support.checkpoints import reach
from tests.support.money import PaperBank, make_bank
from tests.support.people import PASSWORD

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
#: After the draw: the strings are open for a day.
WED = NINE + timedelta(days=2)
HOUR = timedelta(hours=1)
VALUE = Money(220_000_000)
BASIC_FEE = Money(200_000)
APPLICANT_ID = "11010519491231002X"
DEBTOR_ID = "370102198801010013"


@dataclass
class Desk:
    """A case whose three agencies are drawn, and everybody who acts in it."""

    app: Flask
    folder: Path
    asset_no: str
    clerk: Actor
    applicant: Actor
    debtor: Actor
    judge: Actor
    #: The drawn agencies in order, each with one person.
    agencies: list[Actor]
    no: str = ""
    bank: PaperBank = field(init=False)

    def __post_init__(self) -> None:
        """Open the bank that everybody pays through."""
        self.bank = make_bank(self.app, self.folder)

    @property
    def agency(self) -> Actor:
        """The person of the agency that was drawn first."""
        return self.agencies[0]

    def walk(self, step: Hashable, work: Callable[[], Any]) -> Any:
        """Walk on from here, or take up the same walk; what the desk and its bank know goes along.

        Return what the work returns, which is no row.
        """

        def walked() -> Any:
            found = work()
            return found, self.no, self.bank.serial, self.bank.refunds, self.bank.asked

        found, self.no, self.bank.serial, self.bank.refunds, self.bank.asked = reach(
            self.app, step, walked
        )
        return found

    def assignment(self) -> Assignment:
        """Return the appraisal as it stands."""
        return get_assignment(self.no)

    def pay(self, order_no: str) -> None:
        """Let the applicant pay through the bank and the readers hear of it."""
        order = ledger.get_order(order_no)
        receipt = self.bank.receipt(
            order.no, payer=Payer("王芳", APPLICANT_ID), amount=order.amount, paid_at=clock.now()
        )
        answer = self.bank.tell(receipt)
        assert answer.status_code < 300, answer.text
        run_readers(READERS)


@cache
def _hash() -> str:
    """Hash the password once a run: argon2 is slow on purpose."""
    return people.hash_password(PASSWORD)


def _person(
    account: str,
    name: str,
    role: Role,
    *,
    number: str | None = None,
    court_id: int | None = None,
    agency_code: str | None = None,
) -> Actor:
    people.register_person(
        account=account,
        password=PASSWORD,
        name=name,
        kind=PersonKind.NATURAL,
        id_number=number,
        roles=frozenset({role}),
        at=NINE,
        court_id=court_id,
        agency_code=agency_code,
        hashed=_hash(),
    )
    return actor_named(account)


def open_desk(app: Flask, folder: Path, *, with_draw: bool = True) -> Desk:
    """Write a case of two parties and a flat, and draw three agencies for it."""
    written = reach(app, ("open_desk", with_draw), lambda: _write_case(with_draw=with_draw))
    return Desk(app, folder, *written)


def _write_case(*, with_draw: bool) -> tuple[str, Actor, Actor, Actor, Actor, list[Actor]]:
    court = registry_seeds.seed_courts()[0]
    registry_seeds.seed_agencies(NINE)
    clerk = _person("clerk", "书记员", Role.CLERK, court_id=court.id)
    judge = _person("presiding", "李明", Role.JUDGE, court_id=court.id)
    applicant = _person("applicant", "王芳", Role.PARTY, number=APPLICANT_ID)
    debtor = _person("debtor", "李强", Role.PARTY, number=DEBTOR_ID)
    plan = SeedCase(
        number="（2026）鲁0102执1234号", cause="借款合同纠纷", judge_name="李明",
        nature=AssetNature.HOUSING, title="历下区解放路100号3单元502室住宅",
        address="济南市历下区解放路100号", estimated_value=Money(230_000_000),
        findings=dict.fromkeys(ASSET_FACTS, "已查明"),
        parties=(
            SeedParty(PartyRole.APPLICANT, "王芳", PersonKind.NATURAL, APPLICANT_ID, "applicant",
                      Money(150_000_000)),
            SeedParty(PartyRole.DEBTOR, "李强", PersonKind.NATURAL, DEBTOR_ID, "debtor"),
        ),
    )  # fmt: skip
    asset_no = seed_case(plan, clerk=clerk, at=NINE)
    agencies = []
    if with_draw:
        seed_draw(asset_no, clerk=clerk, givers=[applicant, debtor], at=NINE)
        for rank, drawn in enumerate(registry.draw_result(asset_no).order, 1):
            agencies.append(
                _person(f"agency{rank}", drawn.name, Role.AGENCY, agency_code=drawn.code)
            )
    return asset_no, clerk, applicant, debtor, judge, agencies


def commission(desk: Desk, at: datetime = WED) -> Assignment:
    """Walk until the first agency has the commission."""

    def work() -> None:
        desk.no = seeds.seed_commission(
            desk.asset_no, clerk=desk.clerk, basic_fee=BASIC_FEE, pay=desk.pay, at=at
        )

    desk.walk(("commission", at), work)
    return desk.assignment()


def survey(desk: Desk, at: datetime = WED + 2 * HOUR, **changes: Any) -> None:
    """Accept and record a survey."""
    given: dict[str, Any] = {
        "held_at": at - HOUR / 2, "place": "解放路100号",
        "attendees": seeds.SURVEY_PEOPLE, "notes": "空置，普通装修。", **changes,
    }  # fmt: skip

    def work() -> None:
        commissioning.accept_assignment(desk.no, actor=desk.agency, at=at - HOUR)
        surveys.record_survey(desk.no, actor=desk.agency, at=at, **given)

    desk.walk(("survey", at, repr(given)), work)


def small_picture(tone: int = 120) -> bytes:
    """Return a small JPEG; another tone is another file."""
    target = io.BytesIO()
    Image.new("RGB", (320, 240), (tone, 140, 90)).save(target, "JPEG")
    return target.getvalue()


def small_pdf(words: str = "评估报告") -> bytes:
    """Return a one-page PDF with nothing active in it."""
    paper = pikepdf.new()
    paper.add_blank_page(page_size=(595, 842))
    paper.docinfo["/Title"] = words
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def lay_files(desk: Desk, at: datetime = WED + 3 * HOUR, *, words: str = "评估报告") -> None:
    """Lay a report and one photograph on the desk."""

    def work() -> None:
        for slot, name, content in (
            (Slot.REPORT, "评估报告.pdf", small_pdf(words)),
            (Slot.PHOTO, "客厅.jpg", small_picture()),
        ):
            files.add_file(
                desk.no, slot=slot, source=content, filename=name, actor=desk.agency, at=at
            )

    desk.walk(("lay_files", at, words), work)


def make_draft(**changes: Any) -> ReportDraft:
    """Return the statements of a report without a fault."""
    given: dict[str, Any] = {
        "value": VALUE,
        "signers": (Signer("孟令泉", "3720150081"), Signer("陈立夏", "3720180046")),
        "methods": (ValuationMethod.COMPARISON, ValuationMethod.INCOME),
        "method_note": "",
        "valuation_on": date(2026, 3, 4),
        "reported_on": date(2026, 3, 4),
        "valid_until": date(2027, 3, 3),
        "is_sealed": True,
        "confirmed": OWN_CHECKS,
    }
    return ReportDraft(**{**given, **changes})


def hand_in(
    desk: Desk, at: datetime = WED + 4 * HOUR, *, reason: str = "", **changes: Any
) -> Report:
    """Hand a report in with the files on the desk."""
    return reports.hand_in_report(
        desk.no, draft=make_draft(**changes), report_no="泉城估字〔2026〕第1号",
        summary="普通住宅，空置。", reason=reason, actor=desk.agency, at=at,
    )  # fmt: skip


def reported(desk: Desk) -> Desk:
    """Walk until the court has the report."""

    def work() -> None:
        commission(desk)
        survey(desk)
        lay_files(desk)
        hand_in(desk)

    desk.walk("reported", work)
    return desk


def published(desk: Desk, at: datetime = WED + 5 * HOUR) -> datetime:
    """Walk until the report is public; return when the last window is over."""

    def work() -> datetime:
        reported(desk)
        return seeds.seed_publication(desk.no, clerk=desk.clerk, at=at)

    ends_at: datetime = desk.walk(("published", at), work)
    return ends_at
