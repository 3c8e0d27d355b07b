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
# Since our search cools down several times it makes more of the time than PyVRP: on two tours of 60 sites the gap
# at 10 s was 1.5 % and 1.7 % with a share of 0.4, 0.0 % and 1.5 % with this one.
BUILDING_SHARE = 0.25
# PyVRP's own runs: counties the first leaves empty are made obligatory in the next.
BUILDING_RUNS = (0.4, 0.3, 0.3)
# Our own search cools down so many times; each time but the first the days are dealt out anew.
COOLINGS = 4
# After so many seconds or rounds without a plan that keeps all rules the search gives up and says what it lacks;
# where so many stops are obligatory that finding any order is the task, it has the whole budget.
PATIENCE = 1.5
PATIENT_ROUNDS = 1500
MANY_OBLIGATORY = 24


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
    whole = budget.part(1.0)
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
    builder = Builder(instance) if use_pyvrp and can_build(tour.rules) else None
    _insist(search, builder, budget, seed)
    budget = budget.without(whole)
    if builder:
        _build(search, builder, budget, seed)
    _polish(search, budget, 1.0 - BUILDING_SHARE if builder else 1.0)
    return finished(tour, instance.sequences(search.best.nodes), search, seed, built=builder is not None)


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


def _insist(search: Search, builder: Builder | None, budget: Budget, seed: int) -> None:
    """Go on until every obligation is met, or give up and name what is lacking."""
    patience = _patience(search.instance.tour, budget)
    _search(search, patience, 0.5 if builder else 1.0, only_until_complete=True)
    if builder and not search.complete:
        _build_once(search, builder, _musts(search), patience.part(0.4), seed)
        _search(search, patience, 0.1, only_until_complete=True)
    if not search.complete:
        lacking = check_plan(search.instance.tour, search.instance.sequences(search.best.nodes)).violations
        raise Infeasible([one.message for one in lacking], proved=False)


def _patience(tour: Tour, budget: Budget) -> Budget:
    if sum(site.must for site in tour.sites) > MANY_OBLIGATORY:
        return budget
    rounds = None if budget.rounds is None else PATIENT_ROUNDS
    return replace(budget, seconds=min(PATIENCE, budget.seconds), rounds=rounds)


def _search(search: Search, budget: Budget, share: float, *, only_until_complete: bool = False) -> None:
    """One cooling down."""
    before, spending = search.iterations, budget.part(share)
    while (done := spending.done(search.iterations - before)) < 1.0:
        if only_until_complete and search.complete:
            return
        search.step(done)


def _polish(search: Search, budget: Budget, share: float) -> None:
    for cooling in range(COOLINGS):
        if cooling:
            search.begin_again()
        _search(search, budget, share / COOLINGS)


def _build(search: Search, builder: Builder, budget: Budget, seed: int) -> None:
    """PyVRP several times; counties left empty get, for the next run, the site our own plan has there."""
    obligatory = _musts(search)
    for run, share in enumerate(BUILDING_RUNS):
        routes = _build_once(search, builder, obligatory, budget.part(BUILDING_SHARE * share), seed + run)
        obligatory |= _lacking(search, search.instance, routes)
    search.go_on_from(search.best.copy())


def _build_once(
    search: Search, builder: Builder, obligatory: set[int], spending: Spending, seed: int
) -> list[list[int]]:
    routes = builder.build(obligatory, spending=spending, seed=seed)
    search.adopt(search.instance.sequences(routes))
    return routes


def _musts(search: Search) -> set[int]:
    return {number for number, site in enumerate(search.instance.tour.sites) if site.must}


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
