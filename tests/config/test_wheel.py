"""The wheel carries everything a machine without Node needs."""

import re
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.served import demonstration

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("guanmo-*.whl"))


@pytest.fixture(scope="module")
def wheel(wheel_file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheel_file)


def test_wheel_carries_the_built_front_end(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())

    assert {"guanmo/static/web/app.css", "guanmo/static/web/app.js", "guanmo/static/web/icon.svg"} <= names


def test_wheel_carries_every_file_of_the_package_that_is_not_python(wheel: zipfile.ZipFile) -> None:
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in (source / "guanmo").rglob("*")
        if path.is_file() and path.suffix in {".html", ".toml", ".docx"}
    }

    assert wanted - set(wheel.namelist()) == set()


def test_wheel_offers_the_command(wheel: zipfile.ZipFile) -> None:
    entry_points = next(name for name in wheel.namelist() if name.endswith("entry_points.txt"))

    assert wheel.read(entry_points).decode().splitlines() == [
        "[console_scripts]",
        "guanmo = guanmo.config.cli:main",
    ]


def test_installed_wheel_opens_the_demonstration_without_node(wheel_file: Path, tmp_path: Path) -> None:
    """A new environment with the wheel, the dependencies of this one, and nothing but its own programs on the path."""
    programs = tmp_path / "environment" / "bin"
    subprocess.run([sys.executable, "-m", "venv", str(programs.parent)], check=True)
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel_file]
    subprocess.run([str(part) for part in pip], check=True)
    [packages] = programs.parent.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    home = tmp_path / "home"
    home.mkdir()

    with demonstration([str(programs / "guanmo")], home, {"PATH": str(programs)}) as address:
        page = read(f"{address}/login/").decode()
        style = re.search(r'href="(/static/web/app[^"]*\.css)"', page)
        assert style is not None
        assert read(address + style[1]).startswith(b"@")
        assert "zhongdian" in page


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own address
        content: bytes = answer.read()
    return content
