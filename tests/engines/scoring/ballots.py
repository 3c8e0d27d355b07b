"""Short ways to write rules and marks for the tests of this folder."""

from collections.abc import Mapping
from decimal import Decimal

from guanmo.engines.packs import Pack, load_pack
from guanmo.engines.scoring import Mark

_HEADER = "id = 'trial'\ntitle = '试行'\nplace = '某市'\nkind = 'ballots'\n[source]\ndocument = '试行'\n"


def score_rule(top: str = "", tail: str = "", *, rounding: str = "result = 2") -> Pack:
    """A rule for scores from 0 to 100; `top` are keys of [ballots], `tail` further tables of it."""
    ties = "" if "ties" in top else "ties = 'competition'"
    return load_pack(
        f"{_HEADER}[ballots]\nform = 'scores'\n{ties}\n{top}\n"
        f"[ballots.scale]\nmin = 0\nmax = 100\n[ballots.rounding]\n{rounding}\n{tail}"
    )


def rank_rule(top: str = "", tail: str = "", *, points: str = "first = 100\nstep = 3") -> Pack:
    return load_pack(
        f"{_HEADER}[ballots]\nform = 'ranks'\nties = 'competition'\n{top}\n"
        f"[ballots.points]\n{points}\n[ballots.rounding]\nresult = 2\n{tail}"
    )


def weights(key: str, **entries: int) -> str:
    """Tables such as [[ballots.criteria]] with a name and a weight each."""
    return "".join(
        f"[[ballots.{key}]]\nname = '{name}'\nweight = {weight}\n" for name, weight in entries.items()
    )


def marks_for(unit: str, scores: Mapping[str, str], *, stop: str = "", criterion: str = "") -> list[Mark]:
    """One mark of each judge for a unit."""
    return [
        Mark(judge=judge, unit=unit, stop=stop, criterion=criterion, score=Decimal(score))
        for judge, score in scores.items()
    ]


def order(judge: str, *units: str, places: tuple[int, ...] = ()) -> list[Mark]:
    """A rank ballot that puts the units in this order, or at the given places."""
    numbers = places or tuple(range(1, len(units) + 1))
    return [Mark(judge=judge, unit=unit, rank=place) for unit, place in zip(units, numbers, strict=True)]
