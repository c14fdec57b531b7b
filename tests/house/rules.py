"""Checkers for the shape of the code: each takes parsed modules and returns faults, one readable line each.

They read source text only and never import what they check, so that a broken module is still measured.
An empty list means that the rule holds. The tests run every checker on a small bad sample too.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

PACKAGE = "repo_service"
FLOORS = {
    "errors": 0, "settings": 0, "clock": 0, "paths": 0, "identifiers": 0,
    "domain": 1,
    "store": 2, "search": 2, "formats": 2, "mail": 2,
    "services": 3,
    "web": 4,
    "app": 5, "cli": 5, "worker": 5, "demo": 5, "__main__": 5,
}  # fmt: skip
CELLARS, DOORS, ROOF = 2, 4, 5

# Foreign package -> the only rooms that may know it. A room is a dotted name below the package.
GUESTS = {
    "whoosh": ("search",),
    "sqlalchemy": ("store",),
    "alembic": ("store",),
    "lxml": ("formats",),
    "flask_login": ("web.login",),
    "flask": ("web", "app"),
    "flask_babel": ("web", "app"),
    "flask_wtf": ("web", "app"),
    "werkzeug": ("web", "app"),
    "waitress": ("cli", "app", "worker", "demo"),
}
CLOCKS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns",
}  # fmt: skip
WORLD = (
    "asyncio",
    "http",
    "io",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "urllib.request",
)
LAZY_NAMES = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no cover|ruff:\s*noqa|mypy:\s*ignore)")


@dataclass(frozen=True)
class Module:
    """One source file: dotted name, whether it is a folder's ``__init__``, and its text."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    @property
    def room(self) -> str:
        """The first folder or file below the package; empty for the package itself."""
        return self.name.partition(".")[2].partition(".")[0]

    @property
    def folder(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]


@dataclass(frozen=True)
class Arrow:
    """One import: who asks, which dotted name, on which line, in a function, for types only."""

    source: Module
    target: str
    line: int
    in_function: bool
    types_only: bool

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line} imports {self.target}"


@cache
def read_modules(root: Path, package: str = PACKAGE) -> list[Module]:
    """Every module below ``root/package``, sorted by name; read and parsed once a run."""
    found = []
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        found.append(
            Module(".".join(parts[:-1] if is_package else parts), path.read_text("utf-8"), is_package)
        )
    return found


def floor(name: str) -> int | None:
    """The floor of a dotted name; the package itself lies on the ground; None for an unknown room."""
    room = name.partition(".")[2].partition(".")[0]
    return FLOORS.get(room) if room else 0


# --------------------------------------------------------------------------------------------- arrows


def arrows(module: Module) -> Iterator[Arrow]:
    """Every import of ``module``, absolute: ``from a import b, c`` gives ``a.b`` and ``a.c``."""
    for node, in_function, types_only in _imports(module.tree, in_function=False, types_only=False):
        for target in _targets(module, node):
            yield Arrow(module, target, node.lineno, in_function, types_only)


