"""Check a published record of Mingchui without trusting the platform that made it.

    python mingchui_verify.py draw TRANSCRIPT.json [--commit HEX] [--list-digest HEX]
    python mingchui_verify.py lot RECORD.zip [--receipt RECEIPT.json]... [--root HEX] [--key BASE64]
                                  [--policy POLICY.txt] [--checkpoint KEPT.txt]...

draw: everything is computed again from the inputs in the file: the frozen list, the commitment,
the seed, each step of the draw and the order. With --commit and --list-digest the values you
noted down when the list was frozen are compared as well, which also catches a transcript that
was rewritten as a whole.

lot: the whole sale is played again from its notice to its end by the articles on bidding
(法释〔2016〕18号 arts. 20, 21, 28; 法明传〔2017〕455号 六): every bid climbs, stands inside the
time of bidding and moves the end as it must, an equal bid has a better right, a stop gives back
what was left, the buyer is who the rules name, and every later step follows one that allows it.
With
--receipt your own answers, refused ones too, are judged against the record; with --key (the
platform's key as you noted it) their signatures as well, if `cryptography` is installed; with
--root the record is compared with what somebody else was given. A record that carries its part
of the sealed log is checked against it: each fact stands in the tree, older checkpoints lead to
the newest; with --policy who signed and which witnesses saw it; with --checkpoint what you kept.

    python mingchui_verify.py log LOG.zip [--policy POLICY.txt] [--checkpoint KEPT.txt]...
    python mingchui_verify.py proof FILE.tlog-proof (--entry FILE | --leaf HEX | --receipt R.json)
                                    [--policy POLICY.txt] [--key BASE64]

log: the whole log; every root is computed again from the entries, and a log that was rewritten,
cut or split is found with one checkpoint kept elsewhere. proof: that one entry stands in it.

The exit status is 0 when all agrees and 1 when anything does not; each failure has a name and
the field it was found in. One file; the standard library, and `cryptography` where signatures
are checked; no part of the platform is imported.
"""

import argparse
import base64
import binascii
import hashlib
import hmac
import io
import json
import math
import re
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from json.decoder import scanstring
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

FORMAT = "mingchui-draw-transcript/2"
#: Transcripts from before public figures were used; they carry none.
FORMAT_WITHOUT_FIGURES = "mingchui-draw-transcript/1"
#: Lots among equals, where no agency is chosen: nothing but what the seed is made of.
FORMAT_OF_LOTS = "mingchui-lots-transcript/1"
SECTIONS_OF_LOTS = ("format", "scheme", "policy", "input", "result")
#: The named figures must carry this many bits more than the draw uses up.
MARGIN_BITS = 15
SECTIONS = ("format", "scheme", "draw", "policy", "register", "groups", "strings", "input",
            "result")  # fmt: skip
LATER_SECTIONS = ("sources", "objections")
ENVELOPE = ("fields", "transcript_digest")
#: (name of the failure, field it was found in, sentence)
Failure = tuple[str, str, str]


class Broken(Exception):
    """The file cannot be read as a transcript at all."""

    def __init__(self, name: str, field: str, why: str) -> None:
        super().__init__(why)
        self.failure = (name, field, why)


def no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object in which a name stands twice."""
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise Broken("duplicate_field", key, "this name appears twice in one object")
    return dict(pairs)


def no_number(text: str) -> Any:
    """Refuse fractions, exponents and NaN."""
    raise Broken("not_canonical", text, "only whole numbers may appear")


def read_bytes(path: str) -> bytes:
    """Read a file, or raise Broken."""
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        raise Broken("not_readable", path, str(fault)) from None


def read_json(path: str) -> Any:
    """Read a file of strict JSON, or raise Broken."""
    return parse_json(read_bytes(path))


def parse_json(content: bytes) -> Any:
    """Read strict JSON, or raise Broken."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Broken("not_utf8", f"byte {fault.start}", "the file is not UTF-8") from None
    try:
        return json.loads(
            text, object_pairs_hook=no_twins, parse_float=no_number, parse_constant=no_number
        )
    except json.JSONDecodeError as fault:
        field = last_field(text[: fault.pos]) or f"line {fault.lineno}"
        raise Broken("not_json", field, str(fault)) from None
    except (ValueError, RecursionError) as fault:
        raise Broken("not_canonical", "", str(fault)) from None


def last_field(text: str) -> str:
    """Name the last field before a fault, so that even broken JSON names one."""
    names = re.findall(r'"([^"]*)"\s*:', text)
    return names[-1] if names else ""


