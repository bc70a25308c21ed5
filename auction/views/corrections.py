"""Show what a correction of a notice changed, old and new words side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.kernel.calendar import SHANGHAI
from auction import messages
from auction.messages import preparing
from auction.models import Notice
from auction.vocabulary import NoticeItem, SpecialPrompt, Tax, TaxBearer

#: What a correction may change besides items and prompts, in words.
_OTHERS = preparing.CORRECTED


@dataclass(frozen=True)
class ChangedLine:
    """One thing that reads otherwise: what it is, how it read, how it reads."""

    title: str
    before: str
    after: str


@dataclass(frozen=True)
class CorrectionView:
    """One correction as everybody may read it."""

    notice: Notice
    lines: Sequence[ChangedLine]


def corrections_of(notices: Sequence[Notice]) -> list[CorrectionView]:
    """Return corrected versions with their changes in words, in the order given."""
    return [
        CorrectionView(
            notice,
            [
                ChangedLine(
                    _title(one["key"]),
                    _words(one["key"], one["before"]),
                    _words(one["key"], one["after"]),
                )
                for one in notice.changes
            ],
        )
        for notice in notices
    ]


def _title(key: str) -> str:
    if key in _OTHERS:
        return str(_OTHERS[key])
    if key in set(NoticeItem):
        return str(messages.ITEMS[NoticeItem(key)])
    return str(messages.PROMPTS[SpecialPrompt(key)])


def _words(key: str, value: Any) -> str:
    """Return a value as the notice says it."""
    if key in {"opens_at", "closes_at"}:
        return datetime.fromisoformat(value).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if key == "media":
        return _("%(n)s pictures and videos", n=len(value))
    if key == "tax_table":
        return "\n".join(
            f"{preparing.TAXES[Tax(row['tax'])]}：{preparing.BEARERS[TaxBearer(row['bearer'])]}"
            f"（{row['basis']}）"
            for row in value
        )
    return str(value)
