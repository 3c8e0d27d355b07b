"""Photos and papers: kinds, refusals, clean copies, the camera's notes, what looks alike."""

import io
import re
import struct
import zlib
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from guanmo.engines.pictures import (
    ALIKE,
    LARGEST_BYTES,
    FileKind,
    Prepared,
    UnusableFile,
    answer,
    distance,
    fingerprint,
    prepared_of,
    request_for,
)
from guanmo.engines.pictures.camera import CameraNotes, camera_notes
from tests.engines.pictures.pictures import as_bytes, drawn, photo, reworked, taken

PAGE = Path(__file__).resolve().parents[3] / "docs" / "algorithms" / "photos.md"
WORD = b"PK\x03\x04..[Content_Types].xml..word/document.xml"
SHOT = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001 - a camera has no zone
SHEET = b"PK\x03\x04..[Content_Types].xml..xl/workbook.xml"


def prepared(content: bytes, *, with_notes: bool = False) -> Prepared:
    return prepared_of(answer(request_for(content, with_notes=with_notes)))


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        (photo(), FileKind.JPEG, "image/jpeg"),
        (as_bytes(drawn(1), "PNG"), FileKind.PNG, "image/png"),
        (as_bytes(drawn(1), "WEBP"), FileKind.WEBP, "image/webp"),
        (b"%PDF-1.7", FileKind.PDF, "application/pdf"),
        (WORD, FileKind.WORD, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (SHEET, FileKind.SHEET, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
    ids=["jpeg", "png", "webp", "pdf", "word", "sheet"],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: FileKind, media_type: str) -> None:
    found = prepared(content)

    assert (found.kind, kind.media_type) == (kind, media_type)
    assert bool(found.shown) == kind.is_picture


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b"\xff\xd8\xff" + bytes(LARGEST_BYTES), "超过20MB的上限"),
        (b"\x00\x00\x00\x18ftypheic....", "HEIC照片"),
        (b"GIF89a........", "只收照片"),
        (b"PK\x03\x04 a jar", "只收照片"),
        (b"<svg onload='x'/>", "只收照片"),
        (photo()[:4000], "照片已损坏"),
        (b"\xff\xd8\xff\xe0 no picture", "照片已损坏"),
        (as_bytes(Image.new("RGB", (640, 40)), "PNG"), "只有640×40个点"),
    ],
    ids=["empty", "large", "heic", "gif", "other package", "svg", "cut off", "not a picture", "tiny"],
)
def test_what_cannot_be_kept_says_what_to_do(content: bytes, says: str) -> None:
    with pytest.raises(UnusableFile, match=says):
        prepared(content)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    claimed = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    head = b"IHDR" + claimed
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    bomb += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))

    with pytest.raises(UnusableFile, match="60000×60000个点，超过8,000万个点的上限"):
        prepared(bomb)


def test_copies_are_small_and_hold_nothing_but_the_picture() -> None:
    picture = drawn(3, (3000, 2250))
    exif = picture.getexif()
    exif[ExifTags.Base.Artist] = "某某的手机"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"

    found = prepared(as_bytes(picture, exif=exif))

    shown, small = (Image.open(io.BytesIO(copy)) for copy in (found.shown, found.small))
    assert (found.width, found.height, shown.size, small.size) == (2000, 1500, (2000, 1500), (480, 360))
    assert (dict(shown.getexif()), dict(small.getexif())) == ({}, {})
    assert "某某的手机".encode() not in found.shown
    assert found.notes == CameraNotes()


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    picture = drawn(4)
    exif = picture.getexif()
    exif[ExifTags.Base.Orientation] = 6

    found = prepared(as_bytes(picture, exif=exif))

    assert (found.width, found.height) == (480, 640)


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_see_through_and_indexed_pictures_stand_on_white(mode: str) -> None:
    clear = Image.new("RGBA", (100, 100), (200, 10, 10, 0)).convert(mode)
    options = {"transparency": 0} if mode == "P" else {}

    found = Image.open(io.BytesIO(prepared(as_bytes(clear, "PNG", **options)).shown))

    assert found.getpixel((50, 50)) == (255, 255, 255)


def test_time_and_place_are_read_only_when_asked_for() -> None:
    content = taken()

    assert prepared(content).notes == CameraNotes()
    assert prepared(content, with_notes=True).notes == CameraNotes(SHOT, Decimal("115.03"), Decimal("34.05"))
    assert prepared(photo(), with_notes=True).notes == CameraNotes()


def test_the_place_of_a_photo_may_be_missing_or_abroad() -> None:
    assert prepared(taken(place=None), with_notes=True).notes == CameraNotes(SHOT)
    abroad = taken(at="not a time", place=(Decimal("2.35"), Decimal("48.85")))
    assert prepared(abroad, with_notes=True).notes == CameraNotes()


class Camera:
    """What Pillow says of a picture, with notes no real file would be this wrong in."""

    def __init__(self, place: object) -> None:
        self.place = place

    def getexif(self) -> "Camera":
        if isinstance(self.place, Exception):
            raise self.place
        return self

    def get_ifd(self, part: int) -> object:
        return self.place if part == ExifTags.IFD.GPSInfo else {}


@pytest.mark.parametrize(
    "place",
    [
        ValueError("broken"),
        {2: (34.0, 3.0), 4: (115.0, 1.0, 0.0)},
        {2: (34.0, 3.0, float("nan")), 4: (115.0, 1.0, 0.0)},
        {2: (34.0, 3.0, 0.0), 4: (900.0, 0.0, 0.0)},
        {1: "S", 2: (34.0, 3.0, 0.0), 3: "W", 4: (115.0, 0.0, 0.0)},
    ],
    ids=["unreadable", "two parts", "not a number", "off the globe", "the other half of it"],
)
def test_impossible_notes_count_as_not_written(place: object) -> None:
    assert camera_notes(Camera(place)) == CameraNotes()  # type: ignore[arg-type]  # stands in for a picture


def test_the_same_picture_reworked_is_alike_and_another_is_not() -> None:
    marks = [fingerprint(drawn(number)) for number in range(40)]

    others = [distance(one, other) for n, one in enumerate(marks) for other in marks[:n]]
    same = [distance(marks[n], fingerprint(again)) for n in range(40) for again in reworked(n)]

    assert max(same) <= ALIKE < min(others)


@pytest.mark.parametrize("colour", ["white", "black", "skyblue"])
def test_a_plain_picture_has_no_fingerprint(colour: str) -> None:
    assert fingerprint(Image.new("RGB", (400, 300), colour)) == ""


def test_the_worked_table_of_the_page_holds() -> None:
    rows = re.findall(
        r"^\| ([\d ]+) \| ([01]{8}) \| ([\d ]+) \| ([01]{8}) \| (\d) \|$", PAGE.read_text(), re.M
    )

    assert len(rows) == 8
    one, other = (bytes(int(dot) for row in rows for dot in row[place].split()) for place in (0, 2))
    marks = [fingerprint(Image.frombytes("L", (9, 8), dots)) for dots in (one, other)]
    assert marks == [f"{int(''.join(row[place] for row in rows), 2):016x}" for place in (1, 3)]
    assert distance(*marks) == sum(int(row[4]) for row in rows)
