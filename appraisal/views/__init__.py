"""Gather what people and programs are shown of one appraisal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.web.errors import Problem, describe
from app.web.modules import Chapter
from appraisal import queries
from appraisal.messages import GROUNDS, PARTY_ROLES, PICTURE_ROLES, ROUTES, STATES, TAGS
from appraisal.models import (
    Appointment,
    Assignment,
    Attachment,
    Report,
    ReportService,
    Review,
    Survey,
)
from appraisal.services.files import KINDS, purpose_of
from appraisal.vocabulary import PRICED, AssignmentState, PictureRole, PriceRoute, Slot, Verdict
from registry import facade as registry
from registry.vocabulary import PartyRole


def get_published(no: str) -> Assignment:
    """Return an appraisal that was opened to everyone; raise NotFound for any other."""
    assignment = queries.get_assignment(no)
    if assignment.published_at is None:
        raise NotFound("appraisal", no)
    return assignment


@dataclass(frozen=True)
class DeskFile:
    """A file on the agency's desk."""

    attachment: Attachment
    media: media.MediaView


@dataclass(frozen=True)
class Window:
    """One party's time to object, by role and never by name."""

    party: str
    received_at: datetime
    service: ReportService

    def is_open(self, now: datetime) -> bool:
        """Say whether this party may still object."""
        return now < self.service.window_ends_at


def tag(assignment: Assignment) -> tuple[str, Any]:
    """Return the status tag of an appraisal."""
    return TAGS[assignment.state], STATES[assignment.state]


def desk_files(assignment: Assignment) -> dict[Slot, list[DeskFile]]:
    """Return the files on the desk by what they are."""
    attachments = queries.list_attachments(assignment.id)
    views = {view.id: view for view in media.list_media(a.media_id for a in attachments)}
    files: dict[Slot, list[DeskFile]] = {slot: [] for slot in Slot}
    for attachment in attachments:
        files[attachment.slot].append(DeskFile(attachment, views[attachment.media_id]))
    return files


def windows(report: Report, case_number: str) -> list[Window]:
    """Return the window of every party; two of the same role are told apart by a number."""
    services = queries.list_services(report.id)
    order = [party.id for party in registry.parties_of(case_number)]
    # A party that has left the case since stands last.
    places = {party_id: place for place, party_id in enumerate(order)}
    services = sorted(services, key=lambda s: places.get(s.party_id, len(order)))
    roles = [service.party_role for service in services]
    shown = []
    for index, service in enumerate(services):
        name = str(PARTY_ROLES[PartyRole(service.party_role)])
        if roles.count(service.party_role) > 1:
            name = f"{name} {roles[: index + 1].count(service.party_role)}"
        shown.append(Window(name, service.received_at, service))
    return shown


@dataclass(frozen=True)
class Story:
    """All that is known of an appraisal, for those who may see it."""

    assignment: Assignment
    appointments: list[Appointment]
    surveys: list[Survey]
    reports: list[Report]
    reviews: list[Review]
    windows: list[Window]
    commission: papers.PaperView | None
    statement: papers.PaperView | None

    @property
    def report(self) -> Report | None:
        """The newest revision."""
        return self.reports[-1] if self.reports else None

    @property
    def published(self) -> list[Report]:
        """The revisions that were ever opened to everyone, oldest first."""
        passed = {r.report_id for r in self.reviews if r.verdict is Verdict.PASSED}
        return [report for report in self.reports if report.id in passed]

    @property
    def pictures(self) -> list[media.MediaView]:
        """Photographs of the newest revision."""
        return [view for view in self._media if view.kind is media.MediaKind.PICTURE]

    @property
    def videos(self) -> list[media.MediaView]:
        """Videos of the newest revision."""
        return [view for view in self._media if view.kind is media.MediaKind.VIDEO]

    @property
    def _media(self) -> list[media.MediaView]:
        return media.list_media(self.report.media) if self.report else []

    @property
    def report_file(self) -> media.MediaView | None:
        """The PDF of the newest revision."""
        return media.get_media(self.report.media_id) if self.report else None

    @property
    def last_return(self) -> Review | None:
        """Why the newest revision went back, while it has to be corrected."""
        if self.assignment.state is not AssignmentState.CORRECTING or not self.reviews:
            return None
        return self.reviews[-1]


def story_of(assignment: Assignment) -> Story:
    """Gather an appraisal."""
    appointments = list(queries.list_appointments(assignment.id))
    reports = list(queries.list_reports(assignment.id))
    reviews = list(queries.list_reviews([report.id for report in reports]))
    turn = appointments[-1].turn if appointments else 0
    return Story(
        assignment=assignment,
        appointments=appointments,
        surveys=list(queries.list_surveys(assignment.id)),
        reports=reports,
        reviews=reviews,
        windows=windows(reports[-1], assignment.case_number) if reports else [],
        commission=papers.find(papers.PaperKind.APPRAISAL_COMMISSION, f"{assignment.no}/{turn}"),
        statement=papers.find(papers.PaperKind.FEE_SETTLEMENT, assignment.no),
    )


def gallery(
    views: list[media.MediaView], title: str, report: Report | None = None
) -> list[dict[str, Any]]:
    """Return photographs as the gallery macro takes them, with the captions of a revision."""
    return [
        {
            "url": view.url("large"),
            "large": view.url("large"),
            "thumb": view.url("thumb"),
            "alt": f"{title} ({index})",
            "width": view.width,
            "height": view.height,
            "caption": caption_of(view, report),
        }
        for index, view in enumerate(views, 1)
    ]


def caption_of(view: media.MediaView, report: Report | None) -> str:
    """Return what a picture shows, as the agency said when it handed the revision in."""
    words = (report.captions if report else {}).get(str(view.id), "")
    words = words or view.filename.rpartition(".")[0]
    if report and report.marks.get(str(view.id)) == PictureRole.MAP:
        return f"{PICTURE_ROLES[PictureRole.MAP]} · {words}"
    return words


