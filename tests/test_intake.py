"""Finding and opening what was handed in: every path is accounted for, and nothing that is not a file is read."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from planlint.intake import CODES, Given, fetch, find, name_of
from planlint.limits import LIMITS
from planlint.model import Unreadable

SUFFIXES = (".json", ".yaml")


@pytest.fixture(autouse=True)
def _inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.yaml").write_text("SECRET")
    monkeypatch.chdir(tmp_path / "in")


def outcome(path: str) -> str | bytes:
    """What becomes of the one thing that a path means: its bytes, or the code of why not."""
    (item,) = find([path], SUFFIXES).items
    content = item if isinstance(item, Unreadable) else fetch(item)
    if isinstance(content, Unreadable):
        assert content.fault.code in CODES
        assert content.fault.message
        assert content.fault.fix
        return content.fault.code
    return content


def names(*paths: str) -> list[str]:
    return [one.name for one in find(paths, SUFFIXES).items]


def test_a_file_is_read_as_it_is() -> None:
    Path("a.yaml").write_bytes(b"a: 1\r\n\xff")
    assert outcome("a.yaml") == b"a: 1\r\n\xff"


def test_a_folder_gives_its_files_in_order_of_name() -> None:
    for name in ("b.yaml", "a.JSON", "c.txt", "sub/d.yaml", "sub/deep/e.json", ".git/x.yaml", ".hidden.yaml", "Z.yaml"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("a: 1")
    assert names(".") == ["Z.yaml", "a.JSON", "b.yaml", "sub/d.yaml", "sub/deep/e.json"]
    assert names("../in/sub", "./sub/d.yaml", "a.JSON") == ["../in/sub/d.yaml", "../in/sub/deep/e.json", "a.JSON"]


def test_what_may_be_a_submission_and_is_not_read_is_told_apart() -> None:
    for name in ("a.yaml", "b.xlsx", "sub/c.CSV", "README.md", ".d.xlsx"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("a: 1")
    found = find(["."], SUFFIXES)
    assert [one.name for one in found.items] == ["a.yaml"]
    assert found.unread == ("b.xlsx", "sub/c.CSV")
    assert [one.name for one in find(["b.xlsx"], SUFFIXES).items] == ["b.xlsx"], (
        "named by itself, it is refused with a reason"
    )


def test_a_file_named_itself_needs_no_known_ending() -> None:
    Path(".odd").write_text("a: 1")
    assert outcome(".odd") == b"a: 1"


def test_what_is_not_there_is_told() -> None:
    found = find(["gone.yaml", "none/", "a\0b"], SUFFIXES)
    assert found.absent == ("gone.yaml", "none/", "a\0b")
    assert [one.fault.code for one in found.items if isinstance(one, Unreadable)] == ["READ-MISSING"] * 3


def test_a_file_gone_before_it_is_read() -> None:
    Path("a.yaml").write_text("a: 1")
    (item,) = find(["a.yaml"], SUFFIXES).items
    Path("a.yaml").unlink()
    assert isinstance(item, Given)
    content = fetch(item)
    assert isinstance(content, Unreadable)
    assert content.fault.code == "READ-MISSING"


@pytest.mark.parametrize("path", ["out.yaml", "./out.yaml", "sub/up.yaml"])
def test_a_link_out_of_what_was_given_is_refused(path: str) -> None:
    Path("sub").mkdir()
    Path("out.yaml").symlink_to("../secret.yaml")
    Path("sub/up.yaml").symlink_to("../out.yaml")
    assert outcome(path) == "READ-LINK"


def test_a_link_inside_what_was_given_is_followed() -> None:
    Path("a.yaml").write_text("a: 1")
    Path("sub").mkdir()
    Path("sub/link.yaml").symlink_to("../a.yaml")
    contents = [fetch(one) for one in find(["."], SUFFIXES).items if isinstance(one, Given)]
    assert contents == [b"a: 1", b"a: 1"]
    assert outcome("sub/link.yaml") == "READ-LINK", "given alone, its own folder is what it may not leave"


def test_a_folder_may_itself_be_reached_by_a_link() -> None:
    Path("real").mkdir()
    Path("real/a.yaml").write_text("a: 1")
    Path("way").symlink_to("real")
    assert outcome("way") == b"a: 1"
    assert outcome("way/a.yaml") == b"a: 1"


def test_a_linked_folder_out_of_what_was_given_is_told() -> None:
    Path("away").symlink_to("..")
    assert outcome(".") == "READ-LINK"


def test_links_in_a_circle_end() -> None:
    Path("a.yaml").symlink_to("b.yaml")
    Path("b.yaml").symlink_to("a.yaml")
    Path("loop").symlink_to(".")
    assert outcome("a.yaml") == "READ-FILE"
    assert names("loop") == ["loop/a.yaml", "loop/b.yaml"]


def test_what_only_looks_like_a_file_is_not_opened() -> None:
    os.mkfifo("pipe.yaml")
    Path("folder.yaml").mkdir()
    Path("folder.yaml/inner.yaml").write_text("a: 1")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket.yaml")
    for path in ("pipe.yaml", "folder.yaml", "socket.yaml"):
        assert outcome(path) == "READ-FILE"
    assert names(".") == ["folder.yaml", "pipe.yaml", "socket.yaml"]
    assert outcome("/dev/null") == "READ-FILE"


def test_who_writes_to_a_pipe_is_not_disturbed() -> None:
    """To open a pipe would let its writer go on, and then fail."""
    os.mkfifo("pipe.yaml")
    opened = threading.Event()

    def write() -> None:
        descriptor = os.open("pipe.yaml", os.O_WRONLY)
        opened.set()
        os.close(descriptor)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert outcome("pipe.yaml") == "READ-FILE"
    assert not opened.wait(0.2)
    os.close(os.open("pipe.yaml", os.O_RDONLY | os.O_NONBLOCK))
    writer.join(2)


def test_size_is_bounded_before_reading() -> None:
    with open("big.json", "wb") as file:
        file.truncate(10 * 2**30)
    assert outcome("big.json") == "READ-LIMIT"


def test_size_is_bounded_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that grows after its size was looked at."""
    Path("a.yaml").write_text("x" * 11)
    real = os.fstat
    monkeypatch.setattr(os, "fstat", lambda fd: os.stat_result([*real(fd)[:6], 0, *real(fd)[7:]]))
    content = fetch(Given("a.yaml", "a.yaml", "."), replace(LIMITS, file_bytes=10))
    assert isinstance(content, Unreadable)
    assert content.fault.code == "READ-LIMIT"
    assert "--limit-file-bytes" in content.fault.message


def test_names_that_are_no_utf8_are_written_out() -> None:
    path = os.fsdecode(b"p\xff\xfe.yaml")
    Path(path).write_text("a: 1")
    assert names(".") == ["p\\xff\\xfe.yaml"]
    assert outcome(path) == b"a: 1"
    name_of(path).encode("utf-8")


def test_a_file_that_may_not_be_read() -> None:
    Path("a.yaml").write_text("a: 1")
    Path("a.yaml").chmod(0)
    user = os.geteuid()
    if user == 0:  # who may read everything
        os.seteuid(65534)
    try:
        assert outcome("a.yaml") == "READ-DENIED"
        if user == 0:
            assert outcome(os.path.abspath("a.yaml")) == "READ-DENIED", "nor may the folders above be gone through"
    finally:
        os.seteuid(user)
