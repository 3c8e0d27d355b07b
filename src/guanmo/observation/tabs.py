"""The pages of one tour, and those of its result, as tabs."""

from django.urls import reverse

from guanmo.accounts.models import Person
from guanmo.foundation.added_tabs import AddedTab
from guanmo.foundation.components import Tab
from guanmo.observation import promise_queries, rules
from guanmo.observation.models import Juror, Stop, Tour
from guanmo.observation.nomination_models import Nomination, Opinion
from guanmo.observation.promise_models import Promise


def tour_tabs(tour: Tour, current: str) -> list[Tab]:
    """Overview, nominations, opinions, stops, itinerary and jury; `current` is the URL name of the page shown."""
    pages = (
        ("tour", "概况", None),
        ("nominations", "提名", Nomination.objects.filter(tour=tour).count()),
        ("tour_opinions", "预审", Opinion.objects.filter(tour=tour).count()),
        ("stops", "观摩点", Stop.objects.filter(tour=tour).count()),
        ("plan", "线路", None),
        ("live", "行程", None),
        ("jury", "评委", Juror.objects.filter(tour=tour).count()),
        ("tour_promises", "承诺", Promise.objects.filter(stop__tour=tour).count()),
    )
    return [
        Tab(label, reverse(f"observation:{name}", args=[tour.pk]), current == name, count)
        for name, label, count in pages
    ]


def result_tabs(tour: Tour, by: Person, current: str) -> list[Tab]:
    """Ranking, how sure it is and ballots for those who may see them, objections, and the proof."""
    pages = (
        ("result", "名次", True),
        ("fairness", "公平性核对", rules.may_see_fairness(by, tour)),
        ("portrait", "综述", rules.may_see_fairness(by, tour)),
        ("ballots", "选票", rules.may_see_ballots(by, tour)),
        ("objections", "异议和更正", True),
        ("result_check", "校验", True),
    )
    return [
        Tab(label, reverse(f"observation:{name}", args=[tour.pk]), current == name)
        for name, label, allowed in pages
        if allowed
    ]


def _promises_of(project: int) -> str:
    return f"{reverse('observation:promises')}?project={project}"


# A project's card leads to what was promised there.
ADDED_TABS = (AddedTab("projects:card", "承诺", _promises_of, promise_queries.of_project),)
