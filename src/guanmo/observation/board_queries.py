"""What the hall's screen shows while nothing is sealed: stops seen and, where the rule allows, ballots delivered."""

from dataclasses import dataclass

from guanmo.observation import queries
from guanmo.observation.models import Ballot, Stop, Tour
from guanmo.observation.voting_queries import voting


@dataclass(frozen=True)
class Turnout:
    """How many ballots are in of those expected, and how many jurors have handed in everything."""

    ballots: int
    expected: int
    jurors: int
    whole: int


@dataclass(frozen=True)
class Progress:
    """The stops, and the keys of those of which a ballot is in; never a score.

    `seen` is None where one ballot orders all units, and `turnout` where the rule keeps it to itself.
    """

    stops: list[Stop]
    units: int
    jurors: int
    seen: frozenset[int] | None
    turnout: Turnout | None

    @property
    def rows(self) -> list[tuple[Stop, bool]]:
        """Each stop, and whether it is known to have been seen."""
        return [(stop, self.seen is not None and stop.pk in self.seen) for stop in self.stops]


def progress(tour: Tour) -> Progress:
    """Where a tour that is not sealed yet stands."""
    rule = queries.pack_of(tour).ballot_rule
    stops = list(queries.stops_of(tour))
    delivered = Ballot.objects.filter(tour=tour, stop__isnull=False).counted()
    found = voting(tour)
    turnout = Turnout(
        ballots=found.ballots,
        expected=sum(seat.asked for seat in found.seats),
        jurors=found.jurors,
        whole=found.voted,
    )
    return Progress(
        stops=stops,
        units=len(queries.participants(stops)),
        jurors=found.jurors,
        seen=None if rule.points is not None else frozenset(delivered.values_list("subject", flat=True)),
        turnout=turnout if rule.show_turnout else None,
    )
