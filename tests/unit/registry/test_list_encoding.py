"""A list is written in one encoding; which one is found by strict trial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.rules.list_encoding import FileRefused, decode_list
from registry.vocabulary import FileFault

HEAD = "统一社会信用代码,机构名称\n"
ROW = "91370102MA3X00001A,济南泉城评估有限公司\n"
EVERYDAY = st.text(
    st.sampled_from("济南泉城房地产土地评估有限公司山东青岛烟台中国人民法院名册"),
    min_size=2,
    max_size=30,
)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("gb2312", "gb18030")],
)
def test_each_usual_encoding_is_found(encoding: str, found: str) -> None:
    assert decode_list((HEAD + ROW).encode(encoding)) == (HEAD + ROW, found)


@pytest.mark.parametrize(
    "content",
    [
        HEAD.encode() + ROW.encode("gb18030"),
        HEAD.encode("gb18030") + ROW.encode(),
        b"\xef\xbb\xbf" + (HEAD + ROW).encode("gb18030"),
        (HEAD + ROW * 50).encode("gb18030") + "91,济南".encode() + ",甲乙\n".encode("gb18030"),
    ],
    ids=["gb-below-utf8", "utf8-below-gb", "utf8-mark-before-gb", "one-cell"],
)
def test_a_file_that_mixes_two_encodings_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        decode_list(content)

    assert refused.value.code is FileFault.MIXED_ENCODINGS


def test_the_lines_of_the_two_encodings_are_named() -> None:
    with pytest.raises(FileRefused) as refused:
        decode_list((HEAD + ROW).encode("gb18030") + ROW.encode())

    assert refused.value.figures == {"line": 3, "other_line": 1}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (HEAD.encode("utf-16"), "unknown_encoding"),
        (HEAD.encode("gb18030") + b"91,\xff\xff\xff\n", "unknown_encoding"),
        (b"a\0b", "not_a_sheet"),
    ],
)
def test_what_is_no_text_of_ours_is_refused(content: bytes, fault: str) -> None:
    with pytest.raises(FileRefused, match=fault):
        decode_list(content)


def test_a_short_name_that_looks_like_utf8_does_not_make_a_file_mixed() -> None:
    # 联通 in GB 2312 is well-formed UTF-8 by chance: the oldest trap of this trade.
    content = (HEAD + "91,联通\n").encode("gb18030")

    assert decode_list(content)[1] == "gb18030"


@given(st.lists(EVERYDAY, min_size=1, max_size=20))
def test_plain_names_in_gb18030_are_never_taken_for_a_mixture(names: list[str]) -> None:
    text = HEAD + "".join(f"91,{name}\n" for name in names)

    assert decode_list(text.encode("gb18030")) == (text, "gb18030")


@given(EVERYDAY, EVERYDAY)
def test_a_name_in_the_other_encoding_is_always_found(first: str, second: str) -> None:
    content = (HEAD + f"91,{first}\n").encode("gb18030") + f"92,{second}\n".encode()

    with pytest.raises(FileRefused):
        decode_list(content)
