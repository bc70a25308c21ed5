"""Hide faces, plates and papers on a photograph: new public copies, the original untouched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.media import queries
from app.media.child import run_clean
from app.media.damages import refuse_damaged
from app.media.facts import FileBlurred
from app.media.ingest import incoming_folder
from app.media.models import MediaCopy, MediaEdition, MediaItem
from app.media.vocabulary import (
    REASON_SIGNS_MIN,
    REGIONS_MAX,
    MediaKind,
    Region,
    Variant,
)
from app.store import blobs, db, unit_of_work
from app.store.locks import lock_row


def blur_picture(
    media_id: int,
    regions: Sequence[Region],
    reason: str,
    *,
    expected_edition: int,
    actor: Actor,
    at: datetime,
) -> MediaItem:
    """Make the next edition of the public copies, with exactly these regions blurred.

    Every edition is made from the sealed original, so that blurring twice costs no sharpness
    and a region drawn by mistake can be taken back, with its reason on record.
    """
    item = get_for_blurring(media_id, actor)
    _refuse_stale(item, expected_edition)
    wanted = _checked(regions)
    reason = reason.strip()
    if len(reason) < REASON_SIGNS_MIN:
        raise Refusal("blur_no_reason", fields={"reason": ["blur_no_reason"]})
    if wanted == regions_of(item, expected_edition):
        raise Refusal("blur_nothing")
    digest = sealed_digest(item, actor=actor, at=at)
    # Cleaning may wait for its turn; no transaction stays open meanwhile.
    db.session.rollback()
    with incoming_folder() as folder:
        made = run_clean(
            MediaKind.PICTURE,
            blobs.path(digest),
            folder,
            regions=[region.as_list() for region in wanted],
        )
        stored = [(copy, blobs.put(folder / copy["file"])) for copy in made["copies"]]
    return _keep(media_id, expected_edition + 1, wanted, stored, reason=reason, actor=actor, at=at)


def _keep(
    media_id: int,
    edition: int,
    regions: Sequence[Region],
    stored: Sequence[tuple[dict[str, Any], blobs.Blob]],
    *,
    reason: str,
    actor: Actor,
    at: datetime,
) -> MediaItem:
    with unit_of_work() as work:
        item = lock_row(MediaItem, id=media_id)
        # It may have been published or blurred while the copies were made.
        _refuse_stranger(item, actor)
        _refuse_stale(item, edition - 1)
        db.session.add(
            MediaEdition(
                media_id=media_id,
                edition=edition,
                regions=[region.as_list() for region in regions],
                reason=reason,
                made_by=actor.person_id,
                made_at=at,
            )
        )
        copies = [_copy(edition, made, blob) for made, blob in stored]
        item.copies += copies
        work.record(
            FileBlurred(
                case_number=item.case_number,
                media_id=media_id,
                edition=edition,
                regions=len(regions),
                sha256=next(copy.sha256 for copy in copies if copy.variant is Variant.LARGE),
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
    return item


def _copy(edition: int, made: dict[str, Any], blob: blobs.Blob) -> MediaCopy:
    return MediaCopy(
        variant=Variant(made["variant"]),
        edition=edition,
        sha256=blob.sha256,
        size=blob.size,
        media_type=made["media_type"],
        width=made["width"],
        height=made["height"],
    )


def preview_blur(media_id: int, regions: Sequence[Region], *, actor: Actor, at: datetime) -> bytes:
    """Return the middle copy as it would be shown; nothing is kept."""
    item = get_for_blurring(media_id, actor)
    wanted = _checked(regions)
    digest = sealed_digest(item, actor=actor, at=at)
    db.session.rollback()
    with incoming_folder() as folder:
        run_clean(
            MediaKind.PICTURE,
            blobs.path(digest),
            folder,
            regions=[region.as_list() for region in wanted],
        )
        return (folder / f"{Variant.MEDIUM}.webp").read_bytes()


def get_for_blurring(media_id: int, actor: Actor) -> MediaItem:
    """Return a photograph that an actor may blur; raise NotFound, Forbidden or Refusal."""
    item = queries.get_item(media_id)
    if not queries.is_insider(item, actor):
        raise NotFound("media", media_id)
    if item.kind is not MediaKind.PICTURE:
        raise Refusal("blur_not_a_picture")
    _refuse_stranger(item, actor)
    return item


def regions_of(item: MediaItem, edition: int) -> list[Region]:
    """Return the regions an edition blurs, in order."""
    rows = queries.list_editions(item.id)
    found = next((row.regions for row in rows if row.edition == edition), [])
    return sorted(Region(*region) for region in found)


def sealed_digest(item: MediaItem, *, actor: Actor, at: datetime) -> str:
    """Return the digest of the sealed original; refuse one that is damaged."""
    original = next(copy for copy in item.copies if copy.variant is Variant.ORIGINAL)
    refuse_damaged(item, original, actor=actor, at=at)
    return original.sha256


def _refuse_stranger(item: MediaItem, actor: Actor) -> None:
    if queries.may_blur(item, actor):
        return
    is_agency = item.published_at is not None and not queries.is_of_court(item, actor)
    raise Forbidden("blur_after_publication" if is_agency else "forbidden")


def _refuse_stale(item: MediaItem, expected: int) -> None:
    edition = queries.newest_edition(item)
    if edition != expected:
        raise Conflict("blur_edition_moved", params={"edition": edition})


def _checked(regions: Sequence[Region]) -> list[Region]:
    if len(regions) > REGIONS_MAX:
        raise Refusal("blur_too_many_regions", params={"regions_max": REGIONS_MAX})
    if not all(region.is_inside for region in regions):
        raise Refusal("blur_bad_region", fields={"regions": ["blur_bad_region"]})
    return sorted(set(regions))
