"""A key of the log that was stolen: what the witnesses had seen stands, all above is seen anew."""

import random
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from app.trail.merkle import consistency_proof
from app.trail.notes import SigningKey
from tests.support.lot_records import bodies_of, contested
from tests.support.sealed_log import (
    LOG_KEY,
    NEXT_KEY,
    OTHER_WITNESS,
    POLICY,
    WITNESS_KEY,
    SealedLog,
    b64,
    line,
    zipped,
)
from tests.support.two_verifiers import Job, by_the_program, in_the_page

SIZE, STOLEN_AT = 40, 20
STOLEN, FRESH, BOTH = (LOG_KEY,), (NEXT_KEY,), (LOG_KEY, NEXT_KEY)
SEEN: Sequence[SigningKey] = (WITNESS_KEY,)
UNSEEN: Sequence[SigningKey] = ()
Signed = tuple[int, Sequence[SigningKey], Sequence[SigningKey]]
RANDOM = 300


def policy(quorum: str = "1", stolen_at: int = STOLEN_AT) -> str:
    """What a reader writes down who heard of the theft."""
    told = f"log {LOG_KEY.verifier} compromised {stolen_at}\nlog {NEXT_KEY.verifier}\n"
    return POLICY.replace(f"log {LOG_KEY.verifier}\n", told).replace("quorum 1", f"quorum {quorum}")


@cache
def stage() -> tuple[SealedLog, tuple[int, ...], bytes]:
    """A log of 40 entries with the facts of a sale strewn in; their places; the record."""
    record = contested().zipped()
    bodies = [line({"n": place}).strip() for place in range(SIZE)]
    facts = bodies_of(record)
    places = tuple(2 + 2 * at for at in range(len(facts)))
    for place, fact in zip(places, facts, strict=True):
        bodies[place] = fact
    return SealedLog(bodies), places, record


def note(signed: Signed) -> str:
    size, keys, witnesses = signed
    return stage()[0].note(size, *keys, witnesses=witnesses)


def job(
    kind: str, newest: Signed, *past: Signed, text: str | None = None, kept: Sequence[str] = ()
) -> Job:
    """The whole log or the record under a newest checkpoint, with older ones."""
    log, places, record = stage()
    size = newest[0]
    history = b"".join(
        line(
            {
                "note": note(one),
                "consistency": [
                    b64(part) for part in consistency_proof(one[0], size, log.subtrees)
                ],
                "timestamp": None,
            }
        )
        for one in past
    )
    if kind == "log":
        parts = SealedLog(log.bodies[:size]).parts_of_log([at for at in places if at < size], ())
        parts |= {"checkpoint.txt": note(newest).encode(), "history.jsonl": history}
    else:
        parts = log.parts_of_record(record, places, (), size)
        parts |= {"log/checkpoint.txt": note(newest).encode(), "log/history.jsonl": history}
    return Job(kind, zipped(parts), text or policy(), tuple(kept))


def proof(signed: Signed, text: str | None = None) -> Job:
    log = stage()[0]
    size = signed[0]
    hashes = "".join(f"{b64(part)}\n" for part in log.proof(5, size))
    main = f"c2sp.org/tlog-proof@v1\nindex 5\n{hashes}\n{note(signed)}"
    return Job("proof", main.encode(), text or policy(), leaf=log.leaves[5].hex())


def forged(size: int) -> str:
    """What a thief signs."""
    return SealedLog([b"{}", *stage()[0].bodies[1:]]).note(size, LOG_KEY, witnesses=())


