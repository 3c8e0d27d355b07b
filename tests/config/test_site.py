"""`guanmo init`, `demo` and `serve` as a newcomer types them, each in a process and a folder of its own."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guanmo.config.commands.site import is_taken


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real installation of this file lives."""
    return tmp_path_factory.mktemp("real")


def guanmo(home: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of one command."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO", "GUANMO"))}
    done = subprocess.run(
        [sys.executable, "-m", "guanmo.config.cli", *arguments],
        env={**environment, "GUANMO_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_demonstration_is_loaded_once_and_kept(city_home: Callable[[], Path]) -> None:
    home = city_home()
    first = (home / "said").read_text(encoding="utf-8")

    again = guanmo(home, "demo", "--load-only")

    assert first.startswith("正在载入演示城市")
    assert (home / "complained").read_text(encoding="utf-8") == ""
    assert (again[0], again[2]) == (0, "")
    assert again[1].startswith("演示账号（密码均为 guanlan-2026）：\n  zhongdian   重点办\n")
    assert (home / "demonstration").exists()

    # Reset throws everything away, also what was changed by hand.
    (home / "guanmo.sqlite3").write_bytes(b"")
    assert guanmo(home, "demo", "--load-only", "--reset") == (0, first, "")


def test_demonstration_never_comes_over_real_data(real: Path) -> None:
    code, said, _ = guanmo(real, "init", "--city", "某某市")
    refused = guanmo(real, "demo", "--load-only", "--reset")

    assert code == 0
    assert re.findall(r"账号 (\w+)　初始密码 \S{16}", said) == ["sysadmin", "secadmin", "auditor"]
    assert refused[:2] == (1, "")
    assert (
        refused[2]
        == f"{real} 里已有正式数据，演示城市不会载入。请用环境变量 GUANMO_HOME 另指一个空文件夹。\n"
    )
    assert guanmo(real, "manage", "check")[:2] == (0, "System check identified no issues (0 silenced).\n")
    assert guanmo(real, "doctor")[0] == 0


def test_taken_port_is_named_with_a_way_out(real: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        code, said, complaint = guanmo(real, "serve", "--port", str(port))

        assert (code, said) == (1, "")
        assert (
            complaint
            == f"端口 {port} 已被其他程序占用。请先关闭它，或另选一个端口，例如：--port {port + 1}。\n"
        )
    assert not is_taken("127.0.0.1", port)


def test_a_worker_has_all_pages_in_hand_before_its_first_request(tmp_path: Path) -> None:
    program = "import sys, guanmo.config.wsgi; print('guanmo.observation.sync_views' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ
        | {"DJANGO_SETTINGS_MODULE": "guanmo.config.settings.test", "GUANMO_HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )

    assert said.stdout == "True\n"
