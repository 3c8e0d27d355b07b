"""How long a drive takes: buffer, and slower roads at some hours of the day."""

import math
from collections.abc import Sequence

from guanmo.engines.routing.model import HourFactor, Rules

_SLIVER = 1e-6


def drive_minutes(minutes: float, buffer: float, factor: float) -> float:
    """Usual minutes with a share of buffer and one factor, rounded up to the whole minute."""
    return float(math.ceil(minutes * (1 + buffer) * factor - _SLIVER))


def least_factor(factors: Sequence[HourFactor]) -> float:
    """The kindest factor any hour has; hours that are not named have 1."""
    return min([1.0, *(one.factor for one in factors)])


def drive_at(minutes: float, leave: float, rules: Rules) -> float:
    """Minutes of a drive that starts at `leave`.

    Who is on the road when the factor changes goes on at the new speed (Ichoua, Gendreau, Potvin 2003), so that
    leaving later never means arriving earlier. Without buffer and factors the minutes stand as they are.
    """
    if not rules.hour_factors:
        return drive_minutes(minutes, rules.buffer, 1.0) if rules.buffer else minutes
    rest = minutes * (1 + rules.buffer)
    now = leave
    for until, factor in _stretches(rules.hour_factors, leave):
        if rest * factor <= until - now:
            return float(math.ceil(now + rest * factor - leave - _SLIVER))
        rest -= (until - now) / factor
        now = until
    return float(math.ceil(now + rest - leave - _SLIVER))


def _stretches(factors: Sequence[HourFactor], leave: float) -> list[tuple[float, float]]:
    """(until when, factor) from `leave` to the end of the last slow hours. Factors do not overlap."""
    found = []
    now = leave
    for one in sorted(factors, key=lambda each: each.since):
        if one.until <= now:
            continue
        if one.since > now:
            found.append((one.since, 1.0))
        found.append((one.until, one.factor))
        now = one.until
    return found
