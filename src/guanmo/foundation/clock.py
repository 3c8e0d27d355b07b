"""The one place that asks the machine what time it is; everybody else is told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

CITY_ZONE = ZoneInfo("Asia/Shanghai")


def machine_now() -> datetime:
    """What the machine says even where the day is pinned; only to compare with moments other libraries stamped."""
    return timezone.now()  # noqa: TID251 - this is the clock


def now() -> datetime:
    """This moment; on the pinned day (settings.GUANMO_TODAY) if an installation pins one."""
    moment = machine_now()
    if not settings.GUANMO_TODAY:
        return moment
    day = date.fromisoformat(settings.GUANMO_TODAY)
    return moment.astimezone(CITY_ZONE).replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """This day in the city."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The day people in the city call `moment`."""
    return moment.astimezone(CITY_ZONE).date()
