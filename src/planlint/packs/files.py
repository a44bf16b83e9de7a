"""The files of a pack, read once: those that have a place in one, each an ordinary file within its limits."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from planlint.errors import PackFault, Problem
from planlint.limits import LIMITS

LISTS = "rules/lists/"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
_PLACES = "Rules end in .rules, schemas in .schema.json, lists in .yaml, .json or .csv. Notes in .md are let be."


class PackFiles:
    """What the files of a pack hold, by name from its folder, and what is wrong with any of them.

    Raises PackFault where the folder is no pack at all.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.read: dict[str, bytes] = {}
        if not folder.is_dir():
            self._stop("There is no such folder.", "A pack is a folder with rules/pack.yaml in it.")
        if not (folder / "rules" / "pack.yaml").is_file():
            self._stop("This folder is not a pack: it has no rules/pack.yaml.", "")
        for path in self._files():
            self._take(path)
        self._tell_alike()

    def hash(self) -> str:
        """The hash of what all the files hold, wherever the folder is."""
        whole = hashlib.sha256()
        for name in sorted(self.read):
            whole.update(f"{name}\0{hashlib.sha256(self.read[name]).hexdigest()}\n".encode())
        return "sha256:" + whole.hexdigest()

    def schemas(self) -> dict[str, bytes]:
        """The schema files by their own names."""
        return {Path(name).name: content for name, content in self.read.items() if name.startswith("schemas/")}

    def _stop(self, message: str, hint: str) -> NoReturn:
        raise PackFault([Problem(str(self.folder), 0, 0, message, hint)])

    def _fault(self, source: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(source, 0, 0, message, hint))

    def _files(self) -> Iterator[Path]:
        """Every file of the pack that is read, in order of name; links are refused."""
        found: list[Path] = []
        for top in ("rules", "schemas"):
            if (self.folder / top).is_symlink():
                self._linked(self.folder / top)
                continue
            for folder, names, files in os.walk(self.folder / top, followlinks=False):
                names.sort()
                for path in (Path(folder) / name for name in sorted([*names, *files])):
                    if path.is_symlink():
                        self._linked(path)
                    elif path.name in files and not path.name.startswith(".") and path.suffix != ".md":
                        if not path.name.endswith(self._endings(self._name(path))):
                            self._fault(self._name(path), "This file has no place in a pack.", _PLACES)
                        else:
                            found.append(path)
        if len(found) > LIMITS.pack_files:
            self._stop(f"The pack has more than {LIMITS.pack_files:,} files.", "")
        yield from sorted(found)

    def _tell_alike(self) -> None:
        """Two files whose names differ only in capitals are one file on many computers."""
        first: dict[str, str] = {}
        for name in sorted(self.read):
            other = first.setdefault(name.casefold(), name)
            if other != name:
                self._fault(name, f"On many computers this is the same file as {other}.", "Give it another name.")

    def _linked(self, path: Path) -> None:
        self._fault(self._name(path), "This is a link.", "A pack holds its own files and leads to no other.")

    @staticmethod
    def _endings(name: str) -> tuple[str, ...]:
        """How a file in that place of a pack may end."""
        if name.startswith(LISTS):
            return (".yaml", ".json", ".csv")
        if name in ("rules/pack.yaml", "rules/sources.yaml"):
            return (".yaml",)
        return (".rules",) if name.startswith("rules/") else (".schema.json",)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()

    def _take(self, path: Path) -> None:
        limit = LIMITS.rule_text_bytes
        try:
            with os.fdopen(os.open(path, _FLAGS), "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise OSError(0, "it is not an ordinary file")
                content = file.read(limit + 1)
        except OSError as fault:
            self._fault(self._name(path), f"The file cannot be read: {fault.strerror}.")
            return
        if len(content) > limit:
            self._fault(self._name(path), f"The file is larger than {limit:,} bytes.")
            return
        self.read[self._name(path)] = content
