"""Files made to hurt are refused at once, cheaply, with a sentence a clerk understands."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guanmo.engines.sheets import UnreadableFile, read_workbook
from tests.engines.sheets import hostile_files as hostile
from tests.engines.sheets import old_files as old

READER = Path(__file__).with_name("hostile_reader.py")
SOURCES = Path(__file__).resolve().parents[3] / "src"
LONGEST, MOST_MEMORY = 2.0, 150  # seconds of processor time, megabytes on top of the file itself
ADDRESS_SPACE = 2_000_000_000  # a runaway ends here instead of taking the machine with it


def old_repeated_string() -> bytes:
    table = old.strings(1, *[old.text("长" * 4_000)])
    page = b"".join(old.shared(row % 65_536, row // 65_536, 0) for row in range(300_000))
    return old.old_workbook([old.Page("台账", page)], before=table)


def old_endless_records() -> bytes:
    return hostile.compound_file({"Workbook": old.start(5) + old.record(0x0001) * 1_700_000})


BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip_bomb.xlsx": (hostile.zip_bomb, "解压后异常庞大"),
    "lying_zip_bomb.xlsx": (hostile.lying_zip_bomb, "解压后异常庞大"),
    "billion_laughs.xlsx": (hostile.billion_laughs, "XML 实体"),
    "deep.xlsx": (hostile.deep_nesting, "层层嵌套"),
    "long_attribute.xlsx": (hostile.long_attribute, "解压后异常庞大"),
    "empty_styled_rows.xlsx": (hostile.empty_styled_rows, "空行"),
    "empty_styled_cells.xlsx": (hostile.empty_styled_cells, "空单元格"),
    "far_cell.xlsx": (hostile.far_cell, "第 1048576 行、第 16384 列"),
    "repeated_string.xlsx": (hostile.repeated_string, "文字太多"),
    "one_cell.xlsx": (hostile.one_cell, "超过 32,767 字"),
    "encrypted.xlsx": (hostile.encrypted, "加了密码"),
    "macro.xlsm": (lambda: hostile.workbook(hostile.cells("甲"), macro=True), "文件里有宏"),
    "old_macro.xls": (hostile.old_macro, "文件里有宏"),
    "old_repeated_string.xls": (old_repeated_string, "文字太多"),
    "old_endless_records.xls": (old_endless_records, "单元格太多"),
    "wrong_magic.xlsx": (lambda: b"%PDF-1.7\n" + b"x" * 19_000_000, "PDF 文件"),
    "damaged.xlsx": (lambda: b"PK\x03\x04" + b"\x00" * 19_000_000, "已损坏"),
    "many_members.xlsx": (lambda: b"PK\x03\x04" + b"PK\x01\x02" * 4_000_000, "已损坏"),
    "commas.csv": (lambda: b"," * 19_000_000, "单元格超过"),
    "lines.csv": (lambda: b"a\n" * 1_900_000, "超过 100,000 行"),
    "quotes.csv": (lambda: b'"' * 19_000_000, "引号"),
    "one_cell.csv": (("项目名称,备注\n甲," + "长" * 3_300_000).encode, "一格文字太长"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_in_time_and_memory(name: str, tmp_path: Path) -> None:
    build, says = BOMBS[name]
    path = tmp_path / name
    path.write_bytes(build())

    ran = subprocess.run(
        [sys.executable, str(READER), str(path)],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(SOURCES), "PYTHONIOENCODING": "utf-8"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE)),
    )

    found = json.loads(ran.stdout)
    assert says in found["message"]
    assert found["seconds"] <= LONGEST
    assert found["megabytes"] <= MOST_MEMORY


def test_relations_to_other_files_are_not_followed() -> None:
    """An external link, a path that climbs out of the package: nothing outside is ever opened."""
    links = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="http://x/externalLink" Target="file:///etc/passwd" TargetMode="External"/>'
        "</Relationships>"
    )
    parts: dict[str, str | bytes] = {"xl/externalLinks/_rels/x.xml.rels": links, "../../outside.xml": "<x/>"}

    book = read_workbook(hostile.workbook(hostile.cells("项目名称", "甲"), parts=parts), file_name="a.xlsx")

    assert [one.values for one in book.sheets[0].records] == [{"项目名称": "甲"}]


def test_external_entity_is_refused() -> None:
    sheet = (
        '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'
        + hostile.cells("甲").partition("?>")[2]
    )

    with pytest.raises(UnreadableFile, match="XML 实体"):
        read_workbook(hostile.workbook(sheet), file_name="a.xlsx")
