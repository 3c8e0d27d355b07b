"""Uploaded photos and papers, unpacked and copied in a child process: what strangers made never opens in the site's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from guanmo.engines.pictures import LARGEST_BYTES, UnusableFile, prepared_of, request_for
from guanmo.foundation.confined import Confined, Overrun
from guanmo.projects.attachment_services import HandedIn

SECONDS = 20.0
_SERVED = "guanmo.engines.pictures:answer"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be kept, and what to do about it."""

    file_name: str
    why: str


Files = Iterable["UploadedFile[Any]"]  # Any: files of bytes or text


def prepare(files: Files, *, camera: bool) -> tuple[list[HandedIn], list[Refused]]:
    """Each file ready to be kept, or refused with a sentence; one child process for all of them."""
    good, bad = [], []
    with Confined(_SERVED, seconds=SECONDS) as child:
        for file in files:
            name = file.name or "没有名字的文件"
            try:
                good.append(_prepared(child, name, file, camera=camera))
            except UnusableFile as refusal:
                bad.append(Refused(name, str(refusal)))
            except Overrun:
                bad.append(Refused(name, "处理这个文件超出了允许的内存或时间，已停止。请缩小照片再传。"))
    return good, bad


def _prepared(
    child: Confined, name: str, file: "UploadedFile[Any]", *, camera: bool
) -> HandedIn:  # Any: a file of bytes or text
    if (file.size or 0) > LARGEST_BYTES:
        raise UnusableFile(f"文件超过{LARGEST_BYTES // 1_000_000}MB，请压缩或拆开再传。")
    content = file.read()
    made = prepared_of(child.ask(request_for(content, with_notes=camera)))
    return HandedIn(name, content, made, camera=camera)
