"""Work that arrives at the same moment is done in one go: one transaction and one write to the disk for many requests."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Lock
from typing import Generic, TypeVar

from django.db import OperationalError

Job = TypeVar("Job")
Done = TypeVar("Done")


@dataclass
class _Waiting(Generic[Job, Done]):
    job: Job
    outcome: "Future[Done]" = field(default_factory=Future)


class Together(Generic[Job, Done]):
    """A door with room for all who stand before it: whoever comes through first does the work of those behind as well.

    `work` takes jobs in the order they came and returns what became of each, once that is on the disk. Nobody waits for
    company: a job that finds the door free goes alone, and the more come at once, the less each costs.
    """

    def __init__(self, work: Callable[[Sequence[Job]], Sequence[Done]]) -> None:
        self._work = work
        self._queue: SimpleQueue[_Waiting[Job, Done]] = SimpleQueue()
        self._door = Lock()

    def do(self, job: Job) -> Done:
        """What became of this job; whatever its work raised is raised here, and only here."""
        mine = _Waiting[Job, Done](job)
        self._queue.put(mine)
        with self._door:
            if not mine.outcome.done():
                self._serve()
        return mine.outcome.result()

    def _serve(self) -> None:
        """All who wait now, this thread's own job among them."""
        group = [self._queue.get_nowait()]
        while not self._queue.empty():
            group.append(self._queue.get_nowait())
        try:
            self._together(group)
        except OperationalError as error:
            # The database is busy or away, which is nobody's fault: trying each alone would keep them all waiting.
            self._refuse(group, error)
        except Exception:  # noqa: BLE001 - whatever it is, it is told to whom it belongs
            for one in group:
                self._alone(one)
        finally:
            # A thread that is being ended leaves nobody behind without an answer.
            self._refuse(group, OperationalError("the work was interrupted"))

    def _together(self, group: Sequence[_Waiting[Job, Done]]) -> None:
        outcomes = self._work([one.job for one in group])
        for one, outcome in zip(group, outcomes, strict=True):
            one.outcome.set_result(outcome)

    def _alone(self, one: _Waiting[Job, Done]) -> None:
        """Somebody's job broke the common work: each by itself, so that only that one fails."""
        try:
            self._together([one])
        except Exception as error:  # noqa: BLE001 - as above
            one.outcome.set_exception(error)

    def _refuse(self, group: Sequence[_Waiting[Job, Done]], error: Exception) -> None:
        for one in group:
            if not one.outcome.done():
                one.outcome.set_exception(error)
