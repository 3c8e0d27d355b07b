"""Keys are made once, kept to their owner, and may come from the environment."""

import base64
from pathlib import Path
from threading import Barrier, Thread

import pytest

from guanmo.config.settings.keys import ballot_key, secret_key, signing_key
from guanmo.engines.seal import close_envelope, open_envelope, public_key_of, sign, verifies


@pytest.mark.parametrize("name", ["secret-key", "ballot-key", "signing-key"])
def test_key_is_made_once_and_only_for_its_owner(name: str, tmp_path: Path) -> None:
    key_of = {"secret-key": secret_key, "ballot-key": ballot_key, "signing-key": signing_key}[name]
    home = tmp_path / "new"

    first = key_of(home)

    assert key_of(home) == first
    assert len(first) >= 32
    assert (home / name).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == [name]


def test_keys_serve_their_purpose(tmp_path: Path) -> None:
    envelope = close_envelope(b"95", key=ballot_key(tmp_path), label="x")
    signature = sign(signing_key(tmp_path), b"95")

    assert open_envelope(envelope, key=ballot_key(tmp_path), label="x") == b"95"
    assert verifies(public_key_of(signing_key(tmp_path)), b"95", signature)


def test_key_from_the_environment_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUANMO_BALLOT_KEY", base64.b64encode(b"k" * 32).decode())

    assert ballot_key(tmp_path) == b"k" * 32
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    found: list[bytes] = []
    together = Barrier(8)

    def start() -> None:
        together.wait()
        found.append(ballot_key(tmp_path))

    threads = [Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 8
    assert len(set(found)) == 1
