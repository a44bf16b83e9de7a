"""Hostile YAML and JSON through the installed command: each ends as its manifest says, and hurts no other file.

Where the manifest and the language's own page differ, `CHOSEN` says which was followed and why.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FAMILIES = ("yaml-", "json-", "enc-", "empty-")
CHOSEN = {
    "yaml-version-float": "1.10 keeps its digits, but a field named version is text and must be quoted: a finding",
}
"""Cases on which a choice had to be made; all of them still end as the manifest says."""


@pytest.fixture(scope="module")
def ended(shared: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every case of YAML or JSON, run in one folder beside two clean files: name → (case, submission)."""
    out = tmp_path_factory.mktemp("attacks")
    subprocess.run(
        [sys.executable, str(shared / "attacks" / "make_attacks.py"), "--no-big", "--out", str(out)],
        check=True,
        capture_output=True,
    )
    manifest = json.loads((out / "manifest.json").read_text())
    cases = {
        case["name"]: case
        for case in manifest["cases"]
        if case["name"].startswith(FAMILIES)
        and all(name.endswith((".yaml", ".json")) for name in case["files"])
        and case["role"] == "submission"
    }
    files = [str(out / name / cases[name]["files"][0]) for name in sorted(cases)]
    controls = [str(out / "_control" / name) for name in ("good.json", "bad.json")]
    return {"cases": cases, **_run(root, [*files, *controls]), "alone": _run(root, controls), "out": out}


def _run(root: Path, files: list[str]) -> dict[str, Any]:
    command = [str(Path(sys.executable).with_name("planlint")), "check", "--pack", str(root / "tests/packs/hostile")]
    done = subprocess.run(
        [*command, "--kind", "doc", "--as-of", "2017-08-09", "-f", "json", *files],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    return {"code": done.returncode, "result": json.loads(done.stdout), "files": files}


def test_every_file_is_counted_and_nothing_is_at_fault(ended: dict[str, Any]) -> None:
    result = ended["result"]
    assert len(ended["cases"]) > 60
    assert result["faults"] == []
    assert len(result["submissions"]) == len(ended["files"])
    assert result["faults"] == []
    assert ended["code"] == 1


def test_each_ends_as_its_manifest_says(ended: dict[str, Any]) -> None:
    by_name = {Path(one["name"]).parent.name: one for one in ended["result"]["submissions"]}
    wrong = []
    for name, case in ended["cases"].items():
        outcomes = by_name[name]["outcomes"]
        failed = [one["rule"] for one in outcomes if one["verdict"] == "fail"]
        faults = [code for code in failed if code.startswith(("READ-", "SHAPE-"))]
        expected = case["expect"]["outcome"]
        if expected == "reject":
            ends_well = len(outcomes) == 1 and outcomes[0]["rule"].startswith("READ-")
        elif expected == "findings":
            ends_well = bool(faults) and any(one["rule"] == "HST-001" for one in outcomes)
        else:
            ends_well = not failed
        if not ends_well:
            wrong.append((name, expected, [(one["rule"], one["verdict"]) for one in outcomes]))
    assert wrong == []


def test_the_clean_files_beside_them_are_judged_as_if_alone(ended: dict[str, Any]) -> None:
    together = [one for one in ended["result"]["submissions"] if "_control" in one["name"]]
    assert together == ended["alone"]["result"]["submissions"]
    verdicts = {Path(one["name"]).name: {o["rule"]: o["verdict"] for o in one["outcomes"]} for one in together}
    assert verdicts == {
        "good.json": {"HST-001": "pass", "HST-002": "pass"},
        "bad.json": {"HST-001": "pass", "HST-002": "fail"},
    }
