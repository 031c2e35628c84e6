"""The house rules for imports, clocks and files, checked on the syntax tree of every production file.

`broken_rules` gives one sentence for each breach; `test_house.py` runs it on the repository and on made-up sources.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOMS: dict[str, frozenset[str]] = {
    "engine": frozenset(),
    "rules": frozenset(),
    "notifiers": frozenset({"engine"}),
    "store": frozenset({"engine"}),
    "intake": frozenset({"engine", "store"}),
    "workflows": frozenset({"engine", "store", "notifiers"}),
    "console": frozenset({"engine", "store", "intake", "notifiers", "workflows"}),
    "cli": frozenset({"engine", "store", "intake", "notifiers", "workflows", "console", "worker"}),
    "worker": frozenset({"engine", "store", "intake", "notifiers", "workflows", "console", "cli"}),
}
"""Who may import whom; a room may always import itself."""

FIRST_PARTY = frozenset(ROOMS) | {"tests"}

SQL = frozenset({"sqlalchemy", "alembic", "psycopg", "sqlite3"})
TEMPORAL = frozenset({"temporalio"})
NOT_IN: dict[str, frozenset[str]] = {"engine": SQL | TEMPORAL, "notifiers": SQL | TEMPORAL}
"""Libraries that a room does not know."""

CLOCKS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.today",
        "datetime.datetime.utcnow",
        "datetime.date.today",
        "time.time",
        "time.time_ns",
        "time.monotonic",
        "time.monotonic_ns",
        "time.perf_counter",
        "time.perf_counter_ns",
        "time.localtime",
        "time.gmtime",
    }
)
OPENERS = frozenset({"open", "io.open", "os.open", "codecs.open", "pathlib.Path.open"})
PATH_METHODS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})

ELSEWHERE = frozenset({"tests", "docs", "build", "dist", "var"})
"""Folders at the top that are no rooms."""


def broken_rules(root: Path) -> list[str]:
    """Every breach in the production files under *root*, as `file:line: sentence`."""
    return [
        breach
        for file in production_files(root)
        for breach in breaches(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    ]


def production_files(root: Path) -> Iterator[Path]:
    for top in sorted(root.iterdir()):
        if top.name.startswith(".") or top.name in ELSEWHERE:
            continue
        if top.is_dir():
            yield from sorted(file for file in top.rglob("*.py*") if file.suffix in {".py", ".pyi"})
        elif top.suffix == ".py":
            yield top


def breaches(file: str, source: str) -> list[str]:
    """Every breach in one file; *file* is its path from the root, with forward slashes."""
    place = PurePosixPath(file)
    room = place.parts[0].removesuffix(".py")
    if room not in ROOMS:
        return [f"{file}:1: the house has no room {room}: its rooms are {', '.join(ROOMS)}"]
    if room == "rules":
        return [f"{file}:1: rules holds no Python: it belongs to business users; code goes into another room"]

    try:
        tree = ast.parse(source, file)
    except SyntaxError as error:
        return [f"{file}:{error.lineno}: this is no Python: {error.msg}"]
    imports = list(imports_of(tree))
    names = Names(imports)
    found = [*wrong_imports(place, room, imports), *wrong_imports(place, room, dynamic_imports(tree, names))]
    if room == "engine" or (room == "workflows" and defines_workflow(tree, names)):
        found += clocks(tree, names, room)
        found += opened_files(tree, names, room)
    return [f"{file}:{line}: {sentence}" for line, sentence in sorted(set(found))]


Breach = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Import:
    """One imported thing: `from datetime import date as day` is `datetime.date`, known here as `day`."""

    line: int
    target: str
    known_as: str
    stands_for: str

    @property
    def top(self) -> str:
        return self.target.partition(".")[0]


def imports_of(tree: ast.AST) -> Iterator[Import]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    top = alias.name.partition(".")[0]
                    known_as, stands_for = (alias.asname, alias.name) if alias.asname else (top, top)
                    yield Import(node.lineno, alias.name, known_as, stands_for)
            case ast.ImportFrom(module=str(module), names=aliases, level=0):
                for alias in aliases:
                    target = f"{module}.{alias.name}"
                    yield Import(node.lineno, target, alias.asname or alias.name, target)
            case _:  # a relative import stays within its room
                pass


def dynamic_imports(tree: ast.AST, names: "Names") -> Iterator[Import]:
    for call in calls(tree):
        if names.full(call.func) in {"importlib.import_module", "__import__"}:
            match call.args:
                case [ast.Constant(value=str(target)), *_]:
                    yield Import(call.lineno, target, "", "")
                case _:
                    pass


def wrong_imports(place: PurePosixPath, room: str, imports: Iterable[Import]) -> Iterator[Breach]:
    for each in imports:
        if each.top in FIRST_PARTY - ROOMS[room] - {room}:
            allowed = ", ".join(sorted({room, *ROOMS[room]}))
            yield each.line, f"{room} imports {each.target}: it may import only {allowed}"
        if each.top in NOT_IN.get(room, frozenset()):
            yield (
                each.line,
                f"{room} imports {each.top}, which it must not know: pass in plain values instead",
            )
        if each.top == "durable_rules_engine" and not is_matching(place):
            yield each.line, f"{place} imports durable_rules_engine: only engine/matching may"
        if each.top == "durable":
            yield each.line, f"{place} imports durable, whose Host is unsafe: go through engine/matching"


def is_matching(place: PurePosixPath) -> bool:
    match place.parts:
        case ["engine", inner, *_]:
            return inner == "matching" or inner.startswith(("matching.", "matching_"))
        case _:
            return False


def clocks(tree: ast.AST, names: "Names", room: str) -> Iterator[Breach]:
    # A mention is enough: `default_factory=datetime.now` reads the clock without a call here.
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (clock := names.full(node)) in CLOCKS:
            yield node.lineno, f"{room} reads the clock with {clock}: time is an argument, take as_of"


def opened_files(tree: ast.AST, names: "Names", room: str) -> Iterator[Breach]:
    for call in calls(tree):
        name = names.full(call.func)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name in OPENERS or (method in PATH_METHODS and not is_own_data(call, names)):
            yield (
                call.lineno,
                f"{room} opens a file with {method or name}: files are read outside, take bytes",
            )


def is_own_data(call: ast.Call, names: "Names") -> bool:
    """Whether a chain of calls starts at `importlib.resources`: a package's own data is code, not input."""
    return (names.full(call) or "").startswith("importlib.resources.")


def defines_workflow(tree: ast.AST, names: "Names") -> bool:
    return any(
        names.full(decorator) == "temporalio.workflow.defn"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for decorator in node.decorator_list
    )


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


class Names:
    """Tells what a name in a file stands for, through its imports: `dt.date.today` is `datetime.date.today`."""

    def __init__(self, imports: Iterable[Import]) -> None:
        self._known = {each.known_as: each.stands_for for each in imports}

    def full(self, node: ast.expr) -> str | None:
        """The dotted name, calls in it left out (`Path(x).open` is `pathlib.Path.open`); None if it has none."""
        match node:
            case ast.Name(id=name):
                return self._known.get(name, name)
            case ast.Attribute(value=owner, attr=attr):
                before = self.full(owner)
                return f"{before}.{attr}" if before else None
            case ast.Call(func=func):
                return self.full(func)
            case _:
                return None
