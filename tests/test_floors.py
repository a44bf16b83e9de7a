"""The house: a module imports only lower floors, and rooms on one floor do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

FLOORS = {
    "records": -1,
    "modules": -1,
    "model": 0,
    "errors": 0,
    "limits": 0,
    "values": 0,
    "shape": 1,
    "tally": 1,
    "terminal": 1,
    "cache": 0,
    "outputs": 1,
    "links": 1,
    "comparison": 2,
    "readers": 2,
    "bind": 2,
    "lang": 2,
    "reports": 2,
    "intake": 3,
    "packlists": 3,
    "received": 3,
    "packs": 4,
    "edits": 4,
    "outcomes": 4,
    "engine": 5,
    "rule_tests": 5,
    "fields": 5,
    "batch": 6,
    "rule_comparison": 6,
    "rule_lint": 6,
    "rule_mutation": 6,
    "rule_coverage": 6,
    "rule_pages": 6,
    "rule_export": 6,
    "rule_skeleton": 6,
    "cli": 7,
    "__main__": 8,
}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "planlint"


def imports(file: Path, source: Path) -> set[str]:
    """Every module of planlint that a file imports, relative imports made absolute."""
    package = list(file.relative_to(source).parts[:-1])
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found.add(module)
            found.update(f"{module}.{alias.name}" for alias in node.names if module == "planlint")
    return {one for one in found if one.split(".")[0] == "planlint"}


def test_every_room_has_a_floor(root: Path) -> None:
    source = root / "src" / "planlint"
    rooms = {path.stem if path.is_file() else path.name for path in source.iterdir() if path.name[0] not in "_."}
    rooms -= {"py", "annotations.schema", "pack"}
    assert rooms <= set(FLOORS) | {"__main__"}, f"say in FLOORS where these stand: {sorted(rooms - set(FLOORS))}"


def test_imports_only_go_down(root: Path) -> None:
    source = root / "src"
    wrong = []
    for file in sorted((source / "planlint").rglob("*.py")):
        here = file.relative_to(source / "planlint").parts[0].removesuffix(".py")
        for module in imports(file, source):
            there = room(module)
            if there == here or there not in FLOORS or here not in FLOORS:
                continue
            if FLOORS[there] >= FLOORS[here]:
                wrong.append(
                    f"{file.relative_to(source)} (floor {FLOORS[here]}) imports {module} (floor {FLOORS[there]})"
                )
    assert wrong == []


def test_the_words_import_nothing_of_planlint_but_how_classes_are_made(root: Path) -> None:
    assert imports(root / "src" / "planlint" / "model.py", root / "src") == {"planlint.records"}


def test_classes_are_made_in_one_way(root: Path) -> None:
    """`planlint.records` makes them: the standard library's way takes as long as to check a small file."""
    source = root / "src" / "planlint"
    of_old = [
        str(file.relative_to(source))
        for file in sorted(source.rglob("*.py"))
        if file.name != "records.py"
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "dataclasses" in (*(one.name for one in node.names), getattr(node, "module", ""))
    ]
    assert of_old == []
