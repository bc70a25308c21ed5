"""`flask screen evaluate`: score files by the published cards; judge them where labels stand by."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from auction.cli.screening_files import (
    Folder,
    Labels,
    number,
    read_bid_file,
    read_folder,
    read_rows,
)
from auction.queries.calibration import calibrate
from auction.rules.screening.card import Card, card_of, is_finding, screens_of
from auction.rules.screening.metrics import judge
from auction.rules.screening.pairs import count_pairs
from auction.rules.screening.pushers import count_pushers, is_pusher
from auction.rules.screening.records import LotHistory, Pair

Metrics = dict[str, Any]
Scored = dict[str, Any]


@click.group("screen")
def screen_group() -> None:
    """Explainable screens: what they find and how good they are."""


@screen_group.command("evaluate")
@click.argument("kind", type=click.Choice(["shill", "rings"]))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Scores as CSV.")
def evaluate_command(kind: str, path: Path, out: Path | None) -> None:
    """Score PATH by the card of KIND; print metrics as JSON.

    PATH of shill is a file of features; of rings a folder of registrations, bids and outcomes, or
    a file of bids alone, of which only what bidders did together is scored.
    """
    if kind == "shill":
        metrics, scored = evaluate_shill(path)
    elif path.is_dir():
        metrics, scored = evaluate_folder(read_folder(path))
    else:
        metrics, scored = evaluate_bids(read_bid_file(path))
    if out is not None:
        _write(out, scored)
    click.echo(json.dumps(metrics, ensure_ascii=False, indent=2))


def _write(out: Path, scored: Sequence[Scored]) -> None:
    names = list(scored[0]) if scored else ["score"]
    with out.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(scored)


def _told(card: Card, values: Mapping[str, float]) -> str:
    """Write the signals behind a score, the greatest first."""
    return "; ".join(
        f"{term.signal}={term.value:g} ({term.points:+g})" for term in card.terms(values)
    )


def evaluate_shill(path: Path) -> tuple[Metrics, list[Scored]]:
    """Score each bidder and auction of a file of features by the card of shill bidding."""
    card = card_of("shill")
    rows = read_rows(path, ("Record_ID", "Auction_ID", "Bidder_ID", *card.weights))
    scored: list[Scored] = []
    for row in rows:
        try:
            values = {signal: float(number(row[signal])) for signal in card.weights}
        except ValueError as fault:
            raise click.ClickException(f"record {row['Record_ID'][:40]}: {fault}") from None
        scored.append(
            {
                "record": row["Record_ID"],
                "auction": row["Auction_ID"],
                "bidder": row["Bidder_ID"],
                "score": card.points(values),
                "flagged": int(card.points(values) >= card.threshold),
                "signals": _told(card, values),
            }
        )
    metrics: Metrics = {
        "kind": "shill",
        "card": card.version,
        "threshold": card.threshold,
        "rows": len(rows),
        "flagged": sum(row["flagged"] for row in scored),
    }
    if rows and "Class" in rows[0]:
        truth = [row["Class"] == "1" for row in rows]
        metrics |= _curve([row["score"] for row in scored], truth)
    return metrics, scored


def _curve(scores: Sequence[float], truth: Sequence[bool], *, unseen: int = 0) -> Metrics:
    try:
        curve = judge(scores, truth, unseen=unseen)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from None
    return {
        "roc_auc": curve.roc_auc,
        "pr_auc": curve.pr_auc,
        "recall_at_5_fpr": curve.recall_at_5_fpr,
    }


def _score_pairs(
    card: Card,
    found: Sequence[tuple[Pair, list[int], dict[str, float]]],
    lots: Sequence[LotHistory],
) -> list[Scored]:
    scored: list[Scored] = [
        {
            "bidder": pair[0],
            "other": pair[1],
            "score": card.points(values),
            "flagged": int(is_finding(card, values)),
            "screens": " ".join(sorted(screens_of(values))),
            "signals": _told(card, values),
            "lots": " ".join(lots[place].lot for place in places),
        }
        for pair, places, values in found
    ]
    return sorted(scored, key=lambda row: (-row["score"], row["bidder"], row["other"]))


def _flagged(scored: Sequence[Scored]) -> set[str]:
    return {lot for row in scored if row["flagged"] for lot in row["lots"].split()}


def evaluate_folder(folder: Folder) -> tuple[Metrics, list[Scored]]:
    """Score every two bidders of a folder who share a lot, and everybody who may drive prices."""
    card = card_of("rings")
    found = list(count_pairs(folder.histories, folder.traces))
    scored = _score_pairs(card, found, folder.histories)
    shown = [len(row["screens"].split()) for row in scored if row["flagged"]]
    metrics: Metrics = {
        "kind": "rings",
        "card": card.version,
        "threshold": card.threshold,
        "lots": len(folder.histories),
        "pairs": len(scored),
        "flagged_pairs": len(shown),
        "least_screens_of_a_flagged_pair": min(shown, default=0),
        "flagged_lots": len(_flagged(scored)),
    }
    if folder.labels is not None:
        metrics |= _judge_rings(folder, folder.labels, scored)
        metrics["pushers"] = _judge_pushers(folder, folder.labels)
    return metrics, scored


def _judge_rings(folder: Folder, labels: Labels, scored: Sequence[Scored]) -> Metrics:
    truth = [(row["bidder"], row["other"]) in labels.pairs for row in scored]
    curve = _curve([row["score"] for row in scored], truth, unseen=len(labels.pairs) - sum(truth))
    flagged = _flagged(scored)
    good, honest = len(flagged & labels.lots), len(folder.histories) - len(labels.lots)
    hits = {
        labels.rings[row["bidder"]]
        for row, is_true in zip(scored, truth, strict=True)
        if row["flagged"] and is_true
    }
    return {
        "pair_roc_auc": curve["roc_auc"],
        "pair_pr_auc": curve["pr_auc"],
        "lot_recall": round(good / max(1, len(labels.lots)), 4),
        "lot_precision": round(good / max(1, len(flagged)), 4),
        "false_lot_rate": round((len(flagged) - good) / max(1, honest), 4),
        "rings": len(set(labels.rings.values())),
        "rings_hit": len(hits),
    }


def _judge_pushers(folder: Folder, labels: Labels) -> Metrics:
    card = card_of("pushers")
    found = list(count_pushers(folder.histories))
    scores = [card.points(values) for _, values in found]
    truth = [bidder in labels.pushers for bidder, _ in found]
    flagged = [
        is_true
        for (_, values), is_true in zip(found, truth, strict=True)
        if is_pusher(card, values)
    ]
    metrics: Metrics = {"card": card.version, "threshold": card.threshold, "flagged": len(flagged)}
    if any(truth):
        metrics |= _curve(scores, truth, unseen=len(labels.pushers) - sum(truth))
        metrics["precision"] = round(sum(flagged) / max(1, len(flagged)), 4)
        metrics["recall"] = round(sum(flagged) / len(labels.pushers), 4)
    return metrics


def evaluate_bids(families: Mapping[str, list[LotHistory]]) -> tuple[Metrics, list[Scored]]:
    """Say how many lots of each family of real bids are flagged; nothing is true of them.

    Only what bidders did together is counted: nobody registered in silence, paid or left a trace.
    """
    card = card_of("rings")
    told: Metrics = {}
    every: list[Scored] = []
    for family, lots in sorted(families.items()):
        scored = _score_pairs(card, list(count_pairs(lots)), lots)
        flagged = _flagged(scored)
        told[family] = {
            "lots": len(lots),
            "flagged_lots": len(flagged),
            "flagged_rate": round(len(flagged) / len(lots), 4),
        }
        every += [{"family": family, **row} for row in scored]
    metrics = {
        "kind": "rings",
        "card": card.version,
        "threshold": card.threshold,
        "families": told,
    }
    return metrics, every


@screen_group.command("calibrate")
@with_appcontext
def calibrate_command() -> None:
    """Count what thresholds would flag at this platform's own ended lots; adopt nothing (P95)."""
    click.echo(json.dumps(calibrate(), ensure_ascii=False, indent=2))
