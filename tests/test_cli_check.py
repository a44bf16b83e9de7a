"""`planlint check` as people and programs meet it: exit codes, the last line, what is written and where."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from planlint import __version__, engine
from planlint.cli import main
from planlint.cli._progress import Progress
from planlint.errors import ToolFault
from planlint.reports.json import from_json

CLEAN = "kind: plan\ntotal: 300.0\nparts:\n  - {name: A, value: 300.0, owner: Ann}\n"
BAD = CLEAN.replace("total: 300.0", "total: 360.0")
LARGE = CLEAN.replace("300.0", "900.0")
TORN = "kind: plan\nparts: [1, 2\n"


@pytest.fixture
def pack(root: Path) -> str:
    return str(root / "tests" / "packs" / "small")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "CI", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, text in (("clean", CLEAN), ("bad", BAD), ("large", LARGE), ("torn", TORN)):
        Path(f"{name}.yaml").write_text(text)


class Ran:
    """What a command came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err
        assert "Traceback" not in out + err

    @property
    def last(self) -> str:
        return self.err.splitlines()[-1]


@pytest.fixture
def check(pack: str, capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str) -> Ran:
        code = main(["check", "--pack", pack, "--as-of", "2017-08-09", *arguments])
        return Ran(code, *capfd.readouterr())

    return run


def process(pack: str, *arguments: str, **changes: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "planlint", "check", "--pack", pack, "--as-of", "2017-08-09", *arguments]
    environment = {**os.environ, **changes.pop("env", {})}
    return subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False, **changes)


