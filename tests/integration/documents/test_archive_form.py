"""Every paper can be kept for thirty years: type inside, text that is found and copied, no code."""

from datetime import UTC, date, datetime
from typing import Any

import pypdfium2
import pytest
from flask import Flask

from app.documents.composing import composed
from app.documents.layouts import LAYOUTS
from app.documents.markup import default_text
from app.documents.render import render
from app.documents.samples import sample_values
from app.documents.vocabulary import PaperKind
from app.kernel.money import Money
from tests.integration.documents.test_papers import VALUES
from tests.support.pdfs import (
    RADICALS_OR_COMPATIBLE,
    fonts_of,
    has_active_content,
    is_embedded,
    open_pdf,
    stands_in_order,
    text_of,
)

HEAD: dict[str, Any] = {
    "paper_no": "P-0102-2026-1",
    "court_name": "济南市历下区人民法院",
    "case_number": "（2026）鲁0102执1234号",
    "issued_on": date(2026, 3, 2),
    "verify_url": "http://x/papers/P-0102-2026-1",
    "verify_code": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
}
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
LONG = "山东省济南市历下区解放路街道办事处辖区内登记于被执行人名下之住宅及附属设施" * 4
RARE = "张𠮷㼆龘"
HOSTILE = r'#read("/etc/passwd") \ $x$ @ref *b* _i_ `c` <l> "q" \#{} // ' + "w" * 300


def stretched(value: Any) -> Any:
    """Return a value as large as a case may bring it."""
    if isinstance(value, list) and value and isinstance(value[0], str | list):
        return [value[0]] * 30
    if isinstance(value, str):
        return f"{value}{LONG}{RARE}"
    return value


def emptied(value: Any) -> Any:
    """Return the least a kind may be issued with."""
    if isinstance(value, list):
        return []
    return value if isinstance(value, Money | int | datetime | date) else None


def sentences_of(kind: PaperKind, values: dict[str, Any]) -> list[str]:
    """Return what stands in a paper between its tables."""
    made = composed(kind, default_text(kind), HEAD | values)
    return [made["title"], *(block["text"] for block in made["blocks"] if "text" in block)]


@pytest.mark.parametrize("kind", PaperKind)
def test_a_paper_is_fit_for_the_archive(app: Flask, kind: PaperKind) -> None:
    with app.app_context():
        content = render(kind.value, HEAD | VALUES[kind], at=AT)

    with open_pdf(content) as pdf:
        fonts = fonts_of(pdf)
        assert fonts
        assert all(is_embedded(font) for font in fonts)
        assert all("/ToUnicode" in font for font in fonts)
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2B"
            assert HEAD["paper_no"] in metadata["dc:title"]
        assert str(pdf.Root["/Lang"]) == "zh-CN"
        assert not has_active_content(pdf)
        assert 1 <= len(pdf.pages) <= 4


@pytest.mark.parametrize("kind", LAYOUTS)
def test_the_sentences_of_a_paper_are_copied_as_they_were_written(
    app: Flask, kind: PaperKind
) -> None:
    values = sample_values(kind)

    with app.app_context():
        copied = text_of(render(kind.value, HEAD | values, at=AT))

    assert stands_in_order(copied, sentences_of(kind, values)) == ""
    assert RADICALS_OR_COMPATIBLE.search(copied) is None


@pytest.mark.parametrize("kind", LAYOUTS)
def test_thirty_rows_and_endless_names_stay_whole(app: Flask, kind: PaperKind) -> None:
    values = {field: stretched(value) for field, value in sample_values(kind).items()}

    with app.app_context():
        content = render(kind.value, HEAD | values, at=AT)

    copied = text_of(content)
    with open_pdf(content) as pdf:
        assert len(pdf.pages) <= 24
        assert all(is_embedded(font) for font in fonts_of(pdf))
    assert LONG in copied
    assert "张" in copied
    assert "［U+" in copied or RARE in copied
    assert RADICALS_OR_COMPATIBLE.search(copied) is None


@pytest.mark.parametrize("kind", LAYOUTS)
def test_what_a_case_does_not_have_leaves_no_hole(app: Flask, kind: PaperKind) -> None:
    values = {field: emptied(value) for field, value in sample_values(kind).items()}

    with app.app_context():
        copied = text_of(render(kind.value, HEAD | values, at=AT))

    assert "None" not in copied
    assert "{" not in copied
    assert LAYOUTS[kind].title in copied


@pytest.mark.parametrize("kind", LAYOUTS)
def test_nothing_in_a_value_is_ever_compiled(app: Flask, kind: PaperKind) -> None:
    values = {
        field: HOSTILE if isinstance(value, str) else value
        for field, value in sample_values(kind).items()
    }
    values = {
        field: [HOSTILE] if isinstance(value, list) and isinstance(value[0], str) else value
        for field, value in values.items()
    }

    with app.app_context():
        copied = text_of(render(kind.value, HEAD | values, at=AT))

    assert "".join(HOSTILE.split()) in copied
    assert "root:" not in copied


def test_a_signature_never_stands_alone_on_a_page(app: Flask) -> None:
    with app.app_context():
        made = [render(kind.value, HEAD | sample_values(kind), at=AT) for kind in LAYOUTS]

    for content in made:
        document = pypdfium2.PdfDocument(content)
        last = document[len(document) - 1].get_textpage().get_text_bounded()
        bare = "".join(last.split())
        assert len(bare.partition(HEAD["court_name"])[0]) > 10 or len(document) == 1
        document.close()
