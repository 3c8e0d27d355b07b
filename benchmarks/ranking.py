"""The official tally: 100 jurors × 500 stops × 5 criteria, one high and one low mark dropped."""

from decimal import Decimal
from random import Random

from measured import Figure, best_of, peak_megabytes, report

from guanmo.engines.packs import shipped_pack
from guanmo.engines.scoring import Mark, tally

JURORS, STOPS, CRITERIA, UNITS = 100, 500, 5, 11


def marks() -> list[Mark]:
    """A quarter of a million marks, half points from 60 to 100."""
    random = Random(1)  # noqa: S311 - invented marks
    scores = [Decimal(n) / 2 for n in range(120, 201)]
    return [
        Mark(
            judge=f"评委{j}",
            unit=f"单位{s % UNITS}",
            stop=f"点位{s}",
            criterion=f"指标{c}",
            score=random.choice(scores),
        )
        for j in range(JURORS)
        for s in range(STOPS)
        for c in range(CRITERIA)
    ]


if __name__ == "__main__":
    given = marks()
    pack = shipped_pack("drop-1-1")
    seconds = best_of(5, lambda: tally(given, pack))
    report(
        [Figure("ranking 100 × 500 × 5, drop-1-1", seconds, 0.5, peak_megabytes(), f"{len(given):,} marks")]
    )
