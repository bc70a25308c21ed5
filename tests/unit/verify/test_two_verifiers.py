"""The page and the program find the same: what holds, and a thousand ways in which it does not.

LOG-07 proof games; L7 of the promises about the record.
"""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

from app.trail import merkle
from tests.support.lot_records import LOT_NO, bodies_of, contested, random_sale
from tests.support.node import run_module
from tests.support.sealed_log import (
    LOG_KEY,
    NEXT_KEY,
    ORIGIN,
    POLICY,
    SealedLog,
    b64,
    key_of,
    line,
    unzipped,
    zipped,
)
from tests.support.two_verifiers import Job, by_the_program, in_the_page

ROOT = Path(__file__).parents[3]
VECTORS = json.loads((ROOT / "tests/data/log_vectors.json").read_text("utf-8"))
VECTOR_POLICY = f"log {VECTORS['log_vkey_1']}\nwitness w {VECTORS['witness_vkey']}\nquorum w\n"
SIZES, SIZE = (3, 8, 13), 40
MUTANTS = 1000


@cache
def sealed() -> tuple[SealedLog, tuple[int, ...], bytes]:
    """A log of 40 entries with the facts of a sale strewn in; their places; the record."""
    record = contested().zipped()
    facts = bodies_of(record)
    bodies = [line({"n": place}).strip() for place in range(SIZE)]
    places = tuple(2 + 2 * at for at in range(len(facts)))
    for place, fact in zip(places, facts, strict=True):
        bodies[place] = fact
    return SealedLog(bodies), places, record


@cache
def parts_of(kind: str, log: SealedLog | None = None) -> dict[str, bytes]:
    own, places, record = sealed()
    log = log or own
    if kind == "log":
        return log.parts_of_log(places, SIZES)
    return log.parts_of_record(record, places, SIZES, len(log.bodies))


def job_of(kind: str, parts: dict[str, bytes], *outside: str) -> Job:
    return Job(kind, zipped(parts), POLICY, outside)


def proof_job(text: str, index: int = 8, leaf: bytes | None = None) -> Job:
    log, _, _ = sealed()
    return Job("proof", text.encode("utf-8", "surrogateescape"), POLICY,
               leaf=(leaf or log.leaves[index]).hex())  # fmt: skip


Mutation = Callable[[random.Random], Job]


def flip(dice: random.Random) -> Job:
    """One bit of one file."""
    kind = dice.choice(["lot", "log", "lot"])
    parts = parts_of(kind)
    name = dice.choice(sorted(parts))
    raw = bytearray(parts[name])
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return job_of(kind, {**parts, name: bytes(raw)})


def flip_proof(dice: random.Random) -> Job:
    """One bit of a proof that stands alone."""
    log, places, _ = sealed()
    raw = bytearray(log.tlog_proof(places[3], SIZE).encode())
    raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
    return Job("proof", bytes(raw), POLICY, leaf=log.leaves[places[3]].hex())


def cut(dice: random.Random) -> Job:
    """A file that ends too early, in the middle of a line."""
    kind = dice.choice(["lot", "log"])
    parts = parts_of(kind)
    name = dice.choice(sorted(parts))
    at = dice.randrange(1, len(parts[name]))
    while parts[name][at - 1 : at] == b"\n":
        at -= 1
    return job_of(kind, {**parts, name: parts[name][:at]})


def cut_archive(dice: random.Random) -> Job:
    """An archive that ends too early."""
    whole = job_of(dice.choice(["lot", "log"]), parts_of("lot")).main
    return Job("lot", whole[: dice.randrange(10, len(whole))], POLICY)


def drop_line(dice: random.Random) -> Job:
    """A fact, a proof or an entry left out."""
    kind, name = dice.choice(
        [("lot", "entries.jsonl"), ("lot", "log/proofs.jsonl"), ("log", "entries.jsonl")]
    )
    parts = parts_of(kind)
    lines = parts[name].splitlines(keepends=True)
    del lines[dice.randrange(len(lines))]
    return job_of(kind, {**parts, name: b"".join(lines)})


def swap_lines(dice: random.Random) -> Job:
    """Two lines in each other's place."""
    kind, name = dice.choice(
        [("lot", "entries.jsonl"), ("lot", "log/proofs.jsonl"), ("log", "entries.jsonl")]
    )
    parts = parts_of(kind)
    lines = parts[name].splitlines(keepends=True)
    one, other = dice.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return job_of(kind, {**parts, name: b"".join(lines)})


def bend_proof(dice: random.Random) -> Job:
    """A hash dropped, added, doubled or swapped, or an index beside the right one."""
    parts = parts_of("lot")
    lines = [json.loads(text) for text in parts["log/proofs.jsonl"].splitlines()]
    bent = dice.choice(lines)
    bend_hashes(dice, bent["hashes"]) if dice.random() < 0.7 else bend_index(dice, bent)
    proofs = b"".join(line(one) for one in lines)
    return job_of("lot", {**parts, "log/proofs.jsonl": proofs})


