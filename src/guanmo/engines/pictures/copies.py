"""Clean copies of a picture: turned upright, of a bounded size, as JPEG, without anything but the dots."""

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from guanmo.engines.pictures.alike import fingerprint
from guanmo.engines.pictures.camera import NO_NOTES, CameraNotes, camera_notes
from guanmo.engines.pictures.kinds import UnusableFile

MOST_DOTS: Final = 80_000_000
"""More than any phone's camera makes; a small file can claim far more and fill the memory when unpacked."""
LEAST_SIDE: Final = 64
SHOWN: Final = (2000, 2000)
SMALL: Final = (480, 480)
_QUALITY: Final = 85
_FORMATS: Final = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Copies:
    """What is kept of a picture. `notes` are empty unless they were asked for."""

    shown: bytes
    small: bytes
    width: int
    height: int
    fingerprint: str
    notes: CameraNotes


def copies_of(content: bytes, *, with_notes: bool) -> Copies:
    """The copies of an uploaded picture; UnusableFile with what to do about one that cannot be shown."""
    Image.MAX_IMAGE_PIXELS = None  # our own bound below speaks to people
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _refuse_sizes(*picture.size)
            notes = camera_notes(picture) if with_notes else NO_NOTES
            picture.draft("RGB", SHOWN)
            upright = _on_white(ImageOps.exif_transpose(picture))
    except (OSError, SyntaxError, ValueError, EOFError, KeyError) as error:
        if isinstance(error, UnusableFile):
            raise
        raise UnusableFile("照片已损坏或没有传完整，请重新选一次；还不行就重新拍一张。") from error
    upright.thumbnail(SHOWN, Image.Resampling.LANCZOS)
    width, height = upright.size
    shown, mark = _as_jpeg(upright), fingerprint(upright)
    upright.thumbnail(SMALL, Image.Resampling.LANCZOS)
    return Copies(shown, _as_jpeg(upright), width, height, mark, notes)


def _refuse_sizes(width: int, height: int) -> None:
    if width * height > MOST_DOTS:
        raise UnusableFile(
            f"照片有{width}×{height}个点，超过{MOST_DOTS // 10_000:,}万个点的上限，请缩小再传。"
        )
    if min(width, height) < LEAST_SIDE:
        raise UnusableFile(f"照片只有{width}×{height}个点，看不清，请传原来的照片。")


def _on_white(picture: Image.Image) -> Image.Image:
    """As it looks on paper: what is see-through becomes white."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layered = picture.convert("RGBA")
        paper = Image.new("RGBA", layered.size, "white")
        return Image.alpha_composite(paper, layered).convert("RGB")
    return picture.convert("RGB")


def _as_jpeg(picture: Image.Image) -> bytes:
    """JPEG without notes; the same dots always give the same bytes."""
    target = io.BytesIO()
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    bare.save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()
