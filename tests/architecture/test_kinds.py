"""Inside a package the kinds of file import in one direction; other packages' views and forms are nobody's business."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Leftmost may import everything to its right.
ORDER = ("urls", "views", "forms", "services", "queries", "rules", "models", "enums")
SAME_RANK = {"tasks": "views", "admin": "views", "imports": "forms", "exports": "forms", "roles": "enums"}
PRIVATE = ("urls", "views", "forms")
PACKAGES = ("accounts", "projects", "observation", "intake", "foundation")


def kind_of(module: str) -> str | None:
    """`ledger_services` and `services` are both services; None for a file outside the kinds."""
    last = module.rsplit(".", 1)[-1].rsplit("_", 1)[-1]
    last = SAME_RANK.get(last, last)
    return last if last in ORDER else None


def imports_of(path: Path) -> list[str]:
    """Modules of ours this file imports, at module level or inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("guanmo."):
            found += [node.module, *(f"{node.module}.{name.name}" for name in node.names)]
        elif isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.startswith("guanmo.")]
    return found


def test_kinds_import_in_one_direction() -> None:
    wrong = []
    for package in PACKAGES:
        for path in (SOURCE / "guanmo" / package).glob("*.py"):
            mine = kind_of(path.stem)
            for module in imports_of(path):
                theirs = kind_of(module)
                same_package = module.startswith(f"guanmo.{package}.")
                if mine and theirs and same_package and ORDER.index(theirs) < ORDER.index(mine):
                    wrong.append(f"{package}/{path.name} → {module}")

    assert wrong == []


def test_views_and_forms_stay_inside_their_package() -> None:
    wrong = []
    for path in (SOURCE / "guanmo").rglob("*.py"):
        package = path.relative_to(SOURCE / "guanmo").parts[0]
        for module in imports_of(path):
            owner = module.split(".")[1]
            if (
                owner != package
                and owner in PACKAGES
                and kind_of(module) in PRIVATE
                and path.name != "urls.py"
            ):
                wrong.append(f"{path.relative_to(SOURCE)} → {module}")

    assert wrong == []


def test_lists_start_from_what_the_person_may_see() -> None:
    """Views never open a queryset by themselves: `Model.objects.visible_to(person)` or a query."""
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno} objects.{node.attr}"
        for path in (SOURCE / "guanmo").rglob("*views.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "objects"
        and node.attr != "visible_to"
    ]

    assert wrong == []
