"""What day it is and what moment it is. Product code asks here and nowhere else (a test checks it), so that one place
decides where a day begins."""

import datetime as dt
from zoneinfo import ZoneInfo

# A child's record is kept in England: a day begins at midnight there, wherever the server stands.
LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day it is in England."""
    return now().astimezone(LONDON).date()
