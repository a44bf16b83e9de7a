"""Where the reference work stands, and the plans and labels that its generator makes."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACK = ROOT / "benchmarks" / "pack"
KIND = "reference-plan"

Mark = tuple[str, str]
"""What was found and where: `R01` to `R12`, or `S` for the shape, and a JSON Pointer."""


class Absent(Exception):
    """The shared material is not there; the message says where it was looked for."""


def shared() -> Path:
    """The folder of the shared material: PLANLINT_SHARED, else `shared` beside the checkout."""
    folder = Path(os.environ.get("PLANLINT_SHARED") or ROOT.parent / "shared")
    if not (folder / "bench" / "gen.py").is_file():
        raise Absent(
            f"The reference work is not there: {folder / 'bench'} has no gen.py. "
            "Name the folder of the shared material in PLANLINT_SHARED."
        )
    return folder / "bench"


@dataclass(frozen=True, slots=True)
class Work:
    """The reference work: `make(i)` gives plan number i and its labels, `by_hand(plan)` what the rules by hand find."""

    folder: Path
    make: Callable[[int], tuple[dict[str, Any], list[dict[str, str]]]]
    by_hand: Callable[[dict[str, Any]], list[Mark]]


def load(folder: Path) -> Work:
    """The reference work in its folder."""
    return Work(folder, _module(folder / "gen.py").make, _module(folder / "hand_rules.py").rules)


def expected(labels: list[dict[str, str]]) -> set[Mark]:
    """What is to be found in a plan, by the labels of its defects."""
    return {(label["rule"], label["path"]) for label in labels}


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"reference_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
