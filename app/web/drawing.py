"""What somebody drew on the screen, as a form carries it."""

import base64
import binascii

from app.kernel.errors import Refusal

_PICTURE = "data:image/png;base64,"
#: A drawn signature is a small picture; as text it is a third longer.
DRAWN_MAX = 200_000


def drawn_picture(text: str) -> bytes:
    """Return the picture of a signature; empty where nothing was drawn."""
    if not text:
        return b""
    try:
        return base64.b64decode(text.removeprefix(_PICTURE), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("invalid_input", fields={"signature": ["invalid_input"]}) from None
