"""Whole outputs of each format, as a reviewer reads them: `tests/goldens/README.md` says how they are made anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planlint import reports
from planlint.reports import TerminalFormat, View
from tests.sample_results import RESULTS, SOURCES

GOLDENS = Path(__file__).parent / "goldens"
FORMATS = ("plain", "full", "concise", "json", "html", "markdown", "csv")
# Outputs that take another way of looking: each is a format, a result and a view.
VIEWS = {
    "faulty.plain.narrow": ("plain", "faulty", View(width=72)),
    "faulty.plain.colour": ("plain", "faulty", View(colour=True, width=100)),
    "faulty.full.everything": ("full", "faulty", View(everything=True)),
    "faulty.plain.everything": ("plain", "faulty", View(everything=True)),
}


def golden(result: str, form: str) -> str:
    suffix = reports.load(form).SUFFIX
    return f"{result}{suffix}" if suffix == f".{form}" else f"{result}.{form}{suffix}"


def compare(name: str, output: bytes) -> None:
    path = GOLDENS / name
    if os.environ.get("PLANLINT_GOLDENS") == "write":
        path.write_bytes(output)
    assert output.decode() == path.read_bytes().decode(), f"{name}: see tests/goldens/README.md"


@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("form", FORMATS)
def test_whole_output(form: str, result: str) -> None:
    compare(golden(result, form), reports.load(form).render(RESULTS[result], SOURCES))


@pytest.mark.parametrize("name", VIEWS)
def test_other_views(name: str) -> None:
    form, result, view = VIEWS[name]
    module = reports.load(form)
    assert isinstance(module, TerminalFormat)
    compare(f"{name}.txt", module.draw(RESULTS[result], SOURCES, view).encode())


def test_no_golden_is_left_over() -> None:
    made = {golden(result, form) for result in RESULTS for form in FORMATS}
    kept = {path.name for path in GOLDENS.iterdir() if path.name != "README.md" and not path.name.startswith("cli-")}
    assert kept == made | {f"{name}.txt" for name in VIEWS}
