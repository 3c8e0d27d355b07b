"""The database from GUANMO_DATABASE_URL; without it, SQLite beside the installation's other files."""

from pathlib import Path
from typing import Any

import environ

# WAL lets readers go on while one writes; FULL means a committed row survives a power cut; IMMEDIATE
# makes a transaction wait for its turn at the start instead of failing half way through.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-32000;",
}


def database(home: Path) -> dict[str, Any]:  # Any: Django's own setting is untyped
    """Django's DATABASES["default"] for the address in the environment."""
    config = environ.Env().db_url("GUANMO_DATABASE_URL", default=f"sqlite:///{home / 'guanmo.sqlite3'}")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config |= {"OPTIONS": SQLITE_OPTIONS}
    return {**config, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
