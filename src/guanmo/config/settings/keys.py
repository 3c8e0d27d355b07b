"""The installation's keys: from the environment, else made once and kept beside the database, never inside it."""

import base64
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from guanmo.engines.seal import new_envelope_key, new_signing_key

# File in the data folder → the variable that may hold its content instead.
KEY_FILES = {
    "secret-key": "GUANMO_SECRET_KEY",
    "ballot-key": "GUANMO_BALLOT_KEY",
    "signing-key": "GUANMO_SIGNING_KEY",
}


def secret_key(home: Path) -> str:
    """What Django signs sessions with."""
    return _kept(home, "secret-key", lambda: get_random_secret_key() + get_random_secret_key())


def ballot_key(home: Path) -> bytes:
    """What ballots are encrypted with until they are sealed; who holds only the database reads no score."""
    return base64.b64decode(_kept(home, "ballot-key", lambda: _text(new_envelope_key())))


def signing_key(home: Path) -> bytes:
    """What receipts and seals are signed with."""
    return base64.b64decode(_kept(home, "signing-key", lambda: _text(new_signing_key())))


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


def _kept(home: Path, name: str, make: Callable[[], str]) -> str:
    """The key of this name; a file made here is readable by its owner only."""
    if given := os.environ.get(KEY_FILES[name]):
        return given
    path = home / name
    if not path.exists():
        _write_once(path, make())
    return path.read_text(encoding="ascii")


def _write_once(path: Path, text: str) -> None:
    """Two processes that start together end up with one key: the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="ascii")
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
