"""The columns of the list of agencies: their headings, their order, which of them must be there."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.vocabulary import ListColumn

C = ListColumn

#: More agencies than the whole country's list holds; a longer file is not a list of agencies.
ROWS_MAX = 20_000
BYTES_MAX = 10 * 1024**2

#: The heading the template prints, then other names under which files bring the same column.
HEADINGS: Mapping[ListColumn, tuple[str, ...]] = {
    C.CODE: ("统一社会信用代码", "信用代码", "社会信用代码"),
    C.NAME: ("机构名称", "名称", "评估机构名称", "单位名称"),
    C.FIELDS: ("专业类别", "专业", "评估专业", "业务范围"),
    C.REGIONS: ("地区代码", "行政区划代码", "所在地代码"),
    C.GRADE: ("资质等级", "等级"),
    C.LICENCE_NO: ("资质证书编号", "资质证书号", "证书编号", "备案编号"),
    C.LICENCE_EXPIRES_ON: ("资质有效期至", "有效期至", "有效期截止日"),
    C.APPRAISERS: ("执业人员", "执业人数", "评估师人数"),
    C.LEGAL_REPRESENTATIVE: ("法定代表人", "负责人"),
    C.ADDRESS: ("地址", "住所", "办公地址"),
    C.PHONE: ("电话", "联系电话"),
    C.CONTROLLER_NAME: ("实际控制人",),
    C.CONTROLLER_CODE: ("实际控制人代码", "实际控制人信用代码"),
    C.SHAREHOLDERS: ("股东", "出资人"),
    C.STATUS: ("名册状态", "状态"),
    C.REMOVED_ON: ("除名日期",),
    C.BASIS: ("除名依据", "除名文号"),
}

REQUIRED: tuple[ListColumn, ...] = (
    C.CODE,
    C.NAME,
    C.FIELDS,
    C.REGIONS,
    C.GRADE,
    C.LICENCE_NO,
    C.LICENCE_EXPIRES_ON,
    C.APPRAISERS,
    C.LEGAL_REPRESENTATIVE,
)


def _key(heading: str) -> str:
    """Fold a heading: case, width, spaces and the star of a required column do not matter."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_NAMES = {_key(name): column for column in ListColumn for name in (column.value, *HEADINGS[column])}


@dataclass(frozen=True)
class Header:
    """Where each column of ours stands in a file."""

    places: Mapping[ListColumn, int]
    #: Columns of ours that the file must have and has not.
    missing: tuple[ListColumn, ...]
    #: Columns of ours that two headings name.
    double: tuple[ListColumn, ...]
    #: Headings that name nothing of ours.
    unused: tuple[str, ...]
    width: int


def read_header(headings: Sequence[str]) -> Header:
    """Find our columns under the headings of a file, in whatever order they stand."""
    places: dict[ListColumn, int] = {}
    double: list[ListColumn] = []
    unused: list[str] = []
    for place, heading in enumerate(headings):
        column = _NAMES.get(_key(heading))
        if column is None:
            if heading.strip():
                unused.append(heading.strip()[:40])
        elif column in places:
            double.append(column)
        else:
            places[column] = place
    missing = tuple(column for column in REQUIRED if column not in places)
    width = max((place for place, text in enumerate(headings) if text.strip()), default=-1) + 1
    return Header(places, missing, tuple(double), tuple(unused), width)