def canonical(value: Any) -> bytes:
    """Write JSON in one form only: keys sorted, no spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def prefixed(part: bytes) -> bytes:
    """Put the length in four bytes before the part."""
    return len(part).to_bytes(4, "big") + part


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each plain value with its path."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def leaf_digest(path: str, value: Any) -> str:
    """Bind a value to its place."""
    where = path.encode("utf-8", "surrogatepass")
    return digest(b"CJD1/leaf", where, canonical(value))[:16].hex()


def check_envelope(transcript: dict[str, Any]) -> Iterator[Failure]:
    """Yield one failure for each field that is not what was sealed."""
    for name in ENVELOPE:
        if name not in transcript:
            yield "field_missing", name, "the transcript carries no such part"
    body = {key: value for key, value in transcript.items() if key not in ENVELOPE}
    sealed = transcript.get("fields")
    sealed = sealed if isinstance(sealed, dict) else {}
    whole = hashlib.sha256(canonical(body)).hexdigest()
    is_whole = whole == transcript.get("transcript_digest")
    found = dict(leaves(body))
    for path, value in found.items():
        where = f"fields.{path}" if is_whole else path
        if path not in sealed and not is_whole:
            yield "field_unknown", path, "this field was not in the sealed transcript"
        elif sealed.get(path) != leaf_digest(path, value):
            yield "field_changed", where, "not the value that was sealed"
    for path in sealed:
        if path not in found:
            where = f"fields.{path}" if is_whole else path
            yield "field_missing", where, "a sealed field is missing or renamed"
    if not is_whole:
        yield "digest_mismatch", "transcript_digest", f"the content gives {whole}"


def text_bytes(text: str) -> bytes:
    """Give the one form of a text that is hashed."""
    return unicodedata.normalize("NFC", text).strip().encode("utf-8", "surrogatepass")


def digest(*parts: bytes) -> bytes:
    """Hash the parts, each with its length before it."""
    return hashlib.sha256(b"".join(prefixed(part) for part in parts)).digest()


def digest_of_list(candidates: list[dict[str, Any]]) -> bytes:
    """Bind the whole list, already in order."""
    parts = [
        prefixed(text_bytes(c["id"])) + prefixed(text_bytes(c["name"])) + c["w"].to_bytes(4, "big")
        for c in candidates
    ]
    return digest(b"CJD1/list", *parts)


class Stream:
    """Numbers from the seed, exactly uniform, no block used twice."""

    def __init__(self, seed: bytes) -> None:
        self.seed = seed
        self.counter = 0

    def below(self, n: int) -> int:
        """Give a number from 0 to n-1."""
        limit = (2**256 // n) * n
        while True:
            message = b"CJD1/draw" + self.counter.to_bytes(4, "big")
            self.counter += 1
            block = int.from_bytes(hmac.digest(self.seed, message, "sha256"), "big")
            if block < limit:
                return block % n


def seed_of(given: dict[str, Any], list_digest: bytes) -> bytes:
    """Mix everything that decides the draw."""
    external = b"".join(
        prefixed(text_bytes(name)) + prefixed(text_bytes(value))
        for name, value in given["external"]
    )
    pairs = sorted((text_bytes(name), text_bytes(text)) for name, text in given["party"].items())
    party = b"".join(prefixed(name) + prefixed(text) for name, text in pairs)
    return digest(
        b"CJD1/seed",
        text_bytes(given["case_id"]),
        given["round"].to_bytes(2, "big"),
        list_digest,
        bytes.fromhex(given["policy_digest"]),
        bytes.fromhex(given["court_nonce"]),
        external,
        party,
    )


def walk(candidates: list[dict[str, Any]], k: int, stream: Stream) -> list[dict[str, Any]]:
    """Draw k candidates without putting any back."""
    left = list(candidates)
    picks: list[dict[str, Any]] = []
    for position in range(1, min(k, len(left)) + 1):
        total = sum(c["w"] for c in left)
        first = stream.counter
        x = stream.below(total)
        index, reach = 0, left[0]["w"]
        while reach <= x:
            index += 1
            reach += left[index]["w"]
        used = stream.counter - first
        picks.append(
            {"position": position, "total_weight": total, "x": x, "counter_first": first}
            | {"counter_used": used, "id": left.pop(index)["id"]}
        )
    return picks


def expected_result(given: dict[str, Any], groups: list[dict[str, Any]]) -> dict[str, Any]:
    """Compute the whole result section again."""
    candidates = sorted(given["candidates"], key=lambda c: text_bytes(c["id"]))
    list_digest = digest_of_list(candidates)
    seed = seed_of(given, list_digest)
    stream = Stream(seed)
    picks = walk(candidates, given["k"], stream)
    members_of = {group["ticket"]: sorted(group["members"], key=str.encode) for group in groups}
    members, agencies = [], []
    for pick in picks:
        inside = members_of.get(pick["id"])
        if inside is None:
            agencies.append(pick["id"])
            continue
        first = stream.counter
        x = stream.below(len(inside))
        agencies.append(inside[x])
        members.append(
            {
                "ticket": pick["id"],
                "x": x,
                "counter_first": first,
                "counter_used": stream.counter - first,
                "code": inside[x],
            }
        )
    return {
        "commit": digest(b"CJD1/commit", bytes.fromhex(given["court_nonce"])).hex(),
        "list_digest": list_digest.hex(),
        "seed": seed.hex(),
        "picks": picks,
        "order": [pick["id"] for pick in picks],
        "members": members,
        "agencies": agencies,
    }


def differences(name: str, field: str, want: Any, got: Any) -> Iterator[Failure]:
    """Yield the first differing field under a value that was computed again."""
    if isinstance(want, dict) and isinstance(got, dict):
        for key in want:
            yield from differences(name, f"{field}.{key}", want[key], got.get(key))
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for index, pair in enumerate(zip(want, got, strict=True)):
            yield from differences(name, f"{field}[{index}]", *pair)
    elif want != got or type(want) is not type(got):
        yield name, field, f"computed {want!r}, the transcript says {got!r}"


def check_inputs(transcript: dict[str, Any]) -> Iterator[Failure]:
    """The inputs are those the rest of the transcript speaks of."""
    given, draw = transcript["input"], transcript["draw"]
    if transcript["format"] != FORMAT_WITHOUT_FIGURES:
        yield from differences("format_unknown", "format", FORMAT, transcript["format"])
    yield from differences("scheme_unknown", "scheme", "CJD-1", transcript["scheme"])
    policy = hashlib.sha256(canonical(transcript["policy"])).hexdigest()
    yield from differences("policy_mismatch", "input.policy_digest", policy, given["policy_digest"])
    yield from differences("k_mismatch", "input.k", transcript["policy"]["k"], given["k"])
    yield from differences("round_mismatch", "input.round", draw["round"], given["round"])
    case_id = f"{draw['case_number']} {draw['asset_no']}"
    if draw.get("kind", "appraisal") != "appraisal":
        case_id += f" {draw['kind']}"
    yield from differences("case_mismatch", "input.case_id", case_id, given["case_id"])
    strings = {item["giver"]: item["text"] for item in transcript["strings"]}
    yield from differences("string_mismatch", "input.party", strings, given["party"])
    if len(given["party"]) != len(strings):
        yield "string_mismatch", "input.party", "a string was added that nobody handed in"
    ids = [text_bytes(c["id"]) for c in given["candidates"]]
    if len(set(ids)) != len(ids):
        yield "duplicate_candidate", "input.candidates", "an id appears twice"
    for index, candidate in enumerate(given["candidates"]):
        if not 1 <= candidate["w"] <= 1_000_000:
            yield "weight_out_of_range", f"input.candidates[{index}].w", "not within 1..1000000"


def check_figures(transcript: dict[str, Any]) -> Iterator[Failure]:
    """The figures in the seed are those named beforehand, each typed alike by two people."""
    given, draw = transcript["input"], transcript["draw"]
    named = transcript.get("sources", [])
    pairs = [[source["name"], source["value"]] for source in named]
    yield from differences("external_mismatch", "input.external", pairs, given["external"])
    if len(pairs) == len(given["external"]) == 0:
        if draw.get("mode", "ceremony") == "external":
            yield "external_mismatch", "sources", "the external mode names at least one figure"
        return
    yield from differences("external_mismatch", "draw.mode", "external", draw["mode"])
    for index, source in enumerate(named):
        field = f"sources[{index}]"
        latest = max((entry["attempt"] for entry in source["typed"]), default=0)
        said = [entry for entry in source["typed"] if entry["attempt"] == latest]
        people = {entry["by"] for entry in said if entry["value"] == source["value"]}
        if len(people) < 2:
            yield "figures_mismatch", f"{field}.value", "not typed alike by two people"
        if not draw["strings_until"] < source["draws_at"] <= draw["drawn_at"]:
            yield "order_of_time", f"{field}.draws_at", "not between the last string and the draw"
    tickets, bits = len(given["candidates"]), sum(float(source["bits"]) for source in named)
    if bits < math.log2(math.perm(tickets, min(given["k"], tickets))) + MARGIN_BITS:
        yield "too_little_entropy", "sources", f"{bits:.1f} bits are too few for {tickets} tickets"


def check_register(transcript: dict[str, Any]) -> Iterator[Failure]:
    """Whoever has no exclusion holds exactly one ticket, and nobody else does."""
    members_of = {group["ticket"]: group["members"] for group in transcript["groups"]}
    holders = {}
    for index, row in enumerate(transcript["register"]):
        if bool(row["exclusions"]) == bool(row["ticket"]):
            yield (
                "exclusion_mismatch",
                f"register[{index}].ticket",
                "an agency is either left out with a reason or holds a ticket",
            )
        if row["ticket"]:
            holders.setdefault(row["ticket"], []).append(row)
    tickets = {c["id"]: c["name"] for c in transcript["input"]["candidates"]}
    for ticket in sorted(set(tickets) ^ set(holders)):
        yield "list_mismatch", "input.candidates", f"ticket {ticket} is not the register's"
    for ticket, rows in holders.items():
        codes = [row["code"] for row in rows]
        name = rows[0]["name"]
        if len(rows) > 1:
            inside = "；".join(f"{row['code']} {row['name']}" for row in rows)
            name = f"共同控制〔{inside}〕"
        if codes != members_of.get(ticket, [ticket]):
            yield "group_mismatch", "groups", f"the holders of ticket {ticket} differ"
        weights = {row.get("w", 1) for row in rows}
        weight = next((c["w"] for c in transcript["input"]["candidates"] if c["id"] == ticket), 1)
        if weights != {weight}:
            yield "list_mismatch", "input.candidates", f"ticket {ticket} carries another weight"
        if ticket in tickets and tickets[ticket] != name:
            yield "list_mismatch", "input.candidates", f"ticket {ticket} carries another name"


def check_times(transcript: dict[str, Any]) -> Iterator[Failure]:
    """The list stood before any string was known, and all strings before the draw."""
    draw = transcript["draw"]
    steps = ["frozen_at", "entropy_closed_at", "drawn_at"]
    for earlier, later in pairwise(steps):
        if not draw[earlier] <= draw[later]:
            yield "order_of_time", f"draw.{later}", f"lies before draw.{earlier}"
    if not draw.get("objections_until", "") <= draw["drawn_at"]:
        yield "order_of_time", "draw.drawn_at", "drawn while the list could be objected to"
    for index, objection in enumerate(transcript.get("objections", [])):
        if not "" < objection["decided_at"] <= draw["drawn_at"]:
            field = f"objections[{index}].decided_at"
            yield "order_of_time", field, "not decided before the draw"
    for index, item in enumerate(transcript["strings"]):
        if not draw["frozen_at"] <= item["handed_in_at"] <= draw["entropy_closed_at"]:
            yield "order_of_time", f"strings[{index}].handed_in_at", "outside the open time"


def check_content(
    transcript: dict[str, Any], commit: str | None, list_digest: str | None
) -> Iterator[Failure]:
    """Everything that follows from the inputs is what the transcript says."""
    try:
        yield from check_inputs(transcript)
        yield from check_figures(transcript)
        yield from check_register(transcript)
        yield from check_times(transcript)
        result = expected_result(transcript["input"], transcript["groups"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        yield "malformed", "input", f"the values cannot be computed with ({fault!r})"
        return
    for name, want in result.items():
        yield from differences(
            f"{name}_mismatch", f"result.{name}", want, transcript["result"].get(name)
        )
    if commit and commit.lower() != result["commit"]:
        yield "published_commit_mismatch", "result.commit", "not the value given at the freeze"
    if list_digest and list_digest.lower() != result["list_digest"]:
        yield "published_list_mismatch", "result.list_digest", "not the value given at the freeze"


def check_lots(transcript: dict[str, Any], commit: str | None) -> Iterator[Failure]:
    """Draw the lots again; the commitment is the one published when the creditors were asked."""
    try:
        given = transcript["input"]
        yield from differences("scheme_unknown", "scheme", "CJD-1", transcript["scheme"])
        policy = hashlib.sha256(canonical(transcript["policy"])).hexdigest()
        field = "input.policy_digest"
        yield from differences("policy_mismatch", field, policy, given["policy_digest"])
        yield from differences("k_mismatch", "input.k", len(given["candidates"]), given["k"])
        if not set(given["party"]) <= {candidate["id"] for candidate in given["candidates"]}:
            yield "string_mismatch", "input.party", "a string of somebody who holds no ticket"
        result = expected_result(given, [])
        found = transcript["result"]
        for name, want in result.items():
            yield from differences(f"{name}_mismatch", f"result.{name}", want, found.get(name))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
        yield "malformed", "input", f"the values cannot be computed with ({fault!r})"
        return
    if commit and commit.lower() != result["commit"]:
        yield "published_commit_mismatch", "result.commit", "not the value given beforehand"


def check_draw(
    transcript: Any, commit: str | None = None, list_digest: str | None = None
) -> list[Failure]:
    """Give all failures of a draw transcript: (name, field, why); none means it holds."""
    if not isinstance(transcript, dict):
        return [("not_a_transcript", "", "the file holds no JSON object")]
    failures = list(check_envelope(transcript))
    kind = transcript.get("format")
    sections = (*SECTIONS, *LATER_SECTIONS)
    if kind == FORMAT_WITHOUT_FIGURES:
        sections = SECTIONS
    elif kind == FORMAT_OF_LOTS:
        sections = SECTIONS_OF_LOTS
    missing = [("field_missing", name, "not there") for name in sections if name not in transcript]
    if missing:
        return [*failures, *missing]
    if kind == FORMAT_OF_LOTS:
        return [*failures, *check_lots(transcript, commit)]
    return [*failures, *check_content(transcript, commit, list_digest)]


def run_draw(options: argparse.Namespace) -> int:
    """Check one transcript and print what was found."""
    try:
        transcript = read_json(options.file)
        failures = check_draw(transcript, options.commit, options.list_digest)
    except Broken as broken:
        failures = [broken.failure]
    for name, field, why in failures:
        print(f"FAIL {name} {field}: {why}")
    if failures:
        return 1
    if transcript["format"] == FORMAT_OF_LOTS:
        given = transcript["input"]
        print(f"OK {given['case_id']} lots {given['round']}")
        for place, ticket in enumerate(transcript["result"]["order"], 1):
            print(f"  {place}. {ticket}")
        print(f"  commit {transcript['result']['commit']}")
        return 0
    draw, result = transcript["draw"], transcript["result"]
    names = {row["code"]: row["name"] for row in transcript["register"]}
    print(f"OK {draw['no']} {draw['case_number']} round {draw['round']}")
    for place, code in enumerate(result["agencies"], 1):
        print(f"  {place}. {code} {names.get(code, '')}")
    for source in transcript.get("sources", []):
        print(f"  figure {source['name']}: {source['value']}")
    print(f"  commit {result['commit']}")
    print(f"  list   {result['list_digest']}")
    return 0


FORMAT_OF_RECORD = "mingchui-record/1"
#: No part of a record is unpacked beyond this: a small file may claim to hold a huge one.
BYTES_MAX = 512 * 1024 * 1024
#: 法释〔2016〕18号 art. 20(2): a bid in the last five minutes brings five minutes; art. 28: at
#: least as much is left when a sale goes on.
FIVE_MINUTES = timedelta(minutes=5)
#: 法释〔2016〕18号 art. 20(2): bidding lasts 24 hours at least.
PERIOD_MIN = timedelta(hours=24)
#: 法明传〔2017〕455号 六: from its first bid a sell-off runs on for 24 hours.
CONTEST = timedelta(hours=24)
#: A sale is closed when the bids of its time are judged, this long after the end.
DRAIN = timedelta(seconds=2)
HALTED = ("suspended", "stayed")
#: From the sale to the handover a court may annul (18号 art. 31).
SALE_STANDS = ("sold", "awaiting_approval", "paid", "qualified", "ruled", "handed_over")
CALLED_OFF = ("withdrawn", "stopped")
BEFORE_THE_END = ("announced", "open", *HALTED)
EVER = (*BEFORE_THE_END, *SALE_STANDS, "settled", "defaulted", "annulled", "unsold",
        "in_kind_offered", "in_kind", "managed", "returned", "self_disposal", "self_disposed",
        *CALLED_OFF)  # fmt: skip
#: Each public fact of a lot: where the lot may stand then, and where it stands after it ("" = as
#: before). A resumption says itself where the sale goes on.
STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "lot.announced": (("",), "announced"),
    "lot.held_elsewhere": (("announced",), ""),
    "notice.corrected": (("announced",), ""),
    "viewing.offered": (EVER, ""),
    "viewing.withdrawn": (EVER, ""),
    "question.answered": (EVER, ""),
    "lot.opened": (("announced",), "open"),
    "bid.placed": (("open",), ""),
    "lot.extended": (("open",), ""),
    "lot.contested": (("open",), ""),
    "lot.suspended": (("announced", "open"), "suspended"),
    "lot.stayed": (("announced", "open", "suspended"), "stayed"),
    "lot.halt_cause_ended": (HALTED, ""),
    "lot.resumed": (HALTED, ""),
    "lot.withdrawn": (("announced", *HALTED), "withdrawn"),
    "lot.stopped": (("announced", *HALTED), "stopped"),
    "lot.stopped_covered": (BEFORE_THE_END, "stopped"),
    "venue.state_recorded": (BEFORE_THE_END, ""),
    "result.recorded": (("open",), ""),
    "lot.sold": (("open",), "sold"),
    "lot.unsold": (("open",), "unsold"),
    "confirmation.issued": (("sold",), ""),
    "lot.approval_asked": (("sold",), "awaiting_approval"),
    "lot.paid": (("sold", "awaiting_approval"), "paid"),
    "lot.buyer_proven": (("paid",), "qualified"),
    "lot.ruled": (("paid", "qualified"), "ruled"),
    "handover.step_done": (("ruled",), ""),
    "lot.handed_over": (("ruled",), "handed_over"),
    "lot.settled": (("handed_over",), "settled"),
    "lot.defaulted": (("sold", "awaiting_approval"), "defaulted"),
    "lot.annulled": (SALE_STANDS, "annulled"),
    "lot.offered_in_kind": (("unsold",), "in_kind_offered"),
    "lot.offer_closed": (("in_kind_offered",), "unsold"),
    "lot.taken_in_kind": (("in_kind_offered",), "in_kind"),
    "lot.managed": (("unsold",), "managed"),
    "lot.returned": (("unsold",), "returned"),
    "lot.self_disposal_allowed": (("unsold",), "self_disposal"),
    "lot.self_disposal_lapsed": (("self_disposal",), "unsold"),
    "lot.self_disposed": (("self_disposal",), "self_disposed"),
}
#: What an entry of the record carries, and nothing else.
ENTRY = ("actor", "at", "fact", "name", "seq", "stream", "v")
NOT_COVERED = (
    "a request that was never answered and left no receipt",
    "who stands behind a paddle, and by which rank somebody leads who never used a right",
    "whether everybody is given this record: compare the root with somebody else's",
)


MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"


def fen(text: Any) -> int:
    """Read an amount: a string of fen."""
    if not isinstance(text, str) or not re.fullmatch(r"0|[1-9][0-9]{0,14}", text, re.ASCII):
        raise ValueError(f"{text!r} is no amount in fen")
    return int(text)


def moment(text: Any) -> datetime:
    """Read a moment: UTC with microseconds."""
    if not isinstance(text, str) or not re.fullmatch(MOMENT, text, re.ASCII):
        raise TypeError(f"{text!r} is no moment")
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def yuan(amount: int) -> str:
    """Write an amount as people read it."""
    return f"{amount // 100:,}.{amount % 100:02d}"


#: What a log may be hashed with: the profiles intl and gm.
HASHES = ("sha256", "sm3")


class Hashing:
    """What the log at hand is hashed with: one hash for the whole of it."""

    new: Callable[[bytes], Any] = staticmethod(hashlib.sha256)


def hash_with(told: Any, asked: str) -> None:
    """Take the hash that a record tells and the policy asks for, SHA-256 if neither; raise Broken.

    A log of the profile ``gm`` is hashed with SM3, which some builds of Python lack: ``no_sm3``.
    """
    if told not in (*HASHES, None):
        raise Broken("format_unknown", "record.json", f"{told!r} is no hash of a log")
    if asked and told and asked != told:
        raise Broken("PROFILE", "record.json", f"hashed with {told}, the policy asks for {asked}")
    name = told or asked or "sha256"
    try:
        hashlib.new(name)
    except ValueError:
        raise Broken("no_sm3", "hash", f"this Python has no {name}") from None
    Hashing.new = hashlib.sha256 if name == "sha256" else partial(hashlib.new, name)


def leaf_of(body: bytes) -> bytes:
    """Hash a fact as a leaf (RFC 6962)."""
    return Hashing.new(b"\x00" + body).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Hash the tree over leaves as RFC 6962 defines it: the left side is a whole power of two."""
    if not leaves:
        return Hashing.new(b"").digest()
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, leaf
        while stack and stack[-1][0] == size:
            size, node = 2 * size, Hashing.new(b"\x01" + stack.pop()[1] + node).digest()
        stack.append((size, node))
    node = stack.pop()[1]
    while stack:
        node = Hashing.new(b"\x01" + stack.pop()[1] + node).digest()
    return node


