"""What a notice must say and must not say: items of arts. 12 to 15, phrases that mislead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.kernel.citation import Citation
from auction.rules import articles
from auction.vocabulary import OPTIONAL_ITEMS, NoticeItem, SpecialPrompt

#: Items of art. 12(2); all others of NoticeItem are those of art. 13.
OF_NOTICE = frozenset(
    {
        NoticeItem.PROPERTY,
        NoticeItem.BIDDER_CONDITIONS,
        NoticeItem.KNOWN_DEFECTS,
        NoticeItem.RIGHTS_AND_DUTIES,
        NoticeItem.LEGAL_LIABILITY,
    }
)
#: Words that hide what art. 13 wants said; 法〔2024〕238号 forbids them in notices.
EVASIONS = ("占有不明", "有人占用", "情况不明", "法院不负责清场", "法院不负责腾退", "不负责交付")
#: Art. 30: each side bears its own taxes by law.
TAX_EVASIONS = ("一切税费由买受人", "全部税费由买受人", "所有税费由买受人", "税费均由买受人")
INVESTIGATION = Citation("法〔2024〕238号", "第1条")


@dataclass(frozen=True, slots=True)
class TextFault:
    """One thing wrong with the words of a notice; a warning does not stop it."""

    key: str
    code: str
    citation: Citation
    is_warning: bool = False
    phrase: str = ""


def article_of(item: NoticeItem) -> Citation:
    """Return the article that asks for an item."""
    return articles.NOTICE_CONTENT if item in OF_NOTICE else articles.PUBLISHED_CONTENT


def judge_text(
    items: Mapping[str, str],
    prompts: Mapping[str, str],
    *,
    disclaimer: str,
    media: Sequence[str],
    report_sha256: str | None,
) -> tuple[TextFault, ...]:
    """Return what a notice lacks or must not say; 18号 arts. 12(2), 13, 14, 15(2), 30."""
    faults = [
        TextFault(item.value, "item_missing", article_of(item))
        for item in NoticeItem
        if item not in OPTIONAL_ITEMS and not items.get(item.value, "").strip()
    ]
    faults += [
        TextFault(prompt.value, "prompt_missing", articles.SPECIAL_PROMPTS)
        for prompt in SpecialPrompt
        if not prompts.get(prompt.value, "").strip()
    ]
    if not report_sha256:
        faults.append(TextFault("report", "report_missing", articles.PUBLISHED_CONTENT))
    if not media:
        faults.append(TextFault("media", "media_missing", articles.PUBLISHED_CONTENT))
    if not disclaimer.strip():
        faults.append(
            TextFault("disclaimer", "disclaimer_missing", articles.DISCLAIMER, is_warning=True)
        )
    return (*faults, *_misleading(items))


def _misleading(items: Mapping[str, str]) -> list[TextFault]:
    """Find phrases that excuse the court from saying what is so."""
    found = []
    for key, text in items.items():
        for phrases, code, citation in (
            (EVASIONS, "evasive_phrase", INVESTIGATION),
            (TAX_EVASIONS, "tax_phrase", articles.TAXES),
        ):
            found += [
                TextFault(key, code, citation, is_warning=True, phrase=phrase)
                for phrase in phrases
                if phrase in text
            ]
    return found
