"""`planlint report`: a stored result shown again is what was shown the first time."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlint import reports
from planlint.cli import main
from tests.sample_results import RESULTS


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "result.json"
    path.write_bytes(reports.load("json").render(RESULTS["batch"], {}))
    return path


def test_every_format_is_the_same_as_when_it_was_checked(
    stored: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    for form in reports.names():
        made = tmp_path / "made"
        assert main(["report", str(stored), "-o", f"{form}:{made}"]) == 0
        assert made.read_bytes() == reports.load(form).render(RESULTS["batch"], {}), form
        assert capfdbinary.readouterr().out == b""


def test_the_last_line_tells_the_stored_answer(stored: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(stored)]) == 0
    shown = capfd.readouterr()
    assert "NOT READY TO SUBMIT" in shown.out
    assert f"nothing was checked. The stored answer is exit 1: {RESULTS['batch'].exit_why}" in shown.err


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[" * 5000, b'{"schema_version": "2"}'])
def test_what_is_no_result_is_refused_and_writes_nothing(
    content: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path, made = tmp_path / "result.json", tmp_path / "made.txt"
    path.write_bytes(content)
    assert main(["report", str(path), "-o", f"plain:{made}"]) == 2
    assert "not a planlint result of version 1" in capfd.readouterr().err
    assert not made.exists()


def test_the_result_is_never_replaced(stored: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = stored.read_bytes()
    assert main(["report", str(stored), "-o", f"plain:{stored}"]) == 2
    assert main(["report", str(stored.parent / "absent.json")]) == 2
    assert main(["report", str(stored), "-f", "nonsense"]) == 2
    assert stored.read_bytes() == before
    assert "Traceback" not in capfd.readouterr().err
