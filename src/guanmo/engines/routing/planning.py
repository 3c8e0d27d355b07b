"""From a tour to a plan: PyVRP builds, our own search polishes; without PyVRP our own search does both."""

from collections.abc import Sequence
from dataclasses import replace

from guanmo.engines.routing.budgets import Budget, Spending
from guanmo.engines.routing.building import Builder, can_build
from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.instances import Instance, instance_of
from guanmo.engines.routing.itinerary import timed_plan
from guanmo.engines.routing.leaving_out import left_out
from guanmo.engines.routing.model import Plan, Sequences, Tour
from guanmo.engines.routing.proofs import impossibilities
from guanmo.engines.routing.search import Search
from guanmo.engines.routing.soundness import Infeasible, InvalidTour, check_tour

TEN_SECONDS = Budget()
# Measured on tours of 60 sites and 3 days: 60 % building and 40 % polishing beat either alone.
BUILDING_SHARE = 0.6
# After so many seconds without a plan that keeps all rules the search gives up and says what it lacks.
PATIENCE = 1.5
PATIENT_ROUNDS = 1500


def plan_tour(
    tour: Tour,
    *,
    budget: Budget = TEN_SECONDS,
    seed: int = 1,
    start_plan: Sequences | None = None,
    use_pyvrp: bool = True,
) -> Plan:
    """The best plan found within the budget; with `budget.rounds` and one seed always the same.

    `start_plan` (sequences of ids) is improved upon: the result is never worse unless it broke a rule. Raises
    InvalidTour if the tour contradicts itself and Infeasible, naming the rule, if no plan keeps all rules.
    """
    problems = check_tour(tour)
    if problems:
        raise InvalidTour(problems)
    proofs = impossibilities(tour)
    if proofs:
        raise Infeasible(proofs, proved=True)
    instance = instance_of(tour)
    search = Search(instance, seed=seed)
    if start_plan is not None:
        search.adopt(start_plan)
    _insist(search, budget)
    built = use_pyvrp and can_build(tour.rules)
    if built:
        _build(search, instance, budget, seed)
    _polish(search, budget.part(1.0 - BUILDING_SHARE if built else 1.0))
    return finished(tour, instance.sequences(search.best.nodes), search, seed, built=built)


def finished(tour: Tour, sequences: Sequences, search: Search, seed: int, *, built: bool) -> Plan:
    """The plan with its moments, what is left out, and how it was made."""
    return replace(
        timed_plan(tour, sequences),
        left_out=left_out(tour, sequences),
        engine="pyvrp+own" if built else "own",
        seed=seed,
        iterations=search.iterations,
        notes=tour.notes,
    )


def _insist(search: Search, budget: Budget) -> None:
    """Search on until every obligation is met, or give up and name what is lacking."""
    patience = replace(
        budget, seconds=min(PATIENCE, budget.seconds), rounds=budget.rounds and PATIENT_ROUNDS
    ).part(1.0)
    while not search.complete:
        done = patience.done(search.iterations)
        if done >= 1.0:
            tour = search.instance.tour
            lacking = check_plan(tour, search.instance.sequences(search.best.nodes)).violations
            raise Infeasible([one.message for one in lacking], proved=False)
        search.step(done)


def _build(search: Search, instance: Instance, budget: Budget, seed: int) -> None:
    """PyVRP three times; counties left empty get, for the next run, the site our own plan has there."""
    builder = Builder(instance)
    obligatory = {number for number, site in enumerate(instance.tour.sites) if site.must}
    for run, share in enumerate((0.4, 0.3, 0.3)):
        spending = budget.part(BUILDING_SHARE * share)
        routes = builder.build(obligatory, spending=spending, seed=seed + run)
        search.adopt(instance.sequences(routes))
        obligatory |= _lacking(search, instance, routes)
    search.go_on_from(search.best.copy())


def _lacking(search: Search, instance: Instance, routes: Sequence[Sequence[int]]) -> set[int]:
    """Sites of our own best plan in the counties of which these routes have too few."""
    counts = [0] * len(instance.counties)
    for route in routes:
        for node in route[1:-1]:
            if node < instance.n_visits:
                counts[instance.county_of[node]] += 1
    least = instance.tour.rules.county_min
    short = {n for n, county in enumerate(instance.counties) if counts[n] < least.get(county, 0)}
    own = [node for route in search.best.nodes for node in route[1:-1] if node < instance.n_visits]
    return {int(instance.site_of[node]) for node in own if int(instance.county_of[node]) in short}


def _polish(search: Search, spending: Spending) -> None:
    before = search.iterations
    while (done := spending.done(search.iterations - before)) < 1.0:
        search.step(done)
