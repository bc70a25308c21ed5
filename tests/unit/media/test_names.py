"""Names that strangers give their files are data, never paths."""

import pytest

from app.media.sniff import NAME_SIGNS_MAX, tidy_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("..\\..\\x.jpg", "x.jpg"),
        ("a\0b.jpg", "ab.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("CON.jpg", "CON.jpg"),
        (".htaccess", ".htaccess"),
        ("评估报告.pdf", "评估报告.pdf"),
        ("x\r\nContent-Type: text/html.pdf", "html.pdf"),
        ("", "unnamed"),
        ("/", "unnamed"),
    ],
)
def test_upl_09_a_hostile_name_is_kept_as_harmless_data(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_upl_09_a_name_of_300_signs_is_cut_and_keeps_its_ending() -> None:
    name = tidy_name("长" * 300 + ".pdf")

    assert len(name) == NAME_SIGNS_MAX
    assert name.endswith(".pdf")
