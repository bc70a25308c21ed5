"""The notice as files for the platform that sells the lot: the same bytes for the same notice."""

import csv
import io
import json
import zipfile
from typing import Any

from flask_babel import force_locale

from app.kernel.facts import stamp
from app.kernel.money import Money
from app.media.facade import MediaKind, list_media
from auction import messages, queries
from auction.models import Lot, Notice
from auction.queries.venues import standing_plan
from auction.rules.notice_text import OF_NOTICE
from auction.rules.venue_files import NOTICE_FORMAT, NOTICE_SCHEMA, RESULT_SCHEMA, STATE_SCHEMA
from auction.services.announcing import parts_of_notice
from auction.vocabulary import NoticeItem, SpecialPrompt
from registry import facade as registry

#: What goes into an archive has one age, so that its digest depends on the words alone.
_AGE = (2016, 1, 1, 0, 0, 0)
_PAPER_LOCALE = "zh_Hans_CN"
_DEFECTS = (NoticeItem.KNOWN_DEFECTS, NoticeItem.TITLE_AND_OCCUPATION, NoticeItem.TAXES)


def notice_json(lot: Lot, base_url: str) -> dict[str, Any]:
    """Return a published notice by the schema that travels with it."""
    notice = queries.find_notice(lot.id, lot.notice_version)
    plan = standing_plan(lot)
    decision = queries.find_decision(lot.id)
    assert notice is not None
    assert plan is not None
    assert lot.opens_at is not None
    assert lot.closes_at is not None
    court = registry.get_court(lot.court_id)
    return {
        "format": NOTICE_FORMAT,
        "lot": lot.no,
        "case_number": lot.case_number,
        "court": {"code": lot.court_code, "name": lot.court_name, "phone": court.phone or ""},
        "platform": {"name": plan.platform_name or "", "code": plan.platform_code or ""},
        "round": lot.round.value,
        "title": lot.title,
        "address": lot.address,
        "notice_version": notice.version,
        "notice_digest": notice.digest,
        "reference_price": str(lot.reference_price),
        "start_price": str(lot.start_price),
        "bid_step": str(lot.bid_step),
        "deposit": str(lot.entry_payment),
        "opens_at": stamp(lot.opens_at),
        "closes_at": stamp(lot.closes_at),
        "extension_seconds": lot.extension_seconds,
        "balance_days": lot.balance_days,
        # Who holds a right is told by the court alone; the platform needs ranks (art. 19).
        "priority": [
            {"rank": row["rank"], "nature": row["nature"]}
            for row in (decision.priority if decision else ())
        ],
        "items": {item.value: notice.items.get(item.value, "") for item in NoticeItem},
        "prompts": {one.value: notice.prompts.get(one.value, "") for one in SpecialPrompt},
        "disclaimer": notice.disclaimer,
        "photographs": _photographs(notice, base_url),
        "report_sha256": notice.report_sha256,
        **parts_of_notice(lot),
    }


def _photographs(notice: Notice, base_url: str) -> list[dict[str, str]]:
    views = list_media([int(media_id) for media_id in notice.media])
    return [
        {"name": view.filename, "url": f"{base_url}{view.url('large')}", "sha256": view.sha256}
        for view in views
        if view.published_at is not None and view.kind is MediaKind.PICTURE
    ]


def notice_package(lot: Lot, base_url: str) -> bytes:
    """Return the archive: notice, instructions, defects, list of photographs, JSON, schemas."""
    plain = notice_json(lot, base_url)
    with force_locale(_PAPER_LOCALE):
        texts = {
            "notice.txt": _words(lot, plain, [item for item in NoticeItem if item in OF_NOTICE]),
            "instructions.txt": _instructions(lot, plain),
            "defects.txt": _words(lot, plain, _DEFECTS),
        }
    files = {
        **texts,
        "photographs.csv": _listed(plain["photographs"]),
        "notice.json": _pretty(plain),
        "notice.schema.json": _pretty(NOTICE_SCHEMA),
        "result.schema.json": _pretty(RESULT_SCHEMA),
        "state.schema.json": _pretty(STATE_SCHEMA),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _AGE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, text.encode())
    return out.getvalue()


def _pretty(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _head(lot: Lot, plain: dict[str, Any]) -> list[str]:
    return [lot.title, f"{lot.court_name} {lot.case_number} {lot.no}", plain["notice_digest"], ""]


def _words(lot: Lot, plain: dict[str, Any], items: Any) -> str:
    lines = [*_head(lot, plain), *_parts(plain)]
    for item in items:
        if text := plain["items"][item.value]:
            lines += [str(messages.ITEMS[item]), text, ""]
    return "\n".join(lines)


def _parts(plain: dict[str, Any]) -> list[str]:
    """Return what a lot of several things is made of, each with its price and its source."""
    lines = []
    for place, part in enumerate(plain.get("parts", ()), start=1):
        price = Money.parse(part["reference_price"]).yuan
        lines.append(
            f"{place}. {part['title']} {price} ({part['valid_until']}) {part['appraisal']}"
        )
    return [*lines, ""] if lines else []


def _instructions(lot: Lot, plain: dict[str, Any]) -> str:
    """Return 竞买须知: the seven warnings, the rules, how to pay, and the disclaimer."""
    lines = _head(lot, plain)
    for prompt in SpecialPrompt:
        lines += [str(messages.PROMPTS[prompt]), plain["prompts"][prompt.value], ""]
    for item in (NoticeItem.BIDDING_RULES, NoticeItem.PAYMENT):
        lines += [str(messages.ITEMS[item]), plain["items"][item.value], ""]
    return "\n".join([*lines, plain["disclaimer"], ""])


def _listed(photographs: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["name", "url", "sha256"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(photographs)
    return out.getvalue()
