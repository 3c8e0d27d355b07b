"""Moments, durations and counts in the words of an itinerary."""


def clock(moment: float) -> str:
    """Minutes after midnight as hours and minutes; a started minute counts.

    >>> clock(485), clock(485.5)
    ('8:05', '8:06')
    """
    whole = -int(-moment // 1)
    return f"{whole // 60}:{whole % 60:02d}"


def minutes(amount: float) -> str:
    """A number of minutes without a needless decimal tail.

    >>> minutes(12.0), minutes(12.345)
    ('12', '12.35')
    """
    return f"{round(amount, 2):g}"


def figure(amount: float) -> int | float:
    """A whole number as such, for files: 506.0 is written 506.

    >>> figure(506.0), figure(506.25)
    (506, 506.25)
    """
    rounded = round(amount, 4)
    return int(rounded) if rounded == int(rounded) else rounded
