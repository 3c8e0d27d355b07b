"""One request of bytes, one answer of bytes: what a confined child process serves.

The request is a line of JSON ({"published": "2020-09-03" or null}) and the file; the answer is JSON, either
{"fields": …, "findings": …, "text": …, "tables": …} or {"refused": sentence}. Spans count characters of the text.
"""

import json
from datetime import date

from guanmo.engines.text.listing import listed
from guanmo.engines.text.reading import read_text
from guanmo.engines.text.refusals import UnreadableText
from guanmo.engines.text.report import as_fields
from guanmo.engines.text.sources import read_source


def request_for(content: bytes, *, published: date | None = None) -> bytes:
    """What to ask for a file."""
    head = {"published": published.isoformat() if published else None}
    return json.dumps(head).encode() + b"\n" + content


def answer(request: bytes) -> bytes:
    """Read the file of a request.

    >>> json.loads(answer(request_for("总投资3亿元。".encode())))["fields"]["figures"][0]["value"]
    3
    """
    head, _, content = request.partition(b"\n")
    day = json.loads(head)["published"]
    try:
        source = read_source(content)
    except UnreadableText as error:
        return json.dumps({"refused": str(error)}).encode()
    reading = read_text(source.text, published=date.fromisoformat(day) if day else None)
    return json.dumps(
        {
            "fields": as_fields(reading),
            "findings": listed(reading),
            "text": source.text,
            "tables": source.tables,
        }
    ).encode()
