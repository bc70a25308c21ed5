"""Judge what an applicant writes; pure, so that page, submission and acceptance agree."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from registry.rules.numbers import check_credit_code, check_region_code
from registry.vocabulary import FIELDS_OF_KIND, AgencyField, AgencyKind
from registry.vocabulary.applications import PAPERS_NEEDED, ApplicationPaper, Purpose

#: Nobody works for two agencies at once.
ONE_AGENCY = Citation("资产评估法", "第14条")
#: A firm is founded on its appraisers; at least two of them carry out each commission.
TWO_PEOPLE = (Citation("资产评估法", "第15条"), Citation("资产评估法", "第24条"))
#: An auction house needs an auctioneer.
AUCTIONEER = (Citation("拍卖法", "第12条"),)
OUT_FOR_YEARS = Citation("法释〔2018〕15号", "第15条")

#: Qualified people an agency has in each field. The one of auxiliary agencies is policy.
PEOPLE_MIN: dict[AgencyKind, int] = {
    AgencyKind.APPRAISAL: 2,
    AgencyKind.AUCTION_HOUSE: 1,
    AgencyKind.AUXILIARY: 1,
}
STAFF_BASIS: dict[AgencyKind, tuple[Citation, ...]] = {
    AgencyKind.APPRAISAL: TWO_PEOPLE,
    AgencyKind.AUCTION_HOUSE: AUCTIONEER,
    AgencyKind.AUXILIARY: (),
}
#: Bounds of one application, so that no page and no row grows without end.
PEOPLE_MAX, PAPERS_MAX, REGIONS_MAX, SHAREHOLDERS_MAX = 200, 40, 40, 50

#: Signs of a unified social credit code.
_CODE_LENGTH = 18
_LICENCE = ("grade", "licence_no", "licence_expires_on")
_SELF = (
    "name",
    "fields",
    "regions",
    "legal_representative",
    "controller_code",
    "controller_name",
    "shareholders",
    "address",
    "phone",
)
#: What an application of each purpose may say; the rest stays as the list has it.
ASKED: dict[Purpose, tuple[str, ...]] = {
    Purpose.ENTRY: ("code", *_SELF, *_LICENCE),
    Purpose.RENEWAL: _LICENCE,
    Purpose.CHANGE: _SELF,
}


def read_regions(text: str) -> list[str]:
    """Return the region codes of a line, each once, in the order written."""
    codes = list(dict.fromkeys(re.split(r"[\s,，、;；]+", text.strip())))
    return [check_region_code(code) for code in codes if code]


def read_shareholders(text: str) -> list[dict[str, str | None]]:
    """Return one shareholder a line: the name, then the credit code of an organization."""
    holders: list[dict[str, str | None]] = []
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        code = None
        if len(words) > 1 and len(words[-1]) == _CODE_LENGTH:
            code = check_credit_code(words.pop(), "shareholders")
        holders.append({"name": " ".join(words)[:120], "code": code})
    return holders


def check_particulars(
    purpose: Purpose, kind: AgencyKind, typed: Mapping[str, Any], *, own_code: str, today: date
) -> dict[str, Any]:
    """Return the particulars as they are kept, or refuse and name every fault by its field.

    The code of the refusal is that of the first fault.
    """
    given = {name: typed[name] for name in ASKED[purpose]}
    faults: dict[str, Refusal] = {}

    def attempt(name: str, judge: Any) -> None:
        try:
            given[name] = judge()
        except Refusal as refusal:
            faults[name] = refusal

    if "code" in given:
        attempt("code", lambda: _own(check_credit_code(typed["code"]), own_code))
    if "fields" in given:
        attempt("fields", lambda: _fields(typed["fields"], kind))
        attempt("regions", lambda: _some(read_regions(typed["regions"]), REGIONS_MAX))
        attempt(
            "shareholders",
            lambda: _few(read_shareholders(typed["shareholders"]), SHAREHOLDERS_MAX),
        )
        attempt("controller_code", lambda: _controller(typed["controller_code"]))
    if "licence_expires_on" in given:
        attempt("licence_expires_on", lambda: _in_force(typed["licence_expires_on"], today))
        given["licence_no"] = " ".join(typed["licence_no"].split())
    if faults:
        first = next(iter(faults.values()))
        fields = {name: [fault.code] for name, fault in faults.items()}
        raise Refusal(first.code, params=first.params, fields=fields)
    return given


def _own(code: str, own_code: str) -> str:
    if code != own_code:
        raise Refusal("not_own_code")
    return code


def _fields(fields: Iterable[AgencyField], kind: AgencyKind) -> list[str]:
    chosen = [str(field) for field in FIELDS_OF_KIND[kind] if field in set(fields)]
    if not chosen or len(chosen) != len(set(fields)):
        raise Refusal("field_of_other_kind" if chosen else "field_missing")
    return chosen


def _some(regions: list[str], most: int) -> list[str]:
    if not regions:
        raise Refusal("bad_region")
    return _few(regions, most)


def _few(items: list[Any], most: int) -> list[Any]:
    if len(items) > most:
        raise Refusal("too_many_lines", params={"lines_max": most})
    return items


def _controller(code: str) -> str | None:
    return check_credit_code(code, "controller_code") if code.strip() else None


def _in_force(day: date, today: date) -> str:
    if day < today:
        raise Refusal("licence_expired")
    return day.isoformat()


def staff_after(
    held: Mapping[str, int], named: Mapping[str, int], joining: Sequence[str]
) -> dict[str, int]:
    """Return the people by field once the joining ones are registered.

    The national list counts people it does not name: a newly named person counts on top only
    when the list's number is already filled with names.
    """
    joined = Counter(joining)
    fields = {*held, *named, *joined}
    return {
        field: max(held.get(field, 0), named.get(field, 0) + joined.get(field, 0))
        for field in sorted(fields)
    }


def people_basis(kind: AgencyKind) -> tuple[Citation, ...]:
    """Return the articles behind what is asked of the people of an agency.

    That nobody works for two is law for appraisers and policy for the other kinds.
    """
    return (*one_agency(FIELDS_OF_KIND[kind][0]), *STAFF_BASIS[kind])


def one_agency(field: str) -> tuple[Citation, ...]:
    """Return the article by which a professional of a field serves one agency."""
    is_appraisal = field in FIELDS_OF_KIND[AgencyKind.APPRAISAL]
    return (ONE_AGENCY,) if is_appraisal else ()


def check_staff(kind: AgencyKind, fields: Sequence[str], staff: Mapping[str, int]) -> None:
    """Refuse an agency that has too few qualified people in one of its fields."""
    least = PEOPLE_MIN[kind]
    short = [field for field in fields if staff.get(field, 0) < least]
    if short:
        raise Refusal(
            "too_few_practitioners",
            citations=STAFF_BASIS[kind],
            params={"least": least, "fields": short},
            fields={"people": ["too_few_practitioners"]},
        )


def check_papers(purpose: Purpose, papers: Sequence[Mapping[str, Any]], joining: int) -> None:
    """Refuse an application whose papers are not all there, and name the missing ones."""
    needed = list(PAPERS_NEEDED[purpose])
    if joining and ApplicationPaper.STAFF not in needed:
        needed.append(ApplicationPaper.STAFF)
    have = {paper["kind"] for paper in papers}
    missing = [str(kind) for kind in needed if str(kind) not in have]
    if missing:
        raise Refusal(
            "papers_missing",
            params={"missing": missing, "n": len(missing)},
            fields={"papers": ["papers_missing"]},
        )


def content_digest(content: Mapping[str, Any]) -> str:
    """Hash what an application says, so that a decision names exactly what was read."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
