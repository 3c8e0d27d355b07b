"""`make mutants`: break the scoring engine in one place at a time and see whether its tests notice.

Each mutant is one changed operator, number, text, condition or left-out step of one module. A process that has the
libraries loaded forks, takes the mutant for the module and runs the engine's tests until one fails. What survives is
printed with its line. Written by hand: the tools there are copy the tree and start the tests anew, with Django and the
whole suite's fixtures, for each of two thousand mutants; a fork needs about a second and nothing installed.
"""

import argparse
import ast
import importlib
import importlib.util
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "guanmo.engines.scoring"
SOURCE = ROOT / "src/guanmo/engines/scoring"
TESTS = ROOT / "tests/engines/scoring"
# The workbook is checked by LibreOffice, seconds for each look: no place for a thousand mutants.
LEFT_OUT = ("__init__", "fair_workbook")
SLOW_TESTS = ("test_fair_workbook", "test_published", "test_fair_worked_table")
INVENTED_ROUNDS = "test_retally"
ARITHMETIC = ("tally", "steps", "gathering", "completeness", "rank_ballots", "marks", "places")
"""Modules the invented rounds go through."""
GOAL = 0.85
PATIENCE = 120
# Loaded once, before the first fork; nothing of the package that is broken.
LOADED = ("hypothesis.strategies", "numpy", "scipy.linalg", "scipy.stats", "openpyxl", "guanmo.engines.packs")
FLAGS = (
    "-x", "-q", "-m", "not shared", "--noconftest", "-p", "no:django", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:socket",
    "-p", "no:cacheprovider", "-W", "ignore", "-o", "addopts=--import-mode=importlib", "-o", "xfail_strict=true",
)  # fmt: skip

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Pow: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One module with one thing changed."""

    module: str
    line: int
    change: str
    code: CodeType


class Taking(MetaPathFinder, Loader):
    """Hands out the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != f"{PACKAGE}.{self._mutant.module}":
            return None
        return importlib.util.spec_from_loader(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        exec(self._mutant.code, module.__dict__)  # noqa: S102 - our own module, with one thing changed


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unread = _unread(tree)
    nodes = [node for node in ast.walk(tree) if hasattr(node, "lineno") and id(node) not in unread]
    for node in sorted(nodes, key=lambda one: (one.lineno, one.col_offset)):
        for holder, name, new, change in _changes(node):
            old = getattr(holder, name)
            setattr(holder, name, new)
            code = compile(ast.fix_missing_locations(tree), str(path), "exec")
            setattr(holder, name, old)
            yield Mutant(path.stem, node.lineno, change, code)


Change = tuple[ast.AST, str, object, str]
"""What is changed: node, field, new value, in words."""


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be done to one node."""
    yield from _operators(node)
    yield from _constants(node)
    yield from _statements(node)


def _operators(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[operator, *others]) if type(operator) in SWAPS:
            new = SWAPS[type(operator)]()
            yield node, "ops", [new, *others], f"{type(operator).__name__} → {type(new).__name__}"
        case ast.BoolOp(op=operator) | ast.BinOp(op=operator) | ast.AugAssign(op=operator):
            if type(operator) in SWAPS:
                new = SWAPS[type(operator)]()
                yield node, "op", new, f"{type(operator).__name__} → {type(new).__name__}"
        case ast.UnaryOp(op=ast.Not() | ast.USub() as operator, operand=operand):
            yield node, "operand", ast.UnaryOp(operator, operand), f"{type(operator).__name__} taken away"


def _constants(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield node, "value", not value, f"{value} → {not value}"
        case ast.Constant(value=int(value)):
            yield node, "value", value + 1, f"{value} → {value + 1}"
        case ast.Constant(value=str(value)) if value:
            yield node, "value", value + "?", f"{value!r} → {value + '?'!r}"


def _statements(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.If(test=test) | ast.IfExp(test=test):
            if not isinstance(test, ast.Compare | ast.BoolOp | ast.UnaryOp):
                yield node, "test", ast.UnaryOp(ast.Not(), test), "if x → if not x"
        case ast.comprehension(ifs=[_, *_]):
            yield node, "ifs", [], "condition of a loop taken away"
        case ast.Return(value=ast.expr() as value):
            if not (isinstance(value, ast.Constant) and value.value is None):
                yield node, "value", ast.Constant(None), "returns None"
        case ast.Expr(value=ast.Call()):
            yield node, "value", ast.Constant(None), "step left out"


def _unread(tree: ast.AST) -> set[int]:
    """Nodes that say nothing to the running program: annotations, docstrings, flags of a dataclass."""
    found: set[int] = set()
    for node in ast.walk(tree):
        said: list[ast.AST | None] = []
        match node:
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation):
                said = [annotation]
            case ast.FunctionDef(returns=returns, decorator_list=decorators):
                said = [returns, *decorators]
            case ast.ClassDef(decorator_list=decorators):
                said = list(decorators)
            case ast.Expr(value=ast.Constant()):
                said = [node]
            case ast.Subscript(value=ast.Name(id="dict" | "set" | "list" | "tuple"), slice=part):
                said = [part]
        for part in said:
            found |= {id(inner) for inner in ast.walk(part)} if part is not None else set()
    return found


def tests_for(module: str) -> tuple[list[str], list[str]]:
    """The module's own tests, which notice most, and all others, the invented rounds last."""
    left_out = SLOW_TESTS if module in ARITHMETIC else (*SLOW_TESTS, INVENTED_ROUNDS)
    files = [path for path in sorted(TESTS.glob("test_*.py")) if path.stem not in left_out]
    own = [path for path in files if path.stem == f"test_{module}"] or [TESTS / "test_tally.py"]
    others = [path for path in files if path not in own]
    others.sort(key=lambda path: path.stem == INVENTED_ROUNDS)
    return [str(path) for path in own], [str(path) for path in others]


def is_noticed(mutant: Mutant | None) -> bool:
    """Whether a test fails, or nothing ends any more, in a fork that takes the mutant; None changes nothing."""
    child = os.fork()
    if child == 0:
        _run_tests(mutant)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def _run_tests(mutant: Mutant | None) -> None:
    """The fork's whole life."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if mutant is not None:
        sys.meta_path.insert(0, Taking(mutant))
    code = 1
    try:
        own, others = tests_for(mutant.module if mutant else "")
        code = pytest.main([*FLAGS, *own]) or pytest.main([*FLAGS, *others])
    finally:
        os._exit(code)


def main(names: Sequence[str], every: int) -> int:
    """Print survivors and scores; 1 if the goal is missed."""
    if is_noticed(None):
        print("the tests fail without any change; mend that first")
        return 2
    killed: dict[str, int] = defaultdict(int)
    made: dict[str, int] = defaultdict(int)
    for path in sorted(SOURCE.glob("*.py")):
        if path.stem in LEFT_OUT or (names and path.stem not in names):
            continue
        for mutant in list(mutants_of(path))[::every]:
            made[path.stem] += 1
            if is_noticed(mutant):
                killed[path.stem] += 1
            else:
                print(f"  survives: {path.name}:{mutant.line} {mutant.change}", flush=True)
        print(f"{path.stem:<16}{killed[path.stem]:>5} of {made[path.stem]:>5}", flush=True)
    score = sum(killed.values()) / sum(made.values())
    print(f"mutation score {score:.1%} ({sum(killed.values())} of {sum(made.values())}), goal {GOAL:.0%}")
    return 0 if score >= GOAL else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("modules", nargs="*", help="of engines/scoring; all if none is named")
    parser.add_argument("--every", type=int, default=1, help="only each n-th mutant, for a quick look")
    asked = parser.parse_args()
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.chdir(ROOT)
    for name in LOADED:
        importlib.import_module(name)
    sys.exit(main(asked.modules, asked.every))
