"""The mark a demonstration leaves in its folder, so that no page of it can pass for a real city's."""

from pathlib import Path


def mark(home: Path) -> Path:
    """The file whose presence says that everything in this folder is invented."""
    return home / "demonstration"
