"""The list, the card and the home page with 5,000 projects × 36 months, through the whole of Django."""

import gzip
import os
import tempfile

import django
from measured import Figure, peak_megabytes, percentile, report

PROJECTS, RUNS = 5000, 30


def main() -> None:
    """Build the library once, then ask for each page as the office would."""
    from django.test import Client  # noqa: PLC0415 - needs the settings of this process
    from library import make_library  # noqa: PLC0415 - needs the settings of this process

    from guanmo.projects.models import Project  # noqa: PLC0415 - needs the settings of this process

    client = Client()
    client.force_login(make_library(PROJECTS), backend="django.contrib.auth.backends.ModelBackend")
    card = Project.objects.order_by("pk").values_list("pk", flat=True)[7]
    figures = []
    for what, address, target in (
        ("list page, 5,000 × 36, p95", "/projects/", 0.5),
        ("list page sorted by gap, p95", "/projects/?sort=gap", 0.5),
        ("list page, search by pinyin, p95", "/projects/?q=clcyy", 0.5),
        ("project card, p95", f"/projects/{card}/", 0.3),
        ("home, p95", "/", 0.8),
    ):
        response = client.get(address)
        if response.status_code != 200:
            raise SystemExit(f"{address} answered {response.status_code}")
        seconds = percentile(RUNS, 0.95, lambda address=address: client.get(address))
        size = len(gzip.compress(response.content)) // 1024
        figures.append(Figure(what, seconds, target, peak_megabytes(), f"{size} KB gzip"))
    report(figures)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            GUANMO_HOME=home,
            GUANMO_TODAY="2026-11-24",
            DJANGO_SETTINGS_MODULE="guanmo.config.settings.embedded",
        )
        django.setup()
        from django.core.management import call_command

        call_command("collectstatic", verbosity=0, interactive=False)
        main()
