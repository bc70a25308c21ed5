"""Rule packs: values of the law with the article, the dates and how sure we are of them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.lawbook.schedules import Schedule, parse_schedule

PACKS = Path(__file__).parent / "packs"
#: The same in C where there is a compiler's work: every process reads the packs while it starts.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FIELDS = {"key", "value", "unit", "instrument", "article", "from", "until", "mark", "note"}
#: A fee schedule also says what it is about and, if it is not national, where it holds.
_TABLE_FIELDS = {"subject", "region"}
#: Province, city or county of GB/T 2260.
_REGION = re.compile(r"[1-8][0-9](?:[0-9]{2}){0,2}")
_COUNTED = {"days", "hours", "seconds", "percent", "fen", "count", "months", "years"}

Value = int | bool | Fraction | str | Schedule


class Mark(StrEnum):
    """How sure we are of a rule."""

    #: The text was read.
    VERIFIED = "V"
    #: Known from memory only, not checked against the text.
    MEMORY = "M"
    #: Ours: the law is silent.
    POLICY = "P"


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of the law while it is in force."""

    key: str
    value: Value
    unit: str
    citation: Citation
    mark: Mark
    since: date
    until: date | None
    note: str = ""
    #: What a fee schedule is about, such as real_estate; empty for every other rule.
    subject: str = ""
    #: Where it holds: the head of a code of GB/T 2260, such as 51; empty for the whole country.
    region: str = ""

    def is_in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day; ``until`` is its last day."""
        return self.since <= on and (self.until is None or on <= self.until)


def find(key: str, *, on: date) -> Rule | None:
    """Return the rule of a key that is in force on a day, or None."""
    return next((rule for rule in _book().get(key, ()) if rule.is_in_force(on)), None)


def value(key: str, *, on: date) -> Rule:
    """Return the rule of a key that is in force on a day, or refuse."""
    if rule := find(key, on=on):
        return rule
    raise Refusal("no_rule_in_force", params={"key": key, "on": on.isoformat()})


def number(key: str, *, on: date) -> int:
    """Return a counted value: days, hours, seconds, fen."""
    found = value(key, on=on).value
    if type(found) is not int:
        raise TypeError(f"{key} is not a count")
    return found


def ratio(key: str, *, on: date) -> Fraction:
    """Return a ratio as an exact fraction."""
    found = value(key, on=on).value
    if not isinstance(found, Fraction):
        raise TypeError(f"{key} is not a ratio")
    return found


def schedule(code: str, *, on: date) -> tuple[Schedule, Citation]:
    """Return a fee schedule by its code, with the instrument that set it."""
    rule = value(f"schedule.{code}", on=on)
    if not isinstance(rule.value, Schedule):
        raise TypeError(f"{code} is not a schedule")
    return rule.value, rule.citation


def schedule_codes() -> tuple[str, ...]:
    """Return the codes of all schedules in the book."""
    return tuple(key.removeprefix("schedule.") for key in _book() if key.startswith("schedule."))


def tables_of(subject: str, *, on: date) -> tuple[Rule, ...]:
    """Return the fee schedules about a subject that are in force on a day, of every region."""
    return tuple(
        rule
        for versions in _book().values()
        for rule in versions
        if rule.subject == subject and rule.is_in_force(on)
    )


def policy_text(name: str) -> str:
    """Return the text of one of our policies, such as P2."""
    (rule,) = _book()[f"policy.{name}"]
    return str(rule.value)


def all_rules() -> tuple[Rule, ...]:
    """Return the whole book, for the page that shows it."""
    return tuple(rule for versions in _book().values() for rule in versions)


def is_from_memory(citation: Citation) -> bool:
    """Say whether a rule resting on this article is known from memory only."""
    return any(rule.mark is Mark.MEMORY and rule.citation == citation for rule in all_rules())


@cache
def _book() -> dict[str, tuple[Rule, ...]]:
    """Read all packs once."""
    entries: list[dict[str, Any]] = []
    for path in sorted(PACKS.glob("*.yaml")):
        entries += yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - safe
    return build_book(entries)


def build_book(entries: Iterable[dict[str, Any]]) -> dict[str, tuple[Rule, ...]]:
    """Arrange entries by key, refusing a pack that could give two answers for one day."""
    book: dict[str, list[Rule]] = defaultdict(list)
    for entry in entries:
        rule = _parse(entry)
        book[rule.key].append(rule)
    for key, versions in book.items():
        versions.sort(key=lambda rule: rule.since)
        for earlier, later in pairwise(versions):
            if earlier.until is None or earlier.until >= later.since:
                raise ValueError(f"{key}: two rules in force on {later.since}")
    _refuse_twins(rule for versions in book.values() for rule in versions if rule.subject)
    return {key: tuple(versions) for key, versions in sorted(book.items())}


def _refuse_twins(tables: Iterable[Rule]) -> None:
    """Refuse two schedules about the same subject that hold in one region on one day."""
    by_place: dict[tuple[str, str], list[Rule]] = defaultdict(list)
    for table in tables:
        by_place[table.subject, table.region].append(table)
    for (subject, region), found in by_place.items():
        found.sort(key=lambda rule: rule.since)
        for earlier, later in pairwise(found):
            if earlier.until is None or earlier.until >= later.since:
                raise ValueError(
                    f"{earlier.key} and {later.key}: two schedules of {subject} in force in "
                    f"{region or 'the whole country'} on {later.since}"
                )


def _parse(entry: dict[str, Any]) -> Rule:
    """Read one entry of a pack strictly."""
    key = entry.get("key", "?")
    known = _FIELDS | (_TABLE_FIELDS if entry.get("unit") == "tiers" else set())
    if set(entry) - known or (_FIELDS - {"note"}) - set(entry):
        raise ValueError(f"{key}: fields must be {sorted(known)}")
    region = entry.get("region", "")
    if not isinstance(region, str) or (region and not _REGION.fullmatch(region)):
        raise ValueError(f"{key}: {region!r} is no region")
    since, until = entry["from"], entry["until"]
    if type(since) is not date or not (until is None or type(until) is date):
        raise ValueError(f"{key}: from and until are days")
    if until is not None and until < since:
        raise ValueError(f"{key}: ends before it begins")
    return Rule(
        key=key,
        value=_parse_value(key, entry["unit"], entry["value"]),
        unit=entry["unit"],
        citation=Citation(entry["instrument"], entry["article"]),
        mark=Mark(entry["mark"]),
        since=since,
        until=until,
        note=entry.get("note", ""),
        subject=entry.get("subject", ""),
        region=region,
    )


def _parse_value(key: str, unit: str, raw: Any) -> Value:
    """Read a value by its unit; a float is never one."""
    if unit in _COUNTED and type(raw) is int and raw >= 0:
        return raw
    if unit == "flag" and type(raw) is bool:
        return raw
    if unit == "text" and isinstance(raw, str):
        return raw
    if unit == "ratio" and isinstance(raw, str):
        return Fraction(raw)
    if unit == "tiers" and isinstance(raw, dict):
        return parse_schedule(key.removeprefix("schedule."), raw)
    raise ValueError(f"{key}: {raw!r} is no value in {unit}")
