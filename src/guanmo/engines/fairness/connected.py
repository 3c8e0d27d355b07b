"""Whether all scores hang together: two stops can be compared only along judges who saw both sides."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guanmo.engines.fairness.tables import StopKey, UnusableScores


@dataclass(frozen=True, slots=True)
class Part:
    """Judges and stops that are linked with each other and with nothing else."""

    judges: tuple[str, ...]
    stops: tuple[StopKey, ...]


def connected_parts(pairs: Iterable[tuple[str, StopKey]]) -> tuple[Part, ...]:
    """The parts into which judges and the stops they scored fall, the largest first.

    >>> [part.judges for part in connected_parts([("甲", ("东县", "")), ("乙", ("西县", "")), ("丙", ("东县", ""))])]
    [('丙', '甲'), ('乙',)]
    """
    parent: dict[str | StopKey, str | StopKey] = {}
    for judge, stop in pairs:
        parent[_root(parent, judge)] = _root(parent, stop)
    members: dict[str | StopKey, list[str | StopKey]] = defaultdict(list)
    for node in parent:
        members[_root(parent, node)].append(node)
    parts = [
        Part(
            judges=tuple(sorted(node for node in nodes if isinstance(node, str))),
            stops=tuple(sorted(node for node in nodes if not isinstance(node, str))),
        )
        for nodes in members.values()
    ]
    return tuple(sorted(parts, key=lambda part: (-len(part.stops), part.stops)))


def _root(parent: dict[str | StopKey, str | StopKey], node: str | StopKey) -> str | StopKey:
    parent.setdefault(node, node)
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def disconnected(parts: Sequence[Part]) -> UnusableScores:
    """The refusal of one ranking over several parts, with every part named."""
    named = "；".join(
        f"第{number}部分：{'、'.join(_name(stop) for stop in part.stops)}（评委{'、'.join(part.judges)}）"
        for number, part in enumerate(parts, start=1)
    )
    return UnusableScores(
        "disconnected",
        f"打分分成互不相干的{len(parts)}部分，没有评委两边都看过，不能排在一起。{named}。"
        "请各部分分别排名，或补上至少3个共同点位、5位两边都看的评委。",
    )


def _name(stop: StopKey) -> str:
    return "·".join(filter(None, stop))
