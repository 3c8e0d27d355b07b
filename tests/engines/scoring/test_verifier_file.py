"""The single file: what it holds, and that it judges bundles on a machine that has nothing but Python."""

import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from guanmo.engines.scoring.bundles import Content
from guanmo.engines.scoring.verifier_file import ForeignImport, imports_of, verifier_file
from guanmo.engines.scoring.verifying import judge, main
from guanmo.engines.seal import canonical, public_key_of
from guanmo.engines.seal.fingerprints import key_fingerprint
from tests.engines.scoring.test_bundles import (
    KEY,
    fair_bundle,
    made,
    one_ballot_less,
    other_result_with_its_hash,
    other_score,
)

PUBLISHED = key_fingerprint(public_key_of(KEY))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the single file and nothing of ours beside it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "verify_seal.pyz").write_bytes(verifier_file())
    return folder


def ran(folder: Path, data: bytes, *more: str) -> tuple[int, list[str]]:
    """The exit code and what was printed, by an isolated Python without site-packages."""
    (folder / "a.guanmo-seal").write_bytes(data)
    command = [sys.executable, "-S", "-I", "-X", "utf8", "verify_seal.pyz", "a.guanmo-seal", *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_a_good_bundle_holds_without_us(folder: Path) -> None:
    bundle = made()

    code, said = ran(folder, canonical(bundle), "--key", PUBLISHED)

    assert code == 0
    assert said == [
        "封存哈希：重算一致",
        "签名：与文件内的公钥相符",
        "公钥：就是所给的那一把",
        "规则：重算一致",
        "选票：重算一致",
        "结果：重算一致",
        "观摩，4张票",
        *(
            f"{unit['group']}第{unit['rank']}名　{unit['unit']}　{unit['score']}"
            for unit in bundle["sealed"]["result"]["workings"]["units"]
        ),
        f"封存哈希 {bundle['seal_hash']}",
        f"签名公钥 {bundle['checkpoint']['public_key']}",
        f"公钥指纹 {PUBLISHED}",
        "结论：与封存时一致。",
    ]


@pytest.mark.parametrize(
    ("alter", "noticed"),
    [
        (other_score, {"选票", "结果"}),
        (one_ballot_less, {"选票", "结果"}),
        (other_result_with_its_hash, {"签名", "结果"}),
    ],
)
def test_an_altered_bundle_is_noticed_without_us(
    folder: Path, alter: Callable[[Content], None], noticed: set[str]
) -> None:
    """A flipped mark, a dropped ballot, a changed number."""
    bundle = made()
    alter(bundle)

    code, said = ran(folder, canonical(bundle))

    assert code == 1
    assert {line.partition("：")[0] for line in said if "不一致，文件" in line} == noticed
    assert said[-1] == "结论：不一致，不能作为封存的结果使用。"


def test_a_changed_rank_is_noticed_without_us(folder: Path) -> None:
    bundle = made()
    bundle["sealed"]["result"]["units"][0]["rank"] = 2

    code, said = ran(folder, canonical(bundle))

    assert (code, said[0], said[4]) == (
        1,
        "封存哈希：重算不一致，文件与封存时不同",
        "结果：重算不一致，文件与封存时不同",
    )


def test_the_command_of_the_file_says_the_same_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.guanmo-seal"
    path.write_bytes(canonical(made()))

    assert main([str(path), "--key", PUBLISHED]) == 0
    assert capsys.readouterr().out.endswith("结论：与封存时一致。\n")


def test_a_cut_file_is_not_read(folder: Path) -> None:
    code, said = ran(folder, canonical(made())[:-40])

    assert (code, said) == (2, ["“a.guanmo-seal”不是 JSON 文件，请用从结果页下载的封存包。"])


def test_a_fair_bundle_is_checked_in_part_and_says_so() -> None:
    verdict = judge(canonical(fair_bundle()), key=PUBLISHED)

    assert verdict.code == 3
    assert "校正松紧以后的得分和名次没有重算" in verdict.lines[5]
    assert verdict.lines[-1] == "结论：核对过的都一致，还有一部分没有核对。"


def test_the_file_is_ours_alone_and_always_the_same() -> None:
    data = verifier_file()

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
    assert hashlib.sha256(data).digest() == hashlib.sha256(verifier_file()).digest()
    assert {name.partition("/")[0] for name in names} == {"__main__.py", "guanmo"}
    assert not any(part in name for name in names for part in ("fairness", "signatures", "envelopes"))


def test_a_foreign_import_makes_no_file() -> None:
    with pytest.raises(ForeignImport, match="here imports numpy"):
        list(imports_of("here", "import json\nimport numpy as np\n"))
    assert list(imports_of("here", "from . import x\nfrom os import path\n")) == ["os"]


def test_the_file_is_the_same_whenever_it_is_made(folder: Path) -> None:
    with zipfile.ZipFile(folder / "verify_seal.pyz") as archive:
        moments = {entry.date_time for entry in archive.infolist()}

    assert moments == {(1980, 1, 1, 0, 0, 0)}
    assert (folder / "verify_seal.pyz").read_bytes() == verifier_file()
