"""`planlint files`: every file of what was given is accounted for, and the exit code is that of `check`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from planlint.cli import main


@pytest.fixture
def folder(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `in` with one good submission, worked in from outside of it."""
    (tmp_path / "in").mkdir()
    shutil.copy(root / "tests/packs/small/fixtures/clean/plan.yaml", tmp_path / "in" / "plan.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "in"


def files(root: Path, *arguments: str) -> int:
    return main(["files", "--pack", str(root / "tests" / "packs" / "small"), *arguments])


def test_a_limit_can_be_moved_as_for_check(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert files(root, "in", "--limit-depth", "1") == 1
    assert "not checked: READ-DEPTH" in capfd.readouterr().out


def test_the_shipped_pack_knows_every_real_return(root: Path) -> None:
    command = [str(Path(sys.executable).with_name("planlint")), "files", "fixtures/real"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if "passed over" not in line]
    assert "fixtures/real/hw-stp-plan-2016-09.yaml  stp-plan  " in done.stdout
    assert [line.split("  ")[0] for line in lines] == [
        path.relative_to(root).as_posix() for path in sorted((root / "fixtures" / "real").glob("*.yaml"))
    ]
    assert done.stderr.startswith(f"Exit 0: {len(lines)} files would be checked, 0 would not")


def test_everything_is_accounted_for(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.yaml").write_text("a: [\n")
    (folder / "other.json").write_text('{"kind": "plam"}')
    (folder / "sub").mkdir()
    (folder / "sub" / "note.docx").write_text("x")
    (folder / "sub" / "README").write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "config.yaml").write_text("x")
    (folder / "odd.yaml").mkdir()
    (folder / "odd.yaml" / "inner.yaml").write_text("x")
    assert files(root, "in", "in/sub") == 1
    out, err = capfd.readouterr()
    assert out == (
        "in/broken.yaml  not checked: READ-SYNTAX  The file is not YAML: a value is missing at line 2, column 1.\n"
        "in/odd.yaml  not checked: READ-FILE  "
        "This is not a file but a folder with the name of a file, so nothing in it was checked.\n"
        'in/other.json  not checked: READ-KIND  "plam" is not a known kind of submission. '
        "Did you mean plan? Known kinds: plan.\n"
        "in/plan.yaml  plan  3 rules\n"
        "in/.git  passed over: its name begins with a point\n"
        "in/sub/README  passed over: its name has no ending\n"
        "in/sub/note.docx  passed over: files that end in .docx are not read\n"
    )
    assert err == "Exit 1: 1 file would be checked, 3 would not, 3 passed over.\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with links and pipes")
def test_links_and_pipes_are_told_and_not_followed(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "out").symlink_to("/")
    (folder / "round").symlink_to(".")
    os.mkfifo(folder / "pipe.yaml")
    assert files(root, "in") == 1
    assert [line.split(":")[0] for line in capfd.readouterr().out.splitlines()] == [
        "in/out  not checked",
        "in/pipe.yaml  not checked",
        "in/plan.yaml  plan  3 rules",
        "in/round  passed over",
    ]


def test_a_kind_may_be_said(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "plan.yaml").write_text("total: 1\n")
    assert files(root, "in") == 1
    assert files(root, "in", "--kind", "plan") == 0
    assert files(root, "in", "--kind", "plam") == 2
    assert "Did you mean 'plan'?" in capfd.readouterr().err


def test_nothing_to_check_is_no_clean_answer(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "plan.yaml").rename(folder / "plan.txt")
    assert files(root, "in") == 2
    out, err = capfd.readouterr()
    assert out == "in/plan.txt  passed over: files that end in .txt are not read\n"
    assert err == "Exit 2: nothing would be checked, 1 passed over.\n"
    assert files(root, "in", "--allow-empty") == 0


@pytest.mark.parametrize("given", [["nowhere.yaml"], ["in", "nowhere.yaml"], ["-"]])
def test_what_is_not_there(root: Path, folder: Path, given: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    assert files(root, *given) == 2
    assert capfd.readouterr().err.splitlines()[-1].startswith("Exit 2: ")


def test_quiet_leaves_the_last_line(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert files(root, "in", "-q") == 0
    assert capfd.readouterr() == ("", "Exit 0: 1 file would be checked, 0 would not.\n")