@pytest.mark.parametrize(
    ("arguments", "code", "last"),
    [
        (["clean.yaml"], 0, "Exit 0: 1 submission checked, nothing to fix (fail level: must)."),
        (["bad.yaml"], 1, "Exit 1: 1 to fix (fail level: must)."),
        (["bad.yaml", "clean.yaml", "torn.yaml"], 1, "Exit 1: 2 to fix (fail level: must)."),
        (["torn.yaml"], 1, "Exit 1: 1 to fix (fail level: must)."),
        (["large.yaml", "--fail-on", "should"], 1, "Exit 1: 1 to explain (fail level: should)."),
        (["large.yaml", "--set", "largest=£1m", "--fail-on", "could"], 0, None),
        (["bad.yaml", "--ignore", "SML-001"], 0, None),
        (["bad.yaml", "--select", "SML-003"], 0, None),
        (
            ["bad.yaml", "--fail-on", "never"],
            0,
            "Exit 0: 1 submission checked, 1 to fix, which is not counted (fail level: never).",
        ),
        (["gone.yaml"], 2, "Exit 2: not there: gone.yaml."),
        (["clean.yaml", "gone.yaml"], 2, "Exit 2: not there: gone.yaml."),
    ],
)
def test_exit_codes_and_the_last_line(check: Any, arguments: list[str], code: int, last: str | None) -> None:
    ran = check(*arguments)
    assert ran.code == code
    assert ran.last == last or last is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument"),
        (["clean.yaml", "--no-such"], "--no-such"),
        (["clean.yaml", "-f", "jsn"], "Did you mean 'json'?"),
        (["clean.yaml", "-o", "json"], "FORMAT:FILE"),
        (["clean.yaml", "-o", "json:none/r.json"], "none/r.json cannot be written"),
        (["clean.yaml", "-o", "json:clean.yaml"], "which is being checked"),
        (["clean.yaml", "-o", "json:r", "-o", "plain:./r"], "more than once"),
        (["clean.yaml", "-o", "json:/dev/null"], "not an ordinary file"),
        (["clean.yaml", "--as-of", "2017-02-30"], "is not a date"),
        (["clean.yaml", "--fail-on", "shoud"], "Did you mean 'should'?"),
        (["clean.yaml", "--kind", "plam"], "Did you mean 'plan'?"),
        (["clean.yaml", "--set", "lrgest=1"], "Did you mean 'largest'?"),
        (["clean.yaml", "--set", "largest"], "PARAM=VALUE"),
        (["clean.yaml", "--select", "SNL-001"], "no rule of this pack"),
        (["clean.yaml", "--color", "blue"], "auto, always, never"),
        (["empty"], "Nothing to check in empty"),
        (["-"], "--stdin-filename"),
        (["-", "clean.yaml", "--stdin-filename", "x.yaml"], "checked alone"),
    ],
)
def test_what_cannot_be_asked_for(check: Any, arguments: list[str], said: str) -> None:
    Path("empty").mkdir()
    before = sorted(os.listdir())
    ran = check(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.last.startswith("Exit 2: ")
    assert sorted(os.listdir()) == before


def test_a_pack_that_cannot_be_loaded_prints_nothing_but_its_problems(
    root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(root / "tests" / "packs" / "small", tmp_path / "pack")
    rules = tmp_path / "pack" / "rules" / "plan" / "plan.rules"
    rules.write_text(
        rules.read_text().replace("part.owner is given", "part.ownr is given").replace("<= largest", "<= lrgest")
    )
    code = main(["check", "clean.yaml", "--pack", "pack"])
    out, err = capfd.readouterr()
    assert (code, out) == (2, "")
    assert "ownr" in err, "every problem is said, not only the first"
    assert "lrgest" in err
    assert err.splitlines()[-1].startswith("Exit 2: the rule pack cannot be used (")


def test_a_workbook_among_returns_is_not_passed_over_in_silence(check: Any) -> None:
    Path("returns").mkdir()
    for name in ("a.yaml", "b.xlsx", "c.csv", "d.pdf", "e.xls", "notes.md"):
        Path("returns", name).write_bytes(Path("clean.yaml").read_bytes())
    ran = check("returns")
    assert ran.code == 0
    assert ran.last == (
        "Exit 0: 1 submission checked, nothing to fix (fail level: must). "
        "Not checked, since nothing reads such files: returns/b.xlsx, returns/c.csv, returns/d.pdf and 1 more."
    )
    assert check("returns/a.yaml").last == "Exit 0: 1 submission checked, nothing to fix (fail level: must)."


def test_nothing_to_check_can_be_allowed(check: Any) -> None:
    Path("empty").mkdir()
    ran = check("empty", "--allow-empty", "-f", "json")
    assert (ran.code, json.loads(ran.out)["submissions"]) == (0, [])


def test_one_bad_submission_does_not_stop_the_others(check: Any) -> None:
    result = from_json(check(".", "-f", "json").out.encode())
    assert [report.name for report in result.reports] == ["bad.yaml", "clean.yaml", "large.yaml", "torn.yaml"]
    alone = from_json(check("clean.yaml", "-f", "json").out.encode())
    assert alone.reports[0] == result.reports[1]


def test_a_fault_of_planlint_is_loud_and_the_others_go_on(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine.check

    def faulty(read: Any, *rest: Any, **named: Any) -> Any:
        if read.name == "bad.yaml":
            raise ToolFault("SML-001", read.name, KeyError("x\x1b[2J"))
        if read.name == "large.yaml":
            raise RecursionError("deep")
        return real(read, *rest, **named)

    monkeypatch.setattr(engine, "check", faulty)
    ran = check(".", "-f", "json", "-o", "plain:report.txt", "-o", "full:full.txt", "-o", "concise:concise.txt")
    result = json.loads(ran.out)
    assert (ran.code, result["exit"]["code"]) == (2, 2)
    assert [one["submission"] for one in result["faults"]] == ["bad.yaml", "large.yaml"]
    assert [one["name"] for one in result["submissions"]] == ["clean.yaml", "torn.yaml"]
    assert ran.last == "Exit 2: planlint itself is at fault (SML-001, planlint), so this answer is not whole."
    for name in ("report.txt", "full.txt", "concise.txt"):
        text = Path(name).read_text()
        assert "fault of planlint" in text.lower()
        assert "\x1b" not in text


def test_reports_are_written_as_well_as_shown(check: Any) -> None:
    ran = check("bad.yaml", "-f", "concise", "-o", "json:r.json", "-o", "plain:r.txt")
    assert ran.out.startswith("bad.yaml:2:8: SML-001 must ")
    assert from_json(Path("r.json").read_bytes()).exit_code == 1
    assert Path("r.txt").read_text().startswith("NOT READY TO SUBMIT: 1 thing to fix.\n")


def test_quiet_says_only_the_last_line(check: Any) -> None:
    ran = check("bad.yaml", "-q", "-o", "json:r.json")
    assert (ran.out, len(ran.err.splitlines())) == ("", 1)
    assert Path("r.json").exists()


def test_standard_input(pack: str) -> None:
    ran = process(pack, "-", "--stdin-filename", "theirs/bad.yaml", "-f", "concise", input=BAD.encode())
    assert ran.returncode == 1
    assert ran.stdout.startswith(b"theirs/bad.yaml:2:8: SML-001 must ")


def test_standard_input_is_bounded(pack: str) -> None:
    ran = process(pack, "-", "--stdin-filename", "a.yaml", "--limit-file-bytes", "10", "-f", "concise", input=b"x" * 99)
    assert ran.returncode == 1
    assert b"READ-LIMIT" in ran.stdout
    assert b"--limit-file-bytes" in ran.stdout


def test_a_limit_can_be_moved(check: Any) -> None:
    assert "READ-DEPTH" in check("clean.yaml", "--limit-depth", "1", "-f", "concise").out
    assert check("clean.yaml", "--limit-depth", "0").code == 2


def test_the_same_bytes_whatever_the_surroundings(pack: str) -> None:
    seen = {
        process(pack, ".", "-f", "json", env=env).stdout
        for env in (
            {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "0"},
            {"PYTHONHASHSEED": "99", "PYTHONIOENCODING": "cp1252", "COLUMNS": "20", "FORCE_COLOR": "1"},
        )
    }
    assert len(seen) == 1
    assert seen.pop().startswith(b'{\n  "schema_version": "1"')


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
@pytest.mark.parametrize("form", ["plain", "full", "concise", "json", "html"])
def test_any_terminal_encoding_will_do(pack: str, encoding: str, form: str) -> None:
    Path("bad.yaml").write_text(BAD.replace("{name: A", '{name: "A → Ω £"').replace("owner: Ann", "x: 1"))
    ran = process(pack, "bad.yaml", "-f", form, env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
    assert (ran.returncode, b"Traceback" in ran.stderr) == (1, False)
    ran.stdout.decode(encoding if form in ("plain", "full", "concise") else "utf-8")


def test_a_closed_pipe_ends_quietly(pack: str) -> None:
    many = CLEAN.replace("owner: Ann", "x: 1").replace("parts:", "parts:" + "\n  - {name: B, value: 1.0}" * 1000)
    Path("many.yaml").write_text(many)
    command = [sys.executable, "-m", "planlint", "check", "--pack", pack, "many.yaml", "-o", "json:r.json", "-v"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        err = run.stderr.read()
        code = run.wait(60)
    assert code == 1
    assert err.startswith(b"Exit 1: ")
    assert from_json(Path("r.json").read_bytes()).exit_code == 1


def test_a_full_disk_behind_standard_output_is_said(pack: str) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "planlint", "check", "--pack", pack, "bad.yaml"]
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert run.returncode == 2
    assert b"could not be written" in run.stderr
    assert b"Traceback" not in run.stderr


def test_an_interrupt_ends_with_130_and_writes_nothing(pack: str) -> None:
    command = [sys.executable, "-m", "planlint", "check", "--pack", pack, "-", "--stdin-filename", "a.yaml"]
    command += ["-o", "json:r.json"]
    pipe = subprocess.PIPE

    def heed() -> None:
        """Heed interrupts, which a run in the background of a shell would be told to ignore."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=heed) as run:
        assert run.stdin is not None
        run.stdin.write(b"#" * 500_000)  # more than a pipe holds: this returns once it is being read
        run.stdin.flush()
        for _ in range(60):  # an interrupt between two reads is only seen at the next: a person presses again
            run.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(1)
                break
        code = run.wait(1)
        out, err = run.communicate()
    assert (code, out, err) == (130, b"", b"Exit 130: interrupted.\n")
    assert not Path("r.json").exists()


def test_progress_is_said_after_a_second_and_not_before(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clock = iter([0.0, 0.0, *(0.05 * n for n in range(1, 101))])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    monkeypatch.setenv("CI", "true")
    progress = Progress(100, quiet=False)
    for _ in range(100):
        progress.step()
    progress.end()
    lines = capfd.readouterr().err.splitlines()
    assert lines == [f"{n} of 100 submissions checked" for n in range(20, 101, 10)]


def test_colour_only_where_it_is_wanted(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in check("bad.yaml", "-f", "plain").out
    assert "\x1b" in check("bad.yaml", "-f", "plain", "--color", "always").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in check("bad.yaml", "-f", "full").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in check("bad.yaml", "-f", "full").out
    assert "\x1b" in check("bad.yaml", "-f", "concise", "--color", "always").out


def test_lines_are_not_wrapped_where_there_is_no_terminal(check: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    assert max(map(len, check("bad.yaml", "-f", "plain").out.splitlines())) > 60


def test_version_and_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capfd.readouterr().out == f"planlint {__version__}\n"
    assert main(["check", "--help"]) == 0
    assert "--fail-on" in capfd.readouterr().out
    assert main([]) == 2
    assert capfd.readouterr().err == "Exit 2: no command was given.\n"
    assert main(["chekc"]) == 2
    assert "Did you mean 'check'?" in capfd.readouterr().err


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from planlint.cli import main; main(['check', '--help']);"
        "print([one for one in ('pydantic', 'lark', 'jsonschema', 'jsonschema_rs', 'yaml', 'jinja2', 'rich') "
        "if one in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert run.stderr.strip() == b"[]"


def test_a_sound_file_needs_nothing_that_is_slow_to_load(pack: str) -> None:
    """What these take to load is what a small file takes to check."""
    plan = {"kind": "plan", "total": 300.0, "parts": [{"name": "A", "value": 300.0, "owner": "Ann"}]}
    Path("clean.json").write_text(json.dumps(plan))
    slow = (
        "dataclasses",
        "inspect",
        "typer",
        "lark",
        "pydantic",
        "jsonschema",
        "yaml",
        "msgspec",
        "jinja2",
        "tempfile",
    )
    code = (
        f"import sys; from planlint.cli import main; main(['check', '--pack', {pack!r}, 'clean.json']);"
        f"print([one for one in {slow!r} if one in sys.modules], file=sys.stderr)"
    )
    for _ in range(2):  # the pack is kept the first time
        run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    first, last = run.stderr.decode().splitlines()
    assert first.startswith("Exit 0:")
    assert last == "[]"
