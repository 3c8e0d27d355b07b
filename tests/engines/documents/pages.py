"""A document as it leaves the printer: LibreOffice sets it, pdftoppm draws it, and it is measured in millimetres."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

FONTS = Path(__file__).resolve().parents[3] / "src/guanmo/foundation/fonts.conf"
# What fonts.conf puts in the place of 小标宋, 黑体, 楷体, 仿宋, 宋体.
NEEDED_FONTS = ("Noto Serif CJK SC", "Noto Sans CJK SC", "AR PL KaitiM GB", "AR PL SungtiL GB")
DOTS_PER_MM = 10
POINT = 25.4 / 72
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')

Dots = npt.NDArray[np.int16]
Colour = Callable[[Dots], npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Box:
    """A piece of ink; millimetres from the left and upper edge of the paper."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """A line of text: where its characters' cells begin and end."""

    text: str
    left: float
    right: float
    top: float


def dark(dots: Dots) -> npt.NDArray[np.bool_]:
    return dots.max(axis=2) < 140


def red(dots: Dots) -> npt.NDArray[np.bool_]:
    return (dots[:, :, 0] > 150) & (dots[:, :, 1:].max(axis=2) < 120)


class Page:
    """One printed page."""

    def __init__(self, image: Image.Image, words: str) -> None:
        self.dots: Dots = np.asarray(image.convert("RGB"), dtype=np.int16)
        self.lines = list(_lines(words))

    @property
    def size(self) -> tuple[float, float]:
        height, width, _ = self.dots.shape
        return width / DOTS_PER_MM, height / DOTS_PER_MM

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def bands(self, colour: Colour) -> list[Box]:
        """The ink of one colour, cut where a whole row of dots is free of it."""
        ink = colour(self.dots)
        boxes = []
        for top, bottom in _runs(ink.any(axis=1)):
            columns = np.flatnonzero(ink[top:bottom].any(axis=0))
            edges = (columns[0], top, columns[-1] + 1, bottom)
            boxes.append(Box(*(float(edge) / DOTS_PER_MM for edge in edges)))
        return boxes

    def rules(self, colour: Colour = dark) -> list[Box]:
        """Level rules: bands thinner than a millimetre."""
        return [box for box in self.bands(colour) if box.bottom - box.top < 1 and box.right - box.left > 100]


def _runs(inked: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Unbroken runs of inked rows as start and end; the end is outside."""
    steps = np.diff(inked.astype(np.int8), prepend=0, append=0)
    return zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True)


def _lines(words: str) -> Iterator[Line]:
    by_top: dict[float, list[tuple[float, float, str]]] = {}
    for left, top, right, _, text in WORD.findall(words):
        by_top.setdefault(round(float(top), 1), []).append((float(left), float(right), text))
    for top, pieces in sorted(by_top.items()):
        pieces.sort()
        text = "".join(piece[2] for piece in pieces)
        yield Line(text, pieces[0][0] * POINT, pieces[-1][1] * POINT, top * POINT)


def require_office() -> None:
    """Skip, loudly, where the printing programs or the fonts are missing."""
    absent = [name for name in ("soffice", "pdftoppm", "pdftotext", "fc-list") if shutil.which(name) is None]
    if not absent:
        fonts = subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout
        absent = [font for font in NEEDED_FONTS if font not in fonts]
    if absent:
        pytest.skip(f"未安装 {'、'.join(absent)}，跳过通报版式测量")


def printed(content: bytes, folder: Path) -> list[Page]:
    """The pages of a document."""
    (folder / "circular.docx").write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), "circular.docx"],
        cwd=folder,
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
        capture_output=True,
        check=True,
        timeout=120,
    )
    dots = str(round(25.4 * DOTS_PER_MM))
    subprocess.run(["pdftoppm", "-r", dots, "-png", "circular.pdf", "page"], cwd=folder, check=True)
    said = subprocess.run(
        ["pdftotext", "-bbox", "circular.pdf", "-"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    images = [Image.open(path) for path in sorted(folder.glob("page-*.png"))]
    return [Page(image, words) for image, words in zip(images, said.split("<page ")[1:], strict=True)]
