"""The verifier in the page, and the same as one file to keep for use without a network."""

import re
from functools import lru_cache

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from app.supervision.verify_words import failures, said
from app.web.guards import public
from app.web.layout import STATIC

bp = Blueprint("verify", __name__, url_prefix="/verify")
#: The modules in the order in which they use each other.
MODULES = ("sha256.js", "log.js", "replay.js", "receipt.js", "record.js", "page.js")
SAVED_AS = "mingchui-verify.html"


@bp.get("")
@public
def verifier() -> ResponseReturnValue:
    """Show the verifier."""
    return render_template("supervision/verify.html", words=_words())


@bp.get(f"/{SAVED_AS}")
@public
def saved_verifier() -> ResponseReturnValue:
    """Hand out the verifier as one file: it asks nobody for anything."""
    page = render_template("supervision/verify_saved.html", words=_words(), program=program())
    response = make_response(page)
    response.headers["Content-Disposition"] = f'attachment; filename="{SAVED_AS}"'
    return response


def _words() -> dict[str, object]:
    return {"failures": failures(), "said": said()}


@lru_cache(maxsize=1)
def program() -> str:
    """Return the modules as one script: without the lines that tie them together."""
    texts = [(STATIC / "verify" / name).read_text(encoding="utf-8") for name in MODULES]
    whole = "\n".join(texts)
    whole = re.sub(r"^import [^;]*;\n", "", whole, flags=re.MULTILINE)
    return re.sub(r"^export (?=async |function|class|const)", "", whole, flags=re.MULTILINE)
