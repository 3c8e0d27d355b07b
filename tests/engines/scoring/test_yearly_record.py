"""A year's record: exact, whole in itself, the same again from its own sources."""

import json
from fractions import Fraction

from guanmo.engines.packs import Pack, shipped_pack
from guanmo.engines.scoring.yearly_record import (
    Entrant,
    Record,
    Source,
    entrants_in,
    mean_of,
    recomputed_result,
    year_record,
)

PACK = shipped_pack("guanlan-year")


def source(value: int | Fraction | None, **where: int | str) -> Source:
    exact = None if value is None else Fraction(value)
    return Source("记录", "情况", exact, **where)  # type: ignore[arg-type] # a key or a month, as named


def units() -> list[Entrant]:
    """Two units of one name; the second has no promises that fell due."""
    first = (
        (source(85, tour=1), source(Fraction(260, 3), tour=2)),
        (source(50), source(None)),
        (source(100, month="2026-10"),),
    )
    return [
        Entrant(7, "甲县", "县", first),
        Entrant(9, "甲县", "县", ((source(85),), (), (source(100),))),
    ]  # fmt: skip


def made(pack: Pack = PACK) -> Record:
    return year_record(pack, 2026, units())


def test_a_record_holds_every_source_and_the_exact_result() -> None:
    found = made()

    assert found["rule"] == {"id": "guanlan-year", "hash": PACK.hash}
    assert entrants_in(found) == units()
    assert [(one["id"], one["total"], one["rank"]) for one in found["result"]] == [
        (9, "92.50", 1),
        (7, "84.33", 2),
    ]
    assert found["result"][1]["parts"] == [
        {"value": "515/6", "share": "2/5", "points": "103/3"},
        {"value": "50", "share": "1/5", "points": "10"},
        {"value": "100", "share": "2/5", "points": "40"},
    ]


def test_it_recomputes_from_plain_text_to_the_last_bit() -> None:
    stored = json.loads(json.dumps(made()))

    assert recomputed_result(stored, PACK) == stored["result"]


def test_another_source_makes_another_result() -> None:
    stored = json.loads(json.dumps(made()))
    stored["units"][0]["parts"][0][0]["value"] = "86"

    assert recomputed_result(stored, PACK) != stored["result"]


def test_a_mean_leaves_out_what_says_nothing() -> None:
    assert (mean_of([source(90), source(None), source(85)]), mean_of([source(None)]), mean_of([])) == (
        Fraction(175, 2), None, None,
    )  # fmt: skip
