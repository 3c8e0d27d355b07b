"""How much each juror owes."""

from guanmo.observation.voting_queries import voting
from tests.cast import Cast
from tests.observation.tours import opened, vote


def test_a_rank_ballot_is_one_ballot_however_many_stops(cast: Cast) -> None:
    tour = opened(cast, "rank-100-3")
    vote(cast, tour.jurors.get(name="甲"))

    found = voting(tour)

    assert [(seat.juror.name, seat.done, seat.asked) for seat in found.seats] == [
        ("孙评委", 0, 1),
        ("甲", 1, 1),
    ]
    assert (found.voted, found.ballots) == (1, 1)
