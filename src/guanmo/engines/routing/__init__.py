"""Planning a tour: stops, travel minutes and days in, an itinerary out.

Owns the tour file, the planner (our own search, with PyVRP where installed), the separate checker, re-planning on
the day, the day as it really goes, and moves by hand. Fetching travel minutes from a service, and which projects are eligible, belong to others.
"""

from guanmo.engines.routing.benchmark_files import read_toptw, read_tsptw
from guanmo.engines.routing.budgets import Budget
from guanmo.engines.routing.changes import Moved, Progress, move_stop, remove_stop, replan
from guanmo.engines.routing.checking import Verdict, Violation, check_plan
from guanmo.engines.routing.itinerary import TIGHT_SLACK, timed_plan
from guanmo.engines.routing.leaving_out import left_out
from guanmo.engines.routing.live import LiveDay, Log, Seen, live_day, live_days, troubles
from guanmo.engines.routing.model import (
    Day,
    DayPlan,
    HourFactor,
    Kind,
    LeftOut,
    Meal,
    Place,
    Plan,
    Rules,
    Sequences,
    Site,
    Tour,
    Travel,
    Visit,
    Window,
)
from guanmo.engines.routing.plan_files import plan_json, verdict_json
from guanmo.engines.routing.planning import plan_tour
from guanmo.engines.routing.proposals import Proposal, Way, proposals
from guanmo.engines.routing.soundness import Infeasible, InvalidTour, check_tour
from guanmo.engines.routing.stop_sheets import Outline, read_stops
from guanmo.engines.routing.tour_files import UnreadableTour, read_plan, read_tour
from guanmo.engines.routing.travel_sheets import with_minutes

__all__ = [
    "TIGHT_SLACK",
    "Budget",
    "Day",
    "DayPlan",
    "HourFactor",
    "Infeasible",
    "InvalidTour",
    "Kind",
    "LeftOut",
    "LiveDay",
    "Log",
    "Meal",
    "Moved",
    "Outline",
    "Place",
    "Plan",
    "Progress",
    "Proposal",
    "Rules",
    "Seen",
    "Sequences",
    "Site",
    "Tour",
    "Travel",
    "UnreadableTour",
    "Verdict",
    "Violation",
    "Visit",
    "Way",
    "Window",
    "check_plan",
    "check_tour",
    "left_out",
    "live_day",
    "live_days",
    "move_stop",
    "plan_json",
    "plan_tour",
    "proposals",
    "read_plan",
    "read_stops",
    "read_toptw",
    "read_tour",
    "read_tsptw",
    "remove_stop",
    "replan",
    "timed_plan",
    "troubles",
    "verdict_json",
    "with_minutes",
]
