"""`guanmo seal verify`: what it says of a whole bundle, of an altered one, and of something else."""

import argparse
import base64
import json
from pathlib import Path

import pytest

from guanmo.config.commands import seal
from guanmo.engines.scoring.verifier_file import verifier_file
from guanmo.engines.seal import canonical
from guanmo.engines.seal.fingerprints import key_fingerprint
from guanmo.observation.sealed_ballot_queries import sealed_bundle
from tests.cast import Cast
from tests.observation.tours import sealed_tour


def run(path: Path, *more: str, action: str = "verify") -> int:
    parser = argparse.ArgumentParser()
    seal.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["seal", action, str(path), *more])
    code: int = args.run(args)
    return code


@pytest.fixture
def bundle(cast: Cast, tmp_path: Path) -> Path:
    path = tmp_path / "封存包.json"
    path.write_bytes(canonical(sealed_bundle(sealed_tour(cast, "rank-100-3"))))
    return path


def test_whole_bundle_shows_its_ranking(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(bundle)

    said = capsys.readouterr().out.splitlines()
    assert code == 0
    assert said[:-5] == [
        "封存哈希：重算一致",
        "签名：与文件内的公钥相符",
        "规则：重算一致",
        "选票：重算一致",
        "结果：重算一致",
        "2026年第四季度观摩，2张票",
        "第1名　青屿县　100.00",
        "第2名　云溪县　97.00",
        "第3名　城北区　94.00",
        "第4名　高新功能区　91.00",
    ]
    data = json.loads(bundle.read_text())
    key = data["checkpoint"]["public_key"]
    assert said[-5:] == [
        f"封存哈希 {data['seal_hash']}",
        f"签名公钥 {key}",
        f"公钥指纹 {key_fingerprint(base64.b64decode(key))}",
        "结论：与封存时一致。",
        "没有核对是谁签的：请用 --key 写上通报或校验页公布的公钥指纹再运行一次。",
    ]


def test_altered_bundle_is_told_apart(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(bundle.read_text())
    data["sealed"]["result"]["units"][0]["rank"] = 2
    bundle.write_text(json.dumps(data))

    code = run(bundle)

    assert code == 1
    assert capsys.readouterr().out == (
        "封存哈希：重算不一致，文件与封存时不同\n签名：与文件内的公钥相符\n规则：重算一致\n选票：重算一致\n结果：重算不一致，文件与封存时不同\n"
        "结论：不一致，不能作为封存的结果使用。\n"
    )


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "通报.docx"
    other.write_bytes(b"PK\x03\x04")

    codes = [run(other), run(tmp_path / "没有.json")]

    said = capsys.readouterr().err.splitlines()
    assert codes == [2, 2]
    assert said[0].endswith("”不是 JSON 文件，请用从结果页下载的封存包。")
    assert said[1].endswith("没有.json”，请检查路径和权限。")


def test_another_key_is_told_apart(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(bundle, "--key", key_fingerprint(bytes(32))) == 1

    assert "公钥：不是所给的那一把，这个文件不是公布公钥的单位签的\n" in capsys.readouterr().out


def test_the_verifier_is_written_as_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "verify_seal.pyz"

    codes = [run(out, action="verifier"), run(tmp_path / "没有" / "v.pyz", action="verifier")]

    said = capsys.readouterr()
    assert (codes, out.read_bytes() == verifier_file()) == ([0, 1], True)
    assert said.out.endswith("verify_seal.pyz 封存包.guanmo-seal\n")
    assert said.err.endswith("”，请检查路径和权限。\n")
