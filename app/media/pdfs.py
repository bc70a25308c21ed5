"""Let only still PDFs through: no script, launch, attachment, XFA or lock; child only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from app.media.pictures import Faulty
from app.media.vocabulary import PDF_PAGES_MAX, MediaFault

#: Actions that run, fetch or send something; showing a page of this file is not among them.
ACTIVE_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/GoToE",
        "/GoToR",
        "/ImportData",
        "/SubmitForm",
        "/ResetForm",
        "/Rendition",
        "/Sound",
        "/Movie",
        "/RichMediaExecute",
        "/Hide",
        "/SetOCGState",
        "/Trans",
    }
)
ACTIVE_KEYS = frozenset({"/JS", "/JavaScript", "/AA"})
ATTACHMENT_KEYS = frozenset({"/EmbeddedFiles", "/EF"})
ATTACHMENT_SUBTYPES = frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie"})


def clean_pdf(source: Path, out: Path) -> dict[str, Any]:
    """Prove that a PDF is only paper; it is served as handed in, so that signatures stay good.

    Every object is read through the library, so compressed object streams and names written
    with #xx escapes hide nothing; grepping the bytes would miss both (UPL-06).
    """
    del out
    try:
        paper = pikepdf.open(source, attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Faulty(MediaFault.PDF_ENCRYPTED) from None
    with paper:
        if paper.is_encrypted:
            raise Faulty(MediaFault.PDF_ENCRYPTED)
        if len(paper.pages) > PDF_PAGES_MAX:
            raise Faulty(MediaFault.PDF_TOO_MANY_PAGES)
        if len(paper.pages) == 0:
            raise Faulty(MediaFault.UNREADABLE)
        for dictionary in _dictionaries(paper):
            if fault := _fault_of(dictionary):
                raise Faulty(fault)
        return {"pages": len(paper.pages), "copies": []}


def _dictionaries(paper: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every dictionary of the file, however deep, each indirect object once."""
    waiting: list[Any] = [paper.trailer, *paper.objects]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            children = list(item)
        elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield item
            children = [value for _, value in item.items()]
        else:
            continue
        # Indirect children are in paper.objects already; walking them again would never end.
        waiting += [child for child in children if not getattr(child, "is_indirect", True)]


def _fault_of(dictionary: pikepdf.Object) -> MediaFault | None:
    keys = set(dictionary.keys())
    if "/XFA" in keys:
        return MediaFault.PDF_XFA
    if keys & ACTIVE_KEYS or _text(dictionary.get("/S")) in ACTIVE_ACTIONS:
        return MediaFault.PDF_ACTIVE
    if keys & ATTACHMENT_KEYS or _text(dictionary.get("/Subtype")) in ATTACHMENT_SUBTYPES:
        return MediaFault.PDF_ATTACHMENT
    return None


def _text(value: object) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""
