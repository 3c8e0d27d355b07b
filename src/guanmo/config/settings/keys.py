"""The installation's secret key: from the environment, else made once and kept beside the database."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(home: Path) -> str:
    """GUANMO_SECRET_KEY, or the content of HOME/secret-key, which is created readable by its owner only."""
    if given := os.environ.get("GUANMO_SECRET_KEY"):
        return given
    path = home / "secret-key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key(), encoding="ascii")
    return path.read_text(encoding="ascii")
