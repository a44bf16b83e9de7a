"""What was handed in: finds the files to check and reads each once, safely, into bytes.

Nothing here trusts a name or what stands behind it. Only an ordinary file is read; a link may not lead out of the
folder that was given (of a file, the folder that it is in); a file is never read beyond the limit, and never waited
for. Each path given is accounted for: found, refused with a reason, or not there.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import BinaryIO

from planlint.limits import LIMITS, Limits
from planlint.model import ReadFault, Unreadable
from planlint.readers.faults import limit_named
from planlint.records import dataclass

CODES: Mapping[str, str] = MappingProxyType(
    {
        "READ-DENIED": "A file that may not be read",
        "READ-FILE": "Not an ordinary file",
        "READ-LIMIT": "More than is read",
        "READ-LINK": "A link out of what was given",
        "READ-MISSING": "A file that is not there",
    }
)
"""The codes of what can keep a file from being opened, each with its title."""

SENT_AS = frozenset(
    {
        ".csv",
        ".doc",
        ".docx",
        ".json",
        ".ods",
        ".pdf",
        ".tsv",
        ".xls",
        ".xlsb",
        ".xlsm",
        ".xlsx",
        ".xml",
        ".yaml",
        ".yml",
    }
)
"""The endings of what people send as a return. One that is not read is never passed over in silence."""

_CHUNK = 1024 * 1024
_FLAGS = os.O_RDONLY
for _flag in ("O_CLOEXEC", "O_NONBLOCK", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)
_FOLDER = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Given:
    """A file to check: its name as said in reports, the path to open, and the folder that it may not lead out of."""

    name: str
    path: str
    root: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the paths given come to, in order: files, and what could not even be found, with the reason.

    `absent` are the paths given that are not there, by name; each is among the items too. `unread` are the files of
    folders that may well be submissions, but whose endings nothing reads.
    """

    items: tuple[Given | Unreadable, ...]
    absent: tuple[str, ...]
    unread: tuple[str, ...] = ()


def find(paths: Sequence[str], suffixes: Collection[str]) -> Found:
    """The files that paths mean: a file itself, of a folder all with one of the endings, in order of name.

    Names that begin with a point, and links to folders, are not gone into; the files that a link leads to inside
    what was given are found where they are. A file that two paths mean is checked once.
    """
    items: dict[str, Given | Unreadable] = {}
    absent: list[str] = []
    unread: dict[str, None] = {}
    for path in paths:
        if not _is_there(path):
            absent.append(name_of(path))
            items.setdefault(path, _refuse(name_of(path), *_MISSING))
        elif os.path.isdir(path) and not _is_folder_called_file(path, suffixes):
            for one in _walk(path, path, suffixes):
                if isinstance(one, Given) and not _is_read(one.path, suffixes):
                    unread.setdefault(one.name)
                    continue
                items.setdefault(one.name if isinstance(one, Unreadable) else os.path.abspath(one.path), one)
        else:
            items.setdefault(os.path.abspath(path), Given(name_of(path), path, os.path.dirname(path) or "."))
    return Found(tuple(items.values()), tuple(absent), tuple(unread))


def name_of(path: str) -> str:
    r"""The name of a path in reports: as given, with `/`; bytes that are no UTF-8 are written out.

    >>> name_of("plans/a.yaml"), name_of("p\udcff.yaml")
    ('plans/a.yaml', 'p\\xff.yaml')
    """
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return text.replace(os.sep, "/") if os.sep != "/" else text


def fetch(given: Given, limits: Limits = LIMITS) -> bytes | Unreadable:
    """The bytes of a file, read once; `Unreadable`, with the reason, for what is not an ordinary file in its folder."""
    try:
        return _fetch(given, limits)
    except OSError as fault:
        return _refuse(given.name, *_reason(fault))


def fetch_stream(stream: BinaryIO, name: str, limits: Limits = LIMITS) -> bytes | Unreadable:
    """The bytes of a stream, such as standard input, up to the limit."""
    try:
        content = stream.read(limits.file_bytes + 1)
    except OSError as fault:
        return _refuse(name, *_reason(fault))
    return _refuse(name, *_too_large(None, limits)) if len(content) > limits.file_bytes else content


def _fetch(given: Given, limits: Limits) -> bytes | Unreadable:
    root, real = os.path.realpath(given.root), os.path.realpath(given.path)
    if root != real and not real.startswith(root.rstrip(os.sep) + os.sep):
        return _refuse(given.name, "READ-LINK", *_OUTSIDE)
    # Looked at first, because to open a pipe or a device can already do something.
    before = os.stat(real, follow_symlinks=False)
    if not stat.S_ISREG(before.st_mode):
        return _refuse(given.name, "READ-FILE", *_not_a_file(before.st_mode))
    descriptor = _open(root, os.path.relpath(real, root))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return _refuse(given.name, "READ-FILE", *_not_a_file(status.st_mode))
        if status.st_size > limits.file_bytes:
            return _refuse(given.name, *_too_large(status.st_size, limits))
        content = _read(descriptor, limits.file_bytes)
        if len(content) > limits.file_bytes:
            return _refuse(given.name, *_too_large(None, limits))
        return content
    finally:
        os.close(descriptor)


