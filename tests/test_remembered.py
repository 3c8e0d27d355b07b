"""What is put back is what the services made, to the last column; on any other base everything is made anew."""

from collections.abc import Callable

import pytest

from guanmo.accounts.models import Unit
from guanmo.foundation.history import first_broken_link
from guanmo.projects.models import Project
from tests.cast import Cast, make_cast, make_person, make_project
from tests.observation.tours import voted
from tests.remembered import Made, Stored, memorise, remembered, standing, tables, undone


@pytest.mark.parametrize("make", [make_cast, lambda: voted(make_cast())], ids=["the cast", "a tour voted on"])
def test_what_is_put_back_is_what_was_made(make: Callable[[], object], db: None) -> None:
    empty = tables()
    seen: list[tuple[object, Stored]] = []

    def made() -> object:
        result = make()
        seen.append((result, tables()))
        return result

    memory = memorise(made)
    assert tables() == empty
    found = memory.put_back()

    assert (found, tables()) == seen[0]
    assert found is not seen[0][0]
    assert first_broken_link() is None


class Counted:
    """A remembered maker that tells how often it ran."""

    def __init__(self) -> None:
        self.made: list[str] = []

        @remembered
        def project(cast: Cast, name: str, unit: Unit | None = None) -> Project:
            self.made.append(name)
            return make_project(cast, name=name, unit=unit)

        self.project: Callable[..., Project] = project


def in_a_test(act: Callable[[Cast], Made]) -> Made:
    """Act as a test with the cast does."""
    with undone(), standing(make_cast) as cast:
        return act(cast)


def test_what_one_test_made_later_ones_get_back(db: None) -> None:
    counted = Counted()
    first = in_a_test(lambda cast: counted.project(cast, "一号"))
    in_a_test(lambda cast: None)
    assert counted.made == ["一号", "一号"]

    second, stored = in_a_test(lambda cast: (counted.project(cast, "一号"), Project.objects.get()))
    third = in_a_test(lambda cast: counted.project(cast, "一号"))

    assert counted.made == ["一号", "一号"]
    assert (second, stored.name) == (third, first.name)
    assert second == stored
    assert second is not third


@pytest.mark.parametrize(
    "before",
    [
        lambda cast: make_person("late", "后来人", cast.city.office, ""),
        lambda cast: Unit.unguarded().filter(pk=cast.city.zone.pk).update(name="改名区"),
    ],
    ids=["through a service", "past the history"],
)
def test_after_a_write_everything_is_made_anew(before: Callable[[Cast], object], db: None) -> None:
    counted = Counted()
    for _ in range(2):
        in_a_test(lambda cast: counted.project(cast, "一号"))

    in_a_test(lambda cast: (before(cast), counted.project(cast, "一号")))

    assert counted.made == ["一号", "一号", "一号"]


def test_a_maker_given_rows_is_never_remembered(db: None) -> None:
    counted = Counted()

    for _ in range(3):
        in_a_test(lambda cast: counted.project(cast, "一号", unit=cast.city.zone))

    assert counted.made == ["一号"] * 3


def test_reading_does_not_end_what_is_known(db: None) -> None:
    counted = Counted()
    for _ in range(2):
        in_a_test(lambda cast: counted.project(cast, "一号"))

    in_a_test(lambda cast: (Unit.objects.count(), cast.office.unit.name, counted.project(cast, "一号")))

    assert counted.made == ["一号"] * 2
