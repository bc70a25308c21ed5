"""Notices and results as entries of a feed, in Atom (RFC 4287) and as JSON Feed 1.1."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask_babel import gettext as _

from app.kernel.facts import stamp
from auction.messages import NATURES, ROUNDS, STATES
from auction.queries.publications import FALLEN, HALTED, Published
from auction.vocabulary import Outcome

#: How many entries a feed holds.
ENTRIES_MAX = 50
_ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 cannot hold at all.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that was published; its id stays when it is corrected."""

    id: str
    url: str
    title: str
    text: str
    published: datetime
    updated: datetime
    court: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Feed:
    """A feed: who it is, where it is had, what it holds."""

    title: str
    url: str
    home: str
    language: str
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime | None:
        """When its newest entry changed."""
        return max((entry.updated for entry in self.entries), default=None)


def entries_of(published: Sequence[Published], site: str) -> list[Entry]:
    """Return what was published, the newest change first."""
    found = [entry for one in published for entry in (*_notice(one, site), *_result(one, site))]
    found.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    return found[:ENTRIES_MAX]


def tag(site: str, name: str) -> str:
    """Return an id that never changes (RFC 4151), whatever becomes of addresses."""
    return f"tag:{urlsplit(site).hostname},2026-01-01:{name}"


def _notice(one: Published, site: str) -> Iterator[Entry]:
    moments = [notice.published_at for notice in one.notices if notice.published_at is not None]
    if not moments:
        return
    lot, kind = one.lot, _("Notice of sale")
    text = [_terms(one)]
    if len(moments) > 1:
        kind = _("Corrected notice of sale")
        text.append(_("Corrected: %(reason)s", reason=one.notices[-1].reason or ""))
    if lot.state in HALTED:
        moments.append(lot.state_since)
        text.append(str(STATES[lot.state][1]))
    yield _entry(one, site, "notice", (kind, *text), (moments[0], max(moments)))


def _result(one: Published, site: str) -> Iterator[Entry]:
    lot, result = one.lot, one.result
    if result is None:
        return
    moments = [result.closed_at]
    if result.outcome is Outcome.SOLD and result.price is not None:
        words = _("Sold for %(price)s yuan", price=result.price.yuan)
    else:
        words = _("Unsold")
    text = [words]
    if lot.state in FALLEN:
        moments.append(lot.state_since)
        text.append(str(STATES[lot.state][1]))
    yield _entry(one, site, "result", (_("Result of sale"), *text), (moments[0], max(moments)))


def _terms(one: Published) -> str:
    lot = one.lot
    assert lot.start_price is not None
    assert lot.deposit is not None
    return _(
        "%(court)s, %(case)s, %(round)s. Start price %(start)s yuan, deposit %(deposit)s yuan.",
        court=lot.court_name,
        case=lot.case_number,
        round=str(ROUNDS[lot.round]),
        start=lot.start_price.yuan,
        deposit=lot.deposit.yuan,
    )


def _entry(
    one: Published,
    site: str,
    name: str,
    words: tuple[str, ...],
    moments: tuple[datetime, datetime],
) -> Entry:
    lot = one.lot
    kind, *text = words
    return Entry(
        id=tag(site, f"lot:{lot.no}:{name}"),
        url=f"{site}/lots/{lot.no}",
        title=_("%(kind)s: %(title)s", kind=kind, title=lot.title),
        text="\n".join(text),
        published=moments[0],
        updated=moments[1],
        court=lot.court_name,
        tags=(name, str(NATURES[lot.nature]), lot.court_name),
    )


def atom(feed: Feed, *, now: datetime) -> bytes:
    """Write a feed as Atom; a feed without entries was updated just now."""
    ET.register_namespace("", _ATOM)
    root = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": feed.language})
    _add(root, "id", feed.url)
    _add(root, "title", feed.title)
    _add(root, "updated", stamp(feed.updated or now))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.home)
    _add(root, "generator", "Mingchui")
    for entry in feed.entries:
        node = _add(root, "entry")
        _add(node, "id", entry.id)
        _add(node, "title", entry.title)
        _add(node, "link", rel="alternate", type="text/html", href=entry.url)
        _add(node, "published", stamp(entry.published))
        _add(node, "updated", stamp(entry.updated))
        _add(_add(node, "author"), "name", entry.court)
        for term in entry.tags:
            _add(node, "category", term=term)
        _add(node, "summary", entry.text, type="text")
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _add(parent: ET.Element, name: str, words: str | None = None, **given: str) -> ET.Element:
    node = ET.SubElement(parent, f"{{{_ATOM}}}{name}", {k: _writable(v) for k, v in given.items()})
    if words is not None:
        node.text = _writable(words)
    return node


def _writable(words: str) -> str:
    return _UNWRITABLE.sub("", words)


def json_feed(feed: Feed) -> dict[str, Any]:
    """Write a feed as JSON Feed."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.url,
        "language": feed.language,
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": stamp(entry.published),
                "date_modified": stamp(entry.updated),
                "authors": [{"name": entry.court}],
                "tags": list(entry.tags),
            }
            for entry in feed.entries
        ],
    }
