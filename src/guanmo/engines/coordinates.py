"""Points on the map: whether a longitude and a latitude can be a place in China, how far two of them are apart."""

import math
from decimal import Decimal

# Degrees; the country's land reaches from 73°33′ to 135°05′ east and from 3°51′ (with its islands) to 53°33′ north.
EAST = (Decimal(73), Decimal(136))
NORTH = (Decimal(3), Decimal(54))
EARTH_KM = 6371.0088


def coordinate_problem(longitude: Decimal | None, latitude: Decimal | None) -> str:
    """What is wrong with a point in degrees, as a sentence that says what to do; empty for a good one or none at all.

    >>> coordinate_problem(Decimal("34.75"), Decimal("113.62"))
    '经度和纬度填反了：经度应是113.62，纬度应是34.75，请对调。'
    """
    if longitude is None and latitude is None:
        return ""
    if longitude is None or latitude is None:
        return "经度和纬度要一起填写，或都留空。"
    if _inside(longitude, EAST) and _inside(latitude, NORTH):
        return ""
    if _inside(latitude, EAST) and _inside(longitude, NORTH):
        return f"经度和纬度填反了：经度应是{_plain(latitude)}，纬度应是{_plain(longitude)}，请对调。"
    return "这个位置不在国内：经度应在73至136之间，纬度应在3至54之间，请核对。"


def kilometres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The great circle between two points given as (longitude, latitude) in degrees.

    >>> round(kilometres_between((113.62, 34.75), (113.62, 34.76)), 3)
    1.112
    """
    (lon_a, lat_a), (lon_b, lat_b) = ([math.radians(angle) for angle in point] for point in (one, other))
    chord = math.sin((lat_b - lat_a) / 2) ** 2
    chord += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def _inside(degrees: Decimal, bounds: tuple[Decimal, Decimal]) -> bool:
    return bounds[0] <= degrees <= bounds[1]


def _plain(degrees: Decimal) -> str:
    return format(degrees.normalize(), "f")