def read_archive(path: str, names: Sequence[str], more: Sequence[str]) -> dict[str, bytes]:
    """Read the parts of an archive: these names, with all or none of some more; raise Broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(read_bytes(path))) as archive:
            found = sorted(archive.namelist())
            if found not in (sorted(names), sorted([*names, *more])):
                raise Broken("not_a_record", path, f"it holds {found!r}")
            if any(part.file_size > BYTES_MAX for part in archive.infolist()):
                raise Broken("too_large", path, f"a part claims more than {BYTES_MAX} bytes")
            return {name: archive.read(name) for name in found}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError,
            ValueError) as fault:  # fmt: skip
        raise Broken("not_a_record", path, str(fault)) from None


def read_record(path: str) -> tuple[dict[str, Any], list[bytes], dict[str, bytes]]:
    """Read a record: its head, each fact's bytes, and its part of the log; or raise Broken."""
    parts = read_archive(path, ("entries.jsonl", "record.json"), PARTS_OF_LOG)
    lines = parts.pop("entries.jsonl")
    if lines and not lines.endswith(b"\n"):
        raise Broken("not_a_record", "entries.jsonl", "the last line is cut off")
    head = parse_json(parts.pop("record.json"))
    if not isinstance(head, dict) or head.get("format") != FORMAT_OF_RECORD:
        raise Broken("format_unknown", "record.json", f"it is not {FORMAT_OF_RECORD}")
    return head, lines.split(b"\n")[:-1], parts


class Standing:
    """Where a lot stood at one time: what a receipt of that time must agree with."""

    def __init__(self, sale: "Sale", since: datetime) -> None:
        self.since = since
        self.state = sale.state
        self.opens, self.closes, self.resumed = sale.opens, sale.closes, sale.resumed
        self.start, self.step, self.on_grid = sale.start, sale.step, sale.on_grid
        self.minimum = sale.start if sale.price is None else sale.price + sale.step