@dataclass(frozen=True)
class DeskUpload:
    """A file that is under way to the desk, or was refused and not yet taken note of."""

    upload: media.UploadView
    slot: Slot
    #: Begun by the one who looks; a colleague's can only be seen.
    is_own: bool
    problem: Problem | None


def desk_uploads(assignment: Assignment, actor: Actor) -> dict[Slot, list[DeskUpload]]:
    """Return the agency's uploads for an appraisal that are not on the desk, by what they are."""
    slots = {kind: slot for slot, kind in KINDS.items()}
    found: dict[Slot, list[DeskUpload]] = {slot: [] for slot in Slot}
    for upload in media.list_uploads(purpose_of(assignment.no), assignment.agency_code):
        slot = slots[upload.kind]
        refusal = Refusal(upload.fault, params=upload.fault_params) if upload.fault else None
        found[slot].append(
            DeskUpload(
                upload=upload,
                slot=slot,
                is_own=upload.owner_id == actor.person_id,
                problem=describe(refusal) if refusal else None,
            )
        )
    return found


#: What has been reached when a chapter of the appraisal is over, and the states it runs in.
_COMMISSIONING = (AssignmentState.FEE_PENDING, AssignmentState.COMMISSIONED)
_FEE_OPEN = (AssignmentState.FEE_PENDING, AssignmentState.STALLED)
_REPORTING = (
    AssignmentState.SURVEYING,
    AssignmentState.DRAFTING,
    AssignmentState.REPORTED,
    AssignmentState.CORRECTING,
)


def chapters(case_number: str, actor: Actor) -> Sequence[Chapter]:
    """Return the appraisal of every asset of a case as far as a person may read of it."""
    found: list[Chapter] = []
    for asset in registry.list_assets_of(case_number):
        assignment = queries.find_assignment_of_asset(asset.no)
        if assignment is None:
            found.append(_not_yet(_("Way to the price"), asset.no))
            found.append(_not_yet(_("Reference price"), asset.no))
        else:
            found += _chapters_of(assignment, actor)
    return found


def _not_yet(title: str, asset_no: str) -> Chapter:
    return Chapter(title, _("not yet"), "neutral", about=asset_no)


def _chapters_of(row: Assignment, actor: Actor) -> Iterator[Chapter]:
    is_desk = actor.may(Permission.MANAGE_APPRAISALS) and actor.court_id == row.court_id
    public = f"/appraisals/{row.no}" if row.published_at else ""
    url = f"/desk/appraisals/{row.no}" if is_desk else public
    if row.state in _FEE_OPEN and _is_applicant(row, actor):
        url = f"/appraisals/{row.no}/fee"
    state, words = row.state, str(STATES[row.state])
    if is_desk and row.route is not PriceRoute.COMMISSIONED_APPRAISAL:
        url = f"/desk/appraisals/{row.no}/routes"
    yield Chapter(
        _("Way to the price"),
        str(ROUTES[row.route]) if row.route else words,
        "done" if row.route else "waiting",
        url,
        row.created_at,
        str(GROUNDS[row.ground]) if row.ground else "",
        row.asset_no,
    )
    if row.route is not PriceRoute.COMMISSIONED_APPRAISAL:
        # No agency works on the other ways: their result is the price itself.
        yield _price(row, url)
        return
    commission = _("Commission")
    if state in (*_COMMISSIONING, AssignmentState.EXHAUSTED):
        yield Chapter(
            commission, words, TAGS[state], url, None, row.agency_name or "", row.asset_no
        )
    elif state is AssignmentState.ROUTED:
        yield Chapter(commission, words, "waiting", url, about=row.asset_no)
    else:
        at, agency = row.accepted_at or row.commissioned_at, row.agency_name or ""
        yield Chapter(commission, _("accepted"), "done", url, at, agency, row.asset_no)
    report = _("Appraisal report")
    if state in _REPORTING:
        due = _("due %(day)s", day=local_date(row.due_at).isoformat()) if row.due_at else ""
        yield Chapter(report, words, TAGS[state], url, None, due, row.asset_no)
    elif row.published_at and state in (AssignmentState.PUBLISHED, *PRICED):
        yield Chapter(report, _("published"), "done", public, row.published_at, "", row.asset_no)
    else:
        yield _not_yet(report, row.asset_no)
    yield _price(row, url)


def _is_applicant(row: Assignment, actor: Actor) -> bool:
    """Say whether a person is the one who advances the fee (art. 33)."""
    return actor.person_id is not None and any(
        party.person_id == actor.person_id and party.role is PartyRole.APPLICANT
        for party in registry.parties_of(row.case_number)
    )


def _price(row: Assignment, url: str) -> Chapter:
    title = _("Reference price")
    if row.state in PRICED and row.reference_price is not None:
        price = _("%(price)s yuan", price=row.reference_price.yuan)
        return Chapter(
            title, str(STATES[row.state]), "done", url, row.price_fixed_at, price, row.asset_no
        )
    if row.state is AssignmentState.PUBLISHED:
        ends = row.window_ends_at
        until = _("objections until %(day)s", day=local_date(ends).isoformat()) if ends else ""
        words = str(STATES[row.state])
        return Chapter(title, words, TAGS[row.state], url, None, until, row.asset_no)
    return _not_yet(title, row.asset_no)


def map_picture(story: Story) -> media.MediaView | None:
    """Return the photograph that the agency marked as the map of the place, if there is one."""
    marks = story.report.marks if story.report else {}
    return next(
        (view for view in story.pictures if marks.get(str(view.id)) == PictureRole.MAP), None
    )