def bend_hashes(dice: random.Random, hashes: list[str]) -> None:
    """Change a path in one of the ways that leave hashes of the right length."""
    at = dice.randrange(len(hashes))
    match dice.randrange(4):
        case 0:
            del hashes[at]
        case 1:
            hashes.insert(at, b64(dice.randbytes(32)))
        case 2:
            hashes.insert(at, hashes[at])
        case _:
            hashes[at] = b64(dice.randbytes(32))


def bend_index(dice: random.Random, proof: dict[str, int]) -> None:
    """Name another place."""
    wrong = [proof["index"] + 1, proof["index"] - 1, SIZE, SIZE + 7, 10**14, 0]
    proof["index"] = dice.choice(wrong)


def bend_history(dice: random.Random) -> Job:
    """A way from an older checkpoint that does not lead to the newest."""
    kind = dice.choice(["lot", "log"])
    name = "log/history.jsonl" if kind == "lot" else "history.jsonl"
    parts = parts_of(kind)
    lines = [json.loads(text) for text in parts[name].splitlines()]
    bend_hashes(dice, dice.choice(lines)["consistency"])
    return job_of(kind, {**parts, name: b"".join(line(one) for one in lines)})


def other_log(dice: random.Random) -> Job:
    """Another name, another key, an unwitnessed note, or a retired key."""
    own, _, _ = sealed()
    stranger = key_of(f"stranger {dice.random()}")
    kind = dice.choice(["lot", "log"])
    name = f"elsewhere{dice.randrange(99)}.example/2026"
    logs = {
        0: SealedLog(own.bodies, origin=name, key=key_of("x", name)),
        1: SealedLog(own.bodies, key=stranger),
        2: own,
        3: own,
    }
    choice = dice.randrange(4)
    parts = parts_of(kind, logs[choice])
    policy = POLICY
    if choice == 2:
        note = "log/checkpoint.txt" if kind == "lot" else "checkpoint.txt"
        parts = {**parts, note: own.note(SIZE, witnesses=()).encode()}
    if choice == 3:
        until = dice.randrange(13, SIZE)
        policy = POLICY.replace(f"{LOG_KEY.verifier}\n", f"{LOG_KEY.verifier} until {until}\n")
        policy += f"log {NEXT_KEY.verifier}\n" if dice.random() < 0.5 else ""
    return Job(kind, zipped(parts), policy)


def rewritten(dice: random.Random) -> Job:
    """An entry changed and everything computed and signed again: found by what was kept."""
    own, places, _ = sealed()
    bodies = list(own.bodies)
    at = dice.choice([place for place in range(30) if place not in places])
    bodies[at] = line({"n": dice.randrange(100, 10**6)}).strip()
    cut_to = dice.choice([SIZE, SIZE, 30])
    forged = SealedLog(bodies[:cut_to])
    kept = [own.note(size) for size in range(max(at + 1, 30), SIZE + 1)]
    parts = forged.parts_of_log(places[:10], SIZES)
    return job_of("log", parts, *dice.sample(kept, dice.randint(1, 3)))


def forged_root(dice: random.Random) -> Job:
    """A signed root that is not the tree's."""
    own, _, _ = sealed()
    kind = dice.choice(["lot", "log"])
    liar = SealedLog([*own.bodies[:-1], dice.randbytes(8).hex().encode()])
    note = "log/checkpoint.txt" if kind == "lot" else "checkpoint.txt"
    return job_of(kind, {**parts_of(kind), note: liar.note(SIZE).encode()})


def proof_games(dice: random.Random) -> Job:
    """Another leaf, a node offered as a leaf, and texts that are almost right."""
    log, _, _ = sealed()
    index = dice.randrange(SIZE)
    text = log.tlog_proof(index, SIZE)
    level = dice.randint(1, 4)
    texts = [
        text.replace("\n", "\r\n"),
        text.replace("\n\n", "\n\n\n", 1),
        text.replace(f"\n{SIZE}\n", f"\n0{SIZE}\n"),
        text.replace(f"index {index}", f"index {(index + 1) % SIZE}"),
        text.replace(f"index {index}", f"index {SIZE}"),
        text + dice.choice(["\n", " ", "— a b\n", "x\n"]),
    ]
    jobs = [proof_job(bent, index) for bent in texts]
    jobs.append(proof_job(text, leaf=log.leaves[(index + 1) % SIZE]))
    jobs.append(proof_job(text, leaf=log.subtrees(level, dice.randrange(SIZE >> level))))
    return dice.choice(jobs)


MUTATIONS: list[Mutation] = [
    flip, flip, flip, flip_proof, flip_proof, cut, cut_archive, drop_line, swap_lines, bend_proof,
    bend_proof, bend_history, other_log, rewritten, forged_root, proof_games,
]  # fmt: skip


