"""The demonstration city loaded elsewhere: twice the same to the byte, and never over a real city."""

import pytest
from django.core.management import CommandError, call_command

from guanmo.accounts.models import Unit
from guanmo.observation.models import Ballot, Tour
from guanmo.projects.models import Project
from tests.cast import Cast


@pytest.mark.django_db(transaction=True)  # PostgreSQL empties no table inside a transaction
def test_demonstration_tours_are_the_same_every_time() -> None:
    # The ballots of the open tour carry the hour of loading; those of the sealed one are the same to the byte.
    sealed = Ballot.objects.filter(tour__state="sealed").order_by("pk")
    # Keys stand in the ballots; PostgreSQL numbers on from the tests before, unless told to begin again.
    call_command("flush", interactive=False, verbosity=0)
    call_command("load_demonstration", verbosity=0)
    first = [ballot.body_hash for ballot in sealed]
    seal = Tour.objects.get(state="sealed").result["result"]["units"]

    call_command("flush", interactive=False, verbosity=0)
    call_command("load_demonstration", verbosity=0)

    assert [ballot.body_hash for ballot in sealed.all()] == first
    assert Tour.objects.get(state="sealed").result["result"]["units"] == seal


@pytest.mark.django_db
def test_demonstration_never_joins_a_real_city(cast: Cast) -> None:
    Unit.unguarded().filter(parent=None).update(name="某某市")

    with pytest.raises(CommandError, match="演示城市不会载入"):
        call_command("load_demonstration", verbosity=0)

    assert Project.objects.count() == 0
