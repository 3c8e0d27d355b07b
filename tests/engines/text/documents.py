"""Small documents made for tests, harmless and hostile."""

import io
import zipfile

_OPEN = '<?xml version="1.0"?><w:document xmlns:w="urn:w"><w:body>'
_CLOSE = "</w:body></w:document>"


def word(body: str, *, head: str = _OPEN, names: tuple[str, ...] = (), tail: str = _CLOSE) -> bytes:
    """A .docx of that body; `names` are further members."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", head + body + tail)
        for name in names:
            archive.writestr(name, b"x")
    return packed.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{one}</w:tr>' for one in cells)}</w:tbl>"


def pdf(*lines: str, encrypted: bool = False) -> bytes:
    """A PDF of one page; lines in ASCII, one below the other."""
    shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
    stream = f"BT /F1 12 Tf 72 700 Td {shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    content = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(content)
    content += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    locked = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a)(a)]" % (
        b"o" * 32,
        b"u" * 32,
    )
    return content + b"trailer << /Root 1 0 R /Size 6%s >>\nstartxref\n%d\n%%%%EOF" % (
        locked if encrypted else b"",
        start,
    )
