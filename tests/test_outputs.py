"""A report is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from planlint.errors import UsageFault
from planlint.outputs import make_sure, write_whole

CALLS = ("mkstemp", "fsync", "replace", "chmod")


def test_a_report_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")
    write_whole(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["r.json"]
    assert path.stat().st_mode & 0o777 == 0o666 & ~os.umask(os.umask(0o022))


@pytest.mark.parametrize("call", CALLS)
def test_whatever_fails_the_old_report_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "r.json"
    path.write_text("old")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(f"{'tempfile' if call == 'mkstemp' else 'os'}.{call}", fail)
    with pytest.raises(UsageFault, match="No space left on device"):
        write_whole(str(path), b"new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["r.json"]


@pytest.mark.parametrize("place", ["none/r.json", ".", "file/r.json"])
def test_what_cannot_be_written_is_found_before_the_work(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("a file, not a folder")
    with pytest.raises(UsageFault):
        make_sure(str(tmp_path / place))


def test_a_device_is_never_replaced() -> None:
    with pytest.raises(UsageFault, match="not an ordinary file"):
        make_sure(os.devnull)
