"""The year's composite as a workbook."""

from collections.abc import Sequence
from decimal import Decimal

from guanmo.engines.packs import Pack
from guanmo.engines.sheets import ColumnKind, ColumnSpec, write_table
from guanmo.observation.yearly_models import YearlyResult
from guanmo.observation.yearly_queries import YearlyRow


def yearly_table(
    pack: Pack, year: int, rows: Sequence[YearlyRow], frozen: YearlyResult | None = None
) -> bytes:
    """One row a unit: place, for each part its value, what it brings, the total; what is missing stays blank."""
    state = f"第{frozen.number}版定稿，内容哈希{frozen.content_hash}" if frozen else "现在的数，没有定稿"
    parts = pack.composite_rule.parts
    columns = [
        ColumnSpec("组别", width=10),
        ColumnSpec("名次", ColumnKind.INTEGER, 8),
        ColumnSpec("单位", width=24),
        ColumnSpec("综合得分", ColumnKind.MONEY, 12),
    ]
    for part in parts:
        columns += [
            ColumnSpec(part.name, ColumnKind.MONEY, 14),
            ColumnSpec(f"{part.name}折分", ColumnKind.MONEY, 14),
        ]
    return write_table(
        title=f"{year}年度综合",
        unit_line=f"{pack.place}：{pack.title}；规则校验值{pack.hash}；{state}",
        columns=columns,
        rows=[_row(row) for row in rows],
    )


def _row(row: YearlyRow) -> tuple[str | int | Decimal | None, ...]:
    cells = [_number(text) for cell in row.cells for text in (cell.value, cell.points)]
    return row.group, row.rank, row.unit.name, _number(row.total), *cells


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
