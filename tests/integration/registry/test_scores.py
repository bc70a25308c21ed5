"""Scores follow from evidence, each version can be computed again, and tiers move slowly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.kernel.actors import SYSTEM
from app.store import db, unit_of_work
from registry import queries, seeds
from registry.models import Agency, Score, ScoreRun
from registry.queries import scores as reads
from registry.services import evidence, ranking, standing
from registry.services.evidence import Piece
from registry.services.recomputing import recompute_latest
from registry.vocabulary import (
    AgencyKind,
    EvidenceKind,
    Standing,
    StandingAct,
    StandingGround,
    Tier,
)
from registry.vocabulary.scores import ScoreTrigger
from tests.support.books import NINE

pytestmark = pytest.mark.usefixtures("db_session")

DAY = timedelta(days=1)
#: A minute past two in Shanghai.
NIGHT = datetime(2026, 3, 2, 18, 1, tzinfo=UTC)


@pytest.fixture
def codes() -> list[str]:
    seeds.seed_courts()
    return seeds.seed_agencies(NINE)


def note(code: str, kind: EvidenceKind, reference: str, **changes: Any) -> Any:
    given = {"is_good": True, "cause": "in_time", "occurred_at": NINE, "actor": SYSTEM, "at": NINE}
    return evidence.note_evidence(
        agency_code=code, kind=kind, reference=reference, **{**given, **changes}
    )


def load(
    code: str, kind: EvidenceKind, good: int, among: int, *, at: datetime = NINE, prefix: str = "h"
) -> None:
    """Load verdicts of earlier days without scoring anybody."""
    pieces = [
        Piece(
            agency_code=code,
            kind=kind,
            is_good=index < good,
            reference=f"{prefix}-{kind}-{index}",
            cause="in_time",
            occurred_at=at - index * timedelta(hours=3),
        )
        for index in range(among)
    ]
    evidence.load_history(pieces, source="test", actor=SYSTEM, at=at)


def sale(code: str, index: int, ratio: float | None, *, at: datetime = NINE) -> Piece:
    appraised = 100_000_000 + 1_000_000 * index
    return Piece(
        agency_code=code,
        kind=EvidenceKind.SALE,
        is_good=None,
        reference=f"sale-{index}",
        cause="sold",
        occurred_at=at,
        measure={
            "appraised": str(appraised),
            "price": None if ratio is None else str(int(appraised * ratio)),
            "reserve": str(appraised * 7 // 10),
            "appraised_on": (at - 90 * DAY).date().isoformat(),
            "ended_on": at.date().isoformat(),
            "region_code": "370102",
            "nature": "housing",
            "failed_rounds": 0,
        },
    )


def test_the_first_event_makes_the_first_version(codes: list[str]) -> None:
    row = note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")

    score = queries.latest_score(codes[0])

    assert score is not None
    assert (score.version, score.trigger, score.evidence_id) == (1, ScoreTrigger.EVIDENCE, row.id)
    assert (score.previous_total, score.tier, score.evidence_upto) == (None, Tier.B, row.id)
    assert sum(part["points"] for part in score.parts) == pytest.approx(score.total)


def test_a_late_report_lowers_the_part_it_belongs_to_alone(codes: list[str]) -> None:
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")
    before = queries.latest_score(codes[0])

    note(codes[0], EvidenceKind.TIMELINESS, "P-2/1", is_good=False)

    after = queries.latest_score(codes[0])
    assert before is not None
    assert after is not None
    moved = [
        part["key"]
        for part, was in zip(after.parts, before.parts, strict=True)
        if part["points"] != was["points"]
    ]
    assert moved == ["timeliness"]
    assert (after.version, after.previous_total) == (2, before.total)
    assert after.total < before.total


def test_the_same_thing_told_twice_makes_no_second_version(codes: list[str]) -> None:
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")

    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")
    again = ranking.rescore(codes[0], trigger="evidence", actor=SYSTEM, at=NINE)

    assert again is None
    assert len(queries.list_scores(codes[0])) == 1


def test_an_annulled_event_counts_no_longer_and_the_old_version_stays(codes: list[str]) -> None:
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")
    bad = note(codes[0], EvidenceKind.OBJECTION, "P-1/1", is_good=False)
    low = queries.list_scores(codes[0])[-1].total

    evidence.annul_evidence(
        evidence_id=bad.id, reason="异议成立", decision_no="O-1", actor=SYSTEM, at=NINE + DAY
    )

    first, second, third = queries.list_scores(codes[0])
    assert (second.total, third.previous_total) == (low, low)
    assert third.total == pytest.approx(first.total, abs=0.01)
    assert third.trigger is ScoreTrigger.DECISION
    assert ranking.recompute_all() == []


def test_a_score_cannot_be_changed(codes: list[str]) -> None:
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")

    with pytest.raises(Exception, match="are never changed"), unit_of_work():
        db.session.execute(text("UPDATE registry_score SET total = 99"))


def test_the_night_scores_everybody_once(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.TIMELINESS, 30, 40)

    made = ranking.run_nightly(NIGHT)
    again = ranking.run_nightly(NIGHT + timedelta(seconds=1))

    assert made == len(reads.latest_scores())
    assert again == 0


def test_no_run_is_made_before_two_in_the_morning(codes: list[str]) -> None:
    assert ranking.run_nightly(NIGHT - timedelta(minutes=2)) == 0
    assert queries.latest_run() is None


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.services.nightly.BATCH", 5)
    everybody = db.session.query(Agency).count()

    parts = [ranking.run_nightly(NINE + timedelta(seconds=second)) for second in range(12)]

    assert parts[0] == 5
    assert sum(parts) == everybody
    assert len(reads.latest_scores()) == everybody
    assert db.session.query(ScoreRun).count() == 1


def test_a_night_that_moves_nobody_writes_no_version(codes: list[str]) -> None:
    ranking.make_run(at=NINE)

    ranking.make_run(at=NINE + DAY)

    assert {score.version for score in reads.latest_scores()} == {1}


def test_old_evidence_fades_from_night_to_night(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.TIMELINESS, 0, 20)
    ranking.make_run(at=NINE)
    fresh = queries.latest_score(codes[0])

    ranking.make_run(at=NINE + 730 * DAY)

    faded = queries.latest_score(codes[0])
    assert fresh is not None
    assert faded is not None
    late = [next(p for p in s.parts if p["key"] == "timeliness") for s in (fresh, faded)]
    assert late[1]["n"] == pytest.approx(late[0]["n"] / 4, rel=1e-4)
    assert late[1]["points"] > late[0]["points"]


def test_a_large_panel_tells_its_own_mean(codes: list[str]) -> None:
    for index, code in enumerate(codes[:12]):
        load(code, EvidenceKind.TIMELINESS, 10 + index % 4, 20)

    run = ranking.make_run(at=NINE)

    told = run.priors["appraisal"]["rates"]["timeliness"]
    assert told["members"] == 12
    assert told["mean"] == pytest.approx(0.575, abs=0.01)
    assert 5 <= told["strength"] <= 50
    assert run.priors["appraisal"]["rates"]["review"]["members"] == 0


def test_unsold_lots_weigh_against_who_appraised_them(codes: list[str]) -> None:
    pieces = [sale(code, i, 0.98) for code in codes[2:6] for i in range(12)]
    pieces += [sale(codes[0], i, 0.95) for i in range(12)]
    pieces += [sale(codes[1], i, 0.95 if i < 7 else None) for i in range(12)]
    evidence.load_history(pieces, source="test", actor=SYSTEM, at=NINE)

    ranking.make_run(at=NINE)

    parts = {}
    for code in codes[:2]:
        score = queries.latest_score(code)
        assert score is not None
        parts[code] = next(part for part in score.parts if part["key"] == "deviation")
    assert parts[codes[1]]["unsold"] == 5
    assert parts[codes[1]]["raw"] < parts[codes[0]]["raw"]
    assert parts[codes[1]]["points"] < parts[codes[0]]["points"]


def test_every_version_follows_again_from_its_evidence(codes: list[str]) -> None:
    for index, code in enumerate(codes[:12]):
        load(code, EvidenceKind.TIMELINESS, 10 + index % 4, 20)
    pieces = [sale(code, i, 0.9 + i / 50) for code in codes[:6] for i in range(10)]
    evidence.load_history(pieces, source="test", actor=SYSTEM, at=NINE)
    ranking.make_run(at=NINE)
    note(codes[0], EvidenceKind.OBJECTION, "P-9/1", is_good=False, at=NINE + DAY)
    ranking.make_run(at=NINE + 100 * DAY)

    assert ranking.recompute_all() == []
    assert recompute_latest() == []


def test_a_forged_score_is_found_out(codes: list[str]) -> None:
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1")
    with unit_of_work():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        db.session.execute(text("UPDATE registry_score SET total = 99.5"))
    db.session.expire_all()

    (difference,) = ranking.recompute_all()

    assert "the total is 99.5" in difference


def test_forged_priors_are_found_out(codes: list[str]) -> None:
    run = ranking.make_run(at=NINE)
    forged = {**run.priors, "appraisal": {**run.priors["appraisal"], "share": 0.1}}
    with unit_of_work():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        db.session.query(ScoreRun).update({ScoreRun.priors: forged})
    db.session.expire_all()

    assert any("priors do not follow" in difference for difference in ranking.recompute_all())


def test_the_proven_rise_to_tier_a(codes: list[str]) -> None:
    for kind, among in (
        (EvidenceKind.TIMELINESS, 60),
        (EvidenceKind.ACCEPTANCE, 60),
        (EvidenceKind.OBJECTION, 60),
        (EvidenceKind.REVIEW, 20),
        (EvidenceKind.JUDGE_RATING, 20),
    ):
        load(codes[0], kind, among, among)

    ranking.make_run(at=NINE)

    score = queries.latest_score(codes[0])
    assert score is not None
    assert score.total > 85
    assert score.tier is Tier.A


def test_one_weak_quarter_leaves_the_tier_and_two_lower_it(codes: list[str]) -> None:
    """Quarters end with March and June; the nights in between move nothing."""
    test_the_proven_rise_to_tier_a(codes)
    load(codes[0], EvidenceKind.TIMELINESS, 0, 80, at=NINE + DAY, prefix="weak")
    load(codes[0], EvidenceKind.REVIEW, 0, 20, at=NINE + DAY, prefix="weak")
    load(codes[0], EvidenceKind.OBJECTION, 0, 80, at=NINE + DAY, prefix="weak")
    tiers = []
    for days in (2, 40, 125):
        ranking.make_run(at=NINE + days * DAY)
        score = queries.latest_score(codes[0])
        assert score is not None
        assert score.total < 78
        tiers.append(score.tier)

    assert tiers == [Tier.A, Tier.A, Tier.B]
    assert ranking.recompute_all() == []


def test_many_late_reports_put_an_agency_on_probation_by_rule(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.TIMELINESS, 60, 100)

    ranking.make_run(at=NINE)
    ranking.make_run(at=NINE + DAY)

    agency = queries.get_agency(codes[0])
    (decision,) = queries.decisions.list_decisions(codes[0])
    assert agency.standing is Standing.PROBATION
    assert (decision.act, decision.ground) == (StandingAct.PROBATION, StandingGround.TAIL_TEST)
    assert decision.decided_by is None
    assert decision.numbers["limit"] == "0.75"
    assert float(decision.numbers["tail"]) > 0.9


def test_three_late_of_six_put_nobody_on_probation(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.TIMELINESS, 3, 6)

    ranking.make_run(at=NINE)

    assert queries.get_agency(codes[0]).standing is Standing.ELIGIBLE


def test_a_negative_review_puts_on_probation_once(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.REVIEW, 0, 1)
    ranking.make_run(at=NINE)
    (decision,) = queries.decisions.list_decisions(codes[0])
    standing.end_due_decisions(NINE + 400 * DAY)

    ranking.make_run(at=NINE + 400 * DAY)

    assert decision.ground is StandingGround.NEGATIVE_REVIEW
    assert len(queries.decisions.list_decisions(codes[0])) == 1


def test_a_rule_does_not_decide_twice_on_the_same_evidence(codes: list[str]) -> None:
    load(codes[0], EvidenceKind.TIMELINESS, 60, 100)
    ranking.make_run(at=NINE)
    standing.end_due_decisions(NINE + 400 * DAY)

    ranking.make_run(at=NINE + 400 * DAY)
    unmoved = len(queries.decisions.list_decisions(codes[0]))
    load(codes[0], EvidenceKind.TIMELINESS, 0, 20, at=NINE + 401 * DAY, prefix="more")
    ranking.make_run(at=NINE + 402 * DAY)

    assert unmoved == 1
    assert len(queries.decisions.list_decisions(codes[0])) == 2


def test_the_ranking_is_by_total_within_kind_field_and_place(codes: list[str]) -> None:
    ranking.make_run(at=NINE)

    ranked = queries.ranking_of(AgencyKind.APPRAISAL, region="3701")

    totals = [score.total for _, score in ranked]
    assert totals == sorted(totals, reverse=True)
    assert ranked
    assert all(any(p.startswith("3701") for p in agency.regions) for agency, _ in ranked)
    assert len(ranked) < len(queries.ranking_of(AgencyKind.APPRAISAL))


def test_houses_and_auxiliary_agencies_have_parts_of_their_own(codes: list[str]) -> None:
    ranking.make_run(at=NINE)
    keys: dict[AgencyKind, list[str]] = {}
    for kind in AgencyKind:
        for _, score in queries.ranking_of(kind)[:1]:
            keys[kind] = [part["key"] for part in score.parts]
            assert sum(part["max"] for part in score.parts) == 100

    assert "deviation" in keys[AgencyKind.APPRAISAL]
    assert "materials" in keys[AgencyKind.AUXILIARY]
    assert "procedure" in keys[AgencyKind.AUCTION_HOUSE]


def test_scores_say_what_made_them(codes: list[str]) -> None:
    ranking.make_run(at=NINE)
    note(codes[0], EvidenceKind.TIMELINESS, "P-1/1", at=NINE + DAY)

    first, second = queries.list_scores(codes[0])

    assert (first.trigger, second.trigger) == (ScoreTrigger.NIGHTLY, ScoreTrigger.EVIDENCE)
    assert db.session.query(Score).filter(Score.version == 2).count() == 1
