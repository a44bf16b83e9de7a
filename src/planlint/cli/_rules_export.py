"""`planlint rules test --export`: the tests of rules as submissions with their labels."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planlint.cli._screen import Screen
from planlint.errors import UsageFault

if TYPE_CHECKING:
    from planlint.packs import Pack


def export_tests(pack: Pack, codes: tuple[str, ...], folder: Path, force: bool) -> int:
    """Write every test of a pack into a folder. Raises UsageFault where that is not empty, unless forced."""
    from planlint import rule_export
    from planlint.reports._words import amount
    from planlint.rule_tests import TestFault

    screen = Screen()
    _make_ready(folder, force)
    labels: list[Mapping[str, Any]] = []
    files = 0
    try:
        for one in rule_export.exported(pack, codes):
            labels.append(one.label)
            for name, content in one.files.items():
                _write(folder / name, content)
                files += 1
    except TestFault as fault:
        raise UsageFault(f"A test cannot be written out: {fault} Run `planlint rules test` first.") from fault
    if not labels:
        raise UsageFault("This pack has no such tests, so nothing was written.")
    _write(folder / rule_export.LABELS, rule_export.labels(labels))
    return screen.last(0, f"{amount(len(labels), 'test')} in {amount(files, 'file')}, and {rule_export.LABELS}.")


def _make_ready(folder: Path, force: bool) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not force and any(folder.iterdir()):
            raise UsageFault(f"{folder} is not empty. Name another folder, or write into it with --force.")
    except OSError as fault:
        raise UsageFault(f"{folder} cannot be a folder to write in: {fault.strerror or fault}.") from fault


def _write(path: Path, content: bytes) -> None:
    """Write a file anew. A link in its place is taken away, not followed."""
    try:
        path.parent.mkdir(exist_ok=True)
        if os.path.lexists(path):
            path.unlink()
        with open(path, "xb") as file:
            file.write(content)
    except OSError as fault:
        raise UsageFault(f"{path} could not be written: {fault.strerror or fault}.") from fault
