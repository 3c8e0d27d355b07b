"""The worked table of docs/algorithms/routing.md, row by row."""

from pathlib import Path

from guanmo.engines.routing.checking import check_plan
from guanmo.engines.routing.itinerary import timed_plan
from guanmo.engines.routing.model import Rules, Visit
from guanmo.engines.routing.wording import clock, figure, minutes
from tests.engines.routing.small_tours import line_tour

PAGE = Path(__file__).resolve().parents[3] / "docs/algorithms/routing.md"
TOUR = line_tour(rules=Rules(boarding_min=3, buffer=0.1))
ORDER = (("甲", "乙", "食堂", "丙", "丁"),)


def table() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def row(visit: Visit) -> list[str]:
    moments = [
        minutes(visit.drive),
        clock(visit.arrive),
        minutes(visit.wait),
        clock(visit.start),
        clock(visit.leave),
    ]
    return [visit.id, *moments, minutes(visit.slack)]


def test_the_itinerary_is_the_table() -> None:
    plan = timed_plan(TOUR, ORDER)

    assert [row(visit) for visit in plan.days[0].visits] == table()


def test_the_sentence_below_the_table_holds() -> None:
    day = timed_plan(TOUR, ORDER).days[0]
    verdict = check_plan(TOUR, ORDER)

    assert (day.drive_back, clock(day.back_at), day.slack) == (44, "14:42", 198)
    assert (verdict.valid, verdict.travel_min, verdict.objective) == (True, 80, 3920)


def test_moments_and_figures_are_written_plainly() -> None:
    assert [clock(485), clock(485.5)] == ["8:05", "8:06"]
    assert [minutes(12.0), minutes(12.345)] == ["12", "12.35"]
    assert [figure(506.0), figure(506.25)] == [506, 506.25]
