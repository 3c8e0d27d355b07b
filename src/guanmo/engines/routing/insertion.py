"""What every possible insertion into a route would cost in time, for all nodes and positions at once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from guanmo.engines.routing.instances import Instance
from guanmo.engines.routing.routes import Routes

# Half the width of the instance's numbers is enough for a day and halves the work.
Numbers = NDArray[np.int32]
# A delay no day can have: the insertion is impossible.
NEVER: Final = np.int32(1 << 30)


class Insertions:
    """Insertion tables for one range of nodes: the visits, or the lunch places."""

    def __init__(self, instance: Instance, nodes: range) -> None:
        chosen = slice(nodes.start, nodes.stop)
        self._from = _narrow(instance.drive[:, chosen])
        self._to = _narrow(instance.drive.T[:, chosen])
        self._cost_from = _narrow(instance.cost[:, chosen])
        self._cost_to = _narrow(instance.cost.T[:, chosen])
        self._every_cost = _narrow(instance.cost)
        self._opens = _narrow(instance.opens[:, chosen])
        self._closes = _narrow(instance.closes[:, chosen])
        self._service = _narrow(instance.service[chosen])
        self._every_opens = _narrow(instance.opens)
        self._every_service = _narrow(instance.service)
        self._columns = np.arange(len(nodes))

    def delays(self, routes: Routes, day: int) -> Numbers:
        """Position × node: by how much the next stop would start later, `NEVER` if a window would be missed.

        Position p stands for "between the nodes at p and p + 1 of the route". Waiting at the next stop absorbs
        delay, which is why a cheap detour and a cheap delay differ.
        """
        route = np.array(routes.nodes[day])
        begins = np.array(routes.begins[day], dtype=np.int32)
        before, after = route[:-1], route[1:]
        times: Numbers = self._from[before]
        times += (begins[:-1] + self._every_service[before])[:, None]
        np.maximum(times, self._opens[day], out=times)
        missed = times > self._closes[day]
        times += self._service
        times += self._to[after]
        missed |= times > np.array(routes.lates[day], dtype=np.int32)[1:, None]
        np.maximum(times, self._every_opens[day][after][:, None], out=times)
        times -= begins[1:, None]
        times[missed] = NEVER
        return times

    def detours(self, routes: Routes, day: int) -> Numbers:
        """Position × node: the travel an insertion adds, in units, whatever its delay."""
        route = np.array(routes.nodes[day])
        before, after = route[:-1], route[1:]
        added: Numbers = self._cost_from[before] + self._cost_to[after]
        added -= self._every_cost[before, after][:, None]
        return added

    def best(self, delays: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
        """Per node its smallest delay (or other measure) and the position that has it."""
        positions = delays.argmin(axis=0)
        least: Numbers = delays[positions, self._columns]
        return least, positions


def attraction(delays: Numbers, unit: int) -> NDArray[np.float64]:
    """The smaller the delay, the more; an impossible insertion has none. One minute is added to all."""
    drawn: NDArray[np.float64] = np.divide(1.0, np.maximum(delays, 0) + float(unit), dtype=np.float64)
    drawn[delays >= NEVER] = 0.0
    return drawn


def _narrow(numbers: NDArray[np.int64]) -> Numbers:
    return np.ascontiguousarray(numbers, dtype=np.int32)