#: What a reader has, and the first name both verifiers must give it.
CASES: dict[str, tuple[Job, str]] = {
    "seen anew by a fresh key and a witness": (
        job(
            "log", (40, FRESH, SEEN), (8, STOLEN, SEEN), (13, STOLEN, UNSEEN), (30, STOLEN, UNSEEN)
        ),
        "",
    ),
    "the same for a record": (job("lot", (40, FRESH, SEEN), (30, STOLEN, UNSEEN)), ""),
    "signed by both": (job("lot", (40, BOTH, SEEN)), ""),
    "signed by the stolen key after the theft, a witness fooled": (
        job("log", (40, STOLEN, SEEN), (8, STOLEN, SEEN)),
        "KEY_COMPROMISED",
    ),
    "seen before the theft": (job("log", (20, STOLEN, SEEN)), ""),
    "signed before the theft, and unseen": (job("log", (20, STOLEN, UNSEEN)), "KEY_COMPROMISED"),
    "one above the theft": (job("log", (21, STOLEN, SEEN)), "KEY_COMPROMISED"),
    "a record not seen anew": (job("lot", (40, FRESH, UNSEEN), (8, STOLEN, SEEN)), "QUORUM"),
    "a log not seen anew stands as far as it was seen": (
        job("log", (40, FRESH, UNSEEN), (13, STOLEN, SEEN)),
        "",
    ),
    "seen after the theft under the stolen key alone": (
        job("log", (40, FRESH, UNSEEN), (30, STOLEN, SEEN)),
        "QUORUM",
    ),
    "no quorum asked, and nobody saw it": (
        job("log", (40, FRESH, UNSEEN), text=policy("none")),
        "QUORUM",
    ),
    "no quorum asked, and one saw it": (job("log", (40, FRESH, SEEN), text=policy("none")), ""),
    "two asked for, one saw it before the theft": (
        job("log", (20, STOLEN, SEEN), text=policy("2")),
        "KEY_COMPROMISED",
    ),
    "two asked for, two saw it": (
        job("log", (20, STOLEN, (WITNESS_KEY, OTHER_WITNESS)), text=policy("2")),
        "",
    ),
    "kept unseen, below what was seen": (
        job("log", (40, FRESH, SEEN), (13, STOLEN, SEEN), kept=[note((8, STOLEN, UNSEEN))]),
        "",
    ),
    "kept unseen, above what was seen": (
        job("log", (40, FRESH, SEEN), (13, STOLEN, SEEN), kept=[note((15, STOLEN, UNSEEN))]),
        "KEY_COMPROMISED",
    ),
    "kept and seen": (job("log", (40, FRESH, SEEN), kept=[note((15, STOLEN, SEEN))]), ""),
    "a forgery below what was seen": (
        job("log", (40, FRESH, SEEN), (13, STOLEN, SEEN), kept=[forged(8)]),
        "CONSISTENCY",
    ),
    "a forgery above what was seen": (
        job("lot", (40, FRESH, SEEN), (13, STOLEN, SEEN), kept=[forged(40)]),
        "KEY_COMPROMISED",
    ),
    "a proof seen before the theft": (proof((20, STOLEN, SEEN)), ""),
    "a proof signed after it": (proof((40, STOLEN, SEEN)), "KEY_COMPROMISED"),
    "a proof not seen anew": (proof((40, FRESH, UNSEEN)), "QUORUM"),
    "a proof seen anew": (proof((40, FRESH, SEEN)), ""),
    "one key retired, the other stolen": (
        job(
            "log",
            (40, BOTH, SEEN),
            text=policy(stolen_at=39).replace(
                f"log {NEXT_KEY.verifier}", f"log {NEXT_KEY.verifier} until 39"
            ),
        ),
        "KEY_COMPROMISED",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_stolen_key_vouches_for_what_was_seen_and_for_nothing_else(
    name: str, tmp_path: Path
) -> None:
    given, expected = CASES[name]

    assert (by_the_program(tmp_path, given) or [""])[0] == expected


def test_the_page_gives_every_case_the_same_name() -> None:
    found = in_the_page([given for given, _ in CASES.values()])

    firsts = dict(zip(CASES, [(names or [""])[0] for names in found], strict=True))
    assert firsts == {name: expected for name, (_, expected) in CASES.items()}


def test_a_line_of_the_policy_that_says_it_wrongly_is_refused_by_both(tmp_path: Path) -> None:
    right = f"log {LOG_KEY.verifier} compromised 20"
    wrong = [
        "compromised", "compromised 020", "compromised -1", "compromised 20 20", "stolen 20",
        "until 20 compromised 20", "constructor 20", "compromised x",
    ]  # fmt: skip
    jobs = [
        job("log", (40, FRESH, SEEN), text=policy().replace(right, f"log {LOG_KEY.verifier} {one}"))
        for one in wrong
    ]

    assert [by_the_program(tmp_path, one) for one in jobs] == [["MALFORMED"]] * len(wrong)
    assert in_the_page(jobs) == [["MALFORMED"]] * len(wrong)


def any_signed(dice: random.Random, size: int) -> Signed:
    keys = dice.choice([STOLEN, STOLEN, FRESH, BOTH])
    return size, keys, dice.choice([UNSEEN, SEEN, SEEN, (WITNESS_KEY, OTHER_WITNESS)])


def test_three_hundred_histories_of_a_theft_get_one_verdict_from_both(tmp_path: Path) -> None:
    dice = random.Random(55)
    jobs = []
    for _ in range(RANDOM):
        size = dice.choice([20, 30, 40])
        past = [any_signed(dice, old) for old in sorted(dice.sample(range(1, size), 3))]
        kept = [note(any_signed(dice, dice.randrange(1, 41)))] if dice.random() < 0.5 else []
        kept += [forged(dice.randrange(1, 41))] if dice.random() < 0.2 else []
        text = policy(dice.choice(["1", "1", "2", "none", "bar"]), dice.choice([5, 20, 29, 40]))
        kind = dice.choice(["lot", "log"])
        jobs.append(job(kind, any_signed(dice, size), *past, text=text, kept=kept))

    page = in_the_page(jobs)

    assert page == [by_the_program(tmp_path, one) for one in jobs]
    firsts = Counter((names or [""])[0] for names in page)
    assert min(firsts[name] for name in ("", "KEY_COMPROMISED", "QUORUM")) > 10, firsts
