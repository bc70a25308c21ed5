"""One case as one page: what the judge and the parties see at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kernel.actors import Actor
from app.kernel.money import Money, total
from app.supervision.facade import chapters_of
from app.web.modules import Chapter
from registry import queries
from registry.models import Asset, CourtCase, Draw, Encumbrance, Party
from registry.vocabulary import EncumbranceKind

#: Tags of chapters that are over; the first other one is where the asset stands.
_OVER = frozenset({"done", "success"})


@dataclass(frozen=True)
class Step:
    """A chapter on the road of an asset, and whether the asset stands there."""

    chapter: Chapter
    is_here: bool
    is_over: bool


@dataclass(frozen=True)
class AssetStory:
    """An asset, its road from seizure to distribution, its burdens and the choices made for it."""

    asset: Asset
    road: Sequence[Step]
    encumbrances: Sequence[Encumbrance]
    draws: Sequence[Draw]

    @property
    def here(self) -> Chapter | None:
        """Where the asset stands now; None when its road is at its end."""
        return next((step.chapter for step in self.road if step.is_here), None)

    @property
    def burdens(self) -> list[Encumbrance]:
        """The burdens that still rest on the asset."""
        return [burden for burden in self.encumbrances if burden.lifted_at is None]

    @property
    def secured(self) -> Money:
        """The sum of the amounts of the burdens that still rest on it."""
        return total(burden.amount for burden in self.burdens if burden.amount is not None)


@dataclass(frozen=True)
class CaseStory:
    """A case with its parties and the stories of its assets."""

    case: CourtCase
    parties: Sequence[Party]
    #: Those who left the case; only the court sees them.
    gone: Sequence[Party]
    assets: Sequence[AssetStory]

    @property
    def claims(self) -> Money:
        """The sum of what the parties claim."""
        return total(party.claim for party in self.parties if party.claim is not None)

    @property
    def rough_value(self) -> Money:
        """The sum of the rough values of the assets that were not released."""
        return total(
            story.asset.estimated_value for story in self.assets if story.asset.withdrawn_at is None
        )


def story_of(case: CourtCase, actor: Actor) -> CaseStory:
    """Gather a case as a person may read of it."""
    assets = queries.list_assets(case.id)
    chapters = chapters_of(case.number, actor)
    burdens = queries.list_encumbrances([asset.id for asset in assets])
    ever = queries.list_parties_ever(case.id)
    return CaseStory(
        case,
        [party for party in ever if party.withdrawn_at is None],
        [party for party in ever if party.withdrawn_at is not None],
        [
            AssetStory(
                asset,
                _road([chapter for chapter in chapters if chapter.about == asset.no]),
                sorted((row for row in burdens if row.asset_id == asset.id), key=_weight),
                queries.list_draws_of_asset(asset.id),
            )
            for asset in assets
        ],
    )


def _weight(burden: Encumbrance) -> tuple[bool, int, int, int]:
    """What still rests on the asset first, rights before debts, by rank."""
    kinds = list(EncumbranceKind)
    return burden.lifted_at is not None, kinds.index(burden.kind), burden.rank or 99, burden.id


def _road(chapters: Sequence[Chapter]) -> list[Step]:
    here = next((c for c in chapters if c.tag not in _OVER), None)
    return [Step(chapter, chapter is here, chapter.tag in _OVER) for chapter in chapters]
