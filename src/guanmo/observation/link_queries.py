"""The scores-only links of a jury and the self-tests of its devices: whose are ready before departure."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanmo.observation.models import BallotLink, DeviceCheck, Juror, Tour
from guanmo.observation.paper_models import PaperTyping
from guanmo.observation.paper_queries import waiting_typings
from guanmo.observation.voting_queries import SeatState, Voting


@dataclass(frozen=True)
class Place:
    """A juror with what is in, the link and the device, as far as there are any."""

    seat: SeatState
    link: BallotLink | None
    check: DeviceCheck | None
    typings: Sequence[PaperTyping] = ()
    """Of the juror's paper, as far as nothing came of them yet."""

    @property
    def juror(self) -> Juror:
        return self.seat.juror

    @property
    def has_link(self) -> bool:
        """Whether a link of this juror opens the ballot now."""
        return self.link is not None and self.link.revoked_at is None

    @property
    def is_ready(self) -> bool:
        """Whether a self-test went well on the link in force: a renewed link is for another device."""
        return (
            self.link is not None
            and self.has_link
            and self.check is not None
            and self.check.is_ready
            and self.check.checked_at >= self.link.issued_at
        )


@dataclass(frozen=True)
class Board:
    """The jury before departure, in the order of the voting."""

    places: Sequence[Place]

    @property
    def linked(self) -> list[Place]:
        """Those who score by a link; not those excused from every stop."""
        return [place for place in self.places if place.has_link and not place.seat.is_away]

    @property
    def ready(self) -> list[Place]:
        return [place for place in self.linked if place.is_ready]


def board(tour: Tour, voting: Voting) -> Board:
    """Links, self-tests and typed papers beside the progress of each juror, in three queries."""
    links = {link.juror_id: link for link in BallotLink.objects.filter(juror__tour=tour)}
    checks = {check.juror_id: check for check in DeviceCheck.objects.filter(juror__tour=tour)}
    typings = waiting_typings(tour)
    keys = [(seat, seat.juror.pk) for seat in voting.seats]
    return Board([Place(seat, links.get(pk), checks.get(pk), typings.get(pk, ())) for seat, pk in keys])
