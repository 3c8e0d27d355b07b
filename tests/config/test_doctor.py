"""`guanmo doctor` tells what is wrong and how to mend it."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from guanmo.config.commands import doctor
from guanmo.config.management.commands.examine import examine
from guanmo.foundation.models import HistoryEntry
from tests.cast import Cast


def findings() -> dict[str, bool]:
    return {finding.what: finding.well for finding in examine()}


def test_doctor_finds_a_sound_installation_well(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    found = findings()

    assert [what for what, well in found.items() if not well] == []
    assert "操作日志完整" in found


@pytest.mark.django_db
def test_doctor_names_a_missing_folder(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "nowhere"

    assert findings()[f"数据文件夹 {tmp_path / 'nowhere'}"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["secret-key", "ballot-key", "signing-key"])
def test_doctor_names_a_readable_key(name: str, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    (tmp_path / name).write_text("secret")
    (tmp_path / name).chmod(0o644)

    [found] = [finding for finding in examine() if finding.what == "密钥文件只有本用户可读"]

    assert (found.well, found.mend) == (False, f"请运行：chmod 600 {tmp_path / name}")


def test_doctor_points_at_the_entry_that_was_altered(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    HistoryEntry.unguarded().filter(sequence=3).update(by_name="别人")

    assert findings()["操作日志，第 3 条对不上"] is False


@pytest.mark.django_db
def test_doctor_prints_chinese_advice_and_fails(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HOME = tmp_path / "nowhere"

    code = doctor.run(argparse.Namespace())

    said = capsys.readouterr().out
    assert code == 1
    assert "怎么办：请建立这个文件夹并让运行观摩的用户可以写入。" in said


def examined(**variables: str) -> tuple[int, list[str]]:
    """`guanmo doctor` in a process of its own, whose settings are yet to be read."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GUANMO"))}
    done = subprocess.run(
        [sys.executable, "-m", "guanmo.config.cli", "doctor"],
        env=kept | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()[-3:]


def test_doctor_names_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")

    code, said = examined(GUANMO_HOME=str(tmp_path / "var"))

    assert code == 1
    assert said[0].startswith(f"有误　数据文件夹 {tmp_path / 'var'}（")
    assert said[1] == (
        "　　　怎么办：请建立这个文件夹并让运行观摩的用户可以写入，或用环境变量 GUANMO_HOME 另指一个。"
    )


@pytest.mark.parametrize("content", [b"a", b"\xff"])
def test_doctor_names_a_key_that_is_none(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "ballot-key").write_bytes(content)

    code, said = examined(GUANMO_HOME=str(tmp_path))

    assert (code, said[0]) == (1, "有误　密钥文件（内容不是密钥，或不完整）")


def test_doctor_names_the_variable_production_lacks(tmp_path: Path) -> None:
    code, said = examined(
        GUANMO_HOME=str(tmp_path), DJANGO_SETTINGS_MODULE="guanmo.config.settings.production"
    )

    assert (code, said[0]) == (1, "有误　配置（缺少环境变量 GUANMO_HOSTS）")


def test_rank_and_ledger_start_without_settings(tmp_path: Path) -> None:
    """The engines' commands must work where no database or setting is known."""
    ballots = tmp_path / "选票.csv"
    ballots.write_text(
        "judge,unit,stop,criterion,score\n甲,青屿县,一,质量,90\n乙,青屿县,一,质量,80\n", encoding="utf-8"
    )
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("DJANGO", "GUANMO"))
    }

    done = subprocess.run(
        [sys.executable, "-m", "guanmo.config.cli", "rank", str(ballots), "--rule", "mean", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["units"] == [{"unit": "青屿县", "group": "", "score": 85, "rank": 1}]
