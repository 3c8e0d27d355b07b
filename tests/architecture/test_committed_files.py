"""What may not stand in the repository: registries, addresses in lock files, other people's code, this machine's paths."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Hosts that hand out packages, and folders that only one machine has. A city's own mirror is its machine's setting.
REGISTRIES = re.compile(
    r"registry\.npmjs|npmmirror|registry\.yarnpkg|pypi\.(?:org|python\.org)|pythonhosted|anaconda\.(?:org|com)"
    r"|(?:mirrors?|pypi|npm|repo)\.(?:[a-z0-9-]+\.)+(?:edu\.cn|com\.cn|com|cn|net|org|io)\b"
    r"|jsdelivr|unpkg\.com|cdnjs|fonts\.google|artifactory|/simple/?[\"'\s]",
    re.I,
)
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:root|home|Users|work|opt|mnt)/[\w.-]+|[A-Z]:\\\\?Users", re.I)
ADDRESS_IN_LOCK = re.compile(
    r'"resolved":\s*"http|--(?:extra-)?index-url|--find-links|registry\s*=|@\s+(?:https?|file)://'
)


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("这里不是 git 仓库，跳过对已提交文件的检查")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="ignore")


def findings(committed: list[Path], pattern: re.Pattern[str]) -> list[str]:
    """What the pattern finds in committed text, by file; this file holds the patterns themselves."""
    return [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in committed
        if path != Path(__file__).resolve()
        and path.suffix != ".png"
        and (found := pattern.search(text_of(path)))
    ]


def test_no_file_names_a_registry(committed: list[Path]) -> None:
    assert findings(committed, REGISTRIES) == []


def test_no_file_names_a_path_of_one_machine(committed: list[Path]) -> None:
    assert findings(committed, MACHINE_PATHS) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://registry~npmjs~org/esbuild",
        "https://pypi~org/simple",
        "https://files~pythonhosted~org/packages/x.whl",
        "https://pypi~tuna~tsinghua~edu~cn/simple",
        "http://mirrors~aliyun~com/pypi/",
        "https://mirrors~cloud~tencent~com/npm/",
        "https://repo~huaweicloud~com/repository/npm/",
        "https://cdn~jsdelivr~net/npm/htmx.org",
        "index = 'http://10.0.0.5/simple/'",
    ],
)
def test_a_registry_is_seen(text: str) -> None:
    # Dots are spelled ~, so that this very file names no registry.
    assert REGISTRIES.search(text.replace("~", "."))


@pytest.mark.parametrize(
    "text", ["cd ~work/main", "/root/.cache", "'/home/wang/guanmo'", r"C:\Users\wang", "file:///opt/wheels"]
)
def test_a_path_of_one_machine_is_seen(text: str) -> None:
    assert MACHINE_PATHS.search(text.replace("cd ~", "cd /"))


@pytest.mark.parametrize(
    "text",
    [
        '"resolved": "https://x/y.tgz"',
        "--index-url http://x",
        "--find-links /x",
        "django @ https://x/django.whl",
    ],
)
def test_an_address_in_a_lock_file_is_seen(text: str) -> None:
    assert ADDRESS_IN_LOCK.search(text)


def test_no_lock_file_holds_addresses(committed: list[Path]) -> None:
    locks = [path for path in committed if "lock" in path.name or path.parent.name == "requirements"]

    assert [str(path) for path in locks if ADDRESS_IN_LOCK.search(text_of(path))] == []


def test_nothing_built_or_vendored_is_committed(committed: list[Path]) -> None:
    foreign = re.compile(r"\.min\.(?:js|css)$|node_modules/|/vendor/|static/web/|\.woff2?$|\.ttf$")

    assert [str(path) for path in committed if foreign.search(str(path))] == []
