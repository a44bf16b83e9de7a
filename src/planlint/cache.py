"""What planlint keeps for the next run, in a folder of the user's own that nobody else can write to.

Nothing in it is needed: an entry that is missing, damaged, of another version or of doubtful ownership is not there,
and is worked out again. Each entry is one file named by its key, and begins with the hash of the rest.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
from functools import cache
from pathlib import Path

_MOST = 48
"""Entries kept; the oldest go first."""
_LARGEST = 32 * 1024 * 1024
_MARK = b"planlint "
_HEAD = len(_MARK) + 64 + 1
_READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Cache:
    """Entries by key. `folder` None is a cache that keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def get(self, key: str) -> bytes | None:
        """What was kept under a key; None where nothing was, or nothing that can be trusted."""
        if self.folder is None:
            return None
        try:
            descriptor = os.open(self.folder / _name(key), _READ)
            with open(descriptor, "rb") as file:
                status = os.fstat(descriptor)
                if not (_own(self.folder) and stat.S_ISREG(status.st_mode) and _ours(status)):
                    return None
                content = file.read(_LARGEST + _HEAD + 1)
        except (OSError, ValueError):
            return None
        rest = content[_HEAD:]
        sound = len(rest) <= _LARGEST and content[:_HEAD] == _head(rest)
        return rest if sound else None

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key, whole or not at all. Where it cannot be kept, nothing is said."""
        if self.folder is None or len(content) > _LARGEST:
            return
        temporary = ""
        with contextlib.suppress(OSError, ValueError):
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not _own(self.folder):
                    return
                import tempfile  # here, since what is kept is mostly only read

                descriptor, temporary = tempfile.mkstemp(prefix=".tmp-", dir=self.folder)
                with open(descriptor, "wb") as file:
                    file.write(_head(content) + content)
                os.replace(temporary, self.folder / _name(key))
                temporary = ""
                self._thin_out()
            finally:
                if temporary:
                    os.unlink(temporary)

    def _thin_out(self) -> None:
        assert self.folder is not None
        with os.scandir(self.folder) as entries:
            found = sorted((entry.stat(follow_symlinks=False).st_mtime_ns, entry.path) for entry in entries)
        for _, path in found[:-_MOST]:
            with contextlib.suppress(OSError):
                os.unlink(path)


def of_user() -> Cache:
    """The cache of whoever runs planlint: PLANLINT_CACHE names its folder (empty: keep nothing), else the usual place.

    It keeps nothing where there is no such place, or where it cannot be made sure that nobody else can write there.
    """
    named = os.environ.get("PLANLINT_CACHE")
    if named is not None:
        return Cache(Path(named) if os.path.isabs(named) and hasattr(os, "getuid") else None)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.environ.get("HOME", "")
        base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    return Cache(Path(base, "planlint") if base and hasattr(os, "getuid") else None)


@cache
def build() -> str:
    """Which planlint and which Python this is: what was kept by another is not for this one.

    It is told by the files of planlint, so that a changed checkout is another planlint.
    """
    whole = hashlib.sha256(sys.version.encode())
    folders = [os.path.dirname(os.path.abspath(__file__))]
    while folders:
        found = []
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith((".py", ".lark")):
                    status = entry.stat()
                    found.append(f"{entry.path} {status.st_size} {status.st_mtime_ns}")
                elif "." not in entry.name and entry.name not in ("__pycache__", "pack") and entry.is_dir():
                    folders.append(entry.path)
        whole.update("\n".join(sorted(found)).encode("utf-8", "surrogateescape"))
        folders.sort()
    return whole.hexdigest()


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _head(content: bytes) -> bytes:
    return _MARK + hashlib.sha256(content).hexdigest().encode() + b"\n"


def _own(folder: Path) -> bool:
    """Whether a folder is the user's own and closed to all others, and is no link to one."""
    status = os.lstat(folder)
    return stat.S_ISDIR(status.st_mode) and _ours(status)


def _ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)
