"""A file or a pasted text, read by the text engine in a child process: what strangers wrote never runs in the site's own."""

import json
from datetime import date

from guanmo.engines.text.answering import request_for
from guanmo.foundation.confined import Confined, Overrun
from guanmo.intake.services import ReadMaterial, Unreadable, material_of

SECONDS = 30.0
_SERVED = "guanmo.engines.text.answering:answer"


def read_bytes(content: bytes, *, published: date | None, name: str = "") -> ReadMaterial:
    """Read a file or the bytes of a pasted text; `name` stands in for a headline where there is none."""
    try:
        with Confined(_SERVED, seconds=SECONDS) as reader:
            answer = reader.ask(request_for(content, published=published))
    except Overrun as error:
        raise Unreadable("读这份材料超出了允许的内存或时间，已停止。请只保留正文，粘贴文字再试。") from error
    return material_of(json.loads(answer), name=name)
