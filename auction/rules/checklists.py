"""What arts. 12(2), 13 and 14 want published, point by point: done or missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.citation import Citation
from auction.rules.articles import NETWORK_AUCTION
from auction.vocabulary import NoticeItem, SpecialPrompt

N = NoticeItem


@dataclass(frozen=True, slots=True)
class Published:
    """What a lot and its notice hold so far, as far as the lists ask for it."""

    items: Mapping[str, str]
    prompts: Mapping[str, str]
    has_price: bool
    has_deposit: bool
    has_times: bool
    has_venue: bool
    has_report: bool
    has_media: bool

    def has(self, *items: NoticeItem) -> bool:
        """Say whether every one of the items is written."""
        return all(self.items.get(item.value, "").strip() for item in items)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a list: what it asks for, where it is filled in, whether it is there."""

    key: str
    citation: Citation
    #: The element of the editor where it is filled in.
    anchor: str
    is_done: bool
    #: Art. 13 no. 11: only if the court thinks something else should be published.
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Checklist:
    """One of the three lists."""

    key: str
    points: Sequence[Point]

    @property
    def done(self) -> int:
        """How many points are there."""
        return sum(point.is_done for point in self.points)

    @property
    def is_complete(self) -> bool:
        """Say whether nothing is missing."""
        return all(point.is_done or point.is_optional for point in self.points)


def _field(item: NoticeItem) -> str:
    return f"f-{item.value}"


def checklists(held: Published) -> tuple[Checklist, Checklist, Checklist]:
    """Return the ten points of 18号 art. 12(2), the eleven of art. 13 and the seven of art. 14."""
    notice = _notice(held)
    return notice, _published(held, is_complete=notice.is_complete), _prompts(held)


def _notice(held: Published) -> Checklist:
    article = Citation(NETWORK_AUCTION, "第12条第2款")
    points = (
        ("property", _field(N.PROPERTY), held.has(N.PROPERTY)),
        ("price", "panel", held.has_price),
        ("deposit", "panel", held.has_deposit),
        ("bidder_conditions", _field(N.BIDDER_CONDITIONS), held.has(N.BIDDER_CONDITIONS)),
        ("known_defects", _field(N.KNOWN_DEFECTS), held.has(N.KNOWN_DEFECTS)),
        ("rights_and_duties", _field(N.RIGHTS_AND_DUTIES), held.has(N.RIGHTS_AND_DUTIES)),
        ("legal_liability", _field(N.LEGAL_LIABILITY), held.has(N.LEGAL_LIABILITY)),
        ("time", "f-opens_at", held.has_times),
        ("platform", "f-reason", held.has_venue),
        ("court", _field(N.COURT_CONTACT), held.has(N.COURT_CONTACT)),
    )
    return Checklist("notice", [Point(key, article, where, done) for key, where, done in points])


def _published(held: Published, *, is_complete: bool) -> Checklist:
    has_rules = held.has_times and held.has_price and held.has(N.BIDDING_RULES)
    has_occupation = held.has(N.TITLE_AND_OCCUPATION) and held.has_media
    points = (
        ("notice", "list-notice", is_complete),
        ("enforcement_title", _field(N.ENFORCEMENT_TITLE), held.has(N.ENFORCEMENT_TITLE)),
        ("report", "media", held.has_report),
        ("rules", _field(N.BIDDING_RULES), has_rules),
        ("title_and_occupation", _field(N.TITLE_AND_OCCUPATION), has_occupation),
        ("priority_holders", _field(N.PRIORITY_HOLDERS), held.has(N.PRIORITY_HOLDERS)),
        ("notification", _field(N.NOTIFICATION), held.has(N.NOTIFICATION)),
        ("payment", _field(N.PAYMENT), held.has(N.PAYMENT)),
        ("taxes", _field(N.TAXES), held.has(N.TAXES)),
        (
            "contacts",
            _field(N.SUPERVISION_CONTACT),
            held.has(N.COURT_CONTACT, N.SUPERVISION_CONTACT),
        ),
        ("other", _field(N.OTHER), held.has(N.OTHER)),
    )
    return Checklist(
        "published",
        [
            Point(
                key,
                Citation(NETWORK_AUCTION, f"第13条第{number}项"),
                where,
                done,
                is_optional=key == "other",
            )
            for number, (key, where, done) in enumerate(points, 1)
        ],
    )


def _prompts(held: Published) -> Checklist:
    """Art. 14 no. 4 speaks of viewing on request, so the words on viewing belong to it."""

    def is_done(prompt: SpecialPrompt) -> bool:
        is_written = bool(held.prompts.get(prompt.value, "").strip())
        return is_written and (prompt is not SpecialPrompt.AS_IS or held.has(N.VIEWING))

    return Checklist(
        "prompts",
        [
            Point(
                prompt.value,
                Citation(NETWORK_AUCTION, f"第14条第{number}项"),
                f"f-{prompt.value}",
                is_done(prompt),
            )
            for number, prompt in enumerate(SpecialPrompt, 1)
        ],
    )
