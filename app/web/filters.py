"""How amounts, moments and digests are printed on a page."""

from datetime import date, datetime, timedelta

from flask import Flask
from flask_babel import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from app.kernel import capital as figures
from app.kernel.calendar import SHANGHAI
from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money


def as_money(value: Money | int | str) -> Money:
    """Return Money from what a template holds: Money, an int of fen, or the wire form."""
    if isinstance(value, Money):
        return value
    return Money.parse(value) if isinstance(value, str) else Money(value)


def money(value: Money | int | str | None) -> str:
    """Print an amount in yuan, such as 1,234.50."""
    return "—" if value is None else as_money(value).yuan


def capital(value: Money | int | str) -> str:
    """Print an amount in the capital figures of Chinese papers, such as 壹拾元整."""
    return figures.capital(as_money(value))


def _moment(value: datetime | str) -> datetime:
    return parse_stamp(value) if isinstance(value, str) else value


def moment(value: datetime | str | None, *, precise: bool = False) -> Markup | str:
    """Print a moment in Shanghai time inside a time element, to the second or millisecond."""
    if value is None:
        return "—"
    instant = _moment(value)
    local = instant.astimezone(SHANGHAI)
    text = local.strftime("%Y-%m-%d %H:%M:%S")
    if precise:
        text += f".{local.microsecond // 1000:03d}"
    return Markup('<time datetime="{}">{}</time>').format(stamp(instant), text)


def span(value: timedelta | int | None) -> str:
    """Print a span of time as 2d 03:04:05, as ``formatSpan`` in static/js/ui/time.js does.

    Args:
        value: the span, or its seconds; a begun second counts as a whole one.
    """
    if value is None:
        return "—"
    whole = value if isinstance(value, timedelta) else timedelta(seconds=value)
    seconds = max(0, -(-whole // timedelta(seconds=1)))
    days, seconds = divmod(seconds, 24 * 3600)
    hours, seconds = divmod(seconds, 3600)
    clock = f"{seconds // 60:02d}:{seconds % 60:02d}"
    if days:
        return f"{days}{_('d')} {hours:02d}:{clock}"
    return f"{hours:02d}:{clock}" if hours else clock


def day(value: date | datetime | str | None) -> str:
    """Print a day in the reader's language."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        value = value.astimezone(SHANGHAI).date()
    return format_date(value, "long")


def init_app(app: Flask) -> None:
    """Give the filters to every template."""
    for name, made in {
        "money": money,
        "capital": capital,
        "moment": moment,
        "span": span,
        "day": day,
    }.items():
        app.jinja_env.filters[name] = made
