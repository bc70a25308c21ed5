"""Check a published record of Mingchui without trusting the platform that made it.

    python mingchui_verify.py draw TRANSCRIPT.json [--commit HEX] [--list-digest HEX]

Everything is computed again from the inputs in the file: the frozen list, the commitment, the
seed, each step of the draw and the order. The exit status is 0 when all agrees and 1 when
anything does not; each failure has a name and the field it was found in. With --commit and
--list-digest the values you noted down when the list was frozen are compared as well, which
also catches a transcript that was rewritten as a whole.

One file, standard library only, no part of the platform is imported.
"""

import argparse
import hashlib
import hmac
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
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


def read_json(path: str) -> Any:
    """Read strict JSON, or raise Broken."""
    try:
        text = Path(path).read_bytes().decode("utf-8")
    except UnicodeDecodeError as fault:
        raise Broken("not_utf8", f"byte {fault.start}", "the file is not UTF-8") from None
    except OSError as fault:
        raise Broken("not_readable", path, str(fault)) from None
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    draw = commands.add_parser("draw", help="check the transcript of a draw")
    draw.add_argument("file")
    draw.add_argument("--commit", help="the commitment you noted when the list was frozen")
    draw.add_argument("--list-digest", help="the list digest you noted when it was frozen")
    draw.set_defaults(run=run_draw)
    options = parser.parse_args(arguments)
    return options.run(options)


if __name__ == "__main__":
    sys.exit(main())
