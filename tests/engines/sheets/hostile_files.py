"""Files that would hurt a careless reader, each built in memory."""

import io
import struct
import zipfile
import zlib

from guanmo.engines.sheets.characters import column_letter

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"/></Relationships>'
)
_SHEET_TYPE = "worksheet"
_WORKBOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="台账" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
SHEET_START = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
SHEET_END = "</sheetData></worksheet>"


def workbook(
    sheet: str | bytes, *, parts: dict[str, str | bytes] | None = None, macro: bool = False
) -> bytes:
    """An .xlsx with this worksheet part and further parts as they are."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", _TYPES.format(main=_MACRO_MAIN if macro else _MAIN))
        package.writestr("_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        package.writestr("xl/workbook.xml", _WORKBOOK)
        package.writestr(
            "xl/_rels/workbook.xml.rels", _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        package.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (parts or {}).items():
            package.writestr(name, content)
    return buffer.getvalue()


def cells(*texts: str) -> str:
    """One worksheet with a column of texts."""
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for i, text in enumerate(texts, 1)
    )
    return SHEET_START + rows + SHEET_END


def zip_bomb() -> bytes:
    """A worksheet of a quarter of a gigabyte of spaces."""
    return workbook(cells("项目名称"), parts={"xl/worksheets/sheet2.xml": b" " * 250_000_000})


def lying_zip_bomb() -> bytes:
    """The same, with a directory that claims a small size."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(b" " * 10_000_000) for _ in range(30)) + packer.flush()
    honest = workbook(cells("项目名称"), parts={"xl/media/image1.png": b"x"})
    directory = zipfile.ZipFile(io.BytesIO(honest))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for member in directory.namelist():
            package.writestr(member, directory.read(member))
        start = buffer.tell()
        info = zipfile.ZipInfo("xl/worksheets/sheet9.xml")
        info.compress_type = zipfile.ZIP_DEFLATED
        info.header_offset, info.compress_size, info.file_size, info.CRC = start, len(packed), 100, 0
        buffer.write(info.FileHeader(zip64=False) + packed)
        package.filelist.append(info)
        package.NameToInfo[info.filename] = info
        package.start_dir = buffer.tell()
    return buffer.getvalue()


def billion_laughs() -> bytes:
    """Ten levels of entities, each ten times the one below."""
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 11))
    sheet = f"<?xml version='1.0'?><!DOCTYPE worksheet [{entities}]>" + cells("&a10;").partition("?>")[2]
    return workbook(sheet)


def empty_styled_rows(count: int = 1_000_000) -> bytes:
    """Rows with a format and nothing else, as a whole-column fill leaves them."""
    rows = "".join(
        f'<row r="{i}" s="1" customFormat="1"><c r="A{i}" s="1"/></row>' for i in range(2, count + 2)
    )
    first = '<row r="1"><c r="A1" t="inlineStr"><is><t>项目名称</t></is></c></row>'
    return workbook(SHEET_START + first + rows + SHEET_END)


def empty_styled_cells() -> bytes:
    """Formats on whole rows across the widest sheet."""
    letters = [column_letter(index) for index in range(16_384)]
    rows = (
        f'<row r="{i}">{"".join(f"""<c r="{one}{i}" s="1"/>""" for one in letters)}</row>'
        for i in range(1, 41)
    )
    return workbook(SHEET_START + "".join(rows) + SHEET_END)


def deep_nesting() -> bytes:
    """Two million elements, each inside the one before."""
    return workbook(SHEET_START + "<x>" * 2_000_000 + "</x>" * 2_000_000 + SHEET_END)


def long_attribute() -> bytes:
    """An attribute of fifty megabytes."""
    return workbook(SHEET_START.replace("<sheetData>", f'<sheetData x="{"x" * 50_000_000}">') + SHEET_END)


def one_cell() -> bytes:
    """Ten megabytes of text in one cell."""
    return workbook(cells("项目名称", "长" * 3_300_000))


def far_cell() -> bytes:
    """Two cells at opposite corners of the largest sheet Excel knows."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbook(SHEET_START + '<row r="1"><c r="A1"><v>1</v></c></row>' + far + SHEET_END)


def repeated_string() -> bytes:
    """One long text that a hundred thousand cells show."""
    shared = f'<?xml version="1.0"?><sst xmlns="x"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(1, 100_001))
    return workbook(SHEET_START + rows + SHEET_END, parts={"xl/sharedStrings.xml": shared})


def encrypted() -> bytes:
    """What Excel writes for a workbook with a password: a compound file around the cipher text."""
    return compound_file({"EncryptionInfo": b"\x04\x00\x04\x00" * 2000, "EncryptedPackage": b"\x00" * 8192})


def old_macro() -> bytes:
    return compound_file({"Workbook": b"\x00" * 8192, "_VBA_PROJECT_CUR": b"\x00" * 8192})


def compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file with 512-byte sectors; each stream at least 4096 bytes long."""
    sectors: list[bytes] = []
    table: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        first = len(sectors)
        padded = data + b"\x00" * (-len(data) % 512)
        sectors += [padded[i : i + 512] for i in range(0, len(padded), 512)]
        table += [*range(first + 1, len(sectors)), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(data)))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\x00")
    first_directory = len(sectors)
    sectors += [directory[i : i + 512] for i in range(0, len(directory), 512)]
    table += [*range(first_directory + 1, len(sectors)), 0xFFFFFFFE]
    fat_sectors = 1
    while (len(table) + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    first_fat = len(sectors)
    table += [0xFFFFFFFD] * fat_sectors
    table += [0xFFFFFFFF] * (fat_sectors * 128 - len(table))
    packed = struct.pack(f"<{len(table)}I", *table)
    sectors += [packed[i : i + 512] for i in range(0, len(packed), 512)]
    places = [*range(first_fat, first_fat + fat_sectors)] + [0xFFFFFFFF] * (109 - fat_sectors)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        first_directory,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    return header + struct.pack("<109I", *places) + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    written = (name + "\x00").encode("utf-16-le")
    return (
        written.ljust(64, b"\x00")
        + struct.pack("<HBB", len(written), kind, 1)
        + b"\xff" * 12
        + b"\x00" * 36
        + struct.pack("<III", first, size, 0)
    )
