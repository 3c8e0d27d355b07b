"""docs/algorithms/circular.md names a test for each line of the standard; they are all there."""

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "docs/algorithms/circular.md"


def test_every_test_the_page_names_exists() -> None:
    named = re.findall(r"`(?:(test_\w+)\.)?(test_\w+[*…]?)`", PAGE.read_text(encoding="utf-8"))
    known = {
        node.name
        for path in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    absent = [
        name
        for _, name in named
        if not any(one == name or (name[-1] in "*…" and one.startswith(name[:-1])) for one in known)
    ]

    assert len(named) > 25
    assert absent == []
