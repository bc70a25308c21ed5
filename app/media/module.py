"""What files offer to the factory."""

from app.media import facts, messages
from app.media.blur_pages import bp as blur_bp
from app.media.pages import bp
from app.media.queries import list_damaged
from app.media.scrub import scrub_files
from app.media.uploads import messages as upload_messages
from app.media.uploads import protocol, timers
from app.media.uploads.terms import UPLOAD
from app.web.modules import Breach, Module


def files_keep_their_digest() -> list[Breach]:
    """U8: every stored file still has the bytes it was sealed with."""
    return [
        Breach("U8", f"media {copy.media_id} {copy.variant.value} {copy.sha256}: {what}")
        for copy, what in list_damaged()
    ]


MODULE = Module(
    name="media",
    blueprints=(bp, blur_bp, protocol.bp),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals={**messages.REFUSALS, **upload_messages.REFUSALS},
    timers=(timers.sweep_uploads, scrub_files),
    machines=(UPLOAD,),
    checks={"U8": files_keep_their_digest},
)
