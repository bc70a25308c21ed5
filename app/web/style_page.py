"""Show every part that pages are made of, in both themes, so that a change is seen at once."""

import math
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.web.charts import Quartiles, gauge, histogram, trend_chart
from app.web.guards import public, received_at
from app.web.step_curve import StepCurve, step_curve

bp = Blueprint("style_page", __name__)

_ONLINE_SALE = "法释〔2016〕18号"


@bp.get("/style")
@public
def get_style_page() -> str:
    """Every component with plain sample values."""
    return render_template("style.html", sample=_sample())


def _sample() -> dict[str, Any]:
    at = received_at()
    return {
        "price": Money(1_286_000_00),
        "appraised_value": Money(1_607_500_00),
        "explanation": _explanation(),
        "closes_at": at + timedelta(hours=3, minutes=12, seconds=9),
        "opens_at": at + timedelta(days=12, hours=4),
        "ended_at": at - timedelta(minutes=3),
        "digest": "9f2c4b7a1d03e85c6fb1a2748d5e90c3b7a61f28d4e59c0712ab34cd56ef7890",
        "curve": _curve(),
        "charts": _charts(),
        "timeline": _timeline(),
        "milestones": _milestones(),
        "tasks": _tasks(),
        "pictures": _pictures(),
        "form": {"note": _("Two tenants, leases not registered")},
        "errors": {"amount": _("This is not an amount")},
    }


def _explanation() -> SimpleNamespace:
    article = Citation(_ONLINE_SALE, "第10条")
    steps = (
        SimpleNamespace(label="Reference price", amount_fen=1_607_500_00, note="", citation=None),
        SimpleNamespace(
            label="Seventy percent of it, rounded up",
            amount_fen=1_125_250_00,
            note="",
            citation=article,
        ),
    )
    return SimpleNamespace(
        result={},
        steps=steps,
        citations=(article, Citation(_ONLINE_SALE, "第27条")),
        policies=("P2",),
    )


def _curve() -> StepCurve:
    at = received_at().replace(microsecond=0)
    opens_at, closes_at = at - timedelta(hours=1), at
    raises = (
        (4, 0, "A-7031"),
        (15, 1, "B-2260"),
        (21, 2, "A-7031"),
        (44, 4, "C-9178"),
        (52, 5, "A-7031"),
        (57, 7, "C-9178"),
        (59, 8, "A-7031"),
    )
    bids = [
        {
            "seq": seq,
            "paddle": paddle,
            "amount": Money(1_126_000_00 + steps * 20_000_00),
            "at": opens_at + timedelta(minutes=minute),
        }
        for seq, (minute, steps, paddle) in enumerate(raises, start=1)
    ]
    extension = ("extension", closes_at - timedelta(minutes=5), closes_at)
    start = (_("Start price"), Money(1_126_000_00))
    return step_curve(
        bids, opens_at=opens_at, closes_at=closes_at, levels=(start,), bands=(extension,)
    )


def _charts() -> dict[str, Any]:
    """Lay out made-up numbers that rise and fall evenly."""
    at = received_at()
    begins_at = at - timedelta(days=360)
    days = [begins_at + timedelta(days=30 * month) for month in range(13)]
    values = [(day, 80 + 4 * math.sin(month / 2)) for month, day in enumerate(days)]
    ratios = [1 + 0.12 * math.sin(number * 2.4) for number in range(60)]
    return {
        "trend": trend_chart(
            values,
            [Quartiles(day, 76.0, 80.5, 84.0) for day in days],
            begins_at=begins_at,
            ends_at=at,
        ),
        "histogram": histogram(
            ratios, accepted=(0.9, 1.1), median=1.0, lowest=0.6, highest=1.6, step=0.05
        ),
        "gauge": gauge(7.3, accepted=(5, 15), lowest=0, highest=30),
    }


def _timeline() -> list[dict[str, Any]]:
    at = received_at()
    return [
        {
            "at": at - timedelta(days=41),
            "text": _("The case was registered"),
            "kind": "neutral",
            "actor": "clerk",
        },
        {
            "at": at - timedelta(days=38),
            "text": _("Three agencies were drawn in order"),
            "kind": "info",
            "digest": "9f2c4b7a1d03e85c6fb1a2748d5e90c3b7a61f28d4e59c07",
        },
        {
            "at": at - timedelta(days=9),
            "text": _("The reference price was fixed"),
            "kind": "success",
            "detail": "1,607,500.00",
        },
        {
            "at": at - timedelta(minutes=4),
            "text": _("Paddle %(paddle)s leads", paddle="A-7031"),
            "kind": "live",
        },
    ]


def _milestones() -> list[dict[str, Any]]:
    at = received_at()
    return [
        {"text": _("Notice"), "state": "done", "at": at - timedelta(days=30)},
        {"text": _("Enrollment"), "state": "done", "at": at - timedelta(days=2)},
        {"text": _("Bidding"), "state": "current", "at": at - timedelta(hours=21)},
        {"text": _("Result"), "state": "todo"},
    ]


def _tasks() -> list[dict[str, Any]]:
    at = received_at()
    return [
        {
            "title": _("Accept the assignment"),
            "url": "#tasks",
            "due_at": at + timedelta(days=2),
            "hint": _("Three working days from the notice of the draw"),
            "state": ("waiting", _("Waiting")),
        },
        {
            "title": _("Answer an objection"),
            "url": "#tasks",
            "due_at": at + timedelta(hours=5),
            "hint": "",
            "state": ("warning", _("Due today")),
        },
    ]


def _pictures() -> list[dict[str, Any]]:
    names = (_("Street side"), _("Living room"), _("Floor plan"))
    return [
        {
            "url": f"/static/img/style/photo-{number}.svg",
            "alt": name,
            "caption": name,
            "width": 1280,
            "height": 800,
        }
        for number, name in enumerate(names, start=1)
    ]
