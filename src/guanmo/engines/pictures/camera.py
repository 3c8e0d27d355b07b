"""What the camera wrote beside the picture (EXIF): when and where; anything unreadable counts as not written."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from PIL import ExifTags, Image

from guanmo.engines.coordinates import coordinate_problem

_WRITTEN_AS: Final = "%Y:%m:%d %H:%M:%S"
_STEP: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class CameraNotes:
    """`taken_at` is the camera's own clock without a zone; the place in degrees, both or neither."""

    taken_at: datetime | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None


NO_NOTES: Final = CameraNotes()


def camera_notes(picture: Image.Image) -> CameraNotes:
    """When and where a picture was taken, as far as it says so and as it can be."""
    try:
        exif = picture.getexif()
        shot = exif.get_ifd(ExifTags.IFD.Exif)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError):
        return NO_NOTES
    east = _degrees(place, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    north = _degrees(place, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    if east is None or north is None or coordinate_problem(east, north):
        east = north = None
    return CameraNotes(_moment(shot.get(ExifTags.Base.DateTimeOriginal)), east, north)


def _moment(written: object) -> datetime | None:
    try:
        return datetime.strptime(str(written).strip("\0 "), _WRITTEN_AS)  # noqa: DTZ007 - a camera has no zone
    except ValueError:
        return None


def _degrees(
    place: Mapping[int, Any], value: int, side: int, negative: str
) -> Decimal | None:  # Any: whatever a camera writes
    try:
        degrees, minutes, seconds = (float(part) for part in place[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or abs(found) > 180:
        return None
    exact = Decimal(found).quantize(_STEP)
    return -exact if place.get(side) == negative else exact