class Sale:
    """A sale that is played again, fact by fact."""

    def __init__(self) -> None:
        self.failures: list[Failure] = []
        self.field = ""
        self.state = ""
        self.lot = ""
        self.is_elsewhere = False
        #: How the court recorded that a sale elsewhere ended.
        self.outcome = ""
        self.round: str | None = None
        self.on_grid: bool | None = None
        self.may_raise_self: bool | None = None
        self.start = self.step = 0
        self.opens = self.closes = datetime(1970, 1, 1, tzinfo=UTC)
        self.at = self.entered = self.opens
        self.resumed: datetime | None = None
        #: When the clock was stopped, and where the sale stood then.
        self.stopped_at: datetime | None = None
        self.stopped_from = ""
        self.bids: list[tuple[int, str, bool]] = []
        self.leaves_of_bids: dict[int, tuple[str, str, str]] = {}
        self.extensions = self.stops = 0
        #: Ranks that a used right has shown, by paddle.
        self.ranks: dict[str, int] = {}
        #: The fact that a bid must be followed by, because it moved the end.
        self.owed: tuple[str, dict[str, Any]] | None = None
        self.sold: tuple[str, int] | None = None
        self.offered: int | None = None
        self.history: list[Standing] = []

    @property
    def price(self) -> int | None:
        """What the leader bids."""
        return self.bids[-1][0] if self.bids else None

    @property
    def leader(self) -> str | None:
        """Who leads."""
        return self.bids[-1][1] if self.bids else None

    def fail(self, name: str, why: str) -> None:
        """Note that the record breaks a rule here."""
        self.failures.append((name, self.field, why))

    def agree(self, name: str, what: str, want: Any, told: Any) -> None:
        """Compare what follows from the record with what it says."""
        if want != told or type(want) is not type(told):
            want, told = (str(v) if isinstance(v, datetime) else v for v in (want, told))
            self.fail(name, f"{what}: the rules give {want!r}, the record says {told!r}")

    def take(self, entry: dict[str, Any], body: bytes) -> None:
        """Play one fact."""
        name, fact = entry["name"].removeprefix("auction."), entry["fact"]
        self.field = f"entries[{entry['seq']}] {name}"
        at = moment(entry["at"])
        if at < self.at - DRAIN:
            self.fail("order_of_time", f"{entry['at']} lies before the fact above")
        self.at = max(at, self.at)
        if name not in STEPS:
            self.fail("fact_unknown", "this program does not know such a fact")
            return
        owed, self.owed = self.owed, None
        if owed and owed[0] != name:
            self.fail("announcement_missing", f"the bid above moved the end without {owed[0]}")
        allowed, after = STEPS[name]
        if self.state not in allowed:
            self.fail("order_of_facts", f"while the lot is {self.state or 'not announced'}")
        play: Callable[..., None] | None = getattr(self, f"on_{name.replace('.', '_')}", None)
        if name in ("lot.extended", "lot.contested"):
            self.on_end_moved(fact, owed)
        elif play is not None:
            play(fact, at)
        if name == "bid.placed":
            self.leaves_of_bids[fact["bid_seq"]] = (
                leaf_of(body).hex(), fact["price"], fact["closes_at"],
            )  # fmt: skip
        self.state = after or self.state
        self.history.append(Standing(self, at))

    # The notice.

    def on_lot_announced(self, fact: dict[str, Any], at: datetime) -> None:
        """Take the terms of the sale."""
        self.start, self.step = fen(fact["start_price"]), fen(fact["bid_step"])
        if self.step < 1:
            self.fail("ladder", "a ladder needs a step")
        self.take_times(fact, at)
        self.round = fact.get("round")
        self.on_grid, self.may_raise_self = fact.get("on_grid"), fact.get("may_raise_self")

    def on_notice_corrected(self, fact: dict[str, Any], at: datetime) -> None:
        """Take the times of a corrected notice."""
        self.take_times(fact, at)

    def take_times(self, fact: dict[str, Any], at: datetime) -> None:
        """Take when bidding is."""
        self.opens, self.closes = moment(fact["opens_at"]), moment(fact["closes_at"])
        if not at <= self.opens < self.closes:
            self.fail("order_of_time", "notice, opening and end do not follow each other")

    def on_lot_held_elsewhere(self, _fact: dict[str, Any], _at: datetime) -> None:
        """Note that nobody bids here."""
        self.is_elsewhere = True

    def on_lot_opened(self, fact: dict[str, Any], at: datetime) -> None:
        """Bidding begins when it was announced for, and lasts as long as it must."""
        self.agree("opening", "opening", self.opens, moment(fact["opens_at"]))
        self.agree("opening", "end", self.closes, moment(fact["closes_at"]))
        if at < self.opens:
            self.fail("opening", "opened before its time")
        if not self.is_elsewhere and self.closes - self.opens < PERIOD_MIN:
            self.fail("period_too_short", "bidding lasts less than 24 hours (art. 20)")

    # Bids.

    def on_bid_placed(self, fact: dict[str, Any], at: datetime) -> None:
        """Judge a bid that was accepted."""
        if self.is_elsewhere:
            self.fail("bid_elsewhere", "a sale held elsewhere takes no bid here")
        self.agree("bid_number", "number", len(self.bids) + 1, fact["bid_seq"])
        self.entered = max(at, self.entered)
        self.agree("time_of_entry", "entry", self.entered, moment(fact["received_at"]))
        if at < self.opens:
            self.fail("early_bid", "before bidding opened (art. 20)")
        if at >= self.closes:
            self.fail("late_bid", f"at or after the end {self.closes} (art. 20)")
        if self.resumed is not None and at < self.resumed:
            self.fail("bid_while_stopped", "it entered while the clock stood still (art. 28)")
        amount, paddle = fen(fact["price"]), fact["paddle"]
        is_match = self.price is not None and amount == self.price
        self.agree("kind", "kind", "priority" if is_match else "ordinary", fact["kind"])
        if is_match:
            self.judge_match(paddle, fact)
        else:
            self.judge_climb(paddle, amount)
        self.move_end(fact, at)
        self.bids.append((amount, paddle, fact["kind"] == "priority"))

    def judge_climb(self, paddle: str, amount: int) -> None:
        """Art. 20(1): from the start price upward, by a step at least."""
        least = self.start if self.price is None else self.price + self.step
        if amount < least:
            self.fail("ladder", f"{yuan(amount)} is less than {yuan(least)} (art. 20)")
        elif self.on_grid and (amount - self.start) % self.step:
            self.fail("off_step", f"{yuan(amount)} is no whole step above the start price")
        if paddle == self.leader and self.may_raise_self is False:
            self.fail("raised_self", "the leader may not raise the own bid by the panel's terms")

    def judge_match(self, paddle: str, fact: dict[str, Any]) -> None:
        """Art. 21: the leader's price by a better right only."""
        rank = fact.get("rank")
        leads_by = self.ranks.get(self.leader or "")
        if paddle == self.leader:
            self.fail("equal_bid", "the leader takes the own price")
        if fact["kind"] != "priority":
            self.fail("equal_bid", "an equal bid without a right of priority (art. 21)")
        elif type(rank) is int:
            if rank < 1 or self.ranks.setdefault(paddle, rank) != rank:
                self.fail("priority_rank", f"{paddle} used another rank before")
            if leads_by is not None and rank >= leads_by:
                self.fail("priority_rank", f"rank {rank} does not come before {leads_by} (art. 21)")
        elif "rank" in fact:
            self.fail("priority_rank", "a right was used without its rank")

    def move_end(self, fact: dict[str, Any], at: datetime) -> None:
        """Art. 20(2): five minutes from a late bid; a sell-off's first bid opens its contest."""
        before, after = self.closes, max(self.closes, at + FIVE_MINUTES)
        told = moment(fact["closes_at"])
        opens_contest = self.round == "sell_off" and not self.bids
        # A record from before the terms were told does not say that it is a sell-off.
        if self.round is None and not self.bids and told == at + CONTEST != after:
            opens_contest = True
        if opens_contest:
            after = at + CONTEST
        elif after > before:
            self.extensions += 1
        self.agree("end_of_bidding", "end", after, told)
        self.agree("extensions", "extensions", self.extensions, fact["extensions"])
        self.closes = after
        same = {"bid_seq": fact["bid_seq"], "closes_at": fact["closes_at"]}
        if opens_contest:
            self.owed = ("lot.contested", same)
        elif after > before:
            stamp = before.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
            same |= {"closed_before": stamp, "extensions": fact["extensions"]}
            self.owed = ("lot.extended", same)

    def on_end_moved(self, fact: dict[str, Any], owed: tuple[str, dict[str, Any]] | None) -> None:
        """What is announced of a moved end is what the bid moved."""
        if owed is None:
            self.fail("end_of_bidding", "no bid moved the end")
            return
        for key, want in owed[1].items():
            self.agree("end_of_bidding", key, want, fact.get(key))

    # Stops.

    def on_lot_suspended(self, fact: dict[str, Any], at: datetime) -> None:
        """A decision stops the clock, and keeps what was left."""
        self.stop_clock(fact, at)
        left = int((self.closes - at).total_seconds())
        self.agree("remaining_time", "seconds left", left, fact["remaining_seconds"])

    def on_lot_stayed(self, fact: dict[str, Any], at: datetime) -> None:
        """A ruling stops the clock, or keeps it stopped."""
        self.stop_clock(fact, at)

    def stop_clock(self, fact: dict[str, Any], at: datetime) -> None:
        """Stop the clock, unless it stands still already."""
        self.agree("stop", "moment of the stop", at, moment(fact["suspended_at"]))
        if self.stopped_at is None:
            if at >= self.closes:
                self.fail("stop", "stopped after the end")
            self.stopped_at, self.stopped_from = at, self.state
            self.stops += 1

    def on_lot_resumed(self, fact: dict[str, Any], at: datetime) -> None:
        """Art. 28: what was left is given back, and five minutes of bidding at least."""
        if self.stopped_at is None:
            return
        stood = at - self.stopped_at
        if self.stopped_from == "open":
            self.closes = at + max(self.closes - self.stopped_at, FIVE_MINUTES)
        else:
            self.opens, self.closes = self.opens + stood, self.closes + stood
        self.agree("resumption", "goes on as", self.stopped_from, fact["state"])
        self.agree("resumption", "opening", self.opens, moment(fact["opens_at"]))
        self.agree("resumption", "end", self.closes, moment(fact["closes_at"]))
        self.state, self.resumed, self.stopped_at = self.stopped_from, at, None

    def on_lot_stopped_covered(self, _fact: dict[str, Any], at: datetime) -> None:
        """Nothing is stopped once its bidding is over (20〔21〕 art. 14)."""
        if self.state == "open" and at >= self.closes:
            self.fail("stop", "stopped after the end")

    # The end, and after.

    def winner(self) -> tuple[str, int] | None:
        """Arts. 20, 21: the highest bid; at one price the last right used, else the earliest."""
        if not self.bids:
            return None
        highest = max(amount for amount, _, _ in self.bids)
        at_top = [bid for bid in self.bids if bid[0] == highest]
        amount, paddle, _ = next((bid for bid in reversed(at_top) if bid[2]), at_top[0])
        return paddle, amount

    def on_result_recorded(self, fact: dict[str, Any], _at: datetime) -> None:
        """The court writes down how a sale elsewhere ended."""
        if not self.is_elsewhere:
            self.fail("result_elsewhere", "the sale was held here")
        self.outcome = fact["outcome"]

    def on_lot_sold(self, fact: dict[str, Any], at: datetime) -> None:
        """The buyer is who the rules name, at the end that the bids made."""
        told = (fact["paddle"], fen(fact["price"]))
        self.sold = told
        if self.is_elsewhere:
            self.agree("result_elsewhere", "recorded outcome", self.outcome, "sold")
            self.agree("winner", "number of the bid", 0, fact["bid_seq"])
            return
        self.agree("winner", "buyer and price", self.winner(), told)
        self.agree("winner", "number of the bid", len(self.bids), fact["bid_seq"])
        self.close(fact, at)

    def on_lot_unsold(self, fact: dict[str, Any], at: datetime) -> None:
        """Nobody bid (art. 26)."""
        if self.is_elsewhere:
            self.agree("result_elsewhere", "recorded outcome", self.outcome, "unsold")
            return
        self.agree("winner", "buyer and price", self.winner(), None)
        self.close(fact, at)

    def close(self, fact: dict[str, Any], at: datetime) -> None:
        """A sale ends at its own end, and is closed when the bids of the time are judged."""
        self.agree("closing", "end", self.closes, moment(fact["ended_at"]))
        self.agree("closing", "moment of closing", at, moment(fact["closed_at"]))
        if at < self.closes + DRAIN:
            self.fail("closing", "closed before the bids of its time were judged")

    def on_confirmation_issued(self, fact: dict[str, Any], _at: datetime) -> None:
        """The confirmation names the buyer and the price of the sale."""
        told = (fact["paddle"], fen(fact["price"]))
        self.agree("confirmation", "buyer and price", self.sold, told)

    def same_price(self, fact: dict[str, Any], _at: datetime) -> None:
        """What is paid, shared out or missed is the price of the sale."""
        price = self.sold[1] if self.sold else None
        self.agree("price", "price", price, fen(fact["price"]))

    on_lot_paid = on_lot_settled = on_lot_defaulted = same_price

    def on_lot_offered_in_kind(self, fact: dict[str, Any], _at: datetime) -> None:
        """Creditors take it at the price of the round that failed (20〔21〕 art. 16)."""
        self.offered = fen(fact["price"])
        self.agree("price", "price", self.start, self.offered)

    def on_lot_taken_in_kind(self, fact: dict[str, Any], _at: datetime) -> None:
        """The creditor takes it at what was offered."""
        self.agree("price", "price", self.offered, fen(fact["price"]))


def check_bytes(head: dict[str, Any], bodies: Sequence[bytes]) -> Iterator[Failure]:
    """The head counts and binds the facts as they are here."""
    stream = head.get("stream")
    if not isinstance(stream, str) or not stream.startswith("lot:"):
        yield "not_a_record", "stream", "this is no record of a lot"
    yield from differences("entries_mismatch", "entries", len(bodies), head.get("entries"))
    root = root_of([leaf_of(body) for body in bodies]).hex()
    yield from differences("root_mismatch", "root", root, head.get("root"))
    if not bodies:
        yield "entries_mismatch", "entries", "nothing is on record"


def read_entry(body: bytes, place: int, stream: Any) -> dict[str, Any]:
    """Read one fact at its place, or raise Broken."""
    field = f"entries[{place}]"
    entry = parse_json(body)
    if not isinstance(entry, dict) or tuple(sorted(entry)) != ENTRY:
        raise Broken("malformed", field, "these are not the parts of a fact")
    if canonical(entry) != body:
        raise Broken("not_canonical", field, "these are not the bytes of the fact's one form")
    if not isinstance(entry["fact"], dict) or not isinstance(entry["name"], str):
        raise Broken("malformed", field, "the fact has no name or no content")
    if entry["seq"] != place or type(entry["seq"]) is not int:
        raise Broken("place", f"{field}.seq", f"place {entry['seq']!r} follows {place - 1}")
    if entry["stream"] != stream or f"lot:{entry['fact'].get('lot')}" != stream:
        raise Broken("place", f"{field}.stream", "the fact belongs to another record")
    return entry


def check_record(head: dict[str, Any], bodies: Sequence[bytes]) -> Sale:
    """Play a record again; the failures stand in what is returned."""
    sale = Sale()
    sale.failures += check_bytes(head, bodies)
    sale.lot = str(head.get("stream")).removeprefix("lot:")
    for place, body in enumerate(bodies, 1):
        try:
            sale.take(read_entry(body, place, head.get("stream")), body)
        except Broken as broken:
            sale.failures.append(broken.failure)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as fault:
            sale.failures.append(("malformed", f"entries[{place}]", repr(fault)))
    if sale.owed:
        sale.fail("announcement_missing", f"the last bid moved the end without {sale.owed[0]}")
    return sale


def check_receipt(sale: Sale, receipt: Any, key: str | None) -> Iterator[Failure]:
    """A receipt agrees with the record: the bid it promises, or a refusal that was right."""
    try:
        said = receipt["receipt"]
        field = f"receipt {said['id']}"
        yield from differences("receipt_of_other_lot", field, sale.lot, said["lot"])
        if key is not None:
            yield from check_signature(receipt, key, field)
        if typed(said["outcome"], str) == "accepted":
            found = sale.leaves_of_bids.get(typed(said["seq"], int))
            told = (said["leaf_hash"], said["amount"], said["closes_at"])
            if found != told:
                yield "receipt_broken", field, f"bid {said['seq']} of the record is {found!r}"
        elif not any(is_right_refusal(said, at) for at in sale.history):
            why = f"{said['outcome']} is nowhere right in the record"
            yield "refusal_wrong", field, why
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        yield "malformed", "receipt", repr(fault)


