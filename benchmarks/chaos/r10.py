"""R10: two devices of one juror, edits and stale edits: every ballot is kept, the right one counts.

Hypothesis drives both devices in every order it can think of; `devices.Model` says in forty lines what has to come out.
"""

import os
import tempfile

import django

from benchmarks.chaos.verdict import Verdict

STEPS, LENGTH = 10_000, 50


def prove(full: int) -> list[Verdict]:
    """Ten thousand steps, or a tenth where one seed is asked for."""
    wanted = STEPS if full > 1 else STEPS // 10
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"GUANMO_HOME": home, "DJANGO_SETTINGS_MODULE": "guanmo.config.settings.embedded"}
        django.setup()
        from benchmarks.chaos import desk, devices  # noqa: PLC0415 - needs the settings of this process

        desk.build()
        taken = 0
        while taken < wanted:
            taken += devices.run(examples=20, length=LENGTH)
        history = desk.history()
    whole = history["broken"] is None
    return [
        Verdict(
            "R10",
            "two devices, every ballot kept, the right one counts",
            f"{taken:,} steps agree with the model, {len(history['ballots']):,} ballots filed, history whole: {whole}",
            taken >= wanted and whole,
        )
    ]
