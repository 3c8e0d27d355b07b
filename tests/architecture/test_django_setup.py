"""Migrations are complete, and the production settings pass Django's own deployment check."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_models_have_their_migrations() -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)  # exits when something is missing

    assert said.getvalue() == "No changes detected\n"


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "guanmo.config.settings.production",
        "GUANMO_HOSTS": "guanmo.example.org",
        "GUANMO_HOME": str(tmp_path),
    }
    environment.pop("GUANMO_DATABASE_URL", None)
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the browser tests of the same process set it

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout + done.stderr) == (
        0,
        "System check identified no issues (0 silenced).\n",
    )
