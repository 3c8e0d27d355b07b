"""Paper ballots of the open tour on their way in: one typed once, one typed by two people who differ."""

from datetime import datetime, timedelta
from random import Random

from guanmo.demo.city import SECOND_OF_OFFICE, THIRD_OF_OFFICE, City
from guanmo.observation.models import Juror, Tour
from guanmo.observation.paper_queries import paper_sheet
from guanmo.observation.paper_services import type_paper

LEAST_HALVES, MOST_HALVES = 150, 190
"""Scores between 75 and 95 in halves, as the rule asks."""
MISREAD = "78"
NUMBERS = ("0007", "0012")


def type_papers(city: City, tour: Tour, at: datetime) -> None:
    """A leader's paper waits for its second typing, one of a juror whose phone failed for somebody to compare."""
    random = Random(tour.name)  # noqa: S311 - invented scores, the same at every loading
    without = Juror.objects.filter(tour=tour, ballots__isnull=True).select_related("tour", "unit")
    leader = without.filter(person__isnull=True).order_by("pk")[0]
    failed = without.filter(person__isnull=False).exclude(person=city.people["pingwei"]).order_by("pk")[0]
    second, third = city.people[SECOND_OF_OFFICE], city.people[THIRD_OF_OFFICE]
    type_paper(juror=leader, number=NUMBERS[0], typed=_scores(leader, random), by=second, at=at)
    scores = _scores(failed, random)
    misread = scores | {list(scores)[4]: MISREAD}
    type_paper(juror=failed, number=NUMBERS[1], typed=scores, by=second, at=at)
    type_paper(juror=failed, number=NUMBERS[1], typed=misread, by=third, at=at + timedelta(minutes=12))


def _scores(juror: Juror, random: Random) -> dict[str, str]:
    """A score for every stop asked."""
    return {
        cell.key: str(random.randint(LEAST_HALVES, MOST_HALVES) / 2) for _, cell in paper_sheet(juror).asked()
    }
