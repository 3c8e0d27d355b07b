"""The jury: who sits on it, in which group, from which unit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guanmo.accounts.models import Person, Unit
from guanmo.foundation.history import Change
from guanmo.observation import queries, rules
from guanmo.observation.enums import TourState
from guanmo.observation.models import Ballot, BallotLink, DeviceCheck, Juror, StopExcuse, Tour
from guanmo.observation.paper_models import PaperTyping
from guanmo.observation.services import lock, require

LONGEST_NAME, LONGEST_GROUP = 40, 20
NO_GROUP = "评委"


@dataclass(frozen=True)
class Seat:
    """A juror to be: with an account, or with a name alone for a paper ballot."""

    name: str
    group: str = ""
    unit: Unit | None = None
    person: Person | None = None


class InvalidSeats(Exception):
    """Some of the jurors cannot be added; none was. `problems` are by their place in the list."""

    def __init__(self, problems: Mapping[int, Sequence[str]]) -> None:
        super().__init__(" ".join(sentence for found in problems.values() for sentence in found))
        self.problems = problems


class JuryFixed(Exception):
    """The jury of a sealed tour is part of its result."""

    def __init__(self, tour: Tour) -> None:
        super().__init__(f"“{tour}”已封存，评委不能再增减。")


class HasVoted(Exception):
    """A ballot that was handed in stays, and its juror with it."""

    def __init__(self, juror: Juror) -> None:
        super().__init__(f"{juror}已经交票或已代录，不能移出评委名单。")


def seat_problems(tour: Tour, seats: Sequence[Seat]) -> dict[int, list[str]]:
    """What is wrong with each of these jurors to be, by place in the list; empty if all can be added."""
    groups = [group.name for group in queries.pack_of(tour).ballot_rule.judge_groups]
    present = Juror.objects.filter(tour=tour)
    names = Counter(seat.name for seat in seats) + Counter(present.values_list("name", flat=True))
    people = Counter(seat.person.pk for seat in seats if seat.person)
    people += Counter(present.exclude(person=None).values_list("person", flat=True))
    found = {}
    for place, seat in enumerate(seats):
        problems = _own_problems(seat, groups)
        if seat.name and names[seat.name] > 1:
            problems.append(f"“{seat.name}”在评委名单里不止一个；同名的请加注单位，如“{seat.name}（发改）”。")
        elif seat.person and people[seat.person.pk] > 1:
            problems.append(f"账号“{seat.person.username}”已有席位，一人只能有一个。")
        if problems:
            found[place] = problems
    return found


def add_juror(
    *,
    tour: Tour,
    name: str,
    group: str,
    by: Person,
    at: datetime,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Juror:
    """Seat one juror; see `add_jurors`."""
    return add_jurors(tour=tour, seats=[Seat(name, group, unit, person)], by=by, at=at)[0]


def add_jurors(*, tour: Tour, seats: Sequence[Seat], by: Person, at: datetime) -> list[Juror]:
    """Seat jurors, all or none; also while scoring is under way. Raises InvalidSeats with every problem.

    The group must be one of the rule's judge groups if it names any; where it names none an empty group becomes 评委.
    """
    require(rules.may_manage_tours(by), "加入评委")
    with transaction.atomic():
        _lock_unsealed(tour)
        problems = seat_problems(tour, seats)
        if problems:
            raise InvalidSeats(problems)
        rows = [
            Juror(tour=tour, name=s.name, group=s.group or NO_GROUP, unit=s.unit, person=s.person)
            for s in seats
        ]
        return Change("juror.added", by=by, at=at).create_many(rows)


def remove_juror(*, juror: Juror, by: Person, at: datetime) -> None:
    """Take a seat away from somebody who has not voted, with its link, self-test and excuses."""
    require(rules.may_manage_tours(by), "移出评委")
    with transaction.atomic():
        _lock_unsealed(juror.tour)
        voted = Ballot.objects.filter(juror=juror).exists()
        if voted or PaperTyping.objects.filter(juror=juror).exists():
            raise HasVoted(juror)
        change = Change("juror.removed", by=by, at=at)
        change.delete_many(list(StopExcuse.objects.filter(juror=juror).select_related("juror", "stop")))
        for held in (*BallotLink.objects.filter(juror=juror), *DeviceCheck.objects.filter(juror=juror)):
            change.delete(held)
        change.delete(juror)


def _lock_unsealed(tour: Tour) -> None:
    now = lock(tour)
    if now.state == TourState.SEALED:
        raise JuryFixed(now)


def _own_problems(seat: Seat, groups: Sequence[str]) -> list[str]:
    problems = []
    if not seat.name:
        problems.append("没有写姓名。")
    if len(seat.name) > LONGEST_NAME:
        problems.append(f"姓名太长，最多{LONGEST_NAME}字。")
    if groups and seat.group not in groups:
        said = f"没有评委组“{seat.group}”" if seat.group else "没有写组别"
        problems.append(f"{said}，这次的规则分{'、'.join(groups)}。")
    if len(seat.group) > LONGEST_GROUP:
        problems.append(f"组别太长，最多{LONGEST_GROUP}字。")
    return problems