def test_both_take_every_vector_and_what_the_platform_seals(tmp_path: Path) -> None:
    log, places, record = sealed()
    proof = VECTORS["tlog_proof_index_5"].encode()
    good = [
        job_of("lot", parts_of("lot"), log.note(8), log.note(SIZE)),
        job_of("log", parts_of("log"), log.note(8), log.note(17), log.note(SIZE)),
        Job("lot", record),
        Job("lot", zipped(parts_of("lot"))),
        Job("proof", proof, VECTOR_POLICY, leaf=VECTORS["leaf_hashes_hex"][5]),
        *(proof_job(log.tlog_proof(at, SIZE), at) for at in (0, 1, places[4], SIZE - 1)),
    ]

    assert in_the_page(good) == [[] for _ in good]
    assert [by_the_program(tmp_path, job) for job in good] == [[] for _ in good]


def test_the_vectors_hold_exactly_in_the_page() -> None:
    found = run_module(
        "../verify/log.js",
        """await (async () => {
          const leaves = await Promise.all(v.entries_jcs_utf8.map((one) => m.leafOf(m.bytes(one))));
          const sizes = new Set(Array.from({ length: 14 }, (_, n) => n));
          const { roots } = await m.rootsAt(leaves, sizes);
          const at = (size) => ({ size, root: m.unhex(v.roots_hex[size]) });
          const path = (one) => one.proof_hex.map(m.unhex);
          const inside = v.inclusion.map((one) =>
            m.includes(leaves[one.index], one.index, path(one), at(one.size)));
          const longer = v.consistency.map((one) =>
            m.continues(at(one.old), at(one.new), path(one)));
          return {
            leaves: leaves.map(m.hex),
            roots: Object.fromEntries([...roots].map(([size, root]) => [size, m.hex(root)])),
            proofs: await Promise.all([...inside, ...longer]),
          };
        })()""",
        VECTORS,
    )

    assert found["leaves"] == VECTORS["leaf_hashes_hex"]
    assert found["roots"] == VECTORS["roots_hex"]
    assert len(found["proofs"]) == 67
    assert all(found["proofs"])


def test_log_07_a_thousand_mutants_are_refused_by_both_with_one_name(tmp_path: Path) -> None:
    dice = random.Random(20261128)
    mutants = [MUTATIONS[at % len(MUTATIONS)] for at in range(MUTANTS)]
    jobs = [mutation(dice) for mutation in mutants]

    page = in_the_page(jobs)
    program = [by_the_program(tmp_path, job) for job in jobs]

    verdicts = [
        (mutation.__name__, one[:1], other[:1])
        for mutation, one, other in zip(mutants, page, program, strict=True)
    ]
    assert [found for found in verdicts if not found[1] or found[1] != found[2]] == []
    names = Counter(found[1][0] for found in verdicts)
    assert {
        "MALFORMED", "SIGNATURE", "ORIGIN", "QUORUM", "KEY_RETIRED", "INCLUSION", "CONSISTENCY",
        "ROOT", "SHRUNK", "FORK", "root_mismatch", "not_a_record",
    } <= set(names), names  # fmt: skip


def test_a_sale_is_played_the_same_in_the_page(tmp_path: Path) -> None:
    dice = random.Random(20260421)
    jobs = []
    for _ in range(60):
        sale = random_sale(dice)
        jobs.append(Job("lot", sale.zipped()))
        at = dice.randrange(len(sale.rows))
        name, moment, fields = sale.rows[at]
        key = dice.choice(sorted(set(fields) - {"lot", "case_number"}))
        value = fields[key]
        bent = not value if isinstance(value, bool) else value
        if isinstance(value, int) and not isinstance(value, bool):
            bent = value + 1
        elif isinstance(value, str):
            bent = str(int(value) + 1) if value.isdigit() else f"{value[:-1]}0"
        sale.rows[at] = (name, moment, {**fields, key: dice.choice([bent, None])})
        jobs.append(Job("lot", sale.zipped()))
        del sale.rows[at]
        jobs.append(Job("lot", sale.zipped()))

    page = in_the_page(jobs)
    program = [by_the_program(tmp_path, job) for job in jobs]

    assert page == program
    assert all(names == [] for names in page[::3])
    assert sum(names != [] for names in page) > 60


def test_the_page_knows_the_steps_of_a_sale_as_the_program_does() -> None:
    from tests.support.offline import load_checker

    steps = run_module("../verify/replay.js", "m.STEPS", None)

    assert {name: (tuple(states), after) for name, (states, after) in steps.items()} == dict(
        load_checker().STEPS
    )


def test_the_logs_of_these_tests_are_the_platforms() -> None:
    log, places, record = sealed()

    assert merkle.tree_root(log.leaves) == log.root(SIZE)
    assert [log.bodies[at] for at in places] == bodies_of(record)
    assert set(unzipped(record)) == {"entries.jsonl", "record.json"}
    assert log.origin == ORIGIN
    assert LOT_NO in log.bodies[places[0]].decode()


def test_the_page_hashes_as_everybody_does() -> None:
    contents = [bytes(range(256)) * 3] * 200
    contents = [content[:size] for size, content in enumerate(contents)]
    found = run_module(
        "../verify/sha256.js",
        "v.map((text) => Buffer.from(m.sha256(new Uint8Array(Buffer.from(text, 'base64'))))"
        ".toString('hex'))",
        [b64(content) for content in contents],
    )

    assert found == [hashlib.sha256(content).hexdigest() for content in contents]
