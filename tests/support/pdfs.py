"""Read a PDF as an archive and a reader's computer would: fonts, marks, text."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

#: Code points that look like a character of Chinese and are not the one people type.
RADICALS_OR_COMPATIBLE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


def open_pdf(content: bytes) -> pikepdf.Pdf:
    """Open a PDF from memory."""
    return pikepdf.open(io.BytesIO(content))


def fonts_of(pdf: pikepdf.Pdf) -> list[Any]:
    """Return every font the pages use, those inside form objects and patterns included."""
    found: dict[Any, Any] = {}
    for page in pdf.pages:
        for font in _fonts_in(page.obj.get("/Resources"), set()):
            found[font.objgen] = font
    return list(found.values())


def _fonts_in(resources: Any, seen: set[Any]) -> Iterator[Any]:
    if resources is None:
        return
    yield from resources.get("/Font", {}).values()
    for kind in ("/XObject", "/Pattern"):
        for thing in resources.get(kind, {}).values():
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
            yield from _fonts_in(thing.get("/Resources"), seen)


def is_embedded(font: Any) -> bool:
    """Say whether the outlines of a font travel with the file."""
    carriers = [font] if "/DescendantFonts" not in font else list(font["/DescendantFonts"])
    return all(
        any(key in carrier["/FontDescriptor"] for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        for carrier in carriers
    )


def has_active_content(pdf: pikepdf.Pdf) -> bool:
    """Say whether anything in the file runs, launches or is attached."""
    root = pdf.Root
    names = root.get("/Names", {})
    if "/OpenAction" in root or "/AA" in root or "/AcroForm" in root:
        return True
    if "/JavaScript" in names or "/EmbeddedFiles" in names:
        return True
    return any(
        isinstance(item, pikepdf.Dictionary)
        and str(item.get("/S", "")) in {"/JavaScript", "/Launch"}
        for item in pdf.objects
    )


def text_of(content: bytes) -> str:
    """Return what a reader copies out of a PDF, without white space and without the foot."""
    document = pypdfium2.PdfDocument(content)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    bare = ["".join(page.split()) for page in pages]
    return "".join(re.sub(r"文书编号[!-~]*—\d+—[!-~]*", "", page) for page in bare)


def stands_in_order(whole: str, parts: list[str]) -> str:
    """Return the first part that is not found after the one before it; empty when all are."""
    position = 0
    for part in parts:
        bare = "".join(part.split())
        found = whole.find(bare, position)
        if found < 0:
            return part
        position = found + len(bare)
    return ""
