"""Tours as pages ask for them."""

from django.db.models import QuerySet

from guanmo.accounts.models import Person
from guanmo.observation.enums import TourState
from guanmo.observation.models import Juror, Tour


def ballots_due(person: Person) -> QuerySet[Tour]:
    """Open tours on whose jury this person sits and has not voted."""
    seats = Juror.objects.filter(person=person, tour__state=TourState.OPEN, ballots__isnull=True)
    return Tour.objects.filter(pk__in=seats.values("tour"))
