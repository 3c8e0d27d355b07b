"""Ballots that came after the closing: whose, when, and what was said about them. Never what they say."""

from guanmo.observation.models import Ballot, BallotQuerySet, Tour


def late_ballots(tour: Tour) -> BallotQuerySet:
    """All late ballots of a tour in the order they came."""
    late = Ballot.objects.filter(tour=tour, late=True).order_by("sequence")
    return late.select_related(
        "juror", "stop__project", "late_decision__proposed_by", "late_decision__decided_by"
    ).defer("body")


def undecided(tour: Tour) -> int:
    """How many late ballots two people have not agreed on."""
    return late_ballots(tour).filter(late_decision__accepted=None).count()
