"""The files of a rule pack: found, bounded and read once, and nothing outside the pack."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planlint.errors import PackFault, Problem
from planlint.limits import LIMITS

PACK, SOURCES, LISTS, FIXTURES = "rules/pack.yaml", "rules/sources.yaml", "rules/lists/", "fixtures/clean"
_NOTES = (".md",)
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(slots=True)
class PackFiles:
    """What was read, by name in the pack (with `/`), in order, and what could not be."""

    folder: Path
    contents: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """`sha256:` and the hash of every name with the hash of its bytes."""
        whole = hashlib.sha256()
        for name, content in sorted(self.contents.items()):
            whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode("utf-8", "surrogateescape"))
        return "sha256:" + whole.hexdigest()

    def ending(self, *endings: str, under: str) -> Mapping[str, bytes]:
        """The files under a folder of the pack whose names end so, by name in the pack."""
        return {
            name: content
            for name, content in self.contents.items()
            if name.startswith(under) and name.endswith(endings)
        }


def read_files(folder: Path) -> PackFiles:
    """All files that a pack is judged by. Raises PackFault where the folder is not a pack at all."""
    files = PackFiles(folder)
    shown = folder.as_posix()
    if not folder.is_dir():
        raise PackFault([Problem(shown, 0, 0, "There is no such folder.", "Name the folder that holds the pack.")])
    if not (folder / PACK).is_file():
        hint = "A pack is a folder with rules/, schemas/ and fixtures/clean/ in it."
        raise PackFault([Problem(shown, 0, 0, f"This is not a rule pack: it has no {PACK}.", hint)])
    for name in _names(files):
        if len(files.contents) >= LIMITS.pack_files:
            message = f"The pack has more files than a pack may have ({LIMITS.pack_files:,})."
            files.problems.append(Problem(shown, 0, 0, message))
            break
        _read(files, name)
    return files


def _names(files: PackFiles) -> Iterator[str]:
    """The names of the files of a pack, in order; what does not belong there is noted."""
    todo = ["schemas", "rules"]
    met = 0
    while todo:
        inside = todo.pop()
        try:
            entries = sorted(os.scandir(files.folder / inside), key=lambda one: one.name)
        except FileNotFoundError:
            continue
        except OSError as error:
            files.problems.append(Problem(inside, 0, 0, f"This folder cannot be read: {error.strerror}."))
            continue
        for entry in entries:
            name = f"{inside}/{entry.name}"
            met += 1
            if met > 4 * LIMITS.pack_files:
                files.problems.append(Problem(name, 0, 0, "The pack has too many files."))
                return
            if entry.is_symlink():
                message = "This is a link. A pack holds its own files and leads to no other."
                files.problems.append(Problem(name, 0, 0, message, "Put the file itself here."))
            elif entry.name.startswith(".") or entry.name.lower().endswith(_NOTES):
                continue
            elif entry.is_dir(follow_symlinks=False):
                todo.append(name)
            elif _belongs(name):
                yield name
            else:
                hint = "Rules end in .rules, schemas in .schema.json, lists in .yaml or .csv; notes in .md are let be."
                files.problems.append(Problem(name, 0, 0, "This file has no place in a pack.", hint))


def _belongs(name: str) -> bool:
    if name in (PACK, SOURCES):
        return True
    if name.startswith(LISTS):
        return name.endswith((".yaml", ".yml", ".json", ".csv"))
    return name.endswith(".rules") if name.startswith("rules/") else name.endswith(".schema.json")


def _read(files: PackFiles, name: str) -> None:
    most = LIMITS.rule_text_bytes if name.endswith(".rules") else LIMITS.file_bytes
    try:
        content = read_bounded(files.folder / name, most)
    except OSError as error:
        files.problems.append(Problem(name, 0, 0, f"This file cannot be read: {error.strerror or error}."))
        return
    if content is None:
        files.problems.append(Problem(name, 0, 0, f"This file is larger than it may be ({most:,} bytes)."))
        return
    files.contents[name] = content


def read_bounded(path: Path, most: int) -> bytes | None:
    """The bytes of an ordinary file; None where there are more than `most`. Raises OSError for any other thing."""
    with os.fdopen(os.open(path, _FLAGS), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError("it is not an ordinary file")
        content = opened.read(most + 1)
    return content if len(content) <= most else None
