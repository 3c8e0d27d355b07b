"""Photos of building sites, drawn by this program, behind October's figures of the demonstration city's stops."""

import io
from datetime import datetime, timedelta
from random import Random
from typing import Final

from PIL import ExifTags, Image, ImageDraw

from guanmo.accounts.models import Person
from guanmo.demo.city import City
from guanmo.demo.library import county_of
from guanmo.engines.periods import Month
from guanmo.engines.pictures import answer, prepared_of, request_for
from guanmo.foundation.clock import CITY_ZONE
from guanmo.observation.enums import TourState
from guanmo.observation.models import Stop
from guanmo.projects.attachment_services import HandedIn, add_attachment, explain_likeness
from guanmo.projects.models import Project

EVERY_OTHER: Final = 2
SIZE: Final = (960, 720)
# 演示 in dots, since a machine may have no Chinese font.
MARK: Final = (
    ".#......##....................", ".##.....##....................", "...###########...############.",
    "....#........#................", ".....########.................", "##......##....................",
    ".##.....##......##############", ".....########.........##......", ".....#..##..#.........##......",
    ".....########.....##..##..##..", "..##.#..##..#.....#...##...#..", "..#..#..##..#....##...##...##.",
    ".##..########....#....##....#.", ".#.....#..##....##....##....##", "##...##....##.........##......",
    "....#........#......###.......",
)  # fmt: skip
DOT: Final = 4
WALLS: Final = ((196, 178, 150), (170, 180, 186), (186, 166, 158), (206, 200, 186))
VIEWS: Final = ("东侧全景（演示）", "主体施工（演示）", "设备基础（演示）")
# Of the stops with photos: every so many has the camera's notes, one hands in the picture of the month before.
WITH_NOTES, REPEATED = 3, 2
# Degrees the camera stood off the project's point.
ASIDE: Final = 0.004
PAPER: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"


def make_photos(city: City, month: Month, at: datetime) -> None:
    """One to three photos at every other stop of the tour being scored, a paper at some, one photo handed in twice."""
    clerks = {county.pk: city.people[f"xian{n:02d}"] for n, county in enumerate(city.counties, 1)}
    stops = Stop.objects.filter(tour__state=TourState.OPEN).select_related("project__unit", "unit")
    for number, stop in enumerate(stops[::EVERY_OTHER]):
        clerk = clerks[county_of(stop.project, city.counties).pk]
        moment = at - timedelta(days=18, minutes=7 * number)
        for view in range(1 + number % len(VIEWS)):
            file = _file(stop.project, number, view, moment)
            add_attachment(
                project=stop.project, file=file, month=month, note=VIEWS[view], by=clerk, at=moment
            )
        if number % WITH_NOTES == 0:
            paper = _paper(stop.project)
            add_attachment(project=stop.project, file=paper, month=month, by=clerk, at=moment)
        if number == REPEATED:
            _repeat(stop.project, number, month.previous(), clerk, moment)


def _paper(project: Project) -> HandedIn:
    content = PAPER + f"% {project.code}\n".encode()
    return HandedIn(
        "监理月报（演示）.pdf", content, prepared_of(answer(request_for(content, with_notes=False)))
    )


def _repeat(project: Project, number: int, month: Month, by: Person, at: datetime) -> None:
    """The same view again for another month, squeezed by a chat on its way; its owner says why."""
    again = _file(project, number, 0, at, quality=40)
    added = add_attachment(project=project, file=again, month=month, note="东侧全景（演示）", by=by, at=at)
    explain_likeness(
        attachment=added.attachment,
        text="9月的照片补交，和10月是同一机位。",
        by=by,
        at=at + timedelta(hours=1),
    )


