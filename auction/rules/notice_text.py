"""What a notice must say and must not say: items of arts. 12 to 15, phrases that mislead."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import lawbook
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
#: What only says how to reach or look at something: correcting it counts no days anew (P57).
REACHING = frozenset({NoticeItem.COURT_CONTACT, NoticeItem.SUPERVISION_CONTACT, NoticeItem.VIEWING})
#: Rules of the pack that hold phrases, and the fault each makes; a warning, since words have a
#: place where they are true.
PHRASE_RULES = {
    "notice_words.evasive": "evasive_phrase",
    "notice_words.alike": "evasive_phrase",
    "notice_words.clearance": "evasive_phrase",
    "notice_words.taxes": "tax_phrase",
}


@dataclass(frozen=True, slots=True)
class TextFault:
    """One thing wrong with the words of a notice; a warning does not stop it."""

    key: str
    code: str
    citation: Citation
    is_warning: bool = False
    phrase: str = ""


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what reads otherwise after a correction: each key with its old and its new value."""
    return [
        {"key": key, "before": before.get(key, ""), "after": after.get(key, "")}
        for key in dict.fromkeys((*before, *after))
        if before.get(key, "") != after.get(key, "")
    ]


def counts_anew(changed: Iterable[str]) -> bool:
    """Say whether a change touches more than how to reach or look at something (P57, P84)."""
    return bool(set(changed) - REACHING)


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
    on: date,
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
    words = {**items, **prompts, "disclaimer": disclaimer}
    return (*faults, *misleading_words(words, on=on))


def misleading_words(texts: Mapping[str, str], *, on: date) -> list[TextFault]:
    """Find phrases that excuse the court from saying what is so, by the rules of a day.

    法〔2024〕238号 第1条: "as it stands" no longer excuses anybody from looking; 18号 art. 30: each
    side bears its own taxes.
    """
    found = []
    for name, code in PHRASE_RULES.items():
        rule = lawbook.find(name, on=on)
        if rule is None:
            continue
        found += [
            TextFault(key, code, rule.citation, is_warning=True, phrase=phrase)
            for key, text in texts.items()
            for phrase in str(rule.value).split("|")
            if phrase in text
        ]
    return found
