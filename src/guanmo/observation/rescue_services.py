"""Ballots a phone could not send, brought to the office as a file."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person
from guanmo.observation import rules
from guanmo.observation.batch_services import Answer
from guanmo.observation.models import Juror
from guanmo.observation.services import require
from guanmo.observation.sync_services import MOST_BODIES, accept_ballots


def import_rescue(*, juror: Juror, bodies: Sequence[bytes], by: Person, at: datetime) -> list[Answer]:
    """File the very bytes of a rescue file as if the phone had sent them, in one transaction.

    What has arrived before is answered as before, so nothing doubles; what is filed says who brought it in, since the
    file itself proves nothing.
    """
    require(rules.may_manage_tours(by), "导入选票备份")
    with transaction.atomic():
        return [
            answer
            for first in range(0, len(bodies), MOST_BODIES)
            for answer in accept_ballots(
                juror=juror, bodies=bodies[first : first + MOST_BODIES], at=at, by=by
            )
        ]