def _file(project: Project, number: int, view: int, at: datetime, *, quality: int = 80) -> HandedIn:
    camera = number % WITH_NOTES == 0
    picture, target = site_picture(number * len(VIEWS) + view), io.BytesIO()
    exif = _notes(project, at) if camera else Image.Exif()
    picture.save(target, "JPEG", quality=quality, exif=exif)
    prepared = prepared_of(answer(request_for(target.getvalue(), with_notes=camera)))
    return HandedIn(f"工地{number + 1}-{view + 1}（演示）", target.getvalue(), prepared, camera=camera)


def _notes(project: Project, at: datetime) -> Image.Exif:
    """As a phone writes them, some hundred metres from the project."""
    notes = Image.Exif()
    shot = at.astimezone(CITY_ZONE) - timedelta(hours=2)
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = f"{shot:%Y:%m:%d %H:%M:%S}"
    place = notes.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLatitudeRef] = "E", "N"
    place[ExifTags.GPS.GPSLongitude] = (float(project.longitude or 0) + ASIDE, 0.0, 0.0)
    place[ExifTags.GPS.GPSLatitude] = (float(project.latitude or 0), 0.0, 0.0)
    return notes


def site_picture(number: int) -> Image.Image:
    """Sky, ground, blocks in several stages, a crane, and 演示 across the corner; the same number, the same picture."""
    random = Random(number)  # noqa: S311 - pictures, not secrets
    width, height = SIZE
    sky = random.randint(170, 225)
    picture = Image.new("RGB", SIZE, (sky - 25, sky - 5, sky + 20))
    draw = ImageDraw.Draw(picture)
    for _ in range(random.randint(2, 5)):
        left, top = random.randint(-60, width), random.randint(0, height // 2)
        draw.ellipse(
            (left, top, left + random.randint(160, 420), top + random.randint(40, 110)), fill="white"
        )
    ground = height * random.randint(62, 74) // 100
    draw.rectangle((0, ground, width, height), fill=(random.randint(120, 160), 118, 92))
    for _ in range(random.randint(3, 5)):
        _block(draw, random, ground)
    _crane(draw, random, ground)
    for _ in range(5):
        left, top = random.randint(0, width), random.randint(ground + 20, height - 30)
        draw.ellipse((left, top, left + random.randint(60, 260), top + 30), fill=(150, 126, 84))
    _mark(draw)
    return picture


def _block(draw: ImageDraw.ImageDraw, random: Random, ground: int) -> None:
    """A building as high as it has come, with its floors and windows."""
    left, wide, floors = random.randint(-40, SIZE[0] - 160), random.randint(140, 300), random.randint(2, 11)
    top, wall = ground - floors * 34, random.choice(WALLS)
    draw.rectangle((left, top, left + wide, ground + 14), fill=wall)
    for floor in range(floors):
        line = top + floor * 34
        draw.line((left, line, left + wide, line), fill=(92, 92, 88), width=4)
        for window in range(left + 16, left + wide - 20, 38):
            draw.rectangle((window, line + 10, window + 18, line + 26), fill=(70, 84, 96))


def _crane(draw: ImageDraw.ImageDraw, random: Random, ground: int) -> None:
    foot, top = random.randint(120, SIZE[0] - 120), random.randint(60, 160)
    reach = random.choice((-1, 1)) * random.randint(200, 340)
    draw.line((foot, ground, foot, top), fill=(214, 150, 30), width=10)
    draw.line((foot - reach // 4, top + 12, foot + reach, top + 12), fill=(214, 150, 30), width=8)
    draw.line((foot + reach // 2, top + 12, foot + reach // 2, top + 150), fill=(60, 60, 60), width=3)


def _mark(draw: ImageDraw.ImageDraw) -> None:
    left, top = SIZE[0] - len(MARK[0]) * DOT - 24, SIZE[1] - len(MARK) * DOT - 24
    for down, row in enumerate(MARK):
        for across, dot in enumerate(row):
            if dot == "#":
                spot = (left + across * DOT, top + down * DOT)
                draw.rectangle((*spot, spot[0] + DOT - 1, spot[1] + DOT - 1), fill="white")
