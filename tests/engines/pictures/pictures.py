"""Pictures drawn for tests: the same number always gives the same picture."""

import io
from decimal import Decimal
from random import Random

from PIL import ExifTags, Image, ImageDraw, ImageEnhance


def drawn(number: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """Sky, ground and a dozen buildings and cranes."""
    random = Random(number)  # noqa: S311 - pictures, not secrets
    width, height = size
    picture = Image.new("RGB", size, (150 + random.randint(0, 90), 190, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, height * 2 // 3, width, height), fill=(random.randint(60, 140), 100, 60))
    for _ in range(12):
        left, top = random.randint(0, width), random.randint(0, height)
        box = (left, top, left + random.randint(30, width // 3), top + random.randint(30, height // 2))
        draw.rectangle(box, fill=tuple(random.randint(20, 235) for _ in range(3)))
    return picture


def as_bytes(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def photo(number: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    return as_bytes(drawn(number, size), quality=90)


def taken(
    number: int = 1,
    *,
    at: str = "2026:11:20 09:30:00",
    place: tuple[Decimal, Decimal] | None = (Decimal("115.03"), Decimal("34.05")),
) -> bytes:
    """A photo with the camera's notes: the moment, longitude and latitude."""
    picture = drawn(number)
    exif = picture.getexif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = at
    if place:
        written = exif.get_ifd(ExifTags.IFD.GPSInfo)
        east, north = place
        written[ExifTags.GPS.GPSLongitude], written[ExifTags.GPS.GPSLongitudeRef] = _parts(east), "E"
        written[ExifTags.GPS.GPSLatitude], written[ExifTags.GPS.GPSLatitudeRef] = _parts(north), "N"
    return as_bytes(picture, exif=exif)


def reworked(number: int) -> list[Image.Image]:
    """The same picture as it comes back from chats and editors."""
    picture = drawn(number)
    shrunk = picture.resize((320, 240))
    squeezed = Image.open(io.BytesIO(as_bytes(picture, quality=30)))
    return [
        shrunk,
        squeezed,
        ImageEnhance.Brightness(picture).enhance(1.2),
        ImageEnhance.Contrast(picture).enhance(0.8),
    ]


def _parts(degrees: Decimal) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), float((degrees - whole - Decimal(minutes) / 60) * 3600)
