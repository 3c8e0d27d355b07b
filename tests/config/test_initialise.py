"""The first unit and administrators of a real installation."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from guanmo.accounts.models import Person, Unit


@pytest.mark.django_db
def test_initialise_makes_the_city_and_three_separate_administrators() -> None:
    said = StringIO()

    call_command("initialise", city="某某市", stdout=said)

    assert Unit.objects.get().name == "某某市"
    assert {p.username: p.role for p in Person.objects.all()} == {
        "sysadmin": "system_admin",
        "secadmin": "security_admin",
        "auditor": "auditor",
    }
    assert said.getvalue().count("初始密码") == 4


@pytest.mark.django_db
def test_initialise_refuses_a_city_that_exists() -> None:
    call_command("initialise", city="某某市", stdout=StringIO())

    with pytest.raises(CommandError, match="不能再次初始化"):
        call_command("initialise", city="别的市", stdout=StringIO())

    assert Person.objects.count() == 3
