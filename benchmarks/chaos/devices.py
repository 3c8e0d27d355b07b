"""Two devices of one juror against a model of forty lines: edits, stale edits, repeats, in whatever order Hypothesis finds.

Needs Django set up and a database with a city in it (`desk.city`); each example is a tour of its own.
"""

import itertools
import json
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from benchmarks.chaos import desk
from benchmarks.chaos.phones import write
from benchmarks.chaos.site import Round
from guanmo.foundation import clock
from guanmo.observation.models import Ballot, Juror
from guanmo.observation.sync_services import accept_ballots

DEVICES, STOPS = 2, 3
_numbers = itertools.count(1)
steps = itertools.count()

device = st.integers(0, DEVICES - 1)
stop = st.integers(0, STOPS - 1)


@dataclass
class Model:
    """What the server has to hold: the filed ballots of each stop in their order; the last one counts."""

    filed: dict[int, list[str]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)

    def head(self, at: int) -> str | None:
        """The ballot that counts at a stop."""
        held = self.filed.get(at)
        return held[-1] if held else None

    def take(self, body: str) -> tuple[int, str]:
        """Status and code the server has to answer with; a ballot it takes is held from now on."""
        said = json.loads(body)
        known = self.bodies.get(said["ballot_id"])
        if known is not None:
            return (200, "") if known == body else (409, "other_bytes")
        if said["supersedes"] != self.head(said["stop"]):
            return 409, "stale"
        self.filed.setdefault(said["stop"], []).append(said["ballot_id"])
        self.order.append(said["ballot_id"])
        self.bodies[said["ballot_id"]] = body
        return 201, ""


class Devices(RuleBasedStateMachine):
    """The two devices: what each believes to be the head of a stop, and what waits on it."""

    def __init__(self) -> None:
        super().__init__()
        number = next(_numbers)
        self.round = Round.of(desk.tour(name=f"第{number}次", jurors=1, stops=STOPS))
        [self.juror] = self.round.tokens
        self.random = Random(number)  # noqa: S311 - a load, no secret
        self.model = Model()
        self.believed: list[dict[int, str]] = [{} for _ in range(DEVICES)]
        self.waiting: list[list[str]] = [[] for _ in range(DEVICES)]
        self.receipts: dict[str, Any] = {}  # Any: plain JSON

    @rule(on=device, at=stop)
    def finish(self, on: int, at: int) -> None:
        """A stop is finished, or done again, on top of what the device believes to count."""
        where = self.round.stops[at]
        ballot_id, body = write(self.random, self.round, self.juror, where, self.believed[on].get(where))
        self.believed[on][where] = ballot_id
        self.waiting[on].append(body)

    @rule(on=device)
    def deliver(self, on: int) -> None:
        """All that waits on a device goes in one batch; a refused one tells the device what counts."""
        bodies, self.waiting[on] = self.waiting[on], []
        self._send(on, bodies)

    @rule(on=device)
    def reload(self, on: int) -> None:
        """The device asks what counts now."""
        heads = {at: self.model.head(at) for at in self.round.stops}
        self.believed[on] = {at: head for at, head in heads.items() if head}

    @precondition(lambda self: self.model.order)
    @rule(on=device, data=st.data())
    def repeat(self, on: int, data: st.DataObject) -> None:
        """Something delivered long ago is sent again."""
        self._send(on, [self.model.bodies[data.draw(st.sampled_from(self.model.order))]])

    @precondition(lambda self: self.model.order)
    @rule(on=device, data=st.data())
    def forge(self, on: int, data: st.DataObject) -> None:
        """Other marks under the number of a delivered ballot."""
        said = json.loads(self.model.bodies[data.draw(st.sampled_from(self.model.order))])
        self._send(on, [json.dumps({**said, "marks": {"": "1"}})])

    def _send(self, on: int, bodies: list[str]) -> None:
        expected = [self.model.take(body) for body in bodies]
        juror = Juror.objects.select_related("tour").get(pk=self.juror)
        answers = accept_ballots(juror=juror, bodies=[body.encode() for body in bodies], at=clock.now())
        assert [(answer.status, answer.code) for answer in answers] == expected  # noqa: S101 - this is the proof
        for answer, body in zip(answers, bodies, strict=True):
            where = json.loads(body)["stop"]
            if answer.receipt:
                known = self.receipts.setdefault(answer.ballot_id, answer.receipt)
                assert answer.receipt == known  # noqa: S101 - as above
            elif answer.code == "stale":
                assert answer.head == (self.model.head(where) or "")  # noqa: S101 - as above

    @invariant()
    def rows_are_the_model(self) -> None:
        """Every filed ballot is there, those of a stop in their order, and the last of each stop counts.

        Between stops the order is the server's: a correction of what the same batch brings is filed after the batch.
        """
        next(steps)
        rows = Ballot.objects.filter(juror=self.juror)
        held: dict[int | None, list[str]] = {}
        for row in rows.order_by("sequence"):
            held.setdefault(row.stop_id, []).append(row.ballot_id)
        assert held == self.model.filed  # noqa: S101 - this is the proof
        counted = {row.stop_id: row.ballot_id for row in rows.counted()}
        assert counted == {at: ballots[-1] for at, ballots in held.items()}  # noqa: S101 - as above


def run(examples: int, length: int, *, same_again: bool = False) -> int:
    """So many tours of so many steps, each time others unless `same_again`; how many steps were taken.

    Raises what Hypothesis found.
    """
    before = next(steps)
    run_state_machine_as_test(
        Devices,
        settings=settings(
            max_examples=examples,
            stateful_step_count=length,
            deadline=None,
            database=None,
            derandomize=same_again,
        ),
    )
    return next(steps) - before - 1
