"""Fair rankings: how strict each judge is, what is left of a score without it, how sure a rank is.

It owns the statistics: mixed model, rubric model, pairwise orders, rank ranges and sets, composites. It knows scores,
not ballots or rule packs; `engines.scoring` turns the one into the other.
"""

from guanmo.engines.fairness.composite import Mean, Node, by_deviation, by_goalposts, by_range, composite
from guanmo.engines.fairness.connected import Part, connected_parts
from guanmo.engines.fairness.crossed import VarianceParts, variance_parts
from guanmo.engines.fairness.rank_sets import RankSet, SetKind, possible_leaders, rank_sets
from guanmo.engines.fairness.ranking import score_tour
from guanmo.engines.fairness.rating import RatedJudge, RatedStop, RatedTour, rate_tour
from guanmo.engines.fairness.rubric import Grade, RubricFit, rubric_rasch
from guanmo.engines.fairness.tables import Score, UnusableScores
from guanmo.engines.fairness.tours import (
    Checks,
    FairJudge,
    FairStop,
    FairUnit,
    Favour,
    Flag,
    Judge,
    Method,
    Policy,
    TourResult,
    Variances,
    WeighedScore,
)

__all__ = [
    "Checks",
    "FairJudge",
    "FairStop",
    "FairUnit",
    "Favour",
    "Flag",
    "Grade",
    "Judge",
    "Mean",
    "Method",
    "Node",
    "Part",
    "Policy",
    "RankSet",
    "RatedJudge",
    "RatedStop",
    "RatedTour",
    "RubricFit",
    "Score",
    "SetKind",
    "TourResult",
    "UnusableScores",
    "VarianceParts",
    "Variances",
    "WeighedScore",
    "by_deviation",
    "by_goalposts",
    "by_range",
    "composite",
    "connected_parts",
    "possible_leaders",
    "rank_sets",
    "rate_tour",
    "rubric_rasch",
    "score_tour",
    "variance_parts",
]