def _imports(
    node: ast.AST, *, in_function: bool, types_only: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, in_function, types_only
        function = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        types = types_only or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
        yield from _imports(child, in_function=function, types_only=types)


def _targets(module: Module, node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    prefix = node.module or ""
    if node.level:
        base = module.name.split(".")
        base = base[: len(base) - node.level + (1 if module.is_package else 0)]
        prefix = ".".join([*base, *([prefix] if prefix else [])])
    return [f"{prefix}.{alias.name}" for alias in node.names]


def _edges(modules: Sequence[Module]) -> list[tuple[str, str]]:
    """Arrows between known modules, without those for types only."""
    known = {module.name for module in modules}
    edges = []
    for arrow in (arrow for module in modules for arrow in arrows(module) if not arrow.types_only):
        target = arrow.target
        while target and target not in known:
            target = target.rpartition(".")[0]
        if target and target != arrow.source.name:
            edges.append((arrow.source.name, target))
    return edges


def floor_faults(modules: Sequence[Module]) -> list[str]:
    """Imports that go up, between two cellars, from a door into a cellar, or from below onto the roof.

    Imports under TYPE_CHECKING count: to know the name of a higher floor is to know that floor.
    """
    faults = [f"{module.name} stands on no floor" for module in modules if floor(module.name) is None]
    for module in modules:
        for arrow in arrows(module):
            here, there = floor(module.name), floor(arrow.target)
            if not _is_ours(arrow.target) or here is None or there is None:
                continue
            other_room = arrow.target.split(".")[1:2] != [module.room]
            if there > here:
                faults.append(f"{arrow}: upwards")
            elif here == there == CELLARS and other_room:
                faults.append(f"{arrow}: between two cellars")
            elif here == DOORS and there == CELLARS:
                faults.append(f"{arrow}: a door calls services, never a cellar")
    return sorted(set(faults))


def cycle_faults(modules: Sequence[Module]) -> list[str]:
    """Groups of modules that import one another in a circle."""
    graph: dict[str, set[str]] = {module.name: set() for module in modules}
    for source, target in _edges(modules):
        graph[source].add(target)
    reach = {name: _reachable(graph, name) for name in graph}
    circles = {
        tuple(sorted(o for o in reach[name] if name in reach[o])) for name in graph if name in reach[name]
    }
    return sorted("circle: " + " ".join(circle) for circle in circles)


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(graph[name])
    return seen


def mutual_faults(modules: Sequence[Module]) -> list[str]:
    """Pairs of folders that import each other. The package's own folder is the street, and a folder with its own
    sub-folder is one room: neither counts."""
    folder = {module.name: module.folder for module in modules}
    pairs = {(folder[source], folder[target]) for source, target in _edges(modules)}
    return sorted(
        f"{a} and {b} import each other"
        for a, b in pairs
        if a < b and (b, a) in pairs and PACKAGE not in (a, b) and not b.startswith(f"{a}.")
    )


def hidden_import_faults(modules: Sequence[Module]) -> list[str]:
    """Imports of the project inside a function: they hide an arrow from the reader."""
    return sorted(
        {
            f"{arrow}: inside a function"
            for m in modules
            for arrow in arrows(m)
            if arrow.in_function and _is_ours(arrow.target)
        }
    )


def guest_faults(modules: Sequence[Module]) -> list[str]:
    """Foreign packages met outside the rooms that may know them."""
    faults = set()
    for module in modules:
        place = module.name.partition(".")[2]
        for arrow in arrows(module):
            rooms = GUESTS.get(arrow.target.partition(".")[0])
            if rooms and not any(place == room or place.startswith(room + ".") for room in rooms):
                faults.add(f"{arrow}: only {', '.join(rooms)} may")
    return sorted(faults)


def pure_domain_faults(modules: Sequence[Module], standard: Iterable[str]) -> list[str]:
    """The rules of the consortium use the standard library without its doors to the outside world."""
    known = {*standard, PACKAGE}
    faults = set()
    for arrow in (arrow for module in modules if module.room == "domain" for arrow in arrows(module)):
        outside = any(f"{arrow.target}.".startswith(f"{door}.") for door in WORLD)
        if outside or arrow.target.partition(".")[0] not in known:
            faults.add(str(arrow))
    return sorted(faults)


def clock_faults(modules: Sequence[Module]) -> list[str]:
    """Uses of the system's time outside ``clock``, called or handed over as a function."""
    faults = []
    for module in modules:
        if module.name == f"{PACKAGE}.clock":
            continue
        names = _names_in_scope(module)
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute | ast.Name) and _resolved(node, names) in CLOCKS:
                faults.append(
                    f"{module.name}:{node.lineno} asks the time of {ast.unparse(node)}; clock.now() knows it"
                )
    return faults


def _names_in_scope(module: Module) -> dict[str, str]:
    names: dict[str, str] = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {
                a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                for a in node.names
            }
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _resolved(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_resolved(node.value, names)}.{node.attr}"
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def _is_ours(target: str) -> bool:
    return target == PACKAGE or target.startswith(PACKAGE + ".")


# ------------------------------------------------------------------------------------- size and words


def is_migration(module: Module) -> bool:
    """A migration is history, generated and frozen: it may be long and needs no explanation per function."""
    return ".migrations" in module.name


def long_function_faults(modules: Sequence[Module], limit: int = 50) -> list[str]:
    faults = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_migration(module):
                start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                length = (node.end_lineno or start) - start + 1
                if length > limit:
                    faults.append(
                        f"{module.name}:{node.lineno} {node.name} has {length} lines, at most {limit}"
                    )
    return faults


def crowded_folder_faults(modules: Sequence[Module], limit: int = 20) -> list[str]:
    """Folders with more than ``limit`` modules beside their ``__init__``."""
    folders = [module.folder for module in modules if not module.is_package and not is_migration(module)]
    return [
        f"{name} has {folders.count(name)} modules, at most {limit}"
        for name in sorted(set(folders))
        if folders.count(name) > limit
    ]


def lazy_name_faults(modules: Sequence[Module]) -> list[str]:
    """Files and folders named after nothing."""
    return [f"{m.name}: name what it does" for m in modules if LAZY_NAMES & set(re.split(r"[._]", m.name))]


def docstring_faults(modules: Sequence[Module]) -> list[str]:
    """Modules, and public functions and classes at module level, that say nothing about themselves."""
    faults = []
    for module in modules:
        if not ast.get_docstring(module.tree):
            faults.append(f"{module.name}: no docstring")
        for node in [] if is_migration(module) else module.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                faults.append(f"{module.name}:{node.lineno} {node.name}: no docstring")
    return faults


def suppressions(module: Module) -> list[str]:
    """Comments that silence a checker (strings that merely look like one do not count)."""
    tokens = tokenize.generate_tokens(io.StringIO(module.text).readline)
    return [
        f"{module.name}:{t.start[0]} {t.string}"
        for t in tokens
        if t.type == tokenize.COMMENT and SUPPRESSION.search(t.string)
    ]


def suppression_faults(modules: Sequence[Module], per_thousand: float = 2.0) -> list[str]:
    """Every suppression, when there are more than ``per_thousand`` in 1,000 lines."""
    found = [line for module in modules for line in suppressions(module)]
    lines = sum(module.text.count("\n") for module in modules)
    return found if len(found) * 1000 > per_thousand * lines else []
