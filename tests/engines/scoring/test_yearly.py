"""A year's order: docs/algorithms/yearly.md is the input here; against the general engine; against a published order."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanmo.engines.fairness.composite import Mean, Node, composite
from guanmo.engines.packs import CompositeRule, load_pack, shipped_pack
from guanmo.engines.scoring.yearly import yearly, yearly_sentences
from tests.engines.packs.test_composite_rules import COMPOSITES

PAGE = (Path(__file__).resolve().parents[3] / "docs/algorithms/yearly.md").read_text(encoding="utf-8")
ABSENT = "没有"
YUZHOU = shipped_pack("yuzhou-2018q1").composite_rule


def worked_tables() -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The id of the rule and its rows, for each table of the page's 算例."""
    for found in re.finditer(
        r"规则 `([\w-]+)`.*?\n\n(\|.*?)(?:\n\n|$)", PAGE[PAGE.index("## 算例") :], re.DOTALL
    ):
        lines = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in found[2].strip().splitlines()
        ]
        yield found[1], {line[0]: line[1:] for line in lines[2:]}


TABLES = dict(worked_tables())


def test_page_has_both_worked_tables() -> None:
    assert {name: len(rows) for name, rows in TABLES.items()} == {"yuzhou-2018q1": 5, "guanlan-year": 3}


@pytest.mark.parametrize("name", list(TABLES))
def test_worked_table_is_what_comes_out(name: str) -> None:
    rows = TABLES[name]
    values = {unit: [number(cell) for cell in row[:-2]] for unit, row in rows.items()}

    found = yearly(shipped_pack(name).composite_rule, values, dict.fromkeys(values, "县"))

    said = {one.unit: [ABSENT if x is None else str(x) for x in (one.total, one.rank)] for one in found}
    assert said == {unit: row[-2:] for unit, row in rows.items()}
    assert [one.rank for one in found if one.rank] == sorted(one.rank for one in found if one.rank)


def number(cell: str) -> Fraction | None:
    return None if cell == ABSENT else Fraction(cell)


def test_each_group_is_ranked_by_itself() -> None:
    values = {"甲县": [Fraction(60)] * 4, "城北区": [Fraction(90)] * 4, "乙县": [Fraction(70)] * 4}

    found = yearly(YUZHOU, values, {"甲县": "县", "城北区": "区", "乙县": "县"})

    assert [(one.group, one.unit, one.rank) for one in found] == [
        ("县", "乙县", 1), ("县", "甲县", 2), ("区", "城北区", 1),
    ]  # fmt: skip


def rule_with(missing: str) -> CompositeRule:
    parts = "".join(
        f"[[composites.parts]]\nname = '{name}'\nweight = {weight}\nmeasure = 'tour'\nmonths = [1]\nmissing = '{missing}'\n"
        for name, weight in (("a", 30), ("b", 10))
    )
    return load_pack(COMPOSITES + parts).composite_rule


@pytest.mark.parametrize(
    ("missing", "total", "points"),
    [
        ("spread", Decimal("80.00"), [Fraction(80), None]),
        ("floor", Decimal("60.00"), [Fraction(60), Fraction(0)]),
        ("withhold", None, [Fraction(60), None]),
    ],
)
def test_a_gap_means_what_the_rule_says(
    missing: str, total: Decimal | None, points: list[Fraction | None]
) -> None:
    (found,) = yearly(rule_with(missing), {"甲县": [Fraction(80), None]}, {"甲县": "县"})

    assert (found.total, [part.points for part in found.parts]) == (total, points)


def test_unit_without_any_part_has_no_total() -> None:
    (found,) = yearly(rule_with("spread"), {"甲县": [None, None]}, {"甲县": "县"})

    assert (found.total, found.rank, [part.share for part in found.parts]) == (None, None, [0, 0])


def test_rule_says_itself() -> None:
    assert yearly_sentences(rule_with("floor")) == (
        "a占75%：期内各次已封存观摩得分的平均，折成百分制；没有的，计0分。",
        "b占25%：期内各次已封存观摩得分的平均，折成百分制；没有的，计0分。",
    )


@given(st.lists(st.lists(st.decimals(0, 100, places=2), min_size=4, max_size=4), min_size=1, max_size=8))
def test_totals_are_those_of_the_general_engine(rows: list[list[Decimal]]) -> None:
    values = {f"县{n}": [Fraction(x) for x in row] for n, row in enumerate(rows)}
    nodes = [Node(part.name, "全年", float(part.weight)) for part in YUZHOU.parts]
    columns = {part.name: np.array([float(row[n]) for row in rows]) for n, part in enumerate(YUZHOU.parts)}

    found = {one.unit: one.total for one in yearly(YUZHOU, values, dict.fromkeys(values, "县"))}

    general = composite(columns, nodes, Mean.ARITHMETIC)["全年"]
    assert [float(found[f"县{n}"] or 0) for n in range(len(rows))] == pytest.approx(
        general.tolist(), abs=0.0051
    )


@pytest.mark.shared
def test_published_order_of_a_year_needs_the_scores_of_every_quarter(shared_data: Path) -> None:
    """Jiaozuo 2020: no weights make the year's order out of the last quarter's and the look-back's."""
    with (shared_data / "published-rankings/jiaozuo-2020-observation-ranks.csv").open(
        encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file))
    groups = {row["unit"]: row["group"] for row in rows}
    values = {
        row["unit"]: [Fraction(100 - int(row[key])) for key in ("rank_2020q4", "rank_lookback_q1_q3")]
        for row in rows
    }
    published = {row["unit"]: int(row["rank_full_year"]) for row in rows}
    parts = "[[composites.parts]]\nname = '{0}'\nweight = {1}\nmeasure = 'tour'\nmonths = [1]\nmissing = 'floor'\n"

    orders = []
    for weight in range(1, 100):
        text = COMPOSITES + parts.format("四季度", weight) + parts.format("回头看", 100 - weight)
        orders.append({one.unit: one.rank for one in yearly(load_pack(text).composite_rule, values, groups)})

    assert len(published) == 11
    assert [order for order in orders if order == published] == []
    assert all(order["武陟县"] > order["示范区"] for order in orders if order["武陟县"] and order["示范区"])
