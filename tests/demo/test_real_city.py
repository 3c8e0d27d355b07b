"""The demonstration city is never loaded over a real one."""

import pytest
from django.core.management import CommandError, call_command

from guanmo.accounts.models import Unit
from guanmo.projects.models import Project
from tests.cast import Cast


@pytest.mark.django_db
def test_demonstration_never_joins_a_real_city(cast: Cast) -> None:
    Unit.unguarded().filter(parent=None).update(name="某某市")

    with pytest.raises(CommandError, match="演示城市不会载入"):
        call_command("load_demonstration", verbosity=0)

    assert Project.objects.count() == 0