def _open(root: str, inside: str) -> int:
    """Open a file step by step from its folder, following no link: one put in the way meanwhile is refused."""
    if os.open not in os.supports_dir_fd:  # Windows
        return os.open(os.path.join(root, inside), _FLAGS)
    *folders, last = inside.split(os.sep)
    descriptor = os.open(root, _FOLDER)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER | _NO_LINK, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        return os.open(last, _FLAGS | _NO_LINK, dir_fd=descriptor)
    finally:
        os.close(descriptor)


def _read(descriptor: int, most: int) -> bytes:
    """All of a file, or one byte more than the most: it may grow while it is read."""
    parts: list[bytes] = []
    left = most + 1
    while left > 0 and (part := os.read(descriptor, min(_CHUNK, left))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _walk(folder: str, root: str, suffixes: Collection[str]) -> Iterator[Given | Unreadable]:
    """The files of a folder and all under it that may be submissions, by name. Without recursion: it may be deep."""
    stack = [folder]
    while stack:
        here = stack.pop()
        try:
            with os.scandir(here) as listing:
                entries = sorted((one for one in listing if not one.name.startswith(".")), key=lambda one: one.name)
        except OSError as fault:
            yield _refuse(name_of(here), *_reason(fault))
            continue
        deeper = []
        for entry in entries:
            path = entry.name if here == "." else os.path.join(here, entry.name)
            if os.path.isdir(path) and not _is_folder_called_file(path, suffixes):
                if not entry.is_symlink():
                    deeper.append(path)
                elif not _is_inside(path, root):
                    yield _refuse(name_of(path), "READ-LINK", *_OUTSIDE)
            elif _is_read(path, {*suffixes, *SENT_AS}):
                yield Given(name_of(path), path, root)
        stack += reversed(deeper)


def _is_read(path: str, suffixes: Collection[str]) -> bool:
    return os.path.splitext(path)[1].lower() in suffixes


def _is_inside(path: str, root: str) -> bool:
    home = os.path.realpath(root).rstrip(os.sep)
    real = os.path.realpath(path)
    return real == home or real.startswith(home + os.sep)


def _is_folder_called_file(path: str, suffixes: Collection[str]) -> bool:
    return os.path.splitext(path.rstrip(os.sep))[1].lower() in suffixes


def _is_there(path: str) -> bool:
    """Whether there is something of that name: a link that leads nowhere too, and what may not be looked at."""
    try:
        os.lstat(path)
    except ValueError:
        return False
    except OSError as fault:
        return fault.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
    return True


def _refuse(name: str, code: str, message: str, fix: str) -> Unreadable:
    return Unreadable(name, "", ReadFault(code, message, fix))


_MISSING = ("READ-MISSING", "There is no such file.", "Check how the path is written, and from which folder.")
_OUTSIDE = (
    "This is a link that leads out of the folder that was given, so it was not followed.",
    "Put the file itself there, or give the path that the link leads to.",
)


def _too_large(size: int | None, limits: Limits) -> tuple[str, str, str]:
    most = limit_named("file_bytes", limits)
    has = f"The file has {size:,} bytes, more" if size else "There are more bytes"
    return "READ-LIMIT", f"{has} than are read ({most}).", "Split the submission, or leave out what is not part of it."


def _not_a_file(mode: int) -> tuple[str, str]:
    if stat.S_ISDIR(mode):
        what, fix = "a folder with the name of a file", "Rename the folder, or give the files in it."
    elif stat.S_ISLNK(mode):
        what, fix = "a link that leads round in a circle", "Put the file itself there."
    elif stat.S_ISFIFO(mode):
        what, fix = "a pipe", "Save its content as a file, or give it on standard input as `-`."
    else:
        what, fix = "a device or a socket", "Give the submission as a file."
    return f"This is not a file but {what}, so nothing in it was checked.", fix


def _reason(fault: OSError) -> tuple[str, str, str]:
    """Code, message and fix for what the system said."""
    if fault.errno in (errno.ENOENT, errno.ENOTDIR):
        return _MISSING
    if fault.errno in (errno.EACCES, errno.EPERM):
        return "READ-DENIED", "This may not be read by whoever runs planlint.", "Allow it to be read, then check again."
    if fault.errno == errno.ELOOP:
        return "READ-LINK", "This became a link while it was read.", "Put the file itself there."
    if fault.errno == errno.ENXIO:
        return "READ-FILE", *_not_a_file(stat.S_IFSOCK)
    said = os.strerror(fault.errno) if fault.errno else "an input fault"
    return "READ-DENIED", f"The system could not read this: {said}.", "Copy the file to another place and try again."
