"""Size budgets of the style guide: what does not fit one screen is not read."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE_LINES = 500
FUNCTION_LINES = 60
VIEW_LINES = 25
TEST_FILE_LINES = 600


def source_files() -> list[Path]:
    return [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file as `path:line name` with its number of lines, decorators left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", lines


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_source_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines_of(path) for path in source_files() if lines_of(path) > FILE_LINES
    }

    assert long == {}


def test_test_files_are_short() -> None:
    files = [*(ROOT / "tests").rglob("*.py")]

    assert {str(f.relative_to(ROOT)): lines_of(f) for f in files if lines_of(f) > TEST_FILE_LINES} == {}


def test_functions_are_short() -> None:
    long = {
        name: lines for path in source_files() for name, lines in functions(path) if lines > FUNCTION_LINES
    }

    assert long == {}


def test_views_are_thin() -> None:
    views = [path for path in source_files() if path.stem.endswith("views")]

    assert {name: lines for path in views for name, lines in functions(path) if lines > VIEW_LINES} == {}


def test_module_names_say_what_they_hold() -> None:
    vague = {"utils", "helpers", "common", "misc", "manager", "tools"}

    assert [str(path) for path in source_files() if path.stem in vague] == []


def test_packages_open_with_what_they_own() -> None:
    packages = list((ROOT / "src/guanmo").glob("*/__init__.py"))

    lengths = {
        path.parent.name: len(path.read_text(encoding="utf-8").strip().splitlines()) for path in packages
    }

    assert {name: lines for name, lines in lengths.items() if not 3 <= lines <= 8} == {}
