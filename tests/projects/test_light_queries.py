"""The same month under several light rules."""

from decimal import Decimal

import pytest

from guanmo.engines.packs import shipped_pack
from guanmo.engines.progress import Light
from guanmo.projects.light_queries import comparison, light_choice, light_choices, offered_packs
from guanmo.projects.services import choose_lights, submit_return
from tests.cast import NOON, OCTOBER, Cast, make_project

YINCHUAN, WUHAN, SANYA = (shipped_pack(name) for name in ("yinchuan-2025", "wuhan-2022", "sanya-2022"))


def test_same_month_gives_different_lights_under_each_rule(cast: Cast) -> None:
    """A table of its own: 75 %, 66.7 %, 50 % and 100 % of the year's plan done by October, and a project without plan."""
    for name, done in (("甲", "9000"), ("乙", "8000"), ("丙", "6000"), ("丁", "12000")):
        make_project(cast, name=name, plan="12000", done=done)
    make_project(cast, name="戊", plan=None)

    found = comparison(cast.office, OCTOBER)

    assert [(e.pack.id, e.in_force, e.lights) for e in found.effects] == [
        ("yinchuan-2025", True, {"normal": 2, "warning": 1, "behind": 1, "none": 1}),
        ("sanya-2022", False, {"warning": 3, "normal": 1, "none": 1}),
        ("wuhan-2022", False, {"normal": 3, "warning": 1, "none": 1}),
    ]
    assert (found.projects, [c.lamps for c in found.differing]) == (
        5,
        [
            [Light.NORMAL, Light.WARNING, Light.NORMAL],
            [Light.WARNING, Light.WARNING, Light.NORMAL],
            [Light.BEHIND, Light.WARNING, Light.WARNING],
        ],
    )


def test_comparison_holds_what_the_person_sees(cast: Cast) -> None:
    make_project(cast, unit=cast.city.other_county)

    assert comparison(cast.clerk, OCTOBER).projects == 0


@pytest.mark.django_db
def test_rule_in_force_comes_first_and_once() -> None:
    assert [p.id for p in offered_packs(WUHAN)] == ["wuhan-2022", "sanya-2022", "yinchuan-2025"]


def test_choice_changes_the_lights_of_its_year_and_the_next(cast: Cast) -> None:
    project = make_project(cast, done="6000")
    submit_return(project=project, month=OCTOBER.shifted(1), done=Decimal(6000), by=cast.clerk, at=NOON)

    chosen = choose_lights(year=2026, pack=WUHAN, by=cast.office, at=NOON, why="市政府文件")

    assert (light_choice(2026), light_choice(2027), light_choice(2025)) == (chosen, chosen, None)
    assert comparison(cast.office, OCTOBER).effects[0].pack.id == "wuhan-2022"


def test_choices_are_told_with_their_reasons_newest_first(cast: Cast) -> None:
    choose_lights(year=2026, pack=WUHAN, by=cast.office, at=NOON, why="试行")
    choose_lights(year=2026, pack=SANYA, by=cast.office, at=NOON, why="改用")
    choose_lights(year=2026, pack=SANYA, by=cast.office, at=NOON.replace(hour=5), why="再次确认")

    assert [(c.who, c.what, c.why) for c in light_choices()] == [
        ("周统筹", f"2026年采用“{SANYA.title}”", "再次确认"),
        ("周统筹", f"2026年采用“{SANYA.title}”", "改用"),
        ("周统筹", f"2026年采用“{WUHAN.title}”", "试行"),
    ]
