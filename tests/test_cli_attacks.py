"""The hostile files and names of the shared collection, through the front door."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from planlint.cli import main

FORMS = ("json", "plain", "full", "concise", "html", "markdown")
# One finding for each file: those that are given as several files, or are about what is not yet written.
LINES = {"a\nPASS  all good.yaml", "a\tb.yaml"}


@pytest.fixture(scope="module")
def attacks(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_attacks", shared / "attacks" / "make_attacks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases(attacks: ModuleType, begin: str) -> list[dict[str, Any]]:
    return [one for one in attacks.CASES if one["name"].startswith(begin) and not one["big"]]


def run(pack: Path, files: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, dict[str, bytes], str]:
    """The exit code, the report in each format, and what was said besides."""
    outputs = [one for form in FORMS for one in ("-o", f"{form}:../out/report.{form}")]
    code = main(["check", "--pack", str(pack), "--as-of", "2017-08-09", "-q", *outputs, "--", *files])
    said = capfd.readouterr()
    assert said.out == ""
    made = {form: Path(f"../out/report.{form}").read_bytes() for form in FORMS}
    return code, made, said.err


@pytest.mark.parametrize("begin", ["fs-", "out-"])
def test_no_file_or_name_does_more_than_give_findings_about_itself(
    attacks: ModuleType,
    begin: str,
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    pack = root / "tests" / "packs" / "small"
    (tmp_path / "SECRET.txt").write_text(attacks.SECRET)
    (tmp_path / "out").mkdir()
    chosen = cases(attacks, begin)
    assert len(chosen) >= 15
    for case in chosen:
        folder = tmp_path / case["name"]
        folder.mkdir()
        monkeypatch.chdir(folder)
        files = case["fn"](folder)
        before = sorted(os.listdir(folder))
        code, made, said = run(pack, files, capfd)
        assert sorted(os.listdir(folder)) == before, case["name"]
        assert sorted(os.listdir(tmp_path / "out")) == sorted(f"report.{form}" for form in FORMS), case["name"]
        _holds(case, code, made, said, attacks.SECRET)


def _holds(case: dict[str, Any], code: int, made: dict[str, bytes], said: str, secret: str) -> None:
    name, expect = case["name"], case["expect"]
    assert "Traceback" not in said, name
    result = json.loads(made["json"])
    assert result["faults"] == [], name
    assert code == (2 if name == "fs-missing" else result["exit"]["code"]), name
    for form, content in made.items():
        text = content.decode("utf-8")
        assert secret not in text, (name, form)
        assert not set(text) & set("\x00\x07\x08\x1b\x7f\x9b\u202e\u2028\r"), (name, form)
        for absent in expect["absent"]:
            marks = absent.startswith(("<", "href", '"', "]", "!"))  # what only a page or Markdown must not hold
            if form in ("html", "markdown") or not marks:
                assert absent not in text, (name, form)
    submissions = result["submissions"]
    if expect["outcome"] == "reject" and name not in ("fs-permission", "fs-vanish"):
        for one in submissions:
            codes = [outcome["rule"] for outcome in one["outcomes"]]
            assert len(codes) == 1, (name, codes)
            assert codes[0].startswith("READ-"), (name, codes)
    lines = made["concise"].decode().splitlines()
    found = [
        finding
        for one in submissions
        for outcome in one["outcomes"]
        for finding in outcome["findings"]
        if finding["verdict"] in ("fail", "cannot_assess")
    ]
    assert len(lines) == len(found), name