def typed(value: Any, kind: type) -> Any:
    """Return a value of the kind it must be; raise TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not of the kind it must be")
    return value


def is_right_refusal(said: dict[str, Any], at: Standing) -> bool:
    """Say whether a refusal was right at a time that the receipt agrees with."""
    is_same_minimum = said["minimum"] is None or fen(said["minimum"]) == at.minimum
    if moment(said["closes_at"]) != at.closes or not is_same_minimum:
        return False
    entered, outcome = moment(said["received_at"]), said["outcome"]
    is_stopped = at.state in HALTED or (at.resumed is not None and entered < at.resumed)
    by_time = {
        "late": entered >= at.closes or at.state not in (*BEFORE_THE_END, *CALLED_OFF),
        "not_open": entered < at.opens or at.state in CALLED_OFF,
        "suspended": is_stopped,
    }
    if outcome in by_time:
        return by_time[outcome]
    if outcome not in ("below_start", "below_ladder", "off_step"):
        # Who may bid, and how a request is written, is not in the public record.
        return True
    if is_stopped or not at.opens <= entered < at.closes or at.state not in ("announced", "open"):
        return False
    amount = fen(said["amount"])
    if outcome == "off_step":
        return at.on_grid is not False and bool((amount - at.start) % at.step)
    return amount < at.minimum


def check_signature(receipt: dict[str, Any], key: str, field: str) -> Iterator[Failure]:
    """The platform signed the receipt with the key you noted."""
    try:
        noted = Key("", b"", unbase64(key, "key", 32))
        signature = unbase64(receipt.get("signature"), field, 64)
    except Broken:
        yield "signature_wrong", field, "key and signature are base64, of 32 and 64 bytes"
        return
    if not check_key(noted, canonical(receipt["receipt"]), signature):
        yield "signature_wrong", field, "not signed with the key you noted"


# The sealed log: its tree (RFC 6962), its signed checkpoints and proofs (C2SP signed-note,
# tlog-checkpoint, tlog-cosignature, tlog-proof@v1) and its timestamps (RFC 3161).

PARTS_OF_LOG = ("log/checkpoint.txt", "log/history.jsonl", "log/proofs.jsonl")
PROOF_HEAD = "c2sp.org/tlog-proof@v1"
NOTE_BYTES_MAX = 16_384
SIGNATURES_MAX = HASHES_MAX = 64
#: Kinds of keys: of a log, and of a witness (C2SP signed-note, tlog-cosignature).
LOG_KEY, WITNESS_KEY = 1, 4
#: Keys whose kind is a longer name, SM2 among them.
OTHER_KEY = b"\xff"
NAME = r"[^\s+]{1,255}"
NUMBER = r"0|[1-9][0-9]{0,14}"
NOT_COVERED_BY_LOG = "whether the platform answered every request: a log shows what was written"


STRICT = json.JSONDecoder(parse_float=no_number, parse_constant=no_number)
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
BATCH = 1000
SORTED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def malformed(field: str, why: str) -> Broken:
    """Return what is raised for a text of the log that is not in its one form."""
    return Broken("MALFORMED", field, why)


def unbase64(text: Any, field: str, size: int | None = None) -> bytes:
    """Read base64 in its one form, of so many bytes where that is fixed; or raise Broken."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (AttributeError, UnicodeEncodeError, binascii.Error, ValueError):
        raise malformed(field, "this is not base64") from None
    if base64.b64encode(raw).decode() != text or len(raw) != (len(raw) if size is None else size):
        raise malformed(field, "this is not base64 in its one form, or of another length")
    return raw


def count_of(text: str, field: str) -> int:
    """Read a number without leading zeros, or raise Broken."""
    if not re.fullmatch(NUMBER, text, re.ASCII):
        raise malformed(field, f"{text[:20]!r} is no number in its one form")
    return int(text)


