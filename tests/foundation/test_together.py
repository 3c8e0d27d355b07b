"""Jobs that come while another is being done are done together; each has its own outcome."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import OperationalError

from guanmo.foundation.together import Together


class Counter:
    """Squares numbers, keeps which came together, and stands still at the first group until it is told to go on."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.door = Together(self.work)

    def work(self, jobs: Sequence[int]) -> list[int]:
        self.groups.append(sorted(jobs))
        if len(self.groups) == 1:
            self.begun.set()
            assert self.go_on.wait(timeout=10)
        self.check(jobs)
        return [job * job for job in jobs]

    def check(self, jobs: Sequence[int]) -> None:
        """Raise what the test wants raised."""


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


def together(counter: Counter, pool: ThreadPoolExecutor, *behind: int) -> list["Future[int]"]:
    """Outcomes of a job 1 that goes alone and of those that come while it is being done."""
    first = pool.submit(counter.door.do, 1)
    assert counter.begun.wait(timeout=10)
    others = [pool.submit(counter.door.do, job) for job in behind]
    while counter.door._queue.qsize() < len(behind):  # noqa: SLF001 - nothing else tells that they wait
        threading.Event().wait(0.001)
    counter.go_on.set()
    return [first, *others]


def test_a_job_that_finds_the_door_free_goes_alone() -> None:
    counter = Counter()
    counter.go_on.set()

    assert [counter.door.do(2), counter.door.do(3)] == [4, 9]
    assert counter.groups == [[2], [3]]


def test_those_who_come_meanwhile_go_together(pool: ThreadPoolExecutor) -> None:
    counter = Counter()

    outcomes = together(counter, pool, 2, 3, 4)

    assert [one.result(timeout=10) for one in outcomes] == [1, 4, 9, 16]
    assert counter.groups == [[1], [2, 3, 4]]


def refusing(raised: BaseException) -> Callable[[Sequence[int]], None]:
    """A check that cannot stand a 3."""

    def check(jobs: Sequence[int]) -> None:
        if 3 in jobs:
            raise raised

    return check


def test_a_job_that_breaks_the_common_work_fails_alone(pool: ThreadPoolExecutor) -> None:
    counter = Counter()
    counter.check = refusing(ValueError("not a 3"))  # type: ignore[method-assign] # a subclass would say less

    outcomes = together(counter, pool, 2, 3, 4)

    assert [outcomes[n].result(timeout=10) for n in (0, 1, 3)] == [1, 4, 16]
    with pytest.raises(ValueError, match="not a 3"):
        outcomes[2].result(timeout=10)
    assert (counter.groups[:2], sorted(counter.groups[2:])) == ([[1], [2, 3, 4]], [[2], [3], [4]])


def test_a_database_that_is_away_fails_all_at_once(pool: ThreadPoolExecutor) -> None:
    counter = Counter()
    counter.check = refusing(OperationalError("database is locked"))  # type: ignore[method-assign] # as above

    first, *outcomes = together(counter, pool, 2, 3, 4)

    assert first.result(timeout=10) == 1
    assert [str(one.exception(timeout=10)) for one in outcomes] == ["database is locked"] * 3
    assert counter.groups == [[1], [2, 3, 4]]


def test_an_interrupted_thread_leaves_nobody_waiting(pool: ThreadPoolExecutor) -> None:
    counter = Counter()
    counter.check = refusing(SystemExit())  # type: ignore[method-assign] # as above

    _, *outcomes = together(counter, pool, 2, 3, 4)

    found = [type(one.exception(timeout=10)) for one in outcomes]
    assert sorted(kind.__name__ for kind in found) == ["OperationalError", "OperationalError", "SystemExit"]
    assert counter.door.do(5) == 25
