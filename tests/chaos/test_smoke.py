"""The proofs of `make chaos` in small: a server that dies, answers that are lost, a closing amid ballots, and a liar caught."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from benchmarks.chaos import desk, devices, r01, r04, r11
from benchmarks.chaos.site import Round, Site

Found = TypeVar("Found")
LOAD = r01.Load(jurors=8, stops=11, seconds=1.5, kills=1)


@pytest.fixture(scope="module")
def built() -> Iterator[tuple[Site, Round]]:
    with r01.template(LOAD.jurors, LOAD.stops) as built:
        yield built


def apart(proof: Callable[[], Found]) -> Found:
    """What a proof found, run in a thread of its own: the browser's event loop may be running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(proof).result()


def test_acknowledged_ballots_survive_the_death_of_the_server(
    built: tuple[Site, Round], tmp_path: Path
) -> None:
    site, round_ = built

    found = apart(lambda: r01.survive(site.copy(tmp_path / "safe"), round_, LOAD, seed=1))

    assert (found.is_clean, found.acknowledged) == (True, 88), str(found)


def test_a_server_that_answers_before_it_commits_is_caught(built: tuple[Site, Round], tmp_path: Path) -> None:
    site, round_ = built

    found = apart(lambda: r01.survive(site.copy(tmp_path / "unsafe", r01.UNSAFE), round_, LOAD, seed=1))

    assert found.lost > 0, str(found)


def test_lost_answers_double_nothing_and_a_closing_amid_ballots_loses_none(
    built: tuple[Site, Round], tmp_path: Path
) -> None:
    site, round_ = built
    copy = site.copy(tmp_path / "served")
    with copy.served() as office:
        second = Round.of(office.ask("tour", name="第二次", jurors=LOAD.jurors, stops=LOAD.stops))
        cut = apart(lambda: r04.cut_answers(copy, office, round_, seconds=1.0, seed=1))
        raced = apart(lambda: r11.race(copy, office, second, seed=1))

    assert (cut.found.is_clean, cut.found.acknowledged, cut.other_receipts) == (True, 88, 0), str(cut.found)
    assert cut.swallowed > 0
    assert (raced.is_exact, raced.acknowledged) == (True, 88), str(raced)


@pytest.mark.django_db
def test_two_devices_agree_with_the_model() -> None:
    desk.city()

    assert devices.run(examples=6, length=12, same_again=True) > 40
