"""The log in its Chinese profile: hashed with SM3, and what a verifier cannot check has a name."""

import base64
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.trail import merkle
from app.trail.policy import Policy, PolicyFault
from tests.support.lot_records import contested
from tests.support.offline import load_checker
from tests.support.sealed_log import LOG_KEY, ORIGIN, POLICY, SealedLog, zipped
from tests.support.two_verifiers import Job, by_the_program, in_the_page
from tests.unit.verify import test_two_verifiers as mutants

MUTANTS = 600
SM3 = "hash sm3\n"


def cleared() -> None:
    """Forget the logs that were made under another profile."""
    mutants.sealed.cache_clear()
    mutants.parts_of.cache_clear()


@pytest.fixture(params=["intl", "gm"])
def profile(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The one constant, as either kind of court sets it."""
    monkeypatch.setattr(merkle, "PROFILE", request.param)
    cleared()
    yield request.param
    cleared()
    load_checker().hash_with("sha256", "")


def asked(job: Job, profile: str) -> Job:
    """The same files, the hash of the log named in the policy."""
    if profile == "intl" or job.policy is None:
        return job
    return replace(job, policy=job.policy + SM3)


def test_every_proof_of_a_log_holds_and_no_other(profile: str) -> None:
    leaves = [merkle.leaf_hash(bytes([at])) for at in range(21)]
    roots = merkle.subtrees_of(leaves)
    name = {"intl": "sha256", "gm": "sm3"}[profile]

    assert leaves[3] == hashlib.new(name, b"\x00\x03").digest()
    for size in range(1, 22):
        root = merkle.tree_root(leaves[:size])
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, roots)
            merkle.check_inclusion(leaves[index], index=index, size=size, proof=proof, root=root)
        for old in range(1, size + 1):
            merkle.check_consistency(
                old=old,
                old_root=merkle.tree_root(leaves[:old]),
                new=size,
                new_root=root,
                proof=merkle.consistency_proof(old, size, roots),
            )
    with pytest.raises(merkle.ProofFault):
        merkle.check_inclusion(leaves[1], index=0, size=21, proof=proof, root=root)


def test_what_the_platform_seals_holds_in_the_program(profile: str, tmp_path: Path) -> None:
    log, places, record = mutants.sealed()
    good = [
        mutants.job_of("lot", mutants.parts_of("lot"), log.note(8), log.note(40)),
        mutants.job_of("log", mutants.parts_of("log"), log.note(8), log.note(17)),
        mutants.proof_job(log.tlog_proof(places[4], 40), places[4]),
        Job("lot", record),
        Job("lot", zipped(mutants.parts_of("lot"))),
    ]

    found = [by_the_program(tmp_path, asked(job, profile)) for job in good]

    assert found == [[] for _ in good]


def test_mutants_are_refused_whatever_the_hash(profile: str, tmp_path: Path) -> None:
    dice = random.Random(3)
    kinds = [mutants.MUTATIONS[at % len(mutants.MUTATIONS)] for at in range(MUTANTS)]

    found = [by_the_program(tmp_path, asked(mutation(dice), profile)) for mutation in kinds]

    assert [kinds[at].__name__ for at, names in enumerate(found) if not names] == []
    names = Counter(one[0] for one in found)
    assert {"INCLUSION", "CONSISTENCY", "ROOT", "FORK", "SIGNATURE", "root_mismatch"} <= set(names)


@pytest.mark.parametrize("profile", ["gm"], indirect=True)
def test_a_log_of_sm3_is_not_taken_for_another_and_the_page_says_what_it_lacks(
    profile: str, tmp_path: Path
) -> None:
    record = mutants.sealed()[2]
    whole = mutants.job_of("log", mutants.parts_of("log"))
    lot = mutants.job_of("lot", mutants.parts_of("lot"))
    wrong = replace(lot, policy=POLICY + "hash sha256\n")

    assert by_the_program(tmp_path, whole)[0] == "CONSISTENCY"
    assert by_the_program(tmp_path, wrong) == ["PROFILE"]
    assert by_the_program(tmp_path, replace(lot, policy=f"{POLICY}hash md5\n")) == ["MALFORMED"]
    page = in_the_page([asked(whole, profile), lot, Job("lot", record), replace(lot, policy=None)])
    assert page == [["no_sm3"]] * 4


def test_an_sm2_line_is_named_by_both_and_never_taken_for_a_signature(tmp_path: Path) -> None:
    cleared()
    raw = b"\xffsm2.example" + bytes(64)
    ident = hashlib.sha256(f"{ORIGIN}\n".encode() + raw).digest()[:4]
    vkey = f"{ORIGIN}+{ident.hex()}+{base64.b64encode(raw).decode()}"
    log = SealedLog([b"0", b"1", b"2"])
    line = f"— {ORIGIN} {base64.b64encode(ident + bytes(64)).decode()}\n"
    text, _, lines = log.note(3).partition("\n\n")
    ours, seen = lines.splitlines(keepends=True)
    both = POLICY + f"log {vkey}\n"
    alone = both.replace(f"log {LOG_KEY.verifier}\n", "")
    head = log.tlog_proof(1, 3).partition(text)[0]

    def job(policy: str, *signed: str) -> Job:
        note = f"{text}\n\n{''.join(signed)}"
        return Job("proof", (head + note).encode(), policy, leaf=log.leaves[1].hex())

    jobs = [
        job(both, ours, line, seen),
        job(both, ours, seen),
        job(both, line, seen),
        job(alone, ours, line, seen),
        job(alone, ours, seen),
        job(f"{POLICY}log {vkey[:-4]}\n", ours, seen),
    ]
    expected = [[], [], ["no_sm2"], ["no_sm2"], ["SIGNATURE"], ["MALFORMED"]]
    assert [by_the_program(tmp_path, one) for one in jobs] == expected
    assert in_the_page(jobs) == expected
    with pytest.raises(PolicyFault, match="only Ed25519 keys"):
        Policy.parse(both)


def test_the_records_of_the_usual_profile_say_nothing_of_a_hash() -> None:
    cleared()

    assert b'"hash"' not in mutants.parts_of("lot")["record.json"]
    assert contested().zipped() == mutants.sealed()[2]
