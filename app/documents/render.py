"""Turn a template and plain values into a PDF with Chinese type, the same bytes every time."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from flask_babel import force_locale, gettext

from app import runtime
from app.documents.composing import composed
from app.documents.layouts import LAYOUTS
from app.documents.markup import default_text
from app.documents.vocabulary import PaperKind
from app.kernel.calendar import SHANGHAI
from app.kernel.capital import capital
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.explain import Step

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates" / "documents"
FONTS = ROOT / "static" / "vendor" / "fonts"
#: Long-term archive form, with its text selectable and its type embedded.
PDF_STANDARD = "a-2b"
#: As many missing signs as one paper may have before something else must be wrong.
UNSHOWN_MAX = 40
#: What the page of a paper reads beside its title and body.
_HEAD = (
    "paper_no",
    "court_name",
    "case_number",
    "issued_on",
    "verify_url",
    "verify_code",
    "is_sample",
)
#: The kinds whose running text is data, by the name of their template.
_LETTERS = {kind.value: kind for kind in LAYOUTS}
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


@cache
def _fonts() -> typst.Fonts:
    """Read the type once a process; the system's own fonts would make papers differ by machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def written(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of a tree's leaf
    """Return a value as a template reads it: amounts in yuan and capitals, times of Shanghai."""
    if isinstance(value, Money):
        return {"fen": str(value), "yuan": value.yuan, "capital": capital(value)}
    if isinstance(value, datetime):
        local = value.astimezone(SHANGHAI)
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Citation):
        return str(value)
    if isinstance(value, Step):
        return {
            "label": gettext(value.label),
            "note": value.note,
            "basis": str(value.citation or ""),
            "amount": None if value.amount_fen is None else written(Money(value.amount_fen)),
        }
    if isinstance(value, Mapping):
        return {str(key): written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    return value


def verify_code(address: str) -> str:
    """Return the square code of an address as SVG text."""
    return segno.make(address, error="m").svg_inline(scale=4, border=1)


def render(
    template: str,
    values: Mapping[str, Any],
    *,
    text: str | None = None,
    form: str = "pdf",
    at: datetime | None = None,
) -> bytes:
    """Return the paper of a template; slow work, so it runs off the loop.

    ``text`` is the running text of a kind that has one; without it the one that ships is set.
    ``form`` "png" gives a picture of the first page.
    """
    made = _made(template, values, text=text, form=form, at=at)
    return bytes(made[0] if isinstance(made, list) else made)


def pictures(kind: PaperKind, values: Mapping[str, Any], *, text: str) -> list[bytes]:
    """Return a picture of every page of a paper, for the screen."""
    made = _made(kind.value, values, text=text, form="png", at=None)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _made(
    template: str, values: Mapping[str, Any], *, text: str | None, form: str, at: datetime | None
) -> bytes | list[bytes]:
    kind = _LETTERS.get(template)
    if kind is not None:
        head = {name: values[name] for name in _HEAD if name in values}
        values = head | composed(kind, text or default_text(kind), values)
        template = "letter"
    # A paper of a Chinese court is Chinese, whatever language the page around it has.
    with force_locale("zh_Hans_CN"):
        ready = written(values)
    made: bytes | list[bytes] = runtime.offload(_compile_all_signs, template, ready, form, at)
    return made


def _compile_all_signs(
    template: str, values: dict[str, Any], form: str, at: datetime | None
) -> bytes | list[bytes]:
    """Compile; a sign the type does not have is printed as its code, and the paper says so.

    A rare sign in a name must neither stop a sale nor silently vanish from its paper.
    """
    unshown: dict[str, str] = {}
    while True:
        text = json.dumps({**values, "unshown": list(unshown.values())}, ensure_ascii=False)
        for sign, code in unshown.items():
            text = text.replace(sign, f"［{code}］")
        try:
            return _compile(template, text, form, at)
        except typst.TypstError as fault:
            found = _UNSHOWN.search(str(fault))
            fresh = set(found.group(1)) - set(unshown) if found else set()
            if not fresh or len(unshown) > UNSHOWN_MAX:
                raise
            unshown |= {sign: f"U+{ord(sign):04X}" for sign in sorted(fresh)}


def _compile(template: str, text: str, form: str, at: datetime | None) -> bytes | list[bytes]:
    options: dict[str, Any] = {}
    if form == "pdf":
        moment = (at or datetime(2000, 1, 1, tzinfo=UTC)).replace(microsecond=0)
        options = {"pdf_standards": [PDF_STANDARD], "timestamp": moment}
    compiled: bytes | list[bytes] = typst.compile(  # type: ignore[call-overload]
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        format=form,
        ppi=96.0 if form == "png" else None,
        sys_inputs={"data": text},
        **options,
    )
    return compiled