def text_of(raw: bytes, field: str) -> str:
    """Read UTF-8, or raise Broken."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed(field, "this is not UTF-8") from None


@dataclass(frozen=True)
class Checkpoint:
    """What a log commits to, and who signed it."""

    field: str
    origin: str
    size: int
    root: bytes
    body: bytes
    note: bytes
    #: Name, four bytes of the key's id, signature.
    signatures: tuple[tuple[str, bytes, bytes], ...]


def read_checkpoint(raw: bytes, field: str) -> Checkpoint:
    """Read a signed note that holds a checkpoint, or raise Broken."""
    text = text_of(raw, field)
    if len(raw) > NOTE_BYTES_MAX or re.search("[\x00-\x09\x0b-\x1f\x7f]", text):
        raise malformed(field, "too long, or with control characters")
    body, blank, below = text.rpartition("\n\n")
    lines = below[:-1].split("\n")
    if not blank or not below.endswith("\n") or len(lines) > SIGNATURES_MAX:
        raise malformed(field, "a note is a text, an empty line and lines of signatures")
    said = body.split("\n")
    if len(said) != 3 or not re.fullmatch(NAME, said[0]):
        raise malformed(field, "a checkpoint is an origin, a size and a root")
    size, root = count_of(said[1], field), unbase64(said[2], field, 32)
    signed = tuple(read_signature(line, field) for line in lines)
    return Checkpoint(field, said[0], size, root, f"{body}\n".encode(), raw, signed)


def read_signature(line: str, field: str) -> tuple[str, bytes, bytes]:
    """Read a line of a signature, or raise Broken."""
    found = re.fullmatch(rf"— ({NAME}) ([^ ]+)", line)
    raw = unbase64(found[2], field) if found else b""
    if found is None or len(raw) <= 4:
        raise malformed(field, "this is no line of a signature")
    return found[1], raw[:4], raw[4:]


@dataclass(frozen=True)
class Key:
    """A public key as it is written down (vkey), and how far what it signed counts.

    ``until`` is the size at which it was retired, ``lost`` that at which it was stolen.
    """

    name: str
    ident: bytes
    key: bytes
    until: int | None = None
    lost: int | None = None
    #: Of another kind than Ed25519 (SM2): named, and not checked here.
    is_other: bool = False


@dataclass
class Policy:
    """Whom the reader trusts: log keys, witnesses, how many of them, timestamp authorities."""

    logs: list[Key]
    witnesses: dict[str, Key]
    groups: dict[str, tuple[int, list[str]]]
    quorum: str
    authorities: set[str]
    hash: str = ""

    def reached(self, signed: Collection[str], name: str | None = None) -> bool:
        """Say whether the witnesses that signed are enough."""
        name = self.quorum if name is None else name
        if name == "none":
            return True
        if name in self.groups:
            least, members = self.groups[name]
            return sum(self.reached(signed, member) for member in members) >= least
        if name in self.witnesses:
            return name in signed
        return len(signed) >= int(name)

    def witnessed(self, who: "Signers", at: "Checkpoint") -> bool:
        """Say whether a checkpoint counts as seen by the witnesses.

        Once a key of the log was stolen, at least one must have signed, whatever the quorum.
        """
        is_lost = any(key.lost is not None for key in self.logs if key.name == at.origin)
        return who.lost is None and self.reached(who.seen) and bool(who.seen or not is_lost)


@dataclass(frozen=True)
class Signers:
    """Who signed a checkpoint: each witness with the second it saw it.

    ``lost`` is the size at which its key was stolen, where no other key of the log vouches for it
    and the witnesses had not seen it by then.
    """

    seen: dict[str, int]
    lost: int | None = None


def read_vkey(text: str, kind: int, field: str, **how_far: int) -> Key:
    """Read name+id+base64, or raise Broken."""
    found = re.fullmatch(rf"({NAME})\+([0-9a-f]{{8}})\+(\S+)", text)
    raw = unbase64(found[3], field) if found else b""
    is_other = kind == LOG_KEY and raw[:1] == OTHER_KEY and len(raw) > 1
    if found is None or not (is_other or (len(raw) == 33 and raw[0] == kind)):
        raise malformed(field, "this is no key of that kind")
    ident = hashlib.sha256(found[1].encode() + b"\n" + raw).digest()[:4]
    if ident.hex() != found[2]:
        raise malformed(field, "the id of the key does not belong to it")
    return Key(found[1], ident, raw[1:], is_other=is_other, **how_far)


def read_policy(raw: bytes) -> Policy:
    """Read a policy file, or raise Broken.

    Lines: ``log VKEY [until SIZE | compromised SIZE]``, ``witness NAME VKEY``,
    ``group NAME N|any|all MEMBER...``, ``quorum N|NAME|none``, ``hash sha256|sm3``,
    ``tsa SHA256-OF-A-CERTIFICATE``, and # for comments.
    """
    policy = Policy([], {}, {}, "", set())
    for place, line in enumerate(text_of(raw, "policy").split("\n"), 1):
        words = line.partition("#")[0].split()
        if words:
            read_policy_line(policy, words, f"policy line {place}")
    if not policy.logs or not policy.quorum:
        raise malformed("policy", "a policy names a log and a quorum (which may be none)")
    return policy


#: A key of the log may be retired at a size, or was stolen at it.
HOW_FAR = {"until": "until", "compromised": "lost"}


def read_policy_line(policy: Policy, words: list[str], field: str) -> None:
    """Take one line of a policy; raise Broken."""
    match words:
        case ["log", key]:
            policy.logs.append(read_vkey(key, LOG_KEY, field))
        case ["log", key, word, size] if word in HOW_FAR:
            how_far = {HOW_FAR[word]: count_of(size, field)}
            policy.logs.append(read_vkey(key, LOG_KEY, field, **how_far))
        case ["witness", name, key] if is_new_name(policy, name):
            policy.witnesses[name] = read_vkey(key, WITNESS_KEY, field)
            if len({one.key for one in policy.witnesses.values()}) < len(policy.witnesses):
                raise malformed(field, "two witnesses have one key")
        case ["group", name, least, *members] if members and is_new_name(policy, name):
            known = {**policy.witnesses, **policy.groups}
            if len(set(members)) < len(members) or not set(members) <= set(known):
                raise malformed(field, "a group names what stands above it, each once")
            number = {"any": "1", "all": str(len(members))}.get(least, least)
            policy.groups[name] = (count_of(number, field), members)
        case ["quorum", name] if not policy.quorum:
            policy.quorum = name if not is_new_name(policy, name) else str(count_of(name, field))
        case ["hash", name] if name in HASHES and not policy.hash:
            policy.hash = name
        case ["tsa", digest] if re.fullmatch("[0-9a-f]{64}", digest, re.ASCII):
            policy.authorities.add(digest)
        case _:
            raise malformed(field, "this is no line of a policy")


def is_new_name(policy: Policy, name: str) -> bool:
    """Say whether a name is free for a witness or a group."""
    taken = name in policy.witnesses or name in policy.groups
    return not taken and name != "none"


def check_key(key: Key, signed: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature holds."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PublicKey,
    )

    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signer(policy: Policy, at: Checkpoint) -> Signers:
    """Check who signed a checkpoint.

    Raises Broken: ORIGIN for another log, SIGNATURE when a line of a known key does not hold or
    no key of the log signed, no_sm2 when only a key did that cannot be checked here, KEY_RETIRED
    when only keys did that were retired before that size.
    """
    keys = [key for key in policy.logs if key.name == at.origin]
    if not keys:
        raise Broken("ORIGIN", at.field, f"{at.origin} is no log of the policy")
    found = []
    for name, ident, signature in at.signatures:
        for key in keys:
            if (name, ident) != (key.name, key.ident) or key.is_other:
                continue
            if not check_key(key, at.body, signature):
                raise Broken("SIGNATURE", at.field, f"the line of {name} does not hold")
            found.append(key)
    if not found:
        others = {(key.name, key.ident) for key in keys if key.is_other}
        if any(line[:2] in others for line in at.signatures):
            raise Broken("no_sm2", at.field, "only a key that is not Ed25519 signed it")
        raise Broken("SIGNATURE", at.field, "no known key of the log signed it")
    seen = check_witnesses(policy, at)
    if any(key.lost is None and (key.until is None or at.size <= key.until) for key in found):
        return Signers(seen)
    lost = max((key.lost for key in found if key.lost is not None), default=None)
    if lost is None:
        raise Broken("KEY_RETIRED", at.field, f"its key was retired before size {at.size}")
    was_seen = at.size <= lost and bool(seen) and policy.reached(seen)
    return Signers(seen, None if was_seen else lost)


def lost_key(at: Checkpoint, lost: int) -> Broken:
    """Return what is raised for a checkpoint that a stolen key alone vouches for."""
    why = f"a key stolen at {lost} signed it alone; witnesses must see the size {at.size} anew"
    return Broken("KEY_COMPROMISED", at.field, why)


def check_witnesses(policy: Policy, at: Checkpoint) -> dict[str, int]:
    """Return the witnesses that cosigned a checkpoint and when; raise Broken (SIGNATURE)."""
    seen = {}
    for name, ident, signature in at.signatures:
        for title, key in policy.witnesses.items():
            if (name, ident) != (key.name, key.ident):
                continue
            second = int.from_bytes(signature[:8], "big")
            signed = f"cosignature/v1\ntime {second}\n".encode() + at.body
            if len(signature) != 72 or not check_key(key, signed, signature[8:]):
                raise Broken("SIGNATURE", at.field, f"the line of {name} does not hold")
            seen[title] = second
    return seen


def node_of(left: bytes, right: bytes) -> bytes:
    """Hash two nodes into the one above (RFC 6962)."""
    return Hashing.new(b"\x01" + left + right).digest()


def includes(leaf: bytes, index: int, hashes: Sequence[bytes], at: Checkpoint) -> bool:
    """Say whether a leaf stands at an index under a checkpoint (RFC 9162, 2.1.3.2)."""
    place, last, node = index, at.size - 1, leaf
    if place > last:
        return False
    for part in hashes:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_of(part, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_of(node, part)
        place, last = place >> 1, last >> 1
    return last == 0 and node == at.root


def continues(old: Checkpoint, new: Checkpoint, hashes: Sequence[bytes]) -> bool:
    """Say whether a smaller tree begins a larger one (RFC 9162, 2.1.4.2)."""
    if old.size in {0, new.size}:
        root = new.root if old.size else Hashing.new(b"").digest()
        return not hashes and old.root == root
    parts = [*([old.root] if old.size & (old.size - 1) == 0 else []), *hashes]
    if not parts:
        return False
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_of(part, first), node_of(part, second)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            second = node_of(second, part)
        place, last = place >> 1, last >> 1
    return last == 0 and first == old.root and second == new.root


def check_older(old: Checkpoint, new: Checkpoint, hashes: Sequence[bytes]) -> Iterator[Failure]:
    """An older checkpoint of the same log is the beginning of the newest."""
    if old.origin != new.origin:
        yield "ORIGIN", old.field, f"{old.origin} is another log than {new.origin}"
    elif old.size > new.size:
        yield "SHRUNK", old.field, f"it was {old.size} entries large and is {new.size}"
    elif old.size == new.size and old.root != new.root:
        yield "FORK", old.field, f"two roots for the size {old.size}"
    elif not continues(old, new, hashes):
        yield "CONSISTENCY", old.field, f"the log of size {new.size} does not begin with it"


def decoded(text: str) -> Any:
    """Read JSON without fractions; raise ValueError."""
    try:
        value, end = STRICT.scan_once(text, 0)
    except (Broken, StopIteration, RecursionError):
        raise ValueError("this is no JSON of whole numbers") from None
    if end != len(text):
        raise ValueError("something follows the JSON")
    return value


def first_other(encoder: json.JSONEncoder, values: list[Any], texts: list[str]) -> int | None:
    """Return the first place where a text is not the one form of its value.

    All at once is several times as fast: between equal arrays the elements are equal.
    """
    if encoder.encode(values) == f"[{','.join(texts)}]":
        return None
    pairs = enumerate(zip(values, texts, strict=True))
    return next(at for at, (value, text) in pairs if encoder.encode(value) != text)


def lines_of(raw: bytes, field: str) -> Iterator[tuple[str, Any]]:
    """Read lines of JSON in their one form (no spaces); raise Broken."""
    text = text_of(raw, field)
    if text and not text.endswith("\n"):
        raise malformed(field, "the last line is cut off")
    lines = text.split("\n")[:-1]
    for start in range(0, len(lines), BATCH):
        batch, values = lines[start : start + BATCH], list[Any]()
        bad: int | None
        try:
            for line in batch:
                values.append(decoded(line))
            bad = first_other(COMPACT, values, batch)
        except ValueError:
            bad = len(values)
        for place, value in enumerate(values[:bad], start + 1):
            yield f"{field} line {place}", value
        if bad is not None:
            raise malformed(f"{field} line {start + bad + 1}", "no JSON in its one form")


def read_hashes(value: Any, field: str) -> list[bytes]:
    """Read a list of hashes in base64, or raise Broken."""
    if not isinstance(value, list) or len(value) > HASHES_MAX:
        raise malformed(field, "this is no list of hashes")
    return [unbase64(part, field, 32) for part in value]


def is_index(value: Any) -> bool:
    """Say whether a value of JSON is a place in the log."""
    return type(value) is int and 0 <= value < 10**15


@dataclass(frozen=True)
class Past:
    """A checkpoint of the past, how it leads to the newest, and its timestamp."""

    at: Checkpoint
    hashes: list[bytes]
    token: bytes | None


def read_history(raw: bytes, field: str) -> list[Past]:
    """Read what was signed before, or raise Broken."""
    found = []
    for where, line in lines_of(raw, field):
        if not isinstance(line, dict) or sorted(line) != ["consistency", "note", "timestamp"]:
            raise malformed(where, "a line has a note, a consistency and a timestamp")
        if not isinstance(line["note"], str):
            raise malformed(where, "the note is no text")
        token = None if line["timestamp"] is None else unbase64(line["timestamp"], where)
        hashes = read_hashes(line["consistency"], where)
        try:
            note = line["note"].encode()
        except UnicodeEncodeError:
            raise malformed(where, "the note is no text") from None
        found.append(Past(read_checkpoint(note, where), hashes, token))
    return found


def read_proofs(raw: bytes, field: str) -> list[tuple[int, list[bytes]] | None]:
    """Read a proof of inclusion a line, null for what is not sealed yet; or raise Broken."""
    found: list[tuple[int, list[bytes]] | None] = []
    for where, line in lines_of(raw, field):
        if line is None:
            found.append(None)
            continue
        if not isinstance(line, dict) or sorted(line) != ["hashes", "index"]:
            raise malformed(where, "a line has an index and hashes")
        if not is_index(line["index"]):
            raise malformed(where, "the index is no place in a log")
        found.append((line["index"], read_hashes(line["hashes"], where)))
    return found


#: What a timestamp may be hashed with, by the bytes of the algorithm's identifier.
DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
TST_INFO = bytes.fromhex("2a864886f70d0109100104")
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
CONTENT_TYPE = bytes.fromhex("2a864886f70d010903")


def elements(raw: bytes) -> list[tuple[int, bytes, bytes]]:
    """Split DER into its elements: tag, content, and the whole; raise ValueError."""
    found, at = [], 0
    while at < len(raw):
        tag, size, start = raw[at], raw[at + 1], at + 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(raw[at + 2 : start], "big")
        if start + size > len(raw):
            raise ValueError("an element is cut off")
        found.append((tag, raw[start : start + size], raw[at : start + size]))
        at = start + size
    return found


@dataclass(frozen=True)
class Stamp:
    """What a timestamp says, and what its authority signed."""

    digest: str
    imprint: bytes
    at: datetime
    signed: bytes
    signed_with: str
    signature: bytes
    certificates: list[bytes]


def read_stamp(token: bytes) -> Stamp:
    """Read an RFC 3161 token (or the response that carries it); raise ValueError, LookupError."""
    inner = elements(elements(token)[0][1])
    if inner[0][0] == 0x30:
        inner = elements(inner[1][1])
    if inner[0][1] != SIGNED_DATA:
        raise ValueError("this is no signed data")
    data = elements(elements(inner[1][1])[0][1])
    kind, content = elements(data[2][1])
    info = elements(content[1])[0][1]
    said = elements(elements(info)[0][1])
    algorithm, imprint = elements(said[2][1])
    signer = elements(elements(data[-1][1])[0][1])
    attributes = next(part for part in signer if part[0] == 0xA0)
    place = signer.index(attributes)
    values = {}
    for _, attribute, _ in elements(attributes[1]):
        name, value = elements(attribute)
        values[name[1]] = elements(value[1])[0][1]
    with_ = DIGESTS[elements(signer[place - 1][1])[0][1]]
    if kind[1] != TST_INFO or values[CONTENT_TYPE] != TST_INFO:
        raise ValueError("this is no timestamp")
    if values[MESSAGE_DIGEST] != hashlib.new(with_, info).digest():
        raise ValueError("what was signed is not what stands there")
    text = said[4][1].decode("ascii")
    shape = "%Y%m%d%H%M%S.%fZ" if "." in text else "%Y%m%d%H%M%SZ"
    return Stamp(
        digest=DIGESTS[elements(algorithm[1])[0][1]],
        imprint=imprint[1],
        at=datetime.strptime(text, shape).replace(tzinfo=UTC),
        signed=b"\x31" + attributes[2][1:],
        signed_with=with_,
        signature=signer[place + 2][1],
        certificates=[whole for tag, part, _ in data if tag == 0xA0
                      for _, _, whole in elements(part)],
    )  # fmt: skip


def check_stamp(token: bytes, at: Checkpoint, policy: Policy | None) -> tuple[str, bool]:
    """Check that a timestamp was made for a checkpoint; return its time and if you trust it.

    With a policy the signature of its authority is checked too, and whether the policy names the
    authority's certificate or the one that issued it. Raises Broken (TIMESTAMP).
    """
    try:
        stamp = read_stamp(token)
        texts = (at.body, at.note)
        if stamp.imprint not in [hashlib.new(stamp.digest, text).digest() for text in texts]:
            raise Broken("TIMESTAMP", at.field, "the timestamp was made for something else")
        is_vouched = policy is not None and is_trusted(stamp, policy.authorities)
    except (ValueError, LookupError, StopIteration) as fault:
        raise Broken("TIMESTAMP", at.field, f"the timestamp is not right: {fault}") from None
    return f"{stamp.at:%Y-%m-%d %H:%M:%S}", is_vouched


def is_trusted(stamp: Stamp, authorities: Collection[str]) -> bool:
    """Check who signed a timestamp; say whether the authority is one of those named.

    Raises ValueError when no certificate for timestamps in it did sign.
    """
    from cryptography import x509
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    digest = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    certificates = [x509.load_der_x509_certificate(raw) for raw in stamp.certificates]
    for own in certificates:
        key = own.public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(stamp.signature, stamp.signed, padding.PKCS1v15(),
                           digest[stamp.signed_with])  # fmt: skip
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(stamp.signature, stamp.signed, ec.ECDSA(digest[stamp.signed_with]))
            else:
                continue
        except InvalidSignature:
            continue
        usage = own.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if ExtendedKeyUsageOID.TIME_STAMPING not in usage:
            continue
        if not own.not_valid_before_utc <= stamp.at <= own.not_valid_after_utc:
            continue
        named = [one for one in certificates
                 if one.fingerprint(hashes.SHA256()).hex() in authorities]  # fmt: skip
        return any(one == own or is_issuer(one, own) for one in named)
    raise ValueError("none of its certificates signed it")


def is_issuer(one: Any, own: Any) -> bool:
    """Say whether a certificate issued another."""
    from cryptography.exceptions import InvalidSignature

    try:
        own.verify_directly_issued_by(one)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


@dataclass
class Seen:
    """What was found of the log while it was checked."""

    newest: Checkpoint | None = None
    past: int = 0
    sealed: int = 0
    #: Size up to which the witnesses of the policy saw the log, and each with its second.
    witnessed: int = -1
    witnesses: dict[str, int] = dataclass_field(default_factory=dict)
    #: Every size of the archive that a witness saw, and enough of them.
    vouched: list[int] = dataclass_field(default_factory=list)
    stamps: list[str] = dataclass_field(default_factory=list)
    is_vouched: bool = True
    #: Whether the policy names a key that cannot be checked here.
    has_other: bool = False
    notes: list[str] = dataclass_field(default_factory=list)


def check_signers(policy: Policy, newest: Checkpoint, past: Sequence[Past], seen: Seen) -> None:
    """Check who signed each checkpoint, and up to where the witnesses saw the log; raise Broken.

    An older one that a stolen key alone signed is led to the newest, which must not be.
    """
    for at in [newest, *(line.at for line in past)]:
        who = check_signer(policy, at)
        if at is newest and who.lost is not None:
            raise lost_key(at, who.lost)
        if not policy.witnessed(who, at):
            continue
        if who.seen:
            seen.vouched.append(at.size)
        if at.size >= seen.witnessed:
            seen.witnessed, seen.witnesses = at.size, who.seen


def check_sealed(
    policy: Policy | None, newest: Checkpoint, past: Sequence[Past], seen: Seen
) -> Iterator[Failure]:
    """Every checkpoint is signed, begins the newest, and its timestamp was made for it."""
    seen.newest, seen.past = newest, len(past)
    if policy is not None:
        check_signers(policy, newest, past, seen)
        seen.has_other = any(key.is_other for key in policy.logs)
    for line in past:
        yield from check_older(line.at, newest, line.hashes)
    for line in past:
        if line.token is not None:
            when, is_vouched = check_stamp(line.token, line.at, policy)
            seen.stamps.append(when)
            seen.is_vouched = seen.is_vouched and is_vouched
    if policy is not None and seen.witnessed < 0:
        yield "QUORUM", newest.field, f"the witnesses {policy.quorum} did not all sign"


def check_log_part(
    parts: dict[str, bytes], bodies: Sequence[bytes], policy: Policy | None, outside: list[bytes]
) -> tuple[Seen, list[Failure]]:
    """Check the log part of a record of a lot."""
    seen, failures = Seen(), list[Failure]()
    if not parts:
        if policy is not None or outside:
            failures.append(("NOT_SEALED", "log", "the record carries no checkpoint"))
        return seen, failures
    try:
        newest = read_checkpoint(parts["log/checkpoint.txt"], "log/checkpoint.txt")
        past = read_history(parts["log/history.jsonl"], "log/history.jsonl")
        proofs = read_proofs(parts["log/proofs.jsonl"], "log/proofs.jsonl")
        kept = [read_checkpoint(raw, f"checkpoint {at}") for at, raw in enumerate(outside, 1)]
        failures += check_sealed(policy, newest, past, seen)
        failures += check_inclusions(proofs, bodies, seen, is_strict=policy is not None)
        failures += check_kept_beside(kept, [newest, *(line.at for line in past)], policy, seen)
    except Broken as broken:
        failures.append(broken.failure)
    return seen, failures


def check_inclusions(
    proofs: Sequence[tuple[int, list[bytes]] | None],
    bodies: Sequence[bytes],
    seen: Seen,
    *,
    is_strict: bool,
) -> Iterator[Failure]:
    """Each fact of the record stands in the log, below what the witnesses saw."""
    assert seen.newest is not None
    if len(proofs) != len(bodies):
        yield "INCLUSION", "log/proofs.jsonl", f"{len(proofs)} proofs of {len(bodies)} facts"
        return
    is_open = False
    for place, (proof, body) in enumerate(zip(proofs, bodies, strict=True), 1):
        field = f"log/proofs.jsonl line {place}"
        if proof is None:
            is_open = True
            if is_strict:
                yield "NOT_SEALED", field, "the fact is not in the log yet"
            continue
        if is_open:
            yield "NOT_SEALED", field, "a later fact is in the log and an earlier is not"
        if not includes(leaf_of(body), proof[0], proof[1], seen.newest):
            yield "INCLUSION", field, f"the fact does not stand at {proof[0]} of the log"
        elif is_strict and 0 <= seen.witnessed <= proof[0]:
            yield "QUORUM", field, f"the witnesses saw the log up to {seen.witnessed} only"
        seen.sealed += 1


def check_kept_beside(
    kept: Sequence[Checkpoint], known: Sequence[Checkpoint], policy: Policy | None, seen: Seen
) -> Iterator[Failure]:
    """A checkpoint the reader kept agrees with those of the record, where they can be compared."""
    for at in sorted(kept, key=lambda one: one.size):
        if policy is not None:
            check_kept_signer(policy, at, seen)
        if at.origin != known[0].origin:
            yield "ORIGIN", at.field, f"{at.origin} is another log than {known[0].origin}"
            continue
        same = [one for one in known if one.size == at.size]
        if any(one.root != at.root for one in same):
            yield "FORK", at.field, f"two roots for the size {at.size}"
        elif not same:
            why = f"{at.field} of size {at.size} cannot be compared with this record: ask for "
            seen.notes.append(why + "the proof of consistency, or check the whole log")


def check_kept_signer(policy: Policy, at: Checkpoint, seen: Seen) -> None:
    """A checkpoint the reader kept is the log's: by a key that lasts, or as far as witnesses saw.

    Raises Broken.
    """
    lost = check_signer(policy, at).lost
    if lost is not None and at.size > max((n for n in seen.vouched if n <= lost), default=-1):
        raise lost_key(at, lost)


def read_log(path: str) -> dict[str, bytes]:
    """Read the parts of a whole log, or raise Broken."""
    return read_archive(path, ("checkpoint.txt", "entries.jsonl", "history.jsonl"), ())


def leaves_of_log(raw: bytes) -> Iterator[bytes]:
    """Return the leaves of the lines of a whole log; raise Broken."""
    text = text_of(raw, "entries.jsonl")
    if text and not text.endswith("\n"):
        raise malformed("entries.jsonl", "the last line is cut off")
    lines = text.split("\n")[:-1]
    for start in range(0, len(lines), BATCH):
        batch = [entry_of(line, at) for at, line in enumerate(lines[start : start + BATCH], start)]
        check_forms([(at, part) for at, part in enumerate(batch, start) if isinstance(part, str)])
        for at, part in enumerate(batch, start):
            yield leaf_of(encoded(part, at)) if isinstance(part, str) else part


def entry_of(line: str, place: int) -> str | bytes:
    """Return the body of a public entry, or the hash that stands for another; raise Broken.

    The line is ``{"index":N,"body":"..."}`` or ``{"index":N,"hash":"..."}`` and nothing else.
    """
    shown, hidden = f'{{"index":{place},"body":', f'{{"index":{place},"hash":"'
    if line.startswith(shown + '"'):
        try:
            body, end = scanstring(line, len(shown) + 1)
        except ValueError:
            body, end = "", 0
        if line[end:] == "}" and line[len(shown) : end] == encode_basestring(body):
            return body
    elif line.startswith(hidden) and re.fullmatch('[0-9a-f]{64}"}', line[len(hidden) :]):
        return bytes.fromhex(line[len(hidden) : -2])
    why = f"no entry {place} in its one form"
    raise malformed(f"entries.jsonl line {place + 1}", why)


def check_forms(bodies: Sequence[tuple[int, str]]) -> None:
    """Every body is JSON in its one form; raise Broken."""
    values = []
    bad: int | None
    try:
        for _, body in bodies:
            values.append(decoded(body))
        bad = first_other(SORTED, values, [body for _, body in bodies])
    except ValueError:
        bad = len(values)
    if bad is not None:
        field = f"entries.jsonl line {bodies[bad][0] + 1}"
        raise malformed(field, "the body is not the bytes of a fact's one form")


def encoded(body: str, place: int) -> bytes:
    """Return the bytes of a body; raise Broken."""
    try:
        return body.encode()
    except UnicodeEncodeError:
        raise malformed(f"entries.jsonl line {place + 1}", "the body is no text") from None


def roots_at(leaves: Iterable[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """Return the root at each of the sizes, in one pass over the leaves; and at the end."""
    peaks: list[bytes] = []
    roots, size = {0: Hashing.new(b"").digest()}, 0
    for leaf in leaves:
        node, place = leaf, size
        while place & 1:
            node, place = node_of(peaks.pop(), node), place >> 1
        peaks.append(node)
        size += 1
        if size in sizes:
            roots[size] = folded(peaks)
    if peaks:
        roots[size] = folded(peaks)
    return roots


def folded(peaks: Sequence[bytes]) -> bytes:
    """Hash the roots of the full subtrees into the root."""
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_of(peak, root)
    return root


def check_log(
    parts: dict[str, bytes], policy: Policy | None, outside: list[bytes]
) -> tuple[Seen, list[Failure]]:
    """Check a whole log: its tree from the bytes, every checkpoint, and those kept outside."""
    seen, failures = Seen(), list[Failure]()
    try:
        newest = read_checkpoint(parts["checkpoint.txt"], "checkpoint.txt")
        past = read_history(parts["history.jsonl"], "history.jsonl")
        kept = [read_checkpoint(raw, f"checkpoint {at}") for at, raw in enumerate(outside, 1)]
        failures += check_sealed(policy, newest, past, seen)
        for at in kept if policy else []:
            check_kept_signer(policy, at, seen)
        sizes = {newest.size, *(line.at.size for line in past), *(at.size for at in kept)}
        roots = roots_at(leaves_of_log(parts["entries.jsonl"]), sizes)
        failures += check_roots(roots, newest, [line.at for line in past])
        failures += check_kept(roots, newest, kept)
        seen.sealed = max(roots)
    except Broken as broken:
        failures.append(broken.failure)
    return seen, failures


def check_roots(
    roots: dict[int, bytes], newest: Checkpoint, past: Sequence[Checkpoint]
) -> Iterator[Failure]:
    """The roots of all checkpoints are those of the entries."""
    size = max(roots)
    if size < newest.size:
        yield "SHRUNK", "entries.jsonl", f"{size} entries, the checkpoint says {newest.size}"
        return
    if size > newest.size:
        yield "ROOT", "entries.jsonl", f"{size} entries, the checkpoint says {newest.size}"
        return
    for at in sorted([*past, newest], key=lambda one: one.size):
        if at.size <= size and roots[at.size] != at.root:
            yield "ROOT", at.field, f"the first {at.size} entries have another root"
            return


def check_kept(
    roots: dict[int, bytes], newest: Checkpoint, kept: Sequence[Checkpoint]
) -> Iterator[Failure]:
    """The log continues what the reader kept; the first size that differs is named."""
    size = max(roots)
    for at in sorted(kept, key=lambda one: one.size):
        if at.origin != newest.origin:
            yield "ORIGIN", at.field, f"{at.origin} is another log than {newest.origin}"
        elif at.size > size:
            yield "SHRUNK", at.field, f"it was {at.size} entries large and is {size}"
        elif roots[at.size] != at.root:
            name = "FORK" if at.size == newest.size else "CONSISTENCY"
            yield name, at.field, f"the first {at.size} entries are not what was signed then"
            return


def read_proof(raw: bytes) -> tuple[int, list[bytes], Checkpoint]:
    """Read a tlog-proof, or raise Broken."""
    field = "proof"
    head, blank, note = text_of(raw, field).partition("\n\n")
    lines = head.split("\n")
    if not blank or len(lines) < 2 or lines[0] != PROOF_HEAD or lines[1][:6] != "index ":
        raise malformed(field, f"it does not begin with {PROOF_HEAD} and an index")
    index = count_of(lines[1][6:], field)
    return index, read_hashes(lines[2:], field), read_checkpoint(note.encode(), field)


def check_proof(raw: bytes, leaf: bytes, policy: Policy | None) -> tuple[Seen, list[Failure]]:
    """Check that one leaf stands in the log."""
    seen = Seen()
    try:
        index, hashes, at = read_proof(raw)
        seen.newest, seen.sealed = at, index
        who = Signers({}) if policy is None else check_signer(policy, at)
        if who.lost is not None:
            raise lost_key(at, who.lost)
        seen.witnesses = who.seen
        seen.has_other = policy is not None and any(key.is_other for key in policy.logs)
    except Broken as broken:
        return seen, [broken.failure]
    if policy is not None and not policy.witnessed(who, at):
        return seen, [("QUORUM", "proof", f"the witnesses {policy.quorum} did not all sign")]
    if not includes(leaf, index, hashes, at):
        return seen, [("INCLUSION", "proof", f"the entry does not stand at {index} of the log")]
    return seen, []


@dataclass
class Verdict:
    """What was found of a record of a lot."""

    sale: Sale
    root: str
    seen: Seen
    failures: list[Failure]


def check_lot(options: argparse.Namespace) -> Verdict:
    """Check a record, its part of the log, and the receipts given with it; raise Broken."""
    head, bodies, parts = read_record(options.file)
    policy = read_policy(read_bytes(options.policy)) if options.policy else None
    hash_with(head.get("hash", "sha256"), policy.hash if policy else "")
    outside = [read_bytes(path) for path in options.checkpoint]
    sale = check_record(head, bodies)
    failures, root = list(sale.failures), str(head.get("root"))
    if options.root and options.root.lower() != root:
        failures.append(("published_root_mismatch", "root", "not the value you noted"))
    seen, more = check_log_part(parts, bodies, policy, outside)
    failures += more
    for path in options.receipt:
        failures += check_receipt(sale, read_json(path), options.key)
    return Verdict(sale, root, seen, failures)


def told(failures: Sequence[Failure]) -> int:
    """Print failures; return the exit status."""
    for name, field, why in failures:
        print(f"FAIL {name} {field}: {why}")
    return 1 if failures else 0


def guarded(check: Callable[[], Any]) -> tuple[Any, list[Failure]]:
    """Run a check; what cannot be read at all is a failure as well."""
    try:
        return check(), []
    except Broken as broken:
        return None, [broken.failure]
    except ImportError:
        return None, [("no_cryptography", "", "signatures need the package cryptography")]


def run_lot(options: argparse.Namespace) -> int:
    """Check the record of one lot and print what was found."""
    verdict, failures = guarded(lambda: check_lot(options))
    if told(failures or verdict.failures):
        return 1
    sale = verdict.sale
    print(f"OK {sale.lot} {sale.state}")
    print(f"  entries {len(sale.history)}, canonical and in place; root {verdict.root}")
    if sale.is_elsewhere:
        print("  held elsewhere: the record binds the result and its proof by their digests")
    else:
        counts = f"{len(sale.bids)} bids, {sale.extensions} extensions, {sale.stops} stops"
        print(f"  replay {counts}; the end {sale.closes:%Y-%m-%d %H:%M:%S.%f} UTC")
    if sale.sold:
        print(f"  buyer {sale.sold[0]} {yuan(sale.sold[1])} yuan")
    if verdict.seen.newest:
        print(f"  log {verdict.seen.sealed} of {len(sale.history)} entries are in it")
    print_log(verdict.seen, options)
    for path in options.receipt:
        print(f"  receipt {path} agrees{'' if options.key else '; its signature was not asked'}")
    for line in (*NOT_COVERED, *not_covered(verdict.seen, options)):
        print(f"  NOT COVERED: {line}")
    return 0


def print_log(seen: Seen, options: argparse.Namespace) -> None:
    """Print what was found of the log."""
    if seen.newest is None:
        return
    print(f"  log {seen.newest.origin}, size {seen.newest.size}, root {seen.newest.root.hex()}")
    if seen.past:
        print(f"  {seen.past} older checkpoints consistent")
    if options.policy:
        by = ", ".join(
            f"{name} at {datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M:%S} UTC"
            for name, second in seen.witnesses.items()
        )
        print(f"  signatures: log ok; witnesses: {by or 'none'}")
        if 0 <= seen.witnessed < seen.newest.size:
            print(f"  witnessed up to size {seen.witnessed}")
    if seen.stamps:
        print(f"  timestamps {len(seen.stamps)} ok ({', '.join(seen.stamps)} UTC)")
    for place, path in enumerate(options.checkpoint, 1):
        # What could not be compared is said below and agrees with nothing.
        if not any(note.startswith(f"checkpoint {place} ") for note in seen.notes):
            print(f"  checkpoint {path} agrees")


def not_covered(seen: Seen, options: argparse.Namespace) -> Iterator[str]:
    """Say what was not checked of the log."""
    yield from seen.notes
    if seen.newest is None:
        yield "the sealed log: this record carries no checkpoint of it"
        return
    if seen.has_other:
        yield "the lines of keys that are not Ed25519 (no_sm2): SM2 is not checked here"
    if not options.policy:
        yield "who signed the log: give the keys you trust with --policy"
    if not options.checkpoint:
        yield "whether others see this log: give a checkpoint from elsewhere with --checkpoint"
    if seen.stamps and not seen.is_vouched:
        yield "who made the timestamps: name the authority in the policy (tsa)"


def run_log(options: argparse.Namespace) -> int:
    """Check a whole log and print what was found."""

    def check() -> tuple[Seen, list[Failure]]:
        policy = read_policy(read_bytes(options.policy)) if options.policy else None
        hash_with(None, policy.hash if policy else "")
        outside = [read_bytes(path) for path in options.checkpoint]
        return check_log(read_log(options.file), policy, outside)

    found, failures = guarded(check)
    if told(failures or found[1]):
        return 1
    seen = found[0]
    print(f"OK {seen.newest.origin} {seen.sealed} entries, every root computed from them")
    print_log(seen, options)
    for line in (*not_covered(seen, options), NOT_COVERED_BY_LOG):
        print(f"  NOT COVERED: {line}")
    return 0


def run_proof(options: argparse.Namespace) -> int:
    """Check a proof that one entry stands in the log and print what was found."""

    def check() -> tuple[Seen, list[Failure]]:
        policy = read_policy(read_bytes(options.policy)) if options.policy else None
        hash_with(None, policy.hash if policy else "")
        receipt = read_json(options.receipt) if options.receipt else None
        leaf = leaf_asked_for(options, receipt)
        seen, failures = check_proof(read_bytes(options.file), leaf, policy)
        if receipt is not None and options.key is not None:
            failures += check_signature(receipt, options.key, "receipt")
        return seen, failures

    found, failures = guarded(check)
    if told(failures or found[1]):
        return 1
    seen = found[0]
    print(f"OK the entry stands at {seen.sealed} of {seen.newest.origin}")
    options.checkpoint = []
    print_log(seen, options)
    if options.receipt:
        asked = (
            "is signed with the key you noted"
            if options.key
            else "came; its signature was not asked"
        )
        print(f"  receipt {options.receipt} {asked}")
    for line in (*not_covered(seen, options), NOT_COVERED_BY_LOG):
        print(f"  NOT COVERED: {line}")
    return 0


def leaf_asked_for(options: argparse.Namespace, receipt: Any) -> bytes:
    """Return the leaf a proof is to be of: given, of an entry's bytes, or promised by a receipt."""
    if options.entry:
        return leaf_of(read_bytes(options.entry).removesuffix(b"\n"))
    try:
        leaf = options.leaf or receipt["receipt"]["leaf_hash"]
    except (KeyError, TypeError):
        raise malformed("receipt", "this is no receipt") from None
    if not isinstance(leaf, str) or not re.fullmatch("[0-9a-f]{64}", leaf, re.ASCII):
        raise malformed("leaf", "a leaf is 64 hexadecimal digits")
    return bytes.fromhex(leaf)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw", help="check the transcript of a draw")
    draw.add_argument("file")
    draw.add_argument("--commit", help="the commitment you noted when the list was frozen")
    draw.add_argument("--list-digest", help="the list digest you noted when it was frozen")
    draw.set_defaults(run=run_draw)
    lot = commands.add_parser("lot", help="play the record of a sale again")
    lot.add_argument("file")
    lot.add_argument("--receipt", action="append", default=[], help="a receipt of your own")
    lot.add_argument("--root", help="the root that somebody else was given")
    lot.add_argument("--key", help="the platform's public key as you noted it, base64")
    lot.add_argument("--policy", help="the keys and witnesses you trust, a text file")
    lot.add_argument("--checkpoint", action="append", default=[], help="kept from elsewhere")
    lot.set_defaults(run=run_lot)
    log = commands.add_parser("log", help="check a whole log")
    log.add_argument("file")
    log.add_argument("--policy", help="the keys and witnesses you trust, a text file")
    log.add_argument("--checkpoint", action="append", default=[], help="kept from elsewhere")
    log.set_defaults(run=run_log)
    proof = commands.add_parser("proof", help="check that one entry stands in the log")
    proof.add_argument("file")
    leaf = proof.add_mutually_exclusive_group(required=True)
    leaf.add_argument("--entry", help="a file with the bytes of the entry")
    leaf.add_argument("--leaf", help="the leaf hash, 64 hexadecimal digits")
    leaf.add_argument("--receipt", help="a receipt; its leaf hash is taken")
    proof.add_argument("--key", help="the platform's public key as you noted it, base64")
    proof.add_argument("--policy", help="the keys and witnesses you trust, a text file")
    proof.set_defaults(run=run_proof)
    options = parser.parse_args(arguments)
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
