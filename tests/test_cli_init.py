"""`planlint init`, and the hooks that come with the project: what they write or say works as it stands."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from planlint import packs
from planlint.cli import _typed, main
from planlint.cli.init import _example
from planlint.packs import load

CONFIG = ".pre-commit-config.yaml"


@pytest.fixture
def small(root: Path) -> str:
    return str(root / "tests" / "packs" / "small")


def run(entry: str, *files: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook's entry as pre-commit does: its words, then the files."""
    program, *words = shlex.split(entry)
    command = [str(Path(sys.executable).with_name(program)), *words, *files]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def options_of(command: str) -> set[str]:
    group: Any = typer.main.get_command(_typed.app())
    return {name for one in group.commands[command].params for name in one.opts if name.startswith("-")}


def hook_of_project(root: Path) -> dict[str, Any]:
    (hook,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return dict(hook)


def test_the_hook_of_the_project_is_one_that_runs(root: Path) -> None:
    hook = hook_of_project(root)
    assert (hook["id"], hook["language"], hook["types_or"]) == ("planlint", "python", ["yaml", "json"])
    program, command, *words = shlex.split(hook["entry"])
    assert (program, command) == ("planlint", "check")
    asked = {word for word in words if word.startswith("-")}
    assert asked
    assert asked <= options_of("check")
    done = run(hook["entry"], "fixtures/clean/stp-plan.yaml", folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("Exit 0: 1 submission checked")


def test_the_hook_stops_a_bad_change(root: Path, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("kind: stp-plan\n")
    done = run(hook_of_project(root)["entry"], "plan.yaml", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("plan.yaml:1:1: SHAPE-REQUIRED must ")


def test_what_init_writes_works(root: Path, tmp_path: Path) -> None:
    done = run("planlint init --kind cip-return", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "Exit 0: 3 files written. Next: planlint check submissions -f plain\n")
    assert done.stdout == (f"submissions/cip-return.yaml: written\nsubmissions/README.md: written\n{CONFIG}: written\n")
    written = tmp_path / "submissions" / "cip-return.yaml"
    head, _, example = written.read_text(encoding="utf-8").partition("# An invented return")
    assert all(line.startswith("# ") for line in head.splitlines())
    assert f"# An invented return{example}" == (root / "fixtures/clean/cip-return.yaml").read_text(encoding="utf-8")
    assert "# In £m: annual_target, approved, " in head
    assert "ytd_workstream (plan, actual, variance)" in head[head.index("In £k") :]
    ((hook,),) = [one["hooks"] for one in yaml.safe_load((tmp_path / CONFIG).read_text())["repos"]]
    assert hook["entry"] == hook_of_project(root)["entry"]
    assert hook["files"] == "^submissions/"
    assert run(hook["entry"], "submissions/cip-return.yaml", folder=tmp_path).returncode == 0


def test_nothing_is_overwritten(small: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / CONFIG).write_text("repos: []\n")
    assert main(["init", str(tmp_path), "--pack", small]) == 0
    out, err = capfd.readouterr()
    assert f"{CONFIG}: already there, and left as it is\n" in out
    assert "put this under `repos:` in .pre-commit-config.yaml:\n\n  - repo: local\n" in out
    assert "2 files written, 1 file left as it is." in err
    assert (tmp_path / CONFIG).read_text() == "repos: []\n"
    (tmp_path / "submissions" / "plan.yaml").write_text("mine\n")
    assert main(["init", str(tmp_path), "--pack", small]) == 2
    assert capfd.readouterr().err == "Exit 2: every file is already there, so nothing was written.\n"
    assert (tmp_path / "submissions" / "plan.yaml").read_text() == "mine\n"


def test_the_guide_names_what_to_run_and_every_kind(root: Path, tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "--kind", "stp-plan"]) == 0
    guide = (tmp_path / "submissions" / "README.md").read_text(encoding="utf-8")
    commands = [line.split()[2].rstrip("`") for line in guide.splitlines() if line.startswith("| `planlint ")]
    group: Any = typer.main.get_command(_typed.app())
    assert set(commands) <= set(group.commands)
    assert "`stp-plan.yaml` is an example: an invented stp-plan" in guide
    assert all(f"* `{kind}`" in guide for kind in packs.load().kinds)
    assert main(["check", str(tmp_path / "submissions"), "-q"]) == 0


def test_a_link_is_not_written_through(small: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / CONFIG).symlink_to(tmp_path / "elsewhere")
    assert main(["init", str(tmp_path / "in"), "--pack", small]) == 0
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_where_the_folder_should_be(small: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "submissions").write_text("x")
    assert main(["init", str(tmp_path), "--pack", small]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "is not a folder." in err
    assert not (tmp_path / CONFIG).exists()


def test_the_kind_must_be_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["init", str(tmp_path)]) == 2
    assert f"Kinds: {', '.join(sorted(load().kinds))}" in capfd.readouterr().err
    assert main(["init", str(tmp_path), "--kind", "cip-retrun"]) == 2
    assert "Did you mean 'cip-return'?" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_every_kind_has_an_example(root: Path) -> None:
    pack = packs.load()
    kinds = sorted(pack.kinds)
    assert len(kinds) >= 7
    others = [path.stem for path in (root / "fixtures" / "clean").glob("*.yaml") if path.stem not in kinds]
    assert [name for name in others if not name.startswith(tuple(f"{kind}-" for kind in kinds))] == []
    for kind in kinds:
        name, content = _example(pack, kind)
        assert name == f"{kind}.yaml"
        assert f"kind: {kind}\n".encode() in content


def test_every_command_is_found() -> None:
    group: Any = typer.main.get_command(_typed.app())
    assert {"check", "explain", "files", "init", "report", "rules"} <= set(group.commands)
