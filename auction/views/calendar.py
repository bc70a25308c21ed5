"""The bidding of a lot as an entry for anybody's calendar (RFC 5545)."""

from datetime import datetime, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event

from app.store.settings import setting
from auction.models import Lot
from auction.vocabulary import CALLED_OFF, HALTED

#: The calendar reminds as the desk does, a day ahead (P71).
AHEAD = timedelta(days=1)
LOCALE = "zh_Hans_CN"


def calendar_of(lot: Lot) -> bytes:
    """Return an iCalendar file of one event: the bidding, in UTC, named in Chinese.

    The same lot has the same identity in every download, so a later file replaces an earlier one:
    after an extension with the new end, after a withdrawal as canceled.
    """
    assert lot.opens_at is not None
    assert lot.closes_at is not None
    address = f"{setting('PUBLIC_URL').rstrip('/')}/lots/{lot.no}"
    with force_locale(LOCALE):
        event = Event()
        event.add("uid", f"lot-{lot.no}@mingchui")
        event.add("dtstamp", lot.state_since)
        event.add("sequence", lot.notice_version + lot.extensions)
        event.add("summary", _("Bidding: %(title)s", title=lot.title))
        event.add("dtstart", lot.opens_at)
        event.add("dtend", lot.closes_at)
        event.add("location", lot.address)
        event.add("url", address)
        event.add("status", _status(lot))
        event.add(
            "description",
            _(
                "Start price %(price)s yuan, deposit %(deposit)s yuan, %(court)s. A bid in the last"
                " five minutes moves the end; what the page of the lot says counts: %(address)s",
                price=lot.start_price.yuan if lot.start_price else "",
                deposit=lot.deposit.yuan if lot.deposit else "",
                court=lot.court_name,
                address=address,
            ),
        )
        event.add_component(_alarm(lot.opens_at, _("Bidding opens tomorrow")))
        event.add_component(_alarm(lot.closes_at, _("Bidding ends tomorrow")))
    calendar = Calendar()
    calendar.add("prodid", "-//Mingchui//lots//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()


def _status(lot: Lot) -> str:
    if lot.state in CALLED_OFF:
        return "CANCELLED"
    return "TENTATIVE" if lot.state in HALTED else "CONFIRMED"


def _alarm(moment: datetime, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", moment - AHEAD)
    return alarm
