"""Short ways to a year's composite, frozen by the office."""

from datetime import datetime

from guanmo.accounts.models import Person
from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.seal import digest
from guanmo.foundation.clock import day_of
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_services import freeze_year
from guanmo.observation.yearly_source_queries import record_of
from tests.cast import NOON, Cast

YEAR = 2026
YEARLY = shipped_pack("guanlan-year")


def seen(at: datetime = NOON, pack: Pack = YEARLY) -> str:
    """The hash of the year as it is now: what a person who looks at it would freeze."""
    return digest(record_of(pack, YEAR, day_of(at)))


def frozen(
    cast: Cast, why: str = "", *, pack: Pack = YEARLY, at: datetime = NOON, by: Person | None = None
) -> YearlyResult:
    """The year as it is at that moment, frozen."""
    return freeze_year(year=YEAR, pack=pack, seen=seen(at, pack), by=by or cast.office, at=at, why=why)
