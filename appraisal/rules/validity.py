"""How long a reference price holds (法释〔2018〕15号 art. 27)."""

from datetime import date

from app import lawbook
from app.kernel.calendar import months_after


def is_price_used_up(valid_until: date, *, on: date, is_disposing: bool) -> bool:
    """Say whether a price no longer holds on a day.

    Art. 27: the first notice lies inside the validity; a sale that began in it may go on until
    six months after its end without a new price.
    """
    if not is_disposing:
        return on > valid_until
    return on > last_day_of_sale(valid_until)


def last_day_of_sale(valid_until: date) -> date:
    """Return the last day on which a sale may still rest on the price (art. 27)."""
    return months_after(valid_until, lawbook.number("sale_after_expiry_months", on=valid_until))
