"""The product on a machine whose clock was set back by ten minutes."""

from datetime import datetime, timedelta

from guanmo.config.wsgi import application as application
from guanmo.foundation import clock

SET_BACK = timedelta(minutes=10)

right_now = clock.machine_now


def machine_now() -> datetime:
    """What this machine says."""
    return right_now() - SET_BACK


clock.machine_now = machine_now
