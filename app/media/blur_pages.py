"""Blur a photograph: see it, mark places, look at the result, save it with the reason."""

import base64
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity.facade import get_person
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import queries
from app.media.blurring import blur_picture, get_for_blurring, preview_blur, regions_of
from app.media.models import MediaItem
from app.media.schemas import BlurForm
from app.media.vocabulary import (
    BLUR_CELLS,
    PER_MILLE,
    REGIONS_MAX,
    Region,
    Variant,
)
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("media_blur", __name__)

#: Empty rows offered to those who type their regions.
FREE_ROWS = 3
_PER_PERCENT = PER_MILLE / 100


@dataclass(frozen=True)
class EditionLine:
    """One edition of the public copies, for those who work on the photograph."""

    edition: int
    made_at: datetime
    who: str
    reason: str
    regions: int
    url: str


@bp.get("/media/<int:media_id>/blur")
@guarded(Permission.SIGNED_IN)
def get_blur(media_id: int) -> ResponseReturnValue:
    """Show the photograph with its regions."""
    item = get_for_blurring(media_id, current_actor())
    return _page(item, regions_of(item, queries.newest_edition(item)))


@bp.post("/media/<int:media_id>/blur")
@guarded(Permission.SIGNED_IN)
def post_blur(media_id: int) -> ResponseReturnValue:
    """Save the regions as the next edition, or show what it would look like."""
    actor, at = current_actor(), received_at()
    item = get_for_blurring(media_id, actor)
    try:
        given = load(BlurForm)
    except Refusal as refusal:
        return _page(item, [], refusal, typed=_typed_rows())
    regions: list[Region] = given["regions"]
    try:
        if request.form.get("act") == "preview":
            seen = preview_blur(media_id, regions, actor=actor, at=at)
            return _page(queries.get_item(media_id), regions, preview=seen)
        blurred = blur_picture(media_id, actor=actor, at=at, **given)
    except Refusal as refusal:
        item = queries.get_item(media_id)
        if refusal.code == "blur_edition_moved":
            # Both lists are kept, so that saving again loses nobody's regions.
            theirs = regions_of(item, queries.newest_edition(item))
            regions = sorted({*regions, *theirs})
        return _page(item, regions, refusal)
    words = _(
        "Edition %(edition)s is what everyone sees now.", edition=queries.newest_edition(blurred)
    )
    flash(words, "success")
    return redirect(url_for("media_blur.get_blur", media_id=media_id), 303)


def _page(
    item: MediaItem,
    regions: list[Region],
    refusal: Refusal | None = None,
    *,
    typed: list[dict[str, str]] | None = None,
    preview: bytes | None = None,
) -> ResponseReturnValue:
    rows = typed if typed is not None else [_percentages(region) for region in regions]
    seen = f"data:image/webp;base64,{base64.b64encode(preview).decode()}" if preview else ""
    page = render_template(
        "media/blur.html",
        item=item,
        edition=queries.newest_edition(item),
        editions=_lines(item),
        rows=rows + [{"x": "", "y": "", "width": "", "height": ""}] * FREE_ROWS,
        marked=regions,
        regions_max=REGIONS_MAX,
        cells=BLUR_CELLS,
        preview=seen,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _percentages(region: Region) -> dict[str, str]:
    names = ("x", "y", "width", "height")
    return {
        name: f"{number / _PER_PERCENT:g}"
        for name, number in zip(names, region.as_list(), strict=True)
    }


def _typed_rows() -> list[dict[str, str]]:
    """Return the rows as they were typed, so that a slip costs nothing."""
    names = ("x", "y", "width", "height")
    columns = [request.form.getlist(name)[:REGIONS_MAX] for name in names]
    rows = [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())]


def _lines(item: MediaItem) -> list[EditionLine]:
    """Return the editions, newest first."""
    found = [
        EditionLine(
            row.edition,
            row.made_at,
            _name(row.made_by),
            row.reason,
            len(row.regions),
            _address(item, row.edition),
        )
        for row in queries.list_editions(item.id)
    ]
    first = EditionLine(
        1,
        item.uploaded_at,
        _name(item.uploaded_by),
        _("as handed in"),
        0,
        _address(item, 1),
    )
    return [first, *found][::-1]


def _address(item: MediaItem, edition: int) -> str:
    return url_for(
        "media.get_edition", media_id=item.id, edition=edition, variant=Variant.LARGE.value
    )


def _name(person_id: int | None) -> str:
    if person_id is None:
        return _("the platform")
    try:
        return get_person(person_id).name
    except NotFound:
        return str(person_id)
