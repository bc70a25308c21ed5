"""Walk an appraisal as court and agency would, with a report, photographs and a video."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from app.documents.facade import render
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.money import Money
from appraisal import queries
from appraisal.models import Assignment
from appraisal.rules.report import OWN_CHECKS, ReportDraft, Signer, last_valid_day
from appraisal.rules.surveys import Attendee
from appraisal.seeds.inquiries import seed_platforms
from appraisal.seeds.scenes import make_photographs, make_video
from appraisal.services import commissioning, files, reports, routing, surveys
from appraisal.vocabulary import (
    AppraisalGround,
    Capacity,
    Presence,
    PriceRoute,
    ReviewCheck,
    ServiceMethod,
    Slot,
    ValuationMethod,
)
from registry import facade as registry

__all__ = [
    "make_photographs",
    "make_report",
    "make_video",
    "seed_commission",
    "seed_files",
    "seed_platforms",
    "seed_publication",
    "seed_report",
]

SIGNERS = (Signer("孟令泉", "3720150081"), Signer("陈立夏", "3720180046"))
SURVEY_PEOPLE = (
    Attendee("孟令泉", Capacity.APPRAISER, Presence.SIGNED),
    Attendee("陈立夏", Capacity.APPRAISER, Presence.SIGNED),
    Attendee("书记员", Capacity.COURT, Presence.SIGNED),
    Attendee("申请执行人代理人", Capacity.APPLICANT, Presence.SIGNED),
    Attendee("被执行人", Capacity.DEBTOR, Presence.ABSENT, "经通知未到场"),
    Attendee("社区工作人员", Capacity.WITNESS, Presence.SIGNED),
)
METHODS = (ValuationMethod.COMPARISON, ValuationMethod.INCOME)
METHOD_WORDS = ("比较法", "收益法")
FINDING_WORDS = {
    "title": "权属", "burdens": "权利负担", "occupation": "占有使用",
    "unpaid_taxes": "欠缴税费", "defects": "质量状况",
}  # fmt: skip


def make_report(assignment: Assignment, *, value: Money, on: date, report_no: str) -> bytes:
    """Return the PDF of a made-up agency's report on an asset."""
    asset = registry.get_asset(assignment.asset_no)
    return render(
        "demo_report",
        {
            "report_no": report_no,
            "agency_name": assignment.agency_name or "",
            "court_name": assignment.court_name,
            "case_number": assignment.case_number,
            "asset_title": asset.title,
            "asset_address": asset.address,
            "value": value,
            "methods": list(METHOD_WORDS),
            "valuation_on": on,
            "reported_on": on,
            "valid_until": last_valid_day(on, months=12) - timedelta(days=1),
            "findings": [
                [words, asset.facts.get(name, "")] for name, words in FINDING_WORDS.items()
            ],
            "signers": [
                {"name": signer.name, "license_no": signer.license_no} for signer in SIGNERS
            ],
        },
    )


def seed_commission(
    asset_no: str,
    *,
    clerk: Actor,
    basic_fee: Money,
    pay: Callable[[str], Any],
    schedule: str = "RE_1995_971",
    at: datetime,
) -> str:
    """Choose the route, ask for the fee and let ``pay(order_no)`` pay it; return the number.

    The draw must have a result. The commission follows when the reader hears of the money.
    """
    opened = routing.choose_route(
        asset_no,
        route=PriceRoute.COMMISSIONED_APPRAISAL,
        ground=AppraisalGround.BOTH_ASK,
        note="双方当事人一致要求委托评估。",
        actor=clerk,
        at=at,
    )
    asked = commissioning.ask_basic_fee(
        opened.no,
        amount=basic_fee,
        schedule=schedule,
        due_at=at + timedelta(days=7),
        actor=clerk,
        at=at,
    )
    pay(asked.fee_order_no or "")
    return opened.no


def seed_report(
    no: str, *, agency: Actor, value: Money, at: datetime, with_video: bool = True
) -> None:
    """Accept, survey, upload and hand in, as an agency would."""
    commissioning.accept_assignment(no, actor=agency, at=at)
    assignment = queries.get_assignment(no)
    asset = registry.get_asset(assignment.asset_no)
    surveys.record_survey(
        no,
        held_at=at - timedelta(minutes=1),
        place=asset.address,
        attendees=SURVEY_PEOPLE,
        notes=f"现场状况与法院查明情况一致。{asset.facts.get('defects', '')}",
        actor=agency,
        at=at,
    )
    seed_files(no, agency=agency, value=value, at=at, with_video=with_video)
    day = local_date(at)
    reports.hand_in_report(
        no,
        draft=ReportDraft(
            value=value,
            signers=SIGNERS,
            methods=METHODS,
            method_note="",
            valuation_on=day,
            reported_on=day,
            valid_until=last_valid_day(day, months=12) - timedelta(days=1),
            is_sealed=True,
            confirmed=OWN_CHECKS,
        ),
        report_no=_report_no(no, day),
        summary=f"估价对象为{asset.title}。采用比较法与收益法测算，结果差异在合理范围内。",
        reason="",
        actor=agency,
        at=at,
    )


def seed_files(
    no: str, *, agency: Actor, value: Money, at: datetime, with_video: bool = True
) -> None:
    """Lay report, photographs and video on the agency's desk."""
    assignment = queries.get_assignment(no)
    day = local_date(at)
    paper = make_report(assignment, value=value, on=day, report_no=_report_no(no, day))
    given: list[tuple[Slot, str, bytes]] = [(Slot.REPORT, "评估报告.pdf", paper)]
    asset = registry.get_asset(assignment.asset_no)
    pictures = make_photographs(asset.nature, int(asset.no[-4:]))
    given += [(Slot.PHOTO, name, picture) for name, picture in pictures.items()]
    if with_video:
        given.append((Slot.VIDEO, "现场勘验.mp4", make_video()))
    for slot, filename, content in given:
        files.add_file(no, slot=slot, source=content, filename=filename, actor=agency, at=at)


def _report_no(no: str, day: date) -> str:
    return f"泉城估字〔{day.year}〕第{no[-4:]}号"


def seed_publication(no: str, *, clerk: Actor, at: datetime) -> datetime:
    """Let all five checks hold and serve everybody; return when the last window is over."""
    assignment = queries.get_assignment(no)
    reports.publish_report(
        no,
        checks=dict.fromkeys(ReviewCheck, True),
        note="",
        service={
            party.id: reports.ServiceEntry(ServiceMethod.ELECTRONIC, at)
            for party in registry.parties_of(assignment.case_number)
        },
        actor=clerk,
        at=at,
    )
    ends_at = queries.get_assignment(no).window_ends_at
    assert ends_at is not None
    return ends_at
