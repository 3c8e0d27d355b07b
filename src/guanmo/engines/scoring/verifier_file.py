"""Builds `verify_seal.pyz`: our own verifying modules in one file that any Python runs, without us and without the network.

Nothing is written a second time: the file holds the modules that `verifying` imports, found by reading their imports.
"""

import ast
import io
import sys
import zipfile
from collections.abc import Iterator
from importlib import resources
from typing import Final

ENTRY: Final = "guanmo.engines.scoring.verifying"
_START: Final = """\
import sys

if sys.version_info < (3, 11):
    sys.stderr.write("需要 Python 3.11 或更高版本。\\n")
    sys.exit(2)

from guanmo.engines.scoring.verifying import main

sys.exit(main())
"""
_OURS: Final = resources.files("guanmo")
_EPOCH: Final = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest a zip file knows: the same modules always make the same bytes


class ForeignImport(Exception):
    """A verifying module imports what is neither ours nor Python's own."""


def verifier_file() -> bytes:
    """The bytes of the single file; raises ForeignImport rather than making one that needs something installed."""
    modules = modules_of(ENTRY)
    # A package that is only passed through may import anything; its own lines are not needed.
    files = {f"{package}/__init__.py": "" for module in modules for package in _folders_above(module)}
    files |= {_path(module): source for module, source in modules.items()}
    files["__main__.py"] = _START
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, source in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), source, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def modules_of(entry: str) -> dict[str, str]:
    """The sources of a module of ours and of all it imports, by name."""
    found: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found[module] = _source(module)
            waiting += [name for name in imports_of(module, found[module]) if name.startswith("guanmo.")]
    return found


def imports_of(module: str, source: str) -> Iterator[str]:
    """What a module imports when it runs: imports under `if TYPE_CHECKING:` are nested and left out."""
    for node in ast.parse(source).body:
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.partition(".")[0] not in sys.stdlib_module_names | {"guanmo"}:
                raise ForeignImport(f"{module} imports {name}")
            yield name


def _source(module: str) -> str:
    return _OURS.joinpath(*_path(module).split("/")[1:]).read_text(encoding="utf-8")


def _path(module: str) -> str:
    """Where a module stands below the folder that holds `guanmo`."""
    parts = module.split(".")
    return "/".join(parts) + ("/__init__.py" if _OURS.joinpath(*parts[1:]).is_dir() else ".py")


def _folders_above(module: str) -> Iterator[str]:
    parts = module.split(".")
    return ("/".join(parts[:length]) for length in range(1, len(parts)))
