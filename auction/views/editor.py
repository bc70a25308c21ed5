"""Gather what the clerk's editor shows beside the fields: lists, phrases, days, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.media.facade import MediaView, list_media
from app.web.errors import describe
from app.web.filters import day
from auction import messages, queries
from auction.messages import preparing as words
from auction.models import Lot, Notice
from auction.rules.checklists import Checklist, Published, checklists
from auction.rules.legal_days import LegalDay, legal_days
from auction.rules.notice_text import misleading_words
from auction.services.announcing import PreflightLine, plan_of
from auction.services.drafting import surveyed_pictures
from auction.vocabulary import NoticeItem, SpecialPrompt

#: Where a line of the check before publication is mended.
_PLACES = {
    "reference_price": "preflight",
    "venue": "f-reason",
    "panel": "panel",
    "notification": "notification",
    "notice_period": "f-opens_at",
    "bidding_period": "f-closes_at",
    "taxes": "taxes",
}
#: Parts of a notice that are no text of their own.
_PARTS = {"media": "media", "report": "media", "disclaimer": "f-disclaimer"}
#: Rows of the tax table that wait empty.
_SPARE_TAXES = 3
#: The drawn line, in units of its own.
WIDTH, EDGE = 1000, 20


@dataclass(frozen=True)
class Gap:
    """One thing that stands against publication, and where it is mended."""

    anchor: str
    words: str
    citations: Sequence[Citation]


def gaps_of(lines: Sequence[PreflightLine]) -> list[Gap]:
    """Return what is missing, one by one, each with the field that mends it."""
    names: dict[str, Any] = {
        key.value: text for key, text in [*messages.ITEMS.items(), *messages.PROMPTS.items()]
    }
    gaps = []
    for line in lines:
        if line.state != "red":
            continue
        missing = [str(key) for key in line.params.get("missing", ())]
        if line.key in ("items_12", "items_13", "prompts"):
            gaps += [
                Gap(_PARTS.get(key, f"f-{key}"), _missing(key, names), line.citations)
                for key in missing
            ]
            continue
        problem = describe(
            Refusal(line.faults[0], params={**line.params, "missing": "、".join(missing)})
        )
        text = f"{problem.title} {problem.detail}".strip()
        gaps.append(Gap(_PLACES[line.key], text, line.citations))
    return gaps


def _missing(key: str, names: Mapping[str, Any]) -> str:
    if key in names:
        return _("Missing: %(what)s", what=names[key])
    return describe(Refusal(f"{key}_missing")).title


@dataclass(frozen=True)
class Phrase:
    """Words found in a field that say nothing or mislead, with the rule against them."""

    words: str
    advice: str
    citation: Citation


def phrases_of(texts: Mapping[str, str], on: date) -> dict[str, list[Phrase]]:
    """Return the phrases of each field that a rule of the pack flags on a day."""
    found: dict[str, list[Phrase]] = {}
    for fault in misleading_words(texts, on=on):
        problem = describe(Refusal(fault.code, params={"phrase": fault.phrase}))
        phrase = Phrase(problem.title, problem.detail, fault.citation)
        found.setdefault(fault.key, []).append(phrase)
    return found


@dataclass(frozen=True)
class LineDay:
    """One day of the legal line in words, and where it stands on the drawing."""

    day: LegalDay
    words: str
    notes: Sequence[str]
    x: int

    @property
    def kind(self) -> str:
        """How the day is marked: broken, bound or plain."""
        return "broken" if self.day.is_broken else "bound" if self.day.is_bound else "plain"


@dataclass(frozen=True)
class LegalLine:
    """The days of a sale drawn as a line to scale."""

    days: Sequence[LineDay]
    #: (kind, x, width) of the notice, the bidding and what comes after.
    stretches: Sequence[tuple[str, int, int]]
    width: int = WIDTH


def line_of(lot: Lot, at: datetime) -> LegalLine | None:
    """Return the legal line of a lot; None until its times are set."""
    if lot.opens_at is None or lot.scheduled_close_at is None:
        return None
    plan = plan_of(
        lot,
        queries.list_services(lot.id),
        lot.announced_at or at,
        opens_at=lot.opens_at,
        closes_at=lot.scheduled_close_at,
    )
    days = legal_days(plan, balance_days=lot.balance_days)
    first, last = days[0].on, days[-1].on
    span = max((last - first).days, 1)

    def place(on: date) -> int:
        return EDGE + (on - first).days * (WIDTH - 2 * EDGE) // span

    on = {one.key: place(one.on) for one in days}
    stretches = [
        ("notice", on["notice"], on["opens"] - on["notice"]),
        ("bidding", on["opens"], on["closes"] - on["opens"]),
        ("after", on["closes"], place(last) - on["closes"]),
    ]
    return LegalLine(
        [LineDay(one, str(words.DAYS[one.key]), _notes(one), on[one.key]) for one in days],
        [(kind, x, max(width, 2)) for kind, x, width in stretches],
    )


def _notes(one: LegalDay) -> list[str]:
    """Say which holiday moved a day, and whether that is certain yet."""
    if one.end is None:
        return []
    notes = []
    if one.end.is_rolled:
        notes.append(
            _(
                "The last day counted to, %(nominal)s, is a legal holiday (%(holiday)s) and moves "
                "on to %(due)s",
                nominal=day(one.end.nominal_on),
                holiday=one.end.holiday or _("a weekend"),
                due=day(one.end.due_on),
            )
        )
    if one.end.is_provisional:
        notes.append(
            _(
                "The holidays of %(year)s are not announced yet; only weekends are counted so far",
                year=one.end.due_on.year,
            )
        )
    return notes


@dataclass(frozen=True)
class Editor:
    """What stands beside the fields of a notice."""

    lists: Sequence[Checklist]
    phrases: Mapping[str, Sequence[Phrase]]
    line: LegalLine | None
    pictures: Sequence[MediaView]
    taxes: Sequence[Mapping[str, str]]


def editor_of(lot: Lot, notice: Notice, at: datetime) -> Editor:
    """Gather the lists, phrases, days, pictures and taxes of a notice."""
    texts = {**notice.items, **notice.prompts, "disclaimer": notice.disclaimer}
    held = Published(
        items=notice.items,
        prompts=notice.prompts,
        has_price=lot.start_price is not None,
        has_deposit=lot.deposit is not None,
        has_times=lot.opens_at is not None and lot.scheduled_close_at is not None,
        has_venue=bool(lot.venue_reason),
        has_report=bool(notice.report_sha256),
        has_media=bool(notice.media),
    )
    spare = [{"tax": "", "bearer": "", "basis": ""}] * _SPARE_TAXES
    return Editor(
        checklists(held),
        phrases_of(texts, local_date(at)),
        line_of(lot, at),
        _pictures(lot, notice),
        [*notice.taxes, *spare],
    )


def _pictures(lot: Lot, notice: Notice) -> list[MediaView]:
    """Return what the survey shows, then what the court added."""
    surveyed = surveyed_pictures(lot)
    known = {view.id for view in surveyed}
    added = [int(media_id) for media_id in notice.media if int(media_id) not in known]
    return [*surveyed, *list_media(added)]


def theirs_of(notice: Notice, typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is stored now where a refused form says something else, by field."""
    stored = {
        **{f"item_{item.value}": notice.items.get(item.value, "") for item in NoticeItem},
        **{f"prompt_{one.value}": notice.prompts.get(one.value, "") for one in SpecialPrompt},
        "disclaimer": notice.disclaimer,
    }
    return {
        name: text
        for name, text in stored.items()
        if name in typed and _tidy(typed[name]) != _tidy(text)
    }


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
