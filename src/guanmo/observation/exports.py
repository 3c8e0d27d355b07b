"""The sealed ranking as a workbook."""

from decimal import Decimal

from guanmo.engines.sheets import ColumnKind, ColumnSpec, write_table
from guanmo.foundation.clock import day_of
from guanmo.observation import queries
from guanmo.observation.models import Tour
from guanmo.observation.result_queries import Place, ranking

COLUMNS = (
    ColumnSpec("组别", width=10),
    ColumnSpec("名次", ColumnKind.INTEGER, 8),
    ColumnSpec("单位", width=24),
    ColumnSpec("得分", ColumnKind.MONEY, 12),
    ColumnSpec("观摩点（个）", ColumnKind.INTEGER, 12),
    ColumnSpec("并列", width=24),
    ColumnSpec("更正", width=36),
)


def ranking_table(tour: Tour) -> bytes:
    """One row a unit, group by group; the line above says under which rule and seal."""
    sealed_on = day_of(tour.sealed_at).isoformat() if tour.sealed_at else ""
    rule = queries.pack_of(tour).title
    return write_table(
        title=f"{tour}结果",
        unit_line=f"{rule}；{sealed_on}封存，封存哈希{tour.seal_hash}",
        columns=COLUMNS,
        rows=[_row(place) for group in ranking(tour) for place in group.places],
    )


def _row(place: Place) -> tuple[str | int | Decimal, ...]:
    tied = "、".join(place.tied_with)
    level = tied and f"与{tied}并列"
    corrected = "；".join(place.corrections)
    return place.group, place.rank, place.unit, Decimal(place.score), place.stops, level, corrected
