"""Homes under purchase limits: what the notice says, and for how long a buyer is qualified."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from auction.vocabulary import NoticeItem

#: Art. 2 wants the notice to ask for the qualification and to name what follows from lacking it.
#: Item -> the sentence added to a draft, and the words that have to stay in it.
NOTICE_SENTENCES: Mapping[NoticeItem, str] = {
    NoticeItem.BIDDER_CONDITIONS: (
        "本标的物受房产所在地限购政策约束（{limit}）。竞买人自申请参与竞买时起至成交裁定书出具时止"
        "应当持续具备购房资格，申请参与竞买时应当书面承诺具备购房资格并自愿承担法律后果，"
        "成交后应当提交证明材料供人民法院审核。"
    ),
    NoticeItem.LEGAL_LIABILITY: (
        "不持续具备购房资格的买受人，人民法院不予出具成交裁定书；虚构购房资格的，拍卖行为可被认定"
        "无效，行为人应当依法承担赔偿责任，人民法院可以根据情节轻重予以罚款、拘留，构成犯罪的，"
        "依法追究刑事责任。"
    ),
}
KEY_WORDS = "购房资格"
#: What is promised in writing; kept word by word with the promise.
PROMISE = (
    "本人承诺：自申请参与竞买（或者申请以物抵债）之日起至裁定书出具之日止，持续具备本标的物所在地"
    "的购房资格。如有虚假，自愿承担拍卖行为无效、赔偿损失、被处罚款或者拘留等法律后果。"
)


def items_without_limit(items: Mapping[str, str]) -> list[str]:
    """Return the items of a notice that do not speak of the qualification (2021〔18〕 art. 2)."""
    return [item.value for item in NOTICE_SENTENCES if KEY_WORDS not in items.get(item.value, "")]


def first_day_unproven(
    periods: Iterable[tuple[date, date]], *, since: date, ruled_on: date, fresh_days: int
) -> date | None:
    """Return the first day for which no accepted proof speaks, or None if all is shown.

    法释〔2021〕18号 art. 3: from the enrollment to the ruling. A paper is older than the ruling it
    serves; it may end ``fresh_days`` before it (P80). Both days of a period are included.
    """
    day = since
    for begins, ends in sorted(periods):
        if begins > day:
            break
        day = max(day, ends + timedelta(days=1))
    needed_until = max(since, ruled_on - timedelta(days=fresh_days))
    return day if day <= needed_until else None
