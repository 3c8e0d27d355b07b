"""What may not stand in the repository: registries, addresses in lock files, other people's code, this machine's paths."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REGISTRIES = re.compile(
    r"registry\.npm"
    r"js\.org|pypi\.(?:org|python\.org)|files\.pythonhosted|npmmirror|tuna\.tsinghua|/root/|/home/[a-z]+/",
    re.I,
)
ADDRESS_IN_LOCK = re.compile(r'"resolved":\s*"http|--(?:extra-)?index-url|registry\s*=')


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("这里不是 git 仓库，跳过对已提交文件的检查")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def test_no_file_names_a_registry(committed: list[Path]) -> None:
    here = Path(__file__).resolve()

    named = [
        str(path.relative_to(ROOT)) for path in committed if path != here and REGISTRIES.search(text_of(path))
    ]

    assert named == []


def test_no_lock_file_holds_addresses(committed: list[Path]) -> None:
    locks = [path for path in committed if "lock" in path.name or path.parent.name == "requirements"]

    assert [str(path) for path in locks if ADDRESS_IN_LOCK.search(text_of(path))] == []


def test_nothing_built_or_vendored_is_committed(committed: list[Path]) -> None:
    foreign = re.compile(r"\.min\.(?:js|css)$|node_modules/|/vendor/|static/web/|\.woff2?$|\.ttf$")

    assert [str(path) for path in committed if foreign.search(str(path))] == []
