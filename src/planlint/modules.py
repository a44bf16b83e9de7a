"""Which modules a package has, so that adding a reader, a report or a command is adding a file.

`pkgutil` says the same, and loads `inspect` for it, which takes longer than to read a small submission.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.machinery import all_suffixes


def names_in(path: Iterable[str]) -> list[str]:
    """The names of the modules in the folders of a package (its `__path__`), in order, private ones left out."""
    found: set[str] = set()
    for folder in path:
        if os.path.isdir(folder):
            found.update(name for entry in os.listdir(folder) if (name := _module(entry)))
        else:
            import pkgutil  # a package that is run from an archive

            found.update(one.name for one in pkgutil.iter_modules([folder]))
    return sorted(name for name in found if not name.startswith("_"))


def _module(entry: str) -> str:
    """The name of the module that an entry of a folder is; empty where it is none."""
    ending = next((one for one in all_suffixes() if entry.endswith(one)), "")
    name = entry.removesuffix(ending) if ending else ""
    return name if name.isidentifier() else ""
