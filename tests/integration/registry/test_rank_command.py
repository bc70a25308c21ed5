"""`flask rank` proves every stored score; its parts explain themselves in both languages."""

import re

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import text

from app.kernel.actors import SYSTEM
from app.store import db, unit_of_work
from registry import messages, queries, seeds
from registry.checks.scores import scores_reproduce
from registry.seeds.panel import PANEL
from registry.services import evidence, ranking
from registry.vocabulary import AgencyKind, EvidenceKind
from tests.support.books import NINE

ROW = re.compile(r"^ +\d+ +(\d+\.\d\d) ", re.MULTILINE)


def seed() -> list[str]:
    seeds.seed_courts()
    return seeds.seed_agencies(NINE)


def note(code: str, kind: EvidenceKind, *, is_good: bool = True) -> None:
    evidence.note_evidence(
        agency_code=code,
        kind=kind,
        is_good=is_good,
        reference=f"P-1/{kind}",
        cause="in_time",
        occurred_at=NINE,
        actor=SYSTEM,
        at=NINE,
    )


def forge() -> None:
    with unit_of_work():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        db.session.execute(text("UPDATE registry_score SET total = 1"))
    db.session.remove()


def test_rank_scores_everybody_and_prints_the_best_first(app: Flask) -> None:
    with app.app_context():
        codes = seed()
        note(codes[0], EvidenceKind.TIMELINESS, is_good=False)

    answer = app.test_cli_runner().invoke(args=["rank", "--top", "5"])

    assert answer.exit_code == 0, answer.output
    totals = [float(found) for found in ROW.findall(answer.output)]
    assert totals[:5] == sorted(totals[:5], reverse=True)
    with app.app_context():
        assert len(queries.list_scores(codes[0])) >= 1
        assert queries.latest_run() is not None


def test_rank_check_computes_again_and_writes_nothing(app: Flask) -> None:
    with app.app_context():
        note(seed()[0], EvidenceKind.TIMELINESS)
        ranking.make_run(at=NINE)
        before = db.session.scalar(text("SELECT count(*) FROM registry_score"))

    answer = app.test_cli_runner().invoke(args=["rank", "--check"])

    assert answer.exit_code == 0, answer.output
    assert "Every stored score follows from its evidence." in answer.output
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM registry_score")) == before


def test_rank_check_names_a_forged_score_and_fails(app: Flask) -> None:
    with app.app_context():
        code = seed()[0]
        note(code, EvidenceKind.TIMELINESS)
        forge()

    answer = app.test_cli_runner().invoke(args=["rank", "--check"])

    assert answer.exit_code == 1
    assert f"{code} version 1: the total is 1.0, follows as" in answer.output


def test_r7_finds_a_forged_score(app: Flask) -> None:
    with app.app_context():
        note(seed()[0], EvidenceKind.TIMELINESS)
        assert scores_reproduce() == []

        forge()

        (breach,) = scores_reproduce()
        assert breach.invariant == "R7"


@pytest.mark.parametrize("has_evidence", [False, True])
def test_every_part_explains_itself_in_both_languages(app: Flask, *, has_evidence: bool) -> None:
    with app.test_request_context():
        seed()
        firsts = [first_of(kind) for kind in AgencyKind]
        for code in firsts if has_evidence else ():
            for kind in EvidenceKind:
                if kind is not EvidenceKind.SALE:
                    note(code, kind)
        ranking.make_run(at=NINE)

        for code in firsts:
            score = queries.latest_score(code)
            assert score is not None
            for part in score.parts:
                with force_locale("en"):
                    english = messages.part_sentence(part)
                with force_locale("zh_Hans_CN"):
                    chinese = messages.part_sentence(part)
                points = f"{part['points']:.2f}"
                assert points in english
                assert points in chinese
                assert "%(" not in english + chinese
                assert re.search(r"[\u4e00-\u9fff]", chinese), part["key"]
                assert not re.search(r"[\u4e00-\u9fff]", english), part["key"]


def first_of(kind: AgencyKind) -> str:
    return min(seed.code for seed in PANEL if seed.kind is kind)
