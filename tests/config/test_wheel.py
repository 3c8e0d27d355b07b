"""The wheel carries everything a machine without Node needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("guanmo-*.whl")))


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
